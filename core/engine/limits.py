"""How much one visitor may ask of a server that others use too."""

from __future__ import annotations

from core.errors import LimitError

# Of one visitor at once, a sweep included; and of all. Each keeps up to 40 MB in memory.
MAX_LIVE_RUNS, MAX_LIVE_RUNS_OF_ALL = 24, 120
# A step leaves a quarter of a kilobyte of history. MNIST in batches of one for five epochs takes
# 275,000.
MAX_STEPS = 300_000
# So long one run computes before it rests and somebody says that it shall go on.
RUN_SECONDS = 3_600.0


def check_room(live: int, live_of_all: int) -> None:
    """Check that one more run may be started, beside so many of the visitor's and of all.

    Raises
    ------
    LimitError
        Says what to do until there is room.
    """
    if live >= MAX_LIVE_RUNS:
        raise LimitError(
            f"{live} of your runs are training or waiting, and no more than {MAX_LIVE_RUNS} can at "
            "the same time. Wait until some have finished, or stop some of them on Compare."
        )
    if live_of_all >= MAX_LIVE_RUNS_OF_ALL:
        raise LimitError(
            f"{live_of_all} runs of all visitors are training or waiting, as many as this server "
            "takes. Try again in a minute; your settings stay as they are."
        )


def check_steps(steps: int) -> None:
    """Check that a run is not longer than its history may be.

    Raises
    ------
    LimitError
        Says what makes it shorter.
    """
    if steps > MAX_STEPS:
        raise LimitError(
            f"This training would take {steps:,} steps, and at most {MAX_STEPS:,} are possible. "
            "Choose a larger batch size, fewer epochs or fewer training images."
        )
