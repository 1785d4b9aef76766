"""What a lesson can ask for: a small, fixed vocabulary. A check reads results, never controls."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from core.clinic import FAULTS
from core.lessons.evidence import Evidence, RunResult
from core.lessons.lesson import Condition
from core.percent import percent

# What a value may be: a share from 0 to 1, a count from 1, a loss, a digit, or a name.
KINDS = ("share", "count", "loss", "digit", "fault")


@dataclass(frozen=True, slots=True)
class Check:
    """One kind of condition.

    Attributes
    ----------
    kind : str
        Which values it takes, one of `KINDS`.
    goal : callable
        (condition) -> what has to come out, as a noun with its number.
    holds : callable
        (run or evidence, condition) -> bool.
    stands : callable
        (run or evidence, condition) -> what there is so far; "" for nothing to tell.
    gives : str
        Which numbers there are to tell when it is met: "run", "shift", "drawing", ...
    is_of_one_run : bool
        Whether it asks a run; otherwise it asks all the evidence.
    at : str, optional
        What else a condition must say, as in "a shift in pixels"; None for nothing.
    measure : callable
        (run or evidence, condition) -> the number that is compared; None where there is none.
    written : callable
        Writes such a number in words.
    needs : callable, optional
        (condition) -> what has to be measured of the run's network, see `measures`.
    """

    kind: str
    goal: Callable[[Condition], str]
    holds: Callable[[Any, Condition], bool]
    stands: Callable[[Any, Condition], str]
    gives: str
    is_of_one_run: bool = False
    at: str | None = None
    measure: Callable[[Any, Condition], float | None] = lambda *_: None
    written: Callable[[float], str] = "{:,.0f}".format
    needs: Callable[[Condition], str] | None = None


def _number(condition: Condition) -> float:
    return float(condition.value)


def _points(share: float) -> str:
    return f"{100 * share:.1f} percentage points"


def _of_run(
    name: str,
    kind: str,
    measure: Callable[[RunResult], float],
    written: Callable[[float], str],
    *,
    least: bool,
) -> Check:
    """Make a check of one number of a run against a bound."""
    bound = "at least" if least else "at most"

    def holds(run: RunResult, condition: Condition) -> bool:
        value = measure(run)
        # A run that diverged has no numbers to be good by.
        return value >= _number(condition) if least else value <= _number(condition)

    return Check(
        kind,
        lambda condition: f"{name} {bound} {written(_number(condition))}",
        holds,
        lambda run, _: f"run {run.number}: {written(measure(run))}",
        "run",
        is_of_one_run=True,
        measure=lambda run, _: measure(run),
        written=written,
    )


def _measured(
    kind: str,
    goal: Callable[[Condition], str],
    needs: Callable[[Condition], str],
    written: Callable[[float], str],
    *,
    least: bool = True,
    at: str | None = None,
) -> Check:
    """Make a check of something that is measured of a run's network when its training is over."""

    def measure(run: RunResult, condition: Condition) -> float | None:
        return run.measured.get(needs(condition))

    def holds(run: RunResult, condition: Condition) -> bool:
        value = measure(run, condition)
        if value is None:
            return False
        return value >= _number(condition) if least else value <= _number(condition)

    def stands(run: RunResult, condition: Condition) -> str:
        value = measure(run, condition)
        return f"run {run.number}: {'not measured yet' if value is None else written(value)}"

    return Check(
        kind,
        goal,
        holds,
        stands,
        "run",
        is_of_one_run=True,
        at=at,
        measure=measure,
        written=written,
        needs=needs,
    )


def _whole(value: float) -> str:
    return f"{value:,.0f}"


def nats(value: float) -> str:
    """Write a loss that may have exploded."""
    if value < 1_000:
        return f"{value:.2f}"
    return f"{value:,.0f}" if value < 1_000_000 else "more than a million"


def _shift(*, least: bool) -> Check:
    bound = "at least" if least else "at most"

    def measured(evidence: Evidence, condition: Condition) -> list[tuple[int, float]]:
        return [
            (run.number, run.shifted[condition.at])
            for run in evidence.lesson_runs
            if condition.at in run.shifted
        ]

    def holds(evidence: Evidence, condition: Condition) -> bool:
        value = _number(condition)
        found = [share for _, share in measured(evidence, condition)]
        return any(share >= value if least else share <= value for share in found)

    return Check(
        "share",
        lambda condition: (
            f"accuracy on images shifted by {condition.at:g} pixels, measured on Evaluate, {bound} "
            f"{percent(_number(condition))}"
        ),
        holds,
        lambda evidence, condition: ", ".join(
            f"run {number}: {percent(share)}" for number, share in measured(evidence, condition)
        ),
        "shift",
        at="a shift in pixels",
    )


def _same_but_for_seed(evidence: Evidence) -> int:
    """Count the seeds of those runs that differ in nothing else, where that is most."""
    pairs = {(run.alike, run.seed) for run in evidence.over if not run.diverged}
    return max(Counter(alike for alike, _ in pairs).values(), default=0)


def _counted(count: int, nouns: str) -> str:
    one, _, many = nouns.partition("|")
    return f"{count:,} {one if count == 1 else many}"


def _how_many(nouns: str, count: Callable[[Evidence], int], gives: str) -> Check:
    """Make a check of how many there are of something."""
    return Check(
        "count",
        lambda condition: _counted(int(_number(condition)), nouns),
        lambda evidence, condition: count(evidence) >= _number(condition),
        lambda evidence, _: f"so far {count(evidence):,}",
        gives,
        measure=lambda evidence, _: count(evidence),
    )


def _digits_drawn(evidence: Evidence) -> int:
    """Count the digits that drawings of the learner's own were read as."""
    return len({one.read_as for one in evidence.drawings if one.is_own and one.read_as.isdecimal()})


def _openings_at_most(evidence: Evidence, condition: Condition) -> bool:
    return 1 <= evidence.openings <= _number(condition)


def _drawings_read(evidence: Evidence) -> str:
    if not evidence.drawings:
        return ""
    last = evidence.drawings[-1]
    return f"the last one: read as {last.read_as}, {percent(last.confidence)} sure"


def _twins(evidence: Evidence, condition: Condition) -> bool:
    return any(pair.fault == condition.value for pair in evidence.twins)


def _mended(evidence: Evidence, condition: Condition) -> bool:
    return any(pair.fault == condition.value and pair.is_mended for pair in evidence.twins)


CHECKS: dict[str, Check] = {
    "accuracy_at_least": _of_run(
        "validation accuracy", "share", lambda run: run.accuracy, percent, least=True
    ),
    "accuracy_at_most": _of_run(
        "validation accuracy", "share", lambda run: run.accuracy, percent, least=False
    ),
    "training_accuracy_at_least": _of_run(
        "training accuracy", "share", lambda run: run.training_accuracy, percent, least=True
    ),
    "training_accuracy_at_most": _of_run(
        "training accuracy", "share", lambda run: run.training_accuracy, percent, least=False
    ),
    "gap_at_least": _of_run(
        "gap between training and validation", "share", lambda run: run.gap, _points, least=True
    ),
    "gap_at_most": _of_run(
        "gap between training and validation", "share", lambda run: run.gap, _points, least=False
    ),
    "highest_loss_at_least": _of_run(
        "largest loss of a batch", "loss", lambda run: run.highest_loss, nats, least=True
    ),
    "highest_loss_at_most": _of_run(
        "largest loss of a batch", "loss", lambda run: run.highest_loss, nats, least=False
    ),
    "epochs_at_most": _of_run("epochs", "count", lambda run: run.epochs, _whole, least=False),
    "steps_at_least": _of_run("steps", "count", lambda run: run.steps, _whole, least=True),
    "steps_at_most": _of_run("steps", "count", lambda run: run.steps, _whole, least=False),
    "images_at_most": _of_run(
        "training images", "count", lambda run: run.images, _whole, least=False
    ),
    "parameters_at_most": _of_run(
        "parameters", "count", lambda run: run.parameters, _whole, least=False
    ),
    "runs_finished": _how_many(
        "finished run|finished runs", lambda evidence: len(evidence.over), "runs"
    ),
    "seeds_compared": _how_many(
        "finished run|finished runs that differ only in the seed", _same_but_for_seed, "runs"
    ),
    "manual_steps_at_least": _how_many(
        "step taken by hand and kept|steps taken by hand and kept",
        lambda evidence: max((run.manual_steps for run in evidence.lesson_runs), default=0),
        "manual",
    ),
    "shift_accuracy_at_least": _shift(least=True),
    "shift_accuracy_at_most": _shift(least=False),
    "drawing_read_as": Check(
        "digit",
        lambda condition: f"a drawing of your own that is read as {int(_number(condition))}",
        lambda evidence, condition: any(
            one.is_own and one.read_as == str(int(_number(condition))) for one in evidence.drawings
        ),
        lambda evidence, _: _drawings_read(evidence),
        "drawing",
    ),
    "drawing_confidence_at_least": Check(
        "share",
        lambda condition: (
            "a drawing of your own that is read with a confidence of at least "
            f"{percent(_number(condition))}"
        ),
        lambda evidence, condition: any(
            one.is_own and one.confidence >= _number(condition) for one in evidence.drawings
        ),
        lambda evidence, _: _drawings_read(evidence),
        "drawing",
    ),
    "images_opened": _how_many(
        "opened image|opened images", lambda evidence: len(evidence.images), "images"
    ),
    "mistakes_opened": _how_many(
        "opened mistake|opened mistakes",
        lambda evidence: sum(image.is_mistake for image in evidence.images),
        "images",
    ),
    "vault_opened": _how_many(
        "opening of the test images|openings of the test images",
        lambda evidence: evidence.openings,
        "vault",
    ),
    "openings_at_most": Check(
        "count",
        lambda condition: (
            f"the test images opened, at most {_counted(int(_number(condition)), 'time|times')}"
        ),
        _openings_at_most,
        lambda evidence, _: f"so far {evidence.openings:,}",
        "vault",
        measure=lambda evidence, _: evidence.openings,
    ),
    "digits_drawn": _how_many(
        "digit read in a drawing of your own|different digits, each read in a drawing of your own",
        _digits_drawn,
        "drawing",
    ),
    "run_shift_accuracy_at_least": _measured(
        "share",
        lambda condition: (
            f"its accuracy on images shifted by {condition.at:g} pixels at least "
            f"{percent(_number(condition))}"
        ),
        lambda condition: f"shift {condition.at:g}",
        percent,
        at="a shift in pixels",
    ),
    "strangers_read_at_least": _measured(
        "share",
        lambda condition: (
            f"at least {percent(_number(condition))} of five strangers' {condition.at:g}s read"
        ),
        lambda condition: f"strangers {condition.at:g}",
        percent,
        at="a digit from 0 to 9",
    ),
    "wrong_labels_at_least": _measured(
        "share",
        lambda condition: f"at least {percent(_number(condition))} of the labels it learned wrong",
        lambda _: "wrong_labels",
        percent,
    ),
    "planted_found_at_least": _measured(
        "share",
        lambda condition: (
            f"at least {percent(_number(condition))} of the planted wrong labels left out or "
            "put right"
        ),
        lambda _: "planted_found",
        percent,
    ),
    "right_labels_changed_at_most": _measured(
        "count",
        lambda condition: f"at most {_whole(_number(condition))} right labels changed or left out",
        lambda _: "right_labels_changed",
        _whole,
        least=False,
    ),
    "test_accuracy_at_least": _measured(
        "share",
        lambda condition: f"accuracy on the test images at least {percent(_number(condition))}",
        lambda _: "test_accuracy",
        percent,
    ),
    "fault_compared": Check(
        "fault",
        lambda _: "both twins trained to their end",
        _twins,
        lambda *_: "",
        "twins",
    ),
    "fault_mended": Check(
        "fault",
        lambda condition: (
            f'"{FAULTS[str(condition.value)].title}" mended, to the end of its training'
        ),
        _mended,
        lambda *_: "",
        "twins",
    ),
}


def matching_run(conditions: Sequence[Condition], evidence: Evidence) -> RunResult | None:
    """Find the last run of a step that fulfils all that is asked of one run."""
    of_run = [one for one in conditions if CHECKS[one.check].is_of_one_run]
    found = [
        run for run in evidence.over if all(CHECKS[one.check].holds(run, one) for one in of_run)
    ]
    return found[-1] if found else None


def is_met(conditions: Sequence[Condition], evidence: Evidence) -> bool:
    """Return whether all conditions hold; those of a run for one and the same run."""
    others = [one for one in conditions if not CHECKS[one.check].is_of_one_run]
    if len(others) < len(conditions) and matching_run(conditions, evidence) is None:
        return False
    return all(CHECKS[one.check].holds(evidence, one) for one in others)


def condition_in_words(condition: Condition, evidence: Evidence) -> tuple[str, str, bool]:
    """Say of one condition what has to come out, what there is so far, and whether it holds.

    Of a run's condition it is the last run that is asked.
    """
    check = CHECKS[condition.check]
    if not check.is_of_one_run:
        return (
            check.goal(condition),
            check.stands(evidence, condition),
            check.holds(evidence, condition),
        )
    if not evidence.over:
        return check.goal(condition), "", False
    last = evidence.over[-1]
    return check.goal(condition), check.stands(last, condition), check.holds(last, condition)
