"""Eighteen usual conditions."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

from tests.pictures import printed
from tests.pictures.condition import Condition
from tests.pictures.desk import lay
from tests.pictures.fields import Rng, shadow, spot
from tests.pictures.ink import SIDE
from tests.pictures.packing import File, held, jpeg, png
from tests.pictures.paper import Color, seen

SHAPE = (SIDE, SIDE)


def _printed(ink: np.ndarray, rng: Rng, mask: np.ndarray, color: Color) -> File:
    return jpeg(seen(ink, rng, printed=[(mask, color)]))


def _lit(ink: np.ndarray, rng: Rng, light: np.ndarray) -> File:
    return jpeg(seen(ink, rng, light=light))


def framed(colors: np.ndarray, width: int, color: Color) -> File:
    """Draw a frame along the picture's sides."""
    picture = Image.fromarray(colors)
    ImageDraw.Draw(picture).rectangle((0, 0, SIDE - 1, SIDE - 1), outline=color, width=width)
    return png(picture)


def round_corners(colors: np.ndarray, radius: int) -> File:
    """Make the corners transparent, as on a screenshot of a window."""
    opacity = Image.new("L", SHAPE)
    ImageDraw.Draw(opacity).rounded_rectangle((0, 0, SIDE - 1, SIDE - 1), radius, fill=255)
    picture = Image.fromarray(colors)
    picture.putalpha(opacity)
    return png(picture)


def sixteen_bits(ink: np.ndarray, paper: int, pen: int) -> File:
    """Write a scanner's gray of 16 bits."""
    return png((paper + (pen - paper) * ink.astype(float)).astype(np.uint16))


def _on_dark_desk(ink: np.ndarray, rng: Rng) -> File:
    desk = np.full((680, 720, 3), (70, 50, 40), np.uint8)
    return jpeg(lay(seen(ink, rng), desk, (370 / 720, 330 / 680), dark=0))


USUAL = {
    "clean": lambda ink, rng: jpeg(seen(ink, rng)),
    "white_on_black": lambda ink, rng: jpeg(
        seen(ink, rng, paper=(12, 14, 16), pen=(240, 240, 235))
    ),
    "soft_shadow": lambda ink, rng: _lit(ink, rng, shadow(SHAPE, 0.4, 60 / SIDE, 380 / SIDE)),
    "sharp_shadow": lambda ink, rng: _lit(ink, rng, shadow(SHAPE, 0.45, 10 / SIDE, 340 / SIDE)),
    "flash": lambda ink, rng: _lit(ink, rng, spot(SHAPE, 0.55)),
    "ruled": lambda ink, rng: _printed(ink, rng, printed.lines(48, 2), (150, 170, 215)),
    "squared": lambda ink, rng: _printed(ink, rng, printed.squares(32, 2), (120, 130, 190)),
    "margin": lambda ink, rng: _printed(ink, rng, printed.band(61, 3), (225, 120, 120)),
    "pencil": lambda ink, rng: jpeg(seen(ink * 0.55, rng, pen=(90, 90, 95), grain=6)),
    "red_pen": lambda ink, rng: jpeg(seen(ink, rng, pen=(200, 40, 40))),
    "printed_box": lambda ink, rng: _printed(
        ink, rng, printed.box(printed.around(70), 4), (60, 60, 60)
    ),
    "desk": _on_dark_desk,
    "black_frame": lambda ink, rng: framed(seen(ink, rng), 3, (0, 0, 0)),
    "gray_frame": lambda ink, rng: framed(seen(ink, rng), 1, (160, 160, 160)),
    "rounded_corners": lambda ink, rng: round_corners(seen(ink, rng, grain=0), 26),
    "sixteen_bits": lambda ink, rng: sixteen_bits(ink, 44_000, 10_000),
    "cmyk": lambda ink, rng: jpeg(Image.fromarray(seen(ink, rng)).convert("CMYK")),
    "turned_phone": lambda ink, rng: held(seen(ink, rng), 6),
}
USUAL_CONDITIONS = {name: Condition(make, group="usual") for name, make in USUAL.items()}
