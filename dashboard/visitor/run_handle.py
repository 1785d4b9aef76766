"""One training of a visitor, with what the pages need beside it."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar, cast

import pandas as pd
from torch import nn

from core.clinic import NO_FAULT, FaultMark
from core.config import TrainConfig
from core.engine import OVER, State, TrainingJob
from core.errors import StoreError
from core.models import MODELS
from core.optimization import OPTIMIZERS
from core.runs import About, RunFolder, Summary
from core.training import History
from dashboard.figures.batch_means import BatchMeans
from dashboard.server.resources import computed_once
from dashboard.visitor.network_copy import NetworkCopy
from dashboard.wording import exact_number

Result = TypeVar("Result")


@dataclass(eq=False)
class RunHandle:
    """One training of this visitor.

    Attributes
    ----------
    number : int
        Counted from 1.
    config : TrainConfig
        Its settings.
    make_job : callable
        Gives the training itself, from memory or from disk; asked at the first use.
    id : str, optional
        What the store calls it; None for a run that could not be kept on disk.
    folder : RunFolder, optional
        Where it is kept.
    about : About
        What its owner says of it.
    fault : FaultMark
        Whether it is faulty on purpose.
    summary : Summary
        How far it was when it was last seen.
    network : NetworkCopy, optional
        The network at the moment of the last closer look.
    copied_at : tuple, optional
        That moment: steps of the training, and manual steps.
    """

    number: int
    config: TrainConfig
    make_job: Callable[[], TrainingJob]
    id: str | None = None
    folder: RunFolder | None = None
    about: About = field(default_factory=lambda: About(number=0, created=""))
    fault: FaultMark = NO_FAULT
    summary: Summary = field(default_factory=Summary)
    network: NetworkCopy | None = None
    copied_at: tuple[int, int] | None = None
    _key: object = field(default_factory=object)

    @cached_property
    def job(self) -> TrainingJob:
        """The training itself."""
        return self.make_job()

    @cached_property
    def means(self) -> BatchMeans:
        """The points of its curves, as far as they were drawn."""
        return BatchMeans(self.job.run.total_steps)

    @property
    def is_loaded(self) -> bool:
        """Whether the training is in memory."""
        return "job" in self.__dict__

    def make_sure_it_is_loaded(self) -> TrainingJob:
        """Bring it from the disk, if it is not here; raises what the store raises."""
        return self.job

    def unload(self, *, interrupt: bool = False) -> None:
        """Leave it to the disk until somebody looks again; an unkept one stays.

        A live one stays too, unless it shall be interrupted.
        """
        if not self.is_loaded or self.id is None:
            return
        if interrupt or self.job.state == "paused":
            self.job.interrupt()  # Its thread would wait for a Resume that cannot come.
        if not self.job.live and self.job.is_kept:
            self.summary = self.progress
            for name in ("job", "means"):
                self.__dict__.pop(name, None)
            self.network = self.copied_at = None

    def read_again_if_outdated(self) -> None:
        """Leave to the disk what somebody else has trained on since it was read."""
        if self.is_loaded and not self.job.live and self.job.is_outdated:
            self.unload()

    @property
    def state(self) -> State:
        """What the training is doing, without loading it."""
        if self.is_loaded:
            return self.job.state
        ended = cast(State, self.summary.ended)  # Written by its keeper from a job's state.
        return ended or ("interrupted" if self.summary.step else "ready")

    @property
    def progress(self) -> Summary:
        """How far it is, without loading it."""
        if not self.is_loaded:
            return self.summary
        state = self.job.state
        return Summary.of(self.job.run, state if state in OVER else "", self.job.why_it_failed)

    def history(self) -> History:
        """Read what it has told so far, without loading its weights."""
        if self.is_loaded:
            run = self.job.run
            epochs = run.epochs[:]  # First: an epoch's batches are always there before it.
            return History(run.batches[:], epochs)
        if self.folder is None:
            return History([], [])
        try:
            return self.once(("history", self.summary.step), self.folder.history)
        except StoreError:
            return History([], [])  # Its tables are damaged; choosing the run says so.

    @property
    def follows_its_settings(self) -> bool:
        """Whether its settings tell all that was done, so that it counts as a repetition of them.

        No steps by hand, no rate moved on the way, no other hardware, no weights from a file, and
        no deliberate fault.
        """
        return self.progress.follows_its_settings and not self.about.uploaded and not self.fault

    @property
    def beside_its_settings(self) -> list[str]:
        """What was done that its settings do not tell, in a few words each."""
        done, words = self.progress, []
        if self.fault:
            words.append(self.fault.in_words)
        if self.about.uploaded:
            words.append("from a file")
        if done.moved_rates:
            words.append(
                f"rate moved to {', '.join(exact_number(rate) for rate in done.moved_rates)}"
            )
        if done.manual_steps:
            words.append(f"{done.manual_steps:,} by hand")
        if len(done.processors) > 1:
            words.append("on several machines")
        return words

    @property
    def title(self) -> str:
        """A short name for menus."""
        config, state = self.config, self.state
        words = [
            self.about.name or MODELS[config.model].title,
            f"{OPTIMIZERS[config.optimizer].title} {exact_number(config.learning_rate)}",
        ]
        if config.corrections:
            words.append(f"{len(config.corrections):,} labels changed")
        words += self.beside_its_settings
        if state in ("diverged", "stopped", "interrupted", "failed"):
            words.append(state)
        return f"Run {self.number}: {', '.join(words)}"

    @property
    def file_name(self) -> str:
        """The name of its files, without an ending; one with a deliberate fault says so."""
        fault = self.fault
        mark = f"-{'mended' if fault.mended else 'faulty'}-{fault.name}" if fault else ""
        return f"digit-lab-run-{self.number}{mark.replace('_', '-')}"

    def once(self, name: Hashable, compute: Callable[[], Result]) -> Result:
        """Compute something of this run, unless it was before under the same name."""
        return computed_once((self._key, name), compute)

    def points(self) -> pd.DataFrame:
        """Sum up the batches so far as the points of its curves."""
        return self.means.read(self.job.run.batches)

    def copy_network(self) -> NetworkCopy:
        """Hold the network still for a closer look.

        The same copy as last time while a run trains on, until it is asked again.
        """
        run = self.job.run
        moment = run.step, run.manual_steps
        if self.network is None or (not self.job.live and self.copied_at != moment):
            step, model = run.copy_with_step()
            self.network, self.copied_at = self._copied(step, model), moment
        return self.network

    def copy_network_now(self) -> NetworkCopy:
        """Hold the network still as it is at this moment, whatever was looked at before."""
        if self.job.live:
            step, model = self.job.run.copy_with_step()
            return self._copied(step, model)
        return self.copy_network()

    def _copied(self, step: int, model: nn.Module) -> NetworkCopy:
        return NetworkCopy(step, model, self.job.run.data, self.config, self.fault.at_work)

    def copy_network_again(self) -> None:
        """Take a new copy at the next look."""
        self.network = None
