"""Jobs whose every batch waits for permission, so that no test depends on timing."""

import threading

import pytest
import torch

from core.engine import TrainingJob, TrainingQueue
from core.engine import queue as core_queue
from core.training import TrainingRun
from tests.core.helpers import tiny_config

PATIENCE = 20.0
# A semaphore lets them pass one by one, so a million would take half a second.
MORE_BATCHES_THAN_ANY_RUN_HAS = 1_000


class GatedRun(TrainingRun):
    """A run that asks before each batch; a test sees it ask and lets it pass."""

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self._asked = threading.Semaphore(0)
        self._permits = threading.Semaphore(0)
        self.error: Exception | None = None

    def advance(self, seconds: float = 0.0):
        self._asked.release()
        self._permits.acquire()
        if self.error is not None:
            raise self.error
        return super().advance()

    def allow(self, batches: int = 1) -> None:
        """Let some batches pass, asked for already or not."""
        self._permits.release(batches)

    def wait_until_it_asks(self) -> None:
        """Wait until a batch is in flight."""
        assert self._asked.acquire(timeout=PATIENCE), "no batch was begun"

    def asks_within(self, seconds: float) -> bool:
        """Tell whether a batch is begun within this time."""
        return self._asked.acquire(timeout=seconds)


@pytest.fixture
def make_job(tiny_digits):
    """Make jobs that end with the test, whatever happens in it."""
    jobs: list[TrainingJob] = []
    others = set(threading.enumerate())

    def make(*, gated=False, queue: TrainingQueue | None = None, owner=None, **choices):
        kind = GatedRun if gated else TrainingRun
        run = kind(tiny_config(**choices), tiny_digits, device=torch.device("cpu"))
        job = TrainingJob(run, queue=queue, owner=owner)
        if queue is None:
            job.queue.cores = 1  # threads within a batch only cost time here
        jobs.append(job)
        return job

    yield make
    for job in jobs:
        job.stop()
        if isinstance(job.run, GatedRun):
            job.run.allow(MORE_BATCHES_THAN_ANY_RUN_HAS)
    for thread in set(threading.enumerate()) - others:
        thread.join(PATIENCE)
        assert not thread.is_alive(), "a stopped job left its thread behind"


@pytest.fixture
def long_turns(monkeypatch):
    """Nobody's turn is over while a test looks at who holds the slot."""
    monkeypatch.setattr(core_queue, "TURN_SECONDS", 1_000.0)
