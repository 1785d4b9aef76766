"""The settings of the next run, above the picture of the present one."""

from __future__ import annotations

import streamlit as st

from core.comparison import changes_from
from core.data import dataset_spec
from core.recipes import RECIPES
from core.settings import SETTINGS
from dashboard.plain_text import plain
from dashboard.settings import training_controls
from dashboard.views.train import all_settings, prediction
from dashboard.visitor.assignment import lesson_controls, shows
from dashboard.visitor.draft import draft, prepared_config
from dashboard.visitor.run_handle import RunHandle

# With more, the sentence no longer fits into its line.
MAX_CHANGES_NAMED = 3


def show(run: RunHandle | None) -> None:
    """Draw what the recipe is about, four settings, a prediction, and the rest behind one press."""
    if (only := lesson_controls()) is not None:
        training_controls.lesson_settings(name for name in SETTINGS if name in only)
        return
    if shows("recipe"):
        st.caption(about_recipe())
    training_controls.main_settings()
    with st.container(horizontal=True, key="train_more"):
        training_controls.usual_rate()
        prediction.button(run)
        all_settings.show()


def about_recipe() -> str:
    """Say what the recipe is for and reaches; of a changed one, what differs."""
    mine = draft()
    recipe = RECIPES[mine.recipe]
    if changes := changes_from(mine.recipe, mine.config):
        rest = len(changes) - MAX_CHANGES_NAMED
        more = [f"{rest} more"] if rest > 0 else []
        return f"Changed: {', '.join([*changes[:MAX_CHANGES_NAMED], *more])}."
    measured, used = recipe.config.dataset, prepared_config().dataset
    reaches = (
        f"On the test images of {dataset_spec(measured).title} it reaches about "
        f"{recipe.expected_accuracy}"
    )
    here = " as it is" if used == measured else f"; you use {plain(dataset_spec(used).title)}"
    return f"{recipe.idea} {reaches}{here}."
