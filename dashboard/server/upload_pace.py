"""Nobody brings files faster than the server can take them beside its other work.

Streamlit reads each one whole, in the thread that also sends all pages, whether anything has asked
for it or not.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from core.limits import MEGABYTE, most_upload_bytes

UPLOADS = "/_stcore/upload_file/"
TOO_MANY_REQUESTS = 429
MINUTE = 60.0


class UploadPace:
    """Refuses a file, before it is read, of a browser tab that brought too much in the last minute.

    What a tab has brought is forgotten evenly within a minute. A file whose size is not said
    beforehand counts as the largest one.
    """

    def __init__(self, app: ASGIApp, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._app, self._clock = app, clock
        # For each tab the bytes that it has brought, and when that was so.
        self._brought: dict[str, tuple[float, float]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the server would, but for a file too many."""
        _, is_upload, rest = scope.get("path", "").partition(UPLOADS)
        brings = is_upload and scope.get("method") in ("PUT", "POST")
        app = self._app
        if brings and not self._takes(rest.partition("/")[0], _size_of(scope)):
            app = PlainTextResponse(
                "Too many files at once. Try again in a minute.", TOO_MANY_REQUESTS
            )
        await app(scope, receive, send)

    def _takes(self, tab: str, size: float) -> bool:
        """Note a file of so many bytes, if it may come."""
        now, most = self._clock(), most_upload_bytes("minute_upload_megabytes")

        def still(brought: float, then: float) -> float:
            return brought - (now - then) / MINUTE * most

        self._brought = {
            known: noted for known, noted in self._brought.items() if still(*noted) > 0
        }
        brought = max(0.0, still(*self._brought.get(tab, (0.0, now)))) + size
        if brought > most:
            return False
        self._brought[tab] = brought, now
        return True


def _size_of(scope: Scope) -> float:
    """Read how many bytes come, as the browser says; the server holds it to that."""
    said = dict(scope["headers"]).get(b"content-length", b"")
    largest = most_upload_bytes("upload_megabytes") + MEGABYTE
    # int() takes no number of thousands of digits.
    is_number = said.isdigit() and len(said) <= len(str(largest))
    return min(int(said), largest) if is_number else largest
