"""Drawings that are there twice are found; different drawings are not called the same."""

from __future__ import annotations

import numpy as np
import pytest

from core.data import load_digits
from core.data.own import OwnSet, added, twins


def test_equal_and_nearly_equal_drawings_are_found_with_the_earliest(five):
    again = five.images[3:5].copy()
    again[1, 10:18, 10:18] = np.clip(again[1, 10:18, 10:18].astype(int) + 6, 0, 255)
    own = added(five, again, [0, 1], person=2)
    assert twins(own) == [(15, 3), (16, 4)]
    assert twins(five) == []


@pytest.mark.mnist
def test_hardly_two_ones_of_mnist_count_as_the_same(mnist):
    ones = mnist.train.images[mnist.train.labels == 1][:3000]
    labels = np.zeros(len(ones), np.int64)
    found = twins(OwnSet(("1", "7"), ones, labels, labels + 1))
    assert len(found) < 30


def test_strokes_of_thirty_people_are_all_different(pen_folder):
    train = load_digits("pen", folder=pen_folder, download=False).train.take(np.arange(1000))
    own = OwnSet(tuple("0123456789"), train.images, train.labels, np.ones(1000, np.int64))
    assert len(twins(own)) < 10
