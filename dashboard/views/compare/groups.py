"""Runs of the same settings as one, and how each looks everywhere. Pure: draws nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.comparison import differing_settings, without_seed
from dashboard.figures.palette import CATEGORIES
from dashboard.visitor.run_handle import RunHandle
from dashboard.visitor.run_words import telling_words
from dashboard.wording import listed

# With color and marker, more runs than anybody compares look different, also to color-blind eyes.
DASHES = ([1, 0], [6, 3], [2, 2], [8, 3, 2, 3])
MARKERS = ("circle", "square", "triangle-up", "diamond", "cross")


@dataclass(frozen=True, slots=True)
class RunStyle:
    """How a run is drawn, the same on every figure.

    Attributes
    ----------
    color : str
        As CSS writes it.
    dash : list of int
        As Vega-Lite writes it.
    marker : str
        Vega's name of a shape.
    """

    color: str
    dash: list[int]
    marker: str


def style_of(number: int) -> RunStyle:
    """Give a run its look, by its number."""
    place = number - 1
    return RunStyle(
        CATEGORIES[place % len(CATEGORIES)],
        DASHES[place % len(DASHES)],
        MARKERS[place % len(MARKERS)],
    )


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """Repetitions of the same settings with different seeds.

    Attributes
    ----------
    runs : list of RunHandle
        At least one, the first one first.
    words : str
        What tells this group from the others.
    """

    runs: list[RunHandle]
    words: str

    @property
    def number(self) -> int:
        """The number of its first run, which gives it its look."""
        return self.runs[0].number

    @property
    def repetitions(self) -> list[RunHandle]:
        """One run for each seed: the same seed again is a copy and says nothing new."""
        return list({run.config.seed: run for run in reversed(self.runs)}.values())[::-1]

    @property
    def title(self) -> str:
        """Its name in legends and menus."""
        run = "Run" if len(self.runs) == 1 else "Runs"
        seeds = {run.config.seed for run in self.runs}
        seed = "seed" if len(seeds) == 1 else "seeds"
        numbers = listed([run.number for run in self.runs])
        return f"{run} {numbers} ({seed} {listed(list(seeds))}): {self.words}"

    @property
    def finished(self) -> list[RunHandle]:
        """The repetitions that took every step of their plan."""
        return [
            run
            for run in self.repetitions
            if run.state == "finished" and run.progress.validation_accuracy is not None
        ]

    @property
    def accuracies(self) -> list[float]:
        """The validation accuracy after the last epoch of each seed that has ended."""
        found = [run.progress.validation_accuracy for run in self.finished]
        return [accuracy for accuracy in found if accuracy is not None]


def differing(runs: Sequence[RunHandle], *, group_seeds: bool = True) -> list[str]:
    """Find the settings in which runs differ; seeds only when they are not grouped."""
    configs = [without_seed(run.config) if group_seeds else run.config for run in runs]
    return differing_settings(configs)


def group_runs(runs: Sequence[RunHandle], *, group_seeds: bool = True) -> list[Group]:
    """Put runs together that differ in their seed only.

    Parameters
    ----------
    runs : sequence of RunHandle
        In the order of their numbers.
    group_seeds : bool
        False leaves each run alone.

    Returns
    -------
    list of Group
        In the order of their first runs. The words are the settings that differ.
    """
    names = differing(runs, group_seeds=group_seeds)
    together: dict[object, list[RunHandle]] = {}
    for run in runs:
        repeats = group_seeds and run.follows_its_settings
        key = without_seed(run.config) if repeats else run.number
        together.setdefault(key, []).append(run)
    members = list(together.values())
    firsts = [runs[0] for runs in members]
    return [Group(runs, telling_words(runs[0], firsts, names)) for runs in members]
