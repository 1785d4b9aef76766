"""A name for a network's weights that changes when any of them does."""

from __future__ import annotations

import hashlib

from torch import nn


def weights_fingerprint(model: nn.Module) -> str:
    """Sum up all weights and buffers in one short word.

    Parameters
    ----------
    model : nn.Module
        The network, on any device.

    Returns
    -------
    str
        Sixteen hexadecimal digits of a SHA-256 over names, shapes and bytes. The same
        word for the same weights, whatever their memory format.
    """
    digest = hashlib.sha256()
    for name, tensor in model.state_dict().items():
        digest.update(f"{name} {tensor.dtype} {tuple(tensor.shape)}".encode())
        digest.update(tensor.detach().cpu().contiguous().numpy().tobytes())
    return digest.hexdigest()[:16]
