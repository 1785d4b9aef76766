"""All weights, and all gradients, lie in one vector, whatever somebody does to single ones."""

import copy

import pytest
import torch
from torch import nn

from core.config import TrainConfig
from core.data import to_model_input
from core.models import MODELS, build_model
from core.optimization import OPTIMIZERS, build_optimizer
from core.optimization.flat import flat_zeros, views_of
from core.training import take_step
from tests.core.helpers import tiny_config

STEPS = 4
# Large enough that every parameter's update shows in the loss.
RATES = {"sgd": 0.5, "adadelta": 1.0}

# A rule that PyTorch lacks has nothing to be compared with.
WITH_TWIN = [name for name, spec in OPTIMIZERS.items() if spec.pytorch_name]


def large_steps(name: str) -> TrainConfig:
    return tiny_config(optimizer=name, learning_rate=RATES.get(name, 0.01))


@pytest.fixture
def batch(tiny_digits):
    inputs = to_model_input(tiny_digits.train.images[:32], tiny_digits.standardization)
    return inputs, torch.from_numpy(tiny_digits.train.labels[:32].copy())


def with_ours(config: TrainConfig):
    model = build_model(config)
    return model, build_optimizer(model, config)


def with_pytorchs(config: TrainConfig):
    model = build_model(config)
    spec = OPTIMIZERS[config.optimizer]
    rule = getattr(torch.optim, spec.pytorch_name)
    return model, rule(model.parameters(), **spec.settings(config))


# The vector


def test_views_have_the_shapes_and_share_the_memory_of_one_vector():
    image = torch.zeros(2, 3, 4, 5).to(memory_format=torch.channels_last)
    tensors = [torch.zeros(2, 3, dtype=torch.double), image.double(), torch.zeros(4).double()]
    vector = flat_zeros(tensors)
    assert (vector.shape, vector.dtype) == ((6 + 120 + 4,), torch.double)
    views = list(views_of(vector, tensors))
    assert [view.shape for view in views] == [tensor.shape for tensor in tensors]
    assert [view.stride() for view in views] == [tensor.stride() for tensor in tensors]
    for number, view in enumerate(views, start=1):
        view.fill_(number)
    assert vector.tolist() == [1] * 6 + [2] * 120 + [3] * 4


@pytest.mark.parametrize("name", MODELS)
def test_every_gradient_is_a_part_of_one_vector(name, batch):
    model, optimizer = with_ours(TrainConfig(model=name))
    vector = optimizer.gradients
    take_step(model, optimizer, *batch)
    assert optimizer.gradients is vector
    assert vector.numel() == sum(parameter.numel() for parameter in model.parameters())
    squares = sum(p.grad.double().square().sum().item() for p in model.parameters())
    assert vector.double().square().sum().item() == pytest.approx(squares)
    assert optimizer.gradient_norm() == pytest.approx(squares**0.5)
    assert all(p.grad.stride() == p.stride() for p in model.parameters())


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_one_vector_changes_no_update(name, batch):
    config = TrainConfig(optimizer=name, weight_decay=0.01)
    ours, our_optimizer = with_ours(config)
    reference, optimizer = with_ours(config)
    for _ in range(3):
        take_step(ours, our_optimizer, *batch)
        optimizer.zero_grad()
        nn.functional.cross_entropy(reference(batch[0]), batch[1]).backward()
        optimizer.step()
    for mine, theirs in zip(ours.parameters(), reference.parameters(), strict=True):
        assert torch.equal(mine, theirs)


# What somebody replaces


def drop_second(parameters: list[nn.Parameter]) -> None:
    parameters[1].grad = None


def drop_last(parameters: list[nn.Parameter]) -> None:
    parameters[-1].grad = None


def drop_all(parameters: list[nn.Parameter]) -> None:
    for parameter in parameters:
        parameter.grad = None


def replace_second(parameters: list[nn.Parameter]) -> None:
    # Left where it is, backward would add to it in a place of its own.
    parameters[1].grad = torch.zeros_like(parameters[1])


@pytest.mark.parametrize("disturb", [drop_second, drop_last, drop_all, replace_second])
@pytest.mark.parametrize("name", WITH_TWIN)
def test_gradients_that_were_dropped_before_a_step_lose_nothing(name, disturb, batch):
    config = large_steps(name)
    losses = []
    for model, optimizer in (with_ours(config), with_pytorchs(config)):
        reports = []
        for _ in range(STEPS):
            reports.append(take_step(model, optimizer, *batch))
            disturb(list(model.parameters()))
        losses.append([report.loss for report in reports])
        norms = [report.gradient_norm for report in reports]
        assert all(norm > 0 for norm in norms)
    assert losses[0] == pytest.approx(losses[1], rel=1e-4)
    assert losses[0][-1] != pytest.approx(losses[0][0], rel=1e-3), "it learned something"


@pytest.mark.parametrize("disturb", [drop_second, drop_last, drop_all])
def test_gradients_dropped_after_the_backward_pass_move_nothing(disturb, batch):
    config = tiny_config(learning_rate=0.1)
    found = []
    for model, optimizer in (with_ours(config), with_pytorchs(config)):
        nn.functional.cross_entropy(model(batch[0]), batch[1]).backward()
        disturb(list(model.parameters()))
        optimizer.step()
        found.append(nn.utils.parameters_to_vector(model.parameters()))
    torch.testing.assert_close(*found)


@pytest.mark.parametrize("place", [1, -1])
@pytest.mark.parametrize("name", WITH_TWIN)
def test_gradient_that_somebody_replaced_is_the_one_that_is_used(name, place, batch):
    """As clipping does that is written without in-place operations."""
    config = large_steps(name)
    losses = []
    for model, optimizer in (with_ours(config), with_pytorchs(config)):
        losses.append([])
        for _ in range(STEPS):
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(model(batch[0]), batch[1])
            loss.backward()
            replaced = list(model.parameters())[place]
            replaced.grad = -3 * replaced.grad
            optimizer.step()
            losses[-1].append(loss.item())
    assert losses[0] == pytest.approx(losses[1], rel=1e-4)


@pytest.mark.parametrize("place", [1, -1])
@pytest.mark.parametrize("name", WITH_TWIN)
def test_weight_that_somebody_replaced_is_the_one_that_moves(name, place, batch):
    config = large_steps(name)
    losses = []
    for model, optimizer in (with_ours(config), with_pytorchs(config)):
        losses.append([])
        for _ in range(STEPS):
            replaced = list(model.parameters())[place]
            replaced.data = replaced.detach() + 0.1
            losses[-1].append(take_step(model, optimizer, *batch).loss)
    assert losses[0] == pytest.approx(losses[1], rel=1e-4)


# Copies and frozen parameters


def test_a_copy_of_a_network_does_not_share_its_gradients(batch):
    model, optimizer = with_ours(TrainConfig())
    take_step(model, optimizer, *batch)
    before = optimizer.gradients.clone()
    twin = copy.deepcopy(model)
    take_step(twin, build_optimizer(twin, TrainConfig()), batch[0] * 2, batch[1])
    assert torch.equal(optimizer.gradients, before)


def test_frozen_parameters_get_no_gradient(batch):
    model = build_model(TrainConfig())
    frozen = list(model.parameters())[2]
    frozen.requires_grad_(False)
    before = frozen.clone()
    take_step(model, torch.optim.SGD(model.parameters(), lr=0.1, weight_decay=0.1), *batch)
    assert frozen.grad is None
    assert torch.equal(frozen, before)
