"""The digit that a visitor drew on Home, for whatever network is being trained."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dashboard.visitor import session


@dataclass(eq=False)
class FirstDrawing:
    """What was drawn last.

    Attributes
    ----------
    centered : uint8 array of shape (28, 28), optional
        As `core.sketch.prepare_sketch` gives it; None where nothing is drawn.
    """

    centered: np.ndarray | None = None


def own_drawing() -> np.ndarray | None:
    """Return this visitor's drawing, uint8 of shape (28, 28), if there is one."""
    return session.state(FirstDrawing).centered
