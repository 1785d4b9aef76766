import math

import pytest
import torch
from torch import nn

from core.config import TrainConfig
from core.models import MODELS, build_model, parameter_count, summarize
from core.models.summary import parameter_arithmetic
from tests.core.helpers import copy_of_state, global_random_state_untouched, same_state


def calculate(arithmetic: str) -> int:
    """Work out '8 x 5 x 5 x 1 + 8'."""
    terms = [term for term in arithmetic.replace(",", "").split("+") if term.strip()]
    return sum(math.prod(int(number) for number in term.split("x")) for term in terms)


@pytest.mark.parametrize("name", MODELS)
def test_arithmetic_of_every_layer_gives_its_parameters(name):
    model = build_model(TrainConfig(model=name, dropout=0.3))
    rows = summarize(model)
    for row in rows:
        layer = model.get_submodule(row.name)
        assert row.kind == type(layer).__name__
        assert row.parameters == sum(p.numel() for p in layer.parameters())
        assert calculate(row.arithmetic) == row.parameters
        assert row.activation_bytes == 4 * math.prod(row.output_shape)
    assert sum(row.parameters for row in rows) == parameter_count(model)
    assert rows[-1].output_shape == (10,)


def test_shapes_of_the_classic_cnn_are_those_worked_out_by_hand():
    shapes = [row.output_shape for row in summarize(build_model(TrainConfig(model="cnn")))]
    distinct = [shape for i, shape in enumerate(shapes) if i == 0 or shape != shapes[i - 1]]
    assert distinct == [
        (10, 24, 24),  # 28 - 5 + 1
        (10, 12, 12),
        (20, 8, 8),  # 12 - 5 + 1
        (20, 4, 4),
        (320,),
        (50,),
        (10,),
    ]


@pytest.mark.parametrize(
    ("layer", "arithmetic"),
    [
        (nn.Conv2d(1, 8, 5), "8 x 5 x 5 x 1 + 8"),
        (nn.Conv2d(3, 8, (5, 7), bias=False), "8 x 5 x 7 x 3"),
        (nn.Linear(784, 64), "64 x 784 + 64"),
        (nn.ReLU(), ""),
    ],
)
def test_arithmetic_is_spelled_out(layer, arithmetic):
    assert parameter_arithmetic(layer) == arithmetic


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("training", [True, False], ids=["training", "evaluation"])
def test_summary_leaves_no_trace(name, training):
    model = build_model(TrainConfig(model=name, dropout=0.5)).train(training)
    state = copy_of_state(model)
    with global_random_state_untouched():
        summarize(model)
    assert same_state(model, state)
    assert all(layer.training is training for layer in model.modules())
    assert not any(layer._forward_hooks for layer in model.modules())


def test_summary_leaves_the_dice_of_dropout_alone():
    config = TrainConfig(model="mlp", dropout=0.5)
    looked_at, untouched = build_model(config).train(), build_model(config).train()
    summarize(looked_at)
    images = torch.ones(2, 1, 28, 28)
    assert torch.equal(looked_at(images), untouched(images))
