"""How many images it takes, and what takes their place."""

from dataclasses import replace

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from core.comparison import data_curve
from core.comparison.data_curve import (
    AUGMENTED,
    SCRATCH,
    TITLES,
    TRANSFER,
    DataPoint,
    curve_config,
    means_by_images,
    measure_data_curve,
    rows_of_each,
    sizes_for,
    ways_for,
)
from core.config import TrainConfig
from core.data import Standardization, load_digits
from core.data.digits import DigitSplit
from core.evaluation import evaluate
from core.inside.features import output_layer
from core.models import build_model
from core.pretrained import load_pretrained
from core.training import train
from tests.core.helpers import global_random_state_untouched

CONFIG = TrainConfig(dataset="digits", model_options={"hidden_sizes": (16,)}, batch_size=16)


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr(data_curve, "SIZES", (1, 5))
    monkeypatch.setattr(data_curve, "STEPS", 30)


@pytest.fixture(scope="module")
def digits():
    return load_digits("digits")


def test_few_images_are_as_many_of_each_class_and_more_ones_contain_them(digits):
    labels = digits.train.labels
    few, more = (rows_of_each(labels, count, seed=3) for count in (2, 7))
    assert list(np.bincount(labels[few])) == [2] * 10
    assert list(np.bincount(labels[more])) == [7] * 10
    assert set(few) < set(more)
    assert not np.array_equal(few, rows_of_each(labels, 2, seed=4))


def test_no_more_images_are_asked_for_than_the_rarest_class_has():
    assert sizes_for(np.repeat([0, 1], [9, 300])) == [1, 2, 5]


@pytest.mark.usefixtures("quick")
def test_every_way_is_measured_with_every_size_and_seed(digits):
    told = []
    with global_random_state_untouched():
        points = list(measure_data_curve(digits, CONFIG, seeds=2, on_progress=told.append))
    found = {(point.way, point.images, point.seed) for point in points}
    assert found == {(way, n, seed) for way in TITLES for n in (10, 50) for seed in (0, 1)}
    assert {point.total for point in points} == {len(digits.validation)}
    assert told == sorted(told)
    assert told[-1] == 1
    assert points == list(measure_data_curve(digits, CONFIG, seeds=2))


@pytest.mark.usefixtures("quick")
def test_from_scratch_is_a_training_on_these_images_alone(digits):
    [point] = [p for p in measure_data_curve(digits, CONFIG, seeds=1) if p.images == 50][:1]
    few = digits.train.take(rows_of_each(digits.train.labels, 5, seed=0))
    rows = np.tile(np.arange(50), 10)[: 30 * 16]
    standardization = Standardization.of(few.images)
    alone = replace(digits, train=few.take(rows), standardization=standardization)
    config = replace(CONFIG, epochs=1)
    model = build_model(config)
    for _ in train(model, alone, config):
        pass
    assert point.way == SCRATCH
    assert point.correct == evaluate(model, alone.validation, alone.standardization).correct


@pytest.mark.usefixtures("quick")
def test_transfer_fits_a_last_layer_to_what_the_reader_makes_of_the_images(digits):
    points = measure_data_curve(digits, CONFIG, seeds=1)
    [point] = [p for p in points if (p.way, p.images) == (TRANSFER, 50)]
    reader = load_pretrained("reader")
    heard = []
    output_layer(reader.model).register_forward_pre_hook(lambda _, given: heard.append(given[0]))

    def features(split):
        heard.clear()
        evaluate(reader.model, split, reader.standardization)
        return np.concatenate([piece.detach().numpy() for piece in heard])

    few = digits.train.take(rows_of_each(digits.train.labels, 5, seed=0))
    known = features(few)
    middle, spread = known.mean(axis=0), known.std(axis=0)
    spread[spread == 0] = 1
    last = LogisticRegression(max_iter=1_000).fit((known - middle) / spread, few.labels)
    read = last.predict((features(digits.validation) - middle) / spread)
    assert point.correct == pytest.approx((read == digits.validation.labels).sum(), abs=1)


def test_means_are_by_number_of_images_fewest_first():
    points = [DataPoint(SCRATCH, 50, 0, 9, 10), DataPoint(SCRATCH, 10, 1, 4, 10)]
    points += [DataPoint(SCRATCH, 10, 0, 2, 10), DataPoint(AUGMENTED, 10, 0, 1, 10)]
    assert means_by_images(points, SCRATCH) == {10: [0.2, 0.4], 50: [0.9]}


def test_what_does_not_count_makes_no_other_curve():
    other = replace(CONFIG, epochs=9, seed=4, train_size=500, label_noise=0.2)
    assert curve_config(other) == curve_config(CONFIG)
    assert curve_config(replace(CONFIG, learning_rate=0.5)) != curve_config(CONFIG)


# Must not happen


def test_no_transfer_from_a_network_that_has_learned_from_these_images(digits):
    assert TRANSFER in ways_for(digits)
    for name in ("mnist", "pen", "mnist+pen"):
        assert TRANSFER not in ways_for(replace(digits, name=name))


@pytest.mark.usefixtures("quick")
def test_test_images_stay_sealed(digits):
    sealed = replace(digits, test=DigitSplit(np.empty((0, 28, 28), np.uint8), np.empty(0, int)))
    measured = (list(measure_data_curve(data, CONFIG, seeds=1)) for data in (digits, sealed))
    assert next(measured) == next(measured)


@pytest.mark.usefixtures("quick")
def test_training_that_diverges_reads_nothing_and_ends_nothing(digits):
    wild = replace(CONFIG, learning_rate=10.0, momentum=0.99, model="mlp", init="default")
    points = list(measure_data_curve(digits, wild, seeds=1))
    assert len(points) == len(TITLES) * 2
