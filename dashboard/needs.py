"""What Digit Lab needs and this computer lacks, in one plain line.

It is run before anything is installed, so it is written for any Python 3, and imports nothing.
"""

from __future__ import annotations

import importlib.util
import platform
import sys

OLDEST = (3, 11)


def lacking(version: tuple[int, ...], system: str, machine: str) -> str:
    """Say in a sentence why Digit Lab cannot be installed; nothing where it can."""
    if version < OLDEST:
        return (
            f"Digit Lab needs Python {OLDEST[0]}.{OLDEST[1]} or newer, and this is Python "
            f"{version[0]}.{version[1]}. Install a newer one, and name it: "
            "make run PYTHON=python3.13"
        )
    if (system, machine) == ("Darwin", "x86_64"):
        return (
            "PyTorch is no longer made for Macs with an Intel processor, so Digit Lab cannot run "
            "here. (On a Mac with an Apple chip, install the Python that is made for it.)"
        )
    return ""


def lacking_here() -> str:
    """Say in a sentence why Digit Lab cannot run here; nothing where it can."""
    found = lacking(sys.version_info[:2], platform.system(), platform.machine())
    if found or importlib.util.find_spec("torch") is not None:
        return found
    return (
        "PyTorch is not installed. In a clone of Digit Lab, run: make run. Anywhere else, run: "
        "pip install torch torchvision"
    )


if __name__ == "__main__":
    sys.exit(lacking(sys.version_info[:2], platform.system(), platform.machine()) or None)
