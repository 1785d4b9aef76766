"""Whatever a picture file holds, it is pixels or refused; whatever pixels, a digit or no ink."""

import io
import struct
import warnings
import zlib
from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from PIL import Image

from core.errors import EmptySketchError, PictureError
from core.sketch import (
    EXAMPLES,
    PICTURE_STAGES,
    STAGES,
    PictureStages,
    SketchStages,
    find_digit,
    prepare_sketch,
    read_picture,
)
from core.sketch.picture import MIN_SIDE_PIXELS
from core.sketch.picture_files import MAX_SIDE_PIXELS
from core.sketch.separate import MAX_DIGITS, separate_digits
from tests.any_input import damaged, outcome_of

# Pillow warns of faults that it reads over.
pytestmark = pytest.mark.filterwarnings("ignore")
# Below 60 million pixels, each of which takes a few bytes at several stages.
MEGABYTES = 700


def picture_files() -> list[bytes]:
    """A drawing in every format that is read, and one that is not, with all that may go along."""
    drawing = Image.fromarray(EXAMPLES["five_apart"].draw()).resize((40, 30))
    exif = Image.Exif()
    exif[0x0112] = 6  # To be turned by 90 degrees.
    exif.get_ifd(0x8769)[0x9003] = "2026:01:01 00:00:00"
    colors, gray = drawing.convert("RGB"), drawing.convert("L")
    palette = colors.quantize(8)
    saved = [
        *((colors, kind, {}) for kind in ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF")),
        *((colors, kind, {"exif": exif}) for kind in ("PNG", "JPEG", "WEBP")),
        *((palette, kind, {"transparency": 0}) for kind in ("PNG", "GIF")),
        (gray, "PNG", {"transparency": 255, "icc_profile": b"a profile" * 20, "dpi": (300, 300)}),
        (gray, "JPEG", {"progressive": True}),
        (colors.convert("CMYK"), "JPEG", {}),
        *((palette, kind, {"save_all": True, "append_images": [gray]}) for kind in ("PNG", "GIF")),
    ]
    files = []
    for picture, kind, options in saved:
        buffer = io.BytesIO()
        picture.save(buffer, format=kind, **options)
        files.append(buffer.getvalue())
    return files


FILES = picture_files()


def with_right_sums(png: bytes) -> bytes:
    """The same chunks with checksums that fit, so that a fault gets past them."""
    fixed, place = png[:8], 8
    while place + 12 <= len(png):
        length = int.from_bytes(png[place : place + 4])
        if place + 12 + length > len(png):
            break
        chunk = png[place + 4 : place + 8 + length]
        fixed += struct.pack(">I", length) + chunk + struct.pack(">I", zlib.crc32(chunk))
        place += 12 + length
    return fixed + png[place:]


DAMAGED = st.sampled_from(FILES).flatmap(damaged)
ANY_FILES = (
    st.binary(max_size=200) | st.sampled_from(FILES) | DAMAGED | DAMAGED.map(with_right_sums)
)


def check_stages(pixels: np.ndarray, without: frozenset[str] = frozenset()) -> None:
    prepared = outcome_of(
        lambda: prepare_sketch(pixels, without=without), EmptySketchError, megabytes=64
    )
    if isinstance(prepared, SketchStages):
        assert (prepared.centered.shape, prepared.centered.dtype) == ((28, 28), np.uint8)
        assert prepared.ink.shape == pixels.shape[:2]
        digits = separate_digits(prepared.ink)
        assert len(digits) in (0, *range(2, MAX_DIGITS + 1))
        for digit in digits:
            outcome_of(partial(prepare_sketch, digit.picture), EmptySketchError, megabytes=64)


@given(ANY_FILES)
def test_any_file_is_a_picture_or_refused(content):
    found = outcome_of(lambda: read_picture(content), PictureError, megabytes=MEGABYTES)
    if isinstance(found, np.ndarray):
        assert found.dtype == np.uint8
        assert found.shape[2] == 4
        assert 0 < min(found.shape) <= max(found.shape) <= MAX_SIDE_PIXELS
        check_stages(found)


SIDES = st.integers(1, 12) | st.sampled_from([28, 200, 560])
SHAPES = st.builds(
    lambda height, width, colors: (height, width, *colors),
    SIDES,
    SIDES,
    st.sampled_from([(), (3,), (4,)]),
)

# A few dots on paper, and noise.
DOTS = arrays(np.uint8, SHAPES, elements=st.integers(0, 255), fill=st.sampled_from([0, 255, 128]))


@given(pixels=DOTS | arrays(np.uint8, SHAPES), without=st.frozensets(st.sampled_from(STAGES)))
def test_any_pixels_are_a_digit_or_have_no_ink(pixels, without):
    check_stages(pixels, without)


def check_digit(pixels: np.ndarray, without: frozenset[str] = frozenset()) -> None:
    """Finding a digit gives stages of one size, or refuses; it warns of nothing."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # This file lets Pillow's pass.
        found = outcome_of(
            lambda: find_digit(pixels, without=without), PictureError, megabytes=MEGABYTES
        )
    if isinstance(found, PictureStages):
        assert found.picture.shape == (*pixels.shape[:2], 3)
        for ink in (found.against_paper, found.without_lines, found.ink):
            assert ink.dtype == np.uint8
            # Small pictures are enlarged.
            assert 0 < ink.size <= max(pixels[..., 0].size, (2 * MIN_SIDE_PIXELS) ** 2)
            assert ink.shape == found.ink.shape
        assert (found.drawing[..., 3] == 255).all()
        check_stages(found.drawing)


# A side of one pixel and one of 560 are as different as `open_picture` leaves them.
LENGTHS = st.integers(1, 60)
SMALL = st.tuples(LENGTHS, LENGTHS, st.just(4))
LONG = [(1, 560, 4), (560, 1, 4), (3, 560, 4), (560, 28, 4)]
ANY_BYTE = st.integers(0, 255)


def opaque(pixels: np.ndarray) -> np.ndarray:
    pixels[..., 3] = 255
    return pixels


@st.composite
def painted(draw: st.DrawFn) -> np.ndarray:
    """A few rectangles on paper: what a digit, a line, a frame or a sheet may look like."""
    height, width, _ = draw(SMALL)
    picture = np.full((height, width, 4), draw(ANY_BYTE), np.uint8)
    for _ in range(draw(st.integers(1, 6))):
        top, left = draw(st.integers(0, height - 1)), draw(st.integers(0, width - 1))
        bottom, right = draw(st.integers(top, height)), draw(st.integers(left, width))
        picture[top:bottom, left:right] = draw(st.tuples(*[ANY_BYTE] * 4))
    return opaque(picture) if draw(st.booleans()) else picture


LEFT_OUT = st.frozensets(st.sampled_from(PICTURE_STAGES))
ANY_COLORS = arrays(
    np.uint8, SMALL, elements=ANY_BYTE, fill=st.sampled_from([0, 255, 128])
) | arrays(np.uint8, SMALL)


@given(pixels=ANY_COLORS | ANY_COLORS.map(opaque) | painted(), without=LEFT_OUT)
def test_any_small_picture_gives_stages_or_is_refused(pixels, without):
    check_digit(pixels, without)


@pytest.mark.sample(24)
@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("dots", [1, 5, 30, None])
@pytest.mark.parametrize("shape", LONG, ids=str)
def test_any_long_picture_gives_stages_or_is_refused(shape, dots, seed):
    random = np.random.default_rng(seed)
    pixels = random.integers(0, 256, shape, np.uint8)
    if dots is not None:
        pixels[:] = random.choice([0, 128, 255])
        for _ in range(dots):
            row, column = random.integers(shape[:2])
            pixels[row, column] = random.integers(0, 256, 4)
    check_digit(pixels)


@pytest.mark.parametrize("shape", [(1, 1), (2, 2), (28, 28), (60, 60), (1, 560), (560, 1)])
@pytest.mark.parametrize("opacity", [0, 1, 127, 128, 254, 255])
@pytest.mark.parametrize("level", [0, 128, 255])
def test_a_picture_of_one_color_has_no_ink(shape, opacity, level):
    pixels = np.full((*shape, 4), level, np.uint8)
    pixels[..., 3] = opacity
    stages = find_digit(pixels)
    assert not stages.ink.any()
    with pytest.raises(EmptySketchError):
        prepare_sketch(stages.drawing)
