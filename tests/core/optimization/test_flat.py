import copy

import pytest
import torch

from core.config import TrainConfig
from core.data import to_model_input
from core.models import MODELS, build_model
from core.optimization import OPTIMIZERS, build_optimizer
from core.optimization.flat import flat_gradients
from core.training import take_step


@pytest.fixture
def batch(tiny_digits):
    inputs = to_model_input(tiny_digits.train.images[:32], tiny_digits.standardization)
    return inputs, torch.from_numpy(tiny_digits.train.labels[:32].copy())


@pytest.mark.parametrize("name", MODELS)
def test_every_gradient_is_a_part_of_one_vector(name, batch):
    config = TrainConfig(model=name)
    model = build_model(config)
    optimizer = build_optimizer(model, config)
    vector = flat_gradients(optimizer)
    take_step(model, optimizer, *batch)
    assert flat_gradients(optimizer) is vector
    assert vector.numel() == sum(parameter.numel() for parameter in model.parameters())
    squares = sum(p.grad.double().square().sum().item() for p in model.parameters())
    assert vector.double().square().sum().item() == pytest.approx(squares)
    assert all(p.grad.stride() == p.stride() for p in model.parameters())


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_joining_changes_no_update(name, batch):
    config = TrainConfig(optimizer=name, weight_decay=0.01)
    ours, reference = build_model(config).train(), build_model(config).train()
    our_optimizer, optimizer = build_optimizer(ours, config), build_optimizer(reference, config)
    for _ in range(3):
        take_step(ours, our_optimizer, *batch)
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(reference(batch[0]), batch[1]).backward()
        optimizer.step()
    for mine, theirs in zip(ours.parameters(), reference.parameters(), strict=True):
        assert torch.equal(mine, theirs)


def test_gradients_that_were_dropped_meanwhile_are_joined_again(batch):
    models = [build_model(TrainConfig()) for _ in range(2)]
    optimizers = [build_optimizer(model, TrainConfig()) for model in models]
    reports = []
    for model, optimizer, drop in zip(models, optimizers, (False, True), strict=True):
        take_step(model, optimizer, *batch)
        if drop:
            optimizer.zero_grad()
        reports.append(take_step(model, optimizer, *batch))
    assert reports[0] == reports[1]


def test_a_copy_of_a_network_does_not_share_its_gradients(batch):
    model = build_model(TrainConfig())
    optimizer = build_optimizer(model, TrainConfig())
    take_step(model, optimizer, *batch)
    before = flat_gradients(optimizer).clone()
    twin = copy.deepcopy(model)
    take_step(twin, build_optimizer(twin, TrainConfig()), batch[0] * 2, batch[1])
    assert torch.equal(flat_gradients(optimizer), before)


def test_frozen_parameters_get_no_gradient(batch):
    model = build_model(TrainConfig())
    frozen = list(model.parameters())[2]
    frozen.requires_grad_(False)
    before = frozen.clone()
    take_step(model, torch.optim.SGD(model.parameters(), lr=0.1, weight_decay=0.1), *batch)
    assert frozen.grad is None
    assert torch.equal(frozen, before)
