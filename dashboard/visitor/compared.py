"""What a visitor measured on Compare beside the runs: ladders and the last range test."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, ClassVar, Self

import numpy as np

from core.comparison import RUNGS, RangeTest, Rung
from core.comparison.data_curve import TITLES, DataPoint
from core.config import TrainConfig
from core.kept import Kept, Note, array_from, array_note, entries, finite_number, whole_number
from core.settings import MAX_EPOCHS

# The data set, its training and validation images, the seed, and the epochs of each network.
Choice = tuple[str, int | None, int, int, int]


@dataclass(eq=False)
class Ladders(Kept):
    """The rungs that this visitor has measured, by what they learned from."""

    kept_as: ClassVar[str] = "ladders"
    title: ClassVar[str] = "your baseline ladders"
    by_choice: dict[Choice, list[Rung]] = field(default_factory=dict)

    def keep(self, choice: Choice, rungs: list[Rung]) -> None:
        """Keep a climb; one that was ended early does not take the place of a complete one."""
        if len(rungs) >= len(self.by_choice.get(choice, [])):
            self.by_choice[choice] = rungs
            self.changed()

    def to_note(self) -> Note:
        """Write the numbers; titles and ideas come with the program."""
        return {
            "ladders": [
                {"choice": choice, "rungs": [_rung_note(rung) for rung in list(rungs)]}
                for choice, rungs in list(self.by_choice.items())
            ]
        }

    @classmethod
    def from_note(cls, note: Note) -> Self:
        """Read them back; raises KeyError, TypeError, ValueError or ConfigError for others."""
        return cls(
            {
                _choice_from(entry["choice"]): _rungs_from(entries(entry, "rungs"))
                for entry in entries(note, "ladders")
            }
        )

    def merge(self, other: Self) -> int:
        """Take in the ladders that were not climbed here, or not so far; return how many."""
        new = {
            choice: rungs
            for choice, rungs in other.by_choice.items()
            if len(rungs) > len(self.by_choice.get(choice, []))
        }
        self.by_choice |= new
        if new:
            self.changed()
        return len(new)

    def in_words(self) -> str:
        """Say how many there are."""
        count = len(self.by_choice)
        return f"{count} baseline ladder{'s' * (count != 1)}" if count else ""


def _rung_note(rung: Rung) -> Note:
    return {name: value for name, value in asdict(rung).items() if name not in ("title", "idea")}


def _rungs_from(notes: list[Any]) -> list[Rung]:
    if not 0 < len(notes) <= RUNGS:
        raise ValueError(f"it has {len(notes)} rungs")
    return [_rung_from(note) for note in notes]


def _rung_from(note: Any) -> Rung:
    total = whole_number(note["total"], low=1)
    return Rung.of(
        note["name"],
        correct=whole_number(note["correct"], high=total),
        total=total,
        parameters=whole_number(note["parameters"]),
        learning_seconds=finite_number(note["learning_seconds"]),
        reading_seconds=finite_number(note["reading_seconds"]),
    )


def _choice_from(values: Any) -> Choice:
    dataset, train_size, validation_size, seed, epochs = values
    config = TrainConfig(
        dataset=dataset, train_size=train_size, validation_size=validation_size, seed=seed
    )
    return (
        *(config.dataset, config.train_size, config.validation_size, config.seed),
        whole_number(epochs, low=1, high=MAX_EPOCHS),
    )


@dataclass(eq=False)
class LastRangeTest(Kept):
    """The range test that this visitor made last, and of what."""

    kept_as: ClassVar[str] = "range_test"
    title: ClassVar[str] = "your range test"
    config: TrainConfig | None = None
    found: RangeTest | None = None

    def keep(self, config: TrainConfig, found: RangeTest) -> None:
        """Keep a test in the place of the last one."""
        self.config, self.found = config, found
        self.changed()

    def to_note(self) -> Note:
        """Write it; nothing where there was none."""
        if self.config is None or self.found is None:
            return {"test": None}
        return {
            "test": {
                "config": self.config.to_dict(),
                "rates": array_note(self.found.rates),
                "losses": array_note(self.found.losses),
                "suggestion": self.found.suggestion,
            }
        }

    @classmethod
    def from_note(cls, note: Note) -> Self:
        """Read it back; raises KeyError, TypeError, ValueError or ConfigError for another."""
        test = note["test"]
        if test is None:
            return cls()
        rates, losses = (array_from(test[name], "float64") for name in ("rates", "losses"))
        suggestion = test["suggestion"]
        if len(rates) != len(losses) or not len(rates) or not np.isfinite(losses[0]):
            raise ValueError("its losses do not fit its rates")
        if not (np.isfinite(rates) & (rates > 0)).all():
            raise ValueError("its rates are no learning rates")
        if suggestion is not None and not finite_number(suggestion) > 0:
            raise ValueError("its suggestion is no learning rate")
        return cls(TrainConfig.from_dict(test["config"]), RangeTest(rates, losses, suggestion))

    def merge(self, other: Self) -> int:
        """Take in another one where there is none here."""
        if self.found is not None or other.config is None or other.found is None:
            return 0
        self.keep(other.config, other.found)
        return 1

    def in_words(self) -> str:
        """Say whether there is one."""
        return "1 range test" if self.found is not None else ""


# Nine sizes, three ways, three seeds.
MAX_POINTS = 100


@dataclass(eq=False)
class DataCurves(Kept):
    """What this visitor measured with few and with many images, by what learned from them."""

    kept_as: ClassVar[str] = "data_curves"
    title: ClassVar[str] = "your curves over the number of images"
    by_config: dict[TrainConfig, list[DataPoint]] = field(default_factory=dict)

    def keep(self, config: TrainConfig, points: list[DataPoint]) -> None:
        """Keep what was measured; what was ended early does not replace what is complete."""
        if len(points) >= len(self.by_config.get(config, [])):
            self.by_config[config] = points
            self.changed()

    def to_note(self) -> Note:
        """Write the settings and the points."""
        return {
            "curves": [
                {"config": config.to_dict(), "points": [asdict(point) for point in list(points)]}
                for config, points in list(self.by_config.items())
            ]
        }

    @classmethod
    def from_note(cls, note: Note) -> Self:
        """Read them back; raises KeyError, TypeError, ValueError or ConfigError for others."""
        return cls(
            {
                TrainConfig.from_dict(entry["config"]): _points_from(entries(entry, "points"))
                for entry in entries(note, "curves")
            }
        )

    def merge(self, other: Self) -> int:
        """Take in curves that were not measured here, or not so far; return how many."""
        new = {
            config: points
            for config, points in other.by_config.items()
            if len(points) > len(self.by_config.get(config, []))
        }
        self.by_config |= new
        if new:
            self.changed()
        return len(new)

    def in_words(self) -> str:
        """Say how many there are."""
        count = len(self.by_config)
        return f"{count} curve{'s' * (count != 1)} over the number of images" if count else ""


def _points_from(notes: list[Any]) -> list[DataPoint]:
    if not 0 < len(notes) <= MAX_POINTS:
        raise ValueError(f"it has {len(notes)} points")
    return [_point_from(note) for note in notes]


def _point_from(note: Any) -> DataPoint:
    if note["way"] not in TITLES:
        raise ValueError("it learned in a way that is not known")
    total = whole_number(note["total"], low=1)
    return DataPoint(
        way=note["way"],
        images=whole_number(note["images"], low=1),
        seed=whole_number(note["seed"]),
        correct=whole_number(note["correct"], high=total),
        total=total,
    )
