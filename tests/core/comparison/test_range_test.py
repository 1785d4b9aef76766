"""A rising learning rate finds where the loss falls, and touches nothing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from core.comparison import learning_rate_range_test, range_test
from core.comparison.range_test import (
    MAX_LOSS_FACTOR,
    MAX_RATE,
    MIN_RATE,
    SMOOTHING,
    RisingRate,
    _suggestion,
)
from core.models import MODELS, build_model
from core.training import BatchEnd, TrainingRun, train
from tests.core.helpers import global_random_state_untouched, tiny_config


def test_rate_grows_by_the_same_factor_from_lowest_to_highest():
    rates = [RisingRate(50).at(step) for step in range(50)]
    assert (rates[0], rates[-1]) == (pytest.approx(MIN_RATE), pytest.approx(MAX_RATE))
    factors = np.divide(rates[1:], rates[:-1])
    np.testing.assert_allclose(factors, factors[0])
    assert RisingRate(50).at(99) == pytest.approx(MAX_RATE)


def test_losses_are_the_running_mean_of_what_training_says(tiny_digits):
    config = tiny_config()
    found = learning_rate_range_test(tiny_digits, config, steps=12)
    long = replace(config, epochs=200)
    events = train(build_model(long), tiny_digits, long, learning_rate=RisingRate(12))
    own = []
    for event in events:
        if isinstance(event, BatchEnd):
            own.append(event.loss)
            if len(own) == len(found.losses):
                break
    weights = [SMOOTHING ** (len(own) - 1 - place) for place in range(len(own))]
    assert found.losses[-1] == pytest.approx(np.average(own, weights=weights))
    assert found.rates[0] == pytest.approx(MIN_RATE)


@pytest.mark.parametrize("model", MODELS)
def test_every_network_gets_a_suggestion_with_which_it_learns(tiny_digits, model):
    config = tiny_config(model=model, optimizer="adam", epochs=8)
    found = learning_rate_range_test(tiny_digits, config)
    assert MIN_RATE < found.suggestion < MAX_RATE
    run = TrainingRun(replace(config, learning_rate=found.suggestion), tiny_digits)
    run.advance(1e9)
    assert run.diverged is None
    assert run.epochs[-1].validation_loss < 0.9 * np.log(10)


def test_test_ends_when_there_is_nothing_more_to_learn(tiny_digits):
    found = learning_rate_range_test(tiny_digits, tiny_config(activation="none", init="he"))
    assert np.isfinite(found.losses).all()
    assert (found.losses[:-1] <= MAX_LOSS_FACTOR * np.minimum.accumulate(found.losses)[:-1]).all()


def test_without_a_falling_loss_nothing_is_suggested():
    assert _suggestion([0.1, 1.0, 10.0], [1.0, 2.0, 3.0]) is None
    assert _suggestion([], []) is None
    assert _suggestion([0.1, 1.0, 10.0], [3.0, 1.0, 2.0]) == 0.1


def test_progress_ends_at_1_and_may_cancel(tiny_digits):
    fractions: list[float] = []
    learning_rate_range_test(tiny_digits, tiny_config(), steps=10, on_progress=fractions.append)
    assert fractions == sorted(fractions)
    assert fractions[-1] <= 1

    def cancel(fraction: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        learning_rate_range_test(tiny_digits, tiny_config(), on_progress=cancel)


def test_network_is_on_the_best_device(tiny_digits, monkeypatch):
    devices = []

    def no_training(model, *arguments, **options):
        devices.extend(weights.device.type for weights in model.parameters())
        return iter(())

    # Stands for a GPU: another device, on which nothing is computed.
    monkeypatch.setattr(range_test, "best_device", lambda: torch.device("meta"), raising=False)
    monkeypatch.setattr(range_test, "train", no_training)
    learning_rate_range_test(tiny_digits, tiny_config())
    assert set(devices) == {"meta"}


def test_no_global_random_numbers_are_drawn(tiny_digits):
    with global_random_state_untouched():
        learning_rate_range_test(tiny_digits, tiny_config(model="cnn", dropout=0.5), steps=10)
