import numpy as np
import pytest
from PIL import Image, ImageDraw

from core.errors import EmptySketchError
from core.sketch import STAGES, prepare_sketch
from core.sketch.frame import (
    center_by_mass,
    center_ink,
    crop_to_ink,
    fit_into_box,
    resize_longer_side,
)
from core.sketch.pen_strokes import EXAMPLES
from core.sketch.prepare import find_ink, remove_specks
from core.sketch.stroke_width import Strokes

SIZE = 280
BLACK, WHITE, RED = (0, 0, 0), (255, 255, 255), (220, 30, 30)


def strokes(*, right: int = 0, down: int = 0) -> np.ndarray:
    """Where a brush of 20 pixels drew a four, softened like a canvas does; 0 to 1."""
    mask = np.zeros((SIZE, SIZE))
    mask[60 + down : 150 + down, 90 + right : 110 + right] = 1
    mask[135 + down : 155 + down, 90 + right : 190 + right] = 1
    mask[90 + down : 220 + down, 150 + right : 170 + right] = 1
    # Thirds, so that no pixel is exactly half covered and could fall on either side.
    places = [(down, right) for down in range(3) for right in range(3)]
    soft = np.stack([np.roll(mask, place, (0, 1)) for place in places])
    return soft.mean(axis=0)


def canvas(mask: np.ndarray, ink: tuple, paper: tuple) -> np.ndarray:
    """An opaque picture of the strokes in these colors."""
    shade = mask[:, :, None]
    color = shade * np.array(ink) + (1 - shade) * np.array(paper)
    opacity = np.full((*mask.shape, 1), 255)
    return np.concatenate([np.rint(color), opacity], axis=2).astype(np.uint8)


def transparent(mask: np.ndarray, ink: tuple) -> np.ndarray:
    """A canvas without paper, as the drawing component gives it."""
    color = np.broadcast_to(np.array(ink), (*mask.shape, 3)) * (mask[:, :, None] > 0)
    return np.concatenate([color, np.rint(255 * mask)[:, :, None]], axis=2).astype(np.uint8)


PICTURES = {
    "dark on light": canvas(strokes(), BLACK, WHITE),
    "light on dark": canvas(strokes(), WHITE, BLACK),
    "red on white": canvas(strokes(), RED, WHITE),
    "gray on dark gray": canvas(strokes(), (160,) * 3, (60,) * 3),
    "black on nothing": transparent(strokes(), BLACK),
    "white on nothing": transparent(strokes(), WHITE),
    "brightness only": canvas(strokes(), BLACK, WHITE)[:, :, 0],
    "brightness only, inverted": canvas(strokes(), WHITE, BLACK)[:, :, 0],
}


@pytest.mark.parametrize("name", PICTURES)
def test_colors_of_ink_and_paper_do_not_matter(name):
    expected = prepare_sketch(canvas(strokes(), BLACK, WHITE)).centered.astype(int)
    centered = prepare_sketch(PICTURES[name]).centered
    assert (centered.dtype, centered.shape) == (np.uint8, (28, 28))
    assert np.abs(centered - expected).max() <= 3
    assert np.abs(centered - expected).mean() < 0.2


def test_dark_on_light_and_light_on_dark_give_exactly_the_same():
    dark = canvas(strokes(), BLACK, WHITE)
    light = dark.copy()
    light[:, :, :3] = 255 - dark[:, :, :3]
    np.testing.assert_array_equal(prepare_sketch(dark).ink, prepare_sketch(light).ink)
    np.testing.assert_array_equal(prepare_sketch(dark).centered, prepare_sketch(light).centered)


def test_ink_of_another_color_is_seen_even_when_it_is_as_bright_as_the_paper():
    # 0.299 red + 0.587 green + 0.114 blue is 87 for both.
    picture = canvas(strokes(), RED, (0, 148, 0))
    assert find_ink(picture)[strokes() == 1].min() >= 250


@pytest.mark.parametrize("name", PICTURES)
def test_paper_is_0_and_the_strongest_ink_255(name):
    ink = find_ink(PICTURES[name])
    assert (ink.dtype, ink.shape) == (np.uint8, (SIZE, SIZE))
    assert ink.max() == 255
    assert not ink[strokes() == 0].any()
    assert ink[strokes() == 1].min() >= 250


@pytest.mark.parametrize(("right", "down"), [(60, 40), (-80, -50), (0, 50), (-89, 0)])
def test_place_on_the_canvas_does_not_matter(right, down):
    here = prepare_sketch(canvas(strokes(), BLACK, WHITE))
    there = prepare_sketch(canvas(strokes(right=right, down=down), BLACK, WHITE))
    np.testing.assert_array_equal(there.centered, here.centered)


@pytest.mark.parametrize("name", PICTURES)
def test_center_of_mass_ends_within_half_a_pixel_of_the_middle(name):
    centered = prepare_sketch(PICTURES[name]).centered.astype(float)
    rows = (centered.sum(axis=1) * np.arange(28)).sum() / centered.sum()
    columns = (centered.sum(axis=0) * np.arange(28)).sum() / centered.sum()
    assert abs(rows - 14) <= 0.5 + 1e-9
    assert abs(columns - 14) <= 0.5 + 1e-9


def test_every_stage_is_kept_and_follows_from_the_one_before():
    picture = EXAMPLES["five_apart"].draw()
    stages = prepare_sketch(picture)
    np.testing.assert_array_equal(stages.ink, find_ink(picture))
    np.testing.assert_array_equal(stages.crop, crop_to_ink(stages.ink))
    np.testing.assert_array_equal(stages.fitted, fit_into_box(stages.thickened))
    np.testing.assert_array_equal(stages.centered, center_by_mass(stages.fitted))
    assert max(stages.thickened.shape) == pytest.approx(200, abs=20)
    assert max(stages.fitted.shape) == 20


def test_without_thickness_the_way_is_that_of_mnist_itself():
    stages = prepare_sketch(canvas(strokes(), BLACK, WHITE), without={"thickness"})
    np.testing.assert_array_equal(stages.thickened, stages.crop)
    np.testing.assert_array_equal(stages.centered, center_ink(stages.ink))


def test_without_crop_a_drawing_in_the_corner_stays_small_and_in_the_corner():
    picture = canvas(strokes(right=-80, down=-50), BLACK, WHITE)
    stages = prepare_sketch(picture, without={"crop", "thickness", "center"})
    np.testing.assert_array_equal(stages.crop, stages.ink)
    rows, columns = np.nonzero(stages.centered > 60)
    assert columns.max() < 16
    assert rows.max() - rows.min() < 16


def test_without_fit_the_proportions_are_lost():
    line = np.zeros((SIZE, SIZE), np.uint8)
    line[20:260, 130:150] = 255
    stages = prepare_sketch(line, without={"fit"})
    assert stages.fitted.shape == (28, 28)
    assert (stages.centered > 32).mean() > 0.8, "the line became a square"


def test_without_center_the_rectangle_and_not_the_mass_is_in_the_middle():
    stages = prepare_sketch(canvas(strokes(), BLACK, WHITE), without={"center"})
    rows = np.flatnonzero(stages.centered.any(axis=1))
    assert rows[0] == 27 - rows[-1]


@pytest.mark.parametrize("name", STAGES)
def test_every_stage_can_be_left_out_and_changes_the_result(name):
    picture = canvas(thin_lopsided(), BLACK, WHITE)
    whole, without = prepare_sketch(picture), prepare_sketch(picture, without={name})
    assert without.centered.shape == (28, 28)
    assert not np.array_equal(without.centered, whole.centered)


def thin_lopsided() -> np.ndarray:
    """A thin stroke with a heavy foot, drawn in a corner."""
    mask = np.zeros((SIZE, SIZE))
    mask[20:120, 30:34] = 1
    mask[100:120, 30:90] = 1
    return mask


@pytest.mark.parametrize("brush", [8, 12, 20, 32, 40])
def test_brush_hardly_matters(brush):
    """The same stroke, however thick the pen, gives nearly the same image."""
    pictures = []
    for width in (brush, 16):
        image = Image.new("L", (SIZE, SIZE))
        pen = ImageDraw.Draw(image)
        for x, y in zip(range(80, 200, 2), range(40, 240, 3), strict=False):
            pen.circle((x, y), width / 2, fill=255)
        pictures.append(prepare_sketch(np.asarray(image)).centered.astype(float))
    raw, usual = pictures
    assert np.corrcoef(raw.ravel(), usual.ravel())[0, 1] > 0.8


def test_specks_are_taken_away_and_separate_strokes_stay():
    picture = np.zeros((SIZE, SIZE), np.uint8)
    picture[60:220, 80:100] = 255  # one stroke
    picture[60:80, 120:200] = 255  # another one, apart
    clean = prepare_sketch(picture)
    picture[5:9, 5:9] = 255  # dust
    picture[270:273, 270:273] = 255
    dusty = prepare_sketch(picture)
    np.testing.assert_array_equal(dusty.centered, clean.centered)
    assert dusty.ink[60:80, 120:200].all()


def test_drawing_of_dots_only_is_not_taken_for_dust():
    picture = np.zeros((SIZE, SIZE), np.uint8)
    picture[100::10, 100::10][:10, :10] = 255
    np.testing.assert_array_equal(remove_specks(picture), picture)


EMPTY = {
    "white paper": canvas(0 * strokes(), BLACK, WHITE),
    "black paper": canvas(0 * strokes(), WHITE, BLACK),
    "colored paper": canvas(0 * strokes(), WHITE, RED),
    "transparent": np.zeros((SIZE, SIZE, 4), dtype=np.uint8),
    "transparent white": np.full((SIZE, SIZE, 4), (255, 255, 255, 0), dtype=np.uint8),
    "brightness only": np.full((SIZE, SIZE), 90, dtype=np.uint8),
}


@pytest.mark.parametrize("picture", EMPTY.values(), ids=EMPTY.keys())
def test_empty_canvas_is_a_named_error_that_says_what_to_do(picture):
    assert not find_ink(picture).any()
    with pytest.raises(EmptySketchError, match=r"[Dd]raw"):
        prepare_sketch(picture)


def test_ink_that_touches_the_border_is_still_ink():
    picture = canvas(strokes(right=-90), BLACK, WHITE)
    picture[0, :100] = (0, 0, 0, 255)
    ink = find_ink(picture)
    assert np.all(ink[0, :100] == 255)
    assert not ink[0, 100:].any()


@pytest.mark.parametrize(
    "picture",
    [
        np.zeros((28, 28), dtype=np.float32),
        np.zeros((28, 28, 2), dtype=np.uint8),
        np.zeros(784, dtype=np.uint8),
        np.zeros((1, 28, 28, 4), dtype=np.uint8),
    ],
    ids=["floats", "two channels", "flat", "batch"],
)
def test_anything_but_a_picture_is_refused(picture):
    with pytest.raises(ValueError, match="uint8"):
        prepare_sketch(picture)


def test_drawing_is_left_as_it_is():
    picture = canvas(strokes(), BLACK, WHITE)
    before = picture.copy()
    prepare_sketch(picture)
    np.testing.assert_array_equal(picture, before)


def test_tiny_dot_and_thin_line_are_drawings_too():
    dot, line = np.zeros((2, SIZE, SIZE), dtype=np.uint8)
    dot[0, 0] = 255
    line[20:260, 140] = 255
    assert prepare_sketch(dot).centered.any()
    assert prepare_sketch(line, without={"thickness"}).fitted.shape == (20, 1)
    height, width = prepare_sketch(line).fitted.shape
    assert (height, width) == (20, 3), "as thick and soft as MNIST's thinnest ones"


def test_training_image_with_usual_strokes_comes_back_nearly_unchanged(mnist):
    differences = []
    for image in mnist.train.images[:60]:
        large = resize_longer_side(crop_to_ink(image), 200)
        if Strokes(large).usual_thickness != Strokes(large).thickness:
            continue
        drawn = canvas(np.kron(image, np.ones((10, 10))) / 255, BLACK, WHITE)
        differences.append(np.abs(prepare_sketch(drawn).centered.astype(float) - image).mean())
    assert len(differences) > 30
    assert np.median(differences) < 4


def test_training_image_drawn_on_the_canvas_goes_the_way_of_mnist(tiny_digits):
    differences = []
    for image in tiny_digits.train.images[:50]:
        drawn = canvas(np.kron(image, np.ones((10, 10))) / 255, BLACK, WHITE)
        centered = prepare_sketch(drawn, without={"thickness"}).centered
        differences.append(np.abs(centered.astype(float) - image).mean())
    assert np.median(differences) < 2
    # Where a faint edge is taken for paper, all moves by one pixel.
    assert max(differences) < 15


def test_dots_too_small_and_far_apart_to_be_seen_are_too_little_ink():
    picture = np.full((560, 560), 255, np.uint8)
    picture[0, 0] = picture[-1, -1] = 0
    with pytest.raises(EmptySketchError, match="so little ink"):
        prepare_sketch(picture)
