import json
import math
from dataclasses import replace

import numpy as np
import pytest

from core.config import TrainConfig
from core.data.splits import with_corrections
from core.errors import ConfigError
from core.models import build_model
from core.training import TrainingRun, steps_per_epoch, train, training_size, training_split
from tests.core.helpers import (
    copy_of_state,
    events_of,
    global_random_state_untouched,
    losses_of,
    numbered_split,
    numbers_of,
    same_state,
    tiny_config,
)

LABELS = [3, 1, 4, 1, 5, 9]


@pytest.fixture
def split():
    return numbered_split(LABELS)


def repairs(data, config):
    """Corrections that give every mislabelled training image its true label again."""
    noisy = training_split(data, replace(config, corrections=()))
    rows = np.flatnonzero(noisy.labels != data.train.labels)
    return tuple((int(row), int(data.train.labels[row])) for row in rows)


# On a split


def test_corrected_image_has_its_new_label_and_all_others_their_old(split):
    found = with_corrections(split, [(0, 8), (4, 6)])
    np.testing.assert_array_equal(found.labels, [8, 1, 4, 1, 6, 9])
    np.testing.assert_array_equal(found.images, split.images)
    assert found.labels.dtype == np.int64


def test_image_is_left_out_with_its_label(split):
    found = with_corrections(split, [(4, None), (1, None)])
    np.testing.assert_array_equal(numbers_of(found.images), [0, 2, 3, 5])
    np.testing.assert_array_equal(found.labels, [3, 4, 1, 9])


def test_rows_are_those_before_anything_was_left_out(split):
    found = with_corrections(split, [(0, None), (1, 7), (5, 0)])
    np.testing.assert_array_equal(numbers_of(found.images), [1, 2, 3, 4, 5])
    np.testing.assert_array_equal(found.labels, [7, 4, 1, 5, 0])


def test_order_of_corrections_does_not_matter(split):
    corrections = [(0, None), (1, 7), (5, 0), (3, None)]
    one, other = (with_corrections(split, given) for given in (corrections, corrections[::-1]))
    np.testing.assert_array_equal(one.labels, other.labels)
    np.testing.assert_array_equal(one.images, other.images)


def test_without_corrections_nothing_changes(split):
    found = with_corrections(split, ())
    np.testing.assert_array_equal(found.labels, LABELS)
    np.testing.assert_array_equal(found.images, split.images)


@pytest.mark.parametrize(
    "row",
    [
        6,
        1_000_000,
        -1,
    ],
)
@pytest.mark.parametrize("digit", [3, None])
def test_row_without_an_image_is_refused_by_name(split, row, digit):
    with pytest.raises(ConfigError, match="corrections"):
        with_corrections(split, [(0, 2), (row, digit)])


def test_last_image_cannot_be_left_out(split):
    assert len(with_corrections(split, [(row, None) for row in range(5)]).labels) == 1
    with pytest.raises(ConfigError, match="corrections"):
        with_corrections(split, [(row, None) for row in range(6)])


# In a configuration


def test_corrections_come_back_from_json():
    config = TrainConfig(corrections=((3, 7), (5, None), (0, 0)))
    values = json.loads(json.dumps(config.to_dict()))
    again = TrainConfig.from_dict(values)
    assert again == config
    assert hash(again) == hash(config)
    assert again.corrections == config.corrections


def test_corrections_given_in_another_way_make_the_same_config():
    ways = [((3, 7), (5, None)), [[3, 7], [5, None]], ((5, None), (3, 7))]
    assert len({TrainConfig(corrections=corrections) for corrections in ways}) == 1


def test_there_are_none_unless_asked_for():
    assert TrainConfig().corrections == ()


@pytest.mark.parametrize(
    "corrections",
    [
        ((-1, 3),),
        ((1.5, 3),),
        (("1", 3),),
        ((None, 3),),
        ((True, 3),),
        ((math.nan, 3),),
        ((1, 10),),
        ((1, -1),),
        ((1, 3.5),),
        ((1, "3"),),
        ((1, True),),
        ((1, math.nan),),
        ((1,),),
        ((1, 2, 3),),
        (([1], 3),),
        ((1, [3]),),
        (1, 2),
        7,
        None,
        "nonsense",
    ],
    ids=repr,
)
def test_impossible_corrections_are_refused_by_name(corrections):
    with pytest.raises(ConfigError, match="corrections"):
        TrainConfig(corrections=corrections)


# In training


def test_run_learns_the_training_images_themselves_unless_told_otherwise(tiny_digits):
    assert training_split(tiny_digits, tiny_config()) is tiny_digits.train


def test_corrections_come_after_label_noise(tiny_digits):
    config = tiny_config(label_noise=0.3)
    fixed = repairs(tiny_digits, config)
    assert len(fixed) == 60
    some = replace(config, corrections=(*fixed[:20], (fixed[20][0], None)))
    found = training_split(tiny_digits, some)
    labels = np.delete(tiny_digits.train.labels, fixed[20][0])
    assert np.count_nonzero(found.labels != labels) == 60 - 21
    np.testing.assert_array_equal(
        found.images, np.delete(tiny_digits.train.images, fixed[20][0], axis=0)
    )


@pytest.mark.parametrize("left_out", [0, 1, 8, 9, 73, 199])
def test_size_and_steps_are_those_of_the_run(tiny_digits, left_out):
    # 200 images are 3 full batches and one of 8.
    changed = ((199, 4),) if left_out < 199 else ()
    corrections = (*((row, None) for row in range(left_out)), *changed)
    config = tiny_config(corrections=corrections, epochs=1)
    assert training_size(tiny_digits, config) == 200 - left_out
    assert len(training_split(tiny_digits, config).labels) == 200 - left_out
    assert steps_per_epoch(tiny_digits, config) == math.ceil((200 - left_out) / 64)
    assert len(losses_of(events_of(tiny_digits, config))) == steps_per_epoch(tiny_digits, config)


def weights_after(data, config):
    model = build_model(config)
    events = list(train(model, data, config))
    return model, events


@pytest.mark.parametrize("augmentation", ["none", "affine"])
def test_correcting_all_noise_learns_the_same_as_no_noise(tiny_digits, augmentation):
    clean = tiny_config(augmentation=augmentation)
    noisy = replace(clean, label_noise=0.3)
    fixed = replace(noisy, corrections=repairs(tiny_digits, noisy))
    expected, _ = weights_after(tiny_digits, clean)
    assert same_state(weights_after(tiny_digits, fixed)[0], copy_of_state(expected))
    assert not same_state(weights_after(tiny_digits, noisy)[0], copy_of_state(expected))


def test_leaving_images_out_learns_the_same_as_never_having_them(tiny_digits):
    rows = [0, 17, 18, 150]
    without = replace(tiny_digits, train=tiny_digits.train.take(np.delete(np.arange(200), rows)))
    expected, events = weights_after(without, tiny_config())
    config = tiny_config(corrections=tuple((row, None) for row in rows))
    found, found_events = weights_after(tiny_digits, config)
    assert same_state(found, copy_of_state(expected))
    assert losses_of(found_events) == losses_of(events)


def test_run_of_the_dashboard_learns_the_corrected_labels(tiny_digits):
    noisy = tiny_config(label_noise=0.3, epochs=1)
    fixed = replace(noisy, corrections=repairs(tiny_digits, noisy))
    runs = [
        TrainingRun(config, tiny_digits, device="cpu") for config in (fixed, tiny_config(epochs=1))
    ]
    for run in runs:
        for _ in range(4):
            run.advance(seconds=0)
    assert [batch.loss for batch in runs[0].batches] == [batch.loss for batch in runs[1].batches]
    assert same_state(runs[0].model, copy_of_state(runs[1].model))


@pytest.mark.parametrize(
    "corrections", [((200, 3),), ((200, None),), tuple((row, None) for row in range(200))]
)
def test_corrections_that_do_not_fit_the_data_are_refused(tiny_digits, corrections):
    config = tiny_config(corrections=corrections)
    with pytest.raises(ConfigError, match="corrections"):
        training_split(tiny_digits, config)
    with pytest.raises(ConfigError, match="corrections"):
        next(iter(train(build_model(config), tiny_digits, config)))


# Must not happen


def test_given_split_is_left_as_it_was(split):
    before = split.images.copy()
    with global_random_state_untouched():
        with_corrections(split, [(0, 8), (1, None)])
    np.testing.assert_array_equal(split.labels, LABELS)
    np.testing.assert_array_equal(split.images, before)


def test_data_is_not_corrected_in_place_and_nothing_but_training_is(tiny_digits):
    labels = [
        part.labels.copy() for part in (tiny_digits.train, tiny_digits.validation, tiny_digits.test)
    ]
    config = tiny_config(corrections=((0, 1), (1, None), (2, 9)), epochs=1)
    events_of(tiny_digits, config)
    for before, part in zip(
        labels, (tiny_digits.train, tiny_digits.validation, tiny_digits.test), strict=True
    ):
        np.testing.assert_array_equal(part.labels, before)
