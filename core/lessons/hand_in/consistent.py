"""Whether what a hand-in says of lessons and challenges agrees with the runs that are in it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from core.lessons.attempts import Attempt, attempt_of
from core.lessons.challenge import Challenge
from core.lessons.checks import CHECKS, is_met
from core.lessons.evidence import Evidence, RunResult
from core.lessons.hand_in.compare import Finding
from core.lessons.hand_in.content import HandIn
from core.lessons.hand_in.run_entry import RunEntry
from core.lessons.lesson import Condition, Lesson
from core.lessons.records import LessonRecord, StepRecord
from core.lessons.walk import Walk

# What is asked of runs alone, so that the runs of the file tell whether it holds.
OF_RUNS = ("run", "runs")
# Numbers that one run has, so that one of those in the file must have them.
NUMBERS_OF_A_RUN = ("accuracy", "training_accuracy", "loss", "steps", "epochs")
Measure = Callable[[RunEntry, Sequence[str]], Mapping[str, float]]


def inconsistencies(
    content: HandIn,
    lessons: Mapping[str, Lesson],
    challenges: Mapping[str, Challenge],
    measure: Measure,
) -> list[Finding]:
    """Find what does not agree.

    Parameters
    ----------
    content : HandIn
        What was handed in.
    lessons, challenges : mapping
        Those that are known here, by their names.
    measure : callable
        (run, names) -> what is measured of its network for a challenge; empty where it is not in
        the file.
    """
    found = []
    for name, record in content.lessons.items():
        if name not in lessons:
            found.append(Finding(None, f"There is no lesson {name!r} here."))
        elif not _fits(lessons[name], record):
            found.append(Finding(None, f"{lessons[name].title}: the lesson is another one here."))
        else:
            found += _of_lesson(content, lessons[name], record)
    for name, tried in content.challenges.items():
        if name not in challenges or not tried.fits(challenges[name]):
            found.append(Finding(None, f"The challenge {name!r} is not known here as it was."))
            continue
        challenge = challenges[name]
        attempts = [*tried.best, *([tried.last] if tried.last else [])]
        for attempt in dict.fromkeys(attempts):
            found += _of_attempt(content, challenge, attempt, measure)
    return found


def _fits(lesson: Lesson, record: LessonRecord) -> bool:
    # Which questions on the lesson before were asked is not in the record; those are left out.
    return Walk(lesson, replace(record, recalled=[])).fits


def _of_lesson(content: HandIn, lesson: Lesson, record: LessonRecord) -> Iterator[Finding]:
    runs = [one.result for one in content.runs if not one.fault and not one.is_uploaded]
    steps = record.steps
    for place, (mine, step) in enumerate(zip(steps, lesson.steps, strict=False)):
        where = f"{lesson.title}, step {place + 1}"
        after = steps[place + 1].after_run if place + 1 < len(steps) else math.inf
        evidence = _evidence(
            [run for run in runs if mine.after_run < run.number <= after],
            [run for run in runs if steps[0].after_run < run.number <= after],
            mine,
        )
        if mine.is_done and _is_of_runs(step.checks) and not is_met(step.checks, evidence):
            words = f"{where} is said to be done, and no run in the file does what it asks."
            yield Finding(False, words)
        if mine.facts and _is_of_runs(step.checks):
            yield from _of_facts(where, mine, evidence.over)


def _of_facts(where: str, mine: StepRecord, runs: Sequence[RunResult]) -> Iterator[Finding]:
    """Look for a run that has all the numbers which the step says its run had."""
    said = {name: mine.facts[name] for name in NUMBERS_OF_A_RUN if name in mine.facts}
    if said and not any(
        all(math.isclose(getattr(run, name), value, rel_tol=1e-9) for name, value in said.items())
        for run in runs
    ):
        numbers = ", ".join(f"{name} {value:.4g}" for name, value in said.items())
        yield Finding(False, f"{where} says {numbers}, and no run in the file has come to that.")


def _evidence(
    runs: Sequence[RunResult], lesson_runs: Sequence[RunResult], mine: StepRecord
) -> Evidence:
    return Evidence(
        runs=tuple(runs),
        lesson_runs=tuple(lesson_runs),
        drawings=tuple(mine.drawings),
        images=tuple(mine.images),
    )


def _is_of_runs(conditions: Sequence[Condition]) -> bool:
    return all(CHECKS[one.check].gives in OF_RUNS for one in conditions)


def _of_attempt(
    content: HandIn, challenge: Challenge, attempt: Attempt, measure: Measure
) -> Iterator[Finding]:
    """Compare an attempt with the run that is said to have made it."""
    if not challenge.is_of_runs:
        return
    where = f"{challenge.title}, run {attempt.run}"
    entry = content.run(attempt.run)
    if entry is None:
        yield Finding(None, f"{where}: this run is not in the file.")
        return
    result = entry.result
    needs = [CHECKS[one.check].needs for one in challenge.checks]
    needed = measure(entry, challenge.needs) if any(needs) else {}
    again = attempt_of(
        challenge,
        Evidence(),
        _with(result, needed),
        dataset=attempt.dataset,
    )
    for condition, said, now, held in zip(
        challenge.checks_on(attempt.dataset),
        attempt.values,
        again.values,
        attempt.held,
        strict=True,
    ):
        check = CHECKS[condition.check]
        if not check.is_of_one_run:
            continue
        if now is None:
            if check.needs is not None and said is not None:
                goal = check.goal(condition)
                yield Finding(None, f"{where}: {goal}: this cannot be measured from the file.")
            continue
        # What is measured of a network may differ for an image or two on other hardware.
        tolerance = 0.003 if check.needs is not None and check.kind == "share" else 1e-9
        if said is None or not math.isclose(said, now, rel_tol=1e-9, abs_tol=tolerance):
            told = "nothing" if said is None else check.written(said)
            words = f"{where} says {told}, and the run in the file {check.written(now)}"
            yield Finding(False, f"{words} ({check.goal(condition)}).")
        elif held != check.holds(_with(result, {**needed, **_said(condition, said)}), condition):
            mark = "is" if held else "is not"
            yield Finding(False, f"{where}: it {mark} said to hold that {check.goal(condition)}.")


def _with(result: RunResult, needed: Mapping[str, float]) -> RunResult:
    return replace(result, measured=dict(needed))


def _said(condition: Condition, value: float) -> dict[str, float]:
    needs = CHECKS[condition.check].needs
    return {} if needs is None else {needs(condition): value}
