"""A server that is left alone tidies its disk up by itself."""

from __future__ import annotations

import threading
from contextlib import suppress

from core.errors import DigitLabError
from core.runs.tidying import tidy
from dashboard.server.resources import shared_store
from dashboard.server.running import running_server
from dashboard.server.shared import shared
from dashboard.visitor.session import is_known

SECONDS_BETWEEN = 3_600.0


class Housekeeping:
    """Tidies up in a thread of its own: at once, and then every hour."""

    def __init__(self) -> None:
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._work, name="housekeeping", daemon=True)
        self._thread.start()

    def _work(self) -> None:
        while True:
            # A disk that cannot be read now may be in an hour; of an odd variable pages tell.
            with suppress(OSError, DigitLabError):
                tidy(shared_store(), is_open=is_known)
            if self._ended.wait(SECONDS_BETWEEN):
                return

    def end(self) -> None:
        """End the thread. For tests."""
        self._ended.set()
        self._thread.join()


@shared
def housekeeping() -> Housekeeping | None:
    """Begin to tidy up; nothing where no server runs, as in tests of pages."""
    return Housekeeping() if running_server() else None
