"""The unit that answers most strongly is the one that PyTorch's layer says, with its arithmetic."""

import numpy as np
import pytest
import torch

from core.data import Standardization, to_model_input
from core.inside import first_weights, strongest_answer, weighted_layers
from core.models import build_model
from tests.core.helpers import tiny_config

STANDARDIZATION = Standardization(0.2, 0.4)
IMAGE = np.random.default_rng(1).integers(0, 256, (28, 28), dtype=np.uint8)


def network(name: str):
    torch.manual_seed(3)
    model = build_model(tiny_config(model=name))
    return model.eval(), next(iter(weighted_layers(model).values()))


@pytest.mark.parametrize("name", ["linear", "mlp"])
def test_products_and_bias_sum_up_to_the_largest_output_of_the_layer(name):
    model, layer = network(name)
    pixels = to_model_input(IMAGE[None], STANDARDIZATION).flatten(1)
    with torch.no_grad():
        expected = torch.nn.functional.linear(pixels, layer.weight, layer.bias)[0]
    found = strongest_answer(model, IMAGE, STANDARDIZATION)
    assert found.unit == int(expected.argmax())
    assert found.value == pytest.approx(float(expected.max()), rel=1e-5)
    assert found.parts.sum(dtype=np.float64) + found.bias == pytest.approx(found.value, abs=1e-4)
    np.testing.assert_array_equal(found.weights, first_weights(model)[found.unit])


def test_map_of_a_convolution_is_the_one_that_reaches_highest():
    model, layer = network("cnn")
    with torch.no_grad():
        expected = layer(to_model_input(IMAGE[None], STANDARDIZATION))[0]
    found = strongest_answer(model, IMAGE, STANDARDIZATION)
    assert found.unit == int(expected.amax(dim=(1, 2)).argmax())
    np.testing.assert_allclose(found.parts, expected[found.unit].numpy(), atol=1e-5)
    assert found.value == pytest.approx(float(found.parts.max()))
