"""A small convolutional network for the shortest training: what costs time is left out."""

from __future__ import annotations

from collections.abc import Sequence

from torch import Tensor, nn

from core.models.activations import activation_layer
from core.models.dropout import Dropout


class CompactCNN(nn.Module):
    """Two convolutions without padding, batch normalization once, then two linear layers.

    Most of the time of a step goes into the first maps, because they are the largest: so there
    are few of them, and they are pooled before anything else is done with them. Batch
    normalization comes where few values are left. The shape is that of
    https://github.com/tuomaso/train_mnist_fast, with fewer kernels and neurons, and with the
    normalization.

    Parameters
    ----------
    channels : sequence of two int
        Kernels in the first convolution (of 5 x 5) and in the second (of 3 x 3).
    hidden_size : int
        Neurons between the convolutions and the logits.
    dropout : float
        Fraction of the hidden neurons switched off in each training step.
    classes : int
        How many logits there are.
    """

    def __init__(
        self,
        *,
        channels: Sequence[int] = (16, 32),
        hidden_size: int = 128,
        activation: str = "relu",
        dropout: float = 0.0,
        classes: int = 10,
    ) -> None:
        super().__init__()
        first, second = channels
        self.convolution_1 = nn.Conv2d(1, first, 5)
        self.pool_1 = nn.MaxPool2d(2)
        self.activation_1 = activation_layer(activation)
        # Batch normalization subtracts the mean, so a bias before it would be lost.
        self.convolution_2 = nn.Conv2d(first, second, 3, bias=False)
        self.pool_2 = nn.MaxPool2d(2)
        self.normalization = nn.BatchNorm2d(second)
        self.activation_2 = activation_layer(activation)
        self.flatten = nn.Flatten()
        self.hidden = nn.Linear(second * 5 * 5, hidden_size)
        self.activation_3 = activation_layer(activation)
        self.dropout = Dropout(dropout)
        self.output = nn.Linear(hidden_size, classes)

    def forward(self, images: Tensor) -> Tensor:
        """Turn standardized images (n, 1, 28, 28) into logits; shapes are the defaults'."""
        maps = self.activation_1(self.pool_1(self.convolution_1(images)))  # (n, 16, 12, 12)
        maps = self.normalization(self.pool_2(self.convolution_2(maps)))  # (n, 32, 5, 5)
        features = self.flatten(self.activation_2(maps))  # (n, 800)
        features = self.dropout(self.activation_3(self.hidden(features)))  # (n, 128)
        return self.output(features)  # (n, classes)
