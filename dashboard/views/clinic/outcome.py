"""What there was to see of two twins, as one of a few sentences. Pure."""

from __future__ import annotations

import math

from core.clinic import READINGS, Fault, Readings
from dashboard.wording import percent, short_number

# In shares of the images: what differs by less is alike; what is below learns nothing.
CLEAR, GUESSING = 0.02, 0.2
CLEAN, FAULTY, ALIKE = "clean", "faulty", "alike"

BETTER: dict[str, str] = {
    CLEAN: "the clean one",
    FAULTY: "the faulty one",
    ALIKE: "both about the same",
}
OUTCOMES: dict[str, str] = {
    "diverged": "Its loss stopped being a number",
    "guessing": "It stayed at guessing",
    "lower": "It learned, but ended clearly lower",
    "alike": "It ended about like the clean one",
    "higher": "It ended clearly higher",
}
NUMBERS: dict[str, str] = {
    "lower": "Clearly lower with the fault",
    "alike": "About the same in both",
    "higher": "Clearly higher with the fault",
}


def _direction(before: float, after: float) -> str:
    if abs(after - before) <= CLEAR:
        return "alike"
    return "higher" if after > before else "lower"


def better_of(clean: Readings, faulty: Readings) -> str:
    """Tell which twin has the higher validation accuracy: a key of `BETTER`."""
    found = _direction(clean.validation_accuracy, faulty.validation_accuracy)
    return {"lower": CLEAN, "higher": FAULTY}.get(found, ALIKE)


def choices(fault: Fault) -> dict[str, str]:
    """List what could have been seen."""
    return NUMBERS if fault.number else OUTCOMES


def seen(fault: Fault, clean: Readings, faulty: Readings) -> str:
    """Tell what there was to see of validation accuracy, or of the number asked for."""
    if fault.number:
        return _direction(clean.value("number"), faulty.value("number"))
    if faulty.diverged:
        return "diverged"
    if faulty.validation_accuracy < GUESSING:
        return "guessing"
    return _direction(clean.validation_accuracy, faulty.validation_accuracy)


def written(name: str, value: float) -> str:
    """Write a reading, a key of `READINGS`, as its instrument does."""
    instrument = READINGS[name].instrument
    if instrument in ("loss", "gradient_norm") and not math.isfinite(value):
        return "infinite" if math.isinf(value) else "no number"
    if instrument in ("loss", "gradient_norm"):
        return f"{value:.3f}" if instrument == "loss" else short_number(value, 3)
    return percent(value)
