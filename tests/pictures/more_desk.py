"""More than the sheet is in the picture: a desk, a finger, the inside of a scanner."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from tests.pictures import printed
from tests.pictures.condition import Condition
from tests.pictures.desk import OAK, WALNUT, lay, plain, wood
from tests.pictures.fields import Rng, shadow, smooth_noise
from tests.pictures.ink import Hand
from tests.pictures.packing import File, jpeg
from tests.pictures.paper import Color, seen

SHAPE = (700, 740)
SKIN: Color = (214, 160, 130)
SLATE: Color = (60, 64, 72)
CAMERA = (3000, 4000)


def _turn(rng: Rng, least: float, most: float) -> float:
    return float(rng.uniform(least, most) * rng.choice([-1, 1]))


def _wood_desk(ink: np.ndarray, rng: Rng) -> File:
    desk = wood(SHAPE, rng, OAK)
    return jpeg(lay(seen(ink, rng), desk, tuple(rng.uniform(0.44, 0.56, 2)), _turn(rng, 0, 3)))


def _crooked(ink: np.ndarray, rng: Rng) -> File:
    return jpeg(lay(seen(ink, rng), wood((760, 800), rng, WALNUT), degrees=_turn(rng, 5, 20)))


def _crooked_ruled(ink: np.ndarray, rng: Rng) -> File:
    sheet = seen(ink, rng, printed=[(printed.lines(48, 2), (150, 170, 215))])
    return jpeg(lay(sheet, plain((760, 800), rng, SLATE), degrees=_turn(rng, 5, 15)))


def _cut_one_side(ink: np.ndarray, rng: Rng) -> File:
    return jpeg(lay(seen(ink, rng), wood((620, 560), rng), (0.36, 0.5), _turn(rng, 0, 4)))


def _cut_two_sides(ink: np.ndarray, rng: Rng) -> File:
    desk = plain((540, 560), rng, SLATE)
    return jpeg(lay(seen(ink, rng), desk, (0.6, 0.38), _turn(rng, 0, 4)))


def _two_tone_desk(ink: np.ndarray, rng: Rng) -> File:
    desk = plain(SHAPE, rng, (60, 62, 66))
    desk[:, int(SHAPE[1] * rng.uniform(0.35, 0.65)) :] = (172, 140, 104)
    return jpeg(lay(seen(ink, rng), desk, degrees=_turn(rng, 0, 4)))


def _light_desk(ink: np.ndarray, rng: Rng) -> File:
    return jpeg(lay(seen(ink, rng), plain(SHAPE, rng, (186, 184, 178)), degrees=_turn(rng, 0, 5)))


def _dark_sheet(ink: np.ndarray, rng: Rng) -> File:
    sheet = seen(ink, rng, paper=(38, 38, 42), pen=(236, 234, 226))
    return jpeg(lay(sheet, plain(SHAPE, rng, (206, 200, 190)), degrees=_turn(rng, 0, 6)))


def _sheet_in_shadow(ink: np.ndarray, rng: Rng) -> File:
    colors = lay(seen(ink, rng), wood(SHAPE, rng), degrees=_turn(rng, 2, 8))
    light = shadow(SHAPE, 0.45, 0.03, rng.uniform(0.6, 0.9))
    return jpeg((colors * light[..., None]).astype(np.uint8))


def _sticky_note(ink: np.ndarray, rng: Rng) -> File:
    note = seen(ink, rng, paper=(250, 230, 110), pen=(30, 30, 40))
    page = seen(np.zeros(SHAPE, np.float32), rng, paper=(232, 232, 230))
    return jpeg(lay(note, page, degrees=_turn(rng, 2, 9)))


def _beside_keyboard(ink: np.ndarray, rng: Rng) -> File:
    picture = Image.fromarray(plain((700, 900), rng, (150, 150, 152)))
    canvas = ImageDraw.Draw(picture)
    for top in range(20, 700, 75):
        for left in range(610, 900, 75):
            canvas.rounded_rectangle((left, top, left + 62, top + 62), 8, fill=(40, 40, 44))
    return jpeg(lay(seen(ink, rng), np.asarray(picture), (0.32, 0.5), _turn(rng, 0, 6)))


def _finger(ink: np.ndarray, rng: Rng) -> File:
    picture = Image.fromarray(seen(ink, rng))
    mask = Image.new("L", (300, 300))
    ImageDraw.Draw(mask).rounded_rectangle((90, 70, 210, 380), 60, fill=255)
    mask = mask.filter(ImageFilter.GaussianBlur(2)).rotate(float(rng.uniform(25, 60)))
    skin = np.array(SKIN, np.float32) * (1 + 0.06 * smooth_noise((300, 300), rng, 3, 3))[..., None]
    picture.paste(Image.fromarray(skin.clip(0, 255).astype(np.uint8)), (270, 260), mask)
    return jpeg(picture)


def _scanner_border(ink: np.ndarray, rng: Rng) -> File:
    colors = seen(ink, rng)
    width = int(rng.integers(18, 60))
    side = int(rng.integers(4))
    turned = np.rot90(colors, side).copy()
    turned[:, :width] = turned[:, :width] // 24
    return jpeg(np.ascontiguousarray(np.rot90(turned, -side)))


def _scanner_wedge(ink: np.ndarray, rng: Rng) -> File:
    """Scan a sheet that lies crooked on the glass: black wedges along two or three sides."""
    glass = np.full((500, 500, 3), 10, np.uint8)
    return jpeg(lay(seen(ink, rng), glass, degrees=_turn(rng, 2, 5), dark=0))


def _big_photo(ink: np.ndarray, rng: Rng) -> File:
    """Take a photo of 12 megapixels."""
    sheet = Image.fromarray(seen(ink, rng, grain=0)).resize((2000, 2000))
    desk = wood((CAMERA[0] // 2, CAMERA[1] // 2), rng)
    desk = np.asarray(Image.fromarray(desk).resize(CAMERA[::-1]))
    colors = lay(np.asarray(sheet), desk, degrees=_turn(rng, 1, 10))
    grain = np.tile(rng.integers(0, 9, (500, 500, 1), np.uint8), (6, 8, 1))
    return jpeg(colors - np.minimum(colors, grain))


CENTRAL = Hand(left=(0.46, 0.54), top=(0.46, 0.54))
DESK_CONDITIONS = {
    "wood_desk": Condition(_wood_desk),
    "crooked_sheet": Condition(_crooked),
    "crooked_ruled_sheet": Condition(_crooked_ruled),
    "sheet_cut_one_side": Condition(_cut_one_side, CENTRAL),
    "sheet_cut_two_sides": Condition(_cut_two_sides, CENTRAL),
    "two_tone_desk": Condition(_two_tone_desk),
    "light_desk": Condition(_light_desk),
    "dark_sheet": Condition(_dark_sheet),
    "sheet_in_shadow": Condition(_sheet_in_shadow),
    "sticky_note": Condition(_sticky_note),
    "beside_keyboard": Condition(_beside_keyboard),
    "finger": Condition(_finger, CENTRAL),
    "scanner_border": Condition(_scanner_border, CENTRAL),
    "scanner_wedge": Condition(_scanner_wedge, CENTRAL),
    "big_photo": Condition(_big_photo),
}
