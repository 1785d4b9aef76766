import copy
import math

import pytest
import torch
from torch.nn import functional

from core.config import TrainConfig
from core.data import to_model_input
from core.inside.step_trace import loss_slope, trace_step
from core.inside.update_formulas import explain_update
from core.models import MODELS, build_model
from core.optimization import OPTIMIZERS, build_optimizer
from core.training import take_step
from core.training.state import optimizer_state
from tests.core.helpers import (
    assert_update_is_written_out,
    copy_of_state,
    global_random_state_untouched,
    tiny_config,
)

STEPS = 3


@pytest.fixture
def batch(tiny_digits):
    inputs = to_model_input(tiny_digits.train.images[:24], tiny_digits.standardization)
    return inputs, torch.from_numpy(tiny_digits.train.labels[:24].copy())


def make(model: str = "mlp", optimizer: str = "sgd", **settings):
    spec = OPTIMIZERS[optimizer]
    config = TrainConfig(
        model=model,
        optimizer=optimizer,
        learning_rate=spec.typical_learning_rate,
        momentum=0.9 if spec.has_momentum else 0.0,
        **settings,
    )
    network = build_model(config).train()
    return network, build_optimizer(network, config)


def largest(gradient: torch.Tensor) -> tuple[int, ...]:
    return tuple(int(i) for i in torch.unravel_index(gradient.abs().argmax(), gradient.shape))


@pytest.mark.parametrize("name", MODELS)
def test_traced_step_is_the_step_that_trains(name, batch):
    model, optimizer = make(name, dropout=0.0 if name == "linear" else 0.3)
    for _ in range(STEPS):
        trace = trace_step(model, optimizer, *batch)
        report = take_step(model, optimizer, *batch)
        assert trace.report == report
        for parameter, value in model.named_parameters():
            assert torch.equal(trace.values_after[parameter], value)
            assert torch.equal(trace.gradients[parameter], value.grad)


@pytest.mark.parametrize("name", MODELS)
def test_traced_step_leaves_network_and_optimizer_alone(name, batch):
    model, optimizer = make(name, "adam", dropout=0.0 if name == "linear" else 0.3)
    take_step(model, optimizer, *batch)
    before = copy_of_state(model)
    state_before = optimizer_state(optimizer)
    with global_random_state_untouched():
        trace = trace_step(model, optimizer, *batch)
    for key, value in model.state_dict().items():
        assert torch.equal(value, before[key])
    for number, state in optimizer_state(optimizer).items():
        for word, value in state.items():
            assert torch.equal(value, state_before[number][word])
    assert state_before
    assert not any(torch.equal(trace.values_after[k], v) for k, v in model.named_parameters())


def test_outputs_are_those_of_every_layer_in_their_order(batch):
    model, optimizer = make("mlp")
    trace = trace_step(model, optimizer, *batch)
    value = batch[0]
    for name, layer in model.named_modules():
        if not list(layer.children()):
            value = layer(value)
            torch.testing.assert_close(trace.outputs[name], value)
    assert torch.equal(trace.logits, list(trace.outputs.values())[-1])


def test_losses_are_cross_entropy_and_their_mean_is_the_reported_loss(batch):
    model, optimizer = make("mlp")
    trace = trace_step(model, optimizer, *batch)
    log_probabilities = trace.logits.log_softmax(dim=1)
    expected = -log_probabilities[torch.arange(24), batch[1]]
    torch.testing.assert_close(trace.losses, expected)
    assert trace.losses.mean().item() == pytest.approx(trace.report.loss, rel=1e-6)


@pytest.mark.parametrize("weight_decay", [0.0, 0.01])
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("name", MODELS)
def test_written_arithmetic_gives_the_weights_of_pytorch(name, optimizer, weight_decay, batch):
    model, its_optimizer = make(name, optimizer, weight_decay=weight_decay)
    for _ in range(STEPS):
        trace = trace_step(model, its_optimizer, *batch)
        for parameter, gradient in trace.gradients.items():
            assert_update_is_written_out(its_optimizer, trace, parameter, largest(gradient))
        take_step(model, its_optimizer, *batch)


def test_every_optimizer_that_can_be_chosen_is_written_out_also_pytorchs_of_that_name():
    for name, spec in OPTIMIZERS.items():
        model, ours = make(optimizer=name)
        theirs = getattr(torch.optim, spec.pytorch_name or "SGD")(model.parameters(), lr=0.1)
        for optimizer in (ours, theirs):
            assert explain_update(optimizer, 1.0, 1.0, {})[-1].name == "new weight"


def test_optimizer_that_is_not_written_out_is_an_error_and_not_a_guess():
    model, _ = make()
    with pytest.raises(KeyError):
        explain_update(torch.optim.Adagrad(model.parameters()), 1.0, 1.0, {})


@pytest.mark.parametrize("momentum", [0.0, 0.9])
def test_lines_of_sgd_say_the_sum_they_compute(momentum):
    weight = torch.nn.Parameter(torch.tensor([2.0]))
    optimizer = torch.optim.SGD([weight], lr=0.5, momentum=momentum)
    lines = explain_update(optimizer, 2.0, 4.0, {"momentum_buffer": 10.0} if momentum else {})
    if momentum:
        assert (lines[0].numbers, lines[0].value) == ("0.9 * 10 + 4", 13.0)
        assert (lines[1].numbers, lines[1].value) == ("2 - 0.5 * 13", -4.5)
    else:
        assert [(line.numbers, line.value) for line in lines] == [("2 - 0.5 * 4", 0.0)]


@pytest.mark.parametrize("name", MODELS)
def test_gradient_is_the_slope_of_the_loss(name, batch):
    # In double precision on both sides, so that only the mathematics can differ.
    model, _ = make(name, activation="tanh")
    exact = copy.deepcopy(model).double()
    functional.cross_entropy(exact(batch[0].double()), batch[1]).backward()
    for parameter, value in exact.named_parameters():
        index = largest(value.grad)
        slope = loss_slope(model, *batch, parameter, index)
        assert slope == pytest.approx(float(value.grad[index]), rel=1e-4, abs=1e-7)


def test_measuring_the_slope_changes_nothing(batch):
    model, _ = make("cnn", dropout=0.5)
    before = copy_of_state(model)
    first = loss_slope(model, *batch, "output.bias", (3,))
    assert loss_slope(model, *batch, "output.bias", (3,)) == first
    for key, value in model.state_dict().items():
        assert torch.equal(value, before[key])


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("gradient", [-0.25, 0.25])
def test_numbers_as_written_give_the_result_beside_them(optimizer, gradient):
    config = tiny_config(optimizer=optimizer, momentum=0.9, weight_decay=0.01)
    built = build_optimizer(build_model(config), config)
    state = {"step": 3.0, "exp_avg": -0.1, "exp_avg_sq": 0.2, "momentum_buffer": -0.3}
    state |= {"square_avg": 0.4, "acc_delta": 0.05}
    for line in explain_update(built, -0.5, gradient, state):
        read = eval(line.numbers.replace("^", "**"), {"sqrt": math.sqrt, "__builtins__": {}})
        assert read == pytest.approx(line.value, rel=1e-4), line.numbers
