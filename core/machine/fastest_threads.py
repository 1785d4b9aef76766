"""How many processor threads serve a training best at the moment."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from statistics import median

# Two threads wait for each other several times in a step, and wait by asking again and again. When
# somebody else (the browser, another program) needs one of two cores, the one that is waited for
# does not run, and the other burns its core: measured on two cores, a CNN takes 7,100 examples a
# second with two threads and 4,400 with one while the machine is quiet, 900 and 4,400 beside one
# other busy program. So both are tried now and then.
SECONDS_BETWEEN_TRIALS = 2.0
# The first step with another number pays for the change and is not counted.
STEPS_OF_A_TRIAL = 4
# The median of so many says what is usual: a page that is drawn slows some steps down, and whoever
# followed that would train most of the time with one thread. With the mean of 20 steps the CNN kept
# 75 % of its speed while its page was open.
STEPS_REMEMBERED = 10
# A step that takes so many times as long as usual means that the machine has changed.
MUCH_LONGER = 4.0
# Changing for less would follow noise.
WORTH_CHANGING = 0.95


class FastestThreads:
    """Chooses between one thread and all that a job may have, by trying both.

    Ask `choose` before each step and call `took` after it. The clock returns seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self._clock = clock
        self._begin_anew(most=1)

    def _begin_anew(self, most: int) -> None:
        self._most = self._favorite = most
        self._on_trial: int | None = None
        # Seconds of the last steps with the favorite, and of those on trial.
        self._usual: deque[float] = deque(maxlen=STEPS_REMEMBERED)
        self._trial: list[float] = []
        self._next_trial = 0.0

    def choose(self, most: int) -> int:
        """Return the threads of the next step: one, or all that the job may have now."""
        if most != self._most:
            self._begin_anew(most)
        due = self._usual and self._clock() >= self._next_trial
        if most > 1 and self._on_trial is None and due:
            self._on_trial, self._trial = (1 if self._favorite == most else most), []
        return self._on_trial or self._favorite

    def took(self, seconds: float) -> None:
        """Record how many seconds the step took with the number of threads chosen last."""
        much_longer = bool(self._usual) and seconds > MUCH_LONGER * median(self._usual)
        if self._on_trial is None:
            self._usual.append(seconds)
            if much_longer:
                self._next_trial = 0.0
            return
        self._trial.append(seconds)
        if much_longer or len(self._trial) == STEPS_OF_A_TRIAL:
            counted = self._trial[1:]
            if not much_longer and median(counted) < WORTH_CHANGING * median(self._usual):
                self._favorite = self._on_trial
                self._usual = deque(counted, maxlen=STEPS_REMEMBERED)
            self._on_trial = None
            self._next_trial = self._clock() + SECONDS_BETWEEN_TRIALS
