"""The canvas sends a drawing of its own size; whatever else comes in its name is refused."""

import base64
import io

import numpy as np
import pytest
from PIL import Image

from core.errors import PictureError
from dashboard.furniture.drawing_canvas import decode

SIDE = 28


def address(picture: Image.Image, kind: str = "PNG") -> str:
    buffer = io.BytesIO()
    picture.save(buffer, format=kind)
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()


def test_drawing_of_the_canvas_is_read():
    pixels = decode(address(Image.new("RGBA", (SIDE, SIDE), (1, 2, 3, 255))), SIDE)
    assert pixels is not None
    assert pixels.shape == (SIDE, SIDE, 4)
    assert np.unique(pixels.reshape(-1, 4), axis=0).tolist() == [[1, 2, 3, 255]]
    assert decode(None, SIDE) is None


@pytest.mark.parametrize(
    "url",
    [
        address(Image.new("L", (1, 60_000))),
        address(Image.new("L", (SIDE, SIDE)), "WEBP"),
        address(Image.new("L", (SIDE, SIDE)))[:-40],
        "data:image/png;base64,AAAA",
        "no address",
        "data:,%",
    ],
    ids=["another size", "another format", "half of it", "no picture", "no address", "no base64"],
)
def test_anything_else_is_refused_with_a_remedy(url):
    with pytest.raises(PictureError, match="Clear it and draw again"):
        decode(url, SIDE)
