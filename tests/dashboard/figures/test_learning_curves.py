"""Figures show exactly the numbers they were given."""

import json
import math

import numpy as np
import pytest

from core.training import BatchEnd, EpochEnd
from dashboard.figures import learning_curves
from dashboard.figures.batch_means import BatchMeans
from dashboard.figures.figure import Figure


def batch(step: int, loss: float = 1.0, examples: int = 10) -> BatchEnd:
    return BatchEnd(
        epoch=1,
        step=step,
        loss=loss,
        accuracy=0.5,
        gradient_norm=2.0,
        learning_rate=0.1,
        examples=examples,
    )


def epoch(step: int, loss: float = 0.5) -> EpochEnd:
    return EpochEnd(
        epoch=1,
        step=step,
        training_loss=1.0,
        training_accuracy=0.5,
        validation_loss=loss,
        validation_accuracy=0.9,
        seconds=1.0,
    )


def layers(chart) -> list[dict]:
    spec = chart.to_dict()
    tables = spec["datasets"]
    return [
        # Layers that share their rows name them once, above.
        layer | {"rows": tables[layer.get("data", spec.get("data"))["name"]]}
        for layer in spec["layer"]
    ]


def points(*batches: BatchEnd, total_steps: int = 10):
    return BatchMeans(total_steps).read(batches)


def test_short_runs_are_drawn_batch_by_batch():
    rows = points(batch(1, 2.0), batch(2, 1.0))
    assert list(rows["step"]) == [1, 2]
    assert list(rows["loss"]) == [2.0, 1.0]


def test_long_runs_are_averaged_by_examples_to_at_most_500_points():
    batches = [batch(step, loss=float(step)) for step in range(1, 5_001)]
    rows = points(*batches, total_steps=5_000)
    assert len(rows) == 500
    assert rows["loss"][0] == pytest.approx(np.mean(range(1, 11)))
    uneven = points(batch(1, 1.0, 30), batch(2, 5.0, 10), total_steps=1_000)
    assert uneven["loss"][0] == pytest.approx((1.0 * 30 + 5.0 * 10) / 40)


@pytest.mark.parametrize(
    ("steps", "last_points"), [(7, [7]), (10, [10]), (13, [10]), (29, [20]), (30, [30])]
)
def test_growing_curve_does_not_end_in_the_noise_of_an_unfinished_group(steps, last_points):
    rows = points(*(batch(step) for step in range(1, steps + 1)), total_steps=5_000)
    assert list(rows["step"])[-1:] == last_points


def test_finished_run_shows_its_last_batches_too():
    rows = points(*(batch(step) for step in range(1, 1_004)), total_steps=1_003)
    assert list(rows["step"])[-2:] == [1_002, 1_003]


class WatchedList(list):
    """Remembers how many items were asked for."""

    taken = 0

    def __getitem__(self, rows):
        found = super().__getitem__(rows)
        self.taken += len(found)
        return found


def test_points_of_a_growing_run_are_those_of_the_whole_and_old_batches_are_not_read_again():
    batches = WatchedList(batch(step, step**0.5, step % 7 + 1) for step in range(1, 2_778))
    means = BatchMeans(5_000)
    for length in (0, 3, 10, 11, 999, 1_000, 2_777):
        assert means.read(batches[:length]).equals(BatchMeans(5_000).read(batches[:length]))
    batches.taken = 0
    means.read(batches)
    assert batches.taken == 7, "only those that do not fill a group yet"


@pytest.mark.parametrize("curve", [learning_curves.loss_curve, learning_curves.accuracy_curve])
def test_training_and_validation_share_axes_and_units(curve):
    drawn = curve(points(batch(1), batch(2)), [epoch(2)], 100)
    rule, training, validation = drawn.spec["layer"]
    assert training["encoding"]["y"] == validation["encoding"]["y"] == rule["encoding"]["y"]
    assert training["encoding"]["x"]["scale"]["domain"] == [0, 100]
    assert list(drawn.rows["series"]) == ["training", "training", "validation"]
    assert list(drawn.rows["step"]) == [1, 2, 2]


def test_curves_draw_the_values_of_their_own_kind():
    rows = points(batch(1, 2.0))
    loss = learning_curves.loss_curve(rows, [epoch(1, 0.25)], 10).rows
    assert list(loss["value"]) == [2.0, 0.25]
    accuracy = learning_curves.accuracy_curve(rows, [epoch(1)], 10).rows
    assert list(accuracy["value"]) == [0.5, 0.9]
    assert list(learning_curves.gradient_curve(rows, 10).rows["value"]) == [2.0]


@pytest.mark.parametrize("curve", [learning_curves.loss_curve, learning_curves.accuracy_curve])
def test_each_line_draws_only_its_own_rows(curve):
    _, training, validation = curve(points(), [], 10).spec["layer"]
    assert "'training'" in str(training["transform"][0]["filter"])
    assert "'validation'" in str(validation["transform"][0]["filter"])


def chance_line(curve: Figure) -> float:
    calculated = {entry["as"]: entry for entry in curve.spec["layer"][0]["transform"]}
    return float(calculated["value"]["calculate"])


def test_chance_lines_are_ln_10_and_a_tenth():
    assert chance_line(learning_curves.loss_curve(points(), [], 10)) == pytest.approx(math.log(10))
    assert chance_line(learning_curves.accuracy_curve(points(), [], 10)) == pytest.approx(0.1)


def top_of(curve: Figure) -> list[float]:
    return curve.spec["layer"][1]["encoding"]["y"]["scale"]["domain"]


def test_loss_axis_stays_until_it_must_grow():
    def top(*losses):
        batches = [batch(step, loss) for step, loss in enumerate(losses, start=1)]
        return top_of(learning_curves.loss_curve(points(*batches), [], 10))

    assert top() == top(2.4, 0.1) == [0, 2.5]
    assert top(7.2) == [0, 8]
    assert top(0.3, 1e28) == [0, 10], "a diverging run must not flatten what was before"


def test_figure_stays_the_same_object_while_its_axes_do_so_that_the_browser_keeps_it():
    first = learning_curves.loss_curve(points(batch(1)), [], 10)
    second = learning_curves.loss_curve(points(batch(1), batch(2, 0.4)), [epoch(2)], 10)
    assert first.spec is second.spec


def test_learning_rate_is_drawn_as_it_was_and_never_as_a_mean():
    rates = [0.1] * 999 + [10.0]
    batches = [
        BatchEnd(1, step, 1.0, 0.5, 1.0, rate, 10) for step, rate in enumerate(rates, start=1)
    ]
    curve = learning_curves.learning_rate_curve(points(*batches, total_steps=1_000), 1_000)
    assert set(curve.rows["value"]) == {0.1, 10.0}
    assert curve.spec["encoding"]["y"]["scale"]["domain"] == [0, 20]


@pytest.mark.parametrize(("largest", "top"), [(0.1, 0.2), (0.015, 0.02), (2.5, 3), (0.0, 1)])
def test_learning_rate_axis_ends_at_the_next_round_number(largest, top):
    rows = points(BatchEnd(1, 1, 1.0, 0.5, 1.0, largest, 10))
    spec = learning_curves.learning_rate_curve(rows, 10).spec
    assert spec["encoding"]["y"]["scale"]["domain"] == [0, pytest.approx(top)]


def test_infinite_gradients_are_left_out():
    rows = points(batch(1), BatchEnd(1, 2, 1.0, 0.5, math.inf, 0.1, 10))
    curve = learning_curves.gradient_curve(rows, 10)
    assert list(curve.rows["value"]) == [2.0]
    assert curve.spec["encoding"]["y"]["scale"]["domain"] == [0, 5]


def test_accuracy_axis_never_moves():
    assert top_of(learning_curves.accuracy_curve(points(batch(1)), [], 10)) == [0, 1.0]


def test_curves_can_be_drawn_before_anything_happened():
    for curve in (learning_curves.gradient_curve, learning_curves.learning_rate_curve):
        assert not len(curve(points(), 10).rows)


@pytest.mark.parametrize(("classes", "loss", "words"), [(2, "0.69", "50 %"), (26, "3.26", "3.8 %")])
def test_chance_follows_the_number_of_classes_and_stays_in_sight(classes, loss, words):
    figure = learning_curves.loss_curve(points(), [], 10, classes)
    assert chance_line(figure) == pytest.approx(math.log(classes))
    assert top_of(figure)[1] >= math.log(classes)
    assert f"guessing: {loss}" in json.dumps(figure.spec)
    figure = learning_curves.accuracy_curve(points(), [], 10, classes)
    assert chance_line(figure) == pytest.approx(1 / classes)
    assert f"guessing: {words}" in json.dumps(figure.spec)
