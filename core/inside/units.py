"""The units of a network: what each gives, whether it ever speaks, and life without it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import torch
from torch import Tensor, nn

from core.data.digits import Standardization
from core.evaluation.evaluate import predict_logits
from core.models.hooks import record_layers


def layer_outputs(
    model: nn.Module, image: np.ndarray, standardization: Standardization
) -> dict[str, np.ndarray]:
    """Read what every layer gives for one image.

    Parameters
    ----------
    model : nn.Module
        The network; its mode stays as it was.
    image : uint8 array of shape (28, 28)
        0 is paper, 255 is ink.
    standardization : Standardization
        What the network was trained with.

    Returns
    -------
    dict
        For each layer's name, in the order of the forward pass, a float32 array of
        shape (channels, height, width) or (width,).
    """
    found: dict[str, np.ndarray] = {}

    def note(name: str, inputs: tuple[Tensor, ...], output: Tensor) -> None:
        found[name] = output[0].to(torch.float32).cpu().numpy()

    with record_layers(model, note):
        predict_logits(model, image[None], standardization)
    return found


def dead_units(
    model: nn.Module, images: np.ndarray, standardization: Standardization
) -> dict[str, np.ndarray]:
    """Find units that give the same for every image: they tell nothing.

    After a ReLU that same number is nearly always 0, and no gradient reaches the unit any
    more: it is dead.

    Parameters
    ----------
    model : nn.Module
        The network; its mode stays as it was.
    images : uint8 array of shape (n, 28, 28)
        What to look for a difference in; at least 2.
    standardization : Standardization
        What the network was trained with.

    Returns
    -------
    dict
        For each layer's name a bool array of shape (units,), True where a neuron, or
        every place of a feature map, never changes.
    """
    low: dict[str, Tensor] = {}
    high: dict[str, Tensor] = {}

    def note(name: str, inputs: tuple[Tensor, ...], output: Tensor) -> None:
        if output.dim() == 4:
            # As it lies in memory, ten times faster; the channel is then the last axis.
            output = output.permute(0, 2, 3, 1).flatten(1, 2)
        least, most = output.amin(dim=0), output.amax(dim=0)
        low[name] = torch.minimum(low[name], least) if name in low else least
        high[name] = torch.maximum(high[name], most) if name in high else most

    with record_layers(model, note):
        predict_logits(model, images, standardization)
    return {
        name: (low[name] == high[name]).reshape(-1, low[name].shape[-1]).all(dim=0).cpu().numpy()
        for name in low
    }


@contextmanager
def ablated(model: nn.Module, layer: str, unit: int) -> Iterator[None]:
    """Let a neuron or a feature map give 0 for a while.

    Parameters
    ----------
    model : nn.Module
        The network; its weights stay as they are.
    layer : str
        A name of ``model.named_modules()``.
    unit : int
        Which neuron, or which feature map.

    Yields
    ------
    None
        Meanwhile the unit gives 0 for every image.
    """

    def silence(module: nn.Module, given: tuple[Tensor, ...], output: Tensor) -> Tensor:
        output = output.clone()
        output[:, unit] = 0
        return output

    hook = model.get_submodule(layer).register_forward_hook(silence)
    try:
        yield
    finally:
        hook.remove()


@contextmanager
def changed_weight(
    model: nn.Module, parameter: str, index: tuple[int, ...], value: float
) -> Iterator[None]:
    """Let one weight have another value for a while.

    Parameters
    ----------
    model : nn.Module
        The network.
    parameter : str
        A name of ``model.named_parameters()``.
    index : tuple of int
        Which weight of it.
    value : float
        What it is meanwhile.

    Yields
    ------
    None
        Afterwards the weight is what it was, to the last bit.
    """
    weights = model.get_parameter(parameter)
    before = weights.detach()[index].clone()
    try:
        with torch.no_grad():
            weights[index] = value
        yield
    finally:
        with torch.no_grad():
            weights[index] = before
