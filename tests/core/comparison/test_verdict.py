import math

import numpy as np
import pytest
from scipy import stats
from scipy.stats import t

from core.comparison import compare_means, compare_paired, mean_interval
from core.evaluation import Evaluation

# Accuracies of repetitions, as they come: like and unlike in size, spread and mean.
GROUPS = [
    ([0.91, 0.93], [0.90, 0.94]),
    ([0.971, 0.969, 0.974], [0.962, 0.967, 0.958]),
    ([0.98, 0.981, 0.979, 0.983], [0.7, 0.9]),
    ([0.31, 0.18, 0.25, 0.22, 0.4], [0.35, 0.36, 0.34, 0.37]),
    ([-3.0, 5.0, 12.0], [1e4, 3e4, -2e4, 0.0]),
]
COUNTS = [
    (0, 0, 0, 1),
    (10, 2, 0, 5),
    (10, 2, 0, 6),
    (5, 5, 6, 0),
    (90, 3, 4, 4),
    (90, 3, 4, 5),
    (0, 1, 12, 3),
    (7, 0, 40, 60),
    (9_000, 100, 430, 470),
]


def welch(first, second):
    """Half of the 95 % interval, written out."""
    variances = [np.var(group, ddof=1) / len(group) for group in (first, second)]
    error = math.sqrt(sum(variances))
    freedom = sum(variances) ** 2 / sum(
        variance**2 / (len(group) - 1)
        for variance, group in zip(variances, (first, second), strict=True)
    )
    return t.ppf(0.975, freedom) * error


def mcnemar(only_first, only_second):
    """How often that many fair coins fall at least so unevenly."""
    tossed = only_first + only_second
    gap = abs(only_first - only_second)
    ways = sum(math.comb(tossed, k) for k in range(tossed + 1) if abs(2 * k - tossed) >= gap)
    return ways / 2**tossed


def evaluation_of(labels, predictions):
    labels = np.asarray(labels, dtype=np.int64)
    probabilities = np.eye(10, dtype=np.float32)[np.asarray(predictions, dtype=np.int64)]
    return Evaluation(labels, probabilities, np.zeros(len(labels), dtype=np.float32))


def pair_with(both_right, both_wrong, only_first, only_second):
    """Two networks that agree and disagree as often as asked, in mixed order."""
    right = np.repeat(
        [[True, True], [False, False], [True, False], [False, True]],
        [both_right, both_wrong, only_first, only_second],
        axis=0,
    )
    rng = np.random.default_rng(0)
    rng.shuffle(right)
    labels = rng.integers(0, 10, size=len(right))
    # Two that are wrong may well be wrong in different ways.
    wrong = (labels[:, None] + rng.integers(1, 10, size=right.shape)) % 10
    predictions = np.where(right, labels[:, None], wrong)
    return evaluation_of(labels, predictions[:, 0]), evaluation_of(labels, predictions[:, 1])


@pytest.mark.parametrize(("first", "second"), GROUPS)
def test_interval_of_the_means_is_welchs(first, second):
    found = compare_means(first, second)
    assert found.difference == pytest.approx(sum(first) / len(first) - sum(second) / len(second))
    assert found.margin == pytest.approx(welch(first, second), rel=1e-9)
    assert type(found.difference) is type(found.margin) is float


def test_interval_worked_out_by_hand():
    # Both have variance 2 and so variance 1 of the mean: error sqrt(2), 2 degrees of freedom,
    # where Student's 97.5 % point is p sqrt(2 / (1 - p^2)) with p = 0.95.
    found = compare_means([1, 3], [10, 12])
    assert found.difference == -9
    assert found.margin == pytest.approx(math.sqrt(2) * 0.95 * math.sqrt(2 / (1 - 0.95**2)))
    assert found.is_distinguishable
    assert not compare_means([1, 3], [7, 9]).is_distinguishable


def test_interval_is_the_one_that_r_gives_for_students_sleep_data():
    # R's example: t.test(extra ~ group, data = sleep). Hours of sleep gained with two drugs
    # (Student, "The Probable Error of a Mean", 1908); its 95 % interval is -3.3654832, 0.2054832.
    first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
    second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
    found = compare_means(first, second)
    assert found.difference - found.margin == pytest.approx(-3.3654832, abs=1e-7)
    assert found.difference + found.margin == pytest.approx(0.2054832, abs=1e-7)
    assert not found.is_distinguishable


def test_interval_is_scipys(monkeypatch):
    asked = []
    test_of_scipy = stats.ttest_ind

    def recorded(*groups, **options):
        asked.append(options)
        return test_of_scipy(*groups, **options)

    monkeypatch.setattr(stats, "ttest_ind", recorded)
    compare_means(*GROUPS[1])
    assert asked == [{"equal_var": False}]


@pytest.mark.parametrize(("first", "second"), GROUPS)
def test_groups_that_change_places_only_change_the_sign(first, second):
    found, swapped = compare_means(first, second), compare_means(second, first)
    assert swapped.difference == -found.difference
    assert swapped.margin == pytest.approx(found.margin)
    assert swapped.is_distinguishable == found.is_distinguishable


@pytest.mark.parametrize(("first", "second"), GROUPS)
def test_verdict_is_whether_the_interval_leaves_out_0(first, second):
    found = compare_means(first, second)
    low, high = found.difference - found.margin, found.difference + found.margin
    assert found.is_distinguishable == (not low <= 0 <= high)


@pytest.mark.parametrize(("first", "second"), GROUPS)
def test_arrays_are_compared_like_lists(first, second):
    assert compare_means(np.array(first), np.array(second)) == compare_means(first, second)


def test_more_repetitions_make_the_same_spread_surer():
    margins = [compare_means([0.8, 0.9] * n, [0.7, 0.8] * n).margin for n in (1, 2, 5, 20)]
    assert margins == sorted(margins, reverse=True)


@pytest.mark.parametrize(("first", "second"), [([0.9], [0.1]), ([0.9], [0.1, 0.2]), ([5, 6], [9])])
def test_one_repetition_tells_the_difference_but_not_how_sure_it_is(first, second):
    found = compare_means(first, second)
    assert found.difference == pytest.approx(np.mean(first) - np.mean(second))
    assert found.margin == math.inf
    assert not found.is_distinguishable


def test_repetitions_that_all_agree_do_not_tell_how_much_they_scatter():
    found = compare_means([0.75, 0.75, 0.75], [0.5, 0.5])
    assert (found.difference, found.margin) == (0.25, math.inf)
    assert not found.is_distinguishable


def test_tied_seeds_are_no_certainty():
    # Both read 280 images, the second one more: the images alone leave 1.1 points.
    paired = compare_paired(*pair_with(280, 6, 0, 1))
    found = compare_means([280 / 287] * 2, [281 / 287] * 2, least_margin=paired.margin)
    assert found.difference == pytest.approx(-1 / 287)
    assert found.margin == paired.margin == pytest.approx(0.0113, abs=1e-4)
    assert not found.is_distinguishable


def test_margin_of_the_images_is_agrestis_and_mins():
    # Half an image in each cell: 95.5, 2.5, 10.5 and 0.5 of 109.
    expected = 1.959964 * math.sqrt(10.5 + 0.5 - 10**2 / 109) / 109
    found = compare_paired(*pair_with(95, 2, 10, 0))
    # And half an image more, because images are whole.
    assert found.margin == pytest.approx(expected + 0.5 / 109)


def test_more_images_make_the_same_share_of_disagreement_surer():
    margins = [compare_paired(*pair_with(90 * n, 2 * n, 4 * n, 4 * n)).margin for n in (1, 4, 16)]
    assert margins == sorted(margins, reverse=True)
    assert margins[0] / margins[2] == pytest.approx(4, rel=0.15)


def test_larger_of_the_two_margins_counts():
    usual = compare_means(*GROUPS[1]).margin
    assert compare_means(*GROUPS[1], least_margin=usual / 2).margin == usual
    assert compare_means(*GROUPS[1], least_margin=usual * 2).margin == usual * 2


@pytest.mark.parametrize(
    ("constant", "varying"), [([0.5, 0.5], [0.25, 0.75]), ([0.9, 0.9, 0.9], [0.8, 0.81, 0.85])]
)
def test_one_group_may_agree_while_the_other_varies(constant, varying):
    # Welch's formula then is Student's for the other group alone.
    margin = t.ppf(0.975, len(varying) - 1) * np.std(varying, ddof=1) / math.sqrt(len(varying))
    for found in (compare_means(constant, varying), compare_means(varying, constant)):
        assert abs(found.difference) == pytest.approx(abs(constant[0] - np.mean(varying)))
        assert found.margin == pytest.approx(margin)


@pytest.mark.parametrize(("first", "second"), [([], [0.5]), ([0.5, 0.6], []), ([], [])])
def test_nothing_cannot_be_compared(first, second):
    with pytest.raises(ValueError, match=r"\w"):
        compare_means(first, second)


def test_equal_groups_are_called_distinguishable_about_5_times_of_100():
    rng = np.random.default_rng(0)
    groups = zip(rng.normal(0.9, 0.02, (500, 5)), rng.normal(0.9, 0.01, (500, 6)), strict=True)
    called = sum(compare_means(first, second).is_distinguishable for first, second in groups)
    # Three standard errors of 500 tosses around 5 %.
    assert 0.021 < called / 500 < 0.079


def by_chance(rng, shape):
    """Each network reads each image by a chance of its own, 280 of 287."""
    return rng.random(shape) < 280 / 287


def on_hard_images(rng, shape):
    """All read 276 images and none reads 5; only the other 6 are tossed, so that ties abound."""
    right = np.ones(shape, bool)
    right[..., :5] = False
    right[..., 5:11] = rng.random((*shape[:-1], 6)) < 0.7
    return right


def by_their_settings(rng, shape):
    """The seed decides nothing: each side reads images of its own, equally many in the long run."""
    one = rng.random((shape[0], 1, shape[2])) < 280 / 287
    return np.broadcast_to(one, shape)


@pytest.mark.parametrize("equals", [by_chance, on_hard_images, by_their_settings])
@pytest.mark.parametrize("seeds", [(2, 2), (2, 5), (3, 3), (5, 5)])
def test_equal_networks_are_called_different_at_most_5_times_of_100(equals, seeds):
    rng, trials, called = np.random.default_rng(7), 400, 0
    sides = [equals(rng, (trials, count, 287)) for count in seeds]
    labels = np.zeros(287)
    for one, other in zip(*sides, strict=True):
        paired = compare_paired(*(evaluation_of(labels, ~side[0]) for side in (one, other)))
        found = compare_means(one.mean(1), other.mean(1), least_margin=paired.margin)
        called += found.is_distinguishable
    assert called <= 0.05 * trials


@pytest.mark.parametrize("counts", COUNTS)
def test_images_are_counted_in_four_kinds(counts):
    found = compare_paired(*pair_with(*counts))
    assert (found.both_right, found.both_wrong, found.only_first, found.only_second) == counts


@pytest.mark.parametrize("counts", COUNTS)
def test_probability_is_that_of_fair_coins(counts):
    found = compare_paired(*pair_with(*counts))
    expected = mcnemar(*counts[2:])
    assert found.probability == pytest.approx(expected, rel=1e-9)
    assert found.is_distinguishable == (expected < 0.05)
    assert type(found.probability) is float


@pytest.mark.parametrize(
    ("only_second", "probability", "distinguishable"),
    # All of n coins on one side, either of the two: 2 / 2^n.
    [(1, 1, False), (2, 1 / 2, False), (5, 1 / 16, False), (6, 1 / 32, True)],
)
def test_probability_worked_out_by_hand(only_second, probability, distinguishable):
    found = compare_paired(*pair_with(20, 3, 0, only_second))
    assert found.probability == pytest.approx(probability)
    assert found.is_distinguishable is distinguishable


@pytest.mark.parametrize("counts", COUNTS)
def test_networks_that_change_places_swap_their_counts(counts):
    first, second = pair_with(*counts)
    found, swapped = compare_paired(first, second), compare_paired(second, first)
    assert (swapped.only_first, swapped.only_second) == (found.only_second, found.only_first)
    assert (swapped.both_right, swapped.both_wrong) == (found.both_right, found.both_wrong)
    assert swapped.probability == pytest.approx(found.probability)


@pytest.mark.parametrize("counts", COUNTS)
def test_counts_agree_with_both_accuracies(counts):
    first, second = pair_with(*counts)
    found = compare_paired(first, second)
    assert found.both_right + found.only_first == first.correct
    assert found.both_right + found.only_second == second.correct


@pytest.mark.parametrize(("both_right", "both_wrong"), [(0, 0), (8, 0), (0, 8), (5, 3)])
def test_networks_that_never_disagree_cannot_be_told_apart(both_right, both_wrong):
    found = compare_paired(*pair_with(both_right, both_wrong, 0, 0))
    assert found.probability == 1
    assert not found.is_distinguishable


def test_images_on_which_both_agree_do_not_matter():
    probabilities = {
        compare_paired(*pair_with(right, wrong, 3, 11)).probability
        for right, wrong in [(0, 0), (500, 0), (0, 70), (900, 20)]
    }
    assert len(probabilities) == 1


@pytest.mark.parametrize("labels", [[1, 2], [1, 2, 3, 4], [3, 2, 1], []])
def test_other_images_are_refused(labels):
    one, other = evaluation_of([1, 2, 3], [1, 2, 3]), evaluation_of(labels, labels)
    for pair in ((one, other), (other, one)):
        with pytest.raises(ValueError, match=r"\w"):
            compare_paired(*pair)


# Must not happen


@pytest.mark.parametrize("value", [0.1, 0.3, 0.7, 0.9, 0.97, 0.9815, 1 / 3])
def test_groups_of_one_and_the_same_number_are_never_distinguishable(value):
    # The mean of three times 0.1 is not quite 0.1.
    for first in range(2, 12):
        for second in range(2, 12):
            assert not compare_means([value] * first, [value] * second).is_distinguishable


@pytest.mark.parametrize("counts", COUNTS)
def test_probability_never_leaves_0_to_1(counts):
    assert 0 < compare_paired(*pair_with(*counts)).probability <= 1


def test_equal_networks_are_never_told_apart_more_often_than_promised():
    called = sum(
        math.comb(40, heads) / 2**40
        for heads in range(41)
        if compare_paired(*pair_with(50, 0, heads, 40 - heads)).is_distinguishable
    )
    assert 0.02 < called < 0.05


@pytest.mark.parametrize(("first", "second"), GROUPS)
def test_comparing_changes_no_numbers(first, second):
    one, other = np.array(first), np.array(second)
    compare_means(one, other)
    np.testing.assert_array_equal(one, first)
    np.testing.assert_array_equal(other, second)


def test_comparing_changes_no_evaluation():
    pair = pair_with(7, 2, 4, 3)
    before = [(found.labels.copy(), found.probabilities.copy()) for found in pair]
    compare_paired(*pair)
    for found, (labels, probabilities) in zip(pair, before, strict=True):
        np.testing.assert_array_equal(found.labels, labels)
        np.testing.assert_array_equal(found.probabilities, probabilities)


def test_interval_of_a_mean_is_students_and_needs_two_numbers():
    values = [0.91, 0.93, 0.955, 0.9]
    mean, low, high = mean_interval(values)
    assert mean == pytest.approx(np.mean(values))
    assert (low, high) == pytest.approx(t.interval(0.95, 3, mean, stats.sem(values)))
    assert mean_interval([0.5, 0.5]) == (0.5, 0.5, 0.5)
    with pytest.raises(ValueError, match="at least two"):
        mean_interval([0.5])
