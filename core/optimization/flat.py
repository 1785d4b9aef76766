"""Many tensors end to end in one long vector, so that all change in one operation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import torch
from torch import Tensor


def flat_zeros(tensors: Sequence[Tensor]) -> Tensor:
    """Create zeros, shape (total number of elements,), with the tensors' device and format."""
    length = sum(tensor.numel() for tensor in tensors)
    return torch.zeros(length, dtype=tensors[0].dtype, device=tensors[0].device)


def views_of(vector: Tensor, tensors: Iterable[Tensor]) -> Iterator[Tensor]:
    """Cut a vector into views with the shapes and strides (channels last, ...) of some tensors.

    What is written to a view is written to the vector, of shape (total number of elements,).
    """
    start = 0
    for tensor in tensors:
        yield vector.as_strided(tensor.shape, tensor.stride(), start)
        start += tensor.numel()
