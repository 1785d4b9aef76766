"""Many tensors end to end in one long vector, so that all change in one operation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import torch
from torch import Tensor


def flat_zeros(tensors: Sequence[Tensor]) -> Tensor:
    """Create a vector of zeros, shape (total number of elements,), with room for some tensors.

    They share one device and one number format.
    """
    length = sum(tensor.numel() for tensor in tensors)
    return torch.zeros(length, dtype=tensors[0].dtype, device=tensors[0].device)


def views_of(vector: Tensor, tensors: Iterable[Tensor]) -> Iterator[Tensor]:
    """Cut a vector into parts that are shaped like some tensors.

    Parameters
    ----------
    vector : Tensor of shape (total number of elements,)
        What is cut.
    tensors : iterable of Tensor
        Nothing but their shape and the order of their elements in memory (channels last,
        for one) matters.

    Yields
    ------
    Tensor
        A view: what is written to it is written to the vector.
    """
    start = 0
    for tensor in tensors:
        yield vector.as_strided(tensor.shape, tensor.stride(), start)
        start += tensor.numel()
