"""Where the weights start."""

from __future__ import annotations

import math
from collections.abc import Callable

import torch
from torch import Tensor, nn

from core.models.layers import Dropout
from core.seeding import torch_generator

Fill = Callable[[Tensor, torch.Generator], Tensor]


def _pytorch_default(weight: Tensor, generator: torch.Generator) -> Tensor:
    # a = sqrt(5) makes He's bound sqrt(6 / (6 * inputs)) = 1 / sqrt(inputs).
    return nn.init.kaiming_uniform_(weight, a=math.sqrt(5), generator=generator)


def _he_normal(weight: Tensor, generator: torch.Generator) -> Tensor:
    return nn.init.kaiming_normal_(weight, nonlinearity="relu", generator=generator)


def _glorot_uniform(weight: Tensor, generator: torch.Generator) -> Tensor:
    return nn.init.xavier_uniform_(weight, generator=generator)


def _zeros(weight: Tensor, generator: torch.Generator) -> Tensor:
    return nn.init.zeros_(weight)


INITS: dict[str, Fill] = {
    "default": _pytorch_default,  # what nn.Linear and nn.Conv2d do by themselves
    "he": _he_normal,  # K. He et al., "Delving Deep into Rectifiers" (2015)
    "glorot": _glorot_uniform,  # X. Glorot, Y. Bengio (2010)
    "zeros": _zeros,  # every neuron alike for ever: see what it breaks
}


@torch.no_grad()
def initialize(model: nn.Module, init: str, seed: int) -> None:
    """Give every layer its first weights, from one seed.

    Parameters
    ----------
    model : nn.Module
        Changed in place: linear and convolution layers get new weights, dropout
        layers start their random numbers anew, batch normalization stays at 1 and 0.
    init : str
        A key of `INITS`. With "default" biases start uniform between plus and minus
        1 / sqrt(inputs), otherwise at zero.
    seed : int
        The run's seed.
    """
    generator = torch_generator(seed, "weights")
    for name, layer in model.named_modules():
        if isinstance(layer, Dropout):
            layer.reseed(seed, name)
        if not isinstance(layer, nn.Linear | nn.Conv2d):
            continue
        INITS[init](layer.weight, generator)
        if layer.bias is None:
            continue
        bound = 1 / math.sqrt(layer.weight[0].numel()) if init == "default" else 0.0
        nn.init.uniform_(layer.bias, -bound, bound, generator=generator)
