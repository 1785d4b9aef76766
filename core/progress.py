"""How long work tells how far it is, and how it is ended early."""

from __future__ import annotations

from collections.abc import Callable

# Told the fraction that is done, 0 to 1. What it raises ends the work.
OnProgress = Callable[[float], None]


def no_progress(fraction: float) -> None:
    """Ignore how far the work is."""
