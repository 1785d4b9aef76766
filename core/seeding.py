"""One seed, many private streams of random numbers.

PyTorch and NumPy both offer one global generator. Two visitors who train at the
same time would draw from it in turns, and neither could repeat a run. So every
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
    """Make a NumPy generator for one purpose of one run.

    Parameters
    ----------
    seed : int
        The run's seed, 0 or larger.
    purpose : str
        What the numbers are for; another purpose gives independent numbers.

    Returns
    -------
    numpy.random.Generator
        A fresh generator at the start of its stream.
    """
    return np.random.default_rng(_stream(seed, purpose))


def torch_generator(seed: int, purpose: str, device: torch.device | str = "cpu") -> torch.Generator:
    """Make a PyTorch generator for one purpose of one run.

    Parameters
    ----------
    seed : int
        The run's seed, 0 or larger.
    purpose : str
        What the numbers are for; another purpose gives independent numbers.
    device : torch.device or str
        Where the random tensors will be made.

    Returns
    -------
    torch.Generator
        A fresh generator at the start of its stream.
    """
    state = int(_stream(seed, purpose).generate_state(1, np.uint64)[0] >> np.uint64(1))
    return torch.Generator(device).manual_seed(state)
