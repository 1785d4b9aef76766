"""A made-up entry of a registry is in its menu, and the pages live with a run of it."""

import pytest

from core.recipes import RECIPES, fit_to_dataset
from core.settings import SETTINGS
from tests.core.made_up import register

# The page with the control, the control, and the entry.
MENUS = {
    "optimizer": ("train", "optimizer", "SignOfMean"),
    "schedule": ("train", "schedule", "linear"),
    "augmentation": ("train", "augmentation", "mirror"),
    "architecture": ("network", "model", "narrow"),
    "activation": ("network", "activation", "half"),
    "initialization": ("network", "init", "small"),
}


@pytest.fixture(autouse=True)
def _registries_have_them(monkeypatch):
    register(monkeypatch)


@pytest.mark.parametrize("kind", MENUS)
def test_it_is_chosen_from_its_menu_trained_and_taken_apart(dashboard, kind):
    page, key, name = MENUS[kind]
    dashboard.open(page)
    if key in ("schedule", "augmentation"):
        dashboard.unfold("more_settings")
    title = SETTINGS[key].options[name].title
    assert title in dashboard.app.selectbox(key=key).options
    dashboard.set("selectbox", key, name)
    assert getattr(dashboard.draft, key) == name
    dashboard.open("train").set("slider", "epochs", 2).press("train_start").train_to_the_end()
    assert getattr(dashboard.job.run.config, key) == name
    for other in ("network", "one_step", "inside", "evaluate", "compare"):
        dashboard.open(other)


def test_an_option_of_an_architecture_is_chosen_and_arrives_in_the_network(dashboard):
    dashboard.open("network").set("selectbox", "model", "narrow")
    assert dashboard.app.number_input(key="option_waist").value == 12
    dashboard.set("number_input", "option_waist", 9)
    dashboard.open("train").set("slider", "epochs", 1).press("train_start").train_to_the_end()
    run = dashboard.job.run
    assert run.config.model_options == (("waist", 9),)
    assert [layer.out_features for layer in list(run.model)[1::2]] == [9, 10]


def test_a_recipe_is_chosen_from_its_menu_and_fills_in_its_settings(dashboard):
    dashboard.open("train")
    assert "Calm" in dashboard.app.selectbox(key="recipe").options
    dashboard.set("selectbox", "recipe", "calm")
    assert dashboard.draft == fit_to_dataset(RECIPES["calm"].config, dashboard.draft.dataset)
    assert dashboard.draft.learning_rate == 0.03


def test_a_data_set_is_in_its_menu_and_can_be_chosen(dashboard):
    dashboard.open("data")
    assert "Mirrored digits" in dashboard.app.selectbox(key="dataset").options
    dashboard.set("selectbox", "dataset", "mirrored")
    assert dashboard.draft.dataset == "mirrored"


def test_without_its_entry_it_is_in_no_menu(monkeypatch, dashboard):
    monkeypatch.undo()
    dashboard.open("network")
    assert "Narrow" not in dashboard.app.selectbox(key="model").options
