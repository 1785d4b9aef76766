"""Which settings differ between configurations, and which of them are repetitions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from core.config import FORMAT_FIELD, TrainConfig
from core.models import MODELS

OPTIONS = "model_options"


def settings_of(config: TrainConfig) -> dict[str, Any]:
    """List every setting by name, the architecture's own options among them.

    Values are plain, lists are tuples, options that were not chosen have their default, and
    corrections are given as their number.
    """
    values = config.to_dict()
    for name in (OPTIONS, FORMAT_FIELD):
        del values[name]
    values["corrections"] = len(config.corrections)
    return values | MODELS[config.model].options_of(config)


def differing_settings(configs: Sequence[TrainConfig]) -> list[str]:
    """List the settings that are not the same everywhere, in the order of :func:`settings_of`.

    An option that only some of the architectures have counts as differing, and so do equally
    many but different corrections.
    """
    every = [settings_of(config) | {"corrections": config.corrections} for config in configs]
    names = dict.fromkeys(name for values in every for name in values)
    return [name for name in names if len({values.get(name) for values in every}) > 1]


def without_seed(config: TrainConfig) -> TrainConfig:
    """Return the configuration with seed 0, which is the same for all its repetitions."""
    return replace(config, seed=0)
