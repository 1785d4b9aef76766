"""More light, and more that cameras do to it."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageFilter

from tests.pictures.condition import Condition
from tests.pictures.fields import Rng, clouds, places, shadow, spot, step
from tests.pictures.ink import SIDE, draw_lines
from tests.pictures.packing import File, jpeg
from tests.pictures.paper import seen

SHAPE = (SIDE, SIDE)


def _lit(ink: np.ndarray, rng: Rng, light: np.ndarray, grain: float = 3) -> File:
    return jpeg(seen(ink, rng, light=light, grain=grain))


def _hand_shadow(ink: np.ndarray, rng: Rng) -> File:
    """Let an arm reach in from a lower corner; its fingers end near the digit."""
    wrist = rng.uniform(0.5, 0.62, 2) * SIDE
    arm = draw_lines([[(SIDE + 60, SIDE + 60), tuple(wrist + 60)]], 130)
    turns = np.deg2rad([195, 217, 240, 262])
    tips = wrist + 50 + 130 * np.stack([np.cos(turns), np.sin(turns)], axis=1)
    fingers = draw_lines([[tuple(wrist + 60), tuple(tip)] for tip in tips], 38)
    hand = Image.fromarray((np.maximum(arm, fingers) * 255).astype(np.uint8))
    light = 1 - 0.42 * np.asarray(hand.filter(ImageFilter.GaussianBlur(5)), np.float32) / 255
    return _lit(ink, rng, light if rng.random() < 0.5 else light[:, ::-1])


def _two_shadows(ink: np.ndarray, rng: Rng) -> File:
    first = shadow(SHAPE, 0.3, 0.02, rng.uniform(0.6, 0.9))
    second = shadow(SHAPE, 0.3, 0.05, rng.uniform(0.5, 0.8), -0.4)
    return _lit(ink, rng, first * second[::-1])


def _blinds(ink: np.ndarray, rng: Rng) -> File:
    down, right = places(SHAPE)
    stripes = step(np.sin((down + 0.4 * right + rng.random()) * 22), 0.15)
    return _lit(ink, rng, 0.65 + 0.35 * stripes)


def _flash_beside(ink: np.ndarray, rng: Rng) -> File:
    center = (float(rng.choice([0.1, 0.9])), float(rng.uniform(0.1, 0.9)))
    return _lit(ink, rng, 1.15 * spot(SHAPE, 0.45, center, 6))


def _vignette(ink: np.ndarray, rng: Rng) -> File:
    return _lit(ink, rng, spot(SHAPE, 0.2, sharpness=3.2))


def _lamp(ink: np.ndarray, rng: Rng) -> File:
    colors = seen(ink, rng, light=1.05 - 0.6 * places(SHAPE)[0], grain=4)
    return jpeg((colors * np.array([1, 0.86, 0.6])).astype(np.uint8))


def _dusk(ink: np.ndarray, rng: Rng) -> File:
    return _lit(ink, rng, 0.26 + 0.03 * clouds(SHAPE, rng), grain=5)


def _overexposed(ink: np.ndarray, rng: Rng) -> File:
    return jpeg(seen(ink, rng, paper=(250, 250, 250), pen=(150, 155, 175), light=1.12))


def _out_of_focus(ink: np.ndarray, rng: Rng) -> File:
    picture = Image.fromarray(seen(ink, rng, grain=0))
    return jpeg(picture.filter(ImageFilter.GaussianBlur(float(rng.uniform(5, 8)))))


def _shaken(ink: np.ndarray, rng: Rng) -> File:
    """Move the camera while it takes the picture."""
    shifts = range(-9, 10)
    axis = int(rng.integers(2))
    return jpeg(seen(np.mean([np.roll(ink, by, axis) for by in shifts], axis=0), rng))


def _noisy(ink: np.ndarray, rng: Rng) -> File:
    colors = seen(ink, rng, light=0.75, grain=28).astype(np.float32)
    colors += rng.normal(0, 18, colors.shape)
    return jpeg(colors.clip(0, 255).astype(np.uint8))


def _salt_and_pepper(ink: np.ndarray, rng: Rng) -> File:
    colors = seen(ink, rng)
    colors[rng.random(SHAPE) < 0.015] = 0
    colors[rng.random(SHAPE) < 0.015] = 255
    return jpeg(colors)


def _screen(ink: np.ndarray, rng: Rng) -> File:
    """Photograph a screen: its rows beat against the camera's."""
    down, right = places(SHAPE)
    beat = np.sin((down * 9 + right * 3 + rng.random()) * 6.28) * np.sin(down * 700)
    return _lit(ink, rng, 0.9 + 0.09 * beat)


LIGHT_CONDITIONS = {
    "hand_shadow": Condition(_hand_shadow),
    "two_shadows": Condition(_two_shadows),
    "window_blinds": Condition(_blinds),
    "flash_beside": Condition(_flash_beside),
    "vignette": Condition(_vignette),
    "warm_lamp": Condition(_lamp),
    "dusk": Condition(_dusk),
    "overexposed": Condition(_overexposed),
    "out_of_focus": Condition(_out_of_focus),
    "shaken": Condition(_shaken),
    "sensor_noise": Condition(_noisy),
    "salt_and_pepper": Condition(_salt_and_pepper),
    "photo_of_screen": Condition(_screen),
    "jpeg_20": Condition(lambda ink, rng: jpeg(seen(ink, rng, grain=6), quality=20)),
}
