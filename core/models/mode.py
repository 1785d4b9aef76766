"""Looking at a network without leaving a trace."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import nn


@contextmanager
def evaluation_mode(model: nn.Module, *, gradients: bool = False) -> Iterator[None]:
    """Switch a network to evaluation for a moment; every layer gets its own mode back.

    Dropout is off, or the same sketch would get a new answer at every look; batch normalization
    uses the statistics it learned instead of this batch's. Gradients are recorded only on
    demand: they cost time and memory.
    """
    modes = {layer: layer.training for layer in model.modules()}
    model.eval()
    try:
        with torch.inference_mode(not gradients):
            yield
    finally:
        for layer, training in modes.items():
            layer.training = training
