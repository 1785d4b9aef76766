"""Who is there is found by asking who is connected, whatever is told and whatever is not."""

from __future__ import annotations

import gc
import threading
import time

import pytest

from dashboard.visitor import attendance
from dashboard.visitor.attendance import Attendance
from dashboard.visitor.draft import Draft
from dashboard.visitor.run_handle import RunHandle
from dashboard.visitor.visitors import Visitor, Visitors

WAIT = 5.0


class FakeJob:
    live = True

    def __init__(self):
        self.is_held, self.times_held = False, 0

    def visitor_left(self) -> None:
        self.is_held, self.times_held = True, self.times_held + 1

    def visitor_returned(self) -> None:
        self.is_held = False

    def interrupt(self) -> None:
        pass

    def stop(self) -> None:
        pass


class Server:
    """Visitors, the sessions that are connected, and the one training."""

    def __init__(self):
        self.connected, self.job = set(), FakeJob()
        self.visitors = Visitors(self._welcome, self.connected.__contains__)

    def _welcome(self, workspace: str) -> Visitor:
        found = Visitor(workspace)
        run = RunHandle(1, found.state(Draft).config, lambda: self.job)
        assert run.job is self.job
        found.runs.append(run)
        return found

    def connect(self, session: str):
        self.connected.add(session)
        return self.visitors.enter("a", session)


@pytest.fixture
def server(monkeypatch):
    monkeypatch.setattr("dashboard.visitor.visitors.CLEANING_SECONDS", 60.0)
    return Server()


def wait_until(condition) -> None:
    deadline = time.monotonic() + WAIT
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def test_look_lets_go_of_those_who_are_not_connected_and_of_nobody_else(server):
    first, second = server.connect("1"), server.connect("2")
    me = first.visitor
    server.visitors.look_who_is_here()
    assert me.tabs == {first, second}
    server.connected.discard("1")
    server.visitors.look_who_is_here()
    assert me.tabs == {second}
    assert not server.job.is_held
    server.connected.discard("2")
    server.visitors.look_who_is_here()
    assert not me.tabs
    assert server.job.is_held


def test_who_comes_back_while_somebody_looks_is_counted(server):
    tab = server.connect("1")
    answers = iter([False, True])
    server.visitors._is_connected = lambda session: next(answers)
    server.visitors.look_who_is_here()
    assert tab.visitor.tabs == {tab}


def test_tab_is_found_by_its_session(server):
    tab = server.connect("1")
    assert server.visitors.tab_of("1") is tab
    assert server.visitors.tab_of("2") is None
    server.visitors.leave(tab)
    assert server.visitors.tab_of("1") is None


def test_thousand_hints_hold_nobody_and_lead_to_few_looks(server, monkeypatch):
    tab, looks = server.connect("1"), []
    look = server.visitors.look_who_is_here
    monkeypatch.setattr(server.visitors, "look_who_is_here", lambda: (looks.append(1), look()))
    watching = Attendance(server.visitors)
    began = time.monotonic()
    for _ in range(1_000):
        watching.look_soon()
        time.sleep(0.0002)
    took = time.monotonic() - began
    wait_until(lambda: looks)
    assert len(looks) <= took / attendance.SETTLING_SECONDS + 1
    assert tab.visitor.tabs == {tab}
    assert server.job.times_held == 0


def test_departure_that_was_told_is_noticed_at_once(server, monkeypatch):
    monkeypatch.setattr(attendance, "SECONDS_BETWEEN_LOOKS", 60.0)
    server.connect("1")
    watching = Attendance(server.visitors)
    server.connected.clear()
    watching.look_soon()
    wait_until(lambda: server.job.is_held)


def test_departure_that_nobody_tells_is_noticed(server, monkeypatch):
    monkeypatch.setattr(attendance, "SECONDS_BETWEEN_LOOKS", 0.05)
    server.connect("1")
    _watching = Attendance(server.visitors)
    server.connected.clear()
    wait_until(lambda: server.job.is_held)


def test_watch_ends_with_what_it_watches(monkeypatch):
    monkeypatch.setattr(attendance, "SECONDS_BETWEEN_LOOKS", 0.02)
    before = set(threading.enumerate())
    visitors = Visitors(Visitor)
    _watching = Attendance(visitors)
    [thread] = [one for one in set(threading.enumerate()) - before if one.name == "attendance"]
    del visitors
    gc.collect()
    thread.join(WAIT)
    assert not thread.is_alive()
