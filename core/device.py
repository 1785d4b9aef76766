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
        device = torch.device("cuda")
        calculate_exactly(device)
        return device
    if torch.backends.mps.is_available():
        return torch.device("mps")
    return torch.device("cpu")


def calculate_exactly(device: torch.device) -> None:
    """Let a GPU give the same numbers each time, and those that the CPU gives.

    Left alone, NVIDIA's convolutions add up gradients in whatever order they become ready, so
    that no two trainings are alike, and cut float32 to 10 of its 23 bits of fraction (TF32), so
    that a sum by hand differs from theirs in the fourth digit. For networks as small as those
    here neither saves time.

    Parameters
    ----------
    device : torch.device
        Anything but CUDA calculates exactly by itself. Holds for the whole process.
    """
    if device.type == "cuda":
        torch.backends.cudnn.deterministic = True
        torch.backends.cudnn.fp32_precision = "ieee"


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


def multiplies_bfloat16(device: torch.device) -> bool:
    """Tell whether a processor multiplies bfloat16 numbers by itself.

    Parameters
    ----------
    device : torch.device
        Where a run is.

    Returns
    -------
    bool
        False where bfloat16 would only be imitated, slower than float32.
    """
    if device.type == "cuda":
        return torch.cuda.is_bf16_supported(including_emulation=False)
    if device.type == "cpu":
        capabilities = torch.cpu.get_capabilities()
        return any(present for name, present in capabilities.items() if "bf16" in name)
    return False
