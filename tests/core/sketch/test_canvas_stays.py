"""Drawings from the canvas become what they were before photos were read otherwise.

The digests were computed with commit 96289ad. Whoever changes `prepare_sketch` on purpose computes
them anew, and trains the shipped reader anew: it has learned from what these stages make.
"""

import hashlib
from collections.abc import Iterable

import numpy as np
import pytest

from core.data.pen_file import pen_digits
from core.sketch import CANVAS, EXAMPLES, draw_strokes, prepare_sketch
from core.sketch.frame import in_mnist_frame

OF_EXAMPLES = {
    "corner_two": "96d90d8175b6b9cf31951c40c6dd5b89273bc72b1847497a8262a27092e56346",
    "thin_seven": "48b8911184db49fa43d76dcc3fb97105eb442c9b1b905630e80987176d860e7f",
    "fat_three": "e740f6d10de100e7e37ee13920fc99ac122a574116eebbefcfb6cc9deb841e2c",
    "five_apart": "b80200b3dc2888c32c6774292971e3dff3e7a10446e815f2f9bec25b1f312c7a",
    "leaning_four": "1a2bfad997ff801da0bb80e76bafc1d3a6dcdeae8002b837e2ecf0a9611e16d9",
    "zero": "2afd7bd851df09a4f0fd3d644ab0c38924dea52501f6600a9aa4be0d671db72c",
    "doodle": "0d248d4f7dd74ea92500815799997a7d65e20ed3086920e96db37791ed8fc4b1",
}
OF_BRUSHES = {
    8: "43e5497afdf02e14511573b400428fbb81561d83c1c7b24691c7c70b3b0b9f41",
    12: "ec1d2ca201394271e30d8a3c95786dbeb4eda0520a49dc0bfcbd125f2654d3a8",
    20: "4569c192512499990b64346cdf9e3de737697085b77f70dbb7e74a08d32ddb9b",
    32: "99c84acd62f227eef22c5b2b2433042cdfb114e013c2182c32fe5ee4ac23e63d",
    40: "8f15cb0f7e437752cc90d4d2693ff2384c594e6f26e874033755130c6bb6aa03",
}
# 41 digits, each drawn with one brush.
DIGITS = pen_digits()[::187]


def digest(drawings: Iterable[np.ndarray]) -> str:
    total = hashlib.sha256()
    for drawing in drawings:
        total.update(prepare_sketch(drawing).centered.tobytes())
    return total.hexdigest()


def test_every_example_has_a_digest():
    assert OF_EXAMPLES.keys() == EXAMPLES.keys()


@pytest.mark.parametrize("name", EXAMPLES)
def test_example_is_prepared_bit_for_bit_as_before(name):
    assert digest([EXAMPLES[name].draw()]) == OF_EXAMPLES[name]


@pytest.mark.parametrize(("number", "brush"), list(enumerate(OF_BRUSHES)))
def test_pen_strokes_are_prepared_bit_for_bit_as_before(number, brush):
    digits = DIGITS[number :: len(OF_BRUSHES)]
    drawings = (draw_strokes(digit.scaled(CANVAS), brush) for digit in digits)
    assert digest(drawings) == OF_BRUSHES[brush]


@pytest.mark.parametrize("brush", OF_BRUSHES)
def test_a_drawing_is_never_taken_for_a_scan_in_mnists_frame(brush):
    """A canvas of 280 pixels is ten times 28: all stages would be left out."""
    for digit in DIGITS:
        drawing = draw_strokes(digit.scaled(CANVAS), brush)
        assert in_mnist_frame(drawing[..., :3]) is None
