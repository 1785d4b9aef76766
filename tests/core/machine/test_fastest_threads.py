"""The number of threads follows what is fastest at the moment, tried by the clock of the test."""

import pytest

from core.machine.fastest_threads import (
    SECONDS_BETWEEN_TRIALS,
    STEPS_OF_A_TRIAL,
    STEPS_REMEMBERED,
    FastestThreads,
)


class Machine:
    """Takes steps that last as long as the test says for each number of threads."""

    def __init__(self) -> None:
        self.now = 100.0
        self.threads = FastestThreads(clock=lambda: self.now)
        self.used: list[int] = []

    def take(self, steps: int, seconds: dict[int, float], most: int = 2) -> list[int]:
        """The numbers of threads that these steps used."""
        for _ in range(steps):
            chosen = self.threads.choose(most)
            self.now += seconds[chosen]
            self.threads.took(seconds[chosen])
            self.used.append(chosen)
        return self.used[-steps:]


@pytest.fixture
def machine():
    return Machine()


QUIET = {1: 0.016, 2: 0.010}
BUSY = {1: 0.016, 2: 0.100}


def test_quiet_machine_uses_all_threads_but_for_rare_trials(machine):
    used = machine.take(2_000, QUIET)
    assert used[0] == 2
    assert 0.95 < used.count(2) / len(used) < 1
    trials = machine.now / SECONDS_BETWEEN_TRIALS
    assert used.count(1) <= (trials + 1) * STEPS_OF_A_TRIAL


def test_busy_machine_uses_one_thread_from_the_first_steps_on(machine):
    used = machine.take(1_000, BUSY)
    assert used[: STEPS_OF_A_TRIAL + 1] == [2] + [1] * STEPS_OF_A_TRIAL
    # A hopeless trial ends after one step.
    assert used[1:].count(2) <= machine.now / SECONDS_BETWEEN_TRIALS


def test_choice_follows_when_the_machine_changes(machine):
    machine.take(500, QUIET)
    noticed = machine.take(100, BUSY)
    # Some slow steps may be chance, half of what is remembered is not. Nobody waits for the next
    # usual trial.
    assert noticed.count(2) <= STEPS_REMEMBERED // 2 + 1
    assert noticed[-70:] == [1] * 70
    calm_again = machine.take(1_000, QUIET)
    assert calm_again[300:].count(2) > 650


def test_page_that_is_drawn_now_and_then_changes_nothing(machine):
    machine.take(200, QUIET)
    used = []
    for _ in range(20):
        used += machine.take(11, BUSY) + machine.take(200, QUIET)
    assert used.count(2) > 0.9 * len(used)


def test_difference_within_the_noise_changes_nothing(machine):
    used = machine.take(2_000, {1: 0.0098, 2: 0.010})
    assert used.count(2) > 0.95 * len(used)


def test_one_thread_is_never_left_when_there_is_no_more(machine):
    assert set(machine.take(500, {1: 0.01}, most=1)) == {1}


def test_new_number_of_cores_is_tried_at_once(machine):
    machine.take(500, BUSY)
    assert machine.take(1, {4: 0.005, 1: 0.016}, most=4) == [4]
    assert machine.take(500, {4: 0.005, 1: 0.016}, most=4)[-1] == 4
    assert machine.take(3, QUIET, most=1) == [1, 1, 1]


def test_waiting_between_two_steps_is_not_held_against_anybody(machine):
    machine.take(100, QUIET)
    machine.now += 3_600
    used = machine.take(200, QUIET)
    assert used.count(1) <= 2 * STEPS_OF_A_TRIAL
