"""What the first layer makes of one image, unit by unit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from torch import nn

from core.data.digits import Standardization
from core.data.pixels import to_model_input
from core.inside.features import weighted_layers
from core.inside.units import layer_outputs


@dataclass(frozen=True, slots=True, eq=False)
class FirstAnswer:
    """What one unit of the first layer says to an image.

    Attributes
    ----------
    unit : int
        Which unit, counted from 0.
    weights : float32 array of shape (height, width)
        Its weights: 28 x 28 for a layer that sees all pixels, the kernel's size for a convolution.
    parts : float32 array of shape (28, 28) or a little smaller
        Of a layer that sees all pixels each pixel times its weight; of a convolution the feature
        map.
    bias : float
        What a layer that sees all pixels adds to their sum; 0 for a convolution, whose map has
        it already.
    value : float
        The sum of all parts and the bias; of a convolution the largest value of its map.
    """

    unit: int
    weights: np.ndarray
    parts: np.ndarray
    bias: float
    value: float


def first_weights(model: nn.Module) -> np.ndarray:
    """Take the weights that look at pixels.

    Parameters
    ----------
    model : nn.Module
        A network of :data:`core.models.MODELS`.

    Returns
    -------
    float32 array of shape (units, height, width)
        28 x 28 for a layer that sees all pixels, the kernels' size for a convolution.
    """
    layer = next(iter(weighted_layers(model).values()))
    weights = layer.weight.detach().cpu().numpy()
    return weights[:, 0] if weights.ndim == 4 else weights.reshape(-1, 28, 28)


def strongest_answer(
    model: nn.Module, image: np.ndarray, standardization: Standardization
) -> FirstAnswer:
    """Find the unit of the first layer that gives the largest value for an image.

    Parameters
    ----------
    model : nn.Module
        A network of :data:`core.models.MODELS`.
    image : uint8 array of shape (28, 28)
        0 is paper, 255 is ink.
    standardization : Standardization
        What the network was trained with.
    """
    name, layer = next(iter(weighted_layers(model).items()))
    outputs, weights = layer_outputs(model, image, standardization)[name], first_weights(model)
    if outputs.ndim > 1:
        unit = int(outputs.reshape(len(outputs), -1).max(axis=1).argmax())
        found = outputs[unit]
        return FirstAnswer(unit, weights[unit], found, 0.0, float(found.max()))
    unit = int(outputs.argmax())
    pixels = to_model_input(image[None], standardization)[0, 0].numpy()
    bias = 0.0 if layer.bias is None else float(layer.bias.detach()[unit])
    return FirstAnswer(unit, weights[unit], weights[unit] * pixels, bias, float(outputs[unit]))
