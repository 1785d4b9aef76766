"""One training with everything that belongs to it."""

from __future__ import annotations

import copy
import threading
import time
from collections.abc import Iterator, Mapping

import torch
from torch import Tensor, nn

from core.config import TrainConfig
from core.data.digits import DigitData
from core.machine.device import best_device, copy_to_cpu
from core.models import build_model
from core.optimization import Optimizer, build_optimizer
from core.training.events import BatchEnd, Diverged, EpochEnd, Event
from core.training.plan import planned_learning_rate, steps_per_epoch, training_size
from core.training.snapshots import Snapshot, affordable_snapshots, snapshot_steps, take_snapshot
from core.training.state import RunState, dropout_layers, optimizer_state
from core.training.step import take_step
from core.training.trainer import Step, train


class TrainingRun:
    """A network in training: its configuration, weights and history.

    Lists of events only ever grow, so a reader who notes a length may look at all
    before it while training goes on in another thread.

    Parameters
    ----------
    config : TrainConfig
        Every choice.
    data : DigitData
        What to train and validate on.
    device : torch.device, optional
        Where to train; the best there is when not given.
    weights : mapping, optional
        Where the weights and buffers start, by name; from the config's seed when not
        given.
    step : callable
        What one step does, as for :func:`core.training.train`.
    """

    def __init__(
        self,
        config: TrainConfig,
        data: DigitData,
        *,
        device: torch.device | None = None,
        weights: Mapping[str, Tensor] | None = None,
        step: Step = take_step,
    ) -> None:
        self.config = config
        self.data = data
        self.device = device or best_device()
        self.model: nn.Module = build_model(config).to(self.device)
        if weights is not None:
            self.model.load_state_dict(weights)
        self.batches: list[BatchEnd] = []
        self.epochs: list[EpochEnd] = []
        self.diverged: Diverged | None = None
        self.finished = False
        self.seconds = 0.0
        self.manual_steps = 0
        self.snapshots = [take_snapshot(self.model, 0)]
        self.learning_rate = planned_learning_rate(data, config)
        self.steps_per_epoch = steps_per_epoch(data, config)
        self.total_steps = config.epochs * self.steps_per_epoch
        self._optimizer = build_optimizer(self.model, config)
        self._take_step = step
        self._events = self._train_on()
        self._snapshot_steps = snapshot_steps(
            self.total_steps, self.steps_per_epoch, affordable_snapshots(self.model)
        )
        # Held while weights move; whoever copies them takes it for a moment.
        self._lock = threading.Lock()

    def _train_on(self) -> Iterator[Event]:
        return train(
            self.model,
            self.data,
            self.config,
            step=self._take_step,
            optimizer=self._optimizer,
            learning_rate=self.learning_rate,
            before=tuple(self.batches),
            seconds_before=self.seconds - sum(epoch.seconds for epoch in self.epochs),
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
    ) -> TrainingRun:
        """Make a run that goes on where another one stood.

        Parameters
        ----------
        config : TrainConfig
            The other run's.
        data : DigitData
            The same images; standardized as the other run's were.
        state : RunState
            From :meth:`state`.
        device : torch.device, optional
            Where to train; the best there is when not given.

        Returns
        -------
        TrainingRun
            Its next steps are those that the other run would have taken, bit for bit on
            the same machine with the same number of threads.
        """
        data = data.standardized_by(state.standardization or data.standardization)
        run = cls(config, data, device=device, weights=state.model, step=step)
        run._optimizer.restore(state.optimizer)
        for layer, rng_states in zip(dropout_layers(run.model), state.rng_states, strict=True):
            layer.generator.bit_generator.state = rng_states
        run.batches, run.epochs = list(state.batches), list(state.epochs)
        run.diverged = state.diverged
        run.finished = state.diverged is not None or len(run.epochs) == config.epochs
        run.seconds, run.manual_steps = state.seconds, state.manual_steps
        run.snapshots = list(state.snapshots)
        run.learning_rate.peak = state.learning_rate
        run._events = run._train_on()
        return run

    def state(self) -> RunState:
        """Copy everything that it takes to go on later.

        Returns
        -------
        RunState
            Between two steps; shares nothing that changes with the run.
        """
        with self._lock:
            return RunState(
                model=copy_to_cpu(self.model.state_dict()),
                standardization=self.data.standardization,
                optimizer=optimizer_state(self._optimizer),
                rng_states=[
                    layer.generator.bit_generator.state for layer in dropout_layers(self.model)
                ],
                learning_rate=self.learning_rate.peak,
                seconds=self.seconds,
                manual_steps=self.manual_steps,
                batches=self.batches[:],
                epochs=self.epochs[:],
                diverged=self.diverged,
                snapshots=self.snapshots[:],
            )

    @property
    def step(self) -> int:
        """Steps taken so far.

        Returns
        -------
        int
            0 to ``total_steps``.
        """
        return len(self.batches)

    @property
    def examples(self) -> int:
        """Training images seen so far, counted again in each epoch.

        Returns
        -------
        int
            The sum of the sizes of all batches.
        """
        epochs, batches = divmod(self.step, self.steps_per_epoch)
        return epochs * training_size(self.data, self.config) + batches * self.config.batch_size

    @property
    def examples_per_second(self) -> float:
        """How fast the run has been, validation included, pauses not.

        Returns
        -------
        float
            0 before the first step.
        """
        return self.examples / self.seconds if self.seconds else 0.0

    @property
    def seconds_left(self) -> float | None:
        """How long the rest will take at the speed so far.

        Returns
        -------
        float or None
            None before the first step.
        """
        if not self.step:
            return None
        return self.seconds / self.step * (self.total_steps - self.step)

    def advance(self, seconds: float = 0.0) -> list[Event]:
        """Train for a while: at least one batch.

        Parameters
        ----------
        seconds : float
            Start no further batch after so long; 0 takes exactly one.

        Returns
        -------
        list of Event
            What happened, also added to the history. Empty when the run is over.
        """
        deadline = time.perf_counter() + seconds
        events: list[Event] = []
        while not self.finished:
            events += self._one_batch()
            if time.perf_counter() >= deadline:
                break
        return events

    def _one_batch(self) -> list[Event]:
        with self._lock:
            began = time.perf_counter()
            events = [next(self._events)]
            # An epoch's last batch and its validation belong together, so a paused run
            # never misses the number that the learner waits for.
            if isinstance(events[0], BatchEnd) and events[0].step % self.steps_per_epoch == 0:
                events.append(next(self._events))
            if isinstance(events[0], BatchEnd) and events[0].step in self._snapshot_steps:
                self.snapshots.append(take_snapshot(self.model, events[0].step))
            self.seconds += time.perf_counter() - began
            for event in events:
                self._remember(event)
            if self.finished:
                self._events = iter(())  # The old one still holds the last images.
        return events

    def _remember(self, event: Event) -> None:
        match event:
            case BatchEnd():
                self.batches.append(event)
            case EpochEnd():
                self.epochs.append(event)
                self.finished = event.epoch == self.config.epochs
            case Diverged():
                self.diverged = event
                self.finished = True

    def copy_model(self) -> nn.Module:
        """Copy the network as it is between two steps.

        Returns
        -------
        nn.Module
            On the CPU, in evaluation mode, no longer connected to the training.
        """
        return self.copy_with_step()[1]

    def model_at(self, snapshot: Snapshot) -> nn.Module:
        """Build the network as it was.

        Parameters
        ----------
        snapshot : Snapshot
            One of this run's.

        Returns
        -------
        nn.Module
            A network of its own on the CPU, in evaluation mode.
        """
        model = build_model(self.config)
        model.load_state_dict(snapshot.state)
        return model.eval()

    def copy_for_step(self) -> tuple[int, nn.Module, Optimizer]:
        """Copy the network with its optimizer, ready for its next step.

        Returns
        -------
        step : int
            Steps taken before the copy.
        model : nn.Module
            A copy on the same device.
        optimizer : Optimizer
            Holds the copy's parameters, remembers what the run's remembers, and has the
            learning rate of the next step.
        """
        with self._lock:
            step = self.step
            model, optimizer = copy.deepcopy((self.model, self._optimizer))
        for group in optimizer.param_groups:
            group["lr"] = self.learning_rate.at(min(step, self.total_steps - 1))
        return step, model, optimizer

    def take_over(self, model: nn.Module, optimizer: Optimizer, steps: int = 1) -> None:
        """Go on from the weights and the memory of others.

        From here on the same seed no longer gives the same run, and the history does not
        show these steps: ``manual_steps`` counts them.

        Parameters
        ----------
        model : nn.Module
            Of the same architecture; it is copied.
        optimizer : Optimizer
            Holds that model's parameters; its memory is copied.
        steps : int
            How many steps by hand led there.
        """
        with self._lock:
            self.model.load_state_dict(model.state_dict())
            self._optimizer.restore(optimizer_state(optimizer))
            self.manual_steps += steps

    def copy_with_step(self) -> tuple[int, nn.Module]:
        """Copy the network, and tell after which step.

        Returns
        -------
        step : int
            Steps taken before the copy.
        model : nn.Module
            As :meth:`copy_model` gives it.
        """
        with self._lock:
            return self.step, copy.deepcopy(self.model).to("cpu").eval()
