"""PyTorch and what needs it, loaded in the background while Home can be used already.

It takes seconds after the server's start. Only the first visitors can notice.
"""

from __future__ import annotations

import gc
import sys
import threading
import time
from contextlib import suppress
from importlib import import_module

from core.errors import DigitLabError
from core.machine.free_memory import share_memory_pools
from dashboard.server.shared import shared

# Together they bring all that the first page asks for.
NEEDED = (
    "dashboard.furniture.browser_mark",
    "dashboard.furniture.data_notice",
    "dashboard.furniture.machine_notice",
    "dashboard.furniture.other_tabs",
    "dashboard.furniture.run_player",
    "dashboard.furniture.whose_workspace",
    "dashboard.visitor.draft",
    "dashboard.visitor.session",
    "dashboard.views.home.first_run",
)


# Until the first visitor's browser has drawn the canvas: both want Python's lock.
HEAD_START_SECONDS = 0.8


class Loading:
    """Loads once, in a thread of its own; where PyTorch is there already, at once."""

    def __init__(self) -> None:
        self._thread: threading.Thread | None = None
        if "torch" not in sys.modules:
            share_memory_pools()
            self._thread = threading.Thread(target=self._load, name="loading", daemon=True)
            self._thread.start()

    def _load(self) -> None:
        time.sleep(HEAD_START_SECONDS)
        for name in NEEDED:
            import_module(name)
        # The images that Home shows; where they cannot be read, the page says why.
        with suppress(DigitLabError, OSError):
            import_module("dashboard.server.data_sets").quick_data()
        # What was loaded stays for good. Looking at it again and again for garbage took 2 % of a
        # training's throughput.
        gc.collect()
        gc.freeze()

    @property
    def done(self) -> bool:
        """Whether it has ended. After a failure whoever imports next gets the error itself."""
        return self._thread is None or not self._thread.is_alive()

    def wait(self) -> None:
        """Wait until it has ended."""
        if self._thread is not None:
            self._thread.join()


@shared
def loading() -> Loading:
    """Begin to load, or tell how far it is."""
    return Loading()
