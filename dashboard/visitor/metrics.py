"""Numbers about the whole server, beside Streamlit's own at the address `_stcore/metrics`.

Anybody may ask there, so they are numbers and nothing else: no name, no label, nothing of one
visitor.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from streamlit.proto.openmetrics_data_model_pb2 import Metric
from streamlit.runtime.stats import StatsManager

from core.disk_space import bytes_on_disk
from core.errors import DigitLabError
from core.machine.memory import memory, resident_bytes
from dashboard.server.live_memory import live_memory
from dashboard.server.resources import shared_queue, shared_store
from dashboard.server.running import running_server
from dashboard.server.shared import shared
from dashboard.visitor.session import visitors_here

# To count the bytes of twenty thousand files takes about a second.
SECONDS_BETWEEN_COUNTS = 60.0


@dataclass(frozen=True, slots=True)
class Family:
    """One number, as OpenMetrics describes it.

    Attributes
    ----------
    read : callable
        Its value now; None where the system does not tell. For any thread.
    help : str
        What it is.
    unit : str
        "bytes", "seconds" or nothing; its name ends with it.
    type : str
        "gauge" goes up and down, "counter" only up.
    """

    read: Callable[[], float | None]
    help: str
    unit: str = ""
    type: str = "gauge"


@dataclass(frozen=True, slots=True)
class Value:
    """A family's value at one moment, in the two forms that Streamlit sends."""

    family_name: str
    family: Family
    value: float

    @property
    def type(self) -> str:
        """The kind of number."""
        return self.family.type

    @property
    def unit(self) -> str:
        """What it counts."""
        return self.family.unit

    @property
    def help(self) -> str:
        """What it is."""
        return self.family.help

    def to_metric_str(self) -> str:
        """Write it as text."""
        name = f"{self.family_name}_total" if self.type == "counter" else self.family_name
        return f"{name} {self.value:.15g}"

    def marshall_metric_proto(self, metric: Metric) -> None:
        """Write it into a message."""
        point = metric.metric_points.add()
        place = point.counter_value if self.type == "counter" else point.gauge_value
        place.double_value = self.value


class DiskUse:
    """What all runs take, counted again when a minute is over."""

    def __init__(self) -> None:
        self._bytes, self._counted_at = 0, -SECONDS_BETWEEN_COUNTS

    def read(self) -> float:
        """Return the last count, or make a new one."""
        now = time.monotonic()
        if now - self._counted_at >= SECONDS_BETWEEN_COUNTS:
            self._counted_at = now
            self._bytes = bytes_on_disk(shared_store().folder)
        return self._bytes


def _free_disk() -> float:
    """Return the free bytes where runs are kept, or will be: the folder may not be there yet."""
    folder = shared_store().folder.resolve()
    there = next(path for path in (folder, *folder.parents) if path.exists())
    return shutil.disk_usage(Path(there)).free


def families() -> dict[str, Family]:
    """List the numbers by their names."""
    return {
        "digit_lab_visitors": Family(visitors_here, "Visitors who have a tab open."),
        "digit_lab_works_computing": Family(
            lambda: shared_queue().computing, "Trainings and other works that compute."
        ),
        "digit_lab_works_waiting": Family(
            lambda: shared_queue().waiting, "Trainings and other works that wait for a turn."
        ),
        "digit_lab_wait_seconds": Family(
            lambda: shared_queue().longest_wait,
            "About how long the last work in the queue waits for its turn.",
            "seconds",
        ),
        "digit_lab_examples": Family(
            lambda: shared_queue().examples,
            "Images that trainings have learned from; its rate is examples per second.",
            type="counter",
        ),
        "digit_lab_memory_bytes": Family(resident_bytes, "Memory of the server.", "bytes"),
        "digit_lab_memory_free_bytes": Family(
            lambda: memory().free, "Memory that the server could still take.", "bytes"
        ),
        "digit_lab_trainings_memory_bytes": Family(
            lambda: live_memory().taken, "Memory that trainings are estimated to take.", "bytes"
        ),
        "digit_lab_runs_bytes": Family(
            DiskUse().read, "What all runs take on the disk, at most a minute ago.", "bytes"
        ),
        "digit_lab_disk_free_bytes": Family(
            _free_disk, "What is free on the disk where runs are kept.", "bytes"
        ),
    }


class Metrics:
    """Gives the numbers to whoever asks Streamlit for its own."""

    def __init__(self) -> None:
        self._families = families()

    @property
    def stats_families(self) -> Sequence[str]:
        """The names of the numbers."""
        return list(self._families)

    def get_stats(self, family_names: Sequence[str] | None = None) -> Mapping[str, Sequence[Value]]:
        """Read the numbers, or those that are asked for; one that cannot be read is left out."""
        found = {}
        for name, family in self._families.items():
            if family_names is None or name in family_names:
                with suppress(OSError, DigitLabError):
                    value = family.read()
                    if value is not None:
                        found[name] = [Value(name, family, value)]
        return found

    def join(self, manager: StatsManager) -> None:
        """Stand beside Streamlit's own numbers."""
        manager.register_provider(self)


@shared
def publish_metrics() -> Metrics:
    """Begin to answer; where no server runs, as in tests of pages, nobody asks."""
    made = Metrics()
    if server := running_server():
        made.join(server.stats_mgr)
    return made
