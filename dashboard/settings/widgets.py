"""One control for each row of the table of settings; changes go into the draft."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from core.errors import ConfigError
from core.setting_kinds import Choice, Number
from core.settings import SETTINGS
from dashboard.in_words import in_words
from dashboard.plain_text import plain
from dashboard.visitor import assignment, session
from dashboard.visitor.draft import draft, keep_in_draft


def try_to_keep(field: str, value: Any) -> None:
    """Change a setting, or say why it cannot be."""
    try:
        keep_in_draft(**{field: value})
    except ConfigError as error:
        # The settings stay as they were, and the widget shows them again.
        st.toast(plain(error), icon=":material/error:")


def _keep(field: str) -> None:
    try_to_keep(field, session.widget_value(field))


def setting_control(
    name: str, *, on_change: Callable[[], None] | None = None, width: int | None = None
) -> None:
    """Draw the control of a setting as its row says; nothing where a teacher has hidden it.

    Parameters
    ----------
    name : str
        A key of `SETTINGS`: a choice or a number.
    on_change : callable, optional
        Takes the widget's value instead of putting it into the draft as it is.
    width : int, optional
        In pixels; as wide as its place when not given.
    """
    setting = SETTINGS[name]
    if not assignment.shows(name) or not setting.matters(draft().config):
        return
    value = getattr(draft().config, name)
    look: dict[str, Any] = {
        "key": name,
        "on_change": on_change or in_words(lambda: _keep(name)),
        "width": width or "stretch",
    }
    session.show_in_widget(name, float(value) if _slides_freely(setting) else value)
    match setting:
        case Choice():
            st.selectbox(
                setting.title,
                # An own set is in no menu but that of its visitor who has chosen it.
                list(dict.fromkeys([*setting.options, value])),
                format_func=setting.title_of,
                help=f"{setting.help} {ideas_of(setting.options)}".strip(),
                **look,
            )
        case Number() if setting.stops:
            st.select_slider(
                setting.title,
                with_present(value, setting.stops),
                format_func=setting.written,
                help=setting.help,
                **look,
            )
        case Number() if setting.step:
            _slider(setting, value, look)
        case Number():
            st.number_input(
                setting.title, int(setting.low), int(setting.high), help=setting.help, **look
            )


def _slides_freely(setting: object) -> bool:
    return isinstance(setting, Number) and bool(setting.step) and not setting.is_whole


def _slider(setting: Number, value: float, look: Mapping[str, Any]) -> None:
    kind = int if setting.is_whole else float
    high = setting.high if setting.shown_high is None else setting.shown_high
    st.slider(
        setting.title,
        kind(setting.low),
        kind(max(high, value)),
        step=kind(setting.step),
        format="percent" if setting.is_percentage else None,
        help=setting.help,
        **look,
    )


def with_present(value: Any, options: Sequence[Any]) -> list[Any]:
    """Offer the usual values, and the present one if it is another."""
    if value in options:
        return list(options)
    return sorted([*(x for x in options if x is not None), value]) + [None] * (None in options)


def ideas_of(registry: Mapping[str, Any]) -> str:
    """Say of everything that a registry offers what it does, where it says so itself."""
    return " ".join(
        f"**{spec.title}**: {spec.idea}" for spec in registry.values() if hasattr(spec, "idea")
    )
