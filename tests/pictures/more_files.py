"""More kinds of files: depths, palettes, orientations, formats and sizes."""

from __future__ import annotations

import numpy as np
from PIL import Image

from tests.pictures.condition import Condition
from tests.pictures.fields import Rng, shadow
from tests.pictures.ink import SIDE
from tests.pictures.packing import File, held, jpeg, pack, png
from tests.pictures.paper import seen
from tests.pictures.usual import sixteen_bits

FULL = 65_535


def _photo(ink: np.ndarray, rng: Rng) -> Image.Image:
    return Image.fromarray(seen(ink, rng))


def _depth(paper: int, pen: int) -> Condition:
    return Condition(lambda ink, rng: sixteen_bits(ink, paper, pen))


def _sixteen_noisy(ink: np.ndarray, rng: Rng) -> File:
    light = shadow(ink.shape, 0.3, 0.2, 0.7)
    gray = (52_000 - 40_000 * ink) * light + rng.normal(0, 900, ink.shape)
    return png(gray.clip(0, FULL).astype(np.uint16))


def _held(orientation: int) -> Condition:
    return Condition(lambda ink, rng: held(seen(ink, rng), orientation))


def _tall_photo(ink: np.ndarray, rng: Rng) -> File:
    """Hold the phone upright and sideways: the picture is no square, and turned by EXIF."""
    tall = np.pad(ink, ((80, 80), (0, 0)))
    return held(seen(tall, rng), int(rng.choice([5, 6, 7, 8])))


def _shaped(height: int, width: int) -> Condition:
    """Put the digit somewhere in a long strip of paper."""

    def make(ink: np.ndarray, rng: Rng) -> File:
        top, left = (int(rng.integers(size - SIDE + 1)) for size in (height, width))
        strip = np.zeros((height, width), np.float32)
        strip[top : top + SIDE, left : left + SIDE] = ink
        return jpeg(seen(strip, rng))

    return Condition(make)


def _tiny(side: int) -> Condition:
    return Condition(
        lambda ink, rng: png(_photo(ink, rng).resize((side, side), Image.Resampling.LANCZOS))
    )


def _as_mnist(ink: np.ndarray, rng: Rng) -> File:
    gray = Image.fromarray((ink * 255).astype(np.uint8))
    return png(gray.resize((28, 28), Image.Resampling.BOX))


FILE_CONDITIONS = {
    "sixteen_full": _depth(FULL, 0),
    "sixteen_low": _depth(3_900, 500),
    "sixteen_white_on_black": _depth(2_000, 60_000),
    "sixteen_noisy": Condition(_sixteen_noisy),
    "one_bit": Condition(
        lambda ink, rng: png(_photo(ink, rng).convert("1", dither=Image.Dither.NONE))
    ),
    "one_bit_dithered": Condition(lambda ink, rng: png(_photo(ink, rng).convert("1"))),
    "one_bit_white_on_black": Condition(lambda ink, rng: png(Image.fromarray(ink > 0.5))),
    "gray_jpeg": Condition(lambda ink, rng: jpeg(_photo(ink, rng).convert("L"))),
    "progressive_jpeg": Condition(lambda ink, rng: jpeg(_photo(ink, rng), progressive=True)),
    "cmyk_shadow": Condition(
        lambda ink, rng: jpeg(
            Image.fromarray(seen(ink, rng, light=shadow(ink.shape, 0.4, 0.1, 0.7))).convert("CMYK")
        )
    ),
    **{f"exif_{orientation}": _held(orientation) for orientation in range(2, 9)},
    "tall_phone": Condition(_tall_photo),
    "gif": Condition(lambda ink, rng: pack(_photo(ink, rng), "GIF", "gif")),
    "bmp": Condition(lambda ink, rng: pack(_photo(ink, rng), "BMP", "bmp")),
    "webp": Condition(lambda ink, rng: pack(_photo(ink, rng), "WEBP", "webp", quality=80)),
    "wide_strip": _shaped(SIDE, 1400),
    "tall_strip": _shaped(1400, SIDE),
    "tiny_64": _tiny(64),
    "tiny_40": _tiny(40),
    "as_mnist": Condition(_as_mnist),
}
