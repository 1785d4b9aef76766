"""More paper with something printed on it, and with holes in it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw

from tests.pictures import printed
from tests.pictures.condition import Condition
from tests.pictures.fields import Rng
from tests.pictures.ink import SIDE, Hand
from tests.pictures.packing import File, jpeg
from tests.pictures.paper import PAPER, Color, seen

LEGAL: Color = (250, 240, 160)
BLUE: Color = (110, 150, 210)
RED: Color = (220, 110, 110)
GREEN: Color = (110, 185, 130)
BLACK: Color = (30, 30, 30)
CENTRAL = Hand(left=(0.46, 0.54), top=(0.46, 0.54))


def _on(
    ink: np.ndarray,
    rng: Rng,
    *layers: tuple[np.ndarray, Color],
    paper: Color = PAPER,
    pen: Color = (35, 40, 70),
) -> File:
    return jpeg(seen(ink, rng, printed=layers, paper=paper, pen=pen))


def _legal(ink: np.ndarray, rng: Rng) -> File:
    double = np.maximum(printed.band(58, 2), printed.band(66, 2))
    return _on(ink, rng, (printed.lines(44, 2), BLUE), (double, RED), paper=LEGAL)


def _graph(ink: np.ndarray, rng: Rng) -> File:
    fine, fat = printed.squares(16, 1), printed.squares(80, 2.5)
    return _on(ink, rng, (fine * 0.7, GREEN), (fat, GREEN))


def _engineering(ink: np.ndarray, rng: Rng) -> File:
    grid = printed.squares(24, 1.5, 3 * float(rng.choice([-1, 1])), float(rng.uniform(0, 24)))
    return _on(ink, rng, (grid, (130, 170, 120)), paper=(232, 240, 214))


def _tilted_lines(ink: np.ndarray, rng: Rng) -> File:
    lines = printed.lines(46, 2, float(rng.uniform(6, 14) * rng.choice([-1, 1])))
    return _on(ink, rng, (lines, (140, 160, 210)))


def _school_lines(ink: np.ndarray, rng: Rng) -> File:
    """Rule as for first-graders: the digit stands between two strong lines."""
    strong, weak = printed.lines(160, 3, first=80), printed.lines(160, 1.5, first=0)
    return _on(ink, rng, (weak, (150, 180, 220)), (strong, (90, 130, 200)))


def _dark_lines(ink: np.ndarray, rng: Rng) -> File:
    return _on(ink, rng, (printed.lines(60, 2), (60, 70, 100)), pen=(20, 20, 30))


def _ink_of_lines(ink: np.ndarray, rng: Rng) -> File:
    """Write in the very blue of the squares."""
    return _on(ink, rng, (printed.squares(40, 2) * 0.6, (60, 90, 190)), pen=(60, 90, 190))


def _box(
    width: int,
    color: Color = BLACK,
    margins: Sequence[int] = (48,),
    radius: float = 0,
    dash: tuple[float, float] | None = None,
) -> Condition:
    def make(ink: np.ndarray, rng: Rng) -> File:
        boxes = [printed.box(printed.around(margin), width, radius, dash) for margin in margins]
        return _on(ink, rng, *((box, color) for box in boxes))

    return Condition(make, CENTRAL)


def _box_off_center(ink: np.ndarray, rng: Rng) -> File:
    return _on(ink, rng, (printed.box((140, 30, 460, 350), 4), BLACK))


def _circled(ink: np.ndarray, rng: Rng) -> File:
    return _on(ink, rng, (printed.box(printed.around(50), 3, SIDE / 2 - 50), (70, 70, 80)))


def _comb(ink: np.ndarray, rng: Rng) -> File:
    """Print a row of boxes; of the neighbors one sees the beginning."""
    row = [printed.box((80 + 320 * i, 80, 400 + 320 * i, 400), 4) for i in (-1, 0, 1)]
    return _on(ink, rng, (np.maximum.reduce(row), (90, 90, 95)))


def _comb_ticks(ink: np.ndarray, rng: Rng) -> File:
    """Print a base line with short ticks between the places for digits."""
    ticks = printed.band(70, 4) + printed.band(406, 4)
    ticks[:340] = 0
    ticks[410:] = 0
    ticks[410:414] = 1
    return _on(ink, rng, (ticks, (70, 70, 75)))


def _red_form(ink: np.ndarray, rng: Rng) -> File:
    """Write into the white box of a form that is tinted all around."""
    white = np.zeros((SIDE, SIDE), np.float32)
    white[70:410, 70:410] = 1
    line = printed.box(printed.around(70), 3)
    return _on(ink, rng, (white, (250, 248, 244)), (line, (200, 70, 60)), paper=(240, 200, 190))


def _crop_marks(ink: np.ndarray, rng: Rng) -> File:
    """Mark only the four corners of the box."""
    corners = printed.box(printed.around(50), 5)
    corners[100:380] = 0
    corners[:, 100:380] = 0
    return _on(ink, rng, (corners, BLACK))


def _holes(ink: np.ndarray, rng: Rng) -> File:
    picture = Image.new("L", (SIDE, SIDE))
    canvas = ImageDraw.Draw(picture)
    for top in (60, 240, 420):
        canvas.circle((38, top), 17, fill=255)
    holes = np.asarray(picture, np.float32) / 255
    return _on(ink, rng, (printed.lines(48, 2), (150, 170, 215)), (holes, (50, 45, 45)))


SMALL = Hand(share=(0.48, 0.48), left=(0.46, 0.54), top=(0.46, 0.54))
PRINT_CONDITIONS = {
    "legal_pad": Condition(_legal),
    "graph_paper": Condition(_graph),
    "engineering_paper": Condition(_engineering),
    "tilted_lines": Condition(_tilted_lines),
    "school_lines": Condition(_school_lines),
    "dark_lines": Condition(_dark_lines),
    "ink_of_the_squares": Condition(_ink_of_lines),
    "dotted_paper": Condition(
        lambda ink, rng: _on(ink, rng, (printed.dots(26, 2), (120, 120, 130)))
    ),
    "thin_box": _box(1),
    "thick_box": _box(14),
    "dashed_box": _box(3, dash=(18, 12)),
    "round_box": _box(5, radius=50),
    "colored_box": _box(5, (225, 90, 40)),
    "double_box": _box(3, margins=(36, 48)),
    "box_off_center": Condition(
        _box_off_center, Hand(share=(0.45, 0.45), left=(0.6, 0.65), top=(0.37, 0.42))
    ),
    "box_touched": Condition(_box(4).make, Hand(left=(0.58, 0.62), share=(0.62, 0.62))),
    "circled": Condition(_circled, SMALL),
    "comb_boxes": Condition(_comb, SMALL),
    "comb_ticks": Condition(_comb_ticks, SMALL),
    "tinted_form": Condition(_red_form, SMALL),
    "corner_marks": Condition(_crop_marks),
    "punch_holes": Condition(_holes),
}
