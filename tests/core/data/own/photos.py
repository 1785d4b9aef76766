"""Sheets as somebody fills them in and photographs them, from every side and in bad light."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from core.data.own.sheet.drawing import OUTLINE
from core.data.own.sheet.layout import PAGE, Sheet, Words
from core.data.own.sheet.perspective import homography
from core.sketch.pen_strokes import draw_strokes

PER_MM = 6
# Strokes of "0" to "9" on a canvas of 280 x 280.
LOOP = [
    (140 + 60 * np.sin(turn), 140 - 85 * np.cos(turn)) for turn in np.linspace(0, 2 * np.pi, 40)
]
STROKES = {
    "0": [LOOP],
    "1": [[(140, 50), (140, 230)]],
    "2": [[(90, 90), (140, 55), (190, 95), (90, 225), (200, 225)]],
    "4": [[(150, 50), (85, 165), (210, 165)], [(170, 110), (170, 235)]],
    "7": [[(80, 60), (200, 60), (130, 230)]],
    "L": [[(100, 50), (100, 225), (190, 225)]],
}


def printed(sheet: Sheet) -> Image.Image:
    """Print a sheet on white paper."""
    page = Image.new("RGB", (int(PAGE[0] * PER_MM), int(PAGE[1] * PER_MM)), "white")
    pen = ImageDraw.Draw(page)
    for shape in sheet.shapes():
        if isinstance(shape, Words):
            font = ImageFont.load_default(shape.height * PER_MM)
            place = (shape.left * PER_MM, shape.baseline * PER_MM)
            pen.text(place, shape.text, fill="black", font=font, anchor="ls")
            continue
        box = [
            shape.left * PER_MM,
            shape.top * PER_MM,
            (shape.left + shape.width) * PER_MM,
            (shape.top + shape.height) * PER_MM,
        ]
        if shape.is_filled:
            pen.rectangle(box, fill="black")
        else:
            pen.rectangle(box, outline=OUTLINE, width=2)
    return page


def filled_in(
    sheet: Sheet, what: dict[int, str], *, color: str = "#20306a", brush: int = 14
) -> Image.Image:
    """Write signs into some boxes by their places, a little shifted each."""
    page, random = printed(sheet), np.random.default_rng(5)
    for place, sign in what.items():
        box = sheet.box(place)
        side = int(box.width * PER_MM * random.uniform(0.7, 0.85))
        drawing = Image.fromarray(255 - draw_strokes(STROKES[sign], brush)[..., 0])
        mask = drawing.resize((side, side), Image.Resampling.BOX)
        mask = mask.point(lambda value: int(0.8 * value))
        free = box.width * PER_MM - side
        corner = (
            int(box.left * PER_MM + free * random.uniform(0.3, 0.7)),
            int(box.top * PER_MM + free * random.uniform(0.3, 0.7)),
        )
        page.paste(Image.new("RGB", (side, side), color), corner, mask)
    return page


def photographed(
    page: Image.Image,
    corners: list[tuple[float, float]],
    *,
    size: tuple[int, int] = (900, 1200),
    shadow: float = 0.0,
    blur: float = 0.0,
    grain: float = 0.0,
    desk: int = 120,
) -> np.ndarray:
    """Photograph a page whose corners, clockwise from its upper left one, lie at these places.

    Places are fractions of the photo's width and height.

    Returns
    -------
    uint8 array of shape (height, width, 4)
    """
    width, height = size
    target = [(x * width, y * height) for x, y in corners]
    source = [(0, 0), (page.width, 0), (page.width, page.height), (0, page.height)]
    back = homography(target, source)
    photo = Image.new("RGB", size, (desk, desk - 20, desk - 45))
    coefficients = (back / back[2, 2]).ravel()[:8]
    laid = page.transform(size, Image.Transform.PERSPECTIVE, coefficients, Image.Resampling.BICUBIC)
    where = Image.new("L", page.size, 255).transform(
        size, Image.Transform.PERSPECTIVE, coefficients
    )
    photo.paste(laid, mask=where)
    if blur:
        photo = photo.filter(ImageFilter.GaussianBlur(blur))
    pixels = np.asarray(photo).astype(np.float64)
    rows, columns = np.mgrid[0:height, 0:width]
    light = 1 - shadow * (columns / width)
    # The edge of a hand's shadow across the page.
    light = np.where(columns + 0.6 * rows > 1.2 * width, light * (1 - shadow / 2), light)
    pixels *= light[..., None]
    pixels += np.random.default_rng(3).normal(0, grain, pixels.shape)
    opaque = np.full((height, width, 1), 255.0)
    return np.concatenate([pixels, opaque], axis=2).clip(0, 255).round().astype(np.uint8)
