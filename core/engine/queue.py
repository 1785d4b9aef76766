"""Whose turn it is to compute: one queue for few processor cores and many visitors."""

from __future__ import annotations

import math
import threading
import weakref
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field

from core.engine.gate import Gate
from core.limits import most
from core.machine.threads import core_count, fair_share

# A turn. Shorter ones would spend more on changing between works; with longer ones thirty
# visitors on two cores would wait for their first step for more than four seconds.
TURN_SECONDS = 0.25
# Of the mean length of a turn each new one counts so much: the last ten or so.
NEWEST = 0.1


def _do_nothing() -> None:
    pass


@dataclass(eq=False)
class Ticket:
    """The place of one work in the queue; for the thread that does the work.

    Attributes
    ----------
    owner : hashable
        Whose work it is. Turns are shared out between owners first, then between the works of each.
    wake : callable
        Called when its turn has come, from any thread; it must return at once.
    interrupt : callable
        Called when the queue is no longer needed and the work still runs.
    urgent_seconds : float
        So long it computes before all that is not urgent, because somebody waits for its end.
    """

    owner: Hashable
    wake: Callable[[], None] = _do_nothing
    interrupt: Callable[[], None] = _do_nothing
    urgent_seconds: float = 0.0
    has_slot: bool = field(default=False, init=False)
    had_a_turn: bool = field(default=False, init=False)
    # Computed since it entered, and in the turn that it has now; in seconds.
    _seconds: float = field(default=0.0, init=False)
    _turn_seconds: float = field(default=0.0, init=False)


def _interrupt_all(tickets: list[Ticket]) -> None:
    for ticket in list(tickets):
        ticket.interrupt()


class TrainingQueue:
    """Lets as many works compute at once as there are slots; they take turns.

    After each turn of a quarter of a second a slot goes to the work that is next: of the owner who
    has computed for the fewest seconds, and of his works the one that has. So every work moves,
    whoever else has started how many. Who comes anew begins where the least of the others stands.
    What is urgent goes first, for as long as it is.

    Without a number there is a slot for each processor core.
    """

    def __init__(self, slots: int | None = None) -> None:
        self.cores = core_count()
        self.slots = slots or self.cores * most("works_per_core")
        self.pages_first = Gate()
        self._running: list[Ticket] = []
        self._waiting: list[Ticket] = []
        # Seconds of each owner who computes or waits, those of a turn that has begun included.
        self._spent: dict[Hashable, float] = {}
        self._mean_turn = TURN_SECONDS
        self._examples = 0
        # Held for microseconds, and by nobody who waits for another lock.
        self._lock = threading.Lock()
        # A thread that is inside PyTorch while the interpreter ends would crash it.
        weakref.finalize(self, _interrupt_all, self._running)

    def admit(self, ticket: Ticket) -> bool:
        """Return whether it may compute now; else it waits, and is woken when it may."""
        if ticket.has_slot:
            return True
        with self._lock:
            # Asked again: another thread may have given it a slot meanwhile.
            if not ticket.has_slot and ticket not in self._waiting:
                self._enter(ticket)
                self._fill_slots()
            return ticket.has_slot

    def charge(self, ticket: Ticket, seconds: float) -> None:
        """Count what a work has computed; after its turn the slot goes to whoever is next."""
        ticket._turn_seconds += seconds
        if ticket._turn_seconds < TURN_SECONDS:
            return
        with self._lock:
            self._end_turn(ticket)
            if self._waiting:
                self._running.remove(ticket)
                ticket.has_slot = False
                self._waiting.append(ticket)
                self._fill_slots()
            else:
                self._spent[ticket.owner] += TURN_SECONDS

    def leave(self, ticket: Ticket) -> None:
        """Release a work's place, its slot or its place in the queue."""
        with self._lock:
            if ticket in self._waiting:
                self._waiting.remove(ticket)
            elif ticket in self._running:
                self._end_turn(ticket)
                self._running.remove(ticket)
            ticket.has_slot = ticket.had_a_turn = False
            ticket._seconds = ticket._turn_seconds = 0.0
            if not any(other.owner == ticket.owner for other in self._running + self._waiting):
                self._spent.pop(ticket.owner, None)
            self._fill_slots()

    def place_in_queue(self, ticket: Ticket) -> int:
        """Return a work's place among those that wait, 1 for the next one; 0 if it does not."""
        with self._lock:
            order = sorted(self._waiting, key=self._rank)
            return order.index(ticket) + 1 if ticket in order else 0

    def seconds_to_wait(self, ticket: Ticket) -> float:
        """Estimate how long a waiting work waits for its next turn; 0 if it does not wait."""
        return math.ceil(self.place_in_queue(ticket) / self.slots) * self._mean_turn

    def count_examples(self, examples: int) -> None:
        """Count images that a training has learned from."""
        with self._lock:
            self._examples += examples

    @property
    def examples(self) -> int:
        """How many images trainings have learned from since the queue was made."""
        return self._examples

    @property
    def works(self) -> int:
        """How many works compute or wait."""
        return len(self._running) + len(self._waiting)

    @property
    def computing(self) -> int:
        """How many works compute now."""
        return len(self._running)

    @property
    def waiting(self) -> int:
        """How many works wait for their turn."""
        return len(self._waiting)

    @property
    def longest_wait(self) -> float:
        """About how many seconds the last of those that wait has before its turn."""
        return math.ceil(self.waiting / self.slots) * self._mean_turn

    @property
    def is_idle(self) -> bool:
        """Whether nobody computes or waits to."""
        return not self.works

    @property
    def threads_beside_jobs(self) -> int:
        """How many processor threads a look at a network gets: as if it were one job more.

        Threads that share a core wait for each other, which slows all of them down a lot.
        """
        return fair_share(self.cores, 1 + len(self._running))

    @property
    def threads_per_job(self) -> int:
        """How many processor threads each running job gets: the cores divided by the jobs.

        One job alone trains a convolution 1.7 times faster on two cores, two jobs are fairest with
        one each.
        """
        return fair_share(self.cores, len(self._running))

    def _enter(self, ticket: Ticket) -> None:
        self._spent.setdefault(ticket.owner, min(self._spent.values(), default=0.0))
        self._waiting.append(ticket)

    def _rank(self, ticket: Ticket) -> tuple[bool, float, float]:
        """Return what the next one has least of; of equals the first that came is next."""
        can_wait = ticket._seconds >= ticket.urgent_seconds
        return can_wait, self._spent[ticket.owner], ticket._seconds

    def _fill_slots(self) -> None:
        while self._waiting and len(self._running) < self.slots:
            ticket = min(self._waiting, key=self._rank)
            self._waiting.remove(ticket)
            self._running.append(ticket)
            # Before it has computed, so that one owner does not get two slots at once.
            self._spent[ticket.owner] += TURN_SECONDS
            ticket.has_slot = ticket.had_a_turn = True
            ticket.wake()

    def _end_turn(self, ticket: Ticket) -> None:
        """Replace the seconds that the turn was thought to take by those that it took."""
        self._spent[ticket.owner] += ticket._turn_seconds - TURN_SECONDS
        ticket._seconds += ticket._turn_seconds
        self._mean_turn += NEWEST * (ticket._turn_seconds - self._mean_turn)
        ticket._turn_seconds = 0.0
