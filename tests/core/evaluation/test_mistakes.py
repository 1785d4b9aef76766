import numpy as np
import pytest

from core.evaluation import (
    IMAGE_KINDS,
    IMAGE_ORDERS,
    Evaluation,
    confusion_matrix,
    find_images,
    margins,
)

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
        # The other nine share the rest, so the least confident has the smallest margin.
        ("Smallest margin first", [5, 0, 4, 2]),
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


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("Mistakes", [0, 2, 4, 5]),
        # Position 1 is right as well, but sure.
        ("Right but unsure", [3]),
        ("All images", [0, 1, 2, 3, 4, 5]),
    ],
)
def test_images_come_by_kind(evaluation, kind, expected):
    found = find_images(evaluation, kind=kind, order="As in the data set")
    assert found.dtype == np.int64
    np.testing.assert_array_equal(found, expected)


@pytest.mark.parametrize("kind", IMAGE_KINDS)
def test_every_order_lists_the_same_images_of_a_kind(evaluation, kind):
    assert len({frozenset(find_images(evaluation, kind=kind, order=o)) for o in IMAGE_ORDERS}) == 1


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        ({"label": 4, "prediction": 4}, [1]),
        ({"label": 4, "prediction": 9}, [4, 0]),
        ({"label": 1, "prediction": 1}, [3]),
        ({"label": 4}, [1, 4, 0]),
        ({"prediction": 1}, [3, 5]),
        ({"label": 9, "prediction": 9}, []),
    ],
)
def test_all_images_of_a_cell_are_found_right_ones_too(evaluation, choice, expected):
    np.testing.assert_array_equal(find_images(evaluation, kind="All images", **choice), expected)


def test_cells_hold_as_many_images_as_the_confusion_matrix_says(evaluation):
    matrix = confusion_matrix(evaluation.labels, evaluation.predictions)
    found = [
        [len(find_images(evaluation, kind="All images", label=i, prediction=j)) for j in range(10)]
        for i in range(10)
    ]
    np.testing.assert_array_equal(found, matrix)


def test_margin_is_the_first_answer_minus_the_second():
    probabilities = np.zeros((3, 10), dtype=np.float32)
    probabilities[0, [2, 5, 7]] = [0.25, 0.5, 0.25]
    probabilities[1, [0, 9]] = [0.5, 0.5]
    probabilities[2, 4] = 1
    found = margins(Evaluation(np.array([5, 0, 4]), probabilities, np.zeros(3, np.float32)))
    assert (found.dtype, found.shape) == (np.float32, (3,))
    np.testing.assert_array_equal(found, [0.25, 0, 1])


def test_margins_are_those_of_sorted_probabilities():
    shares = np.random.default_rng(0).dirichlet(np.ones(10), size=100).astype(np.float32)
    evaluation = Evaluation(np.zeros(100, np.int64), shares, np.zeros(100, np.float32))
    first, second = np.sort(shares, axis=1)[:, [-1, -2]].T
    np.testing.assert_allclose(margins(evaluation), first - second)
    order = find_images(evaluation, kind="All images", order="Smallest margin first")
    np.testing.assert_array_equal(order, np.argsort(first - second))


# Must not happen


def test_looking_for_images_changes_nothing(evaluation):
    before = evaluation.probabilities.copy()
    margins(evaluation)
    for kind in IMAGE_KINDS:
        for order in IMAGE_ORDERS:
            find_images(evaluation, kind=kind, order=order)
    np.testing.assert_array_equal(evaluation.probabilities, before)
    np.testing.assert_array_equal(evaluation.labels, LABELS)


def test_right_image_is_no_mistake_and_a_mistake_is_not_right_but_unsure(evaluation):
    mistakes, unsure = (
        set(find_images(evaluation, kind=kind)) for kind in ("Mistakes", "Right but unsure")
    )
    assert not mistakes & unsure
    assert all(evaluation.predictions[row] == LABELS[row] for row in unsure)
