"""Every layer that computes something is listed once, whatever holds it."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import torch
from torch import nn

from core.models import MODELS, build_model
from core.models.hooks import leaf_layers, record_layers
from tests.core.helpers import tiny_config


class Doubled(nn.Module):
    """Computes something itself; what it holds is empty."""

    def __init__(self):
        super().__init__()
        self.extra = nn.Sequential()

    def forward(self, x):
        return 2 * self.extra(x)


class Scaled(nn.Module):
    """Holds a layer in a list."""

    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList([nn.ReLU()])
        self.none = nn.ModuleList()

    def forward(self, x):
        return self.layers[0](x)


@pytest.mark.parametrize("name", MODELS)
def test_leaf_layers_of_our_networks_are_the_modules_without_children(name):
    model = build_model(tiny_config(model=name, dropout=0.3 if name != "linear" else 0.0))
    expected = [name for name, layer in model.named_modules() if not list(layer.children())]
    assert list(leaf_layers(model)) == expected


@pytest.mark.parametrize("empty", [nn.Sequential, nn.ModuleList, nn.ModuleDict])
def test_empty_container_is_no_layer(empty):
    model = nn.Sequential(nn.Linear(2, 3), nn.ReLU())
    model.add_module("empty", empty())
    assert list(leaf_layers(model)) == ["0", "1"]


def test_module_that_only_holds_an_empty_container_is_a_layer():
    model = nn.Sequential(nn.Linear(2, 3), Doubled(), Scaled())
    assert list(leaf_layers(model)) == ["0", "1", "2.layers.0"]
    assert list(leaf_layers(Doubled())) == [""]


def test_layers_are_recorded_once_in_the_order_of_the_forward_pass():
    model = nn.Sequential(Doubled(), nn.Sequential(), nn.Linear(2, 3), nn.Sequential(nn.ReLU()))
    seen = []
    inputs = torch.randn(4, 2, generator=torch.Generator().manual_seed(0))
    with record_layers(model, lambda *layer: seen.append(layer)):
        outputs = model(inputs)
    assert [name for name, _, _ in seen] == ["0", "2", "3.0"]
    assert torch.equal(seen[0][1][0], inputs)
    assert torch.equal(seen[0][2], 2 * inputs)
    assert torch.equal(seen[-1][2], outputs)


def test_only_the_layers_asked_for_are_recorded():
    model = nn.Sequential(nn.Linear(2, 3), nn.ReLU())
    seen = []
    with record_layers(model, lambda name, inputs, output: seen.append(name), only=["1"]):
        model(torch.zeros(1, 2))
    assert seen == ["1"]


# Must not happen


def test_nothing_is_recorded_afterwards_not_even_after_an_error():
    model = nn.Sequential(nn.Linear(2, 3), Doubled())
    seen = []

    def on_layer(name, inputs, output):
        seen.append(name)
        raise KeyError(name)

    with pytest.raises(KeyError), record_layers(model, on_layer):
        model(torch.zeros(1, 2))
    model(torch.zeros(1, 2))
    assert seen == ["0"]
    assert not any(layer._forward_hooks for layer in model.modules())


def test_recording_sees_nothing_of_what_another_thread_reads_with_the_same_model():
    model, seen = nn.Sequential(nn.Linear(2, 3), nn.ReLU()), []

    def read_elsewhere(rows: int) -> None:
        with ThreadPoolExecutor(1) as other:
            other.submit(model, torch.ones(rows, 2)).result()

    with record_layers(model, lambda name, inputs, output: seen.append((name, len(output)))):
        read_elsewhere(5)
        model(torch.ones(1, 2))
        read_elsewhere(7)
    assert seen == [("0", 1), ("1", 1)]
