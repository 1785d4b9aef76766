import copy

import pytest
import torch
from torch import nn, optim

from core.models import MODELS, build_model
from core.optimization import OPTIMIZERS, build_optimizer
from core.training import take_step
from core.training.state import optimizer_state
from tests.core.helpers import tiny_config

RATE, DECAY, MOMENTUM = 0.01, 0.1, 0.8

REFERENCES = {
    "sgd": lambda p: optim.SGD(p, lr=RATE, momentum=MOMENTUM, weight_decay=DECAY),
    "adam": lambda p: optim.Adam(p, lr=RATE, weight_decay=DECAY),
    "adamw": lambda p: optim.AdamW(p, lr=RATE, weight_decay=DECAY),
    "adam_short": lambda p: optim.Adam(p, lr=RATE, betas=(0.7, 0.9), weight_decay=DECAY),
    "rmsprop": lambda p: optim.RMSprop(p, lr=RATE, momentum=MOMENTUM, weight_decay=DECAY),
    "adadelta": lambda p: optim.Adadelta(p, lr=RATE, weight_decay=DECAY),
}


def test_every_rule_that_pytorch_has_is_compared_with_it():
    assert set(REFERENCES) == {name for name, spec in OPTIMIZERS.items() if spec.pytorch_name}


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
def test_optimizer_holds_all_parameters_and_no_state(name):
    config = tiny_config(optimizer=name, learning_rate=0.5)
    model = build_model(config)
    optimizer = build_optimizer(model, config)
    held = [parameter for group in optimizer.param_groups for parameter in group["params"]]
    assert {id(p) for p in held} == {id(p) for p in model.parameters()}
    assert all(group["lr"] == 0.5 for group in optimizer.param_groups)
    assert not optimizer.state


@pytest.fixture
def batch():
    generator = torch.Generator().manual_seed(0)
    inputs = torch.randn(16, 1, 28, 28, generator=generator)
    return inputs, torch.randint(0, 10, (16,), generator=generator)


def make(name: str, model: str = "mlp"):
    momentum = MOMENTUM if OPTIMIZERS[name].has_momentum else 0.0
    config = tiny_config(
        model=model, optimizer=name, learning_rate=RATE, momentum=momentum, weight_decay=DECAY
    )
    network = build_model(config)
    return network, build_optimizer(network, config)


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("name", REFERENCES)
def test_state_by_parameter_is_that_of_pytorchs_optimizer(name, model, batch):
    ours, our_optimizer = make(name, model)
    theirs = copy.deepcopy(ours)
    optimizer = REFERENCES[name](theirs.parameters())
    for _ in range(3):
        take_step(ours, our_optimizer, *batch)
        take_step(theirs, optimizer, *batch)
    expected = [optimizer.state[parameter] for parameter in theirs.parameters()]
    for mine, other in zip(our_optimizer.state.values(), expected, strict=True):
        for word, value in other.items():
            torch.testing.assert_close(mine[word], value, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("name", REFERENCES)
def test_state_of_pytorchs_optimizer_can_be_restored(name, batch):
    """Runs that were saved before the rules were written here have such a state."""
    ours, our_optimizer = make(name)
    theirs = copy.deepcopy(ours)
    optimizer = REFERENCES[name](theirs.parameters())
    for _ in range(2):
        take_step(theirs, optimizer, *batch)
    ours.load_state_dict(theirs.state_dict())
    our_optimizer.restore(optimizer.state_dict()["state"])
    for _ in range(2):
        take_step(ours, our_optimizer, *batch)
        take_step(theirs, optimizer, *batch)
    for mine, value in zip(ours.parameters(), theirs.parameters(), strict=True):
        torch.testing.assert_close(mine, value, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_copy_goes_on_alone_and_exactly_alike(name, batch):
    model, optimizer = make(name)
    take_step(model, optimizer, *batch)
    twin, its_optimizer = copy.deepcopy((model, optimizer))
    before = nn.utils.parameters_to_vector(model.parameters()).clone()
    state = optimizer_state(optimizer)
    take_step(twin, its_optimizer, *batch)
    assert torch.equal(nn.utils.parameters_to_vector(model.parameters()), before)
    for number, entry in optimizer_state(optimizer).items():
        assert all(torch.equal(value, state[number][word]) for word, value in entry.items())
    take_step(model, optimizer, *batch)
    for mine, value in zip(model.parameters(), twin.parameters(), strict=True):
        assert torch.equal(mine, value)


def test_restoring_forgets_what_is_not_told(batch):
    model, optimizer = make("adam")
    take_step(model, optimizer, *batch)
    optimizer.restore({})
    assert not optimizer.state
    assert all(not vector.any() for vector in optimizer.flat_state.values())


def test_all_weights_are_parts_of_one_vector_and_keep_their_values():
    model = build_model(tiny_config(model="cnn"))
    values = {name: value.clone() for name, value in model.named_parameters()}
    strides = {name: value.stride() for name, value in model.named_parameters()}
    optimizer = build_optimizer(model, tiny_config(model="cnn"))
    for name, value in model.named_parameters():
        assert torch.equal(value, values[name])
        assert value.stride() == strides[name], "channels last stay last"
    optimizer.weights.zero_()
    assert all(not value.any() for value in model.parameters())


def test_weights_that_somebody_replaced_are_the_ones_that_move(batch):
    model, optimizer = make("sgd")
    other = copy.deepcopy(model)
    for parameter, value in zip(model.parameters(), other.parameters(), strict=True):
        parameter.data = value.detach() + 1
    take_step(model, optimizer, *batch)
    expected = copy.deepcopy(other)
    with torch.no_grad():
        for parameter in expected.parameters():
            parameter.add_(1)
    take_step(expected, REFERENCES["sgd"](expected.parameters()), *batch)
    for mine, value in zip(model.parameters(), expected.parameters(), strict=True):
        torch.testing.assert_close(mine, value)


def test_gradients_in_a_loop_of_ones_own_are_used(batch):
    """As lessons write it, with gradients that are dropped and not set to 0."""
    ours, our_optimizer = make("adam")
    theirs = copy.deepcopy(ours)
    optimizer = REFERENCES["adam"](theirs.parameters())
    for _ in range(3):
        for model, updates in ((ours, our_optimizer), (theirs, optimizer)):
            model.zero_grad()
            nn.functional.cross_entropy(model(batch[0]), batch[1]).backward()
            updates.step()
    for mine, value in zip(ours.parameters(), theirs.parameters(), strict=True):
        torch.testing.assert_close(mine, value, rtol=1e-4, atol=1e-6)


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
