"""Numbers at several moments are counted once, over the same bins."""

import math

import numpy as np
import pytest

from core.inside import histograms_of
from core.inside.histograms import BINS
from tests.core.helpers import global_random_state_untouched

NUMBERS = [
    np.random.default_rng(seed).normal(seed / 2, 1 + seed, 2_000).astype(np.float32)
    for seed in range(3)
]


def test_histogram_is_the_one_that_a_hand_counts():
    # Rare enough to lie beyond the ends: one in a thousand to the left, one to the right.
    numbers = np.array([-70.0] + [0.0] * 200 + [1.0] * 300 + [2.0] * 98 + [3.0] * 400 + [500.0])
    found = histograms_of([numbers], bins=3)
    np.testing.assert_allclose(found.edges, [0, 1, 2, 3])
    np.testing.assert_allclose(found.fractions, [[0.201, 0.3, 0.499]])
    # 300 + 196 + 1,200 - 70 + 500, and the same with squares.
    mean, squares = 2.126, (300 + 392 + 3_600 + 4_900 + 250_000) / 1_000
    np.testing.assert_allclose(found.means, [mean])
    np.testing.assert_allclose(found.deviations, [math.sqrt(squares - mean**2)])
    np.testing.assert_allclose(found.zeros, [0.2])


@pytest.mark.parametrize("bins", [1, 2, 7, BINS])
def test_fractions_are_those_of_numpy_with_the_rest_in_the_outermost_bins(bins):
    found = histograms_of(NUMBERS, bins)
    assert found.edges.shape == (bins + 1,)
    for numbers, fractions in zip(NUMBERS, found.fractions, strict=True):
        counts = np.histogram(numbers.astype(np.float64), found.edges)[0]
        counts[0] += (numbers < found.edges[0]).sum()
        counts[-1] += (numbers > found.edges[-1]).sum()
        np.testing.assert_allclose(fractions, counts / len(numbers))


def test_bins_are_equally_wide_and_leave_half_a_percent_outside_at_either_end():
    found = histograms_of(NUMBERS)
    every = np.concatenate(NUMBERS)
    assert found.edges.shape == (BINS + 1,)
    np.testing.assert_allclose(np.diff(found.edges), np.ptp(found.edges) / BINS)
    assert (every < found.edges[0]).sum() == 30
    assert (every > found.edges[-1]).sum() == 30


def test_means_deviations_and_zeros_are_of_all_numbers_also_of_those_beyond():
    moments = [np.where(np.arange(2_000) % 3, numbers, 0) for numbers in NUMBERS]
    moments[1][:3] = [1e6, -4e6, -0.0]
    found = histograms_of(moments)
    for row, numbers in enumerate(moments):
        exact = [float(number) for number in numbers]
        mean = math.fsum(exact) / len(exact)
        variance = math.fsum((number - mean) ** 2 for number in exact) / len(exact)
        assert found.means[row] == pytest.approx(mean)
        assert found.deviations[row] == pytest.approx(math.sqrt(variance))
        assert found.zeros[row] == exact.count(0.0) / len(exact) > 0


def test_results_have_the_promised_types_and_shapes():
    found = histograms_of(NUMBERS, 5)
    assert found.fractions.shape == (3, 5)
    np.testing.assert_allclose(found.fractions.sum(axis=1), 1)
    for numbers in (found.means, found.deviations, found.zeros):
        assert numbers.shape == (3,)
    for numbers in (found.edges, found.fractions, found.means, found.deviations, found.zeros):
        assert numbers.dtype == np.float64


def test_moments_in_another_order_give_the_same_rows_in_another_order():
    found, turned = histograms_of(NUMBERS), histograms_of(NUMBERS[::-1])
    np.testing.assert_allclose(turned.edges, found.edges)
    np.testing.assert_allclose(turned.fractions, found.fractions[::-1])
    np.testing.assert_allclose(turned.means, found.means[::-1])


def test_one_stray_number_does_not_press_all_others_together():
    calm = histograms_of(NUMBERS[:1])
    stray = histograms_of([np.append(NUMBERS[0], np.float32(1e9))])
    assert stray.fractions.max() == pytest.approx(calm.fractions.max(), abs=0.02)
    np.testing.assert_allclose(stray.edges, calm.edges, atol=0.2)


@pytest.mark.parametrize("value", [0.0, -0.0, 1.0, -3.5, 1e-30, 40_000.1, 1e17, -3e38])
def test_layer_that_always_gives_the_same_number_fills_one_bin(value):
    found = histograms_of([np.full(30, value, np.float32)] * 2)
    assert (np.diff(found.edges) > 0).all()
    assert found.edges[0] <= np.float32(value) <= found.edges[-1]
    assert sorted(found.fractions[0]) == [0.0] * (BINS - 1) + [1.0]
    np.testing.assert_array_equal(found.fractions[0], found.fractions[1])
    np.testing.assert_allclose(found.means, np.float32(value))
    # A mean may be rounded.
    np.testing.assert_allclose(found.deviations, 0, atol=1e-15 * abs(value))
    np.testing.assert_array_equal(found.zeros, float(value == 0))


def test_numbers_as_close_together_as_float32_allows_can_be_told_apart():
    low, high = np.float32(1), np.nextafter(np.float32(1), np.float32(2))
    found = histograms_of([np.repeat([low, high], [300, 100])])
    assert (np.diff(found.edges) > 0).all()
    np.testing.assert_allclose(found.fractions[0, [0, -1]], [0.75, 0.25])


def test_largest_numbers_of_float32_are_counted_like_all_others():
    numbers = np.repeat(np.array([-3e38, 0, 3e38], np.float32), [100, 200, 100])
    found = histograms_of([numbers], 3)
    np.testing.assert_allclose(found.fractions, [[0.25, 0.5, 0.25]])
    np.testing.assert_allclose(found.means, [0])
    np.testing.assert_allclose(found.deviations, [float(numbers.max()) / math.sqrt(2)])


def test_a_single_number_is_a_moment():
    found = histograms_of([np.array([0.25], np.float32)])
    assert found.fractions.sum() == found.fractions.max() == 1
    assert (found.means[0], found.deviations[0], found.zeros[0]) == (0.25, 0, 0)


def test_numbers_that_are_not_finite_count_as_if_they_were_not_there():
    odd = np.array([np.nan, np.inf, -np.inf, np.nan], np.float32)
    mixed = [np.insert(numbers, [0, 5, 900, 2_000], odd) for numbers in NUMBERS]
    found, expected = histograms_of(mixed), histograms_of(NUMBERS)
    for name in ("edges", "fractions", "means", "deviations", "zeros"):
        np.testing.assert_allclose(getattr(found, name), getattr(expected, name))


def test_moment_without_any_finite_number_does_not_disturb_the_others():
    broken = np.full(2_000, np.nan, np.float32)
    found, expected = histograms_of([NUMBERS[0], broken, NUMBERS[1]]), histograms_of(NUMBERS[:2])
    np.testing.assert_allclose(found.edges, expected.edges)
    for name in ("fractions", "means", "deviations", "zeros"):
        np.testing.assert_allclose(getattr(found, name)[[0, 2]], getattr(expected, name))
    assert np.isnan([found.means[1], found.deviations[1], found.zeros[1]]).all()


def test_moments_without_any_finite_number_can_be_counted_all_the_same():
    # As the weights of a network that has diverged from the first step.
    found = histograms_of([np.array([np.nan, np.inf, -np.inf], np.float32)] * 2, 4)
    assert found.fractions.shape == (2, 4)
    assert (np.diff(found.edges) > 0).all()
    assert np.isnan([found.means, found.deviations, found.zeros]).all()


def test_counting_says_the_same_twice_and_changes_neither_numbers_nor_random_generators():
    moments = [np.append(numbers, np.float32(np.nan)) for numbers in NUMBERS]
    before = [numbers.copy() for numbers in moments]
    for numbers in moments:
        numbers.flags.writeable = False
    with global_random_state_untouched():
        first, second = histograms_of(moments), histograms_of(tuple(moments))
    for name in ("edges", "fractions", "means", "deviations", "zeros"):
        np.testing.assert_array_equal(getattr(first, name), getattr(second, name))
    for numbers, copy in zip(moments, before, strict=True):
        np.testing.assert_array_equal(numbers, copy)
