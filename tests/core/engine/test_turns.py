"""Work that is no training run shares the slots with those that are."""

import threading
import time

import pytest

from core.engine import TrainingQueue, taking_turns
from core.engine import turns as core_turns
from core.engine.gate import Gate
from core.engine.queue import TURN_SECONDS, Ticket

PATIENCE = 20.0


def forget(seconds: float) -> None:
    """Do not care how long the wait is."""


def test_work_leaves_the_queue_when_it_is_done():
    queue = TrainingQueue(slots=1)
    with taking_turns(queue, "me", on_wait=forget) as take_turn:
        assert queue.is_idle, "work that was quick never came into it"
        take_turn()
        assert not queue.is_idle
    assert queue.is_idle


def test_work_that_fails_leaves_the_queue_too():
    queue = TrainingQueue(slots=1)

    def work() -> None:
        with taking_turns(queue, "me", on_wait=forget) as take_turn:
            take_turn()
            raise KeyError

    with pytest.raises(KeyError):
        work()
    assert queue.is_idle


def test_work_waits_until_it_is_its_turn_and_says_for_how_long():
    queue = TrainingQueue(slots=1)
    other, said, passed = Ticket("other"), [], threading.Event()
    queue.admit(other)

    def work() -> None:
        with taking_turns(queue, "me", on_wait=said.append) as take_turn:
            take_turn()
            passed.set()

    worker = threading.Thread(target=work)
    worker.start()
    assert not passed.wait(0.5)
    queue.charge(other, TURN_SECONDS)
    assert passed.wait(PATIENCE)
    worker.join(PATIENCE)
    assert said
    assert set(said) == {TURN_SECONDS}


def test_what_is_raised_while_it_waits_ends_the_work():
    queue = TrainingQueue(slots=1)
    queue.admit(Ticket("other"))

    def cancel(seconds: float) -> None:
        raise InterruptedError

    with (
        pytest.raises(InterruptedError),
        taking_turns(queue, "me", on_wait=cancel) as take_turn,
    ):
        take_turn()
    assert queue.works == 1, "only the other one is there"


def test_two_works_and_a_job_each_get_a_third_when_nothing_is_urgent_any_more(
    make_job, monkeypatch
):
    monkeypatch.setattr(core_turns, "URGENT_SECONDS", 0.0)
    queue = TrainingQueue(slots=1)
    job = make_job(queue=queue, epochs=200, batch_size=1)
    job.start()
    turns = {"a": 0.0, "b": 0.0}
    over = time.monotonic() + 4.0

    def work(name: str) -> None:
        with taking_turns(queue, name, on_wait=forget) as take_turn:
            while time.monotonic() < over:
                take_turn()
                time.sleep(0.02)
                turns[name] += 0.02

    workers = [threading.Thread(target=work, args=(name,)) for name in turns]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(PATIENCE)
    assert all(0.5 < seconds < 2.2 for seconds in turns.values()), turns
    assert 0.5 < job.run.seconds < 2.6


# The gate


def test_training_waits_while_a_page_is_drawn_but_not_for_long():
    gate = Gate()
    with gate.go_first():
        began = time.perf_counter()
        gate.wait(0.1)
        assert time.perf_counter() - began >= 0.09
    began = time.perf_counter()
    gate.wait(PATIENCE)
    assert time.perf_counter() - began < PATIENCE / 2


def test_a_part_of_a_page_does_not_open_the_gate_for_the_rest():
    gate = Gate()
    with gate.go_first():
        with gate.go_first():
            pass
        assert not gate._open.is_set()
    assert gate._open.is_set()


def test_gate_opens_only_when_the_last_page_is_drawn():
    gate = Gate()
    inside, leave = threading.Event(), threading.Event()

    def draw() -> None:
        with gate.go_first():
            inside.set()
            leave.wait(PATIENCE)

    other = threading.Thread(target=draw)
    with gate.go_first():
        other.start()
        inside.wait(PATIENCE)
    assert not gate._open.is_set()
    leave.set()
    other.join(PATIENCE)
    assert gate._open.is_set()


def test_long_work_steps_aside_and_the_page_ends_as_usual():
    gate = Gate()
    with gate.go_first():
        gate.step_aside()
        assert gate._open.is_set()
        gate.step_aside()
    assert gate._open.is_set()


def test_page_that_fails_opens_the_gate():
    gate = Gate()
    with pytest.raises(KeyError), gate.go_first():
        raise KeyError
    assert gate._open.is_set()
