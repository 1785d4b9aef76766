import pytest
import torch
from torch import nn, optim

from core.models import build_model
from core.training import OPTIMIZERS, build_optimizer
from tests.core.helpers import tiny_config

RATE, DECAY, MOMENTUM = 0.01, 0.1, 0.8

REFERENCES = {
    "sgd": lambda p: optim.SGD(p, lr=RATE, momentum=MOMENTUM, weight_decay=DECAY),
    "adam": lambda p: optim.Adam(p, lr=RATE, weight_decay=DECAY),
    "adamw": lambda p: optim.AdamW(p, lr=RATE, weight_decay=DECAY),
    "rmsprop": lambda p: optim.RMSprop(p, lr=RATE, momentum=MOMENTUM, weight_decay=DECAY),
    "adadelta": lambda p: optim.Adadelta(p, lr=RATE, weight_decay=DECAY),
}


def weights_after_updates(model: nn.Module, optimizer: optim.Optimizer) -> torch.Tensor:
    """Ten updates with gradients that change from one to the next."""
    generator = torch.Generator().manual_seed(0)
    for _ in range(10):
        for parameter in model.parameters():
            parameter.grad = torch.randn(parameter.shape, generator=generator)
        optimizer.step()
    return nn.utils.parameters_to_vector(model.parameters()).detach()


@pytest.mark.parametrize("name", REFERENCES)
def test_same_weights_as_pytorchs_optimizer_with_the_same_numbers(name):
    momentum = MOMENTUM if OPTIMIZERS[name].has_momentum else 0.0
    config = tiny_config(
        model="linear",
        optimizer=name,
        learning_rate=RATE,
        weight_decay=DECAY,
        momentum=momentum,
    )
    ours, reference = build_model(config), build_model(config)
    expected = weights_after_updates(reference, REFERENCES[name](reference.parameters()))
    actual = weights_after_updates(ours, build_optimizer(ours, config))
    torch.testing.assert_close(actual, expected)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_optimizer_holds_all_parameters_and_no_memory(name):
    config = tiny_config(optimizer=name, learning_rate=0.5)
    model = build_model(config)
    optimizer = build_optimizer(model, config)
    held = [parameter for group in optimizer.param_groups for parameter in group["params"]]
    assert {id(p) for p in held} == {id(p) for p in model.parameters()}
    assert all(group["lr"] == 0.5 for group in optimizer.param_groups)
    assert not optimizer.state


@pytest.mark.parametrize("name", [n for n, spec in OPTIMIZERS.items() if spec.has_momentum])
def test_momentum_means_something_where_it_is_said_to(name):
    results = []
    for momentum in (0.0, 0.9):
        config = tiny_config(optimizer=name, learning_rate=0.01, momentum=momentum)
        model = build_model(config)
        results.append(weights_after_updates(model, build_optimizer(model, config)))
    assert not torch.allclose(*results)


@pytest.mark.parametrize("name", [n for n, spec in OPTIMIZERS.items() if not spec.has_momentum])
def test_momentum_is_ignored_where_it_means_nothing(name):
    results = []
    for momentum in (0.0, 0.9):
        config = tiny_config(optimizer=name, learning_rate=0.01, momentum=momentum)
        model = build_model(config)
        results.append(weights_after_updates(model, build_optimizer(model, config)))
    assert torch.equal(*results)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_optimizer_says_what_it_is(name):
    spec = OPTIMIZERS[name]
    assert spec.title
    assert spec.idea
    assert 0 < spec.typical_learning_rate <= 1
