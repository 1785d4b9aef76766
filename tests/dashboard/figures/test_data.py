"""Figures of the data show exactly the numbers they were given."""

import numpy as np

from dashboard.figures.data import class_balance_figure, pixel_histogram_figure


def test_histogram_heights_are_shares_that_sum_to_one():
    rows = pixel_histogram_figure(np.array([30, 10, 0, 60])).rows
    assert list(rows["share"]) == [0.3, 0.1, 0, 0.6]
    assert list(rows["values"]) == ["0 to 63", "64 to 127", "128 to 191", "192 to 255"]
    assert list(rows["from"]) == [0, 64, 128, 192]
    assert list(rows["to"]) == [64, 128, 192, 256]


def test_class_balance_has_one_bar_per_digit_and_split():
    counts = np.arange(10)
    rows = class_balance_figure({"training": counts, "test": counts * 2}).rows
    assert len(rows) == 20
    for name, factor in (("training", 1), ("test", 2)):
        bars = rows[rows["images"] == name]
        assert list(bars["digit"]) == list(range(10))
        assert list(bars["count"]) == list(counts * factor)


def test_every_split_has_a_color_and_a_place_of_its_own():
    encoding = class_balance_figure({"training": np.ones(10, int)}).spec["encoding"]
    assert len(set(encoding["color"]["scale"]["range"])) == 3
    assert encoding["xOffset"]["sort"] == ["training", "validation", "test"]
