import numpy as np
import pytest
from scipy.stats import binomtest

from core.evaluation import wilson_interval

COUNTS = [(0, 1), (1, 1), (1, 2), (0, 30), (30, 30), (7, 31), (180, 200), (9_947, 10_000)]


@pytest.mark.parametrize(("right", "count"), COUNTS)
def test_interval_is_scipys(right, count):
    expected = binomtest(right, count).proportion_ci(confidence_level=0.95, method="wilson")
    assert wilson_interval(right, count) == pytest.approx((expected.low, expected.high), abs=1e-12)


def test_interval_worked_out_by_hand():
    # With 1 of 1 the lower end solves (1 - p) = 1.96 sqrt(p (1 - p)): p = 1 / (1 + 1.96^2).
    low, high = wilson_interval(1, 1)
    assert low == pytest.approx(1 / (1 + 1.959964**2), abs=1e-6)
    assert high == pytest.approx(1)


@pytest.mark.parametrize(("right", "count"), COUNTS)
def test_wrong_answers_have_the_mirrored_interval(right, count):
    low, high = wilson_interval(right, count)
    assert wilson_interval(count - right, count) == pytest.approx((1 - high, 1 - low), abs=1e-12)


def test_more_images_make_the_same_share_surer():
    widths = [np.ptp(wilson_interval(9 * count, 10 * count)) for count in (1, 10, 100, 1000)]
    assert widths == sorted(widths, reverse=True)


def test_interval_holds_the_true_share_about_95_times_of_100():
    rng = np.random.default_rng(0)
    held = 0
    for right in rng.binomial(300, 0.9, size=2_000):
        low, high = wilson_interval(int(right), 300)
        held += low <= 0.9 <= high
    assert 0.93 < held / 2_000 < 0.97


def test_without_images_nothing_is_known():
    assert wilson_interval(0, 0) == (0, 1)


# Must not happen


@pytest.mark.parametrize("count", [1, 2, 3, 10, 97, 360, 10_000])
def test_interval_never_leaves_0_to_1_nor_loses_the_counted_share(count):
    for right in {0, 1, count // 2, count - 1, count}:
        low, high = wilson_interval(right, count)
        assert 0 <= low <= right / count <= high <= 1
        assert low < high
        assert type(low) is type(high) is float
