"""The hand-ins that a teacher reads in this browser tab, and what came out of checking them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from core.data.files import has_files
from core.errors import CheckpointError, ConfigError, DigitLabError, HandInError, LimitError
from core.lessons import CHALLENGES, LESSONS
from core.lessons.hand_in import (
    Finding,
    ReadFile,
    Rerun,
    RunEntry,
    compare_run,
    inconsistencies,
    read_hand_in,
    run_again,
)
from core.lessons.hand_in.compare import measured_again
from core.machine.threads import using_threads
from core.progress import OnProgress
from dashboard.server.data_sets import data_for
from dashboard.server.live_memory import check_affordable
from dashboard.server.resources import computed_once, shared_queue
from dashboard.visitor.hand_in import sealer

MAX_FILES = 100


@dataclass(eq=False)
class Checked:
    """A file that was read, and what was found in it so far.

    Attributes
    ----------
    read : ReadFile
        What it holds.
    by_run : dict
        For each run that was run again, by its number, what was found.
    others : list of Finding, optional
        What was found of lessons and challenges; None before it was looked for.
    """

    read: ReadFile
    by_run: dict[int, list[Finding]] = field(default_factory=dict)
    others: list[Finding] | None = None

    @property
    def is_done(self) -> bool:
        """Return whether everything in it was looked at."""
        return self.others is not None and len(self.by_run) == len(self.read.content.runs)


@dataclass(eq=False)
class HandedIn:
    """All files that are read in one browser tab.

    Attributes
    ----------
    files : dict
        From what tells files apart to those that are hand-ins.
    faults : dict
        From the same to what is wrong with those that are none, with their names.
    """

    files: dict[str, Checked] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)

    def take(self, files: Sequence[tuple[str, str, bytes]]) -> None:
        """Read files: what tells each apart, its name, its content. Others are forgotten."""
        seal = sealer()
        ids = [id for id, _, _ in files]
        self.files = {id: one for id, one in self.files.items() if id in ids}
        self.faults = {id: one for id, one in self.faults.items() if id in ids}
        for place, (id, name, content) in enumerate(files):
            if id in self.files or id in self.faults:
                continue
            if place >= MAX_FILES:
                self.faults[id] = f"{name}: only {MAX_FILES} files are read at a time."
                continue
            try:
                self.files[id] = Checked(read_hand_in(name, content, seal))
            except HandInError as error:
                self.faults[id] = f"{name}: {error}"


def check_all(all_files: Sequence[Checked], on_progress: OnProgress) -> None:
    """Run again what can be run again, and compare. What was done before is not done again."""
    todo = [(one, entry) for one in all_files for entry in one.read.content.runs]
    for place, (one, entry) in enumerate(todo):

        def tell(fraction: float, place: int = place) -> None:
            on_progress(min(1.0, (place + fraction) / len(todo)))

        tell(0.0)
        if entry.number not in one.by_run:
            one.by_run[entry.number] = check_run(entry, tell)
    for one in all_files:
        if one.others is None:
            one.others = inconsistencies(one.read.content, LESSONS, CHALLENGES, _measure)
    on_progress(1.0)


def check_run(entry: RunEntry, on_progress: OnProgress) -> list[Finding]:
    """Ask a run's network again, and repeat its training, as far as that is possible here."""
    if why := _why_no_data(entry):
        return [Finding(None, why)]
    try:
        data = data_for(entry.config)
        again, why = _again(entry, on_progress)
        with using_threads(shared_queue().threads_beside_jobs):
            found = compare_run(entry, data, again)
    except ConfigError as error:
        return [Finding(False, f"Its settings are impossible: {error}")]
    except DigitLabError as error:
        return [Finding(None, f"It cannot be run again here: {error}")]
    return [*found, *([Finding(None, f"It is not run again: {why}.")] if why else [])]


def _why_no_data(entry: RunEntry) -> str:
    spec = entry.config.spec
    if spec.is_own:
        return "It is not run again: it learned from images of the learner's own."
    if not has_files(spec):
        return f"It is not run again: {spec.title} is not on this machine."
    return ""


def _again(entry: RunEntry, on_progress: OnProgress) -> tuple[Rerun | None, str]:
    """Repeat a training, once for all who hand in the same; or say why not."""
    if entry.why_not_again:
        return None, entry.why_not_again
    data, config = data_for(entry.config), entry.config
    try:
        check_affordable(config, data)
    except LimitError as error:
        return None, f"it is too large for this server ({error})"

    def compute() -> Rerun:
        with using_threads(shared_queue().threads_beside_jobs):
            return run_again(config, entry.fault, entry.steps, data, on_progress=on_progress)

    return computed_once(("handed in", config, entry.fault, entry.steps), compute), ""


def _measure(entry: RunEntry, names: Sequence[str]) -> Mapping[str, float]:
    """Measure for a challenge what the network of a run in the file does."""
    if _why_no_data(entry):
        return {}
    try:
        with using_threads(shared_queue().threads_beside_jobs):
            return measured_again(entry, names, data_for(entry.config))
    except (CheckpointError, ConfigError):
        return {}  # Told where the run itself is checked.
