"""Boxes stand where the digits are, with words as they are."""

import re

import numpy as np

from core.sketch import Box
from dashboard.markup.digit_boxes import digit_boxes


def test_boxes_are_scaled_with_the_picture():
    drawn = digit_boxes(
        np.zeros((100, 200), np.uint8), [Box(10, 20, 60, 90)], ["3"], alt="", width=100
    )
    assert "left:5.0px;top:10.0px;width:25.0px;height:35.0px" in drawn
    assert "width:100px;height:50px" in drawn, "the picture keeps its proportions"


def test_every_box_has_its_words_and_text_is_no_markup():
    boxes = [Box(0, 0, 5, 5), Box(10, 0, 15, 5)]
    drawn = digit_boxes(np.zeros((20, 20), np.uint8), boxes, ["<b>", "7"], alt='a "b" <i>')
    assert re.findall(r'lab-box-words">([^<]*)<', drawn) == ["&lt;b&gt;", "7"]
    assert 'aria-label="a &quot;b&quot; &lt;i&gt;"' in drawn
