"""Pictures that one can see through, laid on paper."""

from __future__ import annotations

import numpy as np

OPAQUE = 255
# From here on a pixel counts as seen.
VISIBLE = 128
# Strokes cover less of a picture than this. A window with transparent corners covers more.
MAX_STROKES_FRACTION = 0.5
LIGHT = 128


def lay_on_paper(picture: np.ndarray) -> np.ndarray:
    """Lay a picture on white paper, as every viewer shows it: (h, w, 4) to (h, w, 3), uint8.

    Light strokes on nothing would vanish there; they are laid on black.
    """
    opacity = picture[..., 3:]
    colors = picture[..., :3]
    if (opacity == OPAQUE).all():
        return colors
    seen = opacity[..., 0] >= VISIBLE
    light_strokes = (
        0 < seen.mean() < MAX_STROKES_FRACTION and np.median(colors[seen].mean(axis=1)) > LIGHT
    )
    paper = 0 if light_strokes else 255
    share = opacity / np.float32(OPAQUE)
    return (colors * share + paper * (1 - share)).round().astype(np.uint8)
