"""The settings of the next run, as they are prepared."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from core.config import TrainConfig
from core.data import DigitData
from core.recipes import RECIPES, fit_to_dataset
from dashboard.server.data_sets import data_for, usable_config
from dashboard.server.resources import DataPortrait, shared_portrait
from dashboard.visitor.session import visitor


def take_recipe(name: str) -> None:
    """Prepare a recipe's settings; the data set stays as chosen."""
    me = visitor()
    me.recipe = name
    me.draft = fit_to_dataset(RECIPES[name].config, me.draft.dataset)


def keep_in_draft(**changes: Any) -> None:
    """Change some of the settings in preparation.

    Raises
    ------
    ConfigError
        If a value is impossible; the settings then stay as they were.
    """
    me = visitor()
    me.draft = replace(me.draft, **changes)


def prepare(config: TrainConfig) -> None:
    """Prepare other settings for the next run."""
    visitor().prepare(config)


def choose_dataset(name: str) -> None:
    """Prepare to train on another data set."""
    me = visitor()
    me.draft = fit_to_dataset(me.draft, name)


def prepared_data() -> DigitData:
    """Load the data set that the next run would use."""
    return data_for(usable_config(visitor().draft))


def whole_data() -> DigitData:
    """Load all of the data set that the next run takes its images from."""
    return data_for(replace(usable_config(visitor().draft), train_size=None))


def whole_data_portrait() -> DataPortrait:
    """Describe all of the data set that the next run takes its images from."""
    config = usable_config(visitor().draft)
    return shared_portrait(config.dataset, config.validation_size)
