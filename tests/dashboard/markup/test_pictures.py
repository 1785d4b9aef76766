"""Digits, bars and network diagrams as HTML."""

import base64
import io
import re

import numpy as np
import pytest
from PIL import Image

from dashboard.markup.bars import probability_bars
from dashboard.markup.digit_grid import digit_grid
from dashboard.markup.number_grid import number_grid
from dashboard.markup.pictures import picture


def pixels_of(page: str) -> np.ndarray:
    data = re.search(r"data:image/png;base64,([^)]+)\)", page)[1]
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(data))))


def test_grid_travels_as_one_picture_with_ink_dark():
    images = np.zeros((3, 28, 28), np.uint8)
    images[1, 4, 5] = 200
    page = digit_grid(images, ["a", "b", "c"], alt="three")
    picture = pixels_of(page)
    assert page.count("base64") == 1
    assert picture.shape == (28, 3 * 28)
    assert picture[4, 28 + 5] == 255 - 200
    assert picture[0, 0] == 255


def test_grid_says_what_it_shows_and_escapes_words():
    page = digit_grid(np.zeros((1, 28, 28), np.uint8), ["<b>"], alt='a "5"')
    assert 'aria-label="a &quot;5&quot;"' in page
    assert "<b>" not in page


def test_digits_are_never_smaller_than_56_pixels():
    page = digit_grid(np.zeros((1, 28, 28), np.uint8), ["x"], alt="", side=10)
    assert "width:56px" in page


def test_right_and_wrong_are_told_by_sign_and_not_by_color_alone():
    images = np.zeros((2, 28, 28), np.uint8)
    page = digit_grid(images, ["a", "b"], alt="", correct=[True, False])
    assert page.index("\N{CHECK MARK}") < page.index("\N{BALLOT X}")


def test_no_images_give_no_picture():
    assert "base64" not in digit_grid(np.zeros((0, 28, 28), np.uint8), [], alt="none")


def test_picture_travels_unchanged_and_names_what_it_shows():
    colors = np.arange(2 * 3 * 3, dtype=np.uint8).reshape(2, 3, 3)
    page = picture(colors, alt='<"a">', width=30, height="auto")
    data = base64.b64decode(re.search(r"base64,([^\"]+)", page)[1])
    assert np.array_equal(np.asarray(Image.open(io.BytesIO(data))), colors)
    assert 'alt="&lt;&quot;a&quot;&gt;"' in page


def test_bars_stand_in_order_with_their_numbers():
    probabilities = np.array([0.05, 0.0, 0.7, 0.0, 0.25, 0, 0, 0, 0, 0])
    page = probability_bars(probabilities, alt="", label=4)
    widths = re.findall(r'class="lab-bar" style="width:([\d.]+)%', page)
    assert [float(width) for width in widths] == pytest.approx(probabilities * 100)
    assert "70.0 %" in page
    assert "4 &#10003;" in page


def test_empty_bars_show_no_numbers():
    assert "0.0 %" not in probability_bars(None, alt="")


def test_number_grid_holds_every_pixel_that_is_not_paper():
    image = np.zeros((28, 28), np.uint8)
    image[3, 4], image[27, 0] = 200, 7
    page = number_grid(image, alt="numbers")
    cells = re.findall(r"<td[^>]*>(\d*)</td>", page)
    assert len(cells) == 784
    assert [int(cell) for cell in cells if cell] == [200, 7]
    assert cells[3 * 28 + 4] == "200"


def test_numbers_can_be_read_on_every_shade():
    page = number_grid(np.arange(784).reshape(28, 28).astype(np.uint8), alt="")
    pairs = re.findall(r"rgb\((\d+),\d+,\d+\);color:#(\w{6})", page)
    for shade, ink in pairs:
        linear = [((int(v) / 255 + 0.055) / 1.055) ** 2.4 for v in (shade, int(ink[:2], 16))]
        light, dark = sorted(linear, reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.4


def test_bars_of_many_classes_are_the_most_probable_the_true_one_and_all_others():
    names = [f"class {number}" for number in range(26)]
    probabilities = np.linspace(1, 3, 26)
    probabilities /= probabilities.sum()
    page = probability_bars(probabilities, alt="", label=2, names=names)
    shown = re.findall(r"<div[^>]*>(class \d+|\d+ others)(?: &#10003;)?</div>", page)
    assert shown == [*(f"class {number}" for number in range(25, 17, -1)), "class 2", "17 others"]
    widths = re.findall(r'class="lab-bar" style="width:([\d.]+)%', page)
    assert sum(map(float, widths)) == pytest.approx(100, abs=0.1)
    assert "class 2 &#10003;" in page


def test_named_bars_of_ten_keep_their_places_and_names_are_no_html():
    page = probability_bars(np.full(2, 0.5), alt="", names=["<b>", "T-shirt/top"])
    assert page.index("&lt;b&gt;") < page.index("T-shirt/top")
    assert "others" not in page


def test_empty_bars_of_many_classes_take_the_same_room_and_name_nothing():
    names = [f"class {number}" for number in range(62)]
    empty, full = (
        probability_bars(values, alt="", names=names) for values in (None, np.full(62, 1 / 62))
    )
    assert empty.count("lab-groove") == full.count("lab-groove") == 10
    assert "class 0" not in empty
