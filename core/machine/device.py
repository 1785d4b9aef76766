"""Which processor a run uses."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import torch
from torch import Tensor, nn
from torch.nn import functional

from core.environment import choice_from
from core.errors import VariableError

VARIABLE = "DIGIT_LAB_DEVICE"
KINDS = ("cuda", "mps", "cpu")  # The fastest first.


def best_device() -> torch.device:
    """Return the fastest processor that works, or the one that ``DIGIT_LAB_DEVICE`` names.

    Raises
    ------
    VariableError
        If the variable names none, or one that is not there or cannot be used.
    """
    usable = [kind for kind in KINDS if _is_there(kind) and not unusable(kind)]
    wanted = choice_from(VARIABLE, KINDS)
    if wanted is not None and wanted not in usable:
        here = f"one that works here: {', '.join(usable)}"
        why = unusable(wanted) if _is_there(wanted) else ""
        raise VariableError(VARIABLE, wanted, f"{here} ({why})" if why else here)
    device = torch.device(wanted or usable[0])
    calculate_exactly(device)
    return device


def unusable_card() -> str:
    """Say why a graphics card that is there is not used; nothing where it is, or there is none."""
    return next((why for kind in KINDS if _is_there(kind) and (why := unusable(kind))), "")


def _is_there(kind: str) -> bool:
    if kind == "cuda":
        return torch.cuda.is_available()
    return kind == "cpu" or torch.backends.mps.is_available()


@cache
def unusable(kind: str) -> str:
    """Try a device once, and say in one line why it fails; nothing where it works.

    A card may be too old for this PyTorch, or full of other programs' numbers.
    """
    if kind == "cpu":
        return ""
    try:
        image = torch.ones(1, 1, 4, 4, device=kind)
        functional.conv2d(image, torch.ones(1, 1, 3, 3, device=kind)).sum().item()
    except RuntimeError as error:
        return str(error).strip().partition("\n")[0]
    return ""


def calculate_exactly(device: torch.device) -> None:
    """Let a GPU, in the whole process, give the same numbers each time, and those of the CPU.

    Left alone, NVIDIA's convolutions add up gradients in whatever order they become ready, so
    that no two trainings are alike, and cut float32 to 10 of its 23 bits of fraction (TF32), so
    that a sum by hand differs from theirs in the fourth digit. For networks as small as those
    here neither saves time.
    """
    if device.type == "cuda":
        torch.backends.cudnn.deterministic = True
        # Not conv.fp32_precision: after that, ONNX's exporter fails when it asks for this one.
        torch.backends.cudnn.allow_tf32 = False


def device_of(model: nn.Module) -> torch.device:
    """Return the device of a model's first parameter."""
    return next(model.parameters()).device


def gains_from_bfloat16(device: torch.device) -> bool:
    """Return whether networks as small as those here train faster in bfloat16.

    True for a CPU that multiplies such numbers by itself; others only imitate it. False for a
    GPU: it is done with either long before the next operation is asked for, and converting
    numbers is one more thing to ask (measured on an H100: 2.2 milliseconds a step of the CNN in
    float32, 2.5 in bfloat16).
    """
    if device.type != "cpu":
        return False
    capabilities = torch.cpu.get_capabilities()
    return any(present for name, present in capabilities.items() if "bf16" in name)


def copy_to_cpu(tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Copy tensors by name to the CPU; the copies share nothing with the originals."""
    with torch.no_grad():
        return {name: value.detach().to("cpu", copy=True) for name, value in tensors.items()}
