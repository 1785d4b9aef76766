"""What each hidden layer ends with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from torch import nn


@dataclass(frozen=True, slots=True)
class Activation:
    """An activation that can be chosen: its title in menus, and what builds the layer."""

    title: str
    build: Callable[[], nn.Module]


ACTIVATIONS: dict[str, Activation] = {
    "relu": Activation("ReLU", nn.ReLU),
    "leaky_relu": Activation("Leaky ReLU", nn.LeakyReLU),
    "gelu": Activation("GELU", nn.GELU),
    "tanh": Activation("Tanh", nn.Tanh),
    "sigmoid": Activation("Sigmoid", nn.Sigmoid),
    "none": Activation("None (straight)", nn.Identity),
}


def activation_layer(name: str) -> nn.Module:
    """Make the layer that a key of `ACTIVATIONS` names."""
    return ACTIVATIONS[name].build()
