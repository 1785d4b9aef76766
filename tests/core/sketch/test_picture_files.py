"""Picture files become sketches, or a message that says what to do."""

import io
import zlib
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from core.errors import EmptySketchError, PictureError
from core.limits import LIMITS, MEGABYTE
from core.sketch import picture_files, prepare_sketch
from core.sketch.pen_strokes import EXAMPLES
from core.sketch.picture_files import (
    ENDINGS,
    FORMATS,
    MAX_SIDE_PIXELS,
    open_picture,
    read_picture,
)

DRAWING = EXAMPLES["five_apart"].draw()
EXPECTED = prepare_sketch(DRAWING).centered.astype(int)


def saved(picture: np.ndarray, kind: str, **options) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(picture).save(buffer, format=kind, **options)
    return buffer.getvalue()


def alike(picture: np.ndarray) -> float:
    """Mean difference of the prepared sketch from the drawing's own, in gray levels.

    Rounding may center it a pixel beside: the best of the nine places counts.
    """
    prepared = prepare_sketch(picture).centered
    places = [(down, right) for down in (-1, 0, 1) for right in (-1, 0, 1)]
    return min(np.abs(np.roll(prepared, place, (0, 1)) - EXPECTED).mean() for place in places)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", "HEIF"])
def test_saved_drawing_is_read_as_the_drawing_itself(kind):
    assert alike(read_picture(saved(DRAWING[..., :3], kind))) < 2


@pytest.mark.parametrize("kind", ["TIFF", "GIF", "WEBP", "PNG"])
def test_of_several_pages_the_first_one_is_read(kind):
    first, blank = Image.fromarray(DRAWING[..., :3]), Image.new("RGB", (280, 280), "white")
    buffer = io.BytesIO()
    first.save(buffer, kind, save_all=True, append_images=[blank, blank])
    assert alike(read_picture(buffer.getvalue())) < 2


@pytest.mark.parametrize(("paper", "ink"), [(65_535, 0), (44_000, 10_000), (4_000, 300)])
@pytest.mark.parametrize("inverted", [False, True])
def test_grays_of_sixteen_bits_are_read_whatever_range_a_scanner_uses(paper, ink, inverted):
    share = DRAWING[..., 0] / 255
    grays = paper * share + ink * (1 - share)
    grays = paper + ink - grays if inverted else grays
    picture = Image.fromarray(grays.astype(np.uint16))
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    assert alike(read_picture(buffer.getvalue())) < 3


def test_every_ending_that_a_file_chooser_offers_can_be_read():
    open_picture(saved(DRAWING, "PNG"))  # Registers what Pillow has not by itself.
    kinds = Image.registered_extensions()
    assert {kinds[f".{ending}"] for ending in ENDINGS} == set(FORMATS)


def test_transparent_paper_is_paper():
    clear = np.zeros_like(DRAWING)
    clear[..., 3] = 255 - DRAWING[..., 0]
    assert alike(read_picture(saved(clear, "PNG"))) < 2


def test_large_photo_is_made_smaller_and_read_alike():
    large = np.asarray(Image.fromarray(DRAWING[..., :3]).resize((3000, 3000)))
    picture = read_picture(saved(large, "JPEG"))
    assert picture.shape == (MAX_SIDE_PIXELS, MAX_SIDE_PIXELS, 4)
    assert alike(picture) < 4


def test_photo_taken_sideways_is_turned_as_the_camera_was_held():
    exif = Image.Exif()
    exif[0x0112] = 6  # To be turned by 90 degrees clockwise.
    lying = np.rot90(DRAWING[..., :3])
    assert alike(read_picture(saved(lying, "JPEG", exif=exif))) < 2


@pytest.mark.parametrize("darker", [0.35, -0.35])
def test_uneven_light_and_grain_are_paper_too(darker):
    random = np.random.default_rng(0)
    light = 1 - abs(darker) * np.linspace(0, 1, 280)[:: 1 if darker > 0 else -1]
    paper = 210 * light + 15 * np.linspace(0, 1, 280)[:, None]
    photo = np.where(DRAWING[..., 0] < 128, 0.3 * paper, paper) + random.normal(0, 4, (280, 280))
    photo = np.repeat(photo.clip(0, 255).astype(np.uint8)[..., None], 3, axis=2)
    assert alike(read_picture(saved(photo, "JPEG", quality=90))) < 5


def test_photo_of_empty_paper_is_an_empty_sketch():
    random = np.random.default_rng(0)
    paper = np.linspace(120, 220, 280) + random.normal(0, 4, (280, 280))
    picture = read_picture(saved(paper.clip(0, 255).astype(np.uint8), "JPEG"))
    with pytest.raises(EmptySketchError):
        prepare_sketch(picture)


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (b"", "no picture"),
        (b"#!/bin/sh\necho no picture", "no picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "no picture"),
        (saved(DRAWING, "PNG")[:300], "damaged"),
        (saved(DRAWING[..., :3], "JPEG")[:900], "damaged"),
        (bytes(20 * MEGABYTE + 1), "at most 20 MB"),
        (saved(np.zeros((8_000, 8_000), np.uint8), "PNG"), "50 million"),
        (saved(np.zeros((1, 20_001), np.uint8), "PNG"), "20,000 in each direction"),
    ],
    ids=[
        "nothing",
        "a script",
        "svg",
        "half a PNG",
        "half a JPEG",
        "too many bytes",
        "too large",
        "too long",
    ],
)
def test_other_files_are_refused_with_a_remedy(file, words):
    with pytest.raises(PictureError, match=words):
        read_picture(file)


def test_bomb_that_unpacks_to_billions_of_pixels_is_never_unpacked():
    header = bytearray(saved(np.zeros((1, 1), np.uint8), "PNG"))
    header[16:24] = (100_000).to_bytes(4) * 2
    with pytest.raises(PictureError):
        read_picture(bytes(header))


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "CMYK", "I;16"])
def test_large_picture_is_made_smaller_in_strips_and_looks_the_same(mode, monkeypatch):
    drawing = Image.fromarray(DRAWING).convert("L").resize((1_500, 2_000))
    if mode == "I;16":
        drawing = Image.fromarray(np.asarray(drawing, np.uint16) * 16)
    else:
        drawing = drawing.convert("RGB").convert(mode)
    buffer = io.BytesIO()
    drawing.save(buffer, format="TIFF")
    whole = open_picture(buffer.getvalue()).astype(int)
    monkeypatch.setattr(picture_files, "MAX_PIXELS_AT_ONCE", 100_000)
    monkeypatch.setattr(picture_files, "STRIP_PIXELS", 50_000)
    strips = open_picture(buffer.getvalue()).astype(int)
    assert strips.shape == whole.shape
    assert np.abs(strips - whole).mean() < 1


def test_large_picture_is_turned_as_the_camera_was_held(monkeypatch):
    exif = Image.Exif()
    exif[0x0112] = 6
    buffer = io.BytesIO()
    Image.fromarray(DRAWING).resize((1_500, 2_000)).save(buffer, format="PNG", exif=exif)
    whole = open_picture(buffer.getvalue()).astype(int)
    assert whole.shape == (420, 560, 4)
    monkeypatch.setattr(picture_files, "MAX_PIXELS_AT_ONCE", 1_000)
    strips = open_picture(buffer.getvalue()).astype(int)
    assert strips.shape == whole.shape
    assert np.abs(strips - whole).mean() < 1


def test_size_that_a_file_says_is_enough_to_refuse_it(monkeypatch):
    one_pixel = saved(np.zeros((1, 1), np.uint8), "PNG")
    monkeypatch.setattr(Image.Image, "load", lambda self: pytest.fail("it was unpacked"))
    for side, words in (((1, 60_000_000), "50 million"), ((1, 30_000), "each direction")):
        header = bytearray(one_pixel)
        header[16:24] = b"".join(length.to_bytes(4) for length in side)
        header[29:33] = zlib.crc32(header[12:29]).to_bytes(4)
        with pytest.raises(PictureError, match=words):
            open_picture(bytes(header))


def test_webp_may_have_half_as_many_pixels(monkeypatch):
    monkeypatch.setitem(
        LIMITS, "picture_megapixels", replace(LIMITS["picture_megapixels"], own=0.015)
    )
    square = np.zeros((100, 100), np.uint8)
    assert open_picture(saved(square, "PNG")).shape == (100, 100, 4)
    with pytest.raises(PictureError, match=r"at most 0\.0075 million"):
        open_picture(saved(square, "WEBP"))
