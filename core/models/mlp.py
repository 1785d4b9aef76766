"""Multilayer perceptron: layers of neurons that see all pixels at once."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from torch import Tensor, nn

from core.models.activations import activation_layer
from core.models.dropout import Dropout


class MLP(nn.Module):
    """784 pixels, hidden layers of neurons, a logit for each class: of digits, 10.

    Parameters
    ----------
    hidden_sizes : sequence of int
        Neurons in each hidden layer, first to last.
    activation : str
        A key of `ACTIVATIONS`; without one, stacked layers collapse into one.
    dropout : float
        Fraction of hidden neurons switched off in each training step.
    classes : int
        How many logits there are.
    """

    def __init__(
        self,
        *,
        hidden_sizes: Sequence[int] = (64, 32),
        activation: str = "relu",
        dropout: float = 0.0,
        classes: int = 10,
    ) -> None:
        super().__init__()
        self.flatten = nn.Flatten()
        self.hidden = nn.Sequential()
        for inputs, outputs in pairwise([28 * 28, *hidden_sizes]):
            self.hidden.append(nn.Linear(inputs, outputs))
            self.hidden.append(activation_layer(activation))
            if dropout:
                self.hidden.append(Dropout(dropout))
        self.output = nn.Linear(hidden_sizes[-1], classes)

    def forward(self, images: Tensor) -> Tensor:
        """Turn standardized images (n, 1, 28, 28) into logits (n, classes)."""
        pixels = self.flatten(images)  # (n, 784)
        features = self.hidden(pixels)  # (n, last hidden size)
        return self.output(features)  # (n, classes)
