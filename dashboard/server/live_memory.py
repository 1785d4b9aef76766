"""What the trainings of all visitors take of the memory together."""

from __future__ import annotations

import gc
import threading
from weakref import WeakKeyDictionary

from core.config import TrainConfig
from core.data import DigitData
from core.engine import TrainingJob
from core.errors import LimitError
from core.limits import check_memory, check_size
from core.machine.memory import memory
from core.training.memory import MemoryNeeds, estimate_memory
from core.training.plan import steps_per_epoch, training_size
from dashboard.server.shared import shared


class LiveMemory:
    """Counts what trainings are estimated to take while they are in memory; it keeps none there."""

    def __init__(self) -> None:
        self._needs: WeakKeyDictionary[TrainingJob, MemoryNeeds] = WeakKeyDictionary()
        self._lock = threading.Lock()

    def add(self, job: TrainingJob, needs: MemoryNeeds) -> None:
        """Count a training: all that it needs while it is live, then what remains of it."""
        with self._lock:
            self._needs[job] = needs

    @property
    def taken(self) -> int:
        """What all of them are estimated to take now, in bytes."""
        with self._lock:
            counted = list(self._needs.items())
        return sum(needs.total if job.live else needs.lasting for job, needs in counted)


@shared
def live_memory() -> LiveMemory:
    """Return the one count of all visitors."""
    return LiveMemory()


def check_affordable(config: TrainConfig, data: DigitData, *, beside: int = 0) -> MemoryNeeds:
    """Check that a training is not too long or too large to be started now.

    Parameters
    ----------
    config, data : TrainConfig and DigitData
        What it learns with and from.
    beside : int
        What others that start with it are estimated to take of the memory, in bytes.

    Returns
    -------
    MemoryNeeds
        What it is estimated to take of the memory.

    Raises
    ------
    LimitError
        Says what to change.
    """
    images, steps = training_size(data, config), config.epochs * steps_per_epoch(data, config)
    needs = estimate_memory(config, images=images, steps=steps)
    check_size(
        epochs=config.epochs,
        steps=steps,
        batch_size=min(config.batch_size, images),
        parameters=needs.parameters,
    )
    try:
        _check_memory(needs, beside)
    except LimitError:
        gc.collect()  # A job and its place in the queue know each other: some may be left.
        _check_memory(needs, beside)
    return needs


def _check_memory(needs: MemoryNeeds, beside: int) -> None:
    there, taken = memory(), live_memory().taken + beside
    check_memory(needs.total, taken, free=there.free, total=there.total)
