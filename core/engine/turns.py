"""Long work that is no training run takes its turns in the same queue."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager

from core.engine.queue import Ticket, TrainingQueue

# Most of what a page computes is done after so long. It goes before trainings: with a hundred of
# them, each turn of the others comes after ten seconds, and four turns are a second of work.
URGENT_SECONDS = 3.0
# So often who waits for a turn is told, and may end the work.
SECONDS_BETWEEN_WORDS = 0.3


@contextmanager
def taking_turns(
    queue: TrainingQueue, owner: Hashable, *, on_wait: Callable[[float], None]
) -> Iterator[Callable[[], None]]:
    """Do some work as one of many; it calls what this yields again and again, at least each second.

    Each call counts the time since the one before, and waits when it is somebody else's turn.

    Parameters
    ----------
    queue : TrainingQueue
        Whose slots are shared.
    owner : hashable
        Who shares his turns between this work and others.
    on_wait : callable
        Told about how many seconds it waits for its next turn, while it waits. What it raises ends
        the work.
    """
    woken = threading.Event()
    ticket = Ticket(owner, wake=woken.set, urgent_seconds=URGENT_SECONDS)
    began: float | None = None

    def take_turn() -> None:
        nonlocal began
        if began is not None:
            queue.charge(ticket, time.perf_counter() - began)
        while True:
            woken.clear()
            if queue.admit(ticket):
                break
            if not woken.wait(SECONDS_BETWEEN_WORDS):
                on_wait(queue.seconds_to_wait(ticket))
        began = time.perf_counter()

    try:
        yield take_turn
    finally:
        queue.leave(ticket)
