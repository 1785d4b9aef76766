"""What was predicted, beside what came: in sentences with this run's numbers, without a grade."""

from __future__ import annotations

from core.clinic import FAULTS, INSTRUMENTS, READINGS, PairReadings
from core.comparison import DrawnAndReal, compare_drawn
from core.comparison.drawn_curve import Values
from core.engine import OVER
from core.training import EpochEnd
from dashboard.figures.learning_curves import CHANCE_ACCURACY, CHANCE_LOSS
from dashboard.views.clinic import outcome
from dashboard.views.clinic.visit import Twins, Visit
from dashboard.visitor import session
from dashboard.visitor.predictions import Prediction, Predictions, name_of
from dashboard.visitor.run_handle import RunHandle
from dashboard.wording import percent

# A number foreseen within so many per cent is near.
NEAR_PERCENT = 5.0
# Before its first step a network guesses, more or less.
BEFORE = {"accuracy": CHANCE_ACCURACY, "loss": CHANCE_LOSS}


def keep(mine: Visit, twins: Twins) -> None:
    """Keep what was predicted of two twins that begin."""
    measure = mine.measure if mine.measure in mine.drawn else ""
    session.state(Predictions).keep(
        Prediction(
            about=twins.fault,
            run=name_of(twins.faulty),
            measure=measure,
            drawn=mine.drawn.get(measure),
            why=mine.why,
        )
    )


def note(twins: Twins, **came_so: bool) -> None:
    """Keep whether something came as it was said."""
    kept = session.state(Predictions)
    if kept.of(twins.faulty) is None:
        kept.keep(Prediction(about=twins.fault, run=name_of(twins.faulty)))
    kept.answer(twins.faulty, **came_so)


def drawn_and_real(mine: Visit, twins: Twins) -> DrawnAndReal | None:
    """Compare the drawn curve with the faulty twin's on validation images."""
    drawn = mine.drawn.get(mine.measure)
    if drawn is None or twins.faulty.job.state not in OVER:
        return None
    return _compared(twins.faulty, mine.measure, drawn)


def _compared(run: RunHandle, measure: str, drawn: Values) -> DrawnAndReal:
    training = run.job.run
    steps, values = [0], [BEFORE[measure]]
    for end in training.epochs:
        steps.append(end.step)
        values.append(_value(end, measure))
    if training.diverged and measure == "loss":
        steps.append(training.diverged.step)
        values.append(training.diverged.loss)
    return compare_drawn(drawn, steps, values, training.total_steps, measure)


def _value(end: EpochEnd, measure: str) -> float:
    return end.validation_loss if measure == "loss" else end.validation_accuracy


def sentences(mine: Visit, twins: Twins, readings: PairReadings) -> list[str]:
    """Say for each part of a prediction what came, and note whether it came so."""
    fault, clean, faulty = FAULTS[twins.fault], readings.clean, readings.faulty
    found: list[str] = []
    came_so: dict[str, bool] = {}
    if (curve := drawn_and_real(mine, twins)) is not None:
        found.append(curve.sentence)
        came_so |= {"shape": curve.has_the_shape, "end": curve.ends_near}
    if mine.number is not None and fault.number:
        value = 100 * faulty.value("number")
        came_so["number"] = abs(value - mine.number) <= NEAR_PERCENT
        found.append(
            f"You expected {mine.number:.1f} %; it is {value:.1f} % with the fault and "
            f"{100 * clean.value('number'):.1f} % without it."
        )
    if mine.better is not None:
        was = outcome.better_of(clean, faulty)
        came_so["better"] = mine.better == was
        found.append(
            f"Better on validation images: you said {outcome.BETTER[mine.better]}; it was "
            f"{outcome.BETTER[was]}, clean {percent(clean.validation_accuracy)} and faulty "
            f"{percent(faulty.validation_accuracy)}."
        )
    if mine.instrument is not None and fault.instrument in INSTRUMENTS:
        came_so["instrument"] = mine.instrument == fault.instrument
        best = READINGS[fault.reading]
        values = [
            outcome.written(fault.reading, one.value(fault.reading)) for one in (clean, faulty)
        ]
        found.append(
            f"The instrument: you said {INSTRUMENTS[mine.instrument].title.lower()}; this fault is "
            f"told by the {best.title}, {values[0]} clean and {values[1]} faulty."
        )
    if came_so:
        note(twins, **came_so)
    return found
