"""What the instruments show of a training at its end, as a few numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

InstrumentName = Literal["loss", "accuracy", "confidence", "gradient_norm", "dead_units", "number"]
ReadingName = Literal[
    "training_loss",
    "validation_loss",
    "training_accuracy",
    "validation_accuracy",
    "confidence",
    "gradient_norm",
    "dead_units",
    "first_loss",
    "first_norm",
    "first_dead",
    "number",
]


@dataclass(frozen=True, slots=True)
class Instrument:
    """Something that can be turned on beside a training.

    Attributes
    ----------
    title, help : str
        Its name, and what it shows.
    unit : str
        "nats", "fraction" or "length".
    """

    title: str
    help: str
    unit: Literal["nats", "fraction", "length"]


INSTRUMENTS: dict[str, Instrument] = {
    "loss": Instrument(
        "Loss", "Mean cross-entropy; guessing costs ln 10 = 2.303 nats. Lower is better.", "nats"
    ),
    "accuracy": Instrument("Accuracy", "Fraction that is right; guessing gives 10 %.", "fraction"),
    "confidence": Instrument(
        "Confidence",
        "Mean of the largest probability, over some validation images; 10 % is no opinion.",
        "fraction",
    ),
    "gradient_norm": Instrument(
        "Gradient norm", "Length of the vector of all gradients of a step.", "length"
    ),
    "dead_units": Instrument(
        "Dead units",
        "Fraction of the hidden units that give the same for all of some validation images.",
        "fraction",
    ),
}


@dataclass(frozen=True, slots=True)
class Reading:
    """One number of an instrument.

    Attributes
    ----------
    title : str
        Within a sentence.
    instrument : str
        Key of `INSTRUMENTS`; "number" for what a fault measures itself.
    """

    title: str
    instrument: InstrumentName


READINGS: dict[str, Reading] = {
    "training_loss": Reading("training loss", "loss"),
    "validation_loss": Reading("validation loss", "loss"),
    "training_accuracy": Reading("training accuracy", "accuracy"),
    "validation_accuracy": Reading("validation accuracy", "accuracy"),
    "confidence": Reading("mean confidence", "confidence"),
    "gradient_norm": Reading("gradient norm", "gradient_norm"),
    "dead_units": Reading("dead units", "dead_units"),
    "first_loss": Reading("largest loss of the first steps", "loss"),
    "first_norm": Reading("largest gradient norm of the first steps", "gradient_norm"),
    "first_dead": Reading("dead units before the first step", "dead_units"),
    "number": Reading("the number asked for", "number"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """What the instruments show of a training at its end.

    Attributes
    ----------
    training_loss, validation_loss : float
        Of the last epoch, in nats; infinite for a training that diverged.
    training_accuracy, validation_accuracy : float
        Of the last epoch, 0 to 1; 0 where none was completed.
    confidence, dead_units : float
        At the last snapshot, 0 to 1.
    gradient_norm : float
        Median over the steps of the last epoch.
    first_loss, first_norm : float
        The largest loss and gradient norm among the first ten steps.
    first_dead : float
        Dead units before the first step, 0 to 1.
    number : float or None
        What the fault measures itself, if it does.
    diverged : bool
        Whether the loss was no longer a number.
    """

    training_loss: float
    validation_loss: float
    training_accuracy: float
    validation_accuracy: float
    confidence: float
    gradient_norm: float
    dead_units: float
    first_loss: float
    first_norm: float
    first_dead: float
    number: float | None = None
    diverged: bool = False

    def value(self, name: str) -> float:
        """Return a reading by its name, a key of `READINGS`; no number where it was not taken."""
        found = getattr(self, name)
        return float("nan") if found is None else float(found)
