"""Many visitors on one server, as one of them sees it."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.testing.v1 import AppTest

from core.engine.queue import Ticket
from core.limits import LIMITS
from dashboard.furniture import progress, run_player
from dashboard.server.resources import shared_queue, shared_results, shared_store
from dashboard.visitor import run_actions


@pytest.fixture
def all_slots_taken(dashboard):
    """Others compute, and their turns do not end."""
    others = [Ticket(f"other {number}") for number in range(shared_queue().slots)]
    for other in others:
        shared_queue().admit(other)
    yield
    for other in others:
        shared_queue().leave(other)


def toasts(dashboard) -> list[str]:
    return [toast.value for toast in dashboard.app.toast]


@pytest.mark.usefixtures("all_slots_taken")
def test_waiting_run_says_its_place_and_about_how_long(dashboard):
    dashboard.open("train").press("train_start")
    assert dashboard.job.state == "waiting"
    while not dashboard.job.place_in_queue:  # First it makes sure that nobody else writes the run.
        time.sleep(0.01)
    dashboard.app.run()
    assert "Number 1 in the queue; the first step in about 0.2 s." in dashboard.words()
    dashboard.job.stop()


def test_run_that_shares_the_processor_says_with_how_many(dashboard, monkeypatch):
    dashboard.open("train").set("slider", "epochs", 50).press("train_start")
    while not dashboard.job.run.step:
        time.sleep(0.01)
    monkeypatch.setattr(type(shared_queue()), "works", 13)
    dashboard.app.run()
    assert "takes turns with 12 others" in dashboard.words()
    dashboard.job.stop()
    dashboard.job.wait(20)


def test_where_many_train_a_page_looks_less_often(dashboard, monkeypatch):
    dashboard.open("train").press("train_start")
    run = dashboard.visitor.current
    alone = run_player.crowd(run)
    monkeypatch.setattr(type(shared_queue()), "works", 12 * shared_queue().slots)
    assert (alone, run_player.crowd(run)) == (1.0, 3.0)
    monkeypatch.setattr(type(shared_queue()), "works", 1_000)
    assert run_player.crowd(run) == run_player.MAX_CROWD
    dashboard.train_to_the_end()
    assert run_player.poll_seconds(run) is None, "what rests is not looked at again"


def test_too_long_training_is_refused_before_anything_is_stopped(dashboard, monkeypatch):
    dashboard.open("train").set("slider", "epochs", 50).press("train_start")
    first = dashboard.visitor.current
    first.job.pause()
    monkeypatch.setitem(LIMITS, "steps", replace(LIMITS["steps"], own=10))
    dashboard.app.run()
    dashboard.press("train_start")
    assert any("at most 10 are possible" in toast for toast in toasts(dashboard))
    assert dashboard.visitor.current is first
    assert first.job.state == "paused"
    assert dashboard.visitor.runs == [first]


def test_sweep_stops_at_the_limit_and_says_so(dashboard, monkeypatch):
    dashboard.open("train").set("slider", "epochs", 50).press("train_start")
    monkeypatch.setitem(LIMITS, "live_runs", replace(LIMITS["live_runs"], own=2))
    dashboard.app.session_state["sweep_learning_rate"] = [0.01, 0.1]
    dashboard.open("compare").set("segmented_control", "compare_view", "Sweep")
    dashboard.press("sweep_start")
    assert len(dashboard.visitor.runs) == 2, "the one before, and the first of the sweep"
    assert any("Wait until some have finished" in toast for toast in toasts(dashboard))
    for run in dashboard.visitor.runs:
        run.job.stop()


def test_run_that_has_used_up_its_time_says_how_it_goes_on(dashboard):
    dashboard.open("train").set("slider", "epochs", 50).press("train_start")
    job = dashboard.job
    job._rests_at = 0.0
    job.wait(20)
    dashboard.app.run()
    assert "has computed for 60.0 min and rests" in dashboard.words()
    assert not dashboard.app.button(key="train_resume").disabled


def test_works_of_one_visitor_share_his_turns(dashboard):
    dashboard.open("train").press("train_start")
    assert dashboard.job._ticket.owner == dashboard.visitor.workspace
    dashboard.train_to_the_end()


def test_no_message_of_a_visitor_makes_a_second_queue(dashboard):
    before = shared_queue(), shared_store(), shared_results()
    st.cache_resource.clear()  # As Streamlit does when any browser asks it to.
    assert (shared_queue(), shared_store(), shared_results()) == before
    assert run_actions.shared_queue() is before[0]


def long_work():
    from dashboard.furniture import progress

    progress.PATIENCE_SECONDS = -1
    with progress.progress("Searching", "search") as show:
        show(0.5)


def test_long_work_waits_for_its_turn_and_says_so(dashboard, monkeypatch):
    monkeypatch.setattr(progress, "PATIENCE_SECONDS", progress.PATIENCE_SECONDS)
    said, other = [], Ticket("other")
    monkeypatch.setattr(shared_queue(), "slots", 1)
    shared_queue().admit(other)

    def note(fraction: float, text: str) -> DeltaGenerator:
        said.append(text)
        shared_queue().leave(other)
        return st.empty()

    monkeypatch.setattr(progress.st, "progress", note)
    app = AppTest.from_function(long_work, default_timeout=20).run()
    assert not app.exception
    assert said == ["Searching · others are computing, its turn in about 0.2 s"]
    assert shared_queue().is_idle
