import math
from dataclasses import replace

import numpy as np
import pytest

from core.comparison import AXES, MEASURES, band_of, curve_of
from core.training import BatchEnd, EpochEnd, History

OF_EPOCHS = [name for name, measure in MEASURES.items() if measure.of_epochs]
OF_STEPS = [name for name, measure in MEASURES.items() if not measure.of_epochs]
MOST = 300


def batch_end(step, per_epoch):
    """Every number is another one, so that none passes for the other."""
    return BatchEnd(
        epoch=(step - 1) // per_epoch + 1,
        step=step,
        loss=2 + math.sin(step),
        accuracy=0.5 + 0.4 * math.cos(step),
        gradient_norm=10 + 3 * math.sin(2 * step),
        learning_rate=0.1,
        examples=64,
    )


def epoch_end(epoch, per_epoch, seconds):
    return EpochEnd(
        epoch=epoch,
        step=epoch * per_epoch,
        training_loss=40.0 + epoch,
        training_accuracy=50.0 + epoch,
        validation_loss=1 / epoch,
        validation_accuracy=1 - 0.5 / epoch,
        seconds=seconds,
    )


def history_of(steps, per_epoch, seconds=None):
    """A run after so many steps; each epoch takes as long as told, else 2 seconds."""
    seconds = seconds or [2.0] * (steps // per_epoch)
    return History(
        [batch_end(step, per_epoch) for step in range(1, steps + 1)],
        [epoch_end(epoch, per_epoch, time) for epoch, time in enumerate(seconds, start=1)],
    )


def told(history, measure):
    """What the run said, in order."""
    field = {
        "validation accuracy": "validation_accuracy",
        "validation loss": "validation_loss",
        "training loss": "loss",
        "training accuracy": "accuracy",
        "gradient norm": "gradient_norm",
    }.get(measure)
    events = history.epochs if MEASURES[measure].of_epochs else history.batches
    return [getattr(event, field) if field else MEASURES[measure].read(event) for event in events]


def line(points, start=0.0):
    """A curve through (x, y) pairs, moved up."""
    x, y = np.array(points, dtype=float).reshape(-1, 2).T
    return x, y + start


@pytest.mark.parametrize("axis", AXES)
@pytest.mark.parametrize("measure", MEASURES)
def test_curve_shows_what_the_run_told(measure, axis):
    history = history_of(12, 4, [2.0, 1.0, 3.0])
    x, y = curve_of(history, measure, axis)
    assert x.dtype == y.dtype == np.float64
    assert x.shape == y.shape
    np.testing.assert_array_equal(y, told(history, measure))
    assert (np.diff(x) > 0).all()


@pytest.mark.parametrize("measure", MEASURES)
def test_every_measure_has_a_title(measure):
    assert MEASURES[measure].title


@pytest.mark.parametrize("measure", OF_STEPS)
@pytest.mark.parametrize(
    ("axis", "expected"),
    [
        ("Step", [1, 2, 3, 4, 5, 6, 7, 8]),
        ("Epoch", [0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2]),
        # The first epoch takes 2 seconds, the second 6: half a second a step, then one and a half.
        ("Seconds", [0.5, 1, 1.5, 2, 3.5, 5, 6.5, 8]),
    ],
)
def test_steps_lie_on_the_axis_where_they_were_taken(measure, axis, expected):
    x, _ = curve_of(history_of(8, 4, [2.0, 6.0]), measure, axis)
    np.testing.assert_allclose(x, expected)


@pytest.mark.parametrize("measure", OF_EPOCHS)
@pytest.mark.parametrize(
    ("axis", "expected"), [("Step", [4, 8, 12]), ("Epoch", [1, 2, 3]), ("Seconds", [2, 8, 9])]
)
def test_epochs_lie_on_the_axis_where_they_ended(measure, axis, expected):
    x, _ = curve_of(history_of(12, 4, [2.0, 6.0, 1.0]), measure, axis)
    np.testing.assert_allclose(x, expected)


def test_curve_goes_along_steps_and_is_not_smoothed_when_nothing_is_said():
    history = history_of(12, 4)
    for found, expected in zip(
        curve_of(history, "training loss"),
        curve_of(history, "training loss", axis="Step", smoothing=1),
        strict=True,
    ):
        np.testing.assert_array_equal(found, expected)


@pytest.mark.parametrize("axis", AXES)
@pytest.mark.parametrize("measure", MEASURES)
def test_one_step_is_a_whole_epoch_with_one_batch(measure, axis):
    x, y = curve_of(history_of(1, 1), measure, axis)
    np.testing.assert_allclose(x, {"Step": [1], "Epoch": [1], "Seconds": [2]}.get(axis, x))
    np.testing.assert_array_equal(y, told(history_of(1, 1), measure))


@pytest.mark.parametrize("axis", AXES)
@pytest.mark.parametrize("smoothing", [1, 5])
@pytest.mark.parametrize("measure", MEASURES)
def test_run_that_has_told_nothing_has_an_empty_curve(measure, smoothing, axis):
    x, y = curve_of(History([], []), measure, axis, smoothing)
    assert x.shape == y.shape == (0,)
    assert x.dtype == y.dtype == np.float64


@pytest.mark.parametrize("axis", AXES)
@pytest.mark.parametrize("measure", OF_EPOCHS)
def test_before_the_first_epoch_ends_it_has_told_nothing(measure, axis):
    x, y = curve_of(history_of(3, 4), measure, axis)
    assert x.shape == y.shape == (0,)


@pytest.mark.parametrize("measure", OF_STEPS)
def test_steps_show_before_the_first_epoch_ends(measure):
    history = history_of(3, 4)
    x, y = curve_of(history, measure)
    np.testing.assert_array_equal(x, [1, 2, 3])
    np.testing.assert_array_equal(y, told(history, measure))


@pytest.mark.parametrize("axis", AXES)
@pytest.mark.parametrize("measure", OF_STEPS)
def test_unfinished_epoch_goes_on_after_the_finished_ones(measure, axis):
    history = history_of(11, 4, [2.0, 6.0])
    finished, _ = curve_of(history_of(8, 4, [2.0, 6.0]), measure, axis)
    x, y = curve_of(history, measure, axis)
    np.testing.assert_array_equal(y, told(history, measure))
    np.testing.assert_allclose(x[:8], finished)
    assert (np.diff(x) > 0).all()


@pytest.mark.parametrize("axis", AXES)
@pytest.mark.parametrize("measure", OF_EPOCHS)
def test_unfinished_epoch_adds_nothing_to_measures_of_epochs(measure, axis):
    for found, expected in zip(
        curve_of(history_of(11, 4, [2.0, 6.0]), measure, axis),
        curve_of(history_of(8, 4, [2.0, 6.0]), measure, axis),
        strict=True,
    ):
        np.testing.assert_allclose(found, expected)


@pytest.mark.parametrize("smoothing", [2, 3, 4, 5, 11, 12])
@pytest.mark.parametrize("measure", OF_STEPS)
def test_smoothing_is_the_mean_of_steps_that_belong_together(measure, smoothing):
    history = history_of(12, 4)
    values = told(history, measure)
    groups = [range(start, min(start + smoothing, 12)) for start in range(0, 12, smoothing)]
    x, y = curve_of(history, measure, smoothing=smoothing)
    np.testing.assert_allclose(y, [sum(values[i] for i in group) / len(group) for group in groups])
    for place, group in zip(x, groups, strict=True):
        assert group[0] + 1 <= place <= group[-1] + 1


@pytest.mark.parametrize("axis", AXES)
@pytest.mark.parametrize("measure", OF_STEPS)
def test_smoothing_over_more_steps_than_there_are_gives_their_mean(measure, axis):
    history = history_of(12, 4)
    x, y = curve_of(history, measure, axis, smoothing=5_000)
    assert x.shape == y.shape == (1,)
    assert y[0] == pytest.approx(np.mean(told(history, measure)))


@pytest.mark.parametrize("axis", AXES)
@pytest.mark.parametrize("smoothing", [2, 5_000])
@pytest.mark.parametrize("measure", OF_EPOCHS)
def test_measures_of_epochs_are_never_smoothed(measure, smoothing, axis):
    history = history_of(12, 4)
    _, y = curve_of(history, measure, axis, smoothing)
    np.testing.assert_array_equal(y, told(history, measure))


@pytest.fixture(scope="module")
def long_run():
    """10,000 steps in ten epochs."""
    return history_of(10_000, 1_000)


@pytest.mark.parametrize("axis", AXES)
@pytest.mark.parametrize("measure", MEASURES)
def test_long_run_keeps_its_mean_and_its_length(long_run, measure, axis):
    x, y = curve_of(long_run, measure, axis)
    values = told(long_run, measure)
    assert 10 <= len(x) <= MOST
    assert min(values) <= y.min() <= y.max() <= max(values)
    assert y.mean() == pytest.approx(np.mean(values), abs=0.05)
    end = {"Step": 10_000, "Epoch": 10, "Seconds": 20}.get(axis, x[-1])
    assert 0.99 * end <= x[-1] <= end


def test_averaging_moves_nothing_sideways():
    rising = [replace(batch_end(step, 500), loss=float(step)) for step in range(1, 3_002)]
    x, y = curve_of(History(rising, []), "training loss")
    np.testing.assert_allclose(y, x)


def test_band_is_mean_smallest_and_largest_worked_out_by_hand():
    band = band_of([line([(1, 1), (2, 2)]), line([(1, 3), (2, 8)]), line([(1, 2), (2, 5)])])
    np.testing.assert_allclose(band.x, [1, 2])
    np.testing.assert_allclose(band.mean, [2, 5])
    np.testing.assert_allclose(band.low, [1, 2])
    np.testing.assert_allclose(band.high, [3, 8])
    assert band.count == 3


def test_band_between_points_follows_straight_lines():
    first = line([(1, 0), (2, 0), (3, 0)])
    other = line([(1, 2), (3, 10)])
    band = band_of([first, other])
    np.testing.assert_allclose(band.high, [2, 6, 10])
    np.testing.assert_allclose(band.mean, [1, 3, 5])


def test_band_of_uneven_curves_is_numpys():
    rng = np.random.default_rng(0)
    curves = []
    for points in (40, 55, 23):
        x = np.concatenate([[0], np.sort(rng.uniform(0, 10, points - 2)), [10]])
        curves.append((x, rng.normal(size=points)))
    band = band_of(curves)
    expected = np.stack([np.interp(curves[0][0], x, y) for x, y in curves])
    np.testing.assert_allclose(band.x, curves[0][0])
    np.testing.assert_allclose(band.mean, expected.mean(axis=0))
    np.testing.assert_allclose(band.low, expected.min(axis=0))
    np.testing.assert_allclose(band.high, expected.max(axis=0))


@pytest.mark.parametrize("lengths", [(5, 3, 4), (3, 5, 4), (4, 5, 3), (1, 5, 5), (5, 1, 1)])
def test_band_goes_as_far_as_the_shortest_curve(lengths):
    curves = [line([(i + 1, i) for i in range(n)], start) for start, n in enumerate(lengths)]
    band = band_of(curves)
    shortest = np.arange(min(lengths))
    np.testing.assert_allclose(band.x, shortest + 1)
    np.testing.assert_allclose(band.low, shortest)
    np.testing.assert_allclose(band.mean, shortest + 1)
    np.testing.assert_allclose(band.high, shortest + 2)


def test_one_repetition_is_a_band_without_width():
    x, y = line([(1, 4), (2, 3), (5, 7)])
    band = band_of([(x, y)])
    for found in (band.mean, band.low, band.high):
        np.testing.assert_array_equal(found, y)
    np.testing.assert_array_equal(band.x, x)
    assert band.count == 1


def test_equal_repetitions_are_a_band_without_width():
    band = band_of([line([(1, 0.25), (2, 0.5)])] * 4)
    for found in (band.mean, band.low, band.high):
        np.testing.assert_allclose(found, [0.25, 0.5])
    assert band.count == 4


@pytest.mark.parametrize("place", [0, 1, 2])
def test_empty_curves_are_left_out(place):
    curves = [line([(1, 1), (2, 2)]), line([(1, 3), (2, 4)])]
    curves.insert(place, line([]))
    band = band_of(curves)
    np.testing.assert_allclose(band.mean, [2, 3])
    assert band.count == 2


@pytest.mark.parametrize("curves", [[], [line([])], [line([]), line([])]])
def test_without_curves_the_band_is_empty(curves):
    band = band_of(curves)
    for found in (band.x, band.mean, band.low, band.high):
        assert (found.shape, found.dtype) == ((0,), np.float64)
    assert band.count == 0


@pytest.mark.parametrize("axis", AXES)
@pytest.mark.parametrize("measure", MEASURES)
def test_band_of_one_run_is_its_curve(measure, axis):
    curve = curve_of(history_of(11, 4, [2.0, 6.0]), measure, axis)
    band = band_of([curve, curve])
    np.testing.assert_allclose(band.x, curve[0])
    np.testing.assert_allclose(band.mean, curve[1])
    assert band.count == 2


# Must not happen


@pytest.mark.parametrize("smoothing", [1, 2, 7, 50])
@pytest.mark.parametrize("steps", [299, 300, 301, 599, 600, 601, 3_001, 10_000])
def test_curve_never_has_more_points_than_promised_nor_needlessly_few(long_run, steps, smoothing):
    history = History(long_run.batches[:steps], [])
    x, y = curve_of(history, "training loss", smoothing=smoothing)
    assert len(x) == len(y) <= MOST
    assert len(x) >= min(math.ceil(steps / smoothing), MOST / 3)
    if smoothing == 1 and steps <= MOST:
        np.testing.assert_array_equal(y, told(history, "training loss"))


@pytest.mark.parametrize("bad", [math.nan, math.inf])
@pytest.mark.parametrize("axis", AXES)
def test_loss_that_is_no_number_is_never_shown_nor_takes_others_along(axis, bad):
    history = history_of(12, 4)
    whole = curve_of(history, "training loss", axis)
    history.batches[5] = replace(history.batches[5], loss=bad)
    history.epochs[1] = replace(history.epochs[1], validation_loss=bad)
    for found, expected in zip(curve_of(history, "training loss", axis), whole, strict=True):
        np.testing.assert_array_equal(found, np.delete(expected, 5))
    for found, expected in zip(
        curve_of(history, "validation loss", axis),
        curve_of(history, "validation accuracy", axis),
        strict=True,
    ):
        assert len(found) == len(expected) - 1 == 2


@pytest.mark.parametrize("bad", [math.nan, math.inf])
@pytest.mark.parametrize("axis", AXES)
def test_smoothing_never_spreads_a_bad_loss_beyond_its_group(axis, bad):
    history = history_of(12, 4)
    _, whole = curve_of(history, "training loss", axis, smoothing=3)
    history.batches[4] = replace(history.batches[4], loss=bad)
    x, y = curve_of(history, "training loss", axis, smoothing=3)
    assert np.isfinite(x).all()
    assert np.isfinite(y).all()
    assert set(whole[[0, 2, 3]]) <= set(y)


@pytest.mark.parametrize("steps", [1, 3, 300])
def test_unfinished_first_epoch_never_counts_as_a_complete_one(steps):
    x, _ = curve_of(history_of(steps, 2_000), "training loss", "Epoch")
    assert (x < 1).all()


def test_band_never_begins_before_all_curves_do():
    # Along seconds, the first epoch of one repetition ends earlier than that of another.
    early, late = line([(1, 0), (2, 1), (3, 2)]), line([(2, 1), (3, 2)])
    for curves in ([early, late], [late, early]):
        band = band_of(curves)
        np.testing.assert_allclose(band.x, [2, 3])
        np.testing.assert_allclose(band.low, band.high)


@pytest.mark.parametrize("place", [0, 1, 2])
def test_band_never_leaves_what_was_measured(place):
    curves = [line([(1, 5), (4, 6)]), line([(1, 7), (2, 9), (3, 4)]), line([(1, 6), (3, 6)])]
    curves.insert(0, curves.pop(place))
    band = band_of(curves)
    assert (band.low <= band.mean).all()
    assert (band.mean <= band.high).all()
    assert min(y.min() for _, y in curves) <= band.low.min()
    assert band.high.max() <= max(y.max() for _, y in curves)


@pytest.mark.parametrize("axis", AXES)
@pytest.mark.parametrize("measure", MEASURES)
def test_reading_curves_changes_no_history(measure, axis):
    history = history_of(11, 4, [2.0, 6.0])
    batches, epochs = list(history.batches), list(history.epochs)
    for smoothing in (1, 3):
        x, y = curve_of(history, measure, axis, smoothing)
        x += 1
        y += 1
    assert history.batches == batches
    assert history.epochs == epochs


def test_band_never_changes_its_curves():
    curves = [line([(1, 1), (2, 2), (3, 5)]), line([]), line([(1, 4), (3, 4)])]
    before = [(x.copy(), y.copy()) for x, y in curves]
    band = band_of(curves)
    for found in (band.x, band.mean, band.low, band.high):
        found += 1
    for (x, y), (x_before, y_before) in zip(curves, before, strict=True):
        np.testing.assert_array_equal(x, x_before)
        np.testing.assert_array_equal(y, y_before)
