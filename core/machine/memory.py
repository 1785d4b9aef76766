"""How much memory there is for this process: the machine's, or its container's."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

MEMINFO = Path("/proc/meminfo")
OWN = Path("/proc/self/statm")
CGROUP_2 = Path("/sys/fs/cgroup")
CGROUP_1 = Path("/sys/fs/cgroup/memory")
# Where the system does not say what is free.
USUAL_SHARE_FREE = 0.5
USUAL_BYTES = 4 * 10**9


@dataclass(frozen=True, slots=True)
class Memory:
    """What there is, in bytes.

    Attributes
    ----------
    total, free : int
        All of it, and what could be taken now; what the system keeps of files counts as free.
    """

    total: int
    free: int


def memory() -> Memory:
    """Ask how much memory this process may take: a container's limit counts, if there is one."""
    found = _machine()
    for contained in (_container(CGROUP_2), _container(CGROUP_1)):
        if contained is not None and contained.total < found.total:
            found = Memory(contained.total, min(found.free, contained.free))
    return found


def resident_bytes() -> int | None:
    """Return how much of the memory this process has; None where the system does not say."""
    with suppress(OSError, IndexError, ValueError, AttributeError):
        return int(OWN.read_text("ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return None


def _machine() -> Memory:
    with suppress(OSError, KeyError, ValueError):
        lines = dict(line.split(":") for line in MEMINFO.read_text("ascii").splitlines())
        kilobytes = {name: int(lines[name].split()[0]) for name in ("MemTotal", "MemAvailable")}
        return Memory(kilobytes["MemTotal"] * 1024, kilobytes["MemAvailable"] * 1024)
    with suppress(ValueError, OSError, AttributeError):  # macOS; Windows has no such function.
        total = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
        return Memory(total, int(total * USUAL_SHARE_FREE))
    return Memory(USUAL_BYTES, int(USUAL_BYTES * USUAL_SHARE_FREE))


def _container(folder: Path) -> Memory | None:
    """Read a control group, of version 2 or 1; None where it sets no limit."""
    names = (
        ("memory.max", "memory.current", "inactive_file")
        if folder == CGROUP_2
        else ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file")
    )
    with suppress(OSError, KeyError, ValueError):
        total = int((folder / names[0]).read_text("ascii"))  # "max" is no number: no limit.
        used = int((folder / names[1]).read_text("ascii"))
        details = (folder / "memory.stat").read_text("ascii").splitlines()
        cached = int(dict(line.split() for line in details)[names[2]])
        return Memory(total, max(0, total - used + cached))
    return None
