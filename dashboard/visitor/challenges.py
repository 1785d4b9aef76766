"""The challenge that is on in this workspace: what its attempts have come to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from core.data import dataset_spec
from core.data.splits import validation_rows
from core.engine import OVER
from core.evaluation import Opening, Vault
from core.lessons import (
    CHALLENGES,
    STAND_IN,
    TEST_ACCURACY,
    USUAL_DATASET,
    Attempt,
    Challenge,
    ChallengeProgress,
    ChallengeRecord,
    Evidence,
    LessonProgress,
    attempt_of,
    measured,
)
from core.machine.threads import using_threads
from dashboard.server.resources import shared_queue
from dashboard.visitor import lessons, session
from dashboard.visitor.draft import prepare
from dashboard.visitor.run_handle import RunHandle


def progress() -> ChallengeProgress:
    """Return all that this visitor has tried."""
    return session.state(ChallengeProgress)


def present() -> tuple[Challenge, ChallengeRecord] | None:
    """Find the challenge that is on, and how far it is."""
    mine = progress()
    if mine.present not in CHALLENGES:
        return None
    return CHALLENGES[mine.present], record_of(CHALLENGES[mine.present])


def record_of(challenge: Challenge) -> ChallengeRecord:
    """Return how far a challenge is; of one that its file no longer fits, a new one."""
    record = progress().records.get(challenge.name)
    return record if record is not None and record.fits(challenge) else ChallengeRecord()


def dataset() -> str:
    """Name the data set that challenges are on: MNIST, or the pen strokes in its place."""
    config = lessons.settings_of({})
    return config.dataset


def begin(name: str, *, anew: bool = False) -> None:
    """Begin a challenge, or continue it; anew, only what is done from now on counts."""
    mine, challenge = progress(), CHALLENGES[name]
    known = mine.records.get(name)
    record = known if known is not None and known.fits(challenge) else None
    if record is None or anew:
        record = ChallengeRecord(
            lessons.last_run(), lessons.openings(), best=record.best if record else []
        )
        mine.records[name] = record
    mine.present = name
    if session.state(LessonProgress).present:
        session.state(LessonProgress).present = ""
        session.state(LessonProgress).changed()
    lessons.keep_settings()
    if challenge.settings is not None:
        prepare(lessons.settings_of(challenge.settings))
    lessons.tab().follows = True
    _changed()


def leave() -> None:
    """Leave the challenge; it waits where it is, and the settings on Train are as before."""
    progress().present = ""
    lessons.bring_settings_back()
    _changed()


def hint() -> None:
    """Show one more hint, and after the last one the answer."""
    found = present()
    if found is not None:
        challenge, record = found
        record.hints = min(record.hints + 1, len(challenge.hints) + 1)
        _changed()


def _changed() -> None:
    progress().changed()
    lessons.tab().redraws = True


def look() -> None:
    """Compare what was done since the last look with the bounds of the challenge that is on."""
    found = present()
    if found is None:
        return
    challenge, record = found
    evidence = _evidence(record)
    new = (
        _run_attempts(challenge, record, evidence)
        if challenge.is_of_runs
        else [attempt_of(challenge, evidence, dataset=dataset())]
    )
    for attempt in new:
        if attempt != record.last:
            record.take(challenge, attempt)
            progress().changed()


def _evidence(record: ChallengeRecord) -> Evidence:
    """Collect what was done since the challenge began, beside its runs."""
    return Evidence(
        drawings=tuple(record.drawings),
        openings=lessons.openings() - record.after_opening,
        twins=tuple(lessons.twins_of(lessons.runs_after(record.after_run))),
    )


def _run_attempts(
    challenge: Challenge, record: ChallengeRecord, evidence: Evidence
) -> list[Attempt]:
    found = []
    opened = session.state(Vault).openings[record.after_opening :]
    for run in lessons.runs_after(record.after_run):
        if run.number in record.judged or run.state not in OVER or why_not(challenge, run):
            continue
        result = lessons.result_of(run, {})
        if not result.is_over:
            continue
        names = challenge.needs
        measures: dict[str, float] = {}
        if TEST_ACCURACY in names:
            test = _test_accuracy(run, opened)
            if test is None:
                continue  # It is judged when its test images are opened.
            measures[TEST_ACCURACY] = test
        if names and not result.diverged:
            measures |= _measured(names, run)
        result = replace(result, measured=measures)
        found.append(
            attempt_of(challenge, evidence, result, dataset=run.config.dataset, run_id=run.id or "")
        )
    return found


def _measured(names: tuple[str, ...], run: RunHandle) -> dict[str, float]:
    network = run.copy_network()

    def compute() -> dict[str, float]:
        with using_threads(shared_queue().threads_beside_jobs):
            return measured(names, network.model, network.data, run.config)

    return run.once(("challenge", names), compute)


def _test_accuracy(run: RunHandle, opened: list[Opening]) -> float | None:
    """Look in the vault for what a run reads of the test images, if they were opened for it."""
    of_run = [one for one in opened if one.config == replace(run.config, corrections=())]
    if not of_run:
        return None
    identity = run.copy_network().identity
    return next((one.correct / one.count for one in of_run if one.fingerprint == identity), None)


def why_not(challenge: Challenge, run: RunHandle) -> str:
    """Say why a run does not count for a challenge; nothing where it does."""
    if run.fault:
        return "it has a fault on purpose"
    if run.about.uploaded:
        return "its network came from a file"
    if run.progress.manual_steps:
        return "it has steps taken by hand"
    if run.config.dataset != dataset() or run.config.dataset not in (USUAL_DATASET, STAND_IN):
        return f"it is not on {dataset_spec(dataset()).title}"
    least = _validation_images(lessons.settings_of(challenge.settings or {}))
    if _validation_images(run.config) < least:
        return f"it is validated on fewer than {least:,} images"
    return ""


def _validation_images(config: Any) -> int:
    spec = config.spec
    return validation_rows(spec.training_images, config.validation_size, spec.validation_block)


def last_that_does_not_count(challenge: Challenge, record: ChallengeRecord) -> str:
    """Say why the last finished run does not count, if it does not."""
    runs = [run for run in lessons.runs_after(record.after_run) if run.state in OVER]
    words = why_not(challenge, runs[-1]) if runs and challenge.is_of_runs else ""
    return f"Run {runs[-1].number} does not count: {words}." if words else ""


def note_drawings(readings: Iterable[Any], *, is_own: bool) -> None:
    """Note what was read in a drawing, when a challenge is on."""
    found = present()
    if found is None:
        return
    _, record = found
    for drawing in lessons.drawing_results(readings, is_own=is_own):
        if record.note_drawing(drawing):
            progress().changed()


def run_of(attempt: Attempt) -> RunHandle | None:
    """Find the run that made an attempt, if it is still here."""
    runs = session.visitor().runs
    return next((run for run in runs if run.id is not None and run.id == attempt.run_id), None)
