"""What the processor of a training is called, to tell one machine from another."""

from __future__ import annotations

import platform
from functools import cache
from pathlib import Path

import torch

CPU_INFO = Path("/proc/cpuinfo")


def processor_name(device: torch.device) -> str:
    """Return what a device's maker calls it: the same words for the same hardware."""
    if device.type == "cuda":
        return torch.cuda.get_device_name(device)
    return _cpu_name() if device.type == "cpu" else f"{device.type} of {_cpu_name()}"


@cache
def _cpu_name() -> str:
    try:
        lines = CPU_INFO.read_text(encoding="utf-8").splitlines()
    except OSError:  # Only Linux has it.
        lines = []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.processor() or platform.machine())
