"""Widgets for the settings of the next run that are not the network's shape."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st
from streamlit.elements.lib.grid_container import GridContainer

from core.engine import OVER
from core.optimization import OPTIMIZERS
from core.recipes import RECIPES, fit_to_dataset
from core.setting_kinds import Group
from core.setting_words import value_in_words
from core.settings import SETTINGS
from dashboard.in_words import in_words
from dashboard.settings.network_controls import change_model
from dashboard.settings.widgets import setting_control, try_to_keep
from dashboard.visitor import run_actions, session
from dashboard.visitor.assignment import hideable, shows
from dashboard.visitor.draft import choose_dataset, draft, take_recipe

MIN_CONTROL_PIXELS = 150


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
    _move_rate(rate)


def _move_rate(rate: float) -> None:
    run = run_actions.current_run()
    if run and run.job.state not in OVER:
        run.job.run.learning_rate.peak = rate


def _change_dataset() -> None:
    choose_dataset(session.widget_value("dataset"))


def dataset() -> None:
    """Choose the data set of the next run."""
    setting_control("dataset", on_change=in_words(_change_dataset))


def _beside_each_other() -> GridContainer:
    """Make a place for controls: two in a row on a phone, so that their curves are not far."""
    return st.grid(
        len(_in_group("main")), min_column_width=MIN_CONTROL_PIXELS, gap=("xxsmall", "small")
    )


def main_settings() -> None:
    """Choose what matters most: learning rate, batch size, epochs, optimizer."""
    with _beside_each_other():
        for name in _in_group("main"):
            setting_control(
                name, on_change=in_words(_change_learning_rate if name == "learning_rate" else None)
            )


def lesson_settings(names: Iterable[str]) -> None:
    """Choose what a lesson lets one choose, and nothing else."""
    changes = {"learning_rate": _change_learning_rate, "model": change_model}
    with _beside_each_other():
        for name in names:
            if name in SETTINGS:
                setting_control(name, on_change=in_words(changes.get(name)))


def _take_usual_rate() -> None:
    """Prepare the optimizer's usual learning rate; a run with this optimizer takes it at once."""
    optimizer = draft().config.optimizer
    rate = OPTIMIZERS[optimizer].typical_learning_rate
    try_to_keep("learning_rate", rate)
    run = run_actions.current_run()
    if run and run.config.optimizer == optimizer:
        _move_rate(rate)


@hideable("learning_rate")
def usual_rate() -> None:
    """Offer the learning rate that is usual for the optimizer; in its place, needed or not."""
    config = draft().config
    spec = OPTIMIZERS[config.optimizer]
    usual = value_in_words("learning_rate", spec.typical_learning_rate)
    is_usual = config.learning_rate == spec.typical_learning_rate
    st.button(
        f"{usual} is usual for {spec.title}"
        if is_usual
        else f"Use {usual}, usual for {spec.title}",
        key="usual_rate",
        icon=":material/check:" if is_usual else ":material/undo:",
        disabled=is_usual,
        on_click=in_words(_take_usual_rate),
        help=f"{spec.idea} Good learning rates differ a hundredfold between optimizers; this one "
        "is a first try, and a recipe may have found a better one.",
    )


def more_settings() -> None:
    """Choose everything else that is not the network's shape."""
    with _beside_each_other():
        for name in _in_group("more"):
            setting_control(name)


def shows_more_settings() -> bool:
    """Return whether at least one of those may be drawn."""
    return any(shows(name) for name in _in_group("more"))


def differs_in_more_settings() -> bool:
    """Return whether one of those differs from the recipe that the settings belong to."""
    mine = draft()
    usual = fit_to_dataset(RECIPES[mine.recipe].config, mine.config.dataset)
    return any(getattr(mine.config, name) != getattr(usual, name) for name in _in_group("more"))
