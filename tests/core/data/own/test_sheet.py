"""Filled-in sheets are read from photos of all kinds; what is no such sheet is refused."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import numpy as np
import pytest

from core.data import DIGIT_NAMES
from core.data.own.sheet import Sheet, read_sheet, sheet_svg
from core.data.own.sheet.layout import MARK_CENTERS, PAGE, Rectangle, Words, code_centers
from core.errors import SheetError
from core.pretrained.numpy_network import read_numpy_network
from core.pretrained.shipped import PRETRAINED
from tests.core.data.own.photos import STROKES, filled_in, photographed

READER = read_numpy_network(PRETRAINED["reader"].file)
DIGITS = Sheet(DIGIT_NAMES)
WRITTEN = {0: "0", 3: "0", 8: "1", 15: "1", 16: "2", 32: "4", 39: "4", 56: "7", 63: "7"}
FLAT = [(0.03, 0.03), (0.97, 0.03), (0.97, 0.97), (0.03, 0.97)]
TILTED = [(0.16, 0.1), (0.86, 0.14), (0.97, 0.95), (0.05, 0.9)]
TURNED = [(0.12, 0.07), (0.93, 0.12), (0.88, 0.93), (0.07, 0.89)]
UPSIDE_DOWN = [FLAT[2], FLAT[3], FLAT[0], FLAT[1]]
ON_ITS_SIDE = [FLAT[1], FLAT[2], FLAT[3], FLAT[0]]
PHOTOS = {
    "flat": (FLAT, {}),
    "turned a little": (TURNED, {}),
    "seen from the side": (TILTED, {}),
    "upside down": (UPSIDE_DOWN, {}),
    "on its side": (ON_ITS_SIDE, {"size": (1200, 900)}),
    "in shadow": (TURNED, {"shadow": 0.5}),
    "blurred": (TILTED, {"blur": 1.3}),
    "in the evening": (TILTED, {"shadow": 0.4, "blur": 0.8, "grain": 8, "desk": 60}),
    "on a white table": (TURNED, {"desk": 255}),
    "large": (TURNED, {"size": (1350, 1800), "blur": 2.0}),
}


@pytest.fixture(scope="module")
def filled():
    return filled_in(DIGITS, WRITTEN)


@pytest.mark.parametrize("kind", PHOTOS)
def test_boxes_are_read_from_a_photo(filled, kind):
    corners, look = PHOTOS[kind]
    found = read_sheet(photographed(filled, corners, **look), DIGITS)
    assert found.places == list(WRITTEN)
    assert found.labels.tolist() == [int(digit) for digit in WRITTEN.values()]
    assert found.empty == 80 - len(WRITTEN)
    read = READER.probabilities(found.images).argmax(axis=1)
    assert read.tolist() == found.labels.tolist()


@pytest.mark.parametrize("color", ["#707070", "#b02020"])
def test_pencil_and_red_ink_are_read(color):
    page = filled_in(DIGITS, WRITTEN, color=color, brush=10)
    found = read_sheet(photographed(page, TURNED, blur=0.6, grain=4), DIGITS)
    assert found.places == list(WRITTEN)
    assert (READER.probabilities(found.images).argmax(axis=1) == found.labels).all()


def test_sheet_of_other_classes_is_refused(filled):
    with pytest.raises(SheetError, match="choose the set that the sheet was"):
        read_sheet(photographed(filled, FLAT), Sheet(("A", "B", "C")))


def test_hidden_mark_is_asked_for(filled):
    cut = photographed(filled, [(-0.1, -0.1), (0.97, 0.03), (0.97, 0.97), (0.03, 0.97)])
    with pytest.raises(SheetError, match="all four are on it"):
        read_sheet(cut, DIGITS)


def test_empty_sheet_and_plain_desk_are_refused():
    with pytest.raises(SheetError, match="nothing is written"):
        read_sheet(photographed(filled_in(DIGITS, {}), TILTED, blur=1, grain=6), DIGITS)
    with pytest.raises(SheetError, match="0 can be seen"):
        read_sheet(np.full((300, 200, 4), 128, np.uint8), DIGITS)


@pytest.mark.parametrize("shape", [(1, 1), (3, 40), (40, 3), (200, 300)])
def test_any_picture_is_read_or_refused(shape):
    random = np.random.default_rng(1)
    for values in (
        np.zeros(shape),
        random.integers(0, 256, shape),
        255 * (random.random(shape) < 0.02),
        255 * (np.indices(shape).sum(axis=0) // 7 % 2),
        # Squares of all sizes, as corner marks are.
        255 * ((np.indices(shape) // 9 % 2).sum(axis=0) < 2),
    ):
        picture = np.repeat(values.astype(np.uint8)[..., None], 4, axis=2)
        with pytest.raises(SheetError):
            read_sheet(picture, DIGITS)


def test_each_class_has_as_many_boxes_and_none_lies_on_another():
    for count in (2, 3, 7, 10, 62):
        sheet = Sheet(tuple(f"class {number}" for number in range(count)))
        assert np.bincount(sheet.labels).tolist() == [80 // count] * count
        boxes = [sheet.box(place) for place in range(len(sheet.labels))]
        right, bottom = boxes[-1].left + boxes[-1].width, boxes[-1].top + boxes[-1].height
        assert max(right, 0) < PAGE[0] - 12
        assert bottom < min(y for _, y in MARK_CENTERS[2:]) - 4.5
    assert max(x for x, _ in code_centers()) < MARK_CENTERS[1][0] - 12


def test_printed_file_says_what_the_layout_says_and_nothing_in_a_name_is_markup():
    sheet = Sheet(("<b>&", "ж", "中"))
    root = ET.fromstring(sheet_svg(sheet))
    texts = [element.text for element in root if element.tag.endswith("text")]
    assert texts == [shape.text for shape in sheet.shapes() if isinstance(shape, Words)]
    drawn = [element for element in root if element.tag.endswith("rect")][1:]
    assert len(drawn) == sum(isinstance(shape, Rectangle) for shape in sheet.shapes())
    assert root.attrib["width"] == "210mm"
    assert set(STROKES) >= set(WRITTEN.values())
