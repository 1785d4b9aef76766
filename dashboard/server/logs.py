"""What the server logs names no workspace; where it is hosted, no place on the machine either."""

from __future__ import annotations

import logging
import sys
import threading

from core.private_words import without_places_where_hosted, without_workspaces
from dashboard.server.running import running_server
from dashboard.server.shared import shared

NAME = "digit_lab"


def masked(text: str) -> str:
    """Take out of a text what nobody else shall read in a log."""
    return without_workspaces(without_places_where_hosted(text))


class MaskedRecord(logging.LogRecord):
    """A line of a log, masked where it is made: whoever writes it finds nothing else."""

    def getMessage(self) -> str:
        """Return the message with its arguments, masked."""
        return masked(super().getMessage())

    def __init__(self, *arguments: object, **named: object) -> None:
        super().__init__(*arguments, **named)  # type: ignore[arg-type]
        if self.exc_info and not self.exc_text:
            # A formatter takes this text, where there is one, and does not write its own.
            self.exc_text = masked(logging.Formatter().formatException(self.exc_info))


def log_thread_error(found: threading.ExceptHookArgs) -> None:
    """Log what ended a thread; Python would write it past the log."""
    if found.exc_type is SystemExit:
        return
    error = found.exc_value or found.exc_type()
    info = (found.exc_type, error, found.exc_traceback)
    name = found.thread.name if found.thread else "unknown"
    logger = logging.getLogger(NAME)
    if not logger.handlers:
        logger.addHandler(logging.StreamHandler(sys.stderr))
        logger.propagate = False
    logger.error("The thread %s ended unexpectedly", name, exc_info=info)


@shared
def masked_logs() -> bool:
    """Mask all logs of this server from now on; nothing in tests of pages, which have none."""
    if running_server() is None:
        return False
    logging.setLogRecordFactory(MaskedRecord)
    threading.excepthook = log_thread_error
    return True
