"""Which settings differ between configurations, and which of them are repetitions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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


def telling_settings(
    mine: Mapping[str, Any], others: Sequence[Mapping[str, Any]], names: Sequence[str], most: int
) -> list[str]:
    """Choose the settings by which one configuration is told from all others.

    Parameters
    ----------
    mine : mapping
        Its settings, from :func:`settings_of`.
    others : sequence of mappings
        Those of the other configurations.
    names : sequence of str
        The settings that differ anywhere, in the order in which they are read.
    most : int
        How many to choose at most.

    Returns
    -------
    list of str
        In the order of `names`. Those come in that tell it from most of the others that the ones
        before have left alike; then the first of the rest.
    """
    alike, chosen = list(others), list[str]()
    while alike and len(chosen) < most:
        told = {
            name: sum(mine.get(name) != other.get(name) for other in alike)
            for name in names
            if name not in chosen
        }
        best = max(told, key=told.__getitem__, default=None)
        if best is None or not told[best]:
            break
        chosen.append(best)
        alike = [other for other in alike if mine.get(best) == other.get(best)]
    chosen += [name for name in names if name not in chosen][: most - len(chosen)]
    return [name for name in names if name in chosen]
