import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional

from core.data import DigitSplit, Standardization, to_model_input
from core.evaluation import Evaluation, evaluate, predict_logits, predict_probabilities
from core.models import MODELS, build_model
from core.models.mode import evaluation_mode
from tests.core.helpers import copy_of_state, global_random_state_untouched, same_state, tiny_config

QUESTIONS = {
    "evaluate": evaluate,
    "predict_logits": lambda model, split, s: predict_logits(model, split.images, s),
    "predict_probabilities": lambda model, split, s: predict_probabilities(model, split.images, s),
}


def plain_logits(model: nn.Module, data) -> torch.Tensor:
    """The whole test set at once, in plain PyTorch."""
    model.eval()
    with torch.no_grad():
        return model(to_model_input(data.test.images, data.standardization))


@pytest.mark.parametrize("name", MODELS)
def test_same_numbers_as_plain_pytorch(tiny_digits, name):
    model = build_model(tiny_config(model=name, dropout=0.5))
    logits = plain_logits(model, tiny_digits)
    labels = torch.from_numpy(tiny_digits.test.labels.copy())
    found = evaluate(model, tiny_digits.test, tiny_digits.standardization)

    losses = functional.cross_entropy(logits, labels, reduction="none")
    np.testing.assert_allclose(found.losses, losses.numpy(), rtol=1e-4, atol=1e-5)
    assert found.loss == pytest.approx(losses.double().mean().item(), rel=1e-5)
    probabilities = functional.softmax(logits, dim=1).numpy()
    np.testing.assert_allclose(found.probabilities, probabilities, atol=1e-5)
    np.testing.assert_array_equal(found.predictions, found.probabilities.argmax(axis=1))
    np.testing.assert_array_equal(found.confidences, found.probabilities.max(axis=1))
    np.testing.assert_array_equal(found.labels, tiny_digits.test.labels)
    assert found.correct == np.count_nonzero(found.predictions == tiny_digits.test.labels)
    assert found.accuracy == found.correct / 360


def test_types_and_shapes_are_the_documented_ones(tiny_digits):
    model = build_model(tiny_config())
    found = evaluate(model, tiny_digits.test, tiny_digits.standardization)
    assert (found.labels.dtype, found.labels.shape) == (np.int64, (360,))
    assert (found.probabilities.dtype, found.probabilities.shape) == (np.float32, (360, 10))
    assert (found.predictions.dtype, found.predictions.shape) == (np.int64, (360,))
    assert (found.losses.dtype, found.losses.shape) == (np.float32, (360,))
    assert type(found.accuracy) is type(found.loss) is float
    assert type(found.correct) is int
    np.testing.assert_allclose(found.probabilities.sum(axis=1), 1, rtol=1e-5)


@pytest.mark.parametrize("count", [1, 999, 1000, 1001, 2503])
def test_number_of_images_does_not_matter_to_the_result(tiny_digits, count):
    rows = np.random.default_rng(0).integers(0, 360, count)
    model = build_model(tiny_config(model="batchnorm"))
    whole = evaluate(model, tiny_digits.test, tiny_digits.standardization)
    part = evaluate(model, tiny_digits.test.take(rows), tiny_digits.standardization)
    np.testing.assert_allclose(part.losses, whole.losses[rows], rtol=1e-4, atol=1e-5)
    assert part.loss == pytest.approx(whole.losses[rows].astype(np.float64).mean(), rel=1e-5)
    right = whole.predictions[rows] == whole.labels[rows]
    assert part.accuracy == pytest.approx(right.mean())


def test_probabilities_are_the_softmax_of_the_logits(tiny_digits):
    model = build_model(tiny_config())
    question = (model, tiny_digits.test.images, tiny_digits.standardization)
    logits = predict_logits(*question)
    assert (logits.dtype, logits.shape, logits.device.type) == (
        torch.float32,
        (360, 10),
        "cpu",
    )
    expected = functional.softmax(logits, dim=1).numpy()
    np.testing.assert_allclose(predict_probabilities(*question), expected, rtol=1e-5)


def test_hopeless_image_has_a_large_but_finite_loss():
    model = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
    with torch.no_grad():
        model[1].weight.zero_()
        model[1].bias.copy_(torch.tensor([500.0] + [0.0] * 9))
    split = DigitSplit(np.zeros((2, 28, 28), dtype=np.uint8), np.array([0, 1]))
    found = evaluate(model, split, Standardization(mean=0.0, deviation=1.0))
    # The probability of 1 is below the smallest float; the logarithm must not be taken of it.
    np.testing.assert_allclose(found.losses, [0, 500])


# Must not happen


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("training", [True, False], ids=["training", "evaluation"])
def test_asking_leaves_no_trace(tiny_digits, name, question, training):
    model = build_model(tiny_config(model=name, dropout=0.5)).train(training)
    state = copy_of_state(model)
    with global_random_state_untouched():
        QUESTIONS[question](model, tiny_digits.test, tiny_digits.standardization)
    assert same_state(model, state)
    assert all(layer.training is training for layer in model.modules())
    assert all(parameter.grad is None for parameter in model.parameters())
    assert torch.is_grad_enabled()


def test_layers_with_a_mode_of_their_own_keep_it(tiny_digits):
    model = build_model(tiny_config(model="batchnorm", dropout=0.5)).train()
    frozen = next(layer for layer in model.modules() if isinstance(layer, nn.BatchNorm2d))
    frozen.eval()
    evaluate(model, tiny_digits.test, tiny_digits.standardization)
    assert not frozen.training
    assert [layer for layer in model.modules() if not layer.training] == [frozen]


@pytest.mark.parametrize("question", QUESTIONS)
def test_mode_comes_back_after_an_error(tiny_digits, question):
    model = nn.Sequential(nn.Flatten(), nn.Linear(3, 10), nn.Dropout()).train()
    with pytest.raises(RuntimeError, match="shapes"):
        QUESTIONS[question](model, tiny_digits.test, tiny_digits.standardization)
    assert all(layer.training for layer in model.modules())
    assert torch.is_grad_enabled()


def test_evaluation_mode_ends_with_its_block():
    model = nn.Sequential(nn.Dropout(), nn.Linear(2, 2)).train()
    model[1].eval()
    with evaluation_mode(model):
        assert not any(layer.training for layer in model.modules())
        assert not model[1](torch.ones(1, 2)).requires_grad
    assert [layer.training for layer in model.modules()] == [True, True, False]
    assert model[1](torch.ones(1, 2)).requires_grad


def test_same_question_gets_the_same_answer(tiny_digits):
    model = build_model(tiny_config(model="cnn", dropout=0.5)).train()
    question = (model, tiny_digits.test.images, tiny_digits.standardization)
    assert torch.equal(predict_logits(*question), predict_logits(*question))


def test_numbers_follow_from_what_was_said():
    probabilities = np.full((4, 10), 0.05, dtype=np.float32)
    for row, digit in enumerate([3, 1, 4, 1]):
        probabilities[row, digit] = 0.55
    losses = np.array([1, 2, 3, 6], dtype=np.float32)
    found = Evaluation(labels=np.array([3, 1, 4, 5]), probabilities=probabilities, losses=losses)
    np.testing.assert_array_equal(found.predictions, [3, 1, 4, 1])
    assert (found.correct, found.accuracy, found.loss) == (3, 0.75, 3.0)
    np.testing.assert_allclose(found.confidences, 0.55)


def test_progress_grows_from_0_to_1_and_ends_the_reading_by_raising(tiny_digits):
    model = build_model(tiny_config())
    shares = []
    evaluate(model, tiny_digits.test, tiny_digits.standardization, on_progress=shares.append)
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0, 1)

    class CancelledError(Exception):
        pass

    def cancel(share):
        raise CancelledError

    model.train()
    with pytest.raises(CancelledError):
        evaluate(model, tiny_digits.test, tiny_digits.standardization, on_progress=cancel)
    assert model.training, "its mode is put back all the same"


def test_what_is_no_number_is_never_right():
    probabilities = np.full((2, 10), 0.1, np.float32)
    probabilities[0] = np.nan
    found = Evaluation(np.zeros(2, np.int64), probabilities, np.zeros(2, np.float32))
    assert list(found.is_correct) == [False, True]
    assert found.correct == 1
