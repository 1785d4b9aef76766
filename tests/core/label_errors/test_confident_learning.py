import numpy as np
import pytest
from scipy.special import softmax

from core.label_errors import suspect_labels
from tests.core.helpers import global_random_state_untouched


def zeros_and_ones(labels, ones):
    """Labels 0 and 1, with the probability of a 1; the rest is a 0's."""
    probabilities = np.zeros((len(labels), 10))
    probabilities[:, 1] = ones
    probabilities[:, 0] = 1 - probabilities[:, 1]
    return np.array(labels), probabilities


def planted(count=2_000, fraction=0.1, seed=0):
    """Good but not perfect networks, and labels of which some were made wrong."""
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, 10, count)
    logits = rng.normal(0, 1, size=(count, 10)) + 4 * np.eye(10)[truth]
    wrong = rng.random(count) < fraction
    labels = np.where(wrong, (truth + rng.integers(1, 10, count)) % 10, truth)
    return labels, softmax(logits, axis=1).astype(np.float32), wrong


def test_label_that_is_denied_with_conviction_is_suspected():
    # Claimed from: 0 at (0.9 + 0.8 + 0.1) / 3 = 0.6, 1 at (0.8 + 0.9 + 0.05) / 3 = 0.583.
    given = zeros_and_ones([0, 0, 0, 1, 1, 1], [0.1, 0.2, 0.9, 0.8, 0.9, 0.05])
    found = suspect_labels(*given)
    assert found.dtype == np.int64
    # The least credible first: 0.05 against 0.95, then 0.1 against 0.9.
    np.testing.assert_array_equal(found, [5, 2])


def test_of_two_claims_the_stronger_one_counts():
    # Claimed from: 0 at 0.4, 1 at 0.5. The first image claims both, and 1 more strongly.
    labels = np.array([0, 0, 1, 1])
    probabilities = np.zeros((4, 10))
    probabilities[:, :3] = [[0.45, 0.55, 0], [0.35, 0.1, 0.55], [0.1, 0.5, 0.4], [0.1, 0.5, 0.4]]
    assert 0 in suspect_labels(labels, probabilities)
    # The other way round it claims its own more strongly.
    probabilities[0, :3] = [0.55, 0.45, 0]
    assert 0 not in suspect_labels(labels, probabilities)


def test_the_mean_of_a_digits_own_images_decides_what_is_a_claim():
    """One with an unsure network behind it needs little to be claimed."""
    labels = np.array([0] * 4 + [1] * 4)
    ones = np.array([0.45, 0.05, 0.05, 0.05, 0.4, 0.4, 0.4, 0.4])
    probabilities = np.zeros((8, 10))
    probabilities[:, 1] = ones
    probabilities[:, 0] = [0.55, 0.95, 0.95, 0.95, 0.3, 0.3, 0.3, 0.3]
    probabilities[:, 2] = 1 - probabilities.sum(axis=1)
    # 0.55 for its label is the most probable, and yet too little for a 0; 0.45 is a 1.
    np.testing.assert_array_equal(suspect_labels(labels, probabilities), [0])


def test_planted_wrong_labels_are_found():
    labels, probabilities, wrong = planted()
    found = suspect_labels(labels, probabilities)
    assert wrong[found].mean() > 0.9, "most suspects are guilty"
    # A quarter of the wrong labels are denied too weakly for conviction.
    assert wrong[found].sum() > 0.6 * wrong.sum()


def test_suspects_are_those_of_a_plain_loop():
    labels, probabilities, _ = planted(count=300)
    usual = [probabilities[labels == digit, digit].mean() for digit in range(10)]
    expected = []
    for row, (label, probability) in enumerate(zip(labels, probabilities, strict=True)):
        claims = {digit: p for digit, p in enumerate(probability) if p >= usual[digit]}
        if claims and max(claims, key=claims.get) != label:
            expected.append(row)
    assert len(expected) > 10
    np.testing.assert_array_equal(np.sort(suspect_labels(labels, probabilities)), expected)


def test_least_credible_label_comes_first():
    labels, probabilities, wrong = planted(fraction=0.5)
    found = suspect_labels(labels, probabilities)
    own = probabilities[found, labels[found]]
    others = probabilities[found]
    others[np.arange(len(found)), labels[found]] = 0
    assert np.all(np.diff(own - others.max(axis=1)) >= 0)
    assert wrong[found[:100]].mean() > 0.98


def test_digit_that_networks_never_believe_in_is_claimed_easily():
    # Claimed from: 0 at 0.867, 1 already at 0.02. The third image is too unsure for a 0.
    labels, probabilities = zeros_and_ones([0, 0, 0, 1], [0.1, 0.1, 0.2, 0.02])
    np.testing.assert_array_equal(suspect_labels(labels, probabilities), [3, 2])


@pytest.mark.filterwarnings("error")
def test_digit_without_a_single_label_is_never_claimed():
    labels, probabilities = zeros_and_ones([0, 0, 0, 0], [0.1, 0.2, 0.1, 0.1])
    probabilities[0] = np.eye(10)[7]
    labels_of_ones, more = zeros_and_ones([1, 1], [0.9, 0.8])
    labels, probabilities = np.append(labels, labels_of_ones), np.vstack([probabilities, more])
    found = suspect_labels(labels, probabilities)
    assert set(found) <= {0}


# Must not happen


def test_perfect_networks_suspect_nothing():
    labels = np.arange(50) % 10
    found = suspect_labels(labels, np.eye(10)[labels])
    assert found.shape == (0,)
    assert found.dtype == np.int64


@pytest.mark.parametrize("sure", [0.3, 0.6, 0.9])
def test_equally_sure_right_networks_suspect_nothing(sure):
    labels = np.arange(50) % 10
    probabilities = np.full((50, 10), (1 - sure) / 9)
    probabilities[np.arange(50), labels] = sure
    assert len(suspect_labels(labels, probabilities)) == 0


def test_doubt_alone_makes_no_suspect():
    # Claimed from: 0 at 0.725, 1 at 0.875. The first image is neither.
    labels, probabilities = zeros_and_ones([0, 0, 0, 0, 1, 1], [0.5, 0.2, 0.2, 0.2, 0.9, 0.85])
    assert probabilities[0].max() == 0.5
    assert 0 not in suspect_labels(labels, probabilities)


def test_no_images_have_no_suspects():
    assert suspect_labels(np.zeros(0, np.int64), np.zeros((0, 10))).shape == (0,)


def test_nobody_is_suspected_twice_and_nothing_is_changed():
    labels, probabilities, _ = planted()
    before = labels.copy(), probabilities.copy()
    with global_random_state_untouched():
        found = suspect_labels(labels, probabilities)
    assert len(set(found)) == len(found)
    np.testing.assert_array_equal(labels, before[0])
    np.testing.assert_array_equal(probabilities, before[1])


def test_order_of_the_images_does_not_matter():
    labels, probabilities, _ = planted()
    order = np.random.default_rng(1).permutation(len(labels))
    found = suspect_labels(labels, probabilities)
    np.testing.assert_array_equal(order[suspect_labels(labels[order], probabilities[order])], found)
