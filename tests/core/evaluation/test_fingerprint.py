import string

import numpy as np
import pytest
import torch
from torch import nn

from core.evaluation import evaluate, weights_fingerprint
from core.models import MODELS, build_model
from tests.core.helpers import copy_of_state, global_random_state_untouched, same_state, tiny_config


@pytest.fixture
def model():
    """A network with weights, biases and buffers."""
    return build_model(tiny_config(model="batchnorm"))


def test_fingerprint_is_sixteen_hexadecimal_digits(model):
    word = weights_fingerprint(model)
    assert len(word) == 16
    assert set(word) <= set(string.hexdigits.lower())


@pytest.mark.parametrize("name", MODELS)
def test_same_weights_have_the_same_fingerprint(name):
    first, again = (build_model(tiny_config(model=name)) for _ in range(2))
    other = build_model(tiny_config(model=name, seed=1))
    assert weights_fingerprint(first) == weights_fingerprint(again)
    assert weights_fingerprint(first) != weights_fingerprint(other)


def test_networks_of_all_kinds_have_fingerprints_of_their_own():
    assert len({weights_fingerprint(build_model(tiny_config(model=m))) for m in MODELS}) == len(
        MODELS
    )


def test_smallest_change_of_any_weight_or_buffer_is_noticed(model):
    seen = {weights_fingerprint(model)}
    for value in model.state_dict().values():
        last = (-1,) * value.dim()
        before = value[last].clone()
        if value.is_floating_point():
            value[last] = torch.nextafter(before, before + 1)
        else:
            value[last] = before + 1
        seen.add(weights_fingerprint(model))
        value[last] = before
    assert len(seen) == 1 + len(model.state_dict())
    assert weights_fingerprint(model) in seen, "the old weights have their old name again"


def test_swapped_weights_are_noticed():
    model = nn.Sequential(nn.Linear(2, 2, bias=False), nn.Linear(2, 2, bias=False))
    before = weights_fingerprint(model)
    first, second = (layer.weight.data.clone() for layer in model)
    model[0].weight.data, model[1].weight.data = second, first
    assert weights_fingerprint(model) != before


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(nn.Conv2d(1, 6, 2, bias=False), id="another shape"),
        pytest.param(nn.Linear(4, 6, bias=False), id="another shape of as many dimensions"),
        pytest.param(
            nn.Sequential(nn.Conv2d(1, 2, (3, 4), bias=False)), id="the same under another name"
        ),
    ],
)
def test_same_bytes_in_other_clothes_are_another_network(other):
    plain = nn.Conv2d(1, 2, (3, 4), bias=False)
    for weights in (*plain.parameters(), *other.parameters()):
        nn.init.ones_(weights)
    assert weights_fingerprint(plain) != weights_fingerprint(other)


def test_memory_format_does_not_matter():
    model = build_model(tiny_config(model="cnn", model_options={"channels": (4, 8)}))
    formats = (torch.contiguous_format, torch.channels_last)
    words, orders = set(), set()
    for memory_format in formats:
        model = model.to(memory_format=memory_format)
        words.add(weights_fingerprint(model))
        orders.add(tuple(weight.stride() for weight in model.parameters()))
    assert len(orders) == 2, "the bytes did move"
    assert len(words) == 1


def test_weights_that_come_back_from_a_file_keep_their_fingerprint(model, tmp_path):
    torch.save(model.state_dict(), tmp_path / "weights.pt")
    other = build_model(tiny_config(model="batchnorm", seed=5))
    other.load_state_dict(torch.load(tmp_path / "weights.pt", weights_only=True))
    assert weights_fingerprint(other) == weights_fingerprint(model)


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a graphics processor")
def test_device_does_not_matter(model):
    before = weights_fingerprint(model)
    assert weights_fingerprint(model.to("cuda")) == before


# Must not happen


def test_looking_leaves_no_trace(model):
    state = copy_of_state(model)
    with global_random_state_untouched():
        weights_fingerprint(model.train())
    assert same_state(model, state)
    assert all(layer.training for layer in model.modules())
    assert all(weight.requires_grad and weight.grad is None for weight in model.parameters())


def test_reading_images_and_changing_the_mode_is_no_new_network(model, tiny_digits):
    before = weights_fingerprint(model.train())
    evaluate(model, tiny_digits.test.take(np.arange(20)), tiny_digits.standardization)
    assert weights_fingerprint(model.eval()) == before
