"""Convolutional network with batch normalization: the same idea, easier to train."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from torch import Tensor, nn

from core.models.activations import activation_layer
from core.models.dropout import Dropout


class BatchNormCNN(nn.Module):
    """Blocks of convolution, batch normalization, pooling and activation.

    S. Ioffe, C. Szegedy, "Batch Normalization" (2015): each feature map is brought to
    mean 0 and deviation 1 over the batch, then scaled and shifted by learned numbers.

    Parameters
    ----------
    channels : sequence of int
        Kernels in each convolution; every one halves height and width.
    kernel_size : int
        Height and width of each kernel in pixels, odd; borders are padded.
    dropout : float
        Fraction of values before the last layer switched off in each training step.
    classes : int
        How many logits there are.
    """

    def __init__(
        self,
        *,
        channels: Sequence[int] = (16, 32),
        kernel_size: int = 3,
        activation: str = "relu",
        dropout: float = 0.0,
        classes: int = 10,
    ) -> None:
        super().__init__()
        self.blocks = nn.Sequential()
        for inputs, outputs in pairwise([1, *channels]):
            # Batch normalization subtracts the mean, so a bias before it would be lost. The
            # activation comes after pooling, where only a quarter of the values is left.
            self.blocks.append(
                nn.Sequential(
                    nn.Conv2d(inputs, outputs, kernel_size, padding=kernel_size // 2, bias=False),
                    nn.BatchNorm2d(outputs),
                    nn.MaxPool2d(2),
                    activation_layer(activation),
                )
            )
        side = 28 // 2 ** len(channels)
        self.flatten = nn.Flatten()
        self.dropout = Dropout(dropout)
        self.output = nn.Linear(channels[-1] * side * side, classes)

    def forward(self, images: Tensor) -> Tensor:
        """Turn standardized images (n, 1, 28, 28) into logits; shapes are the defaults'."""
        maps = self.blocks(images)  # (n, 16, 14, 14), then (n, 32, 7, 7)
        features = self.dropout(self.flatten(maps))  # (n, 1568)
        return self.output(features)  # (n, classes)
