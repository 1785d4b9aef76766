"""One seed, many private streams of random numbers.

PyTorch and NumPy both offer one global generator. Two visitors who train at the
same time would draw from it in turns, and neither run could be repeated. So every
purpose ("weights", "batch order", "dropout") gets a generator of its own, derived
from the run's seed, and nothing in Digit Lab touches the global ones.
"""

from __future__ import annotations

import zlib

import numpy as np
import torch


def _stream(seed: int, purpose: str) -> np.random.SeedSequence:
    return np.random.SeedSequence([seed, zlib.crc32(purpose.encode())])


def numpy_generator(seed: int, purpose: str) -> np.random.Generator:
    """Make a NumPy generator for one purpose; another purpose gives independent numbers."""
    return np.random.default_rng(_stream(seed, purpose))


def torch_generator(seed: int, purpose: str, device: torch.device | str = "cpu") -> torch.Generator:
    """Make a PyTorch generator for one purpose; another purpose gives independent numbers."""
    state = int(_stream(seed, purpose).generate_state(1, np.uint64)[0] >> np.uint64(1))
    return torch.Generator(device).manual_seed(state)
