"""The confusion matrix shows exactly the numbers it was given."""

import json

import numpy as np
import pytest

from core.evaluation import confusion_matrix
from dashboard.figures.confusion import change_figure, confusion_figure


def test_confusion_figure_has_every_count_and_shares_of_the_true_digit():
    labels, predictions = np.array([3, 3, 3, 5]), np.array([3, 5, 3, 5])
    rows = confusion_figure(confusion_matrix(labels, predictions)).rows.to_dict("records")
    cells = {(row["true"], row["predicted"]): row for row in rows}
    assert len(cells) == 100
    assert cells[3, 5]["count"] == 1
    assert cells[3, 5]["share"] == pytest.approx(1 / 3)
    assert cells[0, 0]["share"] == 0


def test_row_column_or_cell_is_outlined_and_without_a_choice_nothing():
    matrix = np.eye(10, dtype=np.int64)
    for chosen, count in (((3, 5), 1), ((3, None), 10), ((None, 5), 10), ((None, None), 0)):
        rows = confusion_figure(matrix, chosen=chosen).rows
        assert rows["outlined"].sum() == count
        if chosen[0] is not None:
            assert set(rows[rows["outlined"]]["true"]) == {chosen[0]}


def test_numbers_or_percentages_are_written_where_there_are_images():
    matrix = np.zeros((10, 10), np.int64)
    matrix[3, 3], matrix[3, 5] = 1_500, 500
    numbers = confusion_figure(matrix).rows["words"]
    assert [words for words in numbers if words] == ["1,500", "500"]
    percentages = confusion_figure(matrix, fractions=True).rows["words"]
    assert [words for words in percentages if words] == ["75.0", "25.0"]


def test_change_is_written_with_its_sign_and_only_where_there_is_one():
    before, after = np.full((10, 10), 7), np.full((10, 10), 7)
    after[1, 2], after[3, 4] = 16, 3
    rows = change_figure(before, after).rows
    assert [words for words in rows["words"] if words] == ["+9", "-4"]
    assert rows["shade"].max() == 1
    assert rows["shade"].min() == pytest.approx(-2 / 3)


@pytest.mark.parametrize(
    "figure", [confusion_figure, lambda m, **words: change_figure(m, m, **words)]
)
@pytest.mark.parametrize("classes", [2, 26, 62])
def test_classes_have_their_names_on_both_axes_and_where_one_points(figure, classes):
    names = tuple(f'name "{number}"' for number in range(classes))
    drawn = figure(np.eye(classes, dtype=int), names=names, noun="garment")
    assert len(drawn.rows) == classes**2
    text = json.dumps(drawn.spec)
    assert json.dumps(json.dumps(list(names)) + "[datum.value]") in text
    assert "True garment" in text
    assert "Predicted garment" in text
    assert "digit" not in text
    for row in drawn.spec["layer"]:
        shown = [tip["field"] for tip in row["encoding"]["tooltip"]]
        assert shown[:2] == ["true_name", "predicted_name"]


def test_digits_are_drawn_as_ever():
    text = json.dumps(confusion_figure(np.eye(10, dtype=int)).spec)
    assert "labelExpr" not in text
    assert "_name" not in text
