"""All trainings together take no more of the memory than they may."""

import gc
from dataclasses import replace

import pytest

from core.engine import TrainingJob
from core.errors import LimitError
from core.limits import LIMITS
from core.machine.memory import Memory
from core.training import TrainingRun
from core.training.memory import estimate_memory
from core.training.plan import steps_per_epoch
from dashboard.server import live_memory as module
from dashboard.server.live_memory import LiveMemory, check_affordable
from tests.core.helpers import tiny_config

GIGABYTE = 10**9


def needs_of(config, data):
    steps = config.epochs * steps_per_epoch(data, config)
    return estimate_memory(config, images=len(data.train), steps=steps)


@pytest.fixture
def counted(monkeypatch) -> LiveMemory:
    counted = LiveMemory()
    monkeypatch.setattr(module, "live_memory", lambda: counted)
    monkeypatch.setattr(module, "memory", lambda: Memory(64 * GIGABYTE, 32 * GIGABYTE))
    return counted


def test_training_counts_while_it_is_live_then_what_remains_then_nothing(counted, tiny_digits):
    config = tiny_config(epochs=200)
    needs = needs_of(config, tiny_digits)
    job = TrainingJob(TrainingRun(config, tiny_digits))
    counted.add(job, needs)
    job.start()
    assert counted.taken == needs.total
    job.stop()
    job.wait(20)
    assert counted.taken == needs.lasting < needs.total
    job._thread.join(20)
    del job
    gc.collect()
    assert counted.taken == 0


def test_one_more_than_fits_is_refused(counted, tiny_digits, monkeypatch):
    config = tiny_config(epochs=200)
    needs = check_affordable(config, tiny_digits)
    assert needs == needs_of(config, tiny_digits)
    job = TrainingJob(TrainingRun(config, tiny_digits))
    counted.add(job, needs)
    job.start()
    bound = replace(LIMITS["all_runs_megabytes"], own=1.5 * needs.total / 1e6)
    monkeypatch.setitem(LIMITS, "all_runs_megabytes", bound)
    with pytest.raises(LimitError, match="Wait until some have finished"):
        check_affordable(config, tiny_digits)
    job.stop()
    job.wait(20)
    job._thread.join(20)
    del job
    check_affordable(config, tiny_digits)


def test_too_large_a_batch_is_refused_before_anything_is_built(counted, tiny_digits, monkeypatch):
    monkeypatch.setattr(module, "memory", lambda: Memory(GIGABYTE, 10_000_000))
    with pytest.raises(LimitError, match=r"at most 5 MB are possible here now. Choose a smaller"):
        check_affordable(tiny_config(model="cnn"), tiny_digits)
