"""Where the weights start."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from core.models.dropout import Dropout
from core.seeding import torch_generator

Fill = Callable[[Tensor, torch.Generator], Tensor]


@dataclass(frozen=True, slots=True)
class Initialization:
    """A way to start the weights that can be chosen.

    Attributes
    ----------
    fill : callable
        (weight, generator) -> weight: fills a layer's weights in place.
    as_pytorch : bool
        Whether it is what PyTorch's layers do by themselves: then biases start uniform between
        plus and minus 1 / sqrt(inputs), otherwise at zero.
    """

    title: str
    fill: Fill
    as_pytorch: bool = False


def pytorch_default(weight: Tensor, generator: torch.Generator) -> Tensor:
    """Fill weights as `nn.Linear` and `nn.Conv2d` do by themselves."""
    # a = sqrt(5) makes He's bound sqrt(6 / (6 * inputs)) = 1 / sqrt(inputs).
    return nn.init.kaiming_uniform_(weight, a=math.sqrt(5), generator=generator)


def he_normal(weight: Tensor, generator: torch.Generator) -> Tensor:
    """Fill weights for ReLU (K. He et al., "Delving Deep into Rectifiers", 2015)."""
    return nn.init.kaiming_normal_(weight, nonlinearity="relu", generator=generator)


def glorot_uniform(weight: Tensor, generator: torch.Generator) -> Tensor:
    """Fill weights so that layers keep the variance (X. Glorot, Y. Bengio, 2010)."""
    return nn.init.xavier_uniform_(weight, generator=generator)


def all_zeros(weight: Tensor, generator: torch.Generator) -> Tensor:
    """Fill weights with 0: every neuron stays like all others."""
    return nn.init.zeros_(weight)


INITS: dict[str, Initialization] = {
    "default": Initialization("PyTorch's default", pytorch_default, as_pytorch=True),
    "he": Initialization("He, normal", he_normal),
    "glorot": Initialization("Glorot, uniform", glorot_uniform),
    "zeros": Initialization("All zeros (see it fail)", all_zeros),
}


@torch.no_grad()
def initialize(model: nn.Module, init: str, seed: int) -> None:
    """Give every layer its initial weights in place, from one seed and a key of `INITS`.

    Linear and convolution layers get new weights, dropout layers begin their random numbers
    anew, batch normalization stays at 1 and 0.
    """
    generator = torch_generator(seed, "weights")
    for name, layer in model.named_modules():
        if isinstance(layer, Dropout):
            layer.reseed(seed, name)
        if not isinstance(layer, nn.Linear | nn.Conv2d):
            continue
        INITS[init].fill(layer.weight, generator)
        if layer.bias is None:
            continue
        # Zeros are drawn too: the layers that follow start the same whatever the biases are.
        bound = 1 / math.sqrt(layer.weight[0].numel()) if INITS[init].as_pytorch else 0.0
        nn.init.uniform_(layer.bias, -bound, bound, generator=generator)
