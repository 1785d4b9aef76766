"""Widgets for the settings of the next run that are not the network's shape."""

from __future__ import annotations

import streamlit as st

from core.engine import OVER
from core.optimization import OPTIMIZERS
from core.recipes import RECIPES
from core.setting_kinds import Group
from core.settings import SETTINGS
from dashboard.in_words import in_words
from dashboard.settings.widgets import setting_control, try_to_keep
from dashboard.visitor import run_actions, session
from dashboard.visitor.assignment import hideable, shows
from dashboard.visitor.draft import choose_dataset, draft, take_recipe


def _in_group(group: Group) -> list[str]:
    return [name for name, setting in SETTINGS.items() if setting.group == group]


@hideable("recipe")
def recipe() -> None:
    """Choose a ready configuration; it fills in all other settings."""
    session.show_in_widget("recipe", draft().recipe)
    st.selectbox(
        "Recipe",
        list(RECIPES),
        key="recipe",
        on_change=in_words(lambda: take_recipe(session.widget_value("recipe"))),
        format_func=lambda name: RECIPES[name].title,
        help="A ready configuration. It fills in all settings; change any of them afterwards.",
    )


def _change_learning_rate() -> None:
    """Keep the new learning rate, and hand it to a run that is not over."""
    rate = session.widget_value("learning_rate")
    try_to_keep("learning_rate", rate)
    run = run_actions.current_run()
    if run and run.job.state not in OVER:
        run.job.run.learning_rate.peak = rate


def _change_dataset() -> None:
    choose_dataset(session.widget_value("dataset"))


def dataset() -> None:
    """Choose the data set of the next run."""
    setting_control("dataset", on_change=in_words(_change_dataset))


def main_settings() -> None:
    """Choose what matters most: learning rate, batch size, epochs, optimizer."""
    for name in _in_group("main"):
        setting_control(
            name, on_change=in_words(_change_learning_rate if name == "learning_rate" else None)
        )
        if name == "optimizer" and shows(name):
            _about_optimizer()


def _about_optimizer() -> None:
    spec = OPTIMIZERS[draft().config.optimizer]
    st.caption(
        f"{spec.idea} A first try is often a learning rate of {spec.typical_learning_rate:g}; a "
        "recipe may have found a better one."
    )


def more_settings() -> None:
    """Choose everything else that is not the network's shape."""
    for name in _in_group("more"):
        setting_control(name)


def shows_more_settings() -> bool:
    """Return whether at least one of those may be drawn."""
    return any(shows(name) for name in _in_group("more"))
