"""A configuration as part of an address: readable, short, and nothing private."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields

from core.config import FORMAT_FIELD, TrainConfig
from core.errors import ConfigError
from core.setting_kinds import Choice
from core.settings import SETTINGS

# Longer addresses are cut by mail programs and refused by servers.
MAX_VALUE_CHARACTERS = 1_500
# What a link may carry of a configuration.
LINK_FIELDS = (FORMAT_FIELD, *(field.name for field in fields(TrainConfig)))


def config_to_query(config: TrainConfig) -> dict[str, str]:
    """Write what differs from the defaults, and the number of the format, by field.

    Names stand as they are, everything else as JSON.

    Raises
    ------
    ConfigError
        If so many labels were corrected that no address has room for them.
    """
    usual, values = TrainConfig().to_dict(), config.to_dict()
    query = {
        name: value if _is_name(name) else json.dumps(value, separators=(",", ":"))
        for name, value in values.items()
        if value != usual[name] or name == FORMAT_FIELD
    }
    for name, text in query.items():
        if len(text) > MAX_VALUE_CHARACTERS:
            raise ConfigError(name, f"{len(text):,} characters", "few enough for an address")
    return query


def config_from_query(query: Mapping[str, str]) -> TrainConfig | None:
    """Read a configuration from an address, of this format or an earlier one.

    None when there is no setting in it; names that are no settings are ignored.

    Raises
    ------
    ConfigError
        If a value cannot be read or is impossible.
    """
    given = {name: query[name] for name in LINK_FIELDS if name in query}
    if not given.keys() - {FORMAT_FIELD}:
        return None
    return TrainConfig.from_dict({name: _value(name, text) for name, text in given.items()})


def _is_name(field: str) -> bool:
    return isinstance(SETTINGS.get(field), Choice)


def _value(name: str, text: str) -> object:
    if _is_name(name):
        return text
    if len(text) > MAX_VALUE_CHARACTERS:
        raise ConfigError(name, f"{len(text):,} characters", f"at most {MAX_VALUE_CHARACTERS:,}")
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ConfigError(name, text, "a number, null, or a list as JSON writes it") from error
