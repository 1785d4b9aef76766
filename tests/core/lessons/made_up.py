"""Evidence made up for a condition: what just fulfils it, and what just does not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from core.lessons import (
    CHECKS,
    Condition,
    DrawingResult,
    Evidence,
    ImageResult,
    RunResult,
    TwinResult,
)

# Of what a check asks of a run: the field, and how much is a little of it.
FIELDS = {
    "accuracy": ("accuracy", 0.001),
    "training_accuracy": ("training_accuracy", 0.001),
    "highest_loss": ("highest_loss", 0.01),
    "epochs": ("epochs", 1),
    "steps": ("steps", 1),
    "images": ("images", 1),
    "parameters": ("parameters", 1),
}
USUAL = RunResult(
    number=1,
    accuracy=0.5,
    training_accuracy=0.5,
    highest_loss=4.0,
    steps=1,
    epochs=1,
    images=1,
    parameters=1,
)


def evidence_for(conditions: Sequence[Condition], missed: Condition | None = None) -> Evidence:
    """Make evidence that fulfils all conditions but one, and that one nearly."""
    run, others = USUAL, Evidence()
    # Gaps after accuracies, which they follow; what is missed after what bounds it otherwise.
    order = sorted(conditions, key=lambda one: (one.check.startswith("gap"), one is missed))
    for one in order:
        if CHECKS[one.check].is_of_one_run:
            run = _run(run, one, miss=one is missed)
    runs = (run,)
    for one in conditions:
        if not CHECKS[one.check].is_of_one_run:
            runs, others = _rest(runs, others, one, miss=one is missed)
    return replace(others, runs=runs, lesson_runs=runs)


def _run(run: RunResult, one: Condition, *, miss: bool) -> RunResult:
    name, _, bound = one.check.partition("_at_")
    sign = 1 if bound == "least" else -1
    value = float(one.value)
    if (needs := CHECKS[one.check].needs) is not None:
        little = 1 if CHECKS[one.check].kind == "count" else 0.001
        measured = value - sign * little if miss else value
        return replace(run, measured={**run.measured, needs(one): measured})
    if name == "gap":
        step = -sign * 0.001 if miss else sign * 1e-9
        if run.training_accuracy != USUAL.training_accuracy:  # Asked for, so it stays.
            return replace(run, accuracy=run.training_accuracy - value - step)
        return replace(run, training_accuracy=run.accuracy + value + step)
    field, little = FIELDS[name]
    kind = type(getattr(run, field))
    new = kind(value - sign * little) if miss else kind(value)
    return replace(run, **{field: new})


def _rest(
    runs: tuple[RunResult, ...], others: Evidence, one: Condition, *, miss: bool
) -> tuple[tuple[RunResult, ...], Evidence]:
    count = (int(one.value) if not isinstance(one.value, str) else 0) - miss
    match one.check:
        case "runs_finished" | "seeds_compared":
            runs = tuple(
                replace(runs[0], number=place + 1, seed=place, alike="same")
                for place in range(max(count, 1))
            )
            if miss and one.check == "seeds_compared":  # One more run, but with a known seed.
                runs = (*runs, replace(runs[0], number=9))
            if miss and count == 0:
                runs = (replace(runs[0], is_over=False),)
        case "manual_steps_at_least":
            runs = (replace(runs[0], manual_steps=count), *runs[1:])
        case "shift_accuracy_at_least" | "shift_accuracy_at_most":
            sign = 1 if one.check.endswith("least") else -1
            share = float(one.value) - (sign * 0.001 if miss else 0)
            new = replace(runs[-1], number=len(runs) + 1, shifted={one.at: share})
            runs = (*runs, new)
        case "drawing_read_as":
            digit = (int(one.value) + 1) % 10 if miss else int(one.value)
            others = replace(others, drawings=(*others.drawings, DrawingResult(str(digit), 0.9)))
        case "drawing_confidence_at_least":
            sure = float(one.value) - 0.001 * miss
            others = replace(others, drawings=(*others.drawings, DrawingResult("4", sure)))
        case "images_opened" | "mistakes_opened":
            images = [ImageResult(str(place), is_mistake=True) for place in range(count)]
            if miss:  # One more, but one that is read rightly, or none.
                images += [ImageResult("right")] if one.check == "mistakes_opened" else []
            others = replace(others, images=tuple(images))
        case "digits_drawn":
            drawn = [DrawingResult(str(digit), 0.9) for digit in range(count)]
            drawn += [DrawingResult("9", 0.9, is_own=False)] * miss
            others = replace(others, drawings=(*others.drawings, *drawn))
        case "openings_at_most":
            others = replace(others, openings=int(one.value) + miss)
        case "vault_opened":
            others = replace(others, openings=count)
        case "fault_compared" | "fault_mended":
            fault = str(one.value)
            if miss and one.check == "fault_compared":
                fault = "tiny_batches"
            pair = TwinResult(fault, 0.9, 0.1, 0.3, 2.3, one.check == "fault_mended" and not miss)
            others = replace(others, twins=(*others.twins, pair))
        case _:
            raise NotImplementedError(one.check)
    return runs, others
