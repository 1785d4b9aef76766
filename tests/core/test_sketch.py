import numpy as np
import pytest

from core.centering import center_ink, crop_to_ink, fit_into_box
from core.errors import EmptySketchError
from core.sketch import find_ink, prepare_sketch

SIZE = 280
BLACK, WHITE, RED = (0, 0, 0), (255, 255, 255), (220, 30, 30)


def strokes(*, right: int = 0, down: int = 0) -> np.ndarray:
    """Where a brush of 20 pixels drew a four, softened like a canvas does; 0 to 1."""
    mask = np.zeros((SIZE, SIZE))
    mask[60 + down : 150 + down, 90 + right : 110 + right] = 1
    mask[135 + down : 155 + down, 90 + right : 190 + right] = 1
    mask[90 + down : 220 + down, 150 + right : 170 + right] = 1
    soft = np.stack([np.roll(mask, (dy, dx), (0, 1)) for dy in (0, 1) for dx in (0, 1)])
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
    picture = canvas(strokes(), BLACK, WHITE)
    stages = prepare_sketch(picture)
    np.testing.assert_array_equal(stages.ink, find_ink(picture))
    np.testing.assert_array_equal(stages.crop, crop_to_ink(stages.ink))
    np.testing.assert_array_equal(stages.fitted, fit_into_box(stages.crop))
    np.testing.assert_array_equal(stages.centered, center_ink(stages.ink))
    assert max(stages.fitted.shape) == 20


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
    assert prepare_sketch(line).fitted.shape == (20, 1)


def test_training_image_drawn_on_the_canvas_comes_back_nearly_unchanged(tiny_digits):
    differences = []
    for image in tiny_digits.train.images[:50]:
        drawn = canvas(np.kron(image, np.ones((10, 10))) / 255, BLACK, WHITE)
        centered = prepare_sketch(drawn).centered
        differences.append(np.abs(centered.astype(float) - image).mean())
    assert np.median(differences) < 2
    # Where a faint edge is taken for paper, all moves by one pixel.
    assert max(differences) < 15
