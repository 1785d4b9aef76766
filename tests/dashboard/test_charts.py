"""Figures show exactly the numbers they were given."""

import math

import numpy as np
import pytest

from core.evaluation import confusion_matrix
from core.training import BatchEnd, EpochEnd
from dashboard import charts
from dashboard.confusion import confusion_figure


def batch(step: int, loss: float = 1.0, examples: int = 10) -> BatchEnd:
    return BatchEnd(
        epoch=1,
        step=step,
        loss=loss,
        accuracy=0.5,
        gradient_norm=2.0,
        learning_rate=0.1,
        examples=examples,
    )


def epoch(step: int, loss: float = 0.5) -> EpochEnd:
    return EpochEnd(
        epoch=1,
        step=step,
        training_loss=1.0,
        training_accuracy=0.5,
        validation_loss=loss,
        validation_accuracy=0.9,
        seconds=1.0,
    )


def layers(chart) -> list[dict]:
    spec = chart.to_dict()
    tables = spec["datasets"]
    return [
        # Layers that share their rows name them once, above.
        layer | {"rows": tables[layer.get("data", spec.get("data"))["name"]]}
        for layer in spec["layer"]
    ]


def test_short_runs_are_drawn_batch_by_batch():
    points = charts.batch_means([batch(1, 2.0), batch(2, 1.0)], 500, "loss")
    assert [(point["step"], point["value"]) for point in points] == [(1, 2.0), (2, 1.0)]


def test_long_runs_are_averaged_by_examples_to_at_most_500_points():
    batches = [batch(step, loss=float(step)) for step in range(1, 5_001)]
    points = charts.batch_means(batches, 5_000, "loss")
    assert len(points) == 500
    assert points[0]["value"] == pytest.approx(np.mean(range(1, 11)))
    uneven = charts.batch_means([batch(1, 1.0, 30), batch(2, 5.0, 10)], 1_000, "loss")
    assert uneven[0]["value"] == pytest.approx((1.0 * 30 + 5.0 * 10) / 40)


@pytest.mark.parametrize("curve", [charts.loss_curve, charts.accuracy_curve])
def test_training_and_validation_share_axes_and_units(curve):
    rule, training, validation = layers(curve([batch(1), batch(2)], [epoch(2)], 100))
    assert training["encoding"]["y"] == validation["encoding"]["y"] == rule["encoding"]["y"]
    assert training["encoding"]["x"]["scale"]["domain"] == [0, 100]
    assert [row["step"] for row in validation["rows"]] == [2]


def test_chance_lines_are_ln_10_and_a_tenth():
    rule = layers(charts.loss_curve([], [], 10))[0]
    assert rule["rows"][0]["value"] == pytest.approx(math.log(10))
    rule = layers(charts.accuracy_curve([], [], 10))[0]
    assert rule["rows"][0]["value"] == pytest.approx(0.1)


def test_loss_axis_stays_until_it_must_grow():
    def top(*losses):
        batches = [batch(step, loss) for step, loss in enumerate(losses, start=1)]
        return layers(charts.loss_curve(batches, [], 10))[0]["encoding"]["y"]["scale"]["domain"]

    assert top() == top(2.4, 0.1) == [0, 2.5]
    assert top(7.2) == [0, 8]
    assert top(0.3, 1e28) == [0, 10], "a diverging run must not flatten what was before"


def test_learning_rate_is_drawn_as_it_was_and_never_as_a_mean():
    rates = [0.1] * 999 + [10.0]
    batches = [
        BatchEnd(1, step, 1.0, 0.5, 1.0, rate, 10) for step, rate in enumerate(rates, start=1)
    ]
    spec = charts.learning_rate_curve(batches, 1_000).to_dict()
    drawn = {row["value"] for row in spec["datasets"][spec["data"]["name"]]}
    assert drawn == {0.1, 10.0}


def test_accuracy_axis_never_moves():
    spec = layers(charts.accuracy_curve([batch(1)], [], 10))[0]
    assert spec["encoding"]["y"]["scale"]["domain"] == [0, 1.0]


def test_curves_can_be_drawn_before_anything_happened():
    for curve in (charts.gradient_curve, charts.learning_rate_curve):
        assert curve([], 10).to_dict()


def test_confusion_figure_has_every_count_and_shares_of_the_true_digit():
    labels, predictions = np.array([3, 3, 3, 5]), np.array([3, 5, 3, 5])
    rows = layers(confusion_figure(confusion_matrix(labels, predictions)))[0]["rows"]
    cells = {(row["true"], row["predicted"]): row for row in rows}
    assert len(cells) == 100
    assert cells[3, 5]["count"] == 1
    assert cells[3, 5]["share"] == pytest.approx(1 / 3)
    assert cells[0, 0]["share"] == 0
