"""A made-up entry of a registry is in its menu, and the pages live with a run of it."""

import pytest

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


def test_a_recipe_is_in_its_menu(dashboard):
    dashboard.open("train")
    assert "Calm" in dashboard.app.selectbox(key="recipe").options


def test_a_data_set_is_in_its_menu_and_can_be_chosen(dashboard):
    dashboard.open("data")
    assert "Mirrored digits" in dashboard.app.selectbox(key="dataset").options
    dashboard.set("selectbox", "dataset", "mirrored")
    assert dashboard.draft.dataset == "mirrored"


def test_without_its_entry_it_is_in_no_menu(monkeypatch, dashboard):
    monkeypatch.undo()
    dashboard.open("network")
    assert "Narrow" not in dashboard.app.selectbox(key="model").options
