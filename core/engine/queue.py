"""Which jobs train now: a fair queue for one processor and many visitors."""

from __future__ import annotations

import threading
import weakref
from typing import Protocol

from core.machine.threads import core_count, fair_share


class QueuedJob(Protocol):
    """What the queue asks of its jobs."""

    def interrupt(self) -> None:
        """End after the current batch."""


def _interrupt_all(jobs: list[QueuedJob]) -> None:
    for job in list(jobs):
        job.interrupt()


class TrainingQueue:
    """Lets as many jobs train at once as there are slots; the others wait in order.

    Without a number there is a slot for each processor core.
    """

    def __init__(self, slots: int | None = None) -> None:
        self.cores = core_count()
        self.slots = slots or self.cores
        self._running: list[QueuedJob] = []
        self._waiting: list[QueuedJob] = []
        # One condition for the queue and all its jobs: whoever changes what a job may
        # or must do wakes everyone, and nobody ever has two locks.
        self.changed = threading.Condition(threading.RLock())
        # A thread that is inside PyTorch while the interpreter ends would crash it.
        weakref.finalize(self, _interrupt_all, self._running)

    def admit(self, job: QueuedJob) -> bool:
        """Return whether a job may train now; else it waits, and asks again after a change."""
        with self.changed:
            if job in self._running:
                return True
            if job not in self._waiting:
                self._waiting.append(job)
                self.changed.notify_all()
            if self._waiting[0] is job and len(self._running) < self.slots:
                self._waiting.pop(0)
                self._running.append(job)
                self.changed.notify_all()
                return True
            return False

    def leave(self, job: QueuedJob) -> None:
        """Release a job's place, in training or in the queue."""
        with self.changed:
            for jobs in (self._running, self._waiting):
                if job in jobs:
                    jobs.remove(job)
                    self.changed.notify_all()

    def place_in_queue(self, job: QueuedJob) -> int:
        """Return a job's place in the queue, 1 for the next one; 0 when it does not wait."""
        with self.changed:
            return self._waiting.index(job) + 1 if job in self._waiting else 0

    @property
    def is_idle(self) -> bool:
        """Whether nobody trains or waits to."""
        with self.changed:
            return not self._running and not self._waiting

    @property
    def threads_beside_jobs(self) -> int:
        """How many processor threads a look at a network gets: as if it were one job more.

        Threads that share a core wait for each other, which slows all of them down a lot.
        """
        with self.changed:
            return fair_share(self.cores, 1 + len(self._running))

    @property
    def threads_per_job(self) -> int:
        """How many processor threads each running job gets: the cores divided by the jobs.

        One job alone trains a convolution 1.7 times faster on two cores, two jobs are fairest with
        one each.
        """
        with self.changed:
            return fair_share(self.cores, len(self._running))
