"""Writing a lesson's values as the file that `read_lesson` reads: TOML, laid out as in docs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

# Lists of tables that stand on lines of their own, as [[steps]].
BLOCKS = ("steps", "questions", "recall", "concepts")


def lesson_text(values: Mapping[str, Any]) -> str:
    """Write the values of a lesson as TOML.

    Parameters
    ----------
    values : mapping
        As TOML knows them: texts, numbers, true and false, lists and tables.
    """
    plain = {key: value for key, value in values.items() if key not in BLOCKS}
    parts = [_lines(plain)]
    for block in BLOCKS:
        if not _is_list_of_tables(values.get(block)):
            parts[0] += _lines({block: values[block]}) if block in values else ""
            continue
        parts += [f"[[{block}]]\n{_lines(one)}" for one in values[block]]
    return "\n".join(part for part in parts if part)


def _is_list_of_tables(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, dict) for one in value)


def _lines(table: Mapping[str, Any]) -> str:
    return "".join(f"{_key(key)} = {_value(value)}\n" for key, value in table.items())


def _key(key: str) -> str:
    is_bare = key.isascii() and key.replace("_", "").replace("-", "").isalnum()
    return key if is_bare else _text(key)


def _text(text: str) -> str:
    # JSON's escapes are TOML's, but TOML wants one more character escaped.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _value(value: Any) -> str:
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        inner = ", ".join(f"{_key(key)} = {_value(one)}" for key, one in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, list | tuple):
        if _is_list_of_tables(list(value)) and len(value) > 1:
            return "[\n" + "".join(f"  {_value(one)},\n" for one in value) + "]"
        return f"[{', '.join(map(_value, value))}]"
    return repr(value)
