"""Two script threads of one tab never change its session state at the same time."""

import threading

import pytest
from streamlit.runtime.state import SafeSessionState, SessionState

from dashboard.server.one_lock import share_each_tabs_lock


@pytest.fixture
def unchanged(monkeypatch):
    """Streamlit as it comes; what a test changes of it is changed back."""
    begin = SafeSessionState.__init__
    monkeypatch.setattr(SafeSessionState, "__init__", getattr(begin, "__wrapped__", begin))


@pytest.fixture
def one_lock(unchanged):
    share_each_tabs_lock.__wrapped__()


class EndsSlowly(SessionState):
    """A session state whose clearing up takes until it is allowed to end."""

    def begin(self):
        self.clearing, self.may_end, self.order = threading.Event(), threading.Event(), []
        return self

    def on_script_finished(self, widget_ids_this_run, *, remove_stale_widgets=True):
        self.clearing.set()
        self.may_end.wait(10)
        self.order.append("cleared up")

    def on_script_will_rerun(self, *states, **options):
        self.order.append("begun")


def order_of_end_and_next_begin():
    """Begin a tab's next thread in the middle of the end of the one before."""
    state = EndsSlowly().begin()
    before, after = (SafeSessionState(state, lambda: None) for _ in range(2))
    ends = threading.Thread(target=before.on_script_finished, args=(frozenset(),))
    begins = threading.Thread(target=after.on_script_will_rerun, args=(None,))
    ends.start()
    assert state.clearing.wait(10)
    begins.start()
    begins.join(0.2)
    state.may_end.set()
    ends.join(10)
    begins.join(10)
    return state.order


def test_streamlit_alone_begins_in_the_middle_of_the_end(unchanged):
    assert order_of_end_and_next_begin() == ["begun", "cleared up"]


def test_next_thread_begins_after_the_end_of_the_one_before(one_lock):
    assert order_of_end_and_next_begin() == ["cleared up", "begun"]


def test_tabs_never_wait_for_each_other(one_lock):
    one, other = (SafeSessionState(SessionState(), lambda: None) for _ in range(2))
    assert one._lock is not other._lock


def test_change_is_made_once(one_lock):
    changed = SafeSessionState.__init__
    share_each_tabs_lock.__wrapped__()
    assert SafeSessionState.__init__ is changed
