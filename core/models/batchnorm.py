"""Convolutional network with batch normalization: the same idea, easier to train."""

from __future__ import annotations

from collections.abc import Sequence

from torch import Tensor, nn

from core.models.layers import ACTIVATIONS, Dropout


class BatchNormCNN(nn.Module):
    """Blocks of convolution, batch normalization, pooling and activation.

    S. Ioffe, C. Szegedy, "Batch Normalization" (2015): each feature map is brought to
    mean 0 and deviation 1 over the batch, then scaled and shifted by learned numbers.

    Parameters
    ----------
    channels : sequence of two int
        Kernels in the first and the second convolution.
    kernel_size : int
        Height and width of each kernel in pixels, odd; borders are padded.
    activation : str
        A key of `ACTIVATIONS`.
    dropout : float
        Share of values before the last layer switched off in each training step.
    """

    def __init__(
        self,
        *,
        channels: Sequence[int] = (16, 32),
        kernel_size: int = 3,
        activation: str = "relu",
        dropout: float = 0.0,
    ) -> None:
        super().__init__()
        first, second = channels
        padding = kernel_size // 2
        # Batch normalization subtracts the mean, so a bias before it would be lost. The
        # activation comes after pooling, where only a quarter of the values is left.
        self.block_1 = nn.Sequential(
            nn.Conv2d(1, first, kernel_size, padding=padding, bias=False),
            nn.BatchNorm2d(first),
            nn.MaxPool2d(2),
            ACTIVATIONS[activation](),
        )
        self.block_2 = nn.Sequential(
            nn.Conv2d(first, second, kernel_size, padding=padding, bias=False),
            nn.BatchNorm2d(second),
            nn.MaxPool2d(2),
            ACTIVATIONS[activation](),
        )
        self.flatten = nn.Flatten()
        self.dropout = Dropout(dropout)
        self.output = nn.Linear(second * 7 * 7, 10)

    def forward(self, images: Tensor) -> Tensor:
        """Look for strokes, then for combinations of strokes, then decide.

        Parameters
        ----------
        images : float Tensor of shape (n, 1, 28, 28)
            Standardized images. Shapes below are those of the defaults.

        Returns
        -------
        float Tensor of shape (n, 10)
            Logits.
        """
        maps = self.block_1(images)  # (n, 16, 14, 14)
        maps = self.block_2(maps)  # (n, 32, 7, 7)
        features = self.dropout(self.flatten(maps))  # (n, 1568)
        return self.output(features)  # (n, 10)
