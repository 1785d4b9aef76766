"""Drawings and writing that are no digit, as ink from 0 to 1."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from core.data.pen_file import Points
from tests.pictures.fields import Rng
from tests.pictures.ink import SIDE, draw_lines

WORDS = [
    *("apple", "tree", "house", "window", "garden", "morning", "yellow", "paper"),
    *("kitchen", "friend", "river", "summer"),
]


def _circle(x: float, y: float, radius: float, turns: tuple[float, float] = (0, 1)) -> Points:
    angles = 2 * np.pi * np.linspace(*turns, 40)
    return [(x + radius * np.cos(angle), y + radius * np.sin(angle)) for angle in angles]


def _placed(lines: list[Points], rng: Rng, pen: tuple[float, float] = (5, 14)) -> np.ndarray:
    """Draw lines from a square of -1 to 1, a little shaky, somewhere and of some size."""
    scale, middle = rng.uniform(110, 190), rng.uniform(200, 280, 2)
    moved = [
        [tuple(np.array(point) * scale + middle + rng.normal(0, 1.5, 2)) for point in line]
        for line in lines
    ]
    return draw_lines(moved, rng.uniform(*pen))


def _scribble(rng: Rng) -> np.ndarray:
    turns = np.linspace(-1, 1, int(rng.integers(14, 30)))
    height = rng.uniform(0.3, 1, len(turns)) * np.where(np.arange(len(turns)) % 2, 1, -1)
    zigzag = list(zip(turns.tolist(), height.tolist(), strict=True))
    return _placed([zigzag], rng)


def _tangle(rng: Rng) -> np.ndarray:
    time = np.linspace(0, 1, 300)
    waves = [
        sum(rng.normal() * np.sin(2 * np.pi * (k * time + rng.random())) for k in range(2, 9))
        for _ in "xy"
    ]
    return _placed([list(zip(*(wave / np.abs(wave).max() for wave in waves), strict=True))], rng)


def _face(rng: Rng) -> np.ndarray:
    eye = rng.uniform(0.25, 0.4)
    mouth = _circle(0, 0.1, rng.uniform(0.4, 0.6), (0.08, 0.42))
    parts = [_circle(0, 0, 1), _circle(-eye, -0.3, 0.1), _circle(eye, -0.3, 0.1), mouth]
    return _placed([*parts, [(0, -0.1), (-0.08, 0.15), (0.06, 0.15)]], rng)


def _house(rng: Rng) -> np.ndarray:
    roof, door = rng.uniform(-1, -0.6), rng.uniform(-0.5, 0.2)
    walls = [(-0.8, -0.2), (-0.8, 0.9), (0.8, 0.9), (0.8, -0.2), (-0.8, -0.2)]
    window = [(0.25, 0.05), (0.6, 0.05), (0.6, 0.4), (0.25, 0.4), (0.25, 0.05)]
    doorway = [(door - 0.2, 0.9), (door - 0.2, 0.3), (door + 0.05, 0.3), (door + 0.05, 0.9)]
    return _placed([walls, [(-0.8, -0.2), (0, roof), (0.8, -0.2)], window, doorway], rng, (4, 9))


def _check_mark(rng: Rng) -> np.ndarray:
    return _placed([[(-0.7, 0.1), (-0.25, 0.7), (rng.uniform(0.6, 1), -0.8)]], rng, (10, 24))


def _cross(rng: Rng) -> np.ndarray:
    return _placed([[(-0.8, -0.8), (0.8, 0.8)], [(0.8, -0.8), (-0.8, 0.8)]], rng, (8, 24))


def _crossed_out(rng: Rng) -> np.ndarray:
    """Hatch a patch until nothing in it can be read."""
    steps = np.linspace(-0.7, 0.7, int(rng.integers(16, 26)))
    one_way = [(x, 0.6 * (-1) ** i) for i, x in enumerate(steps)]
    other_way = [(0.7 * (-1) ** i, 0.85 * y) for i, y in enumerate(steps)]
    return _placed([one_way, other_way], rng, (9, 16))


def _stars(rng: Rng) -> np.ndarray:
    stars = []
    for x, y in ((-0.7, -0.6), (0.6, -0.7), (-0.5, 0.6), (0.7, 0.5), (0, 0)):
        size, start = rng.uniform(0.2, 0.4), rng.uniform(0, 6.28)
        corners = start + np.arange(6) * 4 * np.pi / 5
        stars.append([(x + size * np.cos(a), y + size * np.sin(a)) for a in corners])
    return _placed(stars[: int(rng.integers(3, 6))], rng, (3, 7))


def _arrow(rng: Rng) -> np.ndarray:
    turn = rng.uniform(0, 6.28)
    wing = [(0.45, -0.4), (0.9, 0), (0.45, 0.4)]
    rotate = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    return _placed([list(np.array(line) @ rotate) for line in ([(-0.9, 0), (0.9, 0)], wing)], rng)


def _handwriting(rng: Rng) -> np.ndarray:
    """Fill a page with rows of waves in place of words."""
    rows = []
    for top in range(60, 440, 46):
        x = 40.0
        while x < 400:
            length = rng.uniform(30, 90)
            places = np.arange(x, x + length, 3)
            heights = top + rng.normal(0, 6, len(places))
            rows.append(list(zip(places.tolist(), heights.tolist(), strict=True)))
            x += length + 18
    return draw_lines(rows, 3)


def _text(words: list[str], size: float, left: float, top: float) -> np.ndarray:
    picture = Image.new("L", (SIDE, SIDE))
    font = ImageFont.load_default(size)
    ImageDraw.Draw(picture).multiline_text((left, top), "\n".join(words), 255, font)
    return np.asarray(picture, np.float32) / 255


def _words(rng: Rng) -> np.ndarray:
    words = rng.choice(WORDS, int(rng.integers(2, 5)), replace=False).tolist()
    return _text(words, rng.uniform(50, 80), rng.uniform(20, 70), rng.uniform(20, 90))


def _page_of_text(rng: Rng) -> np.ndarray:
    rows = [" ".join(rng.choice(WORDS, 5)) for _ in range(18)]
    return _text(rows, 17, 30, 30)


DOODLES: dict[str, Callable[[Rng], np.ndarray]] = {
    "scribble": _scribble,
    "tangle": _tangle,
    "face": _face,
    "house": _house,
    "check_mark": _check_mark,
    "cross": _cross,
    "crossed_out": _crossed_out,
    "stars": _stars,
    "arrow": _arrow,
    "handwriting": _handwriting,
    "words": _words,
    "page_of_text": _page_of_text,
}
