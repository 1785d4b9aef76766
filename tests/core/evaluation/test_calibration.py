import numpy as np
import pytest
import torch
from scipy.special import softmax
from sklearn.calibration import calibration_curve
from torch.nn import functional

from core.evaluation import (
    Evaluation,
    answer_only_above,
    fit_temperature,
    predict_logits,
    reliability,
    with_temperature,
)
from core.evaluation.calibration import MAX_TEMPERATURE, MIN_TEMPERATURE
from core.models import build_model
from tests.core.helpers import global_random_state_untouched, tiny_config


def evaluation_of(logits, labels):
    """What `evaluate` makes of these logits."""
    logits = torch.as_tensor(np.asarray(logits), dtype=torch.float32)
    labels = np.asarray(labels, dtype=np.int64)
    losses = functional.cross_entropy(logits, torch.from_numpy(labels), reduction="none")
    return Evaluation(labels, logits.softmax(dim=1).numpy(), losses.numpy())


def network_that_exaggerates(factor, count=3_000, seed=0):
    """Labels come from the true probabilities; the network multiplies their logits."""
    rng = np.random.default_rng(seed)
    logits = rng.normal(0, 2, size=(count, 10))
    labels = [rng.choice(10, p=p) for p in softmax(logits, axis=1)]
    return evaluation_of(factor * logits, labels)


def confident(confidences, right):
    """Images with these confidences, read right or wrong."""
    probabilities = np.zeros((len(confidences), 10), dtype=np.float32)
    for row, confidence in enumerate(confidences):
        probabilities[row] = (1 - confidence) / 9
        probabilities[row, 3] = confidence
    labels = np.where(right, 3, 5)
    losses = -np.log(np.maximum(probabilities[np.arange(len(labels)), labels], 1e-30))
    return Evaluation(labels, probabilities, losses.astype(np.float32))


@pytest.fixture(scope="module")
def exaggerated():
    return network_that_exaggerates(3)


# The reliability diagram


@pytest.mark.parametrize("bins", [1, 7, 10, 20])
def test_points_are_scikit_learns(exaggerated, bins):
    found = reliability(exaggerated, bins)
    right = exaggerated.predictions == exaggerated.labels
    accuracies, confidences = calibration_curve(right, exaggerated.confidences, n_bins=bins)
    filled = found.counts > 0
    np.testing.assert_allclose(found.accuracies[filled], accuracies, rtol=1e-6)
    np.testing.assert_allclose(found.confidences[filled], confidences, rtol=1e-6)


@pytest.mark.parametrize("bins", [1, 7, 10, 20])
def test_counts_and_calibration_error_are_those_of_a_plain_loop(exaggerated, bins):
    found = reliability(exaggerated, bins)
    right = exaggerated.predictions == exaggerated.labels
    error = 0.0
    for i in range(bins):
        low, high = i / bins, (i + 1) / bins
        inside = (exaggerated.confidences > low) & (exaggerated.confidences <= high)
        assert found.counts[i] == inside.sum()
        assert found.correct[i] == right[inside].sum()
        if inside.any():
            distance = abs(right[inside].mean() - exaggerated.confidences[inside].mean())
            error += inside.sum() / len(right) * distance
    assert found.expected_calibration_error == pytest.approx(error, rel=1e-5)


def test_ten_bins_are_the_usual_ones_and_shapes_the_documented_ones(exaggerated):
    found = reliability(exaggerated)
    np.testing.assert_allclose(found.edges, np.arange(11) / 10)
    assert (found.edges.dtype, found.edges.shape) == (np.float64, (11,))
    assert (found.counts.dtype, found.counts.shape) == (np.int64, (10,))
    assert (found.confidences.dtype, found.confidences.shape) == (np.float64, (10,))
    assert (found.correct.dtype, found.correct.shape) == (np.int64, (10,))
    assert found.accuracies.shape == (10,)
    assert found.counts.sum() == 3_000
    assert found.correct.sum() == exaggerated.correct


def test_each_bin_holds_its_upper_edge():
    found = reliability(confident([0.25, 0.5, 0.75, 1.0, 1.0], [True] * 5), bins=4)
    np.testing.assert_array_equal(found.counts, [1, 1, 1, 2])
    np.testing.assert_array_equal(found.confidences, [0.25, 0.5, 0.75, 1])


def test_calibration_error_worked_out_by_hand():
    found = reliability(confident([0.75, 0.75, 0.75, 0.5], [True, False, False, True]))
    # Three images with confidence 0.75 and accuracy 1/3, one with 0.5 and 1.
    expected = 3 / 4 * (0.75 - 1 / 3) + 1 / 4 * (1 - 0.5)
    assert found.expected_calibration_error == pytest.approx(expected)


@pytest.mark.parametrize(("right", "error"), [(True, 0), (False, 1)])
def test_certainty_is_perfect_or_the_worst(right, error):
    found = reliability(confident([1.0] * 4, [right] * 4))
    assert found.expected_calibration_error == pytest.approx(error)
    assert type(found.expected_calibration_error) is float


@pytest.mark.filterwarnings("error")
def test_empty_bin_has_no_confidence_and_no_accuracy_but_counts_nothing():
    found = reliability(confident([0.75], [True]))
    empty = np.arange(10) != 7
    assert np.isnan(found.confidences[empty]).all()
    assert np.isnan(found.accuracies[empty]).all()
    assert found.accuracies[7] == 1
    assert found.expected_calibration_error == pytest.approx(0.25)


def test_network_that_says_the_true_probabilities_is_calibrated():
    honest = reliability(network_that_exaggerates(1, count=10_000))
    boastful = reliability(network_that_exaggerates(3, count=10_000))
    assert honest.expected_calibration_error < 0.02
    assert boastful.expected_calibration_error > 0.1


# Temperature


@pytest.mark.parametrize("temperature", [0.05, 0.5, 1, 1.7, 20])
@pytest.mark.parametrize("name", ["mlp", "cnn"])
def test_temperature_divides_the_logits_of_a_real_network(tiny_digits, name, temperature):
    model = build_model(tiny_config(model=name))
    logits = predict_logits(model, tiny_digits.test.images, tiny_digits.standardization)
    labels = torch.from_numpy(tiny_digits.test.labels.copy())
    found = with_temperature(evaluation_of(logits, labels), temperature)

    expected = functional.softmax(logits / temperature, dim=1).numpy()
    losses = functional.cross_entropy(logits / temperature, labels, reduction="none").numpy()
    np.testing.assert_allclose(found.probabilities, expected, rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(found.losses, losses, rtol=1e-4, atol=1e-4)
    np.testing.assert_array_equal(found.labels, tiny_digits.test.labels)
    assert found.probabilities.dtype == np.float32
    assert found.losses.dtype == np.float32


@pytest.mark.parametrize("temperature", [0.05, 1, 20])
def test_temperature_is_right_for_a_very_sure_network(temperature):
    logits = np.array([[30.0, 10, *[0] * 8], [0, 80, *[40] * 8]], dtype=np.float32)
    labels = [1, 2]
    found = with_temperature(evaluation_of(logits, labels), temperature)
    expected = evaluation_of(logits / temperature, labels)
    np.testing.assert_allclose(found.probabilities, expected.probabilities, atol=1e-5)
    np.testing.assert_allclose(found.losses, expected.losses, rtol=1e-4, atol=1e-5)


def test_higher_temperature_makes_less_sure():
    evaluation = network_that_exaggerates(1, count=200)
    sureness = [
        with_temperature(evaluation, temperature).confidences.mean()
        for temperature in (0.05, 0.5, 1, 2, 20)
    ]
    assert sureness == sorted(sureness, reverse=True)


@pytest.mark.parametrize("factor", [0.5, 1, 2.5, 6])
def test_known_temperature_is_found_again(factor):
    assert fit_temperature(network_that_exaggerates(factor)) == pytest.approx(factor, rel=0.07)


def test_no_other_temperature_has_a_smaller_loss(exaggerated):
    best = with_temperature(exaggerated, fit_temperature(exaggerated)).loss
    grid = np.geomspace(MIN_TEMPERATURE, MAX_TEMPERATURE, 300)
    losses = [with_temperature(exaggerated, temperature).loss for temperature in grid]
    assert best <= min(losses) + 1e-6
    assert best < exaggerated.loss


def test_fitted_temperature_also_calibrates_other_images(exaggerated):
    temperature = fit_temperature(exaggerated)
    others = network_that_exaggerates(3, seed=1)
    before = reliability(others).expected_calibration_error
    after = reliability(with_temperature(others, temperature)).expected_calibration_error
    assert after < before / 3


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(("right", "end"), [(True, MIN_TEMPERATURE), (False, 20)])
def test_temperature_stays_in_its_range_when_all_or_none_are_right(right, end):
    found = fit_temperature(confident([0.3, 0.35, 0.4], [right] * 3))
    assert MIN_TEMPERATURE <= found <= MAX_TEMPERATURE
    assert found == pytest.approx(end, rel=0.01)


@pytest.mark.filterwarnings("error")
def test_probabilities_of_exactly_0_and_1_are_no_obstacle():
    evaluation = confident([1.0] * 9 + [0.75], [*[True] * 8, False, True])
    temperature = fit_temperature(evaluation)
    assert MIN_TEMPERATURE <= temperature <= MAX_TEMPERATURE
    found = with_temperature(evaluation, temperature)
    assert np.isfinite(found.losses).all()
    np.testing.assert_allclose(found.probabilities.sum(axis=1), 1, rtol=1e-5)


# A network that may decline to answer


@pytest.mark.parametrize(
    ("threshold", "answered", "correct"),
    [(0, 5, 3), (0.5, 5, 3), (0.625, 4, 3), (0.75, 3, 2), (0.76, 1, 1), (1, 1, 1)],
)
def test_answers_above_a_confidence_counted_by_hand(threshold, answered, correct):
    evaluation = confident([0.5, 0.625, 0.75, 0.75, 1], [False, True, True, False, True])
    found = answer_only_above(evaluation, threshold)
    assert (found.answered, found.correct, found.count) == (answered, correct, 5)
    assert found.threshold == threshold
    assert found.coverage == answered / 5
    assert found.accuracy == correct / answered


@pytest.mark.filterwarnings("error")
def test_without_answers_there_is_no_accuracy():
    found = answer_only_above(confident([0.5, 0.75], [True, True]), 0.9)
    assert (found.answered, found.correct, found.coverage) == (0, 0, 0)
    assert np.isnan(found.accuracy)


def test_answering_everything_is_the_plain_accuracy(exaggerated):
    found = answer_only_above(exaggerated, 0)
    assert (found.coverage, found.accuracy) == (1, exaggerated.accuracy)


# Must not happen


@pytest.mark.parametrize("temperature", [0.05, 0.3, 1, 3, 20])
def test_no_temperature_changes_a_prediction(exaggerated, temperature):
    found = with_temperature(exaggerated, temperature)
    np.testing.assert_array_equal(found.predictions, exaggerated.predictions)


@pytest.mark.parametrize(("temperature", "steps"), [(0.05, 1), (0.5, 1), (1, 1), (20, 100)])
def test_close_decision_is_not_changed(temperature, steps):
    probabilities = np.full((1, 10), 1e-3, dtype=np.float32)
    probabilities[0, 2] = 0.496
    probabilities[0, 6] = np.float32(0.496) + steps * np.spacing(np.float32(0.496))
    close = Evaluation(np.array([6]), probabilities, -np.log(probabilities[:, 6]))
    assert close.predictions == [6]
    assert with_temperature(close, temperature).predictions == [6]


def test_given_evaluation_is_left_as_it_was():
    evaluation = network_that_exaggerates(2, count=100)
    copies = [
        value.copy() for value in (evaluation.labels, evaluation.probabilities, evaluation.losses)
    ]
    with global_random_state_untouched():
        temperature = fit_temperature(evaluation)
        with_temperature(evaluation, temperature)
        reliability(evaluation)
        answer_only_above(evaluation, 0.5)
    for copy, value in zip(
        copies, (evaluation.labels, evaluation.probabilities, evaluation.losses), strict=True
    ):
        np.testing.assert_array_equal(value, copy)
