"""The test images under seal: who opened them, when, and what that costs."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, ClassVar, Self

import numpy as np
from scipy.special import ndtr

from core.config import TrainConfig
from core.data.digits import DigitData, DigitSplit
from core.errors import SealedError
from core.evaluation.evaluate import Evaluation
from core.kept import Kept, Note, entries, short_text, whole_number

# Beyond eight standard deviations float64 sees nothing of a normal distribution.
MAX_DEVIATIONS, GRID_POINTS = 8.0, 4_001
# Of what an opening says in words, as far as it is kept: a run may bear a name of any length.
MAX_CHARACTERS = 500


@dataclass(frozen=True, slots=True)
class Opening:
    """One look at the test images.

    Attributes
    ----------
    purpose, run : str
        What for, and which training, in words.
    step : int
        How many steps the network had taken.
    fingerprint : str
        What tells the network from all others: its weights and whatever else makes its scores.
    correct, count : int
        How many test images were predicted correctly, of how many.
    """

    moment: datetime
    purpose: str
    run: str
    config: TrainConfig
    step: int
    fingerprint: str
    correct: int
    count: int

    def to_note(self) -> Note:
        """Write it as values that JSON knows; corrected labels, which may be many, are left out."""
        return {
            "moment": self.moment.isoformat(),
            "purpose": self.purpose[:MAX_CHARACTERS],
            "run": self.run[:MAX_CHARACTERS],
            "config": replace(self.config, corrections=()).to_dict(),
            "step": self.step,
            "fingerprint": self.fingerprint,
            "correct": self.correct,
            "count": self.count,
        }

    @classmethod
    def from_note(cls, note: Any) -> Opening:
        """Read one back; raises KeyError, TypeError, ValueError or ConfigError if it is none."""
        moment = datetime.fromisoformat(short_text(note["moment"]))
        if moment.utcoffset() is None:
            raise ValueError("a moment has no time zone")
        count = whole_number(note["count"], low=1)
        return cls(
            moment=moment.astimezone(UTC),
            purpose=short_text(note["purpose"]),
            run=short_text(note["run"]),
            config=TrainConfig.from_dict(note["config"]),
            step=whole_number(note["step"]),
            fingerprint=short_text(note["fingerprint"]),
            correct=whole_number(note["correct"], high=count),
            count=count,
        )


@dataclass(eq=False)
class Vault(Kept):
    """One visitor's openings of the test images, the first one first; none is ever removed.

    The only way to test images and to scores on them: `open` for a network whose scores nobody has
    seen, `test_images` from then on. It is kept with the workspace: who waits for a new start of
    the server has seen no less.
    """

    kept_as: ClassVar[str] = "vault"
    title: ClassVar[str] = "the openings of the test images"
    openings: list[Opening] = field(default_factory=list)

    def open(
        self,
        data: DigitData,
        fingerprint: str,
        measure: Callable[[DigitSplit], Evaluation],
        *,
        purpose: str,
        run: str,
        config: TrainConfig,
        step: int,
    ) -> Evaluation:
        """Measure a network on the test images, and write down that this was done.

        Parameters
        ----------
        measure : callable
            (test images) -> Evaluation. What it raises is raised here; then nothing was seen.
        purpose, run, config, step, fingerprint
            As in `Opening`.
        """
        found = measure(data.test)
        self.openings.append(
            Opening(
                moment=datetime.now(UTC).replace(microsecond=0),
                purpose=purpose,
                run=run,
                config=config,
                step=step,
                fingerprint=fingerprint,
                correct=found.correct,
                count=len(found.labels),
            )
        )
        self.changed()
        return found

    def test_images(self, data: DigitData, fingerprint: str) -> DigitSplit:
        """Hand out the test images for a network that was measured on them already.

        Raises
        ------
        SealedError
            If it was not.
        """
        if not self.is_open(fingerprint):
            raise SealedError(
                "The test images are sealed for this network. Open them on Evaluate first."
            )
        return data.test

    def is_open(self, fingerprint: str) -> bool:
        """Return whether the test scores of this network have been seen."""
        return any(opening.fingerprint == fingerprint for opening in self.openings)

    def networks_seen(self, dataset: str) -> int:
        """Count the networks that were measured on a data set's test images."""
        return len({o.fingerprint for o in self.openings if o.config.dataset == dataset})

    def to_note(self) -> Note:
        """Write it as values that JSON knows."""
        return {"openings": [opening.to_note() for opening in list(self.openings)]}

    @classmethod
    def from_note(cls, note: Note) -> Self:
        """Read it back; raises KeyError, TypeError, ValueError or ConfigError if it is none."""
        return cls([Opening.from_note(entry) for entry in entries(note, "openings")])

    def merge(self, other: Self) -> int:
        """Take in the openings of another one, so that none is forgotten; return how many."""
        known = {_identity(opening) for opening in self.openings}
        new = [opening for opening in other.openings if _identity(opening) not in known]
        # In place: there is a page that looks at this list.
        self.openings[:] = sorted([*self.openings, *new], key=lambda opening: opening.moment)
        if new:
            self.changed()
        return len(new)

    def in_words(self) -> str:
        """Say how often the test images were opened."""
        count = len(self.openings)
        return f"{count:,} opening{'s' * (count != 1)} of the test images" if count else ""


def _identity(opening: Opening) -> tuple[object, ...]:
    return opening.moment, opening.fingerprint, opening.purpose


def expected_selection_bias(networks: int, accuracy: float, count: int) -> float:
    """Compute by how much the best accuracy of equally good networks exceeds their true one.

    Each accuracy, measured on `count` images, is the true one plus chance with the standard
    error of a fraction; the best of k draws from a normal distribution lies above its mean by
    the expected maximum of k (L. Tippett, 1925), which is 0 for a single network.
    """
    if networks == 1:
        return 0.0
    x = np.linspace(-MAX_DEVIATIONS, MAX_DEVIATIONS, GRID_POINTS)
    density = np.exp(-(x**2) / 2) / math.sqrt(2 * math.pi)
    expected_maximum = np.trapezoid(x * networks * density * ndtr(x) ** (networks - 1), x)
    return float(expected_maximum * math.sqrt(accuracy * (1 - accuracy) / count))
