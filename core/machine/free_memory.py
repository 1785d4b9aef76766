"""Memory that is free but still counted as the server's."""

from __future__ import annotations

import ctypes
import sys


def release_free_memory() -> None:
    """Return to the system what has been freed, where the C library offers it.

    On Linux every thread takes memory from a pool of its own, and what is freed stays in that
    pool: measured after ten trainings of "Quick", 360 of 1,080 megabytes were such leftovers.
    """
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)
