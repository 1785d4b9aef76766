"""Notices that visitors have gone, whatever Streamlit tells of it, or does not.

It tells of the end of a session by emptying its cache of resources, before it counts the session
as gone. Any browser can empty that cache for everybody, at any time and a hundred times a second:
then nobody has gone, and nothing is told when somebody does. So what is told is only taken as a
hint to look who is connected; without one, a look is taken anyway every few seconds.
"""

from __future__ import annotations

import threading
import time
import weakref
from typing import Protocol

SECONDS_BETWEEN_LOOKS = 2.0
# Streamlit has counted a session as gone by then; and all hints of this time lead to one look.
SETTLING_SECONDS = 0.05


class Looks(Protocol):
    """What can be asked to look."""

    def look_who_is_here(self) -> None:
        """Let go of everybody who has gone."""


class Attendance:
    """Asks again and again who is there, for as long as there is whom to ask."""

    def __init__(self, asked: Looks) -> None:
        self._hint = threading.Event()
        thread = threading.Thread(
            target=_watch, args=(weakref.ref(asked), self._hint), name="attendance", daemon=True
        )
        thread.start()

    def look_soon(self) -> None:
        """Somebody may have gone."""
        self._hint.set()


def _watch(asked: weakref.ref[Looks], hint: threading.Event) -> None:
    while True:
        hint.wait(SECONDS_BETWEEN_LOOKS)
        time.sleep(SETTLING_SECONDS)
        hint.clear()
        who = asked()
        if who is None:
            return
        who.look_who_is_here()
        del who
