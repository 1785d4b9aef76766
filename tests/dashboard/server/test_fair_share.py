"""Whoever lets a server draw without pause waits; everybody else does not."""

from types import SimpleNamespace

import pytest
from streamlit.runtime.scriptrunner import ScriptRunner

from core.engine.gate import Gate
from core.limits import HOSTED, LIMITS
from dashboard.server import fair_share
from dashboard.server.fair_share import (
    MAX_WAIT_SECONDS,
    MINUTE,
    SECONDS_IN_STORE,
    FairShare,
    _share_of_a_tab,
    before_trainings,
    share_fairly,
)

SHARE, OTHERS = 0.2, 10


class Clock:
    now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def fair(clock):
    """A server on which many others draw, and go on drawing for as long as the test takes."""
    fair = FairShare(lambda: SHARE, clock)
    for other in range(OTHERS):
        fair._lacks[f"other {other}"] = 1e6, clock.now
    return fair


def test_who_draws_now_and_then_never_waits(fair, clock):
    for _ in range(1_000):
        assert fair.seconds_to_wait("student") == 0
        fair.spend("student", 0.1)
        clock.now += 0.5


def test_who_draws_without_pause_gets_his_share_and_no_more(fair, clock):
    began, drawn = clock.now, 0
    while clock.now < began + 600:
        clock.now += fair.seconds_to_wait("robot")
        fair.spend("robot", 0.1)
        clock.now += 0.1
        drawn += 1
    assert drawn * 0.1 == pytest.approx(SECONDS_IN_STORE + SHARE * 600, rel=0.02)


def test_what_one_tab_used_makes_no_other_one_wait(fair):
    fair.spend("robot", 1_000.0)
    assert fair.seconds_to_wait("student") == 0


def test_no_wait_is_long_whatever_was_used(fair, clock):
    fair.spend("robot", 1_000.0)
    assert fair.seconds_to_wait("robot") == pytest.approx(MAX_WAIT_SECONDS)
    clock.now += MAX_WAIT_SECONDS
    assert fair.seconds_to_wait("robot") == pytest.approx(0)


def test_tabs_that_are_gone_are_not_remembered(fair, clock):
    for tab in range(100):
        fair.spend(f"tab {tab}", 0.1)
    clock.now += MINUTE + 1
    fair.spend("student", 0.1)
    assert len(fair) == 1 + OTHERS


def test_where_few_draw_the_whole_core_is_theirs(clock):
    fair = FairShare(lambda: SHARE, clock)
    for _ in range(100):
        assert fair.seconds_to_wait("alone") == 0
        fair.spend("alone", 1.0)
        clock.now += 1.0
    clock.now += MINUTE
    for _ in range(100):
        fair.spend("first", 0.5)
        fair.spend("second", 0.5)
        clock.now += 1.0
    assert fair.seconds_to_wait("first") == fair.seconds_to_wait("second") == 0


def test_robot_shares_with_all_that_drew_in_the_last_minute(clock):
    fair = FairShare(lambda: 0.01, clock)
    for other in range(OTHERS - 1):
        fair.spend(f"other {other}", 0.01)
    clock.now += 30  # They lack nothing any more, and still count.
    fair.spend("robot", SECONDS_IN_STORE + 0.1)
    assert fair.seconds_to_wait("robot") == pytest.approx(0.1 * OTHERS)


def test_who_draws_much_no_longer_goes_before_trainings(fair, clock):
    assert fair.goes_first("robot")
    fair.spend("robot", 0.6 * SECONDS_IN_STORE)
    assert not fair.goes_first("robot")
    assert fair.goes_first("student")
    assert fair.seconds_to_wait("robot") == 0
    clock.now += 0.1 * SECONDS_IN_STORE / SHARE
    assert fair.goes_first("robot")


@pytest.mark.parametrize("goes_first", [True, False])
def test_trainings_wait_for_the_pages_of_those_who_go_first(monkeypatch, goes_first):
    fair = SimpleNamespace(goes_first=lambda tab: goes_first)
    context = SimpleNamespace(session_id="tab")
    monkeypatch.setattr(fair_share, "share_fairly", lambda: fair)
    monkeypatch.setattr(fair_share, "get_script_run_ctx", lambda **_: context)
    gate = Gate()
    with before_trainings(gate):
        assert gate._open.is_set() is not goes_first


def test_script_threads_wait_for_the_share_of_their_tab(monkeypatch):
    ran, slept = [], []
    monkeypatch.setattr(ScriptRunner, "_run_script", lambda runner, data: ran.append(data))
    monkeypatch.setattr("dashboard.server.fair_share.time.sleep", slept.append)
    monkeypatch.setenv(HOSTED, "1")
    fair = share_fairly.__wrapped__()
    runner = SimpleNamespace(_session_id="robot")
    fair.spend("robot", 1_000.0)
    ScriptRunner._run_script(runner, "a page")
    assert ran == ["a page"]
    assert slept == [pytest.approx(MAX_WAIT_SECONDS, abs=0.1)]


def test_on_ones_own_computer_nobody_waits(monkeypatch, clock):
    monkeypatch.delenv(HOSTED, raising=False)
    fair = FairShare(_share_of_a_tab, clock)
    for _ in range(100):
        assert fair.seconds_to_wait("owner") == 0
        fair.spend("owner", 1.0)
        clock.now += 1.0


def test_wrong_variable_stops_no_script(monkeypatch):
    monkeypatch.setenv(HOSTED, "perhaps")
    assert _share_of_a_tab() == LIMITS["tab_percent"].own / 100
