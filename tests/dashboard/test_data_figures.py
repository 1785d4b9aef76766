"""Figures of the data show exactly the numbers they were given."""

import numpy as np

from dashboard import data_figures


def test_histogram_heights_are_shares_that_sum_to_one():
    figure = data_figures.pixel_histogram_figure(np.array([30, 10, 0, 60]))
    assert list(figure.data[0].y) == [0.3, 0.1, 0, 0.6]
    assert list(figure.data[0].x) == ["0-63", "64-127", "128-191", "192-255"]


def test_class_balance_has_one_bar_per_digit_and_split():
    counts = np.arange(10)
    figure = data_figures.class_balance_figure({"training": counts, "test": counts * 2})
    assert [bar.name for bar in figure.data] == ["training", "test"]
    assert list(figure.data[1].y) == list(counts * 2)
