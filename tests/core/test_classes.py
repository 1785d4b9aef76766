"""What depends on how many classes there are, held to its definition for other numbers than ten."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import numpy as np
import pytest
import torch
from sklearn import metrics

from core.config import TrainConfig
from core.data import DATASETS, DIGIT_NAMES, DigitData, DigitSplit, Standardization
from core.data.splits import split_off_validation, with_label_noise
from core.data.statistics import class_counts, mean_images
from core.errors import CheckpointError, ConfigError
from core.evaluation import confusion_matrix, entropy, scores_per_digit
from core.inside import flow_of
from core.label_errors import out_of_sample_probabilities, suspect_labels
from core.models import MODELS, build_model
from core.percent import chance
from core.recipes import RECIPES, fit_to_dataset
from core.runs import Checkpoint, checkpoint_bytes, load_checkpoint
from core.runs.checkpoint import checkpoint_note
from core.runs.tensors import pack
from core.training import TrainingRun
from core.training.diagnosis import Guessing
from core.training.memory import unbuilt_model
from tests.core.data.made_sets import MANY, drawn, many_classes

FEW, NAMES = "few", ("left", "right")
STANDARDIZATION = Standardization(0.2, 0.3)


@pytest.fixture(autouse=True)
def _sets_of_two_and_of_many_classes(monkeypatch):
    few = replace(many_classes(), class_names=NAMES, training_images=60)
    monkeypatch.setitem(DATASETS, FEW, few)
    monkeypatch.setitem(DATASETS, MANY, many_classes())


sizes = pytest.mark.parametrize(("dataset", "classes"), [(FEW, 2), ("mnist", 10), (MANY, 62)])


def split_of(classes: int, each: int = 6) -> DigitSplit:
    return DigitSplit(
        *drawn("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"[:classes], each)
    )


def small(dataset: str, **changes) -> TrainConfig:
    config = fit_to_dataset(TrainConfig(train_size=20, validation_size=20), dataset)
    return replace(config, **changes)


@sizes
@pytest.mark.parametrize("model", MODELS)
def test_every_network_has_a_logit_for_each_class(dataset, classes, model):
    config = small(dataset, model=model)
    assert build_model(config)(torch.zeros(3, 1, 28, 28)).shape == (3, classes)
    assert [w.shape for w in unbuilt_model(config).parameters()] == [
        w.shape for w in build_model(config).parameters()
    ]


@sizes
def test_matrix_and_scores_are_those_of_scikit_learn(dataset, classes):
    labels, predictions = np.random.default_rng(0).integers(0, classes, (2, 500))
    matrix = confusion_matrix(labels, predictions, classes)
    names = range(classes)
    assert np.array_equal(matrix, metrics.confusion_matrix(labels, predictions, labels=names))
    expected = metrics.recall_score(labels, predictions, labels=names, average=None)
    found = [score.recall for score in scores_per_digit(matrix)]
    assert found == pytest.approx(expected.tolist())


@sizes
def test_a_wrong_label_is_any_other_class(dataset, classes):
    split = DigitSplit(np.zeros((4_000, 28, 28), np.uint8), np.full(4_000, classes - 1))
    noisy = with_label_noise(split, 0.5, seed=0, classes=classes)
    wrong = noisy.labels[noisy.labels != classes - 1]
    assert len(wrong) == 2_000
    assert set(wrong.tolist()) == set(range(classes - 1))


@sizes
def test_counts_and_means_have_a_place_for_each_class(dataset, classes):
    split = split_of(classes).take(np.array([0]))
    label = int(split.labels[0])
    assert class_counts(split, classes).tolist() == [int(one == label) for one in range(classes)]
    means = mean_images(split, classes=classes)
    assert np.array_equal(means[label], split.images[0])
    assert means.sum() == split.images.sum(dtype=int)


@pytest.mark.parametrize(("classes", "each"), [(2, 60), (62, 5)])
def test_both_parts_of_a_split_have_every_class_in_proportion(classes, each):
    pool = split_of(classes, each)
    least = max(20, 2 * classes)
    train, validation = split_off_validation(
        pool, train_size=least, validation_size=least, seed=0, classes=classes
    )
    assert set(train.labels.tolist()) == set(range(classes))
    if len(validation) >= classes:
        assert set(validation.labels.tolist()) == set(range(classes))


def test_too_few_validation_images_for_every_class_are_still_split_off():
    pool = split_of(62, 3)
    train, validation = split_off_validation(
        pool, train_size=None, validation_size=200, seed=0, classes=62
    )
    assert (len(train), len(validation)) == (149, 37)


@pytest.mark.parametrize("field", ["train_size", "validation_size"])
def test_a_part_too_small_for_two_images_of_each_class_is_refused(field):
    with pytest.raises(ConfigError, match=rf"{field} is 123.* at least 124 for 62 classes"):
        small(MANY, **{field: 123})
    assert getattr(small(MANY, **{field: 124}), field) == 124
    assert getattr(TrainConfig(**{field: 20}), field) == 20


def test_settings_for_digits_become_possible_with_more_classes():
    config = fit_to_dataset(TrainConfig(train_size=20, validation_size=20), MANY)
    assert (config.train_size, config.validation_size) == (124, 124)
    for recipe in RECIPES.values():
        assert fit_to_dataset(recipe.config, MANY).classes == 62


def test_a_correction_names_a_class_of_the_data_set():
    assert small(MANY, corrections=[(0, 61)]).corrections == ((0, 61),)
    for dataset, label in ((MANY, 62), (FEW, 2)):
        with pytest.raises(ConfigError, match=f"a label from 0 to {label - 1}, or None"):
            small(dataset, corrections=[(0, label)])


@pytest.mark.parametrize(
    ("classes", "words"), [(2, "50 %"), (10, "10 %"), (26, "3.8 %"), (62, "1.6 %")]
)
def test_chance_in_words(classes, words):
    assert chance(classes) == words


@pytest.mark.parametrize("classes", [2, 10, 26, 62])
def test_entropy_is_largest_where_all_classes_are_equal(classes):
    assert entropy(np.full(classes, 1 / classes)) == pytest.approx(math.log(classes))


def test_what_counts_as_learned_lies_as_far_above_guessing_as_with_ten():
    ten = Guessing.among(10)
    bounds = ten.as_good_as_guessing, ten.nothing_learned, ten.little_learned
    assert bounds == (0.13, 0.25, 0.5)
    assert ten.overshot_loss == 2 * math.log(10)
    for classes in (2, 26, 62):
        found = Guessing.among(classes)
        assert found.accuracy == pytest.approx(1 / classes)
        of_the_way = (found.nothing_learned - 1 / classes) / (1 - 1 / classes)
        assert of_the_way == pytest.approx(1 / 6)


@pytest.mark.parametrize(("dataset", "classes"), [(FEW, 2), (MANY, 62)])
def test_wrong_labels_are_looked_for_among_all_classes(dataset, classes):
    split = split_of(classes, each=8 if classes > 2 else 40)
    config = small(dataset, epochs=1, train_size=None, model="linear")
    found = out_of_sample_probabilities(split, config)
    assert found.shape == (len(split), classes)
    np.testing.assert_allclose(found.sum(axis=1), 1, rtol=1e-5)
    said = np.eye(classes)[[0, 0, 1, 1]] * 0.9 + 0.1 / classes
    assert suspect_labels(np.array([0, 1, 1, 1]), said).tolist() == [1]


def data_of(classes: int, names: tuple[str, ...]) -> DigitData:
    split = split_of(classes, 10)
    rows = np.arange(len(split))
    return DigitData(
        train=split,
        validation=split.take(rows[: 2 * classes]),
        test=split.take(rows[: 2 * classes]),
        standardization=STANDARDIZATION,
        name=MANY,
        class_names=names,
    )


def test_a_training_on_many_classes_learns_them():
    config = small(MANY, epochs=30, batch_size=16, learning_rate=0.2)
    run = TrainingRun(config, data_of(62, DATASETS[MANY].class_names))
    while not run.finished:
        run.advance(seconds=1.0)
    assert run.batches[0].loss == pytest.approx(math.log(62), abs=0.5)
    assert run.epochs[-1].validation_accuracy > 0.7


@pytest.mark.parametrize("dataset", [FEW, "mnist", MANY])
def test_a_network_file_names_its_classes(dataset):
    config = small(dataset)
    network = Checkpoint(build_model(config).eval(), config, STANDARDIZATION)
    assert checkpoint_note(network)["class_names"] == list(DATASETS[dataset].class_names)
    assert load_checkpoint(checkpoint_bytes(network)).class_names == DATASETS[dataset].class_names


def test_names_of_the_file_itself_come_back():
    config = small(FEW)
    model = build_model(config).eval()
    network = Checkpoint(model, config, STANDARDIZATION, class_names=("ja", "nein"))
    assert load_checkpoint(checkpoint_bytes(network)).class_names == ("ja", "nein")


def test_a_file_of_an_earlier_version_is_about_digits():
    config = TrainConfig()
    network = Checkpoint(build_model(config).eval(), config, STANDARDIZATION)
    note = checkpoint_note(network)
    del note["class_names"]
    assert load_checkpoint(pack(network.model.state_dict(), note)).class_names == DIGIT_NAMES


@pytest.mark.parametrize(
    "names",
    [None, "ab", ["a"], ["a", "b", "c"], ["a", 1], ["a", ""], ["a", "b" * 81], {"a": 1, "b": 2}],
)
def test_names_that_do_not_fit_the_network_are_refused(names):
    config = small(FEW)
    network = Checkpoint(build_model(config).eval(), config, STANDARDIZATION)
    note = checkpoint_note(network) | {"class_names": names}
    with pytest.raises(CheckpointError, match="does not name the 2 classes"):
        load_checkpoint(pack(network.model.state_dict(), note))


def test_onnx_file_names_its_classes():
    onnxruntime = pytest.importorskip("onnxruntime")
    from core.runs.onnx import onnx_bytes

    config = small(MANY, model="linear")
    network = Checkpoint(build_model(config).eval(), config, STANDARDIZATION)
    session = onnxruntime.InferenceSession(onnx_bytes(network))
    note = json.loads(session.get_modelmeta().custom_metadata_map["digit_lab"])
    assert note["class_names"] == list(DATASETS[MANY].class_names)
    (logits,) = session.run(["logits"], {"images": np.zeros((2, 28, 28), np.uint8)})
    assert logits.shape == (2, 62)


def test_of_many_logits_the_largest_flow_to_the_end():
    model = build_model(small(MANY)).eval()
    image = split_of(62, 1).images[0]
    flow = flow_of(model, image, STANDARDIZATION)
    last = flow.stages[-1]
    largest = np.sort(np.argsort(-flow.probabilities)[:10])
    assert last.units == tuple(largest.tolist())
    assert last.total == len(flow.probabilities) == 62
    logits = np.log(flow.probabilities[largest])
    np.testing.assert_allclose(np.diff(last.values), np.diff(logits), atol=1e-4)
    inputs = flow.stages[-2].values
    assert last.links is not None
    weights = model.output.weight.detach().numpy()[largest][:, : len(inputs)]
    np.testing.assert_allclose(last.links, weights * inputs, atol=1e-6)
