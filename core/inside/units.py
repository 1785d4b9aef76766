"""The units of a network: their outputs, which of them are dead, and the network without one."""

from __future__ import annotations

import copy

import numpy as np
import torch
from torch import Tensor, nn

from core.data.digits import Standardization
from core.evaluation.evaluate import predict_logits
from core.models.hooks import leaf_layers, record_layers


def layer_outputs(
    model: nn.Module, image: np.ndarray, standardization: Standardization
) -> dict[str, np.ndarray]:
    """Compute the output of every layer for one image, uint8 of shape (28, 28).

    Returns
    -------
    dict
        For each layer's name, in the order of the forward pass, a float32 array of
        shape (channels, height, width) or (width,).
    """
    outputs: dict[str, np.ndarray] = {}

    def on_layer(name: str, inputs: tuple[Tensor, ...], output: Tensor) -> None:
        outputs[name] = output[0].to(torch.float32).cpu().numpy()

    with record_layers(model, on_layer):
        predict_logits(model, image[None], standardization)
    return outputs


def dead_units(
    model: nn.Module, images: np.ndarray, standardization: Standardization
) -> dict[str, np.ndarray]:
    """Find units with the same output for every image, which carry no information.

    There must be at least 2 images. After a ReLU that constant is nearly always 0, and no
    gradient reaches the unit any more: it is dead.

    Returns
    -------
    dict
        For each layer's name a bool array of shape (units,), True where a neuron, or
        every place of a feature map, never changes.
    """
    low: dict[str, Tensor] = {}
    high: dict[str, Tensor] = {}

    def on_layer(name: str, inputs: tuple[Tensor, ...], output: Tensor) -> None:
        if output.dim() == 4:
            # As it lies in memory, ten times faster; the channel is then the last axis.
            output = output.permute(0, 2, 3, 1).flatten(1, 2)
        least, most = output.amin(dim=0), output.amax(dim=0)
        low[name] = torch.minimum(low[name], least) if name in low else least
        high[name] = torch.maximum(high[name], most) if name in high else most

    with record_layers(model, on_layer):
        predict_logits(model, images, standardization)
    return {
        name: (low[name] == high[name]).reshape(-1, low[name].shape[-1]).all(dim=0).cpu().numpy()
        for name in low
    }


def activation_of(model: nn.Module, layer: str) -> str:
    """Return the name of the last layer that treats the units of a named layer each by itself.

    That is the end of its block, such as convolution, batch normalization, pooling, activation; the
    layer itself where nothing follows.
    """
    layers = leaf_layers(model)
    names = list(layers)
    end = layer
    for name in names[names.index(layer) + 1 :]:
        if isinstance(layers[name], nn.Linear | nn.Conv2d | nn.Flatten):
            break  # From here on units are mixed.
        end = name
    return end


def ablated(model: nn.Module, layer: str, unit: int) -> nn.Module:
    """Copy a network; in the copy a neuron or feature map of a layer gives 0 for every image.

    What is taken out is its activation, which the next layer receives: a sum of 0 would still
    leave what batch normalization (its shift) or a sigmoid (0.5) makes of it.

    Parameters
    ----------
    layer : str
        Name of one of :func:`core.inside.weighted_layers`.
    unit : int
        Counted from 0.
    """

    def ablate(module: nn.Module, inputs: tuple[Tensor, ...], output: Tensor) -> Tensor:
        output = output.clone()
        output[:, unit] = 0
        return output

    changed = copy.deepcopy(model)
    changed.get_submodule(activation_of(changed, layer)).register_forward_hook(ablate)
    return changed


def changed_weight(
    model: nn.Module, parameter: str, index: tuple[int, ...], value: float
) -> nn.Module:
    """Copy a network, with another value for one weight."""
    changed = copy.deepcopy(model)
    with torch.no_grad():
        changed.get_parameter(parameter)[index] = value
    return changed
