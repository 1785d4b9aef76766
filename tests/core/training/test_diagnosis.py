"""What is said of a training against what was done to it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from core.config import TrainConfig
from core.data import load_digits
from core.models import build_model
from core.settings import SETTINGS
from core.training import BatchEnd, Diverged, EpochEnd, History, train
from core.training.diagnosis import diagnose

TOO_LARGE, TOO_SMALL = ("diverged", "rate too large"), ("rate too small",)
IMPROVING, OVERFITTING = ("still improving",), ("overfitting",)
WRONG_LABELS, FINE = ("wrong labels",), ("fine",)


def digits(seed: int, **changes) -> TrainConfig:
    """Settings for scikit-learn's digits, of which 300 validate."""
    return TrainConfig(dataset="digits", validation_size=300, seed=seed, **changes)


def pen(seed: int, **changes) -> TrainConfig:
    """Settings for pen strokes, whose validation images are by other writers."""
    return TrainConfig(dataset="pen", validation_size=1_000, seed=seed, **changes)


def hidden(*sizes: int) -> dict:
    return {"model_options": {"hidden_sizes": sizes}}


# Six kinds of five, chosen before any of them was trained.
RUNS = [
    (TOO_LARGE, digits(1, activation="tanh", optimizer="adam", learning_rate=0.2, batch_size=32)),
    (TOO_LARGE, digits(2, model="cnn", optimizer="adam", learning_rate=0.1, epochs=3)),
    (TOO_LARGE, pen(3, learning_rate=4, epochs=3)),
    (TOO_LARGE, digits(4, activation="none", learning_rate=10)),
    (TOO_LARGE, digits(5, **hidden(100), optimizer="adamw", learning_rate=0.3)),
    (TOO_SMALL, digits(1, model="cnn", optimizer="adam", learning_rate=1e-6, epochs=2)),
    (TOO_SMALL, digits(2, model="linear", learning_rate=1e-5)),
    (TOO_SMALL, pen(3, learning_rate=3e-5, epochs=3)),
    (TOO_SMALL, digits(4, activation="tanh", optimizer="rmsprop", learning_rate=3e-7)),
    (TOO_SMALL, digits(5, activation="sigmoid", optimizer="adamw", learning_rate=1e-6)),
    (IMPROVING, digits(1, learning_rate=0.02)),
    (IMPROVING, digits(2, model="cnn", optimizer="adam", learning_rate=2e-4, epochs=3)),
    (IMPROVING, pen(3, optimizer="adam", learning_rate=2e-4, epochs=3)),
    (IMPROVING, digits(4, model="linear", learning_rate=0.002, epochs=8)),
    (IMPROVING, digits(5, model="batchnorm", learning_rate=0.005, epochs=3)),
    (
        OVERFITTING,
        digits(1, train_size=100, **hidden(128), optimizer="adam", learning_rate=0.003, epochs=80),
    ),
    (OVERFITTING, pen(2, train_size=200, activation="tanh", epochs=100)),
    (
        OVERFITTING,
        pen(
            3,
            train_size=400,
            model="cnn",
            optimizer="adam",
            learning_rate=0.002,
            batch_size=32,
            epochs=40,
        ),
    ),
    (OVERFITTING, digits(4, train_size=150, **hidden(64, 32), batch_size=16, epochs=80)),
    (
        OVERFITTING,
        pen(5, train_size=300, model="linear", optimizer="adam", learning_rate=0.005, epochs=100),
    ),
    (WRONG_LABELS, digits(1, label_noise=0.25, epochs=10)),
    (WRONG_LABELS, digits(2, label_noise=0.2, model="cnn", optimizer="adam", learning_rate=0.002)),
    (WRONG_LABELS, pen(3, label_noise=0.3, optimizer="adam", learning_rate=0.001, epochs=10)),
    (WRONG_LABELS, digits(4, label_noise=0.15, optimizer="adam", learning_rate=0.003, epochs=40)),
    (
        WRONG_LABELS,
        digits(
            5, label_noise=0.35, model="linear", optimizer="adam", learning_rate=0.003, epochs=15
        ),
    ),
    (FINE, digits(1, optimizer="adam", learning_rate=0.008, schedule="one_cycle", epochs=10)),
    (
        FINE,
        digits(
            2,
            model="batchnorm",
            optimizer="adam",
            learning_rate=0.01,
            schedule="one_cycle",
            epochs=4,
        ),
    ),
    (
        FINE,
        digits(
            3,
            model="cnn",
            dropout=0.25,
            optimizer="adam",
            learning_rate=0.003,
            schedule="cosine",
            epochs=10,
        ),
    ),
    (
        FINE,
        digits(
            4, model="linear", optimizer="adam", learning_rate=0.02, schedule="one_cycle", epochs=12
        ),
    ),
    (FINE, digits(5, **hidden(64, 32), dropout=0.2, epochs=40)),
]


def history_of(config: TrainConfig, folder: Path) -> tuple[History, Diverged | None]:
    data = load_digits(
        config.dataset,
        folder=folder,
        train_size=config.train_size,
        validation_size=config.validation_size,
        download=False,
    )
    batches, epochs, diverged = [], [], None
    for event in train(build_model(config), data, config):
        match event:
            case BatchEnd():
                batches.append(event)
            case EpochEnd():
                epochs.append(event)
            case Diverged():
                diverged = event
    return History(batches, epochs), diverged


def test_sentence_is_right_in_nine_of_ten_runs_and_otherwise_there_is_none(sample, pen_folder):
    runs = sample(RUNS, 12)
    silent = 0
    for kinds, config in runs:
        found = diagnose(config, *history_of(config, pen_folder))
        if found is None:
            silent += 1
            continue
        assert found.kind in kinds, found.sentence
        assert found.setting in SETTINGS
    assert silent <= len(runs) / 10


def epoch(number: int, training: tuple[float, float], validation: tuple[float, float]) -> EpochEnd:
    """The end of an epoch of ten steps, with loss and accuracy of each."""
    return EpochEnd(number, 10 * number, *training, *validation, seconds=1.0)


def told(*epochs: tuple[tuple[float, float], tuple[float, float]], **changes) -> str:
    """The sentence of a made-up history; empty when there is none."""
    config = TrainConfig(**({"epochs": max(1, len(epochs))} | changes))
    ends = [epoch(number, *numbers) for number, numbers in enumerate(epochs, start=1)]
    batches = [
        BatchEnd(end.epoch, end.step, end.training_loss, 0.5, 1.0, config.learning_rate, 64)
        for end in ends
    ]
    found = diagnose(config, History(batches, ends))
    return found.sentence if found else ""


GUESSED = ((2.303, 0.1), (2.303, 0.1))
LEARNED = ((0.2, 0.94), (0.2, 0.94))


@pytest.mark.parametrize(
    ("epochs", "changes"),
    [
        ([], {}),  # Stopped before its first epoch was over.
        ([LEARNED], {}),  # One epoch shows no course.
        ([GUESSED] * 5, {}),  # With the usual learning rate: many things can be the reason.
        ([GUESSED] * 5, {"label_noise": 0.9}),  # There is hardly anything to learn.
        ([((1.5, 0.5), (1.5, 0.5))] * 6, {}),  # It stands still, far from good.
        ([((0.6, 0.79), (0.4, 0.89))] * 6, {"dropout": 0.5}),  # Dropout explains the gap.
        ([((0.6, 0.79), (0.4, 0.89))] * 6, {"augmentation": "affine"}),
        # Validation loss jumps, and ends in a bad moment.
        ([((0.3, 0.9), (loss, 0.88)) for loss in (0.6, 0.9, 0.35, 0.36, 0.7)], {}),
        # A gap, but not learned by heart and not rising: other writers, perhaps.
        ([((0.05, 0.985), (0.3, 0.91))] * 8, {}),
    ],
)
def test_nothing_is_said_where_the_numbers_do_not_tell(epochs, changes):
    assert told(*epochs, **changes) == ""


def test_nothing_learned_names_the_usual_rate_of_the_optimizer():
    far = ((9.0, 0.1), (2.303, 0.101))
    said = told(far, GUESSED, optimizer="adam", learning_rate=0.1)
    assert "learned nothing (10.0 %" in said
    assert "rate of 0.1 steps overshot, up to a loss of 9.0 where guessing costs 2.30" in said
    assert said.endswith("units of ReLU may be dead since then; try 0.001, usual for Adam.")
    some = ((2.1, 0.18), (2.1, 0.18))
    said = told(far, some, optimizer="adam", learning_rate=0.1)
    assert said.startswith("It has learned almost nothing (18.0 % of the validation images")
    still = ((2.304, 0.1), (2.304, 0.1))
    said = told(still, GUESSED, optimizer="adam", learning_rate=1e-6)
    assert "rate of 0.000001 training loss has only moved from 2.304 to 2.303" in said
    assert "All zeros" not in said
    assert "initial weights of zero" in told(GUESSED, GUESSED, init="zeros")


def test_diverged_is_told_before_anything_else():
    end = Diverged(1, 1_234, float("nan"), 5.0)
    found = diagnose(TrainConfig(learning_rate=5.0), History([], []), end)
    assert found.kind == "diverged"
    assert "step 1,234: with a learning rate of 5 each" in found.sentence
    assert found.sentence.endswith("try 0.1.")
    end = Diverged(1, 1, float("inf"), 1e-7)
    assert diagnose(TrainConfig(), History([], []), end).sentence.endswith("try 0.00000001.")


FALLING = [((loss, 0.9), (loss, 0.9)) for loss in (1.2, 0.8, 0.6, 0.5)]


def test_still_improving_names_the_losses_and_what_to_try():
    assert told(*FALLING) == (
        "It is still improving: from epoch 2 to 4 validation loss has fallen from 0.800 to 0.500; "
        "try 8 epochs."
    )
    assert told(*FALLING, epochs=50).endswith("try 50 epochs."), "it was stopped early"
    slow = told(*FALLING, learning_rate=0.005)
    assert slow.endswith("try a larger learning rate than 0.005 (0.1 is usual for SGD).")
    # At the end of a schedule more epochs would be another run.
    assert told(*FALLING, schedule="cosine") == (
        "It has learned well: validation accuracy 90.0 %, training accuracy 90.0 %, and "
        "validation loss has settled at 0.500; for more, try augmentation."
    )


RISING = [
    ((0.5 / number, 0.9 + number / 100), (loss, 0.9))
    for number, loss in enumerate((0.6, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65), start=1)
]


@pytest.mark.parametrize(
    ("changes", "setting"),
    [
        ({"train_size": 1_000}, "more training images."),
        ({}, "2 epochs."),
    ],
)
def test_overfitting_names_the_turn_and_what_to_try(changes, setting):
    assert told(*RISING, **changes) == (
        "It overfits: training accuracy 97.0 %, validation accuracy 90.0 %, and validation loss "
        f"has risen from 0.400 (epoch 2) to 0.650; try {setting}"
    )


def test_wrong_labels_are_told_apart_from_dropout():
    below = ((1.2, 0.75), (0.5, 0.93))
    said = told(below, below, below, label_noise=0.2, dropout=0.5)
    assert said.startswith("20 % of the training labels are wrong but no validation label is")
    assert "(75.0 %) stays below 80.0 % and below validation accuracy (93.0 %)" in said
    above = ((0.5, 0.9), (0.8, 0.85))
    said = told(below, below, above, label_noise=0.2)
    assert "(90.0 %) is above the 80.0 % that are right" in said
    assert said.endswith("after epoch 1 (0.500, now 0.800); try 1 epoch.")


def test_wrong_labels_that_nobody_has_made_on_purpose_are_suspected():
    below = ((1.2, 0.75), (0.5, 0.93))
    said = told(below, below, below)
    assert "(75.0 %) stays 18.0 points below validation accuracy (93.0 %)" in said
    assert "some training labels are probably wrong" in said


def test_labels_that_are_wrong_unknown_to_the_settings_are_found(pen_folder):
    config = digits(6, label_noise=0.3, epochs=10)
    found = diagnose(replace(config, label_noise=0.0), *history_of(config, pen_folder))
    assert found.kind == "wrong labels"
