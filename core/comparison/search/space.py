"""Which settings a search and a sweep may vary, and over which values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import astuple, replace
from typing import Any

import optuna

from core.config import TrainConfig
from core.errors import ConfigError
from core.models import MODELS
from core.optimization import OPTIMIZERS
from core.setting_kinds import Choice, SearchRange, Setting
from core.settings import SETTINGS

# The options that set how wide layers are, whatever the architecture calls them.
WIDTHS = ("hidden_sizes", "hidden_size", "channels")

Values = Mapping[str, Any]


def _has_width(config: TrainConfig) -> bool:
    return any(name in WIDTHS for name in MODELS[config.model].options)


# No field of its own: it moves the options of whatever architecture there is.
WIDTH = Setting(
    title="Width",
    help="How many times as wide as prepared each hidden layer is.",
    group="network",
    matters=_has_width,
    sweep=(0.125, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0),
    is_logarithmic=True,
    search=(0.25, 0.5, 1.0, 2.0, 4.0),
)


def search_space(setting: Setting) -> tuple[Any, ...] | SearchRange:
    """Return what a search may try: some values, or a range; empty for what is not searched."""
    if isinstance(setting, Choice) and setting.is_searchable:
        return tuple(setting.options)
    return setting.search


def extent_of(setting: Setting) -> list[Any]:
    """Return a search space as plain values, ready for JSON."""
    space = search_space(setting)
    return list(astuple(space)) if isinstance(space, SearchRange) else list(space)


def _arranged(names: Iterable[str], settings: dict[str, Setting]) -> dict[str, Setting]:
    """Put these settings first, in this order; the others follow in theirs."""
    return {name: settings[name] for name in names} | settings


# Values are drawn in this order, so another one would give other trials for the same seed.
SEARCHABLE: dict[str, Setting] = _arranged(
    ("optimizer", "learning_rate", "momentum", "weight_decay", "schedule", "batch_size"),
    {name: setting for name, setting in SETTINGS.items() if search_space(setting)}
    | {"width": WIDTH},
)
# What changes most, first.
SWEEPABLE: dict[str, Setting] = _arranged(
    ("learning_rate", "batch_size", "width", "train_size", "epochs"),
    {name: setting for name, setting in SETTINGS.items() if setting.sweep} | {"width": WIDTH},
)


def meaningful_fields(base: TrainConfig, fields: Iterable[str]) -> tuple[str, ...]:
    """Return the fields that mean something to a search, in the order of `SEARCHABLE`.

    Dropout means nothing to the linear network, nor momentum to Adam, except when the optimizer
    is searched too.

    Raises
    ------
    ConfigError
        If a name is unknown, or none remains.
    """
    wanted = set(fields)
    for name in sorted(wanted - set(SEARCHABLE)):
        raise ConfigError("fields", name, f"any of {', '.join(SEARCHABLE)}")
    optimizers = OPTIMIZERS if "optimizer" in wanted else [base.optimizer]
    possible = [replace(base, optimizer=optimizer) for optimizer in optimizers]
    remaining = tuple(
        name
        for name, searchable in SEARCHABLE.items()
        if name in wanted and any(searchable.matters(config) for config in possible)
    )
    if not remaining:
        raise ConfigError("fields", sorted(wanted), "at least one that means something here")
    return remaining


def suggest_values(trial: optuna.Trial, base: TrainConfig, fields: Iterable[str]) -> Values:
    """Let Optuna choose values, except for fields that mean nothing to those chosen before."""
    values: dict[str, Any] = {}
    for name in fields:
        searchable = SEARCHABLE[name]
        if not searchable.matters(with_values(base, values)):
            continue
        space = search_space(searchable)
        if isinstance(space, SearchRange):
            whole = getattr(searchable, "is_whole", False)
            suggest: Any = trial.suggest_int if whole else trial.suggest_float
            values[name] = suggest(name, space.low, space.high, log=space.logarithmic)
        else:
            values[name] = trial.suggest_categorical(name, space)
    return values


def largest_config(base: TrainConfig, fields: Iterable[str]) -> TrainConfig:
    """Return the configuration of a search that takes the most memory."""
    sizes = {"batch_size", "width"}.intersection(fields)
    return with_values(base, {name: max(extent_of(SEARCHABLE[name])) for name in sizes})


def with_values(base: TrainConfig, values: Values) -> TrainConfig:
    """Return a configuration with other values, given by keys of `SEARCHABLE`."""
    changes = dict(values)
    factor = changes.pop("width", 1.0)
    return replace(base, model_options=_widened(base, factor), **changes)


def _widened(config: TrainConfig, factor: float) -> dict[str, Any]:
    options = dict(config.model_options)
    for name, option in MODELS[config.model].options.items():
        if name in WIDTHS:
            sizes = MODELS[config.model].options_of(config)[name]
            wide = [
                min(max(round(size * factor), option.low), option.high)
                for size in (sizes if isinstance(sizes, tuple) else (sizes,))
            ]
            options[name] = tuple(wide) if isinstance(sizes, tuple) else wide[0]
    return options
