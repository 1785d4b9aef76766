"""What a training job can be doing."""

from __future__ import annotations

from typing import Literal

State = Literal[
    "ready",  # not started yet
    "waiting",  # in the queue for a free slot
    "running",
    "pausing",  # pause or stop was asked for during the current batch
    "paused",
    "stopped",  # by the visitor, before its end
    "interrupted",  # by an absence or the server's end; start() continues
    "finished",
    "diverged",  # the loss is no longer finite
    "failed",  # see TrainingJob.error
]
LIVE: frozenset[State] = frozenset({"waiting", "running", "pausing"})
OVER: frozenset[State] = frozenset({"stopped", "finished", "diverged", "failed"})
