"""A hand-in: written and read back, each kind of change found, other hardware not called one."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given

from core.config import TrainConfig
from core.data import load_digits
from core.errors import HandInError
from core.lessons import (
    CHALLENGES,
    LESSONS,
    ChallengeRecord,
    Evidence,
    LessonRecord,
    StepRecord,
    attempt_of,
    facts_of,
    is_met,
)
from core.lessons.hand_in import (
    MAX_FILE_BYTES,
    EpochNumbers,
    Finding,
    HandIn,
    ReadFile,
    Rerun,
    RunEntry,
    Sealer,
    compare_run,
    csv_of,
    hand_in_bytes,
    inconsistencies,
    misconceptions,
    read_hand_in,
    row_of,
    run_again,
)
from core.lessons.hand_in.compare import measured_again
from core.lessons.hand_in.run_entry import FIRST_LOSSES
from core.lessons.hand_in.seal import checksum_of
from core.machine.threads import using_threads
from core.models import parameter_count
from core.runs.checkpoint import Checkpoint, checkpoint_bytes
from core.training import TrainingRun
from tests.any_input import JSON_VALUES, outcome_of

HERE, ELSEWHERE = Sealer(b"here" * 8), Sealer(b"elsewhere" * 4)
# The first step of the lesson "The first network", on images that are always there.
CONFIG = TrainConfig.from_dict(
    {
        **LESSONS["first_network"].steps[0].settings,
        "dataset": "digits",
        "train_size": 1000,
        "optimizer": "adam",
        "learning_rate": 0.002,
    }
)
Change = Callable[[dict[str, Any]], None]


def data_of(config: TrainConfig):
    return load_digits(
        config.dataset, train_size=config.train_size, validation_size=config.validation_size
    )


@cache
def trained(config: TrainConfig = CONFIG) -> RunEntry:
    data = data_of(config)
    run = TrainingRun(config, data)
    while run.advance(60.0):
        pass
    return RunEntry(
        number=3,
        id="workspace/3",
        config=config,
        state="finished",
        steps=run.step,
        parameters=parameter_count(run.model),
        images=len(data.train),
        highest_loss=max(one.loss for one in run.batches),
        first_losses=tuple(one.loss for one in run.batches[:FIRST_LOSSES]),
        epochs=tuple(
            EpochNumbers(
                one.training_loss,
                one.training_accuracy,
                one.validation_loss,
                one.validation_accuracy,
            )
            for one in run.epochs
        ),
        weights=checkpoint_bytes(Checkpoint(run.model.eval(), config, data.standardization)),
    )


@cache
def handed_in() -> HandIn:
    """Make a hand-in in which a step is done, a challenge tried, and questions answered."""
    entry, lesson = trained(), LESSONS["first_network"]
    evidence = Evidence(runs=(entry.result,), lesson_runs=(entry.result,))
    checks = lesson.steps[0].checks
    assert is_met(checks, evidence)
    done = StepRecord(after_run=2, is_done=True, facts=facts_of(checks, evidence))
    done.true = [is_met(choice.holds, evidence) for choice in lesson.steps[0].seen.choices]
    skipped = StepRecord(after_run=3)
    record = LessonRecord("end", 3, [done, skipped, StepRecord(after_run=3)], [1, 0], [], True)
    challenge, tried = CHALLENGES["one_epoch"], ChallengeRecord(2)
    tried.take(challenge, attempt_of(challenge, Evidence(), entry.result, run_id=entry.id))
    return HandIn(
        name="Ada",
        made="2026-11-28T00:00:00+00:00",
        lessons={"first_network": record},
        challenges={"one_epoch": tried},
        runs=(entry,),
        reasons=("It is fast.",),
        drawings=np.arange(784, dtype=np.uint8).reshape(1, 28, 28),
        labels=np.array([7]),
    )


def note_of(written: bytes) -> dict[str, Any]:
    return json.loads(written)


def read(written: bytes, sealer: Sealer = HERE) -> ReadFile:
    return read_hand_in("ada.json", written, sealer)


def measure(entry: RunEntry, names) -> dict[str, float]:
    return measured_again(entry, names, data_of(entry.config))


def found_in(content: HandIn, again: Rerun | None = None) -> list[Finding]:
    """Look at everything, as the teacher's page does."""
    findings = inconsistencies(content, LESSONS, CHALLENGES, measure)
    for entry in content.runs:
        data = data_of(entry.config)
        repeated = again or run_again(entry.config, entry.fault, entry.steps, data)
        findings += compare_run(entry, data, repeated)
    return findings


def changed(change: Change, *, new_checksum: bool = True) -> bytes:
    """Change a file as somebody would who computes its checksum anew, but has no server's key."""
    note = note_of(hand_in_bytes(handed_in(), HERE))
    change(note["content"])
    if new_checksum:
        inner = json.dumps(note["content"], sort_keys=True, separators=(",", ":")).encode()
        note["checksum"] = checksum_of(inner)
    return json.dumps(note).encode()


# Written and read


def test_hand_in_is_read_back_as_it_was_and_each_seal_says_what_it_can():
    written = hand_in_bytes(handed_in(), HERE)
    found = read(written)
    assert found.content.to_note() == handed_in().to_note()
    assert found.seal == "here"
    assert read(written, ELSEWHERE).seal == "elsewhere"
    # Written anew by another program, with other spaces and another order, it is the same.
    note = note_of(written)
    assert read(json.dumps(dict(reversed(note.items())), indent=2).encode()).seal == "here"
    assert read(json.dumps(note | {"seal": "", "server": ""}).encode()).seal == "none"


def test_honest_hand_in_has_nothing_that_does_not_agree():
    assert [one for one in found_in(handed_in()) if one.holds is not True] == []


# Changes


def last_epoch(content) -> list[float]:
    return content["runs"][0]["epochs"][-1]


def raise_accuracy(content) -> None:
    last_epoch(content)[3] += 0.01


def raise_accuracy_everywhere(content) -> None:
    """Change an accuracy wherever it stands, as somebody would who knows the format."""
    raise_accuracy(content)
    better = last_epoch(content)[3]
    facts = content["lessons"]["first_network"]["steps"][0]["facts"]
    for name in ("accuracy", "best_accuracy", "highest_accuracy", "lowest_accuracy"):
        facts[name] = better
    for one in (content["challenges"]["one_epoch"]["last"], *best(content)):
        one["values"][0] = better


def best(content) -> list[dict[str, Any]]:
    return content["challenges"]["one_epoch"]["best"]


def in_config(**values: Any) -> Change:
    return lambda content: content["runs"][0]["config"].update(values)


def in_step(name: str, value: Any) -> Change:
    steps = lambda content: content["lessons"]["first_network"]["steps"]  # noqa: E731
    return lambda content: steps(content)[0].update({name: value})


def other_network(content) -> None:
    other = trained(replace(CONFIG, seed=1))
    content["runs"][0]["weights"] = other.to_note()["weights"]


def another_ones_results(content) -> None:
    other = trained(replace(CONFIG, seed=1)).to_note()
    kept = content["runs"][0]["config"]
    content["runs"][0] = other | {"config": kept}


CHANGES: dict[str, Change] = {
    "accuracy": raise_accuracy,
    "accuracy everywhere": raise_accuracy_everywhere,
    "seed": in_config(seed=5),
    "learning rate": in_config(learning_rate=0.0025),
    "batch size": in_config(batch_size=64),
    "images": in_config(train_size=900),
    "initial weights": in_config(init="zeros"),
    "network": other_network,
    "results of another seed": another_ones_results,
    "weights that are no network": lambda content: content["runs"][0].update(weights="AAAA"),
    "first losses left out": lambda content: content["runs"][0].update(first_losses=[]),
    "epochs": lambda content: content["runs"][0]["epochs"].pop(),
    "number in a lesson": lambda content: content["lessons"]["first_network"]["steps"][0][
        "facts"
    ].update(accuracy=0.99),
    "bound said to hold": lambda content: best(content)[0].update(held=[True, True]),
    "number in a challenge": lambda content: best(content)[0]["values"].__setitem__(0, 0.985),
    "step before its run": in_step("after_run", 3),
}


@pytest.mark.parametrize("name", CHANGES)
def test_change_is_found_on_any_server_though_its_checksum_was_computed_anew(name):
    one = read(changed(CHANGES[name]), ELSEWHERE)
    assert one.seal == "elsewhere", "another server cannot know by the seal"
    assert any(finding.holds is False for finding in found_in(one.content)), name


@pytest.mark.parametrize("name", CHANGES)
def test_any_change_breaks_the_seal_of_the_server_that_made_it(name):
    assert read(changed(CHANGES[name])).seal == "broken"


def change_answer(content) -> None:
    content["lessons"]["first_network"]["answers"][0] = 0


def test_changed_answer_breaks_the_seal_and_a_careless_one_the_checksum_everywhere():
    assert read(changed(change_answer)).seal == "broken"
    assert read(changed(change_answer, new_checksum=False), ELSEWHERE).seal == "broken"
    # Whoever computes the checksum anew is told apart from no honest other server.
    assert read(changed(change_answer), ELSEWHERE).seal == "elsewhere"


def leaves(value: Any, path: tuple = ()) -> list[tuple]:
    inner = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    return [leaf for key, one in inner for leaf in leaves(one, (*path, key))] or [path]


def test_no_value_in_the_file_can_be_changed_without_its_server_knowing():
    note = note_of(hand_in_bytes(handed_in(), HERE))
    for path in leaves(note["content"])[::7]:
        other = copy.deepcopy(note)
        place = other["content"]
        for key in path[:-1]:
            place = place[key]
        value = place[path[-1]]
        place[path[-1]] = (
            not value
            if isinstance(value, bool)
            else value + 1
            if isinstance(value, int | float)
            else f"{value}x"
            if isinstance(value, str)
            else 1
        )
        try:
            assert read(json.dumps(other).encode()).seal == "broken", path
        except HandInError:
            continue


# What is no change


@pytest.mark.parametrize("threads", [1, 2])
def test_other_number_of_threads_is_no_change(threads):
    entry = trained()
    with using_threads(threads):
        again = run_again(entry.config, entry.fault, entry.steps, data_of(entry.config))
        assert all(one.holds for one in compare_run(entry, data_of(entry.config), again))


@pytest.mark.parametrize("elsewhere", ["float32", "bfloat16"])
def test_processor_with_other_multiplications_is_no_change(elsewhere):
    """Precision "auto" is bfloat16 where a processor can do that, and float32 elsewhere."""
    entry = trained(replace(CONFIG, precision="auto"))
    config = replace(entry.config, precision=elsewhere)
    again = run_again(config, entry.fault, entry.steps, data_of(entry.config))
    assert all(one.holds for one in compare_run(entry, data_of(entry.config), again))


def test_run_that_was_stopped_is_repeated_as_far_as_it_went():
    entry = trained()
    per_epoch = entry.steps // CONFIG.epochs
    stopped = replace(
        entry, state="stopped", steps=per_epoch + 1, epochs=entry.epochs[:1], weights=b""
    )
    again = run_again(stopped.config, stopped.fault, stopped.steps, data_of(CONFIG))
    assert again.steps == per_epoch + 1
    assert all(one.holds for one in compare_run(stopped, data_of(CONFIG), again))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"is_uploaded": True}, "file"),
        ({"manual_steps": 2}, "by hand"),
        ({"moved_rates": (0.2,)}, "moved"),
    ],
)
def test_run_that_its_settings_do_not_tell_is_said_so_and_not_called_changed(change, words):
    assert words in replace(trained(), **change).why_not_again


def test_repetition_can_be_ended_on_its_way():
    def cancel(fraction: float) -> None:
        if fraction > 0.2:
            raise InterruptedError

    entry = trained()
    with pytest.raises(InterruptedError):
        run_again(entry.config, entry.fault, entry.steps, data_of(CONFIG), on_progress=cancel)


# Files that are none


def with_format(number: str) -> bytes:
    written = hand_in_bytes(handed_in(), HERE)
    return written.replace(b"hand-in 1", f"hand-in {number}".encode(), 1)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (lambda: b" " * 50_000_000, "50.0 MB"),
        (lambda: hand_in_bytes(handed_in(), HERE)[:-9], "cut off"),
        (lambda: b"", "line 1"),
        (lambda: b"\xff\xfe", "no JSON"),
        (lambda: b"[1, 2]", "no hand-in"),
        (lambda: b'{"format": "something 1"}', "something 1"),
        (lambda: with_format("7"), "version '7'"),
        (lambda: b'{"format": 1, "format": 2}', "twice"),
        (lambda: b'{"format": NaN}', "NaN"),
        (lambda: b"[" * 200_000, "lists in lists"),
        (lambda: changed(lambda content: content.pop("runs")), "'runs'"),
        (lambda: changed(lambda content: content.update(made="yesterday")), "yesterday"),
        (lambda: changed(in_config(epochs=-1)), "epochs"),
        (lambda: changed(in_config(unknown=1)), "unknown"),
        (lambda: changed(lambda c: c["runs"].append(c["runs"][0])), "same number"),
        (lambda: changed(lambda c: last_epoch(c).__setitem__(3, 1.5)), "between 0 and 1"),
    ],
)
def test_file_that_is_no_hand_in_gets_a_sentence_that_says_what_and_where(content, words):
    with pytest.raises(HandInError, match=words):
        read(content())


def test_hand_in_that_could_not_be_read_back_is_not_written():
    entry = replace(trained(), weights=b"x" * 1_400_000)
    many = replace(handed_in(), runs=tuple(replace(entry, number=n) for n in range(1, 8)))
    with pytest.raises(HandInError, match="Leave out"):
        hand_in_bytes(many, HERE)
    assert len(hand_in_bytes(handed_in(), HERE)) < MAX_FILE_BYTES / 10


@given(JSON_VALUES)
def test_any_json_is_a_hand_in_or_refused(value):
    note = {"format": "Digit Lab hand-in 1", "checksum": "", "server": "", "seal": ""}
    written = json.dumps(note | {"content": value}).encode()
    outcome_of(lambda: read(written), HandInError, megabytes=32)


# The table


def test_row_counts_what_is_in_the_file_and_says_what_to_think_of_it():
    one = read(hand_in_bytes(handed_in(), HERE))
    good = {3: [Finding(True, "")]}
    row = row_of(one, LESSONS, good, [])
    assert (row.name, row.lessons, row.steps, row.answered, row.right) == ("Ada", 1, 1, 2, 1)
    assert (row.runs, row.holding, row.verdict) == (1, 1, "holds")
    assert row_of(one, LESSONS, {}, []).verdict == "not all run again"
    assert row_of(one, LESSONS, good, [Finding(False, "")]).verdict == "numbers do not agree"
    edited = read(changed(change_answer))
    assert row_of(edited, LESSONS, good, []).verdict == "changed after it was sealed"


def test_misconceptions_are_the_wrong_answers_counted():
    one = read(hand_in_bytes(handed_in(), HERE))
    [(count, lesson, question, answer)] = misconceptions([one, one, one], LESSONS)
    asked = LESSONS["first_network"].questions[0]
    assert (count, lesson.name, question) == (3, "first_network", asked.ask)
    assert answer == asked.choices[1].text


def test_table_program_executes_nothing_of_a_name():
    one = read(hand_in_bytes(replace(handed_in(), name="=1+1,evil"), HERE))
    written = csv_of([row_of(one, LESSONS, {}, [])]).decode("utf-8-sig")
    assert ',"\'=1+1,evil",' in written
    assert "Sealer" not in written


def test_seal_tells_nothing_of_the_key_and_differs_between_servers():
    assert HERE.server != ELSEWHERE.server
    assert HERE.key.hex() not in hand_in_bytes(handed_in(), HERE).decode()
