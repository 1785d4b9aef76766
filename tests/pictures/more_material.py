"""More to write with and on, and digits of other sizes and places."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from tests.pictures.condition import Condition
from tests.pictures.fields import Rng, clouds, facets, places, smooth_noise, spot, step
from tests.pictures.ink import SIDE, Hand
from tests.pictures.packing import File, jpeg
from tests.pictures.paper import PAPER, Color, cover, seen, with_grain

SHAPE = (SIDE, SIDE)


def _pen_on(pen: Color, paper: Color = PAPER, hand: Hand | None = None) -> Condition:
    return Condition(lambda ink, rng: jpeg(seen(ink, rng, paper=paper, pen=pen)), hand or Hand())


def _chalk(board: Color) -> Condition:
    def make(ink: np.ndarray, rng: Rng) -> File:
        smears = 0.16 * step(smooth_noise(SHAPE, rng, 3, 8), 0.4)
        gaps = (0.8 + 0.35 * rng.normal(size=SHAPE)).clip(0.2, 1)
        colors = cover(np.full((*SHAPE, 3), board, np.float32), smears, (210, 215, 205))
        return jpeg(with_grain(cover(colors, ink * gaps, (240, 240, 232)), rng, 4))

    return Condition(make, Hand(pen=(14, 22)))


def _whiteboard(ink: np.ndarray, rng: Rng) -> File:
    pen: Color = ((30, 60, 180), (190, 30, 40), (20, 110, 60))[int(rng.integers(3))]
    corner = (float(rng.choice([0.12, 0.88])), float(rng.choice([0.12, 0.88])))
    light = 0.72 + 0.1 * places(SHAPE)[1] + 0.9 * (spot(SHAPE, 0, corner, 60))
    return jpeg(seen(ink, rng, paper=(225, 228, 232), pen=pen, light=light, grain=2))


def _faint_pencil(ink: np.ndarray, rng: Rng) -> File:
    tooth = (0.75 + 0.3 * rng.normal(size=SHAPE)).clip(0, 1)
    return jpeg(seen(ink * tooth * 0.36, rng, pen=(90, 90, 95), grain=3))


def _crumpled(ink: np.ndarray, rng: Rng) -> File:
    return jpeg(seen(ink, rng, light=0.93 + 0.05 * facets(SHAPE, rng, 40)))


def _rough(ink: np.ndarray, rng: Rng) -> File:
    return jpeg(seen(ink, rng, light=1 + 0.05 * clouds(SHAPE, rng), grain=9))


def _folded(ink: np.ndarray, rng: Rng) -> File:
    down, right = places(SHAPE)
    across, along = (down, right) if rng.random() < 0.5 else (right, down)
    from_fold = across - rng.uniform(0.35, 0.65) - 0.02 * along
    crease = np.exp(-((from_fold / 0.006) ** 2))
    return jpeg(seen(ink, rng, light=0.95 - 0.12 * step(from_fold, 0.01) - 0.3 * crease))


def _coffee(ink: np.ndarray, rng: Rng) -> File:
    down, right = places(SHAPE)
    middle = rng.uniform(0.25, 0.75, 2)
    away = np.hypot(down - middle[0], right - middle[1]) + 0.008 * smooth_noise(SHAPE, rng, 4, 4)
    ring = np.exp(-(((away - 0.3) / 0.012) ** 2)) * 0.4 + 0.1 * step(0.3 - away, 0.01)
    return jpeg(seen(ink, rng, printed=[(ring, (150, 105, 60))]))


def _bleeding(ink: np.ndarray, rng: Rng) -> File:
    """Let the writing of the other side shine through, in mirror image."""
    other = ink[:, ::-1] * 0.12
    return jpeg(seen(ink, rng, printed=[(np.roll(other, 60, axis=0), (60, 60, 90))]))


def _smeared(ink: np.ndarray, rng: Rng) -> File:
    trail = np.mean([np.roll(ink, by, axis=1) for by in range(0, 60, 3)], axis=0)
    return jpeg(seen(ink, rng, printed=[(trail * 0.4, (60, 70, 120))]))


def _dry_marker(ink: np.ndarray, rng: Rng) -> File:
    streaks = step(smooth_noise(SHAPE, rng, 150, 20) + 0.9, 0.3)
    return jpeg(seen(ink * streaks, rng, pen=(25, 25, 30)))


def _outlined(ink: np.ndarray, rng: Rng) -> File:
    """Write in bubble letters: only the outline is inked."""
    solid = Image.fromarray((ink * 255).astype(np.uint8))
    edge = np.asarray(solid.filter(ImageFilter.MaxFilter(13)), np.float32) / 255
    return jpeg(seen((edge - ink).clip(0, 1), rng))


def _kraft(ink: np.ndarray, rng: Rng) -> File:
    fibers = 1 + 0.05 * smooth_noise(SHAPE, rng, 90, 40) + 0.04 * clouds(SHAPE, rng)
    return jpeg(seen(ink, rng, paper=(188, 148, 104), pen=(245, 243, 238), light=fibers))


def _specks(ink: np.ndarray, rng: Rng) -> File:
    """Leave crumbs of an eraser and dots of ink around the digit."""
    picture = Image.new("L", SHAPE)
    canvas = ImageDraw.Draw(picture)
    for x, y, radius in rng.uniform((0, 0, 1), (SIDE, SIDE, 4), (25, 3)):
        canvas.circle((x, y), radius, fill=200)
    return jpeg(seen(ink, rng, printed=[(np.asarray(picture) / 255, (60, 60, 70))]))


MATERIAL_CONDITIONS = {
    "green_chalkboard": _chalk((38, 84, 62)),
    "black_chalkboard": _chalk((36, 38, 40)),
    "whiteboard": Condition(_whiteboard, Hand(pen=(12, 20))),
    "faint_pencil": Condition(_faint_pencil),
    "ballpoint": _pen_on((40, 50, 130), hand=Hand(pen=(5, 5))),
    "hairline": _pen_on((30, 30, 40), hand=Hand(pen=(2, 3))),
    "felt_pen": _pen_on((20, 20, 24), hand=Hand(pen=(30, 30))),
    "paint_brush": _pen_on((170, 40, 60), hand=Hand(pen=(44, 50), share=(0.7, 0.7))),
    "highlighter": _pen_on((226, 232, 40), hand=Hand(pen=(24, 34))),
    "orange_pen": _pen_on((245, 150, 40)),
    "blue_on_pink": _pen_on((50, 70, 170), (244, 190, 204)),
    "red_on_blue": _pen_on((200, 50, 50), (70, 110, 190)),
    "yellow_on_blue": _pen_on((240, 220, 70), (40, 70, 150)),
    "low_contrast": _pen_on((70, 70, 70), (120, 120, 120)),
    "light_on_gray": _pen_on((190, 190, 190), (128, 128, 128)),
    "crumpled": Condition(_crumpled),
    "rough_paper": Condition(_rough),
    "folded": Condition(_folded),
    "coffee_ring": Condition(_coffee),
    "shining_through": Condition(_bleeding),
    "smeared": Condition(_smeared),
    "dry_marker": Condition(_dry_marker, Hand(pen=(20, 28))),
    "outlined": Condition(_outlined, Hand(pen=(30, 36), share=(0.75, 0.75))),
    "white_on_kraft": Condition(_kraft),
    "specks": Condition(_specks),
    "small_digit": _pen_on((35, 40, 70), hand=Hand(pen=(5, 7), share=(0.15, 0.15))),
    "large_digit": _pen_on(
        (35, 40, 70), hand=Hand((24, 34), (0.9, 0.9), (0.495, 0.505), (0.495, 0.505))
    ),
    "off_center": _pen_on((35, 40, 70), hand=Hand((6, 10), (0.25, 0.25), (0.2, 0.2), (0.8, 0.8))),
    "touches_edge": _pen_on(
        (35, 40, 70), hand=Hand((14, 20), (0.8, 0.8), (0.5, 0.5), (0.42, 0.42))
    ),
}
