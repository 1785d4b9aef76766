"""Images that show no digit: out-of-distribution for every network here."""

from __future__ import annotations

import numpy as np

from core.seeding import numpy_generator
from core.sketch.pen_strokes import EXAMPLES
from core.sketch.prepare import prepare_sketch


def non_digit_images() -> dict[str, np.ndarray]:
    """Create images by name, each uint8 of shape (28, 28): blank paper, noise, a doodle."""
    noise = numpy_generator(0, "noise that is no digit").integers(0, 256, (28, 28))
    return {
        "Blank paper": np.zeros((28, 28), np.uint8),
        "Noise": noise.astype(np.uint8),
        "A doodle": prepare_sketch(EXAMPLES["doodle"].draw()).centered,
    }
