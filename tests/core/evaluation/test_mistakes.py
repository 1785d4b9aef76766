import numpy as np
import pytest

from core.evaluation import IMAGE_ORDERS, Evaluation, find_images

# position:          0  1  2  3  4  5
LABELS = np.array([4, 4, 9, 1, 4, 7])
PREDICTIONS = [9, 4, 4, 1, 9, 1]
CONFIDENCES = [0.6, 0.9, 0.8, 0.5, 0.7, 0.4]
LOSSES = [1.0, 0.1, 3.0, 0.7, 5.0, 2.0]


@pytest.fixture
def evaluation():
    probabilities = np.zeros((6, 10), dtype=np.float32)
    for row, (digit, confidence) in enumerate(zip(PREDICTIONS, CONFIDENCES, strict=True)):
        probabilities[row] = (1 - confidence) / 9
        probabilities[row, digit] = confidence
    return Evaluation(LABELS, probabilities, np.array(LOSSES, dtype=np.float32))


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("Most confident first", [2, 4, 0, 5]),
        ("Largest loss first", [4, 2, 5, 0]),
        ("As in the data set", [0, 2, 4, 5]),
    ],
)
def test_mistakes_come_in_the_order_asked_for(evaluation, order, expected):
    found = find_images(evaluation, order=order)
    assert found.dtype == np.int64
    np.testing.assert_array_equal(found, expected)


@pytest.mark.parametrize("order", IMAGE_ORDERS)
def test_every_order_lists_every_mistake_and_nothing_else(evaluation, order):
    assert sorted(find_images(evaluation, order=order)) == [0, 2, 4, 5]


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        ({"label": 4}, [4, 0]),
        ({"prediction": 4}, [2]),
        ({"label": 4, "prediction": 9}, [4, 0]),
        ({"label": 7, "prediction": 9}, []),
        ({"label": 1}, []),
        ({"label": 0}, []),
    ],
)
def test_mistakes_can_be_chosen_by_digit(evaluation, choice, expected):
    np.testing.assert_array_equal(find_images(evaluation, **choice), expected)


def test_without_mistakes_the_list_is_empty():
    right = Evaluation(np.array([2]), np.eye(10, dtype=np.float32)[[2]], np.zeros(1))
    assert find_images(right).shape == (0,)
