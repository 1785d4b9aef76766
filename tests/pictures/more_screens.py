"""More screenshots: frames, windows and opacity."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

from tests.pictures.condition import Condition
from tests.pictures.fields import Rng, places
from tests.pictures.ink import SIDE, Hand
from tests.pictures.packing import File, png
from tests.pictures.paper import Color, seen
from tests.pictures.usual import framed, round_corners

SHAPE = (SIDE, SIDE)
BAR = 44


def _frame(width: int, color: Color, grain: float = 3) -> Condition:
    return Condition(lambda ink, rng: framed(seen(ink, rng, grain=grain), width, color))


def _two_sides(ink: np.ndarray, rng: Rng) -> File:
    colors = seen(ink, rng, grain=0)
    colors[:6] = colors[:, -6:] = (20, 20, 24)
    return png(colors)


def _double_frame(ink: np.ndarray, rng: Rng) -> File:
    colors = seen(ink, rng, grain=0)
    for inset, color in ((0, (0, 0, 0)), (4, (255, 255, 255)), (12, (200, 160, 60))):
        inside = colors[inset + 6 : SIDE - inset - 6, inset + 6 : SIDE - inset - 6].copy()
        colors[inset : SIDE - inset, inset : SIDE - inset] = color
        colors[inset + 6 : SIDE - inset - 6, inset + 6 : SIDE - inset - 6] = inside
    return png(colors)


def _window(bar: Color, paper: Color, pen: Color) -> Condition:
    def make(ink: np.ndarray, rng: Rng) -> File:
        picture = Image.fromarray(seen(ink, rng, paper=paper, pen=pen, grain=0))
        canvas = ImageDraw.Draw(picture)
        canvas.rectangle((0, 0, SIDE, BAR), fill=bar)
        for left, color in ((22, (237, 106, 94)), (46, (245, 191, 79)), (70, (98, 197, 84))):
            canvas.circle((left, BAR / 2), 8, fill=color)
        return png(picture)

    return Condition(make, Hand(left=(0.45, 0.55), top=(0.53, 0.6)))


def _with_opacity(colors: np.ndarray, opacity: np.ndarray) -> File:
    return png(np.dstack([colors, opacity.clip(0, 255).astype(np.uint8)]))


def _one_pixel(ink: np.ndarray, rng: Rng) -> File:
    opacity = np.full(SHAPE, 255)
    opacity[tuple(rng.integers(SIDE, size=2))] = 254
    return _with_opacity(seen(ink, rng, grain=0), opacity)


def _noisy_opacity(ink: np.ndarray, rng: Rng) -> File:
    return _with_opacity(seen(ink, rng), rng.integers(250, 256, SHAPE))


def _fading(ink: np.ndarray, rng: Rng) -> File:
    along = places(SHAPE)[int(rng.integers(2))]
    return _with_opacity(seen(ink, rng, grain=0), 255 - 145 * along)


def _half_opaque(ink: np.ndarray, rng: Rng) -> File:
    return _with_opacity(seen(ink, rng, grain=0), np.full(SHAPE, 128))


def _ink_only(color: Color) -> Condition:
    def make(ink: np.ndarray, rng: Rng) -> File:
        return _with_opacity(np.full((*SHAPE, 3), color, np.uint8), ink * 255)

    return Condition(make)


def _ink_over_nothing(ink: np.ndarray, rng: Rng) -> File:
    """Draw in blue on transparent paper whose hidden color is black."""
    colors = np.where(ink[..., None] > 0, np.array([30, 60, 170]), 0).astype(np.uint8)
    return _with_opacity(colors, ink * 255)


def _clear_margin(ink: np.ndarray, rng: Rng) -> File:
    """Cut a sheet out of a screenshot: transparent all around."""
    opacity = np.zeros(SHAPE)
    opacity[40:-30, 50:-40] = 255
    colors = np.where(opacity[..., None] > 0, seen(ink, rng, grain=0), 0).astype(np.uint8)
    return _with_opacity(colors, opacity)


def _cast_shadow(ink: np.ndarray, rng: Rng) -> File:
    """Shoot a window with its soft shadow, which is black of little opacity."""
    down, right = places(SHAPE)
    away = np.maximum(np.abs(down - 0.5), np.abs(right - 0.5)) - 0.43
    opacity = np.where(away <= 0, 255, 130 * np.exp(-(away.clip(0) / 0.03)))
    colors = np.where(away[..., None] <= 0, seen(ink, rng, grain=0), 0).astype(np.uint8)
    return _with_opacity(colors, opacity)


def _palette(ink: np.ndarray, rng: Rng) -> File:
    """Keep eight colors, of which the paper's is transparent."""
    few = Image.fromarray(seen(ink, rng, grain=0)).quantize(8)
    return png(few, transparency=few.getpixel((2, 2)))


def _gray_and_opacity(ink: np.ndarray, rng: Rng) -> File:
    gray = np.asarray(Image.fromarray(seen(ink, rng)).convert("L"))
    opacity = np.full(SHAPE, 255, np.uint8)
    opacity[:30] = opacity[-30:] = 0
    merged = Image.merge("LA", [Image.fromarray(gray), Image.fromarray(opacity)])
    return png(merged)


SCREEN_CONDITIONS = {
    "frame_1_blue": _frame(1, (40, 90, 220)),
    "frame_8_black": _frame(8, (0, 0, 0)),
    "frame_20_gray": _frame(20, (128, 128, 128)),
    "frame_20_red": _frame(20, (200, 40, 40)),
    "frame_2_light": _frame(2, (215, 215, 215), grain=0),
    "frame_40_black": _frame(40, (8, 8, 8)),
    "frame_two_sides": Condition(_two_sides),
    "frame_in_frame": Condition(_double_frame),
    "dark_window": _window((58, 58, 62), (30, 30, 34), (230, 230, 235)),
    "light_window": _window((222, 222, 226), (255, 255, 255), (20, 20, 20)),
    "corners_60": Condition(lambda ink, rng: round_corners(seen(ink, rng, grain=0), 60)),
    "dark_corners_60": Condition(
        lambda ink, rng: round_corners(
            seen(ink, rng, paper=(24, 24, 28), pen=(240, 240, 240), grain=0), 60
        )
    ),
    "one_pixel_254": Condition(_one_pixel),
    "noisy_opacity": Condition(_noisy_opacity),
    "fading_opacity": Condition(_fading),
    "half_opaque": Condition(_half_opaque),
    "black_ink_only": _ink_only((0, 0, 0)),
    "white_ink_only": _ink_only((255, 255, 255)),
    "blue_ink_only": Condition(_ink_over_nothing),
    "clear_margin": Condition(_clear_margin),
    "window_shadow": Condition(_cast_shadow),
    "palette_clear_paper": Condition(_palette),
    "gray_and_opacity": Condition(_gray_and_opacity),
}
