import math

import pytest
import torch
from torch import nn
from torch.nn import functional

from core.config import TrainConfig
from core.data import to_model_input
from core.models import MODELS, build_model
from core.training import take_step
from tests.core.helpers import copy_of_state, global_random_state_untouched


@pytest.fixture
def batch(tiny_digits):
    inputs = to_model_input(tiny_digits.train.images[:32], tiny_digits.standardization)
    return inputs, torch.from_numpy(tiny_digits.train.labels[:32].copy())


def sgd(model: nn.Module, learning_rate: float = 0.1) -> torch.optim.Optimizer:
    return torch.optim.SGD(model.parameters(), lr=learning_rate)


@pytest.mark.parametrize("name", MODELS)
def test_step_equals_the_five_lines_of_plain_pytorch(name, batch):
    inputs, labels = batch
    ours, reference = (build_model(TrainConfig(model=name)).train() for _ in range(2))
    optimizer = sgd(reference)
    for _ in range(3):
        report = take_step(ours, ours_optimizer := sgd(ours), inputs, labels)
        logits = reference(inputs)
        loss = functional.cross_entropy(logits, labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        squares = sum(p.grad.double().square().sum().item() for p in reference.parameters())
        assert report.loss == pytest.approx(loss.item(), rel=1e-5)
        accuracy = (logits.argmax(dim=1) == labels).double().mean().item()
        assert report.accuracy == pytest.approx(accuracy)
        assert report.gradient_norm == pytest.approx(math.sqrt(squares), rel=1e-4)
        assert ours_optimizer.param_groups[0]["lr"] == 0.1
    expected = reference.state_dict()
    for key, value in ours.state_dict().items():
        torch.testing.assert_close(value, expected[key])


def test_report_is_plain_numbers(batch):
    model = build_model(TrainConfig())
    report = take_step(model, sgd(model), *batch)
    assert all(
        type(value) is float for value in (report.loss, report.accuracy, report.gradient_norm)
    )


def test_report_describes_the_weights_before_the_update(batch):
    inputs, labels = batch
    model = build_model(TrainConfig(model="linear"))
    before = functional.cross_entropy(model(inputs), labels).item()
    report = take_step(model, sgd(model), inputs, labels)
    after = functional.cross_entropy(model(inputs), labels).item()
    assert report.loss == pytest.approx(before)
    assert after < before


def test_gradients_of_an_earlier_batch_are_cleared(batch):
    clean, dirty = (build_model(TrainConfig()) for _ in range(2))
    for parameter in dirty.parameters():
        parameter.grad = torch.full_like(parameter, 1e6)
    assert take_step(clean, sgd(clean), *batch) == take_step(dirty, sgd(dirty), *batch)
    for one, other in zip(clean.parameters(), dirty.parameters(), strict=True):
        assert torch.equal(one, other)


def test_update_follows_the_finite_differences_of_the_loss():
    # Double precision and a network of 70 weights, so that differences are exact enough.
    generator = torch.Generator().manual_seed(0)
    inputs = torch.randn(5, 6, dtype=torch.double, generator=generator)
    labels = torch.tensor([0, 3, 9, 3, 5])
    model = nn.Linear(6, 10, dtype=torch.double)
    with torch.no_grad():
        model.weight.copy_(torch.randn(10, 6, dtype=torch.double, generator=generator))
        model.bias.zero_()
    before = copy_of_state(model)

    def loss_at(weight: torch.Tensor) -> float:
        return functional.cross_entropy(inputs @ weight.T, labels).item()

    take_step(model, sgd(model, learning_rate=1.0), inputs, labels)
    nudge = 1e-6
    for row, column in [(0, 0), (3, 5), (9, 2), (7, 1)]:
        direction = torch.zeros(10, 6, dtype=torch.double)
        direction[row, column] = nudge
        higher, lower = loss_at(before["weight"] + direction), loss_at(before["weight"] - direction)
        update = (model.weight - before["weight"])[row, column].item()
        assert update == pytest.approx(-(higher - lower) / (2 * nudge), abs=1e-8)


def test_loss_of_knowing_nothing_is_ln_10(batch):
    model = build_model(TrainConfig(model="linear", init="zeros"))
    assert take_step(model, sgd(model), *batch).loss == pytest.approx(math.log(10))


def test_step_leaves_the_global_random_state_alone(batch):
    model = build_model(TrainConfig(model="cnn", dropout=0.5))
    with global_random_state_untouched():
        take_step(model, sgd(model), *batch)
