"""Saving a run again and again while it trains."""

from __future__ import annotations

import time
from collections.abc import Callable

from core.errors import DigitLabError

# Called with how the run ended, or "" while it can continue.
OnSave = Callable[[str], None]

# What a crash may cost. Saving a small network takes some hundredths of a second.
SECONDS_BETWEEN_SAVES = 10.0


class RunSaver:
    """Saves a run when it is due; a save that fails becomes a warning, and training goes on."""

    def __init__(self, on_save: OnSave | None) -> None:
        self.warning: str | None = None
        self._on_save = on_save
        self._saved_at = time.monotonic()

    @property
    def is_due(self) -> bool:
        """Whether the last save is ten seconds old."""
        return time.monotonic() - self._saved_at > SECONDS_BETWEEN_SAVES

    def save(self, ended: str) -> None:
        """Save the run now, with how it ended, or "" while it can continue."""
        if self._on_save is None:
            return
        try:
            self._on_save(ended)
            self.warning = None
        except (OSError, DigitLabError) as error:
            self.warning = str(error)
        self._saved_at = time.monotonic()
