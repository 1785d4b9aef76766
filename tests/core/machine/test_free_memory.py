"""What threads have freed goes back to the system."""

import sys
import threading
from pathlib import Path

import pytest

from core.machine.free_memory import release_free_memory

MEGABYTE = 2**20
KEPT, FREED = 60, 1_000  # blocks of 60,000 bytes: too small for pages of their own


def resident() -> int:
    """How much of this process is in memory now, in bytes."""
    (line,) = (
        line for line in Path("/proc/self/status").read_text().splitlines() if "VmRSS" in line
    )
    return int(line.split()[1]) * 1_024


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells and trims it this way")
def test_memory_that_a_thread_has_freed_is_released():
    kept: list[bytearray] = []

    def work() -> None:
        blocks = [bytearray(60_000) for _ in range(FREED)]
        kept.extend(blocks[:: FREED // KEPT])

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    before = resident()
    release_free_memory()
    assert before - resident() > 20 * MEGABYTE
    assert all(len(block) == 60_000 for block in kept), "what is in use stays"


def test_nothing_happens_where_it_cannot_be_asked_for(monkeypatch):
    monkeypatch.setattr(sys, "platform", "win32")
    release_free_memory()
