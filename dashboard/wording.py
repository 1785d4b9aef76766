"""Numbers and states in words, the same on every page."""

from __future__ import annotations

import math
from collections.abc import Sequence

from core.engine import State
from core.evaluation import wilson_interval
from core.percent import percent as percent
from core.plain_numbers import exact_number as exact_number
from core.plain_numbers import short_number as short_number

STATES: dict[State, str] = {
    "ready": "Ready",
    "waiting": "Waiting for a free place",
    "running": "Training",
    "pausing": "Pausing",
    "paused": "Paused",
    "stopped": "Stopped before its end",
    "interrupted": "Interrupted",
    "finished": "Finished",
    "diverged": "Diverged",
    "failed": "Failed",
}
MAX_SECONDS = 90


def column_percent(share: float, decimals: int = 1) -> float:
    """Return a share in per cent, for a column of numbers that shows so many decimals.

    What a column would round to all or none is the nearest number that says otherwise.
    """
    value, least = 100 * share, 10.0**-decimals
    if 0 < value < least / 2:
        return least
    if 100 - least / 2 <= value < 100:
        return 100 - least
    return value


def minus_log(given: float, loss: float) -> str:
    """Write how a loss came about: "-ln 0.25"; a probability that is too small is not 0."""
    if given > 0:
        return f"-ln {given:.5g}"
    # float32 ends at 1e-45; the loss was computed from the logits.
    return f"-ln of a probability near 10^-{loss / math.log(10):.0f}"


def percent_of(correct: int, count: int) -> str:
    """Write an accuracy with what it is over: "97.4 % (9,740 of 10,000)"."""
    return f"{percent(correct / count)} ({correct:,} of {count:,})"


def interval(correct: int, count: int) -> str:
    """Write how sure an accuracy is: "95 % interval 97.1 % to 97.7 %"."""
    low, high = wilson_interval(correct, count)
    return f"95 % interval {percent(low)} to {percent(high)}"


def duration(seconds: float) -> str:
    """Write a time: seconds with one decimal, minutes above 90 s."""
    if seconds <= MAX_SECONDS:
        return f"{seconds:.1f} s"
    return f"{seconds / 60:.1f} min"


def data_size(count: int) -> str:
    """Write a number of bytes: "204 kB"."""
    if count < 1_000:
        return f"{count} B"
    if count < 999_950:  # More would be 1000.0 kB.
        return f"{count / 1_000:.1f} kB"
    return f"{count / 1_000_000:.1f} MB"


def listed(numbers: Sequence[int]) -> str:
    """Write some numbers in a row, those that follow each other shorter: "1 to 5, 8"."""
    parts: list[list[int]] = []
    for number in sorted(set(numbers)):
        if parts and number == parts[-1][-1] + 1:
            parts[-1].append(number)
        else:
            parts.append([number])
    return ", ".join(
        f"{part[0]} to {part[-1]}" if len(part) > 2 else ", ".join(map(str, part)) for part in parts
    )


def counted(number: int, thing: str) -> str:
    """Write a number of things: "1 step", "1,720 steps"."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def times(number: int) -> str:
    """Write how often: "never", "once", "3 times"."""
    return {0: "never", 1: "once"}.get(number, f"{number:,} times")


def how_often(done: str, number: int) -> str:
    """Write how often something was done: "never learned", "learned once"."""
    return f"{done} {times(number)}" if number else f"never {done}"


def with_article(digit: int) -> str:
    """Write a digit with its article: "a 3", "an 8"."""
    return f"{'an' if digit == 8 else 'a'} {digit}"
