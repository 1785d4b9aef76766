from collections import Counter

import numpy as np
import pytest
from scipy import stats
from sklearn import metrics

from core.evaluation import confusion_matrix, entropy, most_confused, scores_per_digit

LABELS = np.random.default_rng(0).integers(0, 10, 500)
# Two of three are right, the others anything.
PREDICTIONS = np.where(
    np.random.default_rng(1).random(500) < 2 / 3,
    LABELS,
    np.random.default_rng(2).integers(0, 10, 500),
)
CASES = {
    "mixed": (LABELS, PREDICTIONS),
    "all right": (LABELS, LABELS),
    "one digit is never predicted": (LABELS, np.where(PREDICTIONS == 4, 9, PREDICTIONS)),
    "one digit never occurs": (np.where(LABELS == 7, 1, LABELS), PREDICTIONS),
    "a single image": (np.array([3]), np.array([8])),
}


@pytest.mark.parametrize(("labels", "predictions"), CASES.values(), ids=CASES.keys())
def test_confusion_matrix_is_scikit_learns(labels, predictions):
    ours = confusion_matrix(labels, predictions)
    assert ours.dtype == np.int64
    expected = metrics.confusion_matrix(labels, predictions, labels=range(10))
    np.testing.assert_array_equal(ours, expected)


def test_row_is_the_true_digit_and_column_the_predicted_one():
    matrix = confusion_matrix(np.array([4, 4, 9]), np.array([9, 9, 9]))
    assert matrix[4, 9] == 2
    assert matrix[9, 9] == 1
    assert matrix.sum() == 3


@pytest.mark.parametrize(("labels", "predictions"), CASES.values(), ids=CASES.keys())
def test_scores_are_scikit_learns(labels, predictions):
    scores = scores_per_digit(confusion_matrix(labels, predictions))
    expected = metrics.precision_recall_fscore_support(
        labels, predictions, labels=range(10), zero_division=0
    )
    assert [score.digit for score in scores] == list(range(10))
    for name, values in zip(("precision", "recall", "f1", "support"), expected, strict=True):
        ours = [getattr(score, name) for score in scores]
        np.testing.assert_allclose(ours, values, rtol=1e-12, err_msg=name)


def test_scores_worked_out_by_hand():
    matrix = np.zeros((10, 10), dtype=np.int64)
    matrix[1, 1], matrix[1, 7], matrix[7, 1], matrix[7, 7] = 6, 2, 4, 8
    score = scores_per_digit(matrix)[1]
    assert score.precision == pytest.approx(6 / 10)
    assert score.recall == pytest.approx(6 / 8)
    assert score.f1 == pytest.approx(2 / (10 / 6 + 8 / 6))
    assert score.support == 8
    assert score.found == 6
    assert score.called == 10


@pytest.mark.parametrize(("labels", "predictions"), CASES.values(), ids=CASES.keys())
def test_found_and_called_are_the_counts_behind_the_shares(labels, predictions):
    for score in scores_per_digit(confusion_matrix(labels, predictions)):
        assert score.found == np.sum((labels == score.digit) & (predictions == score.digit))
        assert score.called == np.sum(predictions == score.digit)
        assert score.recall * score.support == pytest.approx(score.found)
        assert score.precision * score.called == pytest.approx(score.found)


@pytest.mark.parametrize(("labels", "predictions"), CASES.values(), ids=CASES.keys())
def test_most_confused_pairs_are_the_mistakes_counted_by_hand(labels, predictions):
    found = most_confused(confusion_matrix(labels, predictions))
    counts = Counter(
        (int(label), int(prediction))
        for label, prediction in zip(labels, predictions, strict=True)
        if label != prediction
    )
    assert {(pair.label, pair.prediction): pair.count for pair in found} == counts
    for pair in found:
        assert pair.fraction == pytest.approx(pair.count / np.sum(labels == pair.label))
    order = [(-pair.count, pair.label, pair.prediction) for pair in found]
    assert order == sorted(order), "of equal counts the smaller digits first"


def test_most_confused_worked_out_by_hand():
    matrix = np.diag([10] * 10)
    matrix[4, 9], matrix[9, 4], matrix[3, 5], matrix[3, 2] = 6, 2, 2, 2
    found = [(p.label, p.prediction, p.count, p.fraction) for p in most_confused(matrix)]
    expected = [(4, 9, 6, 6 / 16), (3, 2, 2, 2 / 14), (3, 5, 2, 2 / 14), (9, 4, 2, 2 / 12)]
    assert found == expected


def test_entropy_is_scipys_with_0_for_certainty_and_ln_10_for_none():
    shares = np.random.default_rng(3).dirichlet(np.ones(10), size=20).astype(np.float32)
    assert entropy(shares) == pytest.approx(stats.entropy(shares, axis=1), abs=1e-6)
    assert entropy(np.eye(10)[2]) == 0
    assert entropy(np.full(10, 0.1)) == pytest.approx(np.log(10))


# Must not happen


def test_right_answers_and_what_never_happened_are_no_confusion():
    assert most_confused(np.diag(range(10))) == []
    assert most_confused(np.zeros((10, 10), np.int64)) == []


def test_summing_up_leaves_the_matrix_as_it_was():
    matrix = confusion_matrix(LABELS, PREDICTIONS)
    before = matrix.copy()
    most_confused(matrix)
    scores_per_digit(matrix)
    np.testing.assert_array_equal(matrix, before)
