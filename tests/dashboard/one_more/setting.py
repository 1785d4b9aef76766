"""A setting that has a field and a row is everywhere where settings are."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import optuna
import pytest

import core
from core.comparison import (
    SEARCHABLE,
    SWEEPABLE,
    differing_settings,
    meaningful_fields,
    settings_of,
    with_values,
)
from core.comparison.search.space import suggest_values
from core.config import TrainConfig
from core.data import load_digits
from core.errors import ConfigError
from core.links import config_from_query, config_to_query
from core.recipes import RECIPES, fit_to_dataset
from core.runs import (
    Checkpoint,
    RunStore,
    checkpoint_bytes,
    load_checkpoint,
    new_workspace,
    standalone_script,
)
from core.settings import SETTINGS
from core.training import TrainingRun
from dashboard.settings.sharing import hideable_controls
from dashboard.visitor.assignment import Assignment
from tests.dashboard.conftest import Dashboard

ROOT = Path(__file__).resolve().parents[3]
CHANGED = TrainConfig(dataset="digits", train_size=100, validation_size=60, epochs=1, patience=5)


def test_this_is_the_copy():
    assert Path(core.__file__).parents[1] == ROOT
    assert "patience" in SETTINGS


def test_it_has_a_default_that_its_row_accepts():
    assert TrainConfig().patience == 3
    assert SETTINGS["patience"].accepts(3)


@pytest.mark.parametrize("value", [-1, 21, 2.5, "3", None, True])
def test_an_impossible_value_is_refused_with_field_value_and_range(value):
    with pytest.raises(ConfigError) as refused:
        TrainConfig(patience=value)
    for word in ("patience", str(value), "a whole number from 0 to 20"):
        assert word in str(refused.value)


def test_it_comes_back_from_a_config_file_and_through_a_link():
    assert TrainConfig.from_dict(json.loads(json.dumps(CHANGED.to_dict()))) == CHANGED
    assert config_to_query(CHANGED)["patience"] == "5"
    assert config_from_query(config_to_query(CHANGED)) == CHANGED
    assert "patience" not in config_to_query(replace(CHANGED, patience=3))


def test_an_older_config_opens_with_the_default():
    older = {name: value for name, value in CHANGED.to_dict().items() if name != "patience"}
    assert TrainConfig.from_dict(older) == replace(CHANGED, patience=3)
    assert config_from_query({"epochs": "1"}).patience == 3


def test_runs_and_networks_of_an_older_version_open_with_the_default(tmp_path):
    saved = ROOT / "tests" / "saved" / "version_1"
    shutil.copytree(saved / "runs", tmp_path / "runs")
    workspace = json.loads((saved / "expected.json").read_text())["workspace"]
    found = RunStore(tmp_path / "runs").look_into(workspace)
    assert found.runs
    assert not found.unreadable
    assert {run.config.patience for run in found.runs} == {3}
    assert load_checkpoint(saved / "network.safetensors").config.patience == 3


def test_a_saved_run_and_a_saved_network_keep_it(tmp_path):
    data = load_digits("digits", train_size=100, validation_size=60)
    run = TrainingRun(CHANGED, data)
    run.advance()
    store = RunStore(tmp_path)
    id = store.create(new_workspace(), CHANGED)
    store.save(run, id)
    assert store.describe(id).config == store.load(id, data).config == CHANGED
    network = Checkpoint(run.copy_model(), CHANGED, data.standardization)
    assert load_checkpoint(checkpoint_bytes(network)).config == CHANGED


def test_recipes_have_it_and_data_sets_do_not_change_it():
    assert {recipe.config.patience for recipe in RECIPES.values()} == {3}
    assert fit_to_dataset(CHANGED, "mnist").patience == 5


def test_comparisons_tell_runs_apart_by_it():
    assert settings_of(CHANGED)["patience"] == 5
    assert differing_settings([CHANGED, replace(CHANGED, patience=3)]) == ["patience"]


def test_sweeps_and_searches_offer_it():
    assert SWEEPABLE["patience"].sweep == (1, 2, 3, 5, 10)
    assert with_values(CHANGED, {"patience": 10}) == replace(CHANGED, patience=10)
    assert meaningful_fields(CHANGED, SEARCHABLE)[-2:] == ("patience", "width")
    trial = optuna.trial.FixedTrial({"patience": 10})
    assert suggest_values(trial, CHANGED, ["patience"]) == {"patience": 10}


def test_a_setting_that_acts_on_nothing_is_not_in_the_program():
    assert standalone_script(CHANGED) == standalone_script(replace(CHANGED, patience=3))


def test_its_control_is_on_train_and_reaches_the_run_and_its_folder(dashboard):
    dashboard.open("train").unfold("more_settings")
    control = dashboard.app.select_slider(key="patience")
    assert (control.label, control.value) == ("Patience", 3)
    dashboard.set("slider", "epochs", 1).set("select_slider", "patience", 10)
    assert dashboard.draft.patience == 10
    dashboard.press("train_start").train_to_the_end()
    run = dashboard.visitor.current
    assert run.job.run.config.patience == run.folder.config.patience == 10


def test_compare_has_a_column_for_it_and_offers_it_to_sweep_and_search(dashboard):
    dashboard.open("train").unfold("more_settings").set("slider", "epochs", 1)
    for value in (3, 10):
        dashboard.set("select_slider", "patience", value)
        dashboard.press("train_start").train_to_the_end()
    dashboard.open("compare")
    [table] = [found.value for found in dashboard.app.dataframe if "Run" in found.value]
    assert sorted(table["patience"]) == ["10", "3"]
    for view, key in (("Sweep", "sweep_field"), ("Search", "search_fields_mlp")):
        dashboard.app.session_state["compare_view"] = view
        dashboard.app.run()
        widgets = [*dashboard.app.selectbox, *dashboard.app.button_group]
        [menu] = [widget for widget in widgets if widget.key == key]
        assert "Patience" in [getattr(option, "content", option) for option in menu.options]


def test_a_link_sets_it_and_a_teacher_can_hide_it(dashboard):
    opened = Dashboard(config_to_query(CHANGED) | Assignment("train").to_query())
    assert opened.unfold("more_settings").app.select_slider(key="patience").value == 5
    assert hideable_controls()["patience"] == "Patience"
    task = Assignment("train", frozenset({"patience"}))
    opened = Dashboard(config_to_query(CHANGED) | task.to_query()).unfold("more_settings")
    assert opened.draft.patience == 5
    there = {widget.key for widget in opened.app.select_slider}
    assert "weight_decay" in there
    assert "patience" not in there
