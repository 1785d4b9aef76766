"""The lesson that is on in this workspace: where it stands, and what was really done meanwhile."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from core.config import TrainConfig
from core.data import usable_dataset
from core.engine import OVER
from core.evaluation import RobustnessPoint, Vault
from core.lessons import (
    CHECKS,
    LESSONS,
    USUAL_DATASET,
    ChallengeProgress,
    DrawingResult,
    Evidence,
    ImageResult,
    Lesson,
    LessonProgress,
    LessonRecord,
    OwnLessons,
    RunResult,
    TwinResult,
    Walk,
    run_result,
)
from core.models import build_model, parameter_count
from dashboard.server.resources import computed_once
from dashboard.visitor import session
from dashboard.visitor.draft import draft, prepare
from dashboard.visitor.predictions import TRAINING, Prediction, Predictions, name_of
from dashboard.visitor.run_handle import RunHandle

# What pages note without the whole page being drawn anew.
NOTED = frozenset({"drawing", "images", "shift", "manual", "vault"})


@dataclass(eq=False)
class LessonTab:
    """What this browser tab shall do at its next run.

    Attributes
    ----------
    follows : bool
        Whether it goes to the page on which the lesson goes on.
    redraws : bool
        Whether the whole page is drawn anew, because the lesson moved on within the bar.
    """

    follows: bool = False
    redraws: bool = False


@dataclass(eq=False)
class SettingsBefore:
    """What was prepared on Train before a lesson or challenge began, for when it is left."""

    config: TrainConfig | None = None


def tab() -> LessonTab:
    """Return what this browser tab shall do."""
    return session.tab().state(LessonTab)


def progress() -> LessonProgress:
    """Return all that this visitor has done in lessons."""
    return session.state(LessonProgress)


def lesson_named(name: str) -> Lesson | None:
    """Find a lesson of the path, or one of the visitor's own."""
    return LESSONS.get(name) or session.state(OwnLessons).lessons.get(name)


def lesson_before(lesson: Lesson) -> Lesson | None:
    """Return the lesson before this one on the path; one's own stand apart from it."""
    names = list(LESSONS)
    place = names.index(lesson.name) if lesson.name in names else 0
    return LESSONS[names[place - 1]] if place else None


def lesson_after(lesson: Lesson) -> Lesson | None:
    """Return the lesson after this one on the path."""
    names = list(LESSONS)
    place = names.index(lesson.name) + 1 if lesson.name in names else len(names)
    return LESSONS[names[place]] if place < len(names) else None


def walk() -> Walk | None:
    """Find the lesson that is on, and how far it is."""
    mine = progress()
    lesson = lesson_named(mine.present)
    if lesson is None or mine.present not in mine.records:
        return None
    found = _walk(lesson, mine.records[mine.present])
    return found if found.fits else None


def _walk(lesson: Lesson, record: LessonRecord) -> Walk:
    before = lesson_before(lesson)
    # Whoever has not done it is not asked about it.
    known = before is not None and before.name in progress().finished
    return Walk(lesson, record, before.recall if before and known else ())


def begin(name: str) -> None:
    """Begin a lesson, or continue it where it was left."""
    mine, lesson = progress(), lesson_named(name)
    if lesson is None:  # Deleted meanwhile, in another tab.
        return
    record = mine.records.setdefault(name, LessonRecord())
    mine.present = name
    end_challenge()
    keep_settings()
    found = _walk(lesson, record)
    if (
        not found.fits
        or record.phase == "end"
        or (record.phase == "recall" and not record.recalled)
    ):
        found.begin(last_run(), openings())
    _enter(found)


def leave() -> None:
    """Leave the lesson; it waits where it is, and the settings on Train are as before."""
    progress().present = ""
    bring_settings_back()
    progress().changed()
    tab().redraws = True


def end_challenge() -> None:
    """Leave the challenge that is on, if one is: there is one bar."""
    mine = session.state(ChallengeProgress)
    if mine.present:
        mine.present = ""
        mine.changed()


def keep_settings() -> None:
    """Remember what is prepared on Train, for when a lesson or challenge is left."""
    before = session.state(SettingsBefore)
    before.config = before.config or draft().config


def bring_settings_back() -> None:
    """Prepare what was prepared before a lesson or challenge began."""
    before = session.state(SettingsBefore)
    if before.config is not None:
        prepare(before.config)
        before.config = None


def go_on() -> None:
    """Go past what stands there, and to the page of what comes next."""
    found = walk()
    if found is not None:
        found.next(last_run(), openings())
        _enter(found)


def expect(value: Any, measure: str = "") -> None:
    """Take a prediction of the present step."""
    found = walk()
    if found is not None:
        found.expect(value, measure)
        changed()


def see(choice: int | None) -> None:
    """Take what was seen."""
    found = walk()
    if found is not None:
        found.see(choice)
        changed()


def answer(choice: int | None) -> None:
    """Answer the next of the present questions."""
    found = walk()
    if found is not None:
        found.answer(choice)
        changed()


def hint() -> None:
    """Show one more hint."""
    found = walk()
    if found is not None:
        found.hint()
        changed()


def changed() -> None:
    """Keep what has changed, and draw the whole page anew."""
    progress().changed()
    tab().redraws = True


def _enter(found: Walk) -> None:
    """Prepare the settings of a step that begins, and go to its page."""
    step = found.step
    if found.phase in ("predict", "do") and step.settings is not None:
        prepare(settings_of(step.settings))
    tab().follows = True
    changed()


def settings_of(settings: Any, **changes: Any) -> TrainConfig:
    """Make a configuration of a step's settings, on MNIST or on what stands in for it."""
    values = {"dataset": usable_dataset(USUAL_DATASET), **settings, **changes}
    return TrainConfig.from_dict(values)


def last_run() -> int:
    """Return the number of the last run."""
    return max((run.number for run in session.visitor().runs), default=0)


def openings() -> int:
    """Return how often the test images were opened."""
    return len(session.state(Vault).openings)


def look() -> None:
    """Look whether the present step is done now, and keep it if so."""
    found = walk()
    if found is None or not found.record.steps:
        return
    _keep_drawn_curve(found)
    if found.phase == "do" and found.look(evidence(found)):
        progress().changed()


def _keep_drawn_curve(found: Walk) -> None:
    """Give a curve that was drawn before to the first run of its step, where Train shows it."""
    record, kept = found.step_record, session.state(Predictions)
    if not isinstance(record.expected, tuple):
        return
    run = next((one for one in runs_after(record.after_run) if not one.fault), None)
    if run is not None and kept.of(run) is None:
        drawn, measure = record.expected, record.measure
        kept.keep(Prediction(about=TRAINING, run=name_of(run), measure=measure, drawn=drawn))


def runs_after(number: int) -> list[RunHandle]:
    """List the runs since one."""
    return [run for run in session.visitor().runs if run.number > number]


def evidence(found: Walk) -> Evidence:
    """Collect what was really done since the present step, and the lesson, began."""
    record, first = found.step_record, found.record.steps[0]
    shifted: dict[int, dict[float, float]] = {}
    for one in found.record.steps:
        for number, pixels, share in one.shifted:
            shifted.setdefault(number, {})[pixels] = share
    all_runs = tuple(
        result_of(run, shifted.get(run.number, {}))
        for run in runs_after(first.after_run)
        if not run.fault and not run.about.uploaded
    )
    return Evidence(
        runs=tuple(run for run in all_runs if run.number > record.after_run),
        lesson_runs=all_runs,
        drawings=tuple(record.drawings),
        images=tuple(record.images),
        openings=openings() - record.after_opening,
        twins=tuple(twins_of(runs_after(record.after_run))),
        earlier=tuple(found.earlier),
    )


def result_of(run: RunHandle, shifted: dict[float, float]) -> RunResult:
    """Sum up a run."""
    done = run.progress
    return run_result(
        run.config,
        run.history(),
        run.state,
        number=run.number,
        steps=done.step,
        parameters=_parameters(run.config),
        manual_steps=done.manual_steps,
        shifted=shifted,
    )


def _parameters(config: TrainConfig) -> int:
    key = ("parameters", config.model, config.model_options, config.classes)
    return computed_once(key, lambda: parameter_count(build_model(config)))


def twins_of(runs: Sequence[RunHandle]) -> Iterable[TwinResult]:
    """Pair each faulty run with the clean one that was begun right before it."""
    by_number = {run.number: run for run in runs}
    for faulty in runs:
        clean = by_number.get(faulty.number - 1)
        if clean is None or clean.fault or not faulty.fault.at_work:
            continue
        if not all(run.state in OVER for run in (clean, faulty)):
            continue
        a, b = result_of(clean, {}), result_of(faulty, {})
        mended = any(
            run.state == "finished"
            and (run.fault.mended or (not run.fault and run.config == clean.config))
            for run in runs
            if run.number > faulty.number
        )
        name = faulty.fault.name
        yield TwinResult(name, a.accuracy, b.accuracy, a.loss, b.loss, mended)


def waits_for_notes(found: Walk) -> bool:
    """Return whether the present step may be done without the whole page being drawn anew."""
    return found.phase == "do" and any(
        CHECKS[one.check].gives in NOTED for one in found.step.checks
    )


def note_drawings(readings: Iterable[Any], *, is_own: bool) -> None:
    """Note what was read in a drawing, when a lesson is on."""
    found = walk()
    if found is None or not found.record.steps:
        return
    for drawing in drawing_results(readings, is_own=is_own):
        if found.note_drawing(drawing):
            progress().changed()


def drawing_results(readings: Iterable[Any], *, is_own: bool) -> list[DrawingResult]:
    """Sum up what a network read in a drawing, which may show several digits."""
    found = []
    for reading in readings:
        sure = reading.probabilities.argmax()
        name = reading.spec.class_names[sure]
        found.append(DrawingResult(name, float(reading.probabilities[sure]), is_own))
    return found


def note_image(name: str, *, is_mistake: bool = False) -> None:
    """Note that an image was opened, when a lesson is on."""
    found = walk()
    if found and found.record.steps and found.note_image(ImageResult(name, is_mistake)):
        progress().changed()


def note_shifts(run: RunHandle, points: Iterable[RobustnessPoint]) -> None:
    """Note how much a run reads of shifted images, when a lesson is on."""
    found = walk()
    if found is None or not found.record.steps:
        return
    new = [
        found.note_shift(run.number, float(point.level), point.correct / point.count)
        for point in points
    ]
    if any(new):
        progress().changed()
