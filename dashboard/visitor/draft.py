"""The settings of the next run, as they are prepared."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from core.config import TrainConfig
from core.data import DigitData
from core.errors import ConfigError
from core.links import LINK_FIELDS, config_from_query
from core.recipes import RECIPES, closest_recipe, fit_to_dataset
from dashboard.plain_text import plain
from dashboard.server.data_sets import DataPortrait
from dashboard.visitor import session
from dashboard.visitor.images import data_for, portrait_of, usable_config

FIRST_RECIPE = "mlp"


@dataclass(eq=False)
class Draft:
    """Settings in preparation, and the recipe that they come from or are closest to."""

    recipe: str = FIRST_RECIPE
    config: TrainConfig = RECIPES[FIRST_RECIPE].config


def draft() -> Draft:
    """Return what this visitor prepares."""
    return session.state(Draft)


def take_recipe(name: str) -> None:
    """Prepare a recipe's settings; the data set stays as chosen."""
    mine = draft()
    session.tab().moved += 1
    mine.recipe = name
    mine.config = fit_to_dataset(RECIPES[name].config, mine.config.dataset)


def keep_in_draft(**changes: Any) -> None:
    """Change some of the settings in preparation.

    Raises
    ------
    ConfigError
        If a value is impossible; the settings then stay as they were.
    """
    mine = draft()
    mine.config = replace(mine.config, **changes)
    session.tab().moved += 1


def prepare(config: TrainConfig) -> None:
    """Prepare settings from elsewhere, under the name of the recipe closest to them."""
    mine = draft()
    mine.config, mine.recipe = config, closest_recipe(config)


def choose_dataset(name: str) -> None:
    """Prepare to train on another data set."""
    mine = draft()
    mine.config = fit_to_dataset(mine.config, name)
    session.tab().moved += 1


def take_settings_from_address() -> None:
    """Prepare the settings that a shared link carries, and clear them from the address."""
    query = st.query_params.to_dict()
    # First: whatever is wrong with a link, the page opens at its second try.
    for name in LINK_FIELDS:
        st.query_params.pop(name, None)
    try:
        config = config_from_query(query)
    except ConfigError as error:
        st.toast(
            f"The link's settings cannot be used, so yours stay: {plain(error)}",
            icon=":material/link_off:",
        )
        config = None
    if config is not None:
        prepare(config)
        st.toast("Settings from the link are prepared on Train.", icon=":material/link:")


def prepared_config() -> TrainConfig:
    """Return the settings in preparation, fitted to the data set that is there."""
    return usable_config(draft().config)


def prepared_data() -> DigitData:
    """Load the data set that the next run would use."""
    return data_for(prepared_config())


def whole_data() -> DigitData:
    """Load all of the data set that the next run takes its images from."""
    return data_for(replace(prepared_config(), train_size=None))


def whole_data_portrait() -> DataPortrait:
    """Describe all of the data set that the next run takes its images from."""
    return portrait_of(prepared_config())
