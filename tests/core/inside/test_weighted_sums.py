import numpy as np
import pytest
import torch
from torch import nn

from core.config import TrainConfig
from core.data import to_model_input
from core.inside import kernel_sum, neuron_sum, trace_step
from core.models import MODELS, build_model
from core.optimization import build_optimizer


@pytest.mark.parametrize("name", MODELS)
def test_every_weighted_sum_is_what_the_network_gives(name, tiny_digits):
    config = TrainConfig(model=name)
    model = build_model(config)
    inputs = to_model_input(tiny_digits.train.images[:8], tiny_digits.standardization)
    labels = torch.tensor(tiny_digits.train.labels[:8])
    trace = trace_step(model.train(), build_optimizer(model, config), inputs, labels)
    random = np.random.default_rng(0)
    found = 0
    for layer_name, layer in trace.model_before.named_modules():
        if not isinstance(layer, nn.Linear | nn.Conv2d):
            continue
        given, output = trace.received[layer_name], trace.outputs[layer_name]
        for _ in range(5):
            index = tuple(int(random.integers(size)) for size in output.shape)
            example, unit, *place = index
            make = kernel_sum if place else neuron_sum
            total = make(layer, given[example], unit, *place).total
            assert total == pytest.approx(float(output[index]), abs=1e-5)
            found += 1
    assert found


@pytest.mark.parametrize(("padding", "stride"), [(0, 1), (2, 1), (1, 2)])
def test_padding_and_stride_move_the_patch(padding, stride):
    generator = torch.Generator().manual_seed(0)
    layer = nn.Conv2d(2, 3, 3, padding=padding, stride=stride, bias=False)
    image = torch.randn(2, 9, 9, generator=generator)
    output = layer(image[None])[0]
    last = output.shape[1] - 1
    for row, column in [(0, 0), (last, 0), (last, last)]:
        total = kernel_sum(layer, image, 1, row, column).total
        assert total == pytest.approx(output[1, row, column].item(), abs=1e-5)


def test_sum_of_two_products_and_bias():
    layer = nn.Linear(2, 1)
    with torch.no_grad():
        layer.weight.copy_(torch.tensor([[3.0, -1.0]]))
        layer.bias.fill_(0.5)
    found = neuron_sum(layer, torch.tensor([2.0, 4.0]), 0)
    assert found.products.tolist() == [6.0, -4.0]
    assert found.total == 2.5
