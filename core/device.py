"""Which processor a run uses."""

from __future__ import annotations

import torch
from torch import nn


def best_device() -> torch.device:
    """Pick the fastest processor that is there: CUDA, then MPS, then the CPU.

    Returns
    -------
    torch.device
        The device that a new run should use.
    """
    if torch.cuda.is_available():
        return torch.device("cuda")
    if torch.backends.mps.is_available():
        return torch.device("mps")
    return torch.device("cpu")


def device_of(model: nn.Module) -> torch.device:
    """Tell where a model's parameters are.

    Parameters
    ----------
    model : nn.Module
        A model with at least one parameter.

    Returns
    -------
    torch.device
        The device of its first parameter.
    """
    return next(model.parameters()).device
