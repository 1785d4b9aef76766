"""A training run in its own thread: run, pause, step, stop."""

from __future__ import annotations

import threading
import time
from collections.abc import Hashable

from core.engine import saving
from core.engine.queue import Ticket, TrainingQueue
from core.engine.saving import Keeper, RunSaver
from core.engine.states import LIVE, OVER, State
from core.errors import DigitLabError
from core.limits import limit
from core.machine.fastest_threads import FastestThreads
from core.machine.free_memory import release_free_memory
from core.machine.threads import using_threads
from core.training.events import BatchEnd
from core.training.run import TrainingRun

# The button's own rerun should already show the result, without waiting for a slow network.
PATIENCE_SECONDS = 0.3
# As long as Streamlit's server keeps the session of a browser that went away.
ABSENCE_SECONDS = 120.0
# So long a batch waits for a page that is being drawn.
PAGE_SECONDS = 0.05
UNEXPECTED = "Training ended unexpectedly; the server's log has the details."


class TrainingJob:
    """A thread that pulls one run, batch by batch, for as long as it may.

    Every method returns at once (a pause or an end after 0.3 s at most) and may be called from
    any thread, in any state; what makes no sense any more does nothing.

    Parameters
    ----------
    run : TrainingRun
        Nobody else may advance it. One that was restored half-way counts as interrupted.
    queue : TrainingQueue, optional
        Whose slots the job uses; one of its own when not given.
    owner : hashable, optional
        Who shares his turns in the queue between this job and others; the job itself when not
        given.
    keeper : Keeper, optional
        Writes the run down, from the job's thread: every ten seconds, at each pause and at the
        end. When that fails, training goes on, ``warning`` says why, and it is tried again until
        it is written, for a day. Nobody else writes the run as long as it trains; where somebody
        does already, it is not begun, and ``error`` says so.
    ended, error : str
        How a run ended for good before it was restored, "stopped" or "failed", and why.
    """

    def __init__(
        self,
        run: TrainingRun,
        *,
        queue: TrainingQueue | None = None,
        owner: Hashable = None,
        keeper: Keeper | None = None,
        ended: str = "",
        error: str = "",
    ) -> None:
        self.run = run
        self._saver = RunSaver(keeper)
        self.queue = queue or TrainingQueue(slots=1)
        self.error: str | None = error or None
        # Its own, so that no job waits for another one's reader. Reading needs none: each answer
        # was true a moment ago.
        self._changed = threading.Condition()
        # Set by whoever changes what the thread may or must do.
        self._wake = threading.Event()
        self._ticket = Ticket(
            self if owner is None else owner, wake=self._wake.set, interrupt=self.interrupt
        )
        self._thread: threading.Thread | None = None
        self._wants_to_run = False
        self._rests_at = run.seconds + limit("run_seconds")
        self._steps_owed = 0
        self._end_asked: State | None = None
        self._visitor_here = True
        self._in_flight = False
        self._unsaved = False
        self._outcome: State | None = None
        if ended == "failed":
            self._outcome = "failed"
        elif run.finished or ended:
            self._outcome = self._ending
        elif run.step:
            self._outcome = "interrupted"
        self._threads = FastestThreads()

    @property
    def state(self) -> State:
        """What the job is doing: one of the words of `State`."""
        if outcome := self._outcome:
            return outcome
        if self._thread is None:
            return "ready"
        if self._in_flight:
            return "running" if self._may_train else "pausing"
        if self._end_asked:
            return self._ending
        if not self._may_train:
            return "paused"
        return "running" if self._ticket.had_a_turn else "waiting"

    @property
    def live(self) -> bool:
        """Whether a new event may still come: true while waiting, running or pausing."""
        return self.state in LIVE

    @property
    def place_in_queue(self) -> int:
        """Its place among those that wait for a turn, 1 for the next one; 0 if it does not."""
        return self.queue.place_in_queue(self._ticket)

    @property
    def seconds_to_wait(self) -> float:
        """About how long it waits for its next turn; 0 if it does not wait."""
        return self.queue.seconds_to_wait(self._ticket)

    @property
    def warning(self) -> str | None:
        """Why the run could not be saved the last time; None where it could."""
        return self._saver.warning

    @property
    def why_it_failed(self) -> str:
        """Its error if it has failed; else nothing."""
        return self.error or "" if self.state == "failed" else ""

    @property
    def is_kept(self) -> bool:
        """Whether nothing that has ended is in memory only."""
        return self._saver.keeper is not None and not self._saver.owes

    @property
    def is_outdated(self) -> bool:
        """Whether somebody else has trained the run on since it was read."""
        return self._saver.keeper is not None and self._saver.keeper.is_outdated

    @property
    def used_up_its_time(self) -> bool:
        """Whether it rests because it has computed for as long as it may; start() goes on."""
        return not self._outcome and not self._wants_to_run and self.run.seconds >= self._rests_at

    @property
    def _may_train(self) -> bool:
        wanted = self._wants_to_run or self._steps_owed > 0
        return wanted and self._visitor_here and not self._end_asked

    @property
    def _ending(self) -> State:
        if not self.run.finished:
            return self._end_asked or "stopped"
        return "diverged" if self.run.diverged else "finished"

    def start(self) -> None:
        """Train on: from the beginning, a pause or an interruption."""
        with self._changed:
            self._restart()
            self._wants_to_run = True
            self._rests_at = self.run.seconds + limit("run_seconds")
            self._begin()

    def pause(self) -> None:
        """Pause after the current batch; its slot is free for others."""
        with self._changed:
            self._wants_to_run = False
            self._steps_owed = 0
            self._wake.set()
            self._changed.wait_for(lambda: not self._in_flight, PATIENCE_SECONDS)

    def step(self) -> None:
        """Take exactly one more batch, then pause."""
        with self._changed:
            self._restart()
            if self._outcome:
                return
            self._wants_to_run = False
            self._steps_owed += 1
            self._begin()
            self._changed.wait_for(lambda: not self._steps_owed or self._outcome, PATIENCE_SECONDS)

    def stop(self) -> None:
        """End for good after the current batch; the run stays as it is."""
        self._end("stopped")

    def interrupt(self) -> None:
        """Pause after the current batch and end the thread; start() continues."""
        self._end("interrupted")

    def _end(self, how: State) -> None:
        with self._changed:
            was_interrupted = self._outcome == "interrupted"
            self._end_asked = self._end_asked or how
            if was_interrupted:
                self._outcome = how
            elif self._thread is None:
                self._outcome = self._outcome or self._ending
            self._changed.notify_all()
            self._wake.set()
            self._changed.wait_for(lambda: self._outcome, PATIENCE_SECONDS)
        if was_interrupted and how == "stopped":
            self._saver.save(how)

    def visitor_left(self) -> None:
        """Pause the run; after two minutes of absence it is interrupted."""
        self._set_visitor_here(False)

    def visitor_returned(self) -> None:
        """Continue a run that was paused while its visitor was away."""
        self._set_visitor_here(True)

    def _set_visitor_here(self, here: bool) -> None:
        if here != self._visitor_here:
            with self._changed:
                self._visitor_here = here
                self._changed.notify_all()
                self._wake.set()

    def save(self) -> None:
        """Save the run as it is now; for changes that are no training."""
        state = self.state
        self._saver.save(state if state in OVER else "", self.why_it_failed)

    def wait(self, timeout: float | None = None) -> None:
        """Wait until the job pauses or ends, at most so many seconds. For scripts and tests."""
        with self._changed:
            self._changed.wait_for(lambda: not self.live, timeout)

    def _restart(self) -> None:
        """Clear what an interruption left, so that a new thread can begin."""
        if self._outcome == "interrupted":
            self._outcome = self._end_asked = self._thread = self.error = None
            self._wants_to_run, self._steps_owed = False, 0

    def _begin(self) -> None:
        if self._thread is None and not self._outcome:
            # A daemon, so that a stopped server does not wait for a long training.
            self._thread = threading.Thread(target=self._work, name="training", daemon=True)
            self._thread.start()
        self._wake.set()

    def _work(self) -> None:
        outcome: State = "failed"
        may_write = False
        try:
            may_write = self._claim()
            outcome = self._train() if may_write else "interrupted"
        except (DigitLabError, RuntimeError, MemoryError) as error:
            # PyTorch reports what a device cannot do, or has no memory for, as RuntimeError.
            self.error = str(error)
        finally:
            self._come_to_an_end(outcome, may_write)

    def _claim(self) -> bool:
        """Let nobody else write the run; return whether it may be trained here."""
        try:
            if self._saver.keeper is not None:
                self._saver.keeper.claim()
        except DigitLabError as error:
            self.error = str(error)
            return False
        except OSError:
            pass  # A disk that is full or read-only keeps nobody from learning; saving says so.
        return True

    def _train(self) -> State:
        while self._wait_for_turn():
            self._take_one_batch()
            # Only now is the step paid: its events are already in the history.
            with self._changed:
                self._in_flight = False
                self._steps_owed = max(0, self._steps_owed - 1)
                if self.run.seconds >= self._rests_at:
                    self._wants_to_run = False
                if not self._may_train:
                    self._changed.notify_all()
            self._unsaved = True
            if self._saver.is_due:
                self._save()
        return self._ending

    def _come_to_an_end(self, outcome: State, may_write: bool) -> None:
        if outcome == "failed":
            self.error = self.error or UNEXPECTED
        if may_write:
            # Somebody may continue what was interrupted, so it has not ended.
            why = self.error if outcome == "failed" else ""
            self._saver.save("" if outcome == "interrupted" else outcome, why or "")
        self.queue.leave(self._ticket)
        with self._changed:
            self._in_flight = False
            self._outcome = outcome
            self._changed.notify_all()
        release_free_memory()
        if may_write:
            self._save_what_is_owed()
            if self._saver.keeper is not None:
                self._saver.keeper.release()

    def _save_what_is_owed(self) -> None:
        """Try again and again to write an end that could not be written, unless it goes on."""
        until = time.monotonic() + saving.SECONDS_OF_TRYING
        while self._saver.owes and not self._saver.is_hopeless and time.monotonic() < until:
            self._wake.clear()
            self._wake.wait(saving.SECONDS_BETWEEN_SAVES)
            if self._thread is not threading.current_thread():
                return
            self._saver.save_what_is_owed()

    def _wait_for_turn(self) -> bool:
        """Wait until a batch may be taken (True) or the job is over (False)."""
        while True:
            # First, so that whatever is asked for from now on wakes it again.
            self._wake.clear()
            if self._end_asked or self.run.finished:
                return False
            # Before the batch counts as begun, so that the page that pauses it waits for nothing.
            self.queue.pages_first.wait(PAGE_SECONDS)
            with self._changed:
                if self._may_train and self.queue.admit(self._ticket):
                    self._in_flight = True
                    return True
                rests = not self._may_train
                if rests:
                    self.queue.leave(self._ticket)
                    self._changed.notify_all()
            if rests:
                if self._unsaved:
                    self._save()
                self._rest()
            else:
                self._wake.wait()

    def _save(self) -> None:
        self._saver.save("")
        self._unsaved = self._saver.owes

    def _rest(self) -> None:
        patience = None if self._visitor_here else ABSENCE_SECONDS
        if self._unsaved:
            patience = saving.SECONDS_BETWEEN_SAVES
        if self._wake.wait(patience) or self._unsaved:
            return
        with self._changed:
            self._end_asked = self._end_asked or "interrupted"

    def _take_one_batch(self) -> None:
        threads = self._threads.choose(self.queue.threads_per_job)
        began = time.perf_counter()
        with using_threads(threads):
            events = self.run.advance()
        took = time.perf_counter() - began
        self.queue.charge(self._ticket, took)
        self.queue.count_examples(sum(e.examples for e in events if isinstance(e, BatchEnd)))
        if len(events) == 1:  # With the end of an epoch comes its validation.
            self._threads.took(took)
