"""The batches of an epoch, ready for a network."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import numpy as np
import torch
from torch import Tensor

from core.data.augmentation import Augmentation
from core.data.digits import DigitSplit, Standardization
from core.data.pixels import to_model_input

# Small batches are prepared several at a time: fewer and larger operations, and on a GPU
# fewer transfers. Measured on two cores with batches of 64: 40 microseconds a batch one by
# one, 20 in groups of 1,024 images; larger groups no longer fit the processor's cache.
IMAGES_AT_ONCE = 1_024


def epoch_batches(
    split: DigitSplit,
    order: np.ndarray,
    batch_size: int,
    standardization: Standardization,
    *,
    augmentation: Augmentation,
    generator: torch.Generator,
    device: torch.device,
    skip: int = 0,
) -> Iterator[tuple[Tensor, Tensor]]:
    """Go through images in a given order, batch by batch.

    Parameters
    ----------
    order : int64 array of shape (n,)
        Which image comes when.
    batch_size : int
        Images per batch; the last one may be smaller.
    standardization : Standardization
        Mean and deviation of the training images.
    generator : torch.Generator
        Where the augmentation's random numbers come from.
    skip : int
        Leave out so many batches at the beginning; the others stay what they are.

    Yields
    ------
    inputs : float32 Tensor of shape (batch, 1, 28, 28)
        Standardized images, on the device.
    labels : int64 Tensor of shape (batch,)
        The digits they show.
    """
    group = max(1, IMAGES_AT_ONCE // batch_size) * batch_size
    for start in range(0, len(order), group):
        rows = order[start : start + group]
        # Also where all are left out: augmentation draws its random numbers in this order.
        images = augmentation.apply(torch.from_numpy(split.images[rows]), generator)
        left_out = max(0, skip - start // batch_size)
        if left_out * batch_size >= len(rows):
            continue
        inputs = to_model_input(images, standardization, device)
        labels = torch.from_numpy(split.labels[rows]).to(device)
        batches = zip(inputs.split(batch_size), labels.split(batch_size), strict=True)
        yield from islice(batches, left_out, None)
