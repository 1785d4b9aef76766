"""A configuration as part of an address: readable, short, and nothing private."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields

from core.config import CHOICES, TrainConfig
from core.errors import ConfigError

# Longer addresses are cut by mail programs and refused by servers.
MAX_VALUE_CHARACTERS = 1_500


def config_to_query(config: TrainConfig) -> dict[str, str]:
    """Write what differs from the defaults.

    Parameters
    ----------
    config : TrainConfig
        The configuration.

    Returns
    -------
    dict
        For each differing field its value: names as they are, everything else as JSON.

    Raises
    ------
    ConfigError
        If so many labels were corrected that no address could hold them.
    """
    usual, values = TrainConfig().to_dict(), config.to_dict()
    query = {
        name: value if name in CHOICES else json.dumps(value, separators=(",", ":"))
        for name, value in values.items()
        if value != usual[name]
    }
    for name, text in query.items():
        if len(text) > MAX_VALUE_CHARACTERS:
            raise ConfigError(name, f"{len(text):,} characters", "few enough for an address")
    return query


def config_from_query(query: Mapping[str, str]) -> TrainConfig | None:
    """Read a configuration from an address.

    Parameters
    ----------
    query : mapping
        From names to values; names that are no settings are left alone.

    Returns
    -------
    TrainConfig or None
        None when there is no setting at all.

    Raises
    ------
    ConfigError
        If a value cannot be read or is impossible.
    """
    given = {field.name: query[field.name] for field in fields(TrainConfig) if field.name in query}
    if not given:
        return None
    return TrainConfig.from_dict({name: _value(name, text) for name, text in given.items()})


def _value(name: str, text: str) -> object:
    if name in CHOICES:
        return text
    if len(text) > MAX_VALUE_CHARACTERS:
        raise ConfigError(name, f"{len(text):,} characters", f"at most {MAX_VALUE_CHARACTERS:,}")
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ConfigError(name, text, "a number, null, or a list as JSON writes it") from error
