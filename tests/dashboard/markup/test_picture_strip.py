"""Strips draw what they are given."""

import base64
import io
import re

import numpy as np
from PIL import Image

from dashboard.markup.picture_strip import Frame, picture_strip
from dashboard.markup.style import css


def test_pictures_travel_unchanged_and_keep_their_proportions():
    tall = np.arange(40 * 20, dtype=np.uint8).reshape(40, 20)
    page = picture_strip([Frame("Tall", "40 x 20", tall)], alt="A picture", side=100)
    data = base64.b64decode(re.search(r"base64,([^\"]+)", page)[1])
    assert np.array_equal(np.asarray(Image.open(io.BytesIO(data))), tall)
    assert "width:50px;height:100px" in page
    assert 'class="lab-pixelated"' in page
    assert ".lab-pixelated { image-rendering: pixelated; }" in css()


def test_words_are_escaped_and_a_stage_left_out_is_dimmed():
    ink = np.zeros((100, 100), np.uint8)
    page = picture_strip([Frame("<b>", "a & b\nc", ink, left_out=True)], alt='"quoted"')
    assert "&lt;b&gt;" in page
    assert "a &amp; b<br>c" in page
    assert "lab-dimmed" in page
    assert ".lab-dimmed { opacity" in css()
    assert 'aria-label="&quot;quoted&quot;"' in page
