"""Searches as plain values, so that they can leave a database and enter another one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar, Self

from optuna.distributions import (
    BaseDistribution,
    CategoricalDistribution,
    FloatDistribution,
    IntDistribution,
)
from optuna.trial import FrozenTrial, TrialState, create_trial

from core.comparison.search.database import explained_errors
from core.comparison.search.space import SEARCHABLE, extent_of, meaningful_fields, search_space
from core.comparison.search.studies import PLAN, open_study, plan_of, study_names
from core.comparison.search.trials import DIVERGED
from core.config import TrainConfig
from core.errors import StudyError
from core.kept import Kept, Note, entries, finite_number, short_text, whole_number
from core.setting_kinds import SearchRange
from core.settings import MAX_EPOCHS

# Trials that are going on are left out.
STATES = {state.name: state for state in (TrialState.COMPLETE, TrialState.PRUNED, TrialState.FAIL)}
# A database takes some milliseconds for each.
MAX_TRIALS = 2_000
MAX_SECONDS = 10**7


@dataclass(frozen=True, slots=True)
class StoredSearch:
    """One search.

    Attributes
    ----------
    name : str
        By its owner.
    base : TrainConfig
        Everything that it does not vary.
    fields : tuple of str
        What it varies: keys of `SEARCHABLE`.
    trials : tuple of FrozenTrial
        Those that have ended.
    """

    name: str
    base: TrainConfig
    fields: tuple[str, ...]
    trials: tuple[FrozenTrial, ...]

    def to_note(self) -> Note:
        """Write it as values that JSON knows."""
        return {
            "name": self.name,
            "base": self.base.to_dict(),
            "fields": {name: extent_of(SEARCHABLE[name]) for name in self.fields},
            "trials": [_trial_note(trial) for trial in self.trials],
        }

    @classmethod
    def from_note(cls, note: Any) -> Self:
        """Read it back; raises KeyError, TypeError, ValueError or ConfigError if it is none."""
        base, written = TrainConfig.from_dict(note["base"]), note["fields"]
        fields = meaningful_fields(base, written)
        if written != {name: extent_of(SEARCHABLE[name]) for name in fields}:
            raise ValueError("a search has other ranges than searches have here")
        trials = entries(note, "trials")
        if len(trials) > MAX_TRIALS:
            raise ValueError(
                f"a search has {len(trials):,} trials; expected at most {MAX_TRIALS:,}"
            )
        name = short_text(note["name"], most=200)
        if not name.strip():
            raise ValueError("a search has no name")
        return cls(name, base, fields, tuple(_trial_from(trial, fields) for trial in trials))


@dataclass(eq=False)
class SearchList(Kept):
    """The searches of one database."""

    kept_as: ClassVar[str] = "searches"
    title: ClassVar[str] = "your searches"
    searches: list[StoredSearch] = field(default_factory=list)

    @classmethod
    def read(cls, file: Path) -> Self:
        """Read all searches of an SQLite file that Digit Lab began; none where it is missing.

        Raises
        ------
        StudyError
            If it cannot be read.
        """
        found = cls()
        if not file.is_file():
            return found
        for name in study_names(file):
            study = open_study(name, file)
            try:
                plan = plan_of(study)
            except StudyError:
                continue  # Somebody else's, or another version's.
            if plan is not None:
                with explained_errors():
                    trials = study.get_trials(deepcopy=False, states=tuple(STATES.values()))
                found.searches.append(StoredSearch(name, plan.base, plan.fields, tuple(trials)))
        return found

    def add_to(self, file: Path) -> int:
        """Write the searches that an SQLite file has not, under new names where theirs are taken.

        Returns
        -------
        int
            How many that were.

        Raises
        ------
        StudyError
            If it cannot be written.
        """
        here = SearchList.read(file)
        count = here.merge(self)
        for search in here.searches[len(here.searches) - count :]:
            study = open_study(search.name, file)
            extents = {name: extent_of(SEARCHABLE[name]) for name in search.fields}
            with explained_errors():
                study.set_user_attr(PLAN, {"base": search.base.to_dict(), "fields": extents})
                study.add_trials(search.trials)
        return count

    def to_note(self) -> Note:
        """Write them as values that JSON knows."""
        return {"searches": [search.to_note() for search in self.searches]}

    @classmethod
    def from_note(cls, note: Note) -> Self:
        """Read them back; raises KeyError, TypeError, ValueError or ConfigError for others."""
        found = cls([StoredSearch.from_note(entry) for entry in entries(note, "searches")])
        total = sum(1 + len(search.trials) for search in found.searches)
        if total > MAX_TRIALS:
            raise ValueError(f"it has {total:,} trials; expected at most {MAX_TRIALS:,}")
        return found

    def merge(self, other: Self) -> int:
        """Take in the searches that differ, under new names where theirs are taken."""
        known = [_content(search) for search in self.searches]
        new = [search for search in other.searches if _content(search) not in known]
        for search in new:
            self.searches.append(
                StoredSearch(self._free(search.name), search.base, search.fields, search.trials)
            )
        return len(new)

    def _free(self, name: str) -> str:
        taken, number, found = {search.name for search in self.searches}, 2, name
        while found in taken:
            found, number = f"{name} ({number})", number + 1
        return found

    def in_words(self) -> str:
        """Say how many there are."""
        count = len(self.searches)
        return f"{count} search{'es' * (count != 1)}" if count else ""


def _content(search: StoredSearch) -> Note:
    """Return what a search is but for its name, which may have been taken."""
    return search.to_note() | {"name": ""}


def _trial_note(trial: FrozenTrial) -> Note:
    return {
        "state": trial.state.name,
        "values": dict(trial.params),
        "accuracies": [list(pair) for pair in sorted(trial.intermediate_values.items())],
        "accuracy": trial.value,
        "diverged": DIVERGED in trial.user_attrs,
        "began": trial.datetime_start.isoformat() if trial.datetime_start else None,
        "seconds": trial.duration.total_seconds() if trial.duration else 0.0,
    }


def _trial_from(note: Any, fields: tuple[str, ...]) -> FrozenTrial:
    """Read a trial; Optuna checks that its values lie where a search may look."""
    state, values = STATES[note["state"]], note["values"]
    if not isinstance(values, Mapping) or not set(values) <= set(fields):
        raise ValueError("a trial has values that its search does not vary")
    accuracies = {
        whole_number(epoch, low=1, high=MAX_EPOCHS): _fraction(accuracy)
        for epoch, accuracy in entries(note, "accuracies")
    }
    trial = create_trial(
        state=state,
        value=_fraction(note["accuracy"]) if state == TrialState.COMPLETE else None,
        params=dict(values),
        distributions={name: _distribution(name) for name in values},
        user_attrs={DIVERGED: True} if note["diverged"] is True else {},
        intermediate_values=accuracies,
    )
    if note["began"] is not None:
        began = datetime.fromisoformat(short_text(note["began"]))
        trial.datetime_start = began.replace(tzinfo=None)  # As Optuna writes it.
        seconds = min(max(finite_number(note["seconds"]), 0.0), MAX_SECONDS)
        trial.datetime_complete = trial.datetime_start + timedelta(seconds=seconds)
    return trial


def _fraction(value: object) -> float:
    found = finite_number(value)
    if not 0 <= found <= 1:
        raise ValueError("an accuracy is no fraction")
    return found


def _distribution(name: str) -> BaseDistribution:
    """Return where a search looks for a setting, as Optuna describes it."""
    space = search_space(SEARCHABLE[name])
    if not isinstance(space, SearchRange):
        return CategoricalDistribution(space)
    if getattr(SEARCHABLE[name], "is_whole", False):
        return IntDistribution(int(space.low), int(space.high), log=space.logarithmic)
    return FloatDistribution(space.low, space.high, log=space.logarithmic)
