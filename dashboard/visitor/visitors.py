"""Everything that belongs to one visitor, found again by the name of the workspace."""

from __future__ import annotations

import gc
import threading
import time
import weakref
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from core.engine import TrainingJob
from core.kept import Kept
from core.machine.free_memory import release_free_memory
from core.runs import UnreadableRun
from dashboard.visitor.run_handle import RunHandle

State = TypeVar("State")

# After so long without a browser tab trainings are interrupted and runs are left to the disk. A
# visitor's three runs may take 120 MB in memory, and most who go do not come back soon.
ABSENCE_SECONDS = 100.0
# So long after everybody left, what was kept for them is cleaned away.
CLEANING_SECONDS = 1.0
# A run that is being saved then, perhaps with many others on a slow disk, is looked at again.
RETRY_SECONDS, MAX_RETRIES = 10.0, 90
# After so long the visitor himself is forgotten, with the settings that he prepared.
MEMORY_SECONDS = 3_600.0


Make = Callable[[type[Any]], Any]


def _anew(kind: type[Any]) -> Any:
    return kind()


def _state_in(states: dict[type, object], kind: type[State], make: Make = _anew) -> State:
    if kind not in states:
        states.setdefault(kind, make(kind))  # Another tab may have been faster.
    found = states[kind]
    assert isinstance(found, kind)
    return found


class LetGo(ABC):
    """A state that takes megabytes and is soon made again: it is let go of an absent visitor."""

    @abstractmethod
    def let_go(self) -> None:
        """Keep nothing that is large."""


@dataclass(eq=False)
class Visitor:
    """Who a workspace belongs to; all browser tabs of the workspace share it.

    Attributes
    ----------
    workspace : str
        Its name.
    runs : list of RunHandle
        In the order of their numbers.
    unreadable : list of UnreadableRun
        Runs on disk that could not be read when the visitor came.
    current : RunHandle, optional
        The run that all pages talk about.
    deleted : RunHandle, optional
        The run that was deleted last.
    unlisted : list of RunHandle
        Trainings that are no runs of the workspace; nobody keeps them.
    tabs : set of Tab
        Browser tabs that look at the workspace.
    left_at : float
        When the last of them went away, on the monotonic clock.
    make_state : callable
        (kind) -> the visitor's first object of it: those that are kept come from the disk.
    """

    workspace: str
    runs: list[RunHandle] = field(default_factory=list)
    unreadable: list[UnreadableRun] = field(default_factory=list)
    current: RunHandle | None = None
    deleted: RunHandle | None = None
    unlisted: list[RunHandle] = field(default_factory=list)
    tabs: set[Tab] = field(default_factory=set)
    left_at: float = 0.0
    make_state: Make = _anew
    _states: dict[type, object] = field(default_factory=dict)

    def state(self, kind: type[State]) -> State:
        """Return the visitor's one object of a kind, made at its first use.

        Each view, and each piece of furniture that must remember something, has a small class
        of its own beside it.
        """
        return _state_in(self._states, kind, self.make_state)

    def left(self) -> None:
        """Hold the trainings of a visitor who is not there."""
        for run in [*self.runs, *self.unlisted]:
            if run.is_loaded:
                run.job.visitor_left()

    def returned(self) -> None:
        """Continue the trainings that were held while the visitor was away."""
        for run in [*self.runs, *self.unlisted]:
            if run.is_loaded:
                run.job.visitor_returned()

    def leave_to_the_disk(self) -> list[weakref.ref[TrainingJob]]:
        """Interrupt all trainings, and keep nothing in memory; return what was there.

        Runs that could not be kept on disk end here: they last as long as their page.
        """
        all_runs = [*self.runs, *self.unlisted, *filter(None, [self.deleted])]
        jobs = [weakref.ref(run.job) for run in all_runs if run.is_loaded]
        for run in all_runs:
            if run.id is None and run.is_loaded:
                run.job.stop()
            run.unload(interrupt=True)
        self.unlisted = []
        self.runs = [run for run in self.runs if run.id is not None]
        if self.current is not None and self.current.id is None:
            self.current = self.runs[-1] if self.runs else None
        if self.deleted is not None and self.deleted.id is None:
            self.deleted = None
        for state in self._states.values():
            if isinstance(state, LetGo):
                state.let_go()
        return jobs

    def forget_everything(self) -> None:
        """Keep nothing of what was deleted from the disk, so that nothing writes it again."""
        for state in self._states.values():
            if isinstance(state, Kept):
                state.on_change(None)
        self._states.clear()
        self.runs.clear()
        self.unlisted.clear()
        self.unreadable.clear()
        self.current = self.deleted = None

    @property
    def is_forgettable(self) -> bool:
        """Whether nobody has been here for long and nothing is running."""
        busy = any(run.is_loaded and run.job.live for run in [*self.runs, *self.unlisted])
        return not self.tabs and not busy and time.monotonic() - self.left_at > MEMORY_SECONDS


def _clean() -> None:
    gc.collect()  # A job and its place in the queue know each other, and so do parts of a page.
    release_free_memory()


def _later(seconds: float, do: Callable[..., None], *arguments: object) -> None:
    timer = threading.Timer(seconds, do, arguments)
    timer.daemon = True
    timer.start()


@dataclass(eq=False)
class Tab:
    """One browser tab, and the workspace that it looks at.

    Attributes
    ----------
    visitor : Visitor
        All tabs of the workspace share it.
    session : str
        Streamlit's name of it, by which to ask whether it is connected.
    page : str
        The page that is open, by its title.
    opened : int
        How many pages were opened, one after the other.
    moved : int
        How often a control of the settings was moved here.
    is_noted : bool
        Whether this workspace was noted as the one used last, where that is done.
    """

    visitor: Visitor
    session: str = ""
    page: str = ""
    opened: int = 0
    moved: int = 0
    is_noted: bool = False
    _states: dict[type, object] = field(default_factory=dict)

    def opens(self, page: str) -> None:
        """Note which page is drawn; drawing the same one again opens nothing."""
        if page != self.page:
            self.page, self.opened = page, self.opened + 1

    def open_anew(self) -> None:
        """Let the next page count as opened, though it may be the one that is drawn now."""
        self.page = ""

    def forget(self) -> None:
        """Keep nothing of the workspace that was here."""
        self._states.clear()

    def state(self, kind: type[State]) -> State:
        """Return the tab's one object of a kind, made at its first use."""
        return _state_in(self._states, kind)


def _always(session: str) -> bool:
    return True


class Visitors:
    """All visitors of one server.

    Parameters
    ----------
    welcome : callable
        (workspace) -> Visitor: with the runs that are on disk.
    is_connected : callable
        (session) -> bool: whether a browser tab is there. It alone decides who is counted.
    """

    def __init__(
        self,
        welcome: Callable[[str], Visitor],
        is_connected: Callable[[str], bool] = _always,
    ) -> None:
        self._welcome = welcome
        self._is_connected = is_connected
        self._known: dict[str, Visitor] = {}
        self._lock = threading.Lock()

    def enter(self, workspace: str, session: str = "") -> Tab:
        """Let a browser tab in; the first one of a workspace finds what is on disk."""
        with self._lock:
            for name in [name for name, known in self._known.items() if known.is_forgettable]:
                del self._known[name]
            if workspace not in self._known:
                self._known[workspace] = self._welcome(workspace)
            tab = Tab(self._known[workspace], session)
            tab.visitor.tabs.add(tab)
        return tab

    def tab_of(self, session: str) -> Tab | None:
        """Find the tab of a session that has forgotten it: any browser can have its own emptied."""
        with self._lock:
            tabs = [tab for known in self._known.values() for tab in known.tabs]
        return next((tab for tab in tabs if tab.session == session), None)

    def is_known(self, workspace: str) -> bool:
        """Return whether a workspace is open, or was within the last hour or so."""
        with self._lock:
            return workspace in self._known

    @property
    def here(self) -> int:
        """How many visitors have a tab open now."""
        with self._lock:
            return sum(bool(known.tabs) for known in self._known.values())

    def return_with(self, tab: Tab) -> None:
        """Count a tab again whose connection was lost for a while."""
        with self._lock:
            tab.visitor.tabs.add(tab)

    def look_who_is_here(self) -> None:
        """Let go of the tabs that are not connected any more."""
        with self._lock:
            tabs = [tab for known in self._known.values() for tab in known.tabs]
        for tab in tabs:
            if not self._is_connected(tab.session):
                self._let_go(tab, unless_connected=True)

    def leave(self, tab: Tab) -> None:
        """Let a tab go; when it was the last one, its trainings are held."""
        self._let_go(tab)

    def _let_go(self, tab: Tab, *, unless_connected: bool = False) -> None:
        with self._lock:
            # It may have come back since somebody looked.
            if unless_connected and self._is_connected(tab.session):
                return
            tab.visitor.tabs.discard(tab)
            tab.visitor.left_at = time.monotonic()
            alone = not tab.visitor.tabs
            everybody_left = not any(known.tabs for known in self._known.values())
        if alone:
            tab.visitor.left()
            _later(ABSENCE_SECONDS, self._gone_for_long, tab.visitor, tab.visitor.left_at)
        if everybody_left:
            # When a tab is closed Streamlit lets go of the sessions that were closed long ago.
            _later(CLEANING_SECONDS, _clean)

    def move(self, tab: Tab, workspace: str) -> None:
        """Take a tab to another workspace, as if it had come with that address."""
        self.leave(tab)
        arrived = self.enter(workspace, tab.session)
        arrived.visitor.tabs.discard(arrived)
        tab.visitor = arrived.visitor
        tab.forget()
        self.return_with(tab)

    def _gone_for_long(
        self,
        visitor: Visitor,
        left_at: float,
        before: Sequence[weakref.ref[TrainingJob]] = (),
        retries: int = MAX_RETRIES,
    ) -> None:
        """Leave all to the disk, again and again until the last job has been saved and is gone."""
        with self._lock:
            came_back = bool(visitor.tabs) or visitor.left_at != left_at
        if came_back:
            return
        jobs = [*before, *visitor.leave_to_the_disk()]
        _clean()
        remaining = [job for job in jobs if job() is not None]
        if remaining and retries:
            _later(RETRY_SECONDS, self._gone_for_long, visitor, left_at, remaining, retries - 1)
