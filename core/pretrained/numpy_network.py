"""The forward pass of a small convolutional network in NumPy, without PyTorch.

The same arithmetic as `core.models.batchnorm`, once it is trained: it shows that there is no magic
in it, and it answers while PyTorch is still being loaded.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from safetensors.numpy import load_file

from core.errors import CheckpointError
from core.network_note import read_note

# What PyTorch's batch normalization adds to a variance, so that nothing is divided by zero.
EPSILON = 1e-5


@dataclass(frozen=True, slots=True, eq=False)
class NumPyNetwork:
    """A trained CNN with batch normalization and ReLU.

    Attributes
    ----------
    weights : dict
        Arrays by name, as in PyTorch's state of the network.
    mean, deviation : float
        Of all training pixels, as numbers from 0 to 1.
    """

    weights: dict[str, np.ndarray]
    mean: float
    deviation: float

    def logits(self, images: np.ndarray) -> np.ndarray:
        """Score the ten digits for uint8 images (n, 28, 28): float32 of shape (n, 10)."""
        pixels = images.astype(np.float32) / 255
        maps = ((pixels - np.float32(self.mean)) / np.float32(self.deviation))[:, None]
        block = 0
        while f"blocks.{block}.0.weight" in self.weights:
            kernels = self.weights[f"blocks.{block}.0.weight"]
            maps = self._normalize(_convolve(maps, kernels), f"blocks.{block}.1")
            maps = np.maximum(_pool(maps), 0)  # ReLU
            block += 1
        features = maps.reshape(len(maps), -1)
        return features @ self.weights["output.weight"].T + self.weights["output.bias"]

    def probabilities(self, images: np.ndarray) -> np.ndarray:
        """Read uint8 images (n, 28, 28): float32 of shape (n, 10), each row sums to 1."""
        return softmax(self.logits(images))

    def _normalize(self, maps: np.ndarray, name: str) -> np.ndarray:
        mean, variance, scale, shift = (
            self.weights[f"{name}.{part}"][:, None, None]
            for part in ("running_mean", "running_var", "weight", "bias")
        )
        return (maps - mean) / np.sqrt(variance + EPSILON) * scale + shift


def softmax(logits: np.ndarray) -> np.ndarray:
    """Turn logits of shape (n, 10) into probabilities: positive, and each row sums to 1."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def _convolve(maps: np.ndarray, kernels: np.ndarray) -> np.ndarray:
    """Slide kernels (out, in, k, k) over maps (n, in, h, w): (n, out, h, w)."""
    size = kernels.shape[-1]
    border = size // 2
    padded = np.pad(maps, ((0, 0), (0, 0), (border, border), (border, border)))
    windows = sliding_window_view(padded, (size, size), axis=(2, 3))  # (n, in, h, w, k, k)
    return np.moveaxis(np.tensordot(windows, kernels, axes=([1, 4, 5], [1, 2, 3])), 3, 1)


def _pool(maps: np.ndarray) -> np.ndarray:
    """Keep the largest value of each 2 x 2 square; a last odd row or column is dropped."""
    count, channels, height, width = maps.shape
    even = maps[:, :, : height // 2 * 2, : width // 2 * 2]
    return even.reshape(count, channels, height // 2, 2, width // 2, 2).max(axis=(3, 5))


def read_numpy_network(file: Path) -> NumPyNetwork:
    """Read a network file of Digit Lab without PyTorch.

    Raises
    ------
    CheckpointError
        If its architecture is not the one that can be calculated here.
    """
    note = read_note(file)
    config = note["config"]
    if config["model"] != "batchnorm" or config["activation"] != "relu":
        raise CheckpointError(
            f"{file.name} is {config['model']} with {config['activation']}; without PyTorch only "
            "CNNs with batch normalization and ReLU can be calculated."
        )
    return NumPyNetwork(load_file(file), **note["standardization"])
