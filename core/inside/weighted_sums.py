"""One output of a layer as a sum: values times weights, plus a bias."""

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
    values, weights : float32 arrays of the same shape
        (inputs,) for a neuron, (channels, height, width) for a kernel.
    bias : float
        Added at the end.
    """

    values: np.ndarray
    weights: np.ndarray
    bias: float

    @property
    def products(self) -> np.ndarray:
        """Return value times weight, one by one."""
        return self.values * self.weights

    @property
    def total(self) -> float:
        """Return the sum of products and bias: the layer's output, except for rounding."""
        return float(self.products.sum(dtype=np.float64)) + self.bias


def neuron_sum(layer: nn.Linear, inputs: Tensor, neuron: int) -> WeightedSum:
    """Compute the output of one neuron from the layer's inputs, of shape (inputs,)."""
    bias = 0.0 if layer.bias is None else layer.bias[neuron].item()
    return WeightedSum(_numbers(inputs), _numbers(layer.weight[neuron]), bias)


def kernel_sum(layer: nn.Conv2d, inputs: Tensor, kernel: int, row: int, column: int) -> WeightedSum:
    """Compute the output of one kernel at one place, from inputs (channels, height, width).

    Beyond the border there are zeros. The layer is neither dilated nor grouped.
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
