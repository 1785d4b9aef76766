"""Figures that leave the page are whole."""

import numpy as np

from dashboard.figures.data import class_balance_figure, pixel_histogram_figure
from dashboard.figures.svg import stacked, to_svg


def test_figures_above_each_other_keep_their_own_rows():
    figures = {
        "balance": class_balance_figure({"training": np.arange(10)}),
        "pixels": pixel_histogram_figure(np.arange(1, 17)),
    }
    spec = stacked(figures, "A title").to_dict()
    assert [len(spec["datasets"][name]) for name in figures] == [10, 16]
    assert [part["data"]["name"] for part in spec["vconcat"]] == list(figures)
    assert "A title" in to_svg(stacked(figures, "A title"))


def test_one_figure_is_drawn_without_a_browser():
    svg = to_svg(class_balance_figure({"training": np.arange(10)}).chart())
    assert svg.startswith("<svg")
    assert "Digit" in svg
