"""One number of a layer, computed by hand: products and their sum."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from torch import Tensor, nn
from torch.nn import functional


@dataclass(frozen=True, slots=True, eq=False)
class WeightedSum:
    """What a neuron, or a kernel at one place, adds up.

    Attributes
    ----------
    values : float32 array
        What it looks at: (inputs,) for a neuron, (channels, height, width) for a kernel.
    weights : float32 array of the same shape
        What each of them counts.
    bias : float
        What is added at the end.
    """

    values: np.ndarray
    weights: np.ndarray
    bias: float

    @property
    def products(self) -> np.ndarray:
        """Value times weight, one by one.

        Returns
        -------
        float32 array of the same shape
            What is added up.
        """
        return self.values * self.weights

    @property
    def total(self) -> float:
        """The sum of all products and the bias.

        Returns
        -------
        float
            What the layer gives here, but for rounding.
        """
        return float(self.products.sum(dtype=np.float64)) + self.bias


def neuron_sum(layer: nn.Linear, inputs: Tensor, neuron: int) -> WeightedSum:
    """Compute what one neuron gives for one example.

    Parameters
    ----------
    layer : nn.Linear
        The layer it belongs to.
    inputs : Tensor of shape (inputs,)
        What the layer gets.
    neuron : int
        Which one.

    Returns
    -------
    WeightedSum
        Over all inputs.
    """
    bias = 0.0 if layer.bias is None else layer.bias[neuron].item()
    return WeightedSum(_numbers(inputs), _numbers(layer.weight[neuron]), bias)


def kernel_sum(layer: nn.Conv2d, inputs: Tensor, kernel: int, row: int, column: int) -> WeightedSum:
    """Compute what one kernel gives at one place of one example.

    Parameters
    ----------
    layer : nn.Conv2d
        The layer it belongs to; not dilated and not grouped.
    inputs : Tensor of shape (channels, height, width)
        What the layer gets.
    kernel : int
        Which one.
    row, column : int
        The place in the layer's output.

    Returns
    -------
    WeightedSum
        Over the patch that the kernel covers; beyond the border there are zeros.
    """
    down, right = (int(side) for side in layer.padding)
    padded = functional.pad(inputs, (right, right, down, down))
    top, left = row * layer.stride[0], column * layer.stride[1]
    height, width = layer.kernel_size
    patch = padded[:, top : top + height, left : left + width]
    bias = 0.0 if layer.bias is None else layer.bias[kernel].item()
    return WeightedSum(_numbers(patch), _numbers(layer.weight[kernel]), bias)


def _numbers(tensor: Tensor) -> np.ndarray:
    return tensor.detach().cpu().numpy()
