"""Numbers inside a network are read as they are, and the network stays as it was."""

from copy import deepcopy

import numpy as np
import pytest
import torch
from torch.nn import functional

from core.data import DigitSplit, to_model_input
from core.evaluation import evaluate, predict_logits
from core.inside import QUANTITIES, histograms_of
from core.inside.quantities import (
    layer_names,
    parameter_names,
    read_activations,
    read_gradients,
    read_weights,
)
from core.models import MODELS, build_model
from tests.core.helpers import (
    Untouchable,
    copy_of_state,
    global_random_state_untouched,
    same_state,
    tiny_config,
)


@pytest.fixture(params=MODELS)
def model(request):
    """Training goes on: dropout and batch statistics are at work."""
    return build_model(tiny_config(model=request.param, dropout=0.5)).train()


@pytest.fixture
def images(tiny_digits):
    """A few images, for what has to be asked again and again."""
    return tiny_digits.validation.take(np.arange(12))


def in_evaluation(model):
    """A network of one's own with dropout off, to compute expectations with."""
    return deepcopy(model).eval()


def gradients_by_backward(model, images, standardization):
    """What `.grad` says after a backward pass through a copy."""
    reference = in_evaluation(model)
    logits = reference(to_model_input(images.images, standardization))
    functional.cross_entropy(logits, torch.tensor(images.labels)).backward()
    return {name: weights.grad.flatten() for name, weights in reference.named_parameters()}


def hooks_of(model):
    """Everybody who listens to a layer."""
    kinds = ("_forward_hooks", "_forward_pre_hooks", "_backward_hooks", "_backward_pre_hooks")
    return [hook for layer in model.modules() for kind in kinds for hook in getattr(layer, kind)]


# Names


def test_every_parameter_has_one_name_and_buffers_have_none(model):
    found = [id(model.get_parameter(name)) for name in parameter_names(model)]
    assert sorted(found) == sorted(id(weights) for weights in model.parameters())


def test_parameters_are_named_in_the_order_in_which_images_meet_them(model, images, tiny_digits):
    met = []
    reference = in_evaluation(model)
    for name, layer in reference.named_modules():
        layer.register_forward_pre_hook(lambda *_, name=name: met.append(name))
    reference(to_model_input(images.images, tiny_digits.standardization))
    places = [met.index(name.rpartition(".")[0]) for name in parameter_names(model)]
    assert places == sorted(places)


def test_layers_that_only_hold_others_have_no_name_and_all_others_have_one(model):
    found = [model.get_submodule(name) for name in layer_names(model)]
    assert len(set(found)) == len(found)
    for layer in model.modules():
        assert (layer in found) == (next(layer.children(), None) is None)


# Weights


def test_weights_are_those_of_the_network_and_images_are_not_looked_at(model):
    state = model.state_dict()
    for name in parameter_names(model):
        found = read_weights(model, name, Untouchable(), Untouchable())
        assert found.dtype == np.float32
        np.testing.assert_array_equal(found, state[name].flatten().numpy())


def test_weights_that_were_read_stay_while_the_network_goes_on_learning():
    model = build_model(tiny_config(model="linear"))
    found = read_weights(model, "output.bias", Untouchable(), Untouchable())
    before = found.copy()
    with torch.no_grad():
        model.output.bias.add_(1)
    np.testing.assert_array_equal(found, before)


def test_changing_numbers_that_were_read_does_not_change_the_network():
    model = build_model(tiny_config(model="linear"))
    state = copy_of_state(model)
    read_weights(model, "output.bias", Untouchable(), Untouchable())[:] = 7
    assert same_state(model, state)


# Activations


def test_every_layer_gives_what_it_gives_to_all_images_at_once(model, tiny_digits):
    # More images than the network is asked about together.
    images, expected = tiny_digits.test.take(np.arange(260)), {}
    reference = in_evaluation(model)
    for name, layer in reference.named_modules():
        layer.register_forward_hook(
            lambda _, received, given, name=name: expected.update({name: given.detach()})
        )
    reference(to_model_input(images.images, tiny_digits.standardization))
    for name in layer_names(model):
        found = read_activations(model, name, images, tiny_digits.standardization)
        assert found.dtype == np.float32
        np.testing.assert_allclose(found, expected[name].flatten().numpy(), atol=1e-4)


def test_last_activations_are_the_logits(model, images, tiny_digits):
    found = read_activations(model, "output", images, tiny_digits.standardization)
    logits = predict_logits(model, images.images, tiny_digits.standardization)
    np.testing.assert_allclose(found, logits.flatten().numpy(), atol=1e-6)


def test_activations_do_not_depend_on_the_labels(model, images, tiny_digits):
    other = DigitSplit(images.images, 9 - images.labels)
    for name in layer_names(model):
        np.testing.assert_array_equal(
            read_activations(model, name, images, tiny_digits.standardization),
            read_activations(model, name, other, tiny_digits.standardization),
        )


# Gradients


def test_gradients_are_those_of_a_backward_pass_without_dropout(model, tiny_digits):
    images, standardization = tiny_digits.validation, tiny_digits.standardization
    expected = gradients_by_backward(model, images, standardization)
    for name in parameter_names(model):
        found = read_gradients(model, name, images, standardization)
        assert found.dtype == np.float32
        np.testing.assert_allclose(found, expected[name].numpy(), rtol=1e-4, atol=1e-6)


def test_gradient_is_the_mean_over_the_images_not_their_sum(model, images, tiny_digits):
    name = parameter_names(model)[-1]
    alone = [
        read_gradients(model, name, images.take(np.array([row])), tiny_digits.standardization)
        for row in range(len(images))
    ]
    together = read_gradients(model, name, images, tiny_digits.standardization)
    np.testing.assert_allclose(together, np.mean(alone, axis=0), atol=1e-6)


def test_gradient_says_how_much_the_loss_grows_with_a_weight(images, tiny_digits):
    model = build_model(tiny_config(model="linear"))
    found = read_gradients(model, "output.bias", images, tiny_digits.standardization)
    step = 0.01
    for digit, slope in enumerate(found):
        losses = []
        for moved in (step, -step):
            changed = deepcopy(model)
            with torch.no_grad():
                changed.output.bias[digit] += moved
            losses.append(evaluate(changed, images, tiny_digits.standardization).loss)
        assert (losses[0] - losses[1]) / (2 * step) == pytest.approx(slope, abs=1e-4)


# What holds for every quantity


@pytest.mark.parametrize("kind", QUANTITIES)
def test_every_place_can_be_read_and_says_the_same_twice(kind, model, images, tiny_digits):
    quantity = QUANTITIES[kind]
    names = quantity.names(model)
    assert names
    for name in names:
        first, second = (
            quantity.read(model, name, images, tiny_digits.standardization) for _ in range(2)
        )
        assert first.dtype == np.float32
        assert first.ndim == 1 <= first.size
        assert np.isfinite(first).all()
        np.testing.assert_array_equal(first, second)


@pytest.mark.parametrize("kind", QUANTITIES)
def test_reading_leaves_no_trace_in_the_network(kind, model, images, tiny_digits):
    # A mixture that neither train() nor eval() would bring back; some gradients are there.
    for layer in list(model.modules())[1::2]:
        layer.training = False
    parameters = list(model.parameters())
    for number, weights in enumerate(parameters[1:]):
        weights.grad = torch.full_like(weights, number)
    modes = [layer.training for layer in model.modules()]
    state, quantity = copy_of_state(model), QUANTITIES[kind]
    with global_random_state_untouched():
        for name in quantity.names(model):
            quantity.read(model, name, images, tiny_digits.standardization)
    assert same_state(model, state)
    assert [layer.training for layer in model.modules()] == modes
    assert parameters[0].grad is None
    for number, weights in enumerate(parameters[1:]):
        assert torch.equal(weights.grad, torch.full_like(weights, number))
    assert all(weights.requires_grad for weights in parameters)
    assert not hooks_of(model)


@pytest.mark.parametrize("kind", ["Activations", "Gradients"])
def test_reading_that_breaks_off_leaves_no_trace_either(kind, model, images, tiny_digits):
    def cancel(*_):
        raise KeyboardInterrupt

    modes = [layer.training for layer in model.modules()]
    state, quantity = copy_of_state(model), QUANTITIES[kind]
    obstacle = model.output.register_forward_pre_hook(cancel)
    with pytest.raises(KeyboardInterrupt):
        quantity.read(model, quantity.names(model)[0], images, tiny_digits.standardization)
    obstacle.remove()
    assert not hooks_of(model)
    assert [layer.training for layer in model.modules()] == modes
    assert same_state(model, state)
    assert all(weights.grad is None for weights in model.parameters())


@pytest.mark.parametrize("kind", QUANTITIES)
def test_network_can_learn_on_after_it_was_read(kind, model, images, tiny_digits):
    quantity = QUANTITIES[kind]
    for name in quantity.names(model):
        quantity.read(model, name, images, tiny_digits.standardization)
    expected = gradients_by_backward(model, images, tiny_digits.standardization)
    model.eval()
    logits = model(to_model_input(images.images, tiny_digits.standardization))
    functional.cross_entropy(logits, torch.tensor(images.labels)).backward()
    for name, weights in model.named_parameters():
        torch.testing.assert_close(weights.grad.flatten(), expected[name])


def test_histograms_follow_the_weights_of_a_network_that_changes(model):
    name, read = parameter_names(model)[0], QUANTITIES["Weights"].read
    later = deepcopy(model)
    with torch.no_grad():
        later.get_parameter(name).mul_(3)
    found = histograms_of([read(one, name, Untouchable(), Untouchable()) for one in (model, later)])
    assert found.deviations[1] == pytest.approx(3 * found.deviations[0], abs=1e-6)
    assert found.means[1] == pytest.approx(3 * found.means[0], abs=1e-6)
