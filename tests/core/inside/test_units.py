import copy

import numpy as np
import pytest
import torch
from torch import nn

from core.config import TrainConfig
from core.data import to_model_input
from core.evaluation import predict_logits
from core.inside import weighted_layers
from core.inside.units import ablated, activation_of, changed_weight, dead_units, layer_outputs
from core.models import ACTIVATIONS, MODELS, build_model
from tests.core.helpers import copy_of_state


@pytest.fixture(params=MODELS)
def model(request):
    return build_model(TrainConfig(model=request.param)).eval()


def test_outputs_of_the_last_layer_are_the_logits(model, tiny_digits):
    image = tiny_digits.validation.images[0]
    outputs = layer_outputs(model, image, tiny_digits.standardization)
    logits = predict_logits(model, image[None], tiny_digits.standardization)[0]
    np.testing.assert_allclose(list(outputs.values())[-1], logits.numpy(), atol=1e-6)
    leaves = [name for name, layer in model.named_modules() if not list(layer.children())]
    assert list(outputs) == leaves


def test_outputs_follow_each_other(tiny_digits):
    model = build_model(TrainConfig(model="mlp")).eval()
    image = tiny_digits.validation.images[0]
    outputs = layer_outputs(model, image, tiny_digits.standardization)
    value = to_model_input(image[None], tiny_digits.standardization)
    for name, found in outputs.items():
        value = model.get_submodule(name)(value)
        np.testing.assert_allclose(found, value[0].detach().numpy(), atol=1e-6)


def test_killed_units_are_found_and_no_others(tiny_digits):
    model = build_model(TrainConfig(model="mlp")).eval()
    with torch.no_grad():
        model.hidden[0].bias[[3, 7]] = -1e6
    found = dead_units(model, tiny_digits.validation.images, tiny_digits.standardization)
    after = torch.relu(
        model.hidden[0](
            to_model_input(tiny_digits.validation.images, tiny_digits.standardization).flatten(1)
        )
    )
    expected = (after == after[:1]).all(dim=0).numpy()
    assert expected[[3, 7]].all()
    np.testing.assert_array_equal(found["hidden.1"], expected)


def test_feature_map_is_silent_only_when_every_place_of_it_is(tiny_digits):
    model = build_model(TrainConfig(model="cnn")).eval()
    with torch.no_grad():
        model.convolution_1.weight[2] = 0
    found = dead_units(model, tiny_digits.validation.images, tiny_digits.standardization)
    assert found["convolution_1"].tolist() == [unit == 2 for unit in range(10)]


def test_switched_off_unit_gives_nothing_and_comes_back(model, tiny_digits):
    images, standardization = tiny_digits.validation.images[:20], tiny_digits.standardization
    before = predict_logits(model, images, standardization)
    state = copy_of_state(model)
    off = predict_logits(ablated(model, "output", 4), images, standardization)
    expected = before.clone()
    expected[:, 4] = 0
    assert torch.equal(off, expected)
    assert torch.equal(predict_logits(model, images, standardization), before)
    assert all(torch.equal(value, state[name]) for name, value in model.state_dict().items())


def test_switched_off_neuron_is_one_whose_outgoing_weights_are_zero(tiny_digits):
    model = build_model(TrainConfig(model="mlp")).eval()
    images, standardization = tiny_digits.validation.images[:20], tiny_digits.standardization
    found = predict_logits(ablated(model, "hidden.3", 5), images, standardization)
    with torch.no_grad():
        model.output.weight[:, 5] = 0
    expected = predict_logits(model, images, standardization)
    torch.testing.assert_close(found, expected)


def without_outgoing_weights(model: nn.Module, layer: str, unit: int) -> None:
    """Cut what leads from a unit to the next layer with weights."""
    names = list(weighted_layers(model))
    following = weighted_layers(model)[names[names.index(layer) + 1]]
    units = weighted_layers(model)[layer].weight.shape[0]
    # A linear layer sees each feature map as so many numbers in a row.
    width = following.weight.shape[1] // units
    with torch.no_grad():
        following.weight[:, unit * width : (unit + 1) * width] = 0


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("name", [name for name in MODELS if MODELS[name].has_hidden_layer])
def test_ablated_unit_leaves_nothing_to_the_next_layer(tiny_digits, name, activation):
    model = build_model(TrainConfig(model=name, activation=activation)).eval()
    with torch.no_grad():
        for layer in model.modules():
            if isinstance(layer, nn.BatchNorm2d):
                layer.bias += 0.3  # As if it had learned: a sum of 0 is shifted.
                layer.running_mean += 0.1
    images, standardization = tiny_digits.validation.images[:20], tiny_digits.standardization
    usual = predict_logits(model, images, standardization)
    for layer in list(weighted_layers(model))[:-1]:
        found = predict_logits(ablated(model, layer, 3), images, standardization)
        cut = copy.deepcopy(model)
        without_outgoing_weights(cut, layer, 3)
        expected = predict_logits(cut, images, standardization)
        torch.testing.assert_close(found, expected)
        assert not torch.equal(found, usual)


@pytest.mark.parametrize(
    ("name", "layer", "end"),
    [
        ("mlp", "hidden.0", "hidden.1"),
        ("cnn", "convolution_1", "activation_1"),
        ("cnn", "hidden", "dropout_neurons"),
        ("batchnorm", "blocks.0.0", "blocks.0.3"),
        ("linear", "output", "output"),
    ],
)
def test_block_of_a_layer_ends_before_units_are_mixed(name, layer, end):
    assert activation_of(build_model(TrainConfig(model=name)), layer) == end


def test_weight_changes_in_the_copy_alone(model):
    state = copy_of_state(model)
    name = next(iter(state))
    index = (0,) * state[name].dim()
    changed = changed_weight(model, name, index, 3.25)
    assert changed.get_parameter(name)[index] == 3.25
    assert sum((new != state[key]).sum() for key, new in changed.state_dict().items()) == 1
    assert all(torch.equal(value, state[key]) for key, value in model.state_dict().items())


def test_no_hook_is_left_behind(model, tiny_digits):
    layer_outputs(model, tiny_digits.validation.images[0], tiny_digits.standardization)
    dead_units(model, tiny_digits.validation.images[:3], tiny_digits.standardization)
    ablated(model, "output", 0)
    assert not any(layer._forward_hooks for layer in model.modules())
    assert isinstance(model, nn.Module)
