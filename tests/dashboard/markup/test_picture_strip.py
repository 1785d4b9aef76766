"""Strips and distributions draw what they are given."""

import base64
import io
import re

import numpy as np
import pytest
from PIL import Image

from dashboard.figures.distribution import distribution_figure
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


@pytest.mark.parametrize("mark", [0.5, -3.0, 9.0])
def test_distribution_counts_every_value_and_reaches_the_mark(mark):
    values = np.random.default_rng(0).normal(size=1_000)
    spec = distribution_figure(values, mark, "Pixels", ".1f").to_dict()
    rows = list(spec["datasets"].values())
    bars, marks = sorted(rows, key=len, reverse=True)[:2]
    assert sum(bar["share"] for bar in bars) == pytest.approx(1)
    for bar in bars[:-1]:
        inside = ((values >= bar["from"]) & (values < bar["to"])).mean()
        assert bar["share"] == pytest.approx(inside)
    assert marks == [{"from": mark}]
    low, high = spec["layer"][0]["encoding"]["x"]["scale"]["domain"]
    assert low < min(values.min(), mark)
    assert high > max(values.max(), mark)


def test_whole_numbers_each_have_a_bar():
    spec = distribution_figure(np.array([18, 20, 20, 20]), 20, "Pixels", ".0f").to_dict()
    bars = max(spec["datasets"].values(), key=len)
    assert [bar["share"] for bar in bars] == [0.25, 0, 0.75]
    assert bars[0]["from"] == 17.5
