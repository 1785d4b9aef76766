"""How the learning rate moves during a run.

A schedule is a plain function from how far the run is to a factor for the chosen
learning rate, so the whole curve can be drawn before the first step.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

# Falls to a tenth after each third of the run.
STEP_DROP, STEP_STAGES = 0.1, 3
# L. Smith, N. Topin, "Super-Convergence" (2018), with PyTorch's default numbers.
WARM_UP_FRACTION, FIRST_FACTOR, LAST_FACTOR = 0.3, 1 / 25, 1 / 25e4


@dataclass(frozen=True, slots=True)
class Schedule:
    """A way the learning rate moves: title and idea in menus, and how.

    Attributes
    ----------
    factor : callable
        (step, total_steps) -> factor, with step from 0 to total_steps - 1.
    """

    title: str
    idea: str
    factor: Callable[[int, int], float]


def constant(step: int, total_steps: int) -> float:
    """Keep the learning rate."""
    return 1.0


def step_down(step: int, total_steps: int) -> float:
    """Fall to a tenth after each third of the run."""
    return STEP_DROP ** (STEP_STAGES * step // total_steps)


def between(start: float, end: float, fraction: float) -> float:
    """Go from start to end along half a cosine wave, flat at both ends."""
    return end + (start - end) * (1 + math.cos(math.pi * fraction)) / 2


def cosine(step: int, total_steps: int) -> float:
    """Fall to 0 along half a cosine wave."""
    return between(1.0, 0.0, step / total_steps)


def one_cycle(step: int, total_steps: int) -> float:
    """Rise during the first 30 % of the run, then fall to nearly 0."""
    top = WARM_UP_FRACTION * total_steps - 1
    if step <= top:
        return between(FIRST_FACTOR, 1.0, step / top)
    return between(1.0, LAST_FACTOR, (step - top) / (total_steps - 1 - top))


SCHEDULES: dict[str, Schedule] = {
    "constant": Schedule("Constant", "The same learning rate all the time.", constant),
    "step": Schedule("Step", "A tenth of it after each third of the run.", step_down),
    "cosine": Schedule("Cosine", "Falls smoothly to zero.", cosine),
    "one_cycle": Schedule(
        "One cycle", "Rises during the first 30 % of the run, then falls to zero.", one_cycle
    ),
}


class LearningRate:
    """The learning rate of a run: the one setting that may change while it lives.

    The peak is the chosen learning rate; assign a new one at any time. The schedule is a key of
    `SCHEDULES`.
    """

    def __init__(self, peak: float, schedule: str, total_steps: int) -> None:
        self.peak = peak
        self.schedule = schedule
        self.total_steps = total_steps

    def at(self, step: int) -> float:
        """Return the learning rate of one step, counted from 0: the peak times the factor."""
        return self.peak * SCHEDULES[self.schedule].factor(step, self.total_steps)
