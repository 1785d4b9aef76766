"""A few more steps on a handful of images: the copy learns, the original stays."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional

from core.data import DigitSplit, load_digits, to_model_input
from core.evaluation import evaluate
from core.models import MODELS, build_model
from core.training import learn_few
from tests.core.helpers import copy_of_state, same_state, tiny_config

DATA = load_digits("digits")
FEW = DATA.train.take(np.arange(6))


@pytest.mark.parametrize("name", MODELS)
def test_the_few_are_read_better_afterwards_and_the_original_stays(name):
    config = tiny_config(model=name)
    if MODELS[name].has_hidden_layer:
        config = replace(config, dropout=0.5)
    model = build_model(config)
    before = copy_of_state(model)
    learned = learn_few(model, FEW, DATA.standardization, steps=30)
    first = evaluate(model, FEW, DATA.standardization).loss
    assert evaluate(learned, FEW, DATA.standardization).loss < first
    assert same_state(model, before)
    again = learn_few(model, FEW, DATA.standardization, steps=30)
    assert same_state(again, copy_of_state(learned)), "nothing in it is random"


def test_each_step_is_plain_gradient_descent_on_all_of_them():
    model = build_model(tiny_config(model="linear"))
    weight, bias = (p.detach().clone().requires_grad_() for p in model.parameters())
    inputs = to_model_input(FEW.images, DATA.standardization).flatten(1)
    for _ in range(3):
        loss = functional.cross_entropy(inputs @ weight.T + bias, torch.tensor(FEW.labels))
        gradients = torch.autograd.grad(loss, (weight, bias))
        with torch.no_grad():
            weight -= 0.05 * gradients[0]
            bias -= 0.05 * gradients[1]
    learned = learn_few(model, FEW, DATA.standardization, steps=3, learning_rate=0.05)
    assert torch.allclose(next(learned.parameters()), weight, atol=1e-6)


def test_statistics_of_batch_normalization_stay_with_a_single_image_too():
    model = build_model(tiny_config(model="batchnorm"))
    one = DigitSplit(FEW.images[:1], FEW.labels[:1])
    learned = learn_few(model, one, DATA.standardization)
    norms = [
        [layer for layer in network.modules() if isinstance(layer, nn.BatchNorm2d)]
        for network in (model, learned)
    ]
    for before, after in zip(*norms, strict=True):
        assert torch.equal(before.running_mean, after.running_mean)
        assert not torch.equal(before.weight, after.weight)
    assert not learned.training
