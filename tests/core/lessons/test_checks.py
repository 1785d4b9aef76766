"""Each check: exactly at its bound, a little off it, and with nothing done."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from core.lessons import (
    CHECKS,
    NUMBERS,
    Condition,
    DrawingResult,
    Evidence,
    condition_in_words,
    facts_of,
    filled,
    is_met,
)
from core.lessons.numbers import SKIPPED
from tests.core.lessons.made_up import USUAL, evidence_for

VALUES = {"share": 0.4, "count": 3, "loss": 3.5, "digit": 7, "fault": "zero_grad_forgotten"}


def condition(name: str) -> Condition:
    return Condition(name, VALUES[CHECKS[name].kind], 3.0)


@pytest.mark.parametrize("name", CHECKS)
def test_check_holds_at_its_bound_and_not_a_little_off(name):
    asked = condition(name)
    assert is_met([asked], evidence_for([asked]))
    assert not is_met([asked], evidence_for([asked], missed=asked))


@pytest.mark.parametrize("name", CHECKS)
def test_nothing_done_fulfils_nothing(name):
    assert not is_met([condition(name)], Evidence())


@pytest.mark.parametrize("name", CHECKS)
def test_goal_is_told_with_its_number_and_what_there_is(name):
    asked = condition(name)
    goal, stands, holds = condition_in_words(asked, evidence_for([asked], missed=asked))
    assert goal
    assert not holds
    value = {"share": "40", "count": "3", "loss": "3.5", "digit": "7"}.get(CHECKS[name].kind, "")
    assert value in goal
    assert stands or CHECKS[name].kind == "fault"


def test_conditions_of_a_run_must_hold_for_one_and_the_same_run():
    good = replace(USUAL, number=1, accuracy=0.9, steps=900)
    short = replace(USUAL, number=2, accuracy=0.2, steps=10)
    asked = [Condition("accuracy_at_least", 0.9), Condition("steps_at_most", 10)]
    assert not is_met(asked, Evidence(runs=(good, short)))
    assert is_met(asked, Evidence(runs=(good, short, replace(good, steps=10))))


def test_run_that_goes_on_fulfils_nothing():
    young = replace(USUAL, accuracy=0.99, is_over=False)
    assert not is_met([Condition("accuracy_at_least", 0.9)], Evidence(runs=(young,)))


def test_example_is_no_drawing_of_ones_own():
    asked = [Condition("drawing_read_as", 7)]
    assert not is_met(asked, Evidence(drawings=(DrawingResult("7", 0.9, is_own=False),)))


def test_seeds_count_once_and_only_with_the_same_settings():
    runs = [replace(USUAL, number=n, seed=n, alike="a") for n in (1, 2)]
    asked = [Condition("seeds_compared", 3)]
    assert not is_met(asked, Evidence(runs=(*runs, replace(runs[0], number=3))))
    assert not is_met(asked, Evidence(runs=(*runs, replace(USUAL, seed=3, alike="b"))))
    assert is_met(asked, Evidence(runs=(*runs, replace(USUAL, seed=3, alike="a"))))


# Numbers


def test_numbers_are_those_of_the_run_that_fulfils_the_conditions():
    good = replace(USUAL, number=1, accuracy=0.91, training_accuracy=0.95, steps=376)
    later = replace(USUAL, number=2, accuracy=0.5)
    asked = [Condition("accuracy_at_least", 0.9)]
    facts = facts_of(asked, Evidence(runs=(good, later), lesson_runs=(good, later)))
    assert facts["accuracy"] == 0.91
    assert facts["gap"] == pytest.approx(0.04)
    assert (facts["lowest_accuracy"], facts["highest_accuracy"]) == (0.5, 0.91)
    assert facts["spread"] == pytest.approx(0.41)
    text = "{accuracy}, gap {gap}, {steps} steps; before {accuracy:1}, {loss:2}"
    assert filled(text, facts, [{"accuracy": 0.1}]) == (
        "91.0 %, gap 4.0 percentage points, 376 steps; before 10.0 %, (not measured)"
    )


@pytest.mark.parametrize("name", CHECKS)
def test_each_number_that_a_check_promises_is_there(name):
    asked = condition(name)
    facts = facts_of([asked], evidence_for([asked]))
    promised = [key for key, kind in NUMBERS.items() if CHECKS[name].gives in kind.given_by]
    assert set(promised) <= set(facts)
    for key in promised:
        assert NUMBERS[key].written(facts[key])


@pytest.mark.parametrize(
    ("loss", "words"),
    [(28.61, "28.61"), (5867.24, "5,867"), (1e24, "more than a million"), (math.inf, "more than")],
)
def test_loss_that_exploded_stays_readable(loss, words):
    assert NUMBERS["highest_loss"].written(loss).startswith(words)


@pytest.mark.parametrize("text", ["{0.__class__}", "{accuracy.__class__}", "{accuracy!r}", "{}"])
def test_what_is_no_number_is_never_looked_up(text):
    assert filled(text, {"accuracy": 0.5}) == SKIPPED
