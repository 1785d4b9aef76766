"""A run with a deliberate fault is a run on every page, says so, and is compared with none."""

from __future__ import annotations

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from core.clinic import FAULTS, NO_FAULT, FaultMark, clinic_config, faulty_run
from core.config import TrainConfig
from core.data import load_digits
from core.runs import Summary
from core.training import TrainingRun
from dashboard.page_list import PAGES
from dashboard.server import resources
from dashboard.server.shared import forget_all
from dashboard.settings.downloads import _checkpoint
from dashboard.views.compare.groups import group_runs
from dashboard.views.compare.runs import runs_table
from dashboard.views.compare.sweep import sweep_table
from dashboard.visitor.network_copy import NetworkCopy
from dashboard.visitor.run_handle import RunHandle
from dashboard.visitor.run_words import menu_titles
from tests.dashboard.conftest import SECONDS, Dashboard

FAULT = "softmax_before_loss"
MARK = "faulty: Softmax before cross-entropy"
CONFIG = replace(
    clinic_config(FAULT, "digits"), train_size=100, validation_size=60, batch_size=20, epochs=1
)


def handle(number: int, fault: FaultMark = NO_FAULT, seed: int = 0, **changes) -> RunHandle:
    summary = Summary(step=5, epoch=1, ended="finished", validation_accuracy=0.9)
    config = replace(CONFIG, seed=seed, **changes)
    return RunHandle(number, config, pytest.fail, fault=fault, summary=summary)


@pytest.fixture
def with_twins(dashboard):
    """A workspace with a clean twin and a faulty one, opened anew."""
    data = load_digits("digits", train_size=100, validation_size=60)
    store, workspace = resources.shared_store(), dashboard.visitor.workspace
    for run, fault in (
        (TrainingRun(CONFIG, data), NO_FAULT),
        (faulty_run(FAULT, CONFIG, data), FaultMark(FAULT)),
    ):
        while not run.finished:
            run.advance(60)
        store.save(run, store.create(workspace, run.config, fault), "finished")
    forget_all()
    return Dashboard({"workspace": workspace})


def test_after_a_reload_it_is_marked_in_every_menu_and_opens_on_every_page(with_twins):
    clean, faulty = with_twins.visitor.runs
    assert faulty.fault == FaultMark(FAULT)
    assert MARK in faulty.title
    assert "faulty" not in clean.title
    assert MARK in menu_titles([clean, faulty])[2]
    for page in PAGES:
        with_twins.open(page)
        assert not with_twins.app.error, page
    for page in ("evaluate", "inside", "sketch"):
        with_twins.open(page)
        options = with_twins.app.selectbox(key=f"{page}_run").options
        assert [MARK in option for option in options] == [True, False]
    assert MARK in with_twins.open("train").words()
    assert MARK in with_twins.open("network").words()
    assert faulty.job.run.seams == FAULTS[FAULT].seams


def test_compare_lists_it_and_draws_it_with_none(with_twins):
    with_twins.open("compare")
    assert "deliberate fault" in with_twins.words()
    table = runs_table(with_twins.visitor.runs)
    assert [MARK in name for name in table["Name"]] == [False, True]
    assert table["Fault"].tolist() == ["", MARK]
    assert "Fault" not in runs_table(with_twins.visitor.runs[:1])
    with_twins.unfold("compare_view", "Verdict")
    assert "A verdict needs two" in with_twins.words()


def test_it_is_no_repetition_and_no_point_of_a_sweep():
    runs = [handle(1), handle(2, seed=1), handle(3, FaultMark(FAULT), seed=2)]
    assert [run.follows_its_settings for run in runs] == [True, True, False]
    assert [[run.number for run in group.runs] for group in group_runs(runs)] == [[1, 2], [3]]
    runs[2] = handle(3, FaultMark("rate_too_large"), seed=2, learning_rate=1.0)
    assert sweep_table(runs, CONFIG, "learning_rate")["run"].tolist() == [1, 2]


def test_mended_run_is_none_either_and_says_so():
    run = handle(1, FaultMark(FAULT, mended=True))
    assert not run.follows_its_settings
    assert run.beside_its_settings == ["mended: Softmax before cross-entropy"]
    assert run.file_name == "digit-lab-run-1-mended-softmax-before-loss"


def test_name_of_its_own_does_not_hide_the_mark():
    run = handle(1, FaultMark(FAULT))
    run.about = replace(run.about, name="my best")
    assert menu_titles([run, handle(2)])[1] == f"Run 1 (seed 0): my best, {MARK}"
    assert MARK in run.title


def test_its_files_say_so(with_twins):
    clean, faulty = with_twins.visitor.runs
    assert clean.file_name == "digit-lab-run-1"
    assert faulty.file_name == "digit-lab-run-2-faulty-softmax-before-loss"
    assert _checkpoint(faulty).fault == FAULT
    assert _checkpoint(clean).fault == ""


def test_same_weights_with_another_fault_share_no_result():
    data = load_digits("digits", train_size=100, validation_size=60)
    model = TrainingRun(CONFIG, data).copy_model()
    keys = {NetworkCopy(0, model, data, CONFIG, fault).key for fault in ("", FAULT)}
    names = {NetworkCopy(0, model, data, CONFIG, fault).identity for fault in ("", FAULT)}
    assert len(keys) == len(names) == 2


def twins() -> None:
    """A page that trains both twins and mends the faulty one, for a test."""
    import streamlit as st

    from core.clinic import clinic_config
    from dashboard.in_words import in_words
    from dashboard.visitor import run_actions, session

    def train() -> None:
        config = clinic_config("weights_all_zero", "digits")
        run_actions.start_twins("weights_all_zero", config)

    st.button("Train", key="train", on_click=in_words(train))
    if len(session.visitor().runs) == 2:
        st.button("Mend", key="mend", on_click=lambda: run_actions.mend(session.visitor().runs[1]))


def test_pair_trains_beside_each_other_and_the_faulty_one_is_mended(dashboard):
    app = AppTest.from_function(twins, default_timeout=SECONDS)
    app.run()
    app.button(key="train").click().run()
    assert not app.exception, app.exception
    clean, faulty = app.session_state["visitor"].runs
    for run in (clean, faulty):
        run.job.wait(SECONDS)
    assert (clean.fault, faulty.fault) == (NO_FAULT, FaultMark("weights_all_zero"))
    assert isinstance(faulty.config, TrainConfig)
    assert faulty.config == replace(clean.config, init="zeros")
    assert clean.job.queue is faulty.job.queue is resources.shared_queue()
    app.run()
    app.button(key="mend").click().run()
    assert not app.exception, app.exception
    mended = app.session_state["visitor"].runs[-1]
    mended.job.wait(SECONDS)
    assert mended.fault == FaultMark("weights_all_zero", mended=True)
    assert mended.folder.fault == mended.fault
    assert mended.config == clean.config
