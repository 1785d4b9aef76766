"""Every fault does what its file says: on the named instrument, in the named direction and size."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
import torch

from core.clinic import (
    FAULTS,
    INSTRUMENTS,
    READINGS,
    STANDARD,
    Fault,
    FaultMark,
    Panel,
    clinic_config,
    fault_named,
    faulty_run,
    mended_run,
    read_pair,
    unseen_images,
)
from core.clinic.faults.mean_of_batch_means import MeanOfBatchMeans
from core.clinic.faults.pixels_not_standardized import RAW
from core.clinic.faults.planted_shortcut import MARKED_DIGIT, marked
from core.clinic.measured import ENOUGH_SEEDS, SEEDS, measured, measured_in_words
from core.clinic.output_layers import ReluOutput, SoftmaxOutput, with_output
from core.config import TrainConfig
from core.data import DigitSplit, load_digits, to_model_input
from core.evaluation import evaluate
from core.inside import attribute
from core.models import build_model
from core.optimization import SGD
from core.runs import RunStore, new_workspace, standalone_script
from core.training import Seams, TrainingRun, take_step
from tests.core.helpers import copy_of_state, global_random_state_untouched, same_state

each_fault = pytest.mark.parametrize("fault", FAULTS)
LONG = 20.0


def images_of(config: TrainConfig, folder=None):
    def load(train_size):
        return load_digits(
            config.dataset,
            folder=folder,
            train_size=train_size,
            validation_size=config.validation_size,
            download=False,
        )

    data = load(config.train_size)
    return data, unseen_images(load(None), data)


@cache
def trained_pair(fault: str, dataset: str, seed: int, folder=None):
    config = clinic_config(fault, dataset, seed)
    data, unseen = images_of(config, folder)
    runs = TrainingRun(config, data), faulty_run(fault, config, data)
    for run in runs:
        while not run.finished:
            run.advance(60)
    return *runs, unseen


def check_claim(fault: str, dataset: str, seed: int, folder=None) -> None:
    """The named reading lies on the named side, and not by less than a fifth of what is usual."""
    *runs, unseen = trained_pair(fault, dataset, seed, folder)
    found = read_pair(fault, *runs, unseen)
    claim = FAULTS[fault]
    assert claim.shows(found.clean, found.faulty), (found.clean, found.faulty)
    usual = measured(fault, dataset).readings[claim.reading]
    size = abs(found.faulty.value(claim.reading) - found.clean.value(claim.reading))
    assert size > abs(usual.faulty.mean - usual.clean.mean) / 5
    assert claim.explanation(found.clean, found.faulty).endswith(".")
    assert sum(run.seconds for run in runs) < LONG


@each_fault
def test_fault_shows_what_its_file_says_on_digits(fault):
    check_claim(fault, "digits", 0)


@each_fault
def test_fault_shows_what_its_file_says_on_mnist(fault, mnist_folder):
    check_claim(fault, "mnist", 0, mnist_folder)


@pytest.mark.only_exhaustive
@pytest.mark.parametrize("seed", range(1, SEEDS))
@each_fault
def test_all_seeds_show_it(fault, seed):
    config = clinic_config(fault, "digits", seed)
    *runs, unseen = trained_pair(fault, "digits", seed)
    found = read_pair(fault, *runs, unseen)
    assert config.seed == seed
    assert FAULTS[fault].shows(found.clean, found.faulty)


# What is written down


@pytest.mark.parametrize("dataset", STANDARD)
@each_fault
def test_table_says_that_the_named_instrument_shows_it(fault, dataset):
    claim, row = FAULTS[fault], measured(fault, dataset)
    reading = row.readings[claim.reading]
    seeds = reading.higher if claim.direction == "higher" else reading.lower
    assert seeds >= ENOUGH_SEEDS
    assert reading.is_larger_than_the_spread
    assert row.seconds < LONG
    assert f"in {seeds} of {SEEDS}" in measured_in_words(fault, dataset)


@each_fault
def test_file_of_a_fault_says_everything(fault):
    found = FAULTS[fault]
    texts = (found.title, found.belief, found.question, found.expectation, found.why_not)
    assert all(text.strip() for text in texts)
    assert found.question.endswith("?")
    assert all(line[:1] in "+- " for line in found.diff.splitlines())
    assert {line[0] for line in found.diff.splitlines()} & {"+", "-"}
    assert READINGS[found.reading].instrument == found.instrument
    assert found.instrument in INSTRUMENTS or found.number is not None
    if found.seam == "settings":
        assert found.seams == Seams()
        assert found.changes
    else:
        assert found.seams != Seams()


# Single faults against what they claim to be


def test_step_without_zero_grad_adds_up_gradients(tiny_digits):
    step = FAULTS["zero_grad_forgotten"].seams.step
    model = build_model(clinic_config("zero_grad_forgotten", "digits"))
    optimizer = SGD(model.parameters(), lr=0.0)
    inputs = to_model_input(tiny_digits.train.images[:20], tiny_digits.standardization)
    batch = inputs, torch.from_numpy(tiny_digits.train.labels[:20].copy())
    once = take_step(model, optimizer, *batch)
    optimizer.zero_grad()
    norms = [step(model, optimizer, *batch).gradient_norm for _ in range(3)]
    assert norms == pytest.approx([once.gradient_norm * times for times in (1, 2, 3)], rel=1e-5)


@pytest.mark.parametrize(
    ("kind", "activation"),
    [(SoftmaxOutput, torch.nn.Softmax(dim=1)), (ReluOutput, torch.nn.ReLU())],
)
def test_wrong_last_layer_is_the_clean_network_with_an_activation_after_it(kind, activation):
    images = torch.randn(5, 1, 28, 28, generator=torch.Generator().manual_seed(0))
    for model in ("linear", "mlp", "cnn", "batchnorm"):
        config = TrainConfig(dataset="digits", model=model, seed=4)
        with global_random_state_untouched():
            wrong = with_output(kind)(config)
        clean = build_model(config)
        assert same_state(wrong, copy_of_state(clean))
        assert torch.allclose(wrong.eval()(images), activation(clean.eval()(images)))


def test_mean_of_batch_means_is_what_it_says():
    labels = np.zeros(251, np.int64)
    probabilities = np.zeros((251, 10), np.float32)
    probabilities[:200, 0] = probabilities[200:, 1] = 1  # 200 are right, the last one is not.
    losses = np.arange(251, dtype=np.float32)
    found = MeanOfBatchMeans(labels, probabilities, losses)
    assert found.accuracy == pytest.approx((200 / 250 + 0) / 2)
    assert found.loss == pytest.approx((losses[:250].mean() + 250) / 2)


def test_raw_pixels_reach_the_network_as_they_are():
    images = np.arange(256, dtype=np.uint8).repeat(784).reshape(256, 28, 28)
    assert torch.equal(to_model_input(images, RAW)[:, 0, 0, 0], torch.arange(256.0))


def test_only_sevens_are_marked():
    labels = np.array([7, 1, 7])
    found = marked(DigitSplit(np.zeros((3, 28, 28), np.uint8), labels))
    assert found.images.any(axis=(1, 2)).tolist() == (labels == MARKED_DIGIT).tolist()
    assert (found.images[0, 1:5, 1:5] == 255).all()
    assert found.images[0].sum() == 16 * 255


def test_attribution_finds_the_planted_mark():
    _, run, _ = trained_pair("planted_shortcut", "digits", 0)
    validation = run.data.validation
    sevens = validation.images[validation.labels == MARKED_DIGIT][:10]
    inside = []
    for image in sevens:
        found = np.abs(
            attribute(
                run.copy_model(),
                image,
                run.data.standardization,
                method="integrated_gradients",
                digit=MARKED_DIGIT,
            )
        )
        inside.append(found[1:5, 1:5].mean() / found.mean())
    assert np.median(inside) > 5, "a pixel of the mark counts for more than any other"


def test_number_of_the_leak_is_zero_in_the_mean_for_an_honest_network():
    clean, faulty, unseen = trained_pair("validation_in_training", "digits", 0)
    pair = read_pair("validation_in_training", clean, faulty, unseen)
    model, data = faulty.copy_model(), faulty.data
    expected = (
        evaluate(model, data.validation, data.standardization).accuracy
        - evaluate(model, unseen, data.standardization).accuracy
    )
    assert pair.faulty.number == expected > pair.clean.number


def test_unseen_images_are_in_neither_split():
    config = clinic_config("planted_shortcut", "digits")
    data, unseen = images_of(config)
    seen = {image.tobytes() for split in (data.train, data.validation) for image in split.images}
    assert len(unseen) > 300
    assert not any(image.tobytes() in seen for image in unseen.images)


def test_permuted_pixels_make_no_difference_to_an_mlp():
    """The puzzle: a CNN loses by it, and an MLP does not."""
    lost = {}
    for model in ("mlp", "cnn"):
        config = clinic_config("pixels_permuted", "digits", 0, model=model)
        data, _ = images_of(config)
        runs = TrainingRun(config, data), faulty_run("pixels_permuted", config, data)
        for run in runs:
            while not run.finished:
                run.advance(60)
        lost[model] = runs[0].epochs[-1].validation_loss - runs[1].epochs[-1].validation_loss
    assert lost["cnn"] < -0.2
    assert abs(lost["mlp"]) < 0.1


def test_mending_heals_where_the_file_says_so():
    for fault in ("softmax_before_loss", "not_shuffled", "weights_all_zero", "rate_too_large"):
        clean, faulty, _ = trained_pair(fault, "digits", 0)
        mended = mended_run(fault, faulty, clean.data)
        while not mended.finished:
            mended.advance(60)
        gap = clean.epochs[-1].validation_accuracy - mended.epochs[-1].validation_accuracy
        assert (gap < 0.05) == FAULTS[fault].heals, fault


# The instruments


def test_panel_measures_what_it_says():
    config = clinic_config("weights_all_zero", "digits")
    data, _ = images_of(config)
    run = TrainingRun(replace(config, epochs=1), data)
    panel = Panel(run)
    assert [moment.step for moment in panel.moments()] == [0]
    while not run.finished:
        run.advance(60)
    moment = panel.moments()[-1]
    assert moment.step == run.step
    series = panel.series()
    assert series.keys() == INSTRUMENTS.keys()
    images = panel._images
    model = run.model_at(run.snapshots[-1])
    assert moment.confidence == pytest.approx(
        evaluate(model, images, data.standardization).confidences.mean()
    )
    hidden = model.hidden(model.flatten(to_model_input(images.images, data.standardization)))
    first = model.hidden[:2](model.flatten(to_model_input(images.images, data.standardization)))
    dead = torch.cat([(part == part[0]).all(dim=0) for part in (first, hidden)])
    assert moment.dead_units == pytest.approx(dead.float().mean().item())
    assert series["loss"]["training"].values.tolist() == [batch.loss for batch in run.batches]
    assert series["accuracy"]["validation"].steps.tolist() == [end.step for end in run.epochs]


def test_panel_measures_each_snapshot_once(monkeypatch):
    config = clinic_config("not_shuffled", "digits")
    data, _ = images_of(config)
    run = TrainingRun(config, data)
    panel, seen = Panel(run), []
    measure = panel._measured
    monkeypatch.setattr(panel, "_measured", lambda one: seen.append(one.step) or measure(one))
    while not run.finished:
        run.advance(0.02)
        panel.series()
    assert len(seen) == len(set(seen)) < 15


def test_panel_changes_nothing_in_the_run_beside_it():
    for fault in ("eval_forgotten", "zero_grad_forgotten"):
        config = replace(clinic_config(fault, "digits"), epochs=1)
        data, _ = images_of(config)
        watched, alone = (faulty_run(fault, config, data) for _ in range(2))
        panel = Panel(watched)
        while not watched.finished:
            watched.advance()
            panel.series()
            alone.advance()
        assert watched.batches == alone.batches


def test_diverged_twin_is_told_and_no_error():
    # Without ReLU no unit can die of it, so nothing holds it back.
    config = replace(clinic_config("rate_too_large", "digits"), activation="none")
    data, unseen = images_of(config)
    wild = replace(FAULTS["rate_too_large"], changes={"": {"learning_rate": 100.0}})
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(FAULTS, "rate_too_large", wild)
        clean, faulty = TrainingRun(config, data), faulty_run("rate_too_large", config, data)
        for run in (clean, faulty):
            while not run.finished:
                run.advance(60)
        found = read_pair("rate_too_large", clean, faulty, unseen)
        assert found.faulty.diverged
        assert "diverged" in wild.explanation(found.clean, found.faulty)


# One more


def test_a_fault_costs_one_entry(monkeypatch, tmp_path):
    """What a made-up one needs is its file and its line; everything else finds it."""
    dummy = Fault(
        title="Labels moved by one",
        belief="Labels may start at 1.",
        question="What will accuracy be?",
        expectation="Every answer is one too far.",
        explanation=lambda clean, faulty: f"{faulty.training_loss:.3f}.",
        diff="+labels += 1",
        seam="data",
        instrument="accuracy",
        reading="validation_accuracy",
        direction="lower",
        heals=True,
        why_not="It learns anew.",
        seams=Seams(
            data=lambda data, config: replace(
                data, train=replace(data.train, labels=(data.train.labels + 1) % 10)
            )
        ),
        edits=((r"\ntrain = np\.sort\(train\)\n", "\ntrain = np.sort(train)\nlabels += 1\n"),),
    )
    monkeypatch.setitem(FAULTS, "labels_moved", dummy)
    clean, faulty, unseen = trained_pair("labels_moved", "digits", 0)
    found = read_pair("labels_moved", clean, faulty, unseen)
    assert fault_named("labels_moved") is dummy
    assert dummy.shows(found.clean, found.faulty)
    assert found.faulty.validation_accuracy < 0.1
    assert "labels += 1  # FAULT" in standalone_script(faulty.config, "labels_moved")
    assert measured_in_words("labels_moved", "digits") == ""
    store, workspace = RunStore(tmp_path), new_workspace()
    store.save(faulty, store.create(workspace, faulty.config, FaultMark("labels_moved")))
    [stored] = store.list(workspace)
    assert stored.fault.in_words == "faulty: Labels moved by one"
    assert store.load(stored.id, clean.data).seams == dummy.seams
