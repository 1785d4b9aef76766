"""Reading in the background what a visitor will probably look at next.

A network of convolutions takes a fifth of a second for the validation images. Whoever moves a
slider through thirty moments shall not wait for that at each of them, so while one is looked at,
those beside it are read. Nothing depends on it: what was not read in time is read when it is
looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from weakref import WeakKeyDictionary

from dashboard.server.shared import shared

Work = Callable[[], object]


class ReadAhead:
    """Does the latest wishes of all visitors, one after the other."""

    def __init__(self) -> None:
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="reading ahead")
        self._wishes: WeakKeyDictionary[object, list[Future]] = WeakKeyDictionary()

    def wish(self, who: object, works: Sequence[Work]) -> None:
        """Do some works soon; those that somebody wished before and that wait are dropped.

        Parameters
        ----------
        who : object
            Whose wishes these are; only a weak reference is kept.
        works : sequence of callable
            The most probable first. One that fails does so silently: it will fail again,
            and be told, when its result is needed.
        """
        for earlier in self._wishes.get(who, []):
            earlier.cancel()
        self._wishes[who] = [self._worker.submit(work) for work in works]

    def wait(self, who: object) -> None:
        """Wait until somebody's works are done. For tests."""
        for work in self._wishes.get(who, []):
            if not work.cancelled():
                work.exception()


@shared
def shared_read_ahead() -> ReadAhead:
    """Hand out the one worker that all visitors share."""
    return ReadAhead()
