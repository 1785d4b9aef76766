"""Pictures without a digit: paper, textures, drawings and words."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PIL import Image

from tests.pictures import printed
from tests.pictures.desk import OAK, WALNUT, lay, plain, wood
from tests.pictures.doodles import DOODLES
from tests.pictures.fields import Rng, clouds, places, shadow, spot
from tests.pictures.ink import SIDE
from tests.pictures.packing import File, jpeg, png
from tests.pictures.paper import Color, seen

SHAPE = (SIDE, SIDE)
BLANK = np.zeros(SHAPE, np.float32)
INKS: tuple[Color, ...] = ((35, 40, 70), (20, 20, 24), (190, 40, 40), (40, 60, 160))


def _color(rng: Rng, least: int = 0, most: int = 256) -> Color:
    red, green, blue = rng.integers(least, most, 3).tolist()
    return red, green, blue


def _any_light(rng: Rng) -> np.ndarray | float:
    at, depth = rng.uniform(0.3, 1.0), rng.uniform(0.1, 0.5)
    lights = (
        1.0,
        float(rng.uniform(0.3, 1)),
        shadow(SHAPE, depth, rng.uniform(0.02, 0.3), at),
        spot(SHAPE, 1 - depth, tuple(rng.uniform(0, 1, 2))),
    )
    return lights[int(rng.integers(len(lights)))]


def _blank_paper(rng: Rng) -> File:
    paper = _color(rng, 215, 250)
    return jpeg(seen(BLANK, rng, paper=paper, light=_any_light(rng), grain=rng.uniform(1, 6)))


def _blank_board(rng: Rng) -> File:
    smears = 1 + 0.12 * clouds(SHAPE, rng)
    return jpeg(seen(BLANK, rng, paper=_color(rng, 20, 80), light=smears.clip(0.5, 2)))


def _ruled(rng: Rng) -> File:
    lines = printed.lines(rng.uniform(30, 60), rng.uniform(1, 3), rng.normal(0, 2))
    return jpeg(seen(BLANK, rng, printed=[(lines, _color(rng, 90, 200))], light=_any_light(rng)))


def _squared(rng: Rng) -> File:
    grid = printed.squares(rng.uniform(16, 60), rng.uniform(1, 3), rng.normal(0, 2))
    return jpeg(seen(BLANK, rng, printed=[(grid, _color(rng, 90, 200))], light=_any_light(rng)))


def _empty_box(rng: Rng) -> File:
    left, top = rng.uniform(30, 140, 2)
    right, bottom = rng.uniform(SIDE - 140, SIDE - 30, 2)
    place, width = (left, top, right, bottom), int(rng.integers(1, 10))
    box = printed.box(place, width, radius=float(rng.choice([0, 0, 30])))
    return jpeg(seen(BLANK, rng, printed=[(box, _color(rng, 0, 120))]))


def _sheet_on_desk(rng: Rng) -> File:
    desk = wood((700, 740), rng, (OAK, WALNUT)[int(rng.integers(2))])
    if rng.random() < 0.4:
        desk = plain((700, 740), rng, _color(rng, 30, 140))
    center = tuple(rng.uniform(0.35, 0.65, 2))
    return jpeg(lay(seen(BLANK, rng), desk, center, float(rng.uniform(-20, 20))))


def _uniform(rng: Rng) -> File:
    gray = int(rng.choice([0, 255, *rng.integers(256, size=4)]))
    return png(Image.new("L", SHAPE, gray))


def _noise(rng: Rng) -> File:
    size = int(rng.choice([28, 60, 240, 480]))
    picture = Image.fromarray(rng.integers(0, 256, (size, size, 3), np.uint8))
    return png(picture.resize(SHAPE, Image.Resampling.NEAREST))


def _gradient(rng: Rng) -> File:
    down, right = places(SHAPE)
    turn = rng.uniform(0, 2 * np.pi)
    along = down * np.sin(turn) + right * np.cos(turn)
    along = ((along - along.min()) / np.ptp(along))[..., None]
    first, last = np.array(_color(rng)), np.array(_color(rng))
    return jpeg((first + (last - first) * along).astype(np.uint8))


def _wood(rng: Rng) -> File:
    brown = np.array(OAK) * rng.uniform(0.5, 1.4) + rng.normal(0, 12, 3)
    turned = np.rot90(wood(SHAPE, rng, tuple(brown)), int(rng.integers(2)))
    return jpeg(np.ascontiguousarray(turned))


def _clouds(rng: Rng) -> File:
    sky = clouds(SHAPE, rng)[..., None].clip(-1.5, 1.5) / 3 + 0.5
    first, last = np.array(_color(rng, 0, 120)), np.array(_color(rng, 150, 256))
    return jpeg((first + (last - first) * sky).astype(np.uint8))


def _shadows(rng: Rng) -> File:
    light = np.ones(SHAPE, np.float32)
    for _ in range(int(rng.integers(2, 5))):
        edge = shadow(SHAPE, 0.35, 0.01, rng.uniform(0.2, 1), rng.uniform(-0.8, 0.8))
        light = light * np.rot90(edge, int(rng.integers(4)))
    return jpeg(seen(BLANK, rng, light=light))


def _barcode(rng: Rng) -> File:
    bars = np.repeat(rng.random(60) < 0.5, 6)
    code = BLANK.copy()
    code[140:340, 60:420] = bars
    return jpeg(seen(code, rng, pen=(10, 10, 10)))


def _collage(rng: Rng) -> File:
    colors = np.full((*SHAPE, 3), _color(rng), np.uint8)
    for _ in range(int(rng.integers(8, 25))):
        top, left = rng.integers(-60, SIDE - 20, 2)
        height, width = rng.integers(30, 240, 2)
        colors[max(top, 0) : top + height, max(left, 0) : left + width] = _color(rng)
    return jpeg(colors)


def _drawn(doodle: Callable[[Rng], np.ndarray]) -> Callable[[Rng], File]:
    def make(rng: Rng) -> File:
        pen = INKS[int(rng.integers(len(INKS)))]
        return jpeg(seen(doodle(rng), rng, pen=pen, light=_any_light(rng)))

    return make


NO_DIGIT: dict[str, Callable[[Rng], File]] = {
    "blank_paper": _blank_paper,
    "blank_board": _blank_board,
    "ruled_alone": _ruled,
    "squared_alone": _squared,
    "empty_box": _empty_box,
    "empty_sheet_on_desk": _sheet_on_desk,
    "uniform": _uniform,
    "noise": _noise,
    "gradient": _gradient,
    "wood": _wood,
    "clouds": _clouds,
    "shadow_edges": _shadows,
    "barcode": _barcode,
    "collage": _collage,
    **{name: _drawn(doodle) for name, doodle in DOODLES.items()},
}
