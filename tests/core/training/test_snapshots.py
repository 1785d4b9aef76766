from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import nn

from core.config import TrainConfig
from core.data import load_digits
from core.evaluation import evaluate
from core.models import MODELS, build_model
from core.models.finite import all_finite
from core.training import TrainingRun
from core.training.snapshots import (
    MAX_SNAPSHOT_BYTES,
    MAX_SNAPSHOTS,
    Snapshot,
    affordable_snapshots,
    snapshot_steps,
)


@pytest.mark.parametrize(
    ("total", "epoch"), [(4_300, 860), (1, 1), (2, 1), (30, 30), (100_000, 50), (7, 3)]
)
@pytest.mark.parametrize("most", [2, 5, 30])
def test_first_and_last_moment_are_kept_and_never_too_many(total, epoch, most):
    steps = sorted(snapshot_steps(total, epoch, most))
    assert steps[0] == 0
    assert steps[-1] == total
    assert len(steps) <= most
    assert all(0 <= step <= total for step in steps)


def test_moments_are_denser_in_the_first_epoch():
    steps = sorted(snapshot_steps(5 * 860, 860, MAX_SNAPSHOTS))
    assert 25 <= len(steps) <= MAX_SNAPSHOTS
    assert sum(step <= 860 for step in steps) >= 10


@pytest.mark.parametrize("name", MODELS)
def test_snapshots_of_a_run_stay_inside_their_budget(name):
    model = build_model(TrainConfig(model=name))
    size = sum(value.nbytes for value in model.state_dict().values())
    assert affordable_snapshots(model) * size <= MAX_SNAPSHOT_BYTES


def test_a_huge_network_still_has_its_beginning_and_its_end():
    assert affordable_snapshots(nn.Linear(4_000, 4_000)) == 2


def test_run_can_be_looked_at_as_it_was(tiny_digits):
    run = TrainingRun(TrainConfig(epochs=2), tiny_digits)
    seen = {0: run.copy_model().state_dict()}
    while not run.finished:
        run.advance()
        seen[run.step] = run.copy_model().state_dict()
    steps = [snapshot.step for snapshot in run.snapshots]
    assert steps == sorted(snapshot_steps(run.total_steps, run.steps_per_epoch, MAX_SNAPSHOTS))
    for snapshot in run.snapshots:
        model = run.model_at(snapshot)
        for name, expected in seen[snapshot.step].items():
            assert torch.equal(model.state_dict()[name], expected)


def test_keeping_snapshots_changes_no_training(tiny_digits, monkeypatch):
    config = TrainConfig(model="cnn", dropout=0.3, epochs=1)
    run, other = TrainingRun(config, tiny_digits), TrainingRun(config, tiny_digits)
    other._snapshot_steps = frozenset()
    for one in (run, other):
        while not one.finished:
            one.advance()
    assert run.batches == other.batches
    assert len(other.snapshots) == 1


@pytest.mark.parametrize("every_step", [False, True])
def test_snapshots_end_at_the_last_step_with_numbers(every_step):
    data = load_digits("digits")
    run = TrainingRun(
        TrainConfig(dataset="digits", model="cnn", learning_rate=3.0, seed=5, epochs=3), data
    )
    if every_step:  # After the last one too, which left no numbers.
        run._snapshot_steps = frozenset(range(run.total_steps))
    run.advance(1e9)
    assert run.diverged
    assert not all_finite(run.model.state_dict())
    assert 0 < run.snapshots[-1].step < run.step
    for kept in run.snapshots:
        found = evaluate(run.model_at(kept), data.train.take(np.arange(8)), data.standardization)
        assert np.isfinite(found.loss)


def test_moments_without_numbers_of_an_earlier_version_are_left_out(tiny_digits):
    run = TrainingRun(TrainConfig(dataset="digits", batch_size=64), tiny_digits)
    run.advance()
    broken = {name: torch.full_like(t, torch.nan) for name, t in run.model.state_dict().items()}
    state = replace(run.state(), snapshots=[run.snapshots[0], Snapshot(1, broken)])
    assert [s.step for s in TrainingRun.restored(run.config, tiny_digits, state).snapshots] == [0]
