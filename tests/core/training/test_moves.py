"""Whoever moves the learning rate of a run on its way makes another run of it."""

from __future__ import annotations

import pytest

from core.optimization import SCHEDULES
from core.runs import Summary
from core.training import TrainingRun
from tests.core.helpers import tiny_config


def run_with_moves(data, moves: dict[int, float], steps: int = 8, **choices) -> TrainingRun:
    """Train so many steps; before some of them the rate is moved."""
    run = TrainingRun(tiny_config(**choices), data)
    for step in range(steps):
        run.learning_rate.peak = moves.get(step, run.learning_rate.peak)
        run.advance()
    return run


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_run_that_follows_its_schedule_was_not_moved(tiny_digits, schedule):
    run = run_with_moves(tiny_digits, {}, schedule=schedule)
    assert run.finished
    assert run.moved_rates == ()
    assert Summary.of(run, "finished").follows_its_settings


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_every_move_is_found_in_the_steps(tiny_digits, schedule):
    run = run_with_moves(tiny_digits, {2: 0.001, 5: 0.03}, schedule=schedule)
    assert run.moved_rates == (0.001, 0.03)
    assert not Summary.of(run, "finished").follows_its_settings


def test_run_that_was_moved_back_still_was_moved(tiny_digits):
    planned = tiny_config().learning_rate
    run = run_with_moves(tiny_digits, {2: 0.001, 4: planned})
    assert run.moved_rates == (0.001, planned)


def test_move_that_no_step_was_taken_with_is_none(tiny_digits):
    run = run_with_moves(tiny_digits, {}, steps=3)
    run.learning_rate.peak = 0.5
    assert run.moved_rates == ()


def test_resumed_run_still_knows_its_moves_and_notices_more(tiny_digits):
    run = run_with_moves(tiny_digits, {1: 0.001}, steps=4)
    back = TrainingRun.restored(run.config, tiny_digits, run.state())
    assert back.moved_rates == (0.001,)
    back.advance()
    assert back.moved_rates == (0.001,)
    back.learning_rate.peak = 0.02
    back.advance()
    assert back.moved_rates == (0.001, 0.02)


def test_run_that_goes_on_on_other_hardware_is_another_run(tiny_digits, monkeypatch):
    run = run_with_moves(tiny_digits, {}, steps=2)
    assert len(run.processors) == 1
    same = TrainingRun.restored(run.config, tiny_digits, run.state())
    same.advance()
    assert same.processors == run.processors
    monkeypatch.setattr("core.training.run.processor_name", lambda device: "another processor")
    moved = TrainingRun.restored(run.config, tiny_digits, run.state())
    assert Summary.of(moved, "").follows_its_settings, "only looked at"
    moved.advance()
    assert moved.processors == [*run.processors, "another processor"]
    assert not Summary.of(moved, "").follows_its_settings
