"""Digits are found on the pictures that people bring, and a scan in MNIST's frame stays as it is.

`benchmarks/pictures.py` measures more of them.
"""

import io
from functools import cache

import numpy as np
import pytest
from PIL import Image

from core.errors import EmptySketchError, PictureError
from core.pretrained.numpy_network import NumPyNetwork, read_numpy_network
from core.pretrained.shipped import PRETRAINED
from core.sketch import (
    EXAMPLES,
    PICTURE_STAGES,
    find_digit,
    open_picture,
    prepare_sketch,
    read_picture,
)
from core.sketch.frame import in_mnist_frame
from tests.any_input import outcome_of
from tests.pictures.conditions import (
    MORE,
    USUAL,
    Picture,
    digit_pictures,
    no_digit_pictures,
)
from tests.pictures.no_digit import NO_DIGIT

COUNT = 10
# Of ten one more may be lost than on clean paper, and of all 180 not more than 2 %.
MAY_BE_LOST = 1
MIN_OF_CLEAN = 0.98
MEGABYTES = 300
# With so many kinds, so many pictures of each are a hundred.
OF_EACH_KIND = 4
NO_ANSWER = -1


@cache
def reader() -> NumPyNetwork:
    return read_numpy_network(PRETRAINED["reader"].file)


def answer_to(drawing: np.ndarray) -> int:
    return int(reader().logits(prepare_sketch(drawing).centered[None]).argmax())


def answer(picture: Picture, without: tuple[str, ...] = ()) -> int:
    """What is read of a picture, or -1."""
    try:
        return answer_to(find_digit(open_picture(picture.content), without=without).drawing)
    except (PictureError, EmptySketchError):
        return NO_ANSWER


@cache
def read_right(condition: str, count: int = COUNT) -> int:
    return sum(answer(picture) == picture.label for picture in digit_pictures(condition, count))


@pytest.mark.parametrize("condition", USUAL)
def test_digits_are_read_under_each_usual_condition(condition):
    assert read_right("clean") == COUNT
    assert read_right(condition) >= read_right("clean") - MAY_BE_LOST


def test_hardly_any_digit_is_lost_under_all_usual_conditions_together():
    total = sum(map(read_right, USUAL))
    assert total >= MIN_OF_CLEAN * len(USUAL) * read_right("clean")


@pytest.mark.sample(2)
@pytest.mark.parametrize("condition", MORE)
def test_digits_are_read_under_each_other_condition(condition):
    assert read_right(condition) >= read_right("clean") - MAY_BE_LOST


@pytest.mark.parametrize("kind", NO_DIGIT)
def test_a_picture_without_a_digit_gives_a_sentence_or_a_drawing(kind, exhaustive):
    for picture in no_digit_pictures(kind, OF_EACH_KIND if exhaustive else 1):
        content = picture.content
        found = outcome_of(
            lambda content=content: read_picture(content), PictureError, megabytes=MEGABYTES
        )
        if isinstance(found, np.ndarray):
            prepared = outcome_of(
                lambda found=found: prepare_sketch(found), EmptySketchError, megabytes=MEGABYTES
            )
            if not isinstance(prepared, EmptySketchError):
                assert prepared.centered.any()


@pytest.mark.parametrize("grain", [0, 2, 5])
@pytest.mark.parametrize("level", [250, 220, 150, 40])
def test_blank_paper_is_an_empty_sketch(level, grain):
    random = np.random.default_rng(level + grain)
    light = np.linspace(1, 0.7, 480)[:, None, None]
    paper = (level * light + random.normal(0, grain, (480, 480, 1))).clip(0, 255)
    picture = Image.fromarray(np.repeat(paper.astype(np.uint8), 3, axis=2))
    with pytest.raises(EmptySketchError):
        prepare_sketch(read_picture(saved(picture, "JPEG")))


# Where leaving a stage out loses digits that are read with it.
MATTERS = {
    "sheet": "beside_keyboard",
    "light": "hand_shadow",
    "lines": "school_lines",
    "rest": "punch_holes",
}


def test_there_is_a_condition_for_each_stage():
    assert MATTERS.keys() == set(PICTURE_STAGES)


@pytest.mark.parametrize("stage", PICTURE_STAGES)
def test_leaving_a_stage_out_loses_digits(stage):
    pictures = digit_pictures(MATTERS[stage], 3)
    labels = [picture.label for picture in pictures]
    assert [answer(picture) for picture in pictures] == labels
    assert [answer(picture, without=(stage,)) for picture in pictures] != labels


def test_without_sheet_the_desk_stays_in_the_picture():
    (picture,) = digit_pictures("beside_keyboard", 1)
    stages = find_digit(open_picture(picture.content))
    assert stages.sheet.shape != stages.picture.shape
    with pytest.raises(PictureError, match="nothing that looks like a written digit"):
        find_digit(open_picture(picture.content), without=("sheet",))


def test_without_lines_they_stay_among_the_ink():
    (picture,) = digit_pictures("printed_box", 1)
    pixels = open_picture(picture.content)
    stages, left_in = find_digit(pixels), find_digit(pixels, without=("lines",))
    assert (stages.without_lines > 0).mean() < 0.9 * (stages.against_paper > 0).mean()
    np.testing.assert_array_equal(left_in.without_lines, left_in.against_paper)


def test_without_rest_holes_stay_beside_the_digit():
    (picture,) = digit_pictures("punch_holes", 1)
    pixels = open_picture(picture.content)
    whole, left_in = find_digit(pixels), find_digit(pixels, without=("rest",))
    assert (left_in.ink > 0).sum() > (whole.ink > 0).sum()


def test_stages_lead_from_the_picture_to_the_digit():
    (picture,) = digit_pictures("printed_box", 1)
    stages = find_digit(open_picture(picture.content))
    for ink in (stages.against_paper, stages.without_lines, stages.ink):
        assert ink.dtype == np.uint8
        assert ink.shape == stages.sheet.shape[:2]
    sums = [int(i.sum()) for i in (stages.against_paper, stages.without_lines, stages.ink)]
    assert sums[0] > sums[1] >= sums[2] > 0
    drawing = stages.drawing
    assert (drawing[..., 3] == 255).all()
    np.testing.assert_array_equal(drawing[..., 0], 255 - stages.ink)


def test_a_picture_is_left_as_it_is():
    (picture,) = digit_pictures("wood_desk", 1)
    pixels = open_picture(picture.content).copy()
    before = pixels.copy()
    find_digit(pixels)
    np.testing.assert_array_equal(pixels, before)


# MNIST's own frame


def saved(picture: Image.Image | np.ndarray, kind: str = "PNG") -> bytes:
    if isinstance(picture, np.ndarray):
        picture = Image.fromarray(picture)
    buffer = io.BytesIO()
    picture.save(buffer, kind)
    return buffer.getvalue()


def brought(image: np.ndarray) -> np.ndarray:
    """What the network sees of an image that somebody brings as a file."""
    return prepare_sketch(read_picture(saved(image))).centered


def enlarged(image: np.ndarray, times: int = 10) -> np.ndarray:
    return np.kron(image, np.ones((times, times), np.uint8))


def noisy(image: np.ndarray, seed: int, most: int = 3) -> np.ndarray:
    noise = np.random.default_rng(seed).integers(-most, most + 1, image.shape)
    return (image + noise).clip(0, 255).astype(np.uint8)


@pytest.fixture(scope="module")
def framed(tiny_digits) -> np.ndarray:
    """Images in MNIST's frame, of small digits and of drawings."""
    drawn = [prepare_sketch(example.draw()).centered for example in EXAMPLES.values()]
    return np.concatenate([tiny_digits.validation.images[:60], drawn])


WAYS = {
    "as it is": lambda image: image,
    "dark on light": lambda image: 255 - image,
    "enlarged": enlarged,
    "enlarged, dark on light": lambda image: 255 - enlarged(image),
    "in three colors": lambda image: np.repeat(image[..., None], 3, axis=2),
}


@pytest.mark.parametrize("way", WAYS)
def test_an_image_in_mnists_frame_comes_back_bit_for_bit(way, framed):
    for image in framed:
        np.testing.assert_array_equal(brought(WAYS[way](image)), image)


@pytest.mark.parametrize("times", [1, 10])
def test_a_little_noise_does_not_take_it_out_of_its_frame(times, framed):
    for number, image in enumerate(framed):
        scan = noisy(image, number)
        np.testing.assert_array_equal(brought(enlarged(scan, times)), scan)


@pytest.mark.parametrize("way", WAYS)
def test_mnists_own_images_come_back_bit_for_bit(way, mnist, sample):
    for image in sample(mnist.validation.images, 200):
        np.testing.assert_array_equal(brought(WAYS[way](image)), image)


def in_a_corner(image: np.ndarray) -> np.ndarray:
    return np.roll(image, (-4, -4), (0, 1))


def too_large(image: np.ndarray) -> np.ndarray:
    return np.asarray(Image.fromarray(image[4:24, 4:24]).resize((28, 28)))


@pytest.mark.parametrize("change", [in_a_corner, too_large])
def test_a_picture_of_28_pixels_in_another_frame_is_prepared_as_any_other(change):
    image = change(prepare_sketch(EXAMPLES["zero"].draw()).centered)
    assert in_mnist_frame(image) is None
    back = brought(image)
    assert not np.array_equal(back, image)
    assert in_mnist_frame(back) is not None
    assert answer_to(read_picture(saved(image))) == 0


@pytest.mark.parametrize(
    "picture",
    [
        np.zeros((28, 28), np.uint8),
        np.full((28, 28), 255, np.uint8),
        np.full((28, 28), 10, np.uint8),
        np.zeros((28, 30), np.uint8),
        np.zeros((29, 29), np.uint8),
    ],
    ids=["black", "white", "dark", "not square", "too wide"],
)
def test_what_holds_no_digit_is_not_in_mnists_frame(picture):
    assert in_mnist_frame(picture) is None


def test_a_colored_picture_is_not_in_mnists_frame():
    image = np.repeat(prepare_sketch(EXAMPLES["zero"].draw()).centered[..., None], 3, axis=2)
    assert in_mnist_frame(image) is not None
    image = image.copy()
    image[14, 14, 0] ^= 8
    assert in_mnist_frame(image) is None


def test_an_enlarged_image_with_one_other_pixel_is_not_in_mnists_frame():
    image = enlarged(prepare_sketch(EXAMPLES["zero"].draw()).centered)
    assert in_mnist_frame(image) is not None
    image[145, 147] ^= 1
    assert in_mnist_frame(image) is None


def test_what_is_found_in_mnists_frame_is_a_copy():
    image = prepare_sketch(EXAMPLES["zero"].draw()).centered.copy()
    found = in_mnist_frame(image)
    assert found is not None
    found[:] = 0
    assert image.any()
