"""Reading ahead does the latest wishes only, and never stands in anybody's way."""

from __future__ import annotations

import gc
import threading
import weakref

import pytest

from dashboard.server.read_ahead import ReadAhead


class Somebody:
    """Whose wishes these are."""


@pytest.fixture
def ahead():
    return ReadAhead()


def test_works_are_done_one_after_the_other_in_their_order(ahead):
    who, done = Somebody(), []
    ahead.wish(who, [lambda number=number: done.append(number) for number in range(5)])
    ahead.wait(who)
    assert done == [0, 1, 2, 3, 4]


def test_new_wishes_drop_those_that_wait_but_not_those_of_others(ahead):
    who, other, done, hold = Somebody(), Somebody(), [], threading.Event()
    ahead.wish(who, [hold.wait, lambda: done.append("old")])
    ahead.wish(other, [lambda: done.append("of another")])
    ahead.wish(who, [lambda: done.append("new")])
    hold.set()
    ahead.wait(who)
    ahead.wait(other)
    assert done == ["of another", "new"]


def test_failing_work_does_not_end_the_reading(ahead):
    who, done = Somebody(), []

    def fail():
        raise RuntimeError("this cannot be read")

    ahead.wish(who, [fail, lambda: done.append("after it")])
    ahead.wait(who)
    assert done == ["after it"]


def test_whoever_is_gone_is_not_held(ahead):
    who = Somebody()
    ahead.wish(who, [lambda: None])
    ahead.wait(who)
    seen = weakref.ref(who)
    del who
    gc.collect()
    assert seen() is None
