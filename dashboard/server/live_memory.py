"""What the live trainings of all visitors may take of the memory together."""

from __future__ import annotations

import threading
from weakref import WeakKeyDictionary

from core.config import TrainConfig
from core.data import DigitData
from core.engine import TrainingJob
from core.limits import check_memory, check_size
from core.machine.memory import memory
from core.training.memory import estimate_memory
from core.training.plan import steps_per_epoch, training_size
from dashboard.server.shared import shared


class LiveMemory:
    """Counts what live trainings are estimated to take; it keeps none of them alive."""

    def __init__(self) -> None:
        self._needs: WeakKeyDictionary[TrainingJob, int] = WeakKeyDictionary()
        self._lock = threading.Lock()

    def add(self, job: TrainingJob, needed: int) -> None:
        """Count a training for as long as it is live."""
        with self._lock:
            self._needs[job] = needed

    @property
    def taken(self) -> int:
        """What all live trainings are estimated to take, in bytes."""
        with self._lock:
            counted = list(self._needs.items())
        return sum(needed for job, needed in counted if job.live)


@shared
def live_memory() -> LiveMemory:
    """Return the one count of all visitors."""
    return LiveMemory()


def check_affordable(config: TrainConfig, data: DigitData) -> int:
    """Check that a training is not too long or too large to be started now.

    Returns
    -------
    int
        What it is estimated to take of the memory, in bytes.

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
    there = memory()
    check_memory(needs.total, live_memory().taken, free=there.free, total=there.total)
    return needs.total
