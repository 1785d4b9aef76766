import math

import pytest
import torch
from torch import nn

from core.config import TrainConfig
from core.errors import ConfigError
from core.models import ACTIVATIONS, INITS, MODELS, build_model, parameter_count
from tests.core.helpers import copy_of_state, global_random_state_untouched, same_state

IMAGES = torch.randn(6, 1, 28, 28, generator=torch.Generator().manual_seed(0))


def count(model: nn.Module) -> int:
    return sum(math.prod(parameter.shape) for parameter in model.parameters())


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("training", [True, False], ids=["training", "evaluation"])
def test_every_model_gives_ten_logits_per_image(name, activation, training):
    model = build_model(TrainConfig(model=name, activation=activation, dropout=0.2))
    logits = model.train(training)(IMAGES)
    assert logits.shape == (6, 10)
    assert logits.dtype == torch.float32
    assert logits.isfinite().all()


@pytest.mark.parametrize("name", MODELS)
def test_output_is_logits_and_not_probabilities(name):
    logits = build_model(TrainConfig(model=name)).eval()(IMAGES)
    assert (logits < 0).any()
    assert not torch.allclose(logits.sum(dim=1), torch.ones(6), atol=0.01)
    assert not torch.allclose(logits.exp().sum(dim=1), torch.ones(6), atol=0.01)


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("init", INITS)
def test_same_seed_gives_the_same_weights(name, init):
    config = TrainConfig(model=name, init=init, seed=7)
    assert same_state(build_model(config), copy_of_state(build_model(config)))


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("init", [name for name in INITS if name != "zeros"])
def test_another_seed_gives_other_weights(name, init):
    first, other = (build_model(TrainConfig(model=name, init=init, seed=s)) for s in (1, 2))
    assert not same_state(first, copy_of_state(other))


@pytest.mark.parametrize("name", MODELS)
def test_building_leaves_the_global_random_state_alone(name):
    with global_random_state_untouched():
        build_model(TrainConfig(model=name, dropout=0.5))


@pytest.mark.parametrize("name", MODELS)
def test_each_build_is_a_model_of_its_own(name):
    config = TrainConfig(model=name)
    first, second = build_model(config), build_model(config)
    with torch.no_grad():
        next(first.parameters()).fill_(7)
    assert not same_state(first, copy_of_state(second))


@pytest.mark.parametrize("name", MODELS)
def test_options_at_both_ends_of_their_range_can_be_built(name):
    spec = MODELS[name]
    for end in ("low", "high"):
        options = {}
        for key, option in spec.options.items():
            number = getattr(option, end)
            several = option.lengths is not None
            options[key] = (number,) * option.lengths[0] if several else number
            assert option.accepts(options[key])
        model = build_model(TrainConfig(model=name, model_options=options))
        assert model(IMAGES).shape == (6, 10)


@pytest.mark.parametrize("name", MODELS)
def test_defaults_are_accepted_and_values_outside_are_refused(name):
    for key, option in MODELS[name].options.items():
        assert option.accepts(MODELS[name].default_of(key))
        several = option.lengths is not None
        for number in (option.low - 1, option.high + 1, 2.5, "3", None):
            wrong = (number,) * option.lengths[0] if several else number
            with pytest.raises(ConfigError, match=key):
                TrainConfig(model=name, model_options={key: wrong})


@pytest.mark.parametrize("name", MODELS)
def test_every_model_says_what_it_is(name):
    assert MODELS[name].title
    assert MODELS[name].idea
    assert all(option.title and option.help for option in MODELS[name].options.values())


@pytest.mark.parametrize("name", MODELS)
def test_parameter_count_is_the_number_of_weights(name):
    model = build_model(TrainConfig(model=name))
    assert parameter_count(model) == count(model)


@pytest.mark.parametrize("name", [name for name in MODELS if MODELS[name].has_hidden_layer])
def test_dropout_acts_in_training_and_not_in_evaluation(name):
    model = build_model(TrainConfig(model=name, dropout=0.5))
    assert torch.equal(model.eval()(IMAGES), model(IMAGES))
    # Batch normalization also differs between the modes, so compare training with itself.
    assert not torch.equal(model.train()(IMAGES), model(IMAGES))


@pytest.mark.parametrize("name", MODELS)
def test_without_dropout_training_mode_is_not_random(name):
    model = build_model(TrainConfig(model=name)).train()
    assert torch.equal(model(IMAGES), model(IMAGES))
