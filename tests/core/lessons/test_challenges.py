"""Every challenge: with a right attempt, with a near miss, and with nothing done."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import challenges as benchmark
from core.config import TrainConfig
from core.errors import LessonError
from core.lessons import (
    CHALLENGES,
    STAND_IN,
    USUAL_DATASET,
    Attempt,
    ChallengeProgress,
    ChallengeRecord,
    Evidence,
    attempt_of,
    best_first,
    challenges_in,
    faulty_challenge_files,
    read_challenge,
)
from core.lessons.registry import CHALLENGE_FOLDER
from tests.any_input import JSON_VALUES, outcome_of
from tests.core.lessons.made_up import evidence_for

NAMES = list(CHALLENGES)
DATASETS = [USUAL_DATASET, STAND_IN]


def attempt(challenge, evidence: Evidence, dataset: str = USUAL_DATASET) -> Attempt:
    run = evidence.runs[-1] if evidence.runs and challenge.is_of_runs else None
    return attempt_of(challenge, evidence, run, dataset=dataset)


def test_there_are_ten_at_least_without_a_fault_each_at_a_place_of_its_own():
    assert faulty_challenge_files() == []
    assert len(CHALLENGES) >= 10
    places = [one.place for one in CHALLENGES.values()]
    assert places == list(range(1, len(CHALLENGES) + 1))


@pytest.mark.parametrize("dataset", DATASETS)
@pytest.mark.parametrize("name", NAMES)
def test_bound_is_reached_exactly_at_it_and_not_a_little_off(name, dataset):
    challenge = CHALLENGES[name]
    checks = challenge.checks_on(dataset)
    assert attempt(challenge, evidence_for(checks), dataset).solves
    for missed in checks:
        assert not attempt(challenge, evidence_for(checks, missed=missed), dataset).solves, missed


@pytest.mark.parametrize("name", NAMES)
def test_nothing_done_solves_nothing(name):
    assert not attempt(CHALLENGES[name], Evidence()).solves


@pytest.mark.parametrize("name", NAMES)
def test_challenge_shows_few_controls_and_each_training_has_a_right_attempt_and_a_near_miss(name):
    challenge = CHALLENGES[name]
    assert len(challenge.controls) <= 3
    if challenge.is_of_runs and name != "planted_labels":  # There the search for labels decides.
        assert challenge.right
        assert challenge.wrong
        changed = {key for one in (*challenge.right, *challenge.wrong) for key in one}
        assert changed <= set(challenge.controls), "solvable with what is shown"


@pytest.mark.only_exhaustive
@pytest.mark.parametrize("name", [name for name in NAMES if CHALLENGES[name].is_of_runs])
def test_right_attempt_trained_on_pen_strokes_solves_and_near_miss_does_not(name):
    assert benchmark.measure(name, STAND_IN, range(1))


def test_right_attempt_and_near_miss_of_the_fastest_challenge_are_trained():
    assert benchmark.measure("one_epoch", STAND_IN, range(1))


# Attempts


def of_run(run: int, accuracy: float | None, *held: bool, dataset: str = USUAL_DATASET) -> Attempt:
    return Attempt((accuracy, 1.0), held, run, f"w/{run}", dataset)


def test_best_attempt_holds_more_bounds_then_has_the_better_first_number():
    challenge = CHALLENGES["one_epoch"]
    worse, better = of_run(1, 0.91, False, True), of_run(2, 0.93, False, True)
    one_bound, on_pen = of_run(3, 0.99, False, False), of_run(4, 0.99, True, True, dataset=STAND_IN)
    no_number = of_run(5, None, False, True)
    order = best_first(challenge, [on_pen, one_bound, no_number, worse, better])
    assert [one.run for one in order] == [2, 1, 5, 3, 4]


def test_record_keeps_the_three_best_and_the_last_and_judges_a_run_once():
    challenge, record = CHALLENGES["one_epoch"], ChallengeRecord()
    for run, accuracy in enumerate([0.5, 0.97, 0.6, 0.985, 0.7], 1):
        record.take(challenge, of_run(run, accuracy, accuracy >= 0.98, True))
    assert [one.run for one in record.best] == [4, 2, 5]
    assert record.last.run == 5
    assert record.judged == {1, 2, 3, 4, 5}
    assert record.is_solved


def test_what_is_no_run_never_falls_behind_its_best():
    challenge, record = CHALLENGES["ten_drawings"], ChallengeRecord()
    for count in (4, 9, 6):
        record.take(challenge, Attempt((float(count),), (False,)))
    assert [one.values for one in record.best] == [(9.0,)]
    assert record.last.values == (6.0,)


def test_progress_survives_being_written_and_two_are_put_together():
    record = ChallengeRecord(3, 1, 2, {4}, [of_run(4, 0.99, True, True)], of_run(5, None, False))
    record.last = of_run(5, None, False, True)
    here = ChallengeProgress("one_epoch", {"one_epoch": record})
    note = json.loads(json.dumps(here.to_note()))
    there = ChallengeProgress.from_note(note)
    assert there.to_note() == here.to_note()
    assert there.solved == {"one_epoch"}
    empty = ChallengeProgress()
    assert empty.merge(there) == 1
    assert empty.solved == {"one_epoch"}
    assert not empty.records["one_epoch"].judged, "runs have other numbers there"
    assert empty.merge(there) == 0


@given(JSON_VALUES)
def test_any_json_is_progress_or_refused(note):
    outcome_of(
        lambda: ChallengeProgress.from_note(note),
        (KeyError, TypeError, ValueError, AttributeError),
        megabytes=16,
    )


# Files with a fault

GOOD = (CHALLENGE_FOLDER / "small_and_robust.toml").read_text("utf-8")


@pytest.mark.parametrize(
    ("old", "new", "key", "words"),
    [
        ('title = "Small and robust"', "", "title", "missing"),
        ('page = "train"', 'page = "trian"', "page", "one_step"),
        ('"accuracy_at_least"', '"accuracy_near"', "checks[2].check", "gap_at_most"),
        ("value = 0.88", "value = 88", "checks[1].value", "0 to 1"),
        (", at = 4 }", " }", "checks[1].at", "a shift in pixels"),
        ("train_size = 12000", "train_size = 1", "settings", "train_size"),
        ('stand_in = [{ check = "run_shift', 'stand_in = [{ check = "shift', "stand_in", "same"),
        ("minutes = 10", "minutes = 10\nrun = 'x'", "run", "no such key"),
        ("place = 7", "place = = 7", "", "TOML"),
    ],
)
def test_fault_in_a_file_is_named_with_its_place(tmp_path, old, new, key, words):
    path = tmp_path / "mine.toml"
    assert old in GOOD
    path.write_text(GOOD.replace(old, new, 1), "utf-8")
    with pytest.raises(LessonError) as error:
        read_challenge(path)
    assert str(error.value).startswith(f"mine.toml, {key}" if key else "mine.toml: ")
    assert words in str(error.value)


def test_one_faulty_file_does_not_take_the_others_away(tmp_path):
    (tmp_path / "good.toml").write_text(GOOD, "utf-8")
    (tmp_path / "bad.toml").write_bytes(b"\xff\xfe")
    found, faults = challenges_in(tmp_path)
    assert list(found) == ["good"]
    assert len(faults) == 1


ANY_FILES = st.binary(max_size=400) | st.text(max_size=400).map(lambda text: (GOOD + text).encode())


@given(ANY_FILES)
def test_any_file_is_a_challenge_or_refused(content):
    file = SimpleNamespace(name="any.toml", stem="any", read_bytes=lambda: content)
    outcome_of(lambda: read_challenge(file), LessonError, megabytes=32)


def test_stand_in_has_settings_that_a_training_can_have():
    for challenge in CHALLENGES.values():
        for _, values in benchmark.attempts(challenge, STAND_IN):
            assert TrainConfig.from_dict(values).dataset == STAND_IN
