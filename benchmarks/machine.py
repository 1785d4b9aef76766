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
from core.machine.name import processor_name


def processor_seconds(process: int | str) -> float:
    """Return the processor time that a process has used; raises OSError when it has ended."""
    fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident_megabytes(process: int | str, field: str = "VmRSS") -> float:
    """Read how much of a process is in memory now; ``VmHWM`` tells the most it ever was."""
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith(field):
            return int(line.split()[1]) / 1_024
    raise RuntimeError(f"process {process} has no memory")


def describe_machine() -> str:
    """Say in one line what the numbers were measured on."""
    parts = [
        f"{os.cpu_count()} cores of {processor_name(torch.device('cpu'))}",
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
