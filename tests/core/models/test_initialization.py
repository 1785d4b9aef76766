import math

import pytest
import torch
from torch import nn

from core.config import TrainConfig
from core.models import INITS, MODELS, build_model

# Layers large enough for statistics: name of the layer, inputs, outputs (fan-in, fan-out).
LAYERS = {
    "mlp": ({"hidden_sizes": (256, 128)}, [(784, 256), (256, 128)]),
    "cnn": ({"channels": (64, 64)}, [(25, 25 * 64), (25 * 64, 25 * 64)]),
}


def first_two_layers(model_name: str, init: str) -> list[tuple[nn.Module, int, int]]:
    options, fans = LAYERS[model_name]
    config = TrainConfig(model=model_name, model_options=options, init=init)
    layers = [
        layer for layer in build_model(config).modules() if isinstance(layer, nn.Linear | nn.Conv2d)
    ]
    return [(layer, *fan) for layer, fan in zip(layers, fans, strict=False)]


def assert_uniform(values: torch.Tensor, bound: float) -> None:
    assert values.abs().max().item() <= bound
    # The standard deviation of a uniform distribution is bound / sqrt(3).
    assert values.std().item() == pytest.approx(bound / math.sqrt(3), rel=0.05)
    assert abs(values.mean().item()) < 0.1 * bound


@pytest.mark.parametrize("model_name", LAYERS)
def test_default_is_pytorchs_own(model_name):
    for layer, inputs, _ in first_two_layers(model_name, "default"):
        bound = 1 / math.sqrt(inputs)  # kaiming_uniform_ with a = sqrt(5)
        assert_uniform(layer.weight, bound)
        assert layer.bias.abs().max().item() <= bound
        assert layer.bias.std().item() == pytest.approx(bound / math.sqrt(3), rel=0.25)


@pytest.mark.parametrize("model_name", LAYERS)
def test_glorot_keeps_the_variance_in_both_directions(model_name):
    for layer, inputs, outputs in first_two_layers(model_name, "glorot"):
        assert_uniform(layer.weight, math.sqrt(6 / (inputs + outputs)))
        reference = nn.init.xavier_uniform_(
            torch.empty_like(layer.weight), generator=torch.Generator().manual_seed(0)
        )
        assert layer.weight.std().item() == pytest.approx(reference.std().item(), rel=0.05)


@pytest.mark.parametrize("model_name", LAYERS)
def test_he_is_normal_with_two_over_inputs(model_name):
    for layer, inputs, _ in first_two_layers(model_name, "he"):
        deviation = math.sqrt(2 / inputs)
        assert layer.weight.std().item() == pytest.approx(deviation, rel=0.05)
        # A normal distribution has 0.27 % beyond three deviations, a uniform one none.
        assert layer.weight.abs().max().item() > 2.9 * deviation


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("init", [name for name in INITS if name != "default"])
def test_biases_start_at_zero_unless_the_default_is_chosen(name, init):
    for layer in build_model(TrainConfig(model=name, init=init)).modules():
        if isinstance(layer, nn.Linear | nn.Conv2d) and layer.bias is not None:
            assert not layer.bias.any()


@pytest.mark.parametrize("name", MODELS)
def test_zeros_give_every_digit_the_same_logit(name):
    model = build_model(TrainConfig(model=name, init="zeros")).eval()
    assert torch.equal(model(torch.randn(3, 1, 28, 28)), torch.zeros(3, 10))


@pytest.mark.parametrize("init", INITS)
def test_batch_normalization_starts_at_one_and_zero(init):
    for layer in build_model(TrainConfig(model="batchnorm", init=init)).modules():
        if isinstance(layer, nn.BatchNorm2d):
            assert torch.equal(layer.weight, torch.ones_like(layer.weight))
            assert not layer.bias.any()
            assert not layer.running_mean.any()


def test_layers_of_one_shape_start_with_different_weights():
    config = TrainConfig(model="mlp", model_options={"hidden_sizes": (64, 64, 64)})
    square = [p for p in build_model(config).parameters() if p.shape == (64, 64)]
    assert len(square) == 2
    assert not torch.equal(*square)
