"""What each rule explains is what it does, and what PyTorch's does."""

import math
import re

import pytest
import torch
from torch import nn

from core.inside.update_formulas import explain_update
from core.optimization import OPTIMIZERS, build_optimizer
from core.optimization.formula import written
from tests.core.helpers import tiny_config

GRADIENTS = (0.3, -0.7, 0.001, 2.0, -0.4)

# A rule that PyTorch lacks has nothing to be compared with.
WITH_TWIN = [name for name, spec in OPTIMIZERS.items() if spec.pytorch_name]


class OneWeight(nn.Module):
    """The smallest network: a weight, in double precision so that small errors show."""

    def __init__(self) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.tensor([0.8], dtype=torch.double))


def rules(name: str, *, momentum: float, weight_decay: float):
    """A weight with our rule, and one with PyTorch's."""
    spec = OPTIMIZERS[name]
    config = tiny_config(
        optimizer=name, learning_rate=0.05, momentum=momentum, weight_decay=weight_decay
    )
    ours, theirs = OneWeight(), OneWeight()
    rule = getattr(torch.optim, spec.pytorch_name)
    return (
        (ours.weight, build_optimizer(ours, config)),
        (theirs.weight, rule(theirs.parameters(), **spec.settings(config))),
    )


@pytest.mark.parametrize("weight_decay", [0.0, 0.1])
@pytest.mark.parametrize("momentum", [0.0, 0.8])
@pytest.mark.parametrize("name", WITH_TWIN)
def test_explained_weight_is_that_of_the_rule_and_of_pytorchs(name, momentum, weight_decay):
    (weight, optimizer), (reference, pytorchs) = rules(
        name, momentum=momentum, weight_decay=weight_decay
    )
    for gradient in GRADIENTS:
        state = {key: value.item() for key, value in optimizer.state.get(weight, {}).items()}
        settings = optimizer.param_groups[0]
        lines = optimizer.explain(settings, weight.item(), gradient, state)
        for parameter, updates in ((weight, optimizer), (reference, pytorchs)):
            parameter.grad = torch.tensor([gradient], dtype=torch.double)
            updates.step()
        assert lines[-1].value == pytest.approx(weight.item(), rel=1e-9)
        assert weight.item() == pytest.approx(reference.item(), rel=1e-9)


@pytest.mark.parametrize("weight_decay", [0.0, 0.1])
@pytest.mark.parametrize("name", WITH_TWIN)
def test_numbers_of_each_line_give_its_value(name, weight_decay):
    (weight, optimizer), _ = rules(name, momentum=0.8, weight_decay=weight_decay)
    for gradient in GRADIENTS:
        state = {key: value.item() for key, value in optimizer.state.get(weight, {}).items()}
        lines = optimizer.explain(optimizer.param_groups[0], weight.item(), gradient, state)
        for line in lines:
            value = eval(line.numbers.replace("^", "**"), {"sqrt": math.sqrt})
            assert value == pytest.approx(line.value, rel=1e-4), line.name
        weight.grad = torch.tensor([gradient], dtype=torch.double)
        optimizer.step()


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_letters_of_the_rule_are_explained(name):
    spec = OPTIMIZERS[name]
    assert spec.formula
    assert spec.letters


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0.00001, "0.00001"),
        (-0.0000012, "(-0.0000012)"),
        (123456.0, "123456"),
        (1.5e-12, "(1.5 * 10^-12)"),
        (-2e20, "(-2 * 10^20)"),
        (0.0, "0"),
    ],
)
def test_numbers_in_a_formula_have_no_exponent_of_a_computer(number, words):
    assert written(number) == words
    read = eval(words.replace("^", "**"), {"__builtins__": {}})
    assert read == pytest.approx(number, rel=1e-5)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_no_line_shows_an_exponent_of_a_computer(name):
    config = tiny_config(optimizer=name, momentum=0.9, weight_decay=1e-5, learning_rate=1e-5)
    built = build_optimizer(nn.Linear(2, 2), config)
    state = {"step": 3.0, "exp_avg": -1e-7, "exp_avg_sq": 1e-13, "momentum_buffer": -1e-6}
    state |= {"square_avg": 1e-12, "acc_delta": 1e-11}
    for line in explain_update(built, -0.5, 3e-7, state):
        assert not re.search(r"\de[-+]\d", f"{line.numbers} {line.result}"), line
        result = eval(line.result.replace("^", "**"), {"__builtins__": {}})
        assert result == pytest.approx(line.value, rel=1e-6, abs=1e-20)
