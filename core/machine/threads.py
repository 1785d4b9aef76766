"""How many processor threads a step is worth."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

import joblib
import torch

# Splitting work costs time too. Measured on two cores, two threads against one, in multiply-adds
# of the forward pass: the MLP with batches of 64 (3.4 million) 1.0 to 1.14 times as fast, the CNN
# with batches of 64 (31 million) 1.4 to 1.6, with 256 (123 million) 2.0. For a tenth it is not
# worth it: a core that is left alone serves the pages, and two threads that wait for each other
# are a hundred times slower than one when another program wants a core.
MULTIPLY_ADDS_PER_THREAD = 8_000_000


def core_count() -> int:
    """Return the number of processor cores that this process may use, at least one.

    In a container that are fewer than the machine has: those of its share of time (cgroups) and
    those that it is bound to (affinity) count.
    """
    return int(joblib.cpu_count())


def fair_share(cores: int, users: int) -> int:
    """Return how many threads each of some users gets, at least one.

    Threads that share a core wait for each other, which slows all of them down a lot.
    """
    return max(1, cores // max(1, users))


def useful_threads(multiply_adds: int) -> int:
    """Return how many threads make a training step faster, at least one.

    One for each 8 million multiply-adds of the forward pass of a whole batch.
    """
    return max(1, multiply_adds // MULTIPLY_ADDS_PER_THREAD)


@contextmanager
def using_threads(number: int) -> Iterator[None]:
    """Limit PyTorch to so many processor threads, one or more, for a while.

    The number is the calling thread's own, and is restored afterwards. A new thread begins with
    what any thread has set last, so whoever cares has to say.
    """
    found = torch.get_num_threads()
    torch.set_num_threads(number)
    try:
        yield
    finally:
        torch.set_num_threads(found)


def at_most_threads(limit: int) -> AbstractContextManager[None]:
    """Limit PyTorch to so many processor threads for a while, or to fewer if it has fewer."""
    return using_threads(min(limit, torch.get_num_threads()))
