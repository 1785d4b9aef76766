"""Everything that belongs to one visitor, found again by the name of the workspace."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from core.runs import UnreadableRun
from dashboard.visitor.run_handle import RunHandle

State = TypeVar("State")

# After so long without a browser tab, only what is on disk is kept.
ABSENCE_SECONDS = 3_600.0


def _state_in(states: dict[type, object], kind: type[State]) -> State:
    found = states.setdefault(kind, kind())
    assert isinstance(found, kind)
    return found


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
    tabs : int
        Browser tabs that look at the workspace.
    left_at : float
        When the last of them went away, on the monotonic clock.
    """

    workspace: str
    runs: list[RunHandle] = field(default_factory=list)
    unreadable: list[UnreadableRun] = field(default_factory=list)
    current: RunHandle | None = None
    deleted: RunHandle | None = None
    tabs: int = 0
    left_at: float = 0.0
    _states: dict[type, object] = field(default_factory=dict)

    def state(self, kind: type[State]) -> State:
        """Return the visitor's one object of a kind, made at its first use.

        Each view, and each piece of furniture that must remember something, has a small class
        of its own beside it.
        """
        return _state_in(self._states, kind)

    def left(self) -> None:
        """Hold the trainings of a visitor who is not there."""
        for run in self.runs:
            if run.is_loaded:
                run.job.visitor_left()

    def returned(self) -> None:
        """Continue the trainings that were held while the visitor was away."""
        for run in self.runs:
            if run.is_loaded:
                run.job.visitor_returned()

    @property
    def is_forgettable(self) -> bool:
        """Whether nobody has been here for long and nothing is running."""
        busy = any(run.is_loaded and run.job.live for run in self.runs)
        return not self.tabs and not busy and time.monotonic() - self.left_at > ABSENCE_SECONDS


@dataclass(eq=False)
class Tab:
    """One browser tab, and the workspace that it looks at.

    Attributes
    ----------
    visitor : Visitor
        All tabs of the workspace share it.
    page : str
        The page that is open, by its title.
    opened : int
        How many pages were opened, one after the other.
    moved : int
        How often a control of the settings was moved here.
    """

    visitor: Visitor
    page: str = ""
    opened: int = 0
    moved: int = 0
    _states: dict[type, object] = field(default_factory=dict)

    def opens(self, page: str) -> None:
        """Note which page is drawn; drawing the same one again opens nothing."""
        if page != self.page:
            self.page, self.opened = page, self.opened + 1

    def state(self, kind: type[State]) -> State:
        """Return the tab's one object of a kind, made at its first use."""
        return _state_in(self._states, kind)


class Visitors:
    """All visitors of one server.

    Parameters
    ----------
    welcome : callable
        (workspace) -> Visitor: with the runs that are on disk.
    """

    def __init__(self, welcome: Callable[[str], Visitor]) -> None:
        self._welcome = welcome
        self._known: dict[str, Visitor] = {}
        self._lock = threading.Lock()

    def enter(self, workspace: str) -> Tab:
        """Let a browser tab in; the first one of a workspace finds what is on disk."""
        with self._lock:
            for name in [name for name, known in self._known.items() if known.is_forgettable]:
                del self._known[name]
            if workspace not in self._known:
                self._known[workspace] = self._welcome(workspace)
            visitor = self._known[workspace]
            visitor.tabs += 1
        return Tab(visitor)

    def leave(self, tab: Tab) -> None:
        """Let a tab go; when it was the last one, its trainings are held."""
        with self._lock:
            tab.visitor.tabs -= 1
            tab.visitor.left_at = time.monotonic()
            alone = tab.visitor.tabs <= 0
        if alone:
            tab.visitor.left()
