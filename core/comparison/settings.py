"""What differs between configurations, and which of them are repetitions of each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from core.config import FORMAT_FIELD, TrainConfig
from core.models import MODELS

SEED = "seed"
OPTIONS = "model_options"


def settings_of(config: TrainConfig) -> dict[str, Any]:
    """List every choice by name, an architecture's own options among them.

    Parameters
    ----------
    config : TrainConfig
        The configuration.

    Returns
    -------
    dict
        Plain values, lists as tuples; options also where they have their default.
        Corrections as their number.
    """
    values = config.to_dict()
    for name in (OPTIONS, FORMAT_FIELD):
        del values[name]
    values["corrections"] = len(config.corrections)
    return values | MODELS[config.model].options_of(config)


def differing_settings(configs: Sequence[TrainConfig]) -> list[str]:
    """Find the choices that are not the same everywhere.

    Parameters
    ----------
    configs : sequence of TrainConfig
        Any number of them.

    Returns
    -------
    list of str
        Names from :func:`settings_of`, in its order. An option that only some of the
        architectures have counts as differing, and so do as many, but other corrections.
    """
    every = [settings_of(config) | {"corrections": config.corrections} for config in configs]
    names = dict.fromkeys(name for values in every for name in values)
    return [name for name in names if len({values.get(name) for values in every}) > 1]


def without_seed(config: TrainConfig) -> TrainConfig:
    """Leave out what repetitions differ in.

    Parameters
    ----------
    config : TrainConfig
        Any configuration.

    Returns
    -------
    TrainConfig
        The same for all repetitions: with seed 0.
    """
    return replace(config, seed=0)
