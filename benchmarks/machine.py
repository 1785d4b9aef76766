"""What machine a benchmark ran on, and where its MNIST files are."""

from __future__ import annotations

import os
import platform
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import torch

from core.data import data_folder
from core.data.mnist import MNIST


def processor_name() -> str:
    """Name the processor, from the system where it tells."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def describe_machine() -> str:
    """Say in one line what the numbers were measured on."""
    parts = [
        f"{os.cpu_count()} cores of {processor_name()}",
        f"{torch.get_num_threads()} threads",
        f"Python {platform.python_version()}",
        f"PyTorch {torch.__version__}",
    ]
    if torch.cuda.is_available():
        parts.append(torch.cuda.get_device_name())
    return ", ".join(parts)


@contextmanager
def unpacked_mnist() -> Iterator[Path]:
    """Copy the packed MNIST files to a place where torchvision may unpack them."""
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder) / MNIST.folder
        raw.mkdir(parents=True)
        for file in (data_folder() / MNIST.folder).glob("*.gz"):
            shutil.copy(file, raw)
        yield Path(folder)
