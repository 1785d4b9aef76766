"""A restored run takes the very steps that the interrupted one would have taken."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
import torch
from torch.nn import functional

from core.data import AUGMENTATIONS
from core.models import MODELS
from core.optimization import OPTIMIZERS
from core.training import StepReport, TrainingRun, take_step
from core.training.step import gradient_norm
from tests.core.helpers import copy_of_state, same_state, tiny_config

EVERYTHING = {"dropout": 0.3, "momentum": 0.9, "weight_decay": 1e-4, "schedule": "one_cycle"}


def go_on(run: TrainingRun, steps: int) -> None:
    while run.step < steps and not run.finished:
        run.advance()


def told(run: TrainingRun) -> list:
    return [*run.batches, *(replace(epoch, seconds=0.0) for epoch in run.epochs)]


def cut_at(step: int, config, data) -> tuple[TrainingRun, TrainingRun]:
    """An uninterrupted run, and one that was restored from a copy of its state."""
    whole = TrainingRun(config, data)
    go_on(whole, whole.total_steps)
    first = TrainingRun(config, data)
    go_on(first, step)
    return whole, TrainingRun.restored(config, data, first.state())


@pytest.mark.parametrize("step", [0, 1, 3, 4, 5, 8])
def test_restored_run_is_the_uninterrupted_one_at_every_moment(tiny_digits, step):
    config = tiny_config(model="cnn", optimizer="adam", augmentation="affine", **EVERYTHING)
    whole, restored = cut_at(step, config, tiny_digits)
    assert restored.step == step
    go_on(restored, restored.total_steps)
    assert told(restored) == told(whole)
    assert same_state(restored.model, copy_of_state(whole.model))
    assert restored.finished


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_every_network_and_optimizer_goes_on_bit_for_bit(tiny_digits, model, optimizer):
    config = tiny_config(model=model, optimizer=optimizer, **EVERYTHING)
    whole, restored = cut_at(6, config, tiny_digits)
    go_on(restored, restored.total_steps)
    assert told(restored) == told(whole)
    assert same_state(restored.model, copy_of_state(whole.model))


@pytest.mark.parametrize("augmentation", AUGMENTATIONS)
def test_images_that_were_prepared_but_not_used_come_again(tiny_digits, augmentation):
    # 1,024 images are prepared at a time, so all of the epoch's are, long before they are used.
    config = tiny_config(batch_size=32, augmentation=augmentation, epochs=1)
    whole, restored = cut_at(5, config, tiny_digits)
    go_on(restored, restored.total_steps)
    assert told(restored) == told(whole)


def test_changed_learning_rate_and_kept_steps_last(tiny_digits):
    config = tiny_config()
    run = TrainingRun(config, tiny_digits)
    go_on(run, 2)
    run.learning_rate.peak = 0.5
    _, model, optimizer = run.copy_for_step()
    run.take_over(model, optimizer, 3)
    restored = TrainingRun.restored(config, tiny_digits, run.state())
    assert restored.learning_rate.peak == 0.5
    assert restored.manual_steps == 3
    restored.advance()
    assert restored.batches[-1].learning_rate == 0.5


def test_diverged_run_stays_over(tiny_digits):
    config = tiny_config(learning_rate=100.0, init="he", activation="none", epochs=20)
    run = TrainingRun(config, tiny_digits)
    go_on(run, run.total_steps)
    assert run.diverged is not None
    restored = TrainingRun.restored(config, tiny_digits, run.state())
    assert restored.finished
    assert restored.advance() == []


def test_state_does_not_move_when_the_run_does(tiny_digits):
    run = TrainingRun(tiny_config(optimizer="adam", model="cnn", dropout=0.5), tiny_digits)
    go_on(run, 3)
    state = run.state()
    before = {name: value.clone() for name, value in state.model.items()}
    memory = {name: value.clone() for name, value in state.optimizer[0].items()}
    generators = json.dumps(state.rng_states)
    go_on(run, 6)
    assert len(state.batches) == 3
    assert all(torch.equal(value, before[name]) for name, value in state.model.items())
    assert all(torch.equal(value, memory[name]) for name, value in state.optimizer[0].items())
    assert json.dumps(state.rng_states) == generators


def test_seconds_of_the_epoch_count_from_its_beginning(tiny_digits):
    run = TrainingRun(tiny_config(), tiny_digits)
    go_on(run, 2)
    state = replace(run.state(), seconds=1_000.0)
    restored = TrainingRun.restored(run.config, tiny_digits, state)
    go_on(restored, 4)
    assert restored.epochs[0].seconds > 1_000


def test_fused_updates_find_their_state_laid_out_like_the_weights(tiny_digits):
    run = TrainingRun(tiny_config(model="cnn", optimizer="adam"), tiny_digits)
    go_on(run, 1)
    restored = TrainingRun.restored(run.config, tiny_digits, run.state())
    for group in restored._optimizer.param_groups:
        for weights in group["params"]:
            moment = restored._optimizer.state[weights]["exp_avg"]
            assert moment.stride() == weights.stride()


# Runs with another step than the textbook's


def forget_to_clear(model, optimizer, inputs, labels):
    """A step that forgets `zero_grad`, so that gradients of all batches add up."""
    logits = model.train()(inputs)
    loss = functional.cross_entropy(logits, labels)
    loss.backward()
    optimizer.step()
    right = (logits.argmax(dim=1) == labels).float().mean().item()
    return StepReport(loss.item(), right, gradient_norm(optimizer))


def update_twice(model, optimizer, inputs, labels):
    take_step(model, optimizer, inputs, labels)
    return take_step(model, optimizer, inputs, labels)


@pytest.mark.parametrize("step", [forget_to_clear, update_twice])
@pytest.mark.parametrize("stopped_at", [1, 3, 4, 5])
def test_run_with_another_step_is_restored_with_it(tiny_digits, step, stopped_at):
    config = tiny_config(model="cnn", **EVERYTHING)
    whole, first = (TrainingRun(config, tiny_digits, step=step) for _ in range(2))
    usual = TrainingRun(config, tiny_digits)
    go_on(whole, whole.total_steps)
    go_on(usual, usual.total_steps)
    go_on(first, stopped_at)
    restored = TrainingRun.restored(config, tiny_digits, first.state(), step=step)
    go_on(first, first.total_steps)
    go_on(restored, restored.total_steps)
    assert told(restored) == told(first) == told(whole)
    assert same_state(restored.model, copy_of_state(whole.model))
    assert told(whole)[1:] != told(usual)[1:], "the step makes a difference"


def test_gradients_are_only_kept_for_a_step_that_may_need_them(tiny_digits):
    usual, other = (
        TrainingRun(tiny_config(), tiny_digits, step=s) for s in (take_step, update_twice)
    )
    for run in (usual, other):
        run.advance()
    assert usual.state().gradients is None
    kept = other.state().gradients
    before = kept.clone()
    other.advance()
    assert torch.equal(kept, before), "it shares nothing with the run"
