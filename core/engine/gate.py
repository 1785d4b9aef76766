"""What somebody waits for goes before what runs by itself."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Gate:
    """Closed while a page is drawn; training waits before it, but never for long."""

    def __init__(self) -> None:
        self._drawing: set[int] = set()
        self._lock = threading.Lock()
        self._open = threading.Event()
        self._open.set()

    @contextmanager
    def go_first(self) -> Iterator[None]:
        """Keep the gate closed while this thread draws."""
        me = threading.get_ident()
        if me in self._drawing:  # A part of a page, while the whole page is drawn.
            yield
            return
        with self._lock:
            self._drawing.add(me)
            self._open.clear()
        try:
            yield
        finally:
            self.step_aside()

    def step_aside(self) -> None:
        """Let training pass from now on, because what this thread does takes longer."""
        with self._lock:
            self._drawing.discard(threading.get_ident())
            if not self._drawing:
                self._open.set()

    def wait(self, seconds: float) -> None:
        """Wait until the gate is open, at most so long."""
        if not self._open.is_set():
            self._open.wait(seconds)
