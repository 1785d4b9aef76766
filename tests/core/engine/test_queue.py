import os
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from core.engine import TrainingJob, TrainingQueue
from core.engine import queue as core_queue
from core.engine.queue import TURN_SECONDS, Ticket

PATIENCE = 20.0
ROOT = Path(__file__).resolve().parents[3]


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "the queue did not get there"
        time.sleep(0.005)


def queue_up(*jobs: TrainingJob) -> None:
    """Start jobs one after the other, each surely behind the one before."""
    for place, job in enumerate(jobs, start=1):
        job.start()
        wait_for(lambda job=job, place=place: job.place_in_queue == place)


def tickets(number: int) -> list[Ticket]:
    """Make works of as many owners."""
    return [Ticket(owner) for owner in range(number)]


def places(queue: TrainingQueue, works: list[Ticket]) -> list[int]:
    return [queue.place_in_queue(work) for work in works]


# The queue itself


def test_as_many_slots_as_processor_cores_unless_said():
    assert TrainingQueue().slots <= len(os.sched_getaffinity(0))
    assert TrainingQueue(slots=3).slots == 3


def test_first_come_is_first_served():
    queue = TrainingQueue(slots=1)
    works = tickets(3)
    assert [queue.admit(work) for work in works] == [True, False, False]
    assert places(queue, works) == [0, 1, 2]
    queue.leave(works[0])
    assert not queue.admit(works[2]), "it asked earlier, but it is not its turn"
    assert queue.admit(works[1])
    assert places(queue, works) == [0, 0, 1]


def test_asking_again_keeps_the_place():
    queue = TrainingQueue(slots=1)
    works = first, second, third = tickets(3)
    for work in (first, second, third, second, second):
        queue.admit(work)
    assert queue.admit(first)
    assert places(queue, list(works)) == [0, 1, 2]


def test_who_leaves_the_queue_makes_room_behind():
    queue = TrainingQueue(slots=1)
    works = tickets(3)
    for work in works:
        queue.admit(work)
    queue.leave(works[1])
    assert places(queue, works) == [0, 0, 1]


def test_leaving_without_being_there_does_nothing():
    queue = TrainingQueue(slots=1)
    here, stranger = tickets(2)
    queue.admit(here)
    queue.leave(stranger)
    assert not queue.admit(stranger)
    assert queue.place_in_queue(stranger) == 1


def test_who_gets_a_slot_is_woken():
    woken = []
    queue = TrainingQueue(slots=1)
    first, second = Ticket("a"), Ticket("b", wake=lambda: woken.append("b"))
    queue.admit(first)
    queue.admit(second)
    assert not woken
    queue.leave(first)
    assert woken == ["b"]


def test_queue_is_idle_while_nobody_trains_or_waits():
    queue = TrainingQueue(slots=1)
    first, second = tickets(2)
    assert queue.is_idle
    queue.admit(first)
    assert not queue.is_idle
    queue.admit(second)
    queue.leave(first)
    assert not queue.is_idle, "the second one waits"
    queue.leave(second)
    assert queue.is_idle


def test_cores_are_divided_by_the_running_works():
    queue = TrainingQueue(slots=3)
    queue.cores = 4
    shares = []
    for work in tickets(3):
        queue.admit(work)
        shares.append(queue.threads_per_job)
    assert shares == [4, 2, 1]


def test_look_at_a_network_shares_the_cores_with_the_works():
    queue = TrainingQueue(slots=4)
    queue.cores = 4
    assert queue.threads_beside_jobs == 4
    shares = []
    for work in tickets(4):
        queue.admit(work)
        shares.append(queue.threads_beside_jobs)
    assert shares == [2, 1, 1, 1]


def test_every_work_gets_at_least_one_thread():
    queue = TrainingQueue(slots=3)
    queue.cores = 1
    for work in tickets(3):
        queue.admit(work)
    assert queue.threads_per_job == 1


# Turns


def compute(queue: TrainingQueue, works: list[Ticket], seconds: float, piece: float = 0.05) -> None:
    """Let works compute in pieces for so long all together, as threads would."""
    spent = 0.0
    while spent < seconds:
        having = [work for work in works if queue.admit(work)]
        for work in having:
            queue.charge(work, piece)
            spent += piece


def seconds_of(works: list[Ticket]) -> list[float]:
    return [work._seconds + work._turn_seconds for work in works]


def test_after_a_turn_the_slot_goes_to_the_next():
    queue = TrainingQueue(slots=1)
    works = first, second = tickets(2)
    for work in works:
        queue.admit(work)
    queue.charge(first, TURN_SECONDS / 2)
    assert (queue.admit(first), queue.admit(second)) == (True, False), "its turn is not over"
    queue.charge(first, TURN_SECONDS / 2)
    assert (queue.admit(first), queue.admit(second)) == (False, True)
    queue.charge(second, TURN_SECONDS)
    assert (queue.admit(first), queue.admit(second)) == (True, False)


def test_who_is_alone_keeps_the_slot():
    queue = TrainingQueue(slots=1)
    (work,) = tickets(1)
    queue.admit(work)
    for _ in range(100):
        queue.charge(work, TURN_SECONDS)
        assert work.has_slot


@pytest.mark.parametrize("slots", [1, 2])
def test_all_owners_compute_equally_long(slots):
    queue = TrainingQueue(slots=slots)
    works = tickets(5)
    compute(queue, works, 50.0)
    assert seconds_of(works) == pytest.approx([10.0] * 5, abs=2 * TURN_SECONDS)


def test_who_starts_many_gets_no_more_than_who_starts_one():
    queue = TrainingQueue(slots=1)
    many = [Ticket("sweep") for _ in range(8)]
    one = Ticket("visitor")
    compute(queue, [*many, one], 32.0)
    assert sum(seconds_of(many)) == pytest.approx(16.0, abs=2 * TURN_SECONDS)
    assert seconds_of(many) == pytest.approx([2.0] * 8, abs=2 * TURN_SECONDS)
    assert seconds_of([one]) == pytest.approx([16.0], abs=2 * TURN_SECONDS)


def test_owner_of_two_does_not_hold_both_slots_while_another_waits():
    queue = TrainingQueue(slots=2)
    two, other = [Ticket("two"), Ticket("two")], Ticket("other")
    for work in (*two, other):
        queue.admit(work)
    compute(queue, [*two, other], 20.0)
    assert sum(seconds_of(two)) == pytest.approx(10.0, abs=2 * TURN_SECONDS)
    assert seconds_of([other]) == pytest.approx([10.0], abs=2 * TURN_SECONDS)


def test_who_comes_late_is_next_and_does_not_catch_up():
    queue = TrainingQueue(slots=1)
    early = tickets(3)
    compute(queue, early, 60.0)
    late = Ticket("late")
    assert not queue.admit(late)
    assert queue.place_in_queue(late) <= 3
    compute(queue, [*early, late], 40.0)
    assert seconds_of([late]) == pytest.approx([10.0], abs=2 * TURN_SECONDS)


def test_batches_longer_than_a_turn_are_paid_in_full():
    queue = TrainingQueue(slots=1)
    heavy, light = tickets(2)
    for _ in range(400):
        for work, piece in ((heavy, 2.0), (light, 0.01)):
            if queue.admit(work):
                queue.charge(work, piece)
        if sum(seconds_of([heavy, light])) > 40:
            break
    queue_of_light = seconds_of([light])[0]
    assert queue_of_light > 1.0, "the light one moves all the time"


def test_urgent_work_goes_before_the_others_but_not_for_ever():
    queue = TrainingQueue(slots=1)
    others = tickets(20)
    compute(queue, others, 20.0)
    page = Ticket("page", urgent_seconds=3.0)
    queue.admit(page)
    assert queue.place_in_queue(page) == 1
    compute(queue, [page, *others], 3.0 + TURN_SECONDS)
    assert 3.0 <= seconds_of([page])[0] <= 3.0 + 2 * TURN_SECONDS
    compute(queue, [page, *others], 20.0)
    assert seconds_of([page])[0] < 6.0


def test_wait_is_estimated_from_place_slots_and_the_length_of_a_turn():
    queue = TrainingQueue(slots=2)
    works = tickets(7)
    for work in works:
        queue.admit(work)
    assert [queue.seconds_to_wait(work) / TURN_SECONDS for work in works] == [0, 0, 1, 1, 2, 2, 3]


def test_nothing_is_kept_of_owners_who_left():
    queue = TrainingQueue(slots=1)
    works = tickets(50)
    compute(queue, works, 20.0)
    for work in works:
        queue.leave(work)
    assert queue.is_idle
    assert not queue._spent


# Jobs in the queue


@pytest.mark.parametrize("slots", [1, 2])
def test_no_more_jobs_train_at_once_than_there_are_slots(make_job, slots):
    queue = TrainingQueue(slots=slots)
    jobs = [make_job(gated=True, queue=queue) for _ in range(4)]
    for job in jobs[:slots]:
        job.start()
        job.run.wait_until_it_asks()
    queue_up(*jobs[slots:])
    assert [job.state for job in jobs[slots:]] == ["waiting"] * (4 - slots)
    assert all(job.live for job in jobs)
    assert not any(job.run.asks_within(0.05) for job in jobs[slots:])


@pytest.mark.usefixtures("long_turns")
def test_waiting_jobs_follow_in_order(make_job):
    queue = TrainingQueue(slots=1)
    jobs = [make_job(gated=True, queue=queue) for _ in range(3)]
    jobs[0].start()
    jobs[0].run.wait_until_it_asks()
    queue_up(*jobs[1:])
    for current, following in pairwise(jobs):
        current.run.allow(100)
        following.run.wait_until_it_asks()
        current.wait(PATIENCE)
        assert current.state == "finished"
        assert following.state == "running"
        if following is jobs[1]:
            assert (jobs[2].state, jobs[2].place_in_queue) == ("waiting", 1)


def test_every_started_job_moves_whoever_came_first(make_job):
    queue = TrainingQueue(slots=1)
    endless = [make_job(queue=queue, owner="first", epochs=200, batch_size=1) for _ in range(8)]
    for job in endless:
        job.start()
    late = make_job(queue=queue, owner="late", epochs=2)
    late.start()
    late.wait(PATIENCE)
    assert late.state == "finished"
    wait_for(lambda: all(job.run.step > 0 for job in endless))
    assert Counter(job.state for job in endless) == {"running": 8}


@pytest.mark.usefixtures("long_turns")
def test_paused_job_gives_its_slot_back_and_queues_again(make_job):
    queue = TrainingQueue(slots=1)
    first, second = (make_job(gated=True, queue=queue, epochs=50) for _ in range(2))
    first.start()
    first.run.wait_until_it_asks()
    queue_up(second)
    first.pause()
    first.run.allow(1)
    second.run.wait_until_it_asks()
    assert (first.state, second.state) == ("paused", "running")
    queue_up(first)
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
    queue_up(second)
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
    queue_up(second, third)
    getattr(second, leave)()
    second.wait(PATIENCE)
    assert second.state == {"pause": "paused", "stop": "stopped"}[leave]
    wait_for(lambda: third.place_in_queue == 1)
    assert second.place_in_queue == 0
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


def test_reading_a_state_needs_no_lock(make_job):
    job = make_job(gated=True)
    job.start()
    job.run.wait_until_it_asks()
    with job._changed, job.queue._lock:
        others = []
        reader = threading.Thread(target=lambda: others.append((job.state, job.live)))
        reader.start()
        reader.join(PATIENCE)
    assert others == [("running", True)]


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


@pytest.mark.usefixtures("long_turns")
def test_job_that_waits_between_two_turns_is_saved_when_its_visitor_leaves(make_job, monkeypatch):
    queue, saved = TrainingQueue(slots=1), []
    job, other = make_job(gated=True, queue=queue), Ticket("other")
    monkeypatch.setattr(job._saver, "save", lambda *_: saved.append(job.run.step))
    job.start()
    job.run.wait_until_it_asks()
    queue.admit(other)
    monkeypatch.setattr(core_queue, "TURN_SECONDS", 0.0)
    job.run.allow(1)  # With this batch its turn is over.
    wait_for(lambda: other.has_slot)
    wait_for(lambda: job.place_in_queue == 1)
    assert not saved
    job.visitor_left()
    wait_for(lambda: saved == [1])
