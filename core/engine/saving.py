"""Saving a run again and again while it trains."""

from __future__ import annotations

import logging
import threading
import time
from typing import Protocol

from core.errors import DigitLabError, RunGoneError

# What a crash may cost. Saving a small network takes some hundredths of a second.
SECONDS_BETWEEN_SAVES = 10.0
# So long an end that could not be written is tried again; a full disk is seldom full for a day.
SECONDS_OF_TRYING = 24 * 3_600.0

_log = logging.getLogger(__name__)


class Keeper(Protocol):
    """Who writes one run down. Each method raises OSError or DigitLabError where it cannot."""

    @property
    def is_outdated(self) -> bool:
        """Whether somebody else has written the run since it was read."""

    def claim(self) -> None:
        """Let nobody else write the run from now on; again and again, and as often given back."""

    def release(self) -> None:
        """Let others write it again."""

    def save(self, ended: str, error: str) -> None:
        """Write it as it is now: how it ended, "" while it can continue, and why it failed."""


class RunSaver:
    """Saves a run when it is due; a save that fails becomes a warning, and training goes on.

    Parameters
    ----------
    keeper : Keeper, optional
        None for a run that is kept nowhere.
    """

    def __init__(self, keeper: Keeper | None) -> None:
        self.keeper = keeper
        self.warning: str | None = None
        self._saved_at = time.monotonic()
        # What could not be written the last time: how the run ended, and why it failed.
        self._owed: tuple[str, str] | None = None
        # Whether what is owed can never be written, because its place is gone.
        self.is_hopeless = False
        # The job's thread saves, and whoever stops it.
        self._lock = threading.Lock()

    @property
    def is_due(self) -> bool:
        """Whether the last save is ten seconds old."""
        return time.monotonic() - self._saved_at > SECONDS_BETWEEN_SAVES

    @property
    def owes(self) -> bool:
        """Whether something is in memory only because it could not be written."""
        return self._owed is not None

    def save(self, ended: str, error: str = "") -> None:
        """Save the run now, with how it ended, or "" while it can continue."""
        if self.keeper is None:
            return
        with self._lock:
            try:
                self.keeper.save(ended, error)
                self.warning = self._owed = None
                self.is_hopeless = False
            except (OSError, DigitLabError, RuntimeError, MemoryError) as problem:
                # PyTorch reports as RuntimeError that a card that failed gives no weights back.
                self.warning = _in_words(problem)
                if not self._owed:
                    _log.warning("A run could not be written: %s", self.warning)
                self._owed = ended, error
                self.is_hopeless = isinstance(problem, RunGoneError)
            self._saved_at = time.monotonic()

    def save_what_is_owed(self) -> None:
        """Try again what could not be written the last time."""
        if self._owed is not None:
            self.save(*self._owed)


def _in_words(problem: Exception) -> str:
    """Say what went wrong, without places on this machine."""
    if isinstance(problem, OSError) and problem.strerror:
        return f"{problem.strerror}."
    return str(problem)
