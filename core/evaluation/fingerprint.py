"""A short name for a network's weights that changes when any of them does."""

from __future__ import annotations

import hashlib

from torch import nn


def weights_fingerprint(model: nn.Module) -> str:
    """Compute sixteen hexadecimal digits of a SHA-256 over all weights and buffers.

    It covers names, types, shapes and bytes, and is the same on every device and for every
    memory format.
    """
    digest = hashlib.sha256()
    for name, tensor in model.state_dict().items():
        digest.update(f"{name} {tensor.dtype} {tuple(tensor.shape)}".encode())
        digest.update(tensor.detach().cpu().contiguous().numpy().tobytes())
    return digest.hexdigest()[:16]
