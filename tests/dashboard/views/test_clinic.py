"""The Clinic: what a link may ask for, what is said of a prediction, and one fault from the start.

Every fault is walked through in a real browser, see tests/browser/test_clinic.py.
"""

from __future__ import annotations

import math
from types import SimpleNamespace
from unittest.mock import patch

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.clinic import FAULTS, Mystery, Readings, faulty_run
from core.data import usable_dataset
from core.engine import OVER
from core.training import CLEAN, TrainingRun
from dashboard.plain_text import plain
from dashboard.views.clinic import choose, outcome
from dashboard.views.clinic.address import read_address
from dashboard.views.clinic.evidence import apart_from, soonest
from dashboard.views.clinic.visit import MysteryVisit, Visit
from dashboard.visitor.predictions import Predictions
from tests.any_input import TEXTS, outcome_of
from tests.dashboard.conftest import Dashboard

HERE = ["digits"]
CURVE_FAULT = SimpleNamespace(number=None)
NUMBER_FAULT = SimpleNamespace(number=object())


def readings(accuracy: float, **changes) -> Readings:
    values = {
        "training_loss": 0.5,
        "validation_loss": 0.6,
        "training_accuracy": 0.9,
        "validation_accuracy": accuracy,
        "confidence": 0.7,
        "gradient_norm": 1.0,
        "dead_units": 0.0,
        "first_loss": 2.3,
        "first_norm": 1.0,
        "first_dead": 0.0,
    }
    return Readings(**values | changes)


# Addresses


def test_link_to_a_fault_is_read():
    asked = read_address({"fault": "zero_grad_forgotten", "seed": "7", "model": "cnn"}, HERE)
    assert (asked.fault, asked.seed, asked.model) == ("zero_grad_forgotten", 7, "cnn")
    assert not asked.refusal
    assert read_address({}, HERE).fault is None


@pytest.mark.parametrize(
    ("query", "listed"),
    [
        ({"fault": "gremlins"}, "zero_grad_forgotten"),
        ({"fault": "zero_grad_forgotten", "dataset": "mnist"}, "digits"),
        ({"fault": "tiny_batches", "model": "linear"}, "batchnorm"),
        ({"fault": "zero_grad_forgotten", "model": "<b>"}, "mlp"),
        ({"model": "mlp"}, "a fault beside it"),
        ({"seed": "-1"}, "whole number"),
        ({"seed": "1e9"}, "whole number"),
        ({"seed": "9" * 4_000}, "whole number"),
        ({"seed": "\N{ARABIC-INDIC DIGIT SEVEN}"}, "whole number"),
    ],
)
def test_what_is_not_here_gets_a_sentence_and_what_there_is(query, listed):
    asked = read_address(query, HERE)
    assert asked.fault is None
    assert listed in asked.refusal


@given(st.dictionaries(st.sampled_from(["fault", "dataset", "model", "seed", "view"]), TEXTS))
def test_any_address_is_read_or_refused(query):
    outcome_of(lambda: read_address(query, HERE), (), megabytes=16)


@pytest.mark.parametrize("fault", ["gremlins", "<script>alert(1)</script>", "![x](http://evil)"])
def test_page_opens_whatever_fault_a_link_names(fault):
    opened = Dashboard({"fault": fault}).open("clinic")
    said = opened.words()
    assert "The link asks for something that is not here" in said
    assert "<script>" not in said
    assert opened.app.selectbox(key="clinic_fault").value in FAULTS


def test_seed_of_two_twins_does_not_change_the_settings_on_train():
    opened = Dashboard({"fault": "zero_grad_forgotten", "seed": "7"})
    before = opened.draft
    opened.app.query_params["seed"] = "7"
    opened.open("clinic")
    assert opened.draft == before


# What there was to see


@pytest.mark.parametrize(
    ("clean", "faulty", "seen", "better"),
    [
        (0.9, 0.09, "guessing", "clean"),
        (0.9, 0.7, "lower", "clean"),
        (0.9, 0.885, "alike", "alike"),
        (0.9, 0.95, "higher", "faulty"),
    ],
)
def test_what_was_seen_follows_from_the_numbers(clean, faulty, seen, better):
    pair = readings(clean), readings(faulty)
    assert outcome.seen(CURVE_FAULT, *pair) == seen
    assert outcome.better_of(*pair) == better


def test_divergence_comes_before_everything_else():
    pair = readings(0.9), readings(0.0, validation_loss=math.inf, diverged=True)
    assert outcome.seen(CURVE_FAULT, *pair) == "diverged"
    assert outcome.written("validation_loss", math.inf) == "infinite"


def test_of_a_number_it_is_the_number_that_was_seen():
    pair = readings(0.9, number=0.2), readings(0.9, number=0.6)
    assert outcome.seen(NUMBER_FAULT, *pair) == "higher"


# Which instrument told soonest


def curve(*values: float) -> pd.DataFrame:
    return pd.DataFrame({"step": range(len(values)), "value": values})


@pytest.mark.parametrize(
    ("clean", "faulty", "unit", "step"),
    [
        ((0.1, 0.5, 0.9), (0.1, 0.1, 0.1), "fraction", 1),
        ((0.1, 0.5, 0.9), (0.1, 0.9, 0.9), "fraction", None),
        ((0.1, 0.5, 0.9), (0.9, 0.5, 0.1), "fraction", 2),
        ((2.3, 1.0, 0.5), (2.3, 1.0, math.inf), "nats", 2),
        ((2.3, 1.0, 0.5), (2.3, math.nan, math.nan), "nats", 1),
        ((1.0, 1.0), (2.9, 3.1), "length", 1),
        ((1.0, 1.0), (1.0, 0.0), "length", 1),
        ((), (), "nats", None),
    ],
)
def test_two_curves_are_apart_from_the_step_where_they_stay_so(clean, faulty, unit, step):
    assert apart_from(curve(*clean), curve(*faulty), unit) == step


def test_instrument_that_tells_first_comes_first_and_a_silent_one_does_not_come():
    told = (curve(0.1, 0.9), curve(0.1, 0.1))
    soon = (curve(1.0, 1.0), curve(9.0, 9.0))
    silent = (curve(0.0, 0.0), curve(0.0, 0.0))
    found = soonest(
        {
            "accuracy": ("fraction", [told]),
            "dead_units": ("fraction", [silent]),
            "gradient_norm": ("length", [soon]),
        }
    )
    assert list(found.items()) == [("gradient_norm", 0), ("accuracy", 1)]


# One fault from the start


def twins_of(dashboard):
    return dashboard.app.session_state["tab"].state(Visit).twins


def run_twins(dashboard, **predicted) -> None:
    visit = dashboard.app.session_state["tab"].state(Visit)
    for name, value in predicted.items():
        setattr(visit, name, value)
    dashboard.press("clinic_run")
    twins = twins_of(dashboard)
    for run in (twins.clean, twins.faulty):
        run.job.wait(60)
    dashboard.app.run()
    dashboard.is_fine()


def test_one_fault_from_prediction_to_mending(dashboard):
    dashboard.open("clinic")
    dashboard.set("selectbox", "clinic_fault", "weights_all_zero")
    assert usable_dataset("mnist") != "mnist", "here only the small set is there"
    run_twins(dashboard, better="clean", instrument="accuracy", why="<b>Because</b>")
    twins = twins_of(dashboard)
    clean, faulty = twins.clean.job.run, twins.faulty.job.run
    assert clean.epochs[-1].validation_accuracy > faulty.epochs[-1].validation_accuracy
    # Nothing is explained before somebody has said what there was to see.
    fault = FAULTS["weights_all_zero"]
    assert fault.title not in dashboard.words()
    dashboard.set("radio", f"clinic_seen_{twins.faulty.number}", "guessing")
    said = dashboard.words()
    found = twins.readings()
    assert f"{100 * found.clean.validation_accuracy:.1f} % clean" in said
    assert f"{100 * found.faulty.dead_units:.1f} % faulty" in said
    assert fault.title in said
    assert session_rates(dashboard) == {
        "better": (1, 1),
        "instrument": (0, 1),
        "seen": (1, 1),
    }
    dashboard.press("clinic_fix")
    mended = twins.mended
    mended.job.wait(60)
    dashboard.app.run()
    reached = mended.job.run.epochs[-1].validation_accuracy
    assert f"Mended: validation accuracy **{100 * reached:.1f} %**" in dashboard.words()
    assert reached == clean.epochs[-1].validation_accuracy, "begun anew from the same seed"


def session_rates(dashboard) -> dict:
    return dashboard.visitor.state(Predictions).rates()


def test_skipping_keeps_no_prediction(dashboard):
    dashboard.open("clinic").press("clinic_skip")
    twins = twins_of(dashboard)
    dashboard.press("clinic_stop")
    assert {twins.clean.job.state, twins.faulty.job.state} <= set(OVER)
    dashboard.press("clinic_skip_seen")
    assert dashboard.visitor.state(Predictions).all == []
    dashboard.press("clinic_again")
    assert twins_of(dashboard) is None


def test_choices_that_a_browser_tells_again_take_no_twins_away(dashboard):
    dashboard.open("clinic").press("clinic_skip")
    visit = dashboard.app.session_state["tab"].state(Visit)
    twins = visit.twins
    for kept in ("clinic_fault", "clinic_dataset", "clinic_model"):
        dashboard.app.session_state[kept] = {
            "clinic_fault": visit.fault,
            "clinic_dataset": visit.dataset,
            "clinic_model": "mlp",
        }[kept]
    with patch.object(choose.session, "widget_value", dashboard.app.session_state.__getitem__):
        choose._change(visit)
    assert visit.twins is twins


def test_pair_on_the_page_is_the_pair_of_the_core(dashboard):
    dashboard.open("clinic")
    run_twins(dashboard)
    twins = twins_of(dashboard)
    data = twins.clean.job.run.data
    alone = TrainingRun(twins.clean.config, data, seams=CLEAN)
    broken = faulty_run(twins.fault, twins.clean.config, data)
    for mine, other in ((twins.clean, alone), (twins.faulty, broken)):
        while not other.finished:
            other.advance(1.0)
        assert mine.job.run.epochs[-1].validation_loss == other.epochs[-1].validation_loss


def test_mystery_is_the_one_of_its_number_and_its_answer_that_of_the_core(dashboard):
    dashboard = Dashboard({"view": "mystery", "seed": "7"}).open("clinic")
    dashboard.app.query_params["view"] = "mystery"
    visit = dashboard.app.session_state["tab"].state(MysteryVisit)
    dashboard.set("segmented_control", "clinic_view", "Mystery")
    visit.seed = 7
    dashboard.press("mystery_begin")
    mystery = Mystery.draw(7, "digits")
    assert visit.twins.fault == mystery.fault
    # In the workspace they would have names.
    assert dashboard.visitor.runs == []
    for run in dashboard.visitor.unlisted:
        run.job.wait(60)
    dashboard.app.run()
    assert FAULTS[mystery.fault].title not in dashboard.words()
    dashboard.press("mystery_on_accuracy")
    guess = next(name for name in mystery.candidates if name != mystery.fault)
    dashboard.set("selectbox", "mystery_guess", guess).press("mystery_name")
    answer = mystery.answer(guess, visit.twins.readings().faulty)
    said = dashboard.words()
    assert plain(answer.sentence) in said
    assert "You had turned on 1 instrument." in said
    assert all(plain(one.sentence) in said for one in answer.exclusions.values())
    assert session_rates(dashboard) == {"named": (0, 1)}
    dashboard.press("mystery_again")
    assert visit.twins is None
