"""The pictures that other tests and the benchmark use are what they seem to be."""

import io

import numpy as np
import pytest
from PIL import Image, ImageOps

from core.data.pen_file import pen_digits
from tests.pictures.conditions import (
    CONDITIONS,
    MORE,
    USUAL,
    chosen_digits,
    digit_pictures,
    no_digit_pictures,
)
from tests.pictures.no_digit import NO_DIGIT


def opened(content: bytes) -> Image.Image:
    image = ImageOps.exif_transpose(Image.open(io.BytesIO(content)))
    image.load()
    return image


def assert_repeats_and_opens(make, name):
    (picture,) = make(name, 1, seed=3)
    assert make(name, 1, seed=3) == [picture]
    assert min(opened(picture.content).size) >= 28


@pytest.mark.sample(40)
@pytest.mark.parametrize("name", CONDITIONS)
def test_a_seed_gives_the_same_file_again_and_it_opens(name):
    assert_repeats_and_opens(digit_pictures, name)


@pytest.mark.parametrize("name", NO_DIGIT)
def test_a_picture_without_a_digit_comes_again_and_opens(name):
    assert_repeats_and_opens(no_digit_pictures, name)


def test_thirty_pictures_without_a_digit_differ():
    pictures = no_digit_pictures("words", 30)
    assert len({picture.content for picture in pictures}) == 30


def test_there_are_eighteen_usual_conditions_and_many_more():
    assert len(USUAL) == 18
    assert len(MORE) > 100


def test_ten_pictures_show_all_ten_digits_of_the_writers_asked_for():
    digits = chosen_digits(20, seed=5, writers=(7, 12))
    assert {digit.writer for digit in digits} == {7, 12}
    assert sorted(digit.label for digit in digits[:10]) == list(range(10))
    assert digits != chosen_digits(20, seed=6, writers=(7, 12))
    assert len(chosen_digits(10_000)) == len(pen_digits())


@pytest.mark.parametrize("orientation", range(2, 9))
def test_a_camera_held_otherwise_shows_the_same_after_turning(orientation):
    (straight,), (turned,) = digit_pictures("clean", 1), digit_pictures(f"exif_{orientation}", 1)
    straight_ink, turned_ink = (
        np.asarray(opened(picture.content).convert("L")) < 128 for picture in (straight, turned)
    )
    assert np.sum(straight_ink ^ turned_ink) < 0.1 * np.sum(straight_ink)
