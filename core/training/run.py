"""One training with everything that belongs to it."""

from __future__ import annotations

import copy
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace

import torch
from torch import Tensor, nn

from core.config import TrainConfig
from core.data.digits import DigitData
from core.machine.device import best_device, copy_to_cpu
from core.machine.name import processor_name
from core.models.finite import all_finite
from core.optimization import Optimizer, build_optimizer
from core.optimization.optimizer import set_learning_rate
from core.training.events import BatchEnd, Diverged, EpochEnd, Event
from core.training.moves import RateMoves
from core.training.plan import planned_learning_rate, steps_per_epoch, training_size
from core.training.seams import CLEAN, Seams
from core.training.snapshots import Snapshot, affordable_snapshots, snapshot_steps, take_snapshot
from core.training.state import RunState, optimizer_state, restore_rng_states, rng_states
from core.training.step import Step, take_step
from core.training.trainer import train


class TrainingRun:
    """A network in training: its configuration, weights and history.

    Lists of events only ever grow, so a reader who notes a length may look at all before it
    while training goes on in another thread.

    Parameters
    ----------
    device : torch.device, optional
        Where to train; the best there is when not given.
    weights : mapping, optional
        Where the weights and buffers start, by name; from the config's seed when not given.
    step : callable
        What one step does, as for :func:`core.training.train`.
    seams : Seams
        Other parts than the usual ones.
    """

    def __init__(
        self,
        config: TrainConfig,
        data: DigitData,
        *,
        device: torch.device | None = None,
        weights: Mapping[str, Tensor] | None = None,
        step: Step = take_step,
        seams: Seams = CLEAN,
    ) -> None:
        self.config = config
        self.seams = seams if step is take_step else replace(seams, step=step)
        data = seams.data(data, config)
        self.data = data
        self.device = torch.device(device) if device is not None else best_device()
        self.model: nn.Module = seams.build(config).to(self.device)
        if weights is not None:
            self.model.load_state_dict(weights)
        self.batches: list[BatchEnd] = []
        self.epochs: list[EpochEnd] = []
        self.diverged: Diverged | None = None
        self.finished = False
        self.seconds = 0.0
        self.manual_steps = 0
        self.processors: list[str] = []
        self.snapshots = [take_snapshot(self.model, 0)]
        self.learning_rate = planned_learning_rate(data, config)
        self.steps_per_epoch = steps_per_epoch(data, config)
        self.total_steps = config.epochs * self.steps_per_epoch
        self._rate_moves = RateMoves(planned_learning_rate(data, config))
        self._processor = processor_name(self.device)
        self._optimizer = build_optimizer(self.model, config)
        self._events = self._events_from_here()
        self._snapshot_steps = snapshot_steps(
            self.total_steps, self.steps_per_epoch, affordable_snapshots(self.model)
        )
        # Taken while weights move; whoever copies them takes it for a moment.
        self._lock = threading.Lock()

    def advance(self, seconds: float = 0.0) -> list[Event]:
        """Train at least one batch; return what happened, nothing when the run is over.

        Parameters
        ----------
        seconds : float
            Start no further batch after so long; 0 takes exactly one.
        """
        deadline = time.perf_counter() + seconds
        events: list[Event] = []
        while not self.finished:
            events += self._one_batch()
            if time.perf_counter() >= deadline:
                break
        return events

    def _events_from_here(self) -> Iterator[Event]:
        return train(
            self.model,
            self.data,
            self.config,
            seams=self.seams,
            optimizer=self._optimizer,
            learning_rate=self.learning_rate,
            before=tuple(self.batches),
            seconds_before=self.seconds - sum(epoch.seconds for epoch in self.epochs),
        )

    def _one_batch(self) -> list[Event]:
        with self._lock:
            began = time.perf_counter()
            events = [next(self._events)]
            # An epoch's last batch and its validation belong together, so a paused run
            # never misses the number that the learner waits for.
            if isinstance(events[0], BatchEnd) and events[0].step % self.steps_per_epoch == 0:
                events.append(next(self._events))
            if isinstance(events[0], BatchEnd) and events[0].step in self._snapshot_steps:
                self._keep_snapshot(take_snapshot(self.model, events[0].step))
            self.seconds += time.perf_counter() - began
            for event in events:
                self._record(event)
            if self.finished:
                self._events = iter(())  # The old one still refers to the last images.
        return events

    def _keep_snapshot(self, snapshot: Snapshot) -> None:
        """Keep a moment, unless the step before it left no numbers."""
        if all_finite(snapshot.state):
            self.snapshots.append(snapshot)

    def _record(self, event: Event) -> None:
        match event:
            case BatchEnd():
                self.batches.append(event)
                self._rate_moves.read([event])
                if self._processor not in self.processors:
                    self.processors.append(self._processor)
            case EpochEnd():
                self.epochs.append(event)
                self.finished = event.epoch == self.config.epochs
            case Diverged():
                self.diverged = event
                self.finished = True
                # These weights gave the loss that is no number: the moment before is the last.
                if 0 < self.snapshots[-1].step == self.step:
                    self.snapshots.pop()

    @property
    def step(self) -> int:
        """The number of steps taken, 0 to ``total_steps``."""
        return len(self.batches)

    @property
    def moved_rates(self) -> tuple[float, ...]:
        """The learning rates (peaks of the schedule) that steps were taken with off the plan."""
        return tuple(self._rate_moves.peaks)

    @property
    def examples(self) -> int:
        """The number of training images seen so far, counted again in each epoch."""
        epochs, batches = divmod(self.step, self.steps_per_epoch)
        return epochs * training_size(self.data, self.config) + batches * self.config.batch_size

    @property
    def examples_per_second(self) -> float:
        """The speed so far, validation included, pauses not; 0 before the first step."""
        return self.examples / self.seconds if self.seconds else 0.0

    @property
    def seconds_left(self) -> float | None:
        """How long the rest takes at the speed so far; None before the first step."""
        if not self.step:
            return None
        return self.seconds / self.step * (self.total_steps - self.step)

    def state(self) -> RunState:
        """Copy everything that it takes to continue later; shares nothing that changes."""
        with self._lock:
            # The textbook's step clears what lies in the gradients, others may need it.
            needs_gradients = self.seams.step is not take_step
            return RunState(
                model=copy_to_cpu(self.model.state_dict()),
                standardization=self.data.standardization,
                optimizer=optimizer_state(self._optimizer),
                gradients=self._optimizer.gradients.cpu().clone() if needs_gradients else None,
                rng_states=rng_states(self.model),
                learning_rate=self.learning_rate.peak,
                seconds=self.seconds,
                manual_steps=self.manual_steps,
                moved_rates=self.moved_rates,
                processors=tuple(self.processors),
                batches=self.batches[:],
                epochs=self.epochs[:],
                diverged=self.diverged,
                snapshots=self.snapshots[:],
            )

    @classmethod
    def restored(
        cls,
        config: TrainConfig,
        data: DigitData,
        state: RunState,
        *,
        device: torch.device | None = None,
        step: Step = take_step,
        seams: Seams = CLEAN,
    ) -> TrainingRun:
        """Make a run that continues where another one stood.

        Its next steps are those that the other run would have taken, bit for bit on the same
        machine with the same number of threads, if config, images, step and seams are the same. The
        images are standardized as the other run's were.
        """
        data = data.standardized_by(state.standardization or data.standardization)
        run = cls(config, data, device=device, weights=state.model, step=step, seams=seams)
        run._optimizer.restore(state.optimizer)
        if state.gradients is not None:
            run._optimizer.gradients.copy_(state.gradients)
        restore_rng_states(run.model, state.rng_states)
        run.batches, run.epochs = list(state.batches), list(state.epochs)
        run.diverged = state.diverged
        run.finished = state.diverged is not None or len(run.epochs) == config.epochs
        run.seconds, run.manual_steps = state.seconds, state.manual_steps
        # Earlier versions also kept moments without numbers.
        run.snapshots = [kept for kept in state.snapshots if all_finite(kept.state)]
        run.processors = list(state.processors)
        run._rate_moves.read(run.batches)
        run.learning_rate.peak = state.learning_rate
        run._events = run._events_from_here()
        return run

    def copy_model(self) -> nn.Module:
        """Copy the network between two steps: on the CPU, in evaluation mode."""
        return self.copy_with_step()[1]

    def copy_with_step(self) -> tuple[int, nn.Module]:
        """Return the number of steps taken, and the copy of :meth:`copy_model`."""
        with self._lock:
            return self._copy_at_rest()

    def copy_with_step_soon(self, seconds: float) -> tuple[int, nn.Module] | None:
        """Return what :meth:`copy_with_step` does; None if weights move for so long.

        They do in a slow step, and are locked in the validation that belongs to one.
        """
        if not self._lock.acquire(timeout=seconds):
            return None
        try:
            return self._copy_at_rest()
        finally:
            self._lock.release()

    def _copy_at_rest(self) -> tuple[int, nn.Module]:
        return self.step, copy.deepcopy(self.model).to("cpu").eval()

    def model_at(self, snapshot: Snapshot) -> nn.Module:
        """Build the network as it was at one of this run's snapshots: on the CPU, to evaluate."""
        model = self.seams.build(self.config)
        model.load_state_dict(snapshot.state)
        return model.eval()

    def copy_for_step(self) -> tuple[int, nn.Module, Optimizer]:
        """Copy the network with its optimizer, ready for the next step on the same device.

        Returns
        -------
        step : int
            Steps taken before the copy.
        model : nn.Module
            The copy.
        optimizer : Optimizer
            Has the copy's parameters, the run's state and the next step's learning rate.
        """
        with self._lock:
            step = self.step
            model, optimizer = copy.deepcopy((self.model, self._optimizer))
        set_learning_rate(optimizer, self.learning_rate.at(min(step, self.total_steps - 1)))
        return step, model, optimizer

    def take_over(self, model: nn.Module, optimizer: Optimizer, steps: int = 1) -> None:
        """Continue from copies of a model's weights and its optimizer's state.

        From here on the same seed no longer gives the same run, and the history does not show
        the steps that led there: ``manual_steps`` counts them.
        """
        with self._lock:
            self.model.load_state_dict(model.state_dict())
            self._optimizer.restore(optimizer_state(optimizer))
            self.manual_steps += steps
