import numpy as np
import pytest
from scipy import stats
from sklearn import metrics

from core.evaluation import confusion_matrix, entropy, scores_per_digit

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


def test_entropy_is_scipys_with_0_for_certainty_and_ln_10_for_none():
    shares = np.random.default_rng(3).dirichlet(np.ones(10), size=20).astype(np.float32)
    assert entropy(shares) == pytest.approx(stats.entropy(shares, axis=1), abs=1e-6)
    assert entropy(np.eye(10)[2]) == 0
    assert entropy(np.full(10, 0.1)) == pytest.approx(np.log(10))
