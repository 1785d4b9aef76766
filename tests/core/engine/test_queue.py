import os
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from core.engine import TrainingQueue

PATIENCE = 20.0
ROOT = Path(__file__).resolve().parents[3]


def wait_for(queue: TrainingQueue, condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    with queue.changed:
        while not condition():
            assert time.monotonic() < deadline, "the queue did not get there"
            # Joining the queue wakes nobody, so look again now and then.
            queue.changed.wait(timeout=0.01)


def queue_up(queue: TrainingQueue, *jobs) -> None:
    """Start jobs one after the other, each surely behind the one before."""
    for place, job in enumerate(jobs, start=1):
        job.start()
        wait_for(queue, lambda job=job, place=place: queue.place_in_queue(job) == place)


# The queue itself


def test_as_many_slots_as_processor_cores_unless_said():
    assert TrainingQueue().slots == len(os.sched_getaffinity(0))
    assert TrainingQueue(slots=3).slots == 3


def test_first_come_is_first_served(make_job):
    queue = TrainingQueue(slots=1)
    first, second, third = (make_job(queue=queue) for _ in range(3))
    assert [queue.admit(job) for job in (first, second, third)] == [True, False, False]
    assert [queue.place_in_queue(job) for job in (first, second, third)] == [0, 1, 2]
    queue.leave(first)
    # The third asks earlier, but it is not its turn.
    assert not queue.admit(third)
    assert queue.admit(second)
    assert [queue.place_in_queue(job) for job in (first, second, third)] == [0, 0, 1]


def test_asking_again_keeps_the_place(make_job):
    queue = TrainingQueue(slots=1)
    first, second, third = (make_job(queue=queue) for _ in range(3))
    for job in (first, second, third, second, second):
        queue.admit(job)
    assert queue.admit(first)
    assert [queue.place_in_queue(job) for job in (second, third)] == [1, 2]


def test_who_leaves_the_queue_makes_room_behind(make_job):
    queue = TrainingQueue(slots=1)
    first, second, third = (make_job(queue=queue) for _ in range(3))
    for job in (first, second, third):
        queue.admit(job)
    queue.leave(second)
    assert [queue.place_in_queue(job) for job in (second, third)] == [0, 1]


def test_leaving_without_being_there_does_nothing(make_job):
    queue = TrainingQueue(slots=1)
    here, stranger = make_job(queue=queue), make_job(queue=queue)
    queue.admit(here)
    queue.leave(stranger)
    assert not queue.admit(stranger)
    assert queue.place_in_queue(stranger) == 1


def test_queue_is_idle_while_nobody_trains_or_waits(make_job):
    queue = TrainingQueue(slots=1)
    first, second = make_job(queue=queue), make_job(queue=queue)
    assert queue.is_idle
    queue.admit(first)
    assert not queue.is_idle
    queue.admit(second)
    queue.leave(first)
    assert not queue.is_idle, "the second one waits"
    queue.leave(second)
    assert queue.is_idle


def test_cores_are_divided_by_the_running_jobs(make_job):
    queue = TrainingQueue(slots=3)
    queue.cores = 4
    shares = []
    for job in [make_job(queue=queue) for _ in range(3)]:
        queue.admit(job)
        shares.append(queue.threads_per_job)
    assert shares == [4, 2, 1]


def test_look_at_a_network_shares_the_cores_with_the_jobs(make_job):
    queue = TrainingQueue(slots=4)
    queue.cores = 4
    assert queue.threads_beside_jobs == 4
    jobs = [make_job(queue=queue) for _ in range(4)]
    shares = []
    for job in jobs:
        queue.admit(job)
        shares.append(queue.threads_beside_jobs)
    assert shares == [2, 1, 1, 1]


def test_every_job_gets_at_least_one_thread(make_job):
    queue = TrainingQueue(slots=3)
    queue.cores = 1
    for job in [make_job(queue=queue) for _ in range(3)]:
        queue.admit(job)
    assert queue.threads_per_job == 1


# Jobs in the queue


@pytest.mark.parametrize("slots", [1, 2])
def test_no_more_jobs_train_at_once_than_there_are_slots(make_job, slots):
    queue = TrainingQueue(slots=slots)
    jobs = [make_job(gated=True, queue=queue) for _ in range(4)]
    for job in jobs[:slots]:
        job.start()
        job.run.wait_until_it_asks()
    queue_up(queue, *jobs[slots:])
    assert [job.state for job in jobs[slots:]] == ["waiting"] * (4 - slots)
    assert all(job.live for job in jobs)
    assert not any(job.run.asks_within(0.05) for job in jobs[slots:])


def test_waiting_jobs_follow_in_order(make_job):
    queue = TrainingQueue(slots=1)
    jobs = [make_job(gated=True, queue=queue) for _ in range(3)]
    jobs[0].start()
    jobs[0].run.wait_until_it_asks()
    queue_up(queue, *jobs[1:])
    for current, following in pairwise(jobs):
        current.run.allow(100)
        following.run.wait_until_it_asks()
        current.wait(PATIENCE)
        assert current.state == "finished"
        assert following.state == "running"
        if following is jobs[1]:
            assert (jobs[2].state, queue.place_in_queue(jobs[2])) == ("waiting", 1)


def test_paused_job_gives_its_slot_back_and_queues_again(make_job):
    queue = TrainingQueue(slots=1)
    first, second = (make_job(gated=True, queue=queue, epochs=50) for _ in range(2))
    first.start()
    first.run.wait_until_it_asks()
    queue_up(queue, second)
    first.pause()
    first.run.allow(1)
    second.run.wait_until_it_asks()
    assert (first.state, second.state) == ("paused", "running")
    queue_up(queue, first)
    assert first.state == "waiting"
    second.stop()
    second.run.allow(1)
    first.run.wait_until_it_asks()
    assert (first.state, second.state) == ("running", "stopped")


@pytest.mark.parametrize("leave", ["stop", "fail", "absence"])
def test_slot_is_free_again_however_a_job_ends(make_job, leave):
    queue = TrainingQueue(slots=1)
    first, second = (make_job(gated=True, queue=queue) for _ in range(2))
    first.start()
    first.run.wait_until_it_asks()
    queue_up(queue, second)
    if leave == "stop":
        first.stop()
    elif leave == "fail":
        first.run.error = RuntimeError("broken")
    else:
        first.visitor_left()
    first.run.allow(1)
    second.run.wait_until_it_asks()
    assert second.state == "running"


@pytest.mark.parametrize("leave", ["pause", "stop"])
def test_waiting_job_can_leave_the_queue(make_job, leave):
    queue = TrainingQueue(slots=1)
    first, second, third = (make_job(gated=True, queue=queue) for _ in range(3))
    first.start()
    first.run.wait_until_it_asks()
    queue_up(queue, second, third)
    getattr(second, leave)()
    second.wait(PATIENCE)
    assert second.state == {"pause": "paused", "stop": "stopped"}[leave]
    wait_for(queue, lambda: queue.place_in_queue(third) == 1)
    assert queue.place_in_queue(second) == 0
    first.run.allow(100)
    third.run.wait_until_it_asks()
    assert second.run.step == 0


def test_single_step_waits_for_its_turn_and_gives_the_slot_back(make_job):
    queue = TrainingQueue(slots=1)
    first, second = (make_job(gated=True, queue=queue) for _ in range(2))
    first.start()
    first.run.wait_until_it_asks()
    second.step()
    assert (second.state, second.run.step) == ("waiting", 0)
    second.run.allow(100)
    first.pause()
    first.run.allow(1)
    second.wait(PATIENCE)
    assert (second.state, second.run.step) == ("paused", 1)
    first.run.allow(100)
    first.start()
    first.wait(PATIENCE)
    assert first.state == "finished"


def test_jobs_with_queues_of_their_own_do_not_wait_for_each_other(make_job):
    jobs = [make_job(gated=True) for _ in range(3)]
    for job in jobs:
        job.start()
    for job in jobs:
        job.run.wait_until_it_asks()
    assert [job.state for job in jobs] == ["running"] * 3


UNFINISHED = """
import time
from core.data import load_digits
from core.engine import TrainingJob
from core.recipes import RECIPES, fit_to_dataset
from core.training import TrainingRun

config = fit_to_dataset(RECIPES["mlp"].config, "digits")
job = TrainingJob(TrainingRun(config, load_digits("digits")))
job.start()
while job.run.step < 20:
    time.sleep(0.01)
print(job.state)
"""


def test_program_that_ends_in_the_middle_of_a_training_ends_in_order():
    ended = subprocess.run(
        [sys.executable, "-c", UNFINISHED], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ended.stdout == "running\n"
    assert (ended.returncode, ended.stderr) == (0, "")
