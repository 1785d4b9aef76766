"""Convolutional network: small kernels slide over the image and look for strokes."""

from __future__ import annotations

from collections.abc import Sequence

from torch import Tensor, nn

from core.models.activations import activation_layer
from core.models.dropout import Dropout


class CNN(nn.Module):
    """Two convolutions with pooling, then two linear layers.

    With its defaults this is the network of many first lessons: 10 and 20 kernels of
    5 x 5, then 320-50-10. Ideas: Y. LeCun et al., "Gradient-Based Learning Applied to
    Document Recognition" (1998).

    Parameters
    ----------
    channels : sequence of two int
        Kernels in the first and the second convolution.
    kernel_size : int
        Height and width of each kernel in pixels.
    hidden_size : int
        Neurons between the convolutions and the logits.
    dropout : float
        Fraction of feature maps, then of hidden neurons, switched off in each step.
    classes : int
        How many logits there are.
    """

    def __init__(
        self,
        *,
        channels: Sequence[int] = (10, 20),
        kernel_size: int = 5,
        hidden_size: int = 50,
        activation: str = "relu",
        dropout: float = 0.0,
        classes: int = 10,
    ) -> None:
        super().__init__()
        first, second = channels
        # Each convolution loses a border of kernel_size - 1, each pooling halves.
        side = ((28 - kernel_size + 1) // 2 - kernel_size + 1) // 2
        self.convolution_1 = nn.Conv2d(1, first, kernel_size)
        self.pool_1 = nn.MaxPool2d(2)
        self.activation_1 = activation_layer(activation)
        self.convolution_2 = nn.Conv2d(first, second, kernel_size)
        self.dropout_maps = Dropout(dropout, whole_channels=True)
        self.pool_2 = nn.MaxPool2d(2)
        self.activation_2 = activation_layer(activation)
        self.flatten = nn.Flatten()
        self.hidden = nn.Linear(second * side * side, hidden_size)
        self.activation_3 = activation_layer(activation)
        self.dropout_neurons = Dropout(dropout)
        self.output = nn.Linear(hidden_size, classes)

    def forward(self, images: Tensor) -> Tensor:
        """Turn standardized images (n, 1, 28, 28) into logits; shapes are the defaults'."""
        maps = self.pool_1(self.convolution_1(images))  # (n, 10, 12, 12)
        maps = self.activation_1(maps)
        maps = self.pool_2(self.dropout_maps(self.convolution_2(maps)))  # (n, 20, 4, 4)
        maps = self.activation_2(maps)
        features = self.activation_3(self.hidden(self.flatten(maps)))  # (n, 50)
        return self.output(self.dropout_neurons(features))  # (n, classes)
