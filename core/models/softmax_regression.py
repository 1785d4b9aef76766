"""The smallest network there is: every pixel votes for every class."""

from __future__ import annotations

from torch import Tensor, nn


class SoftmaxRegression(nn.Module):
    """One linear layer from 784 pixels to a logit for each class (multinomial logistic regression).

    Activation and dropout are ignored: there is no hidden layer for them to act on.
    """

    def __init__(
        self, *, activation: str = "relu", dropout: float = 0.0, classes: int = 10
    ) -> None:
        super().__init__()
        self.flatten = nn.Flatten()
        self.output = nn.Linear(28 * 28, classes)

    def forward(self, images: Tensor) -> Tensor:
        """Turn standardized images (n, 1, 28, 28) into logits (n, classes)."""
        pixels = self.flatten(images)  # (n, 784)
        return self.output(pixels)  # (n, classes)
