"""Widgets that show a setting in preparation, and bring changes back to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

import streamlit as st

from core.errors import ConfigError
from dashboard.visitor import assignment, session
from dashboard.visitor.draft import keep_in_draft

# What the axes of a parameter count, by their number.
AXES = {
    1: ("Unit",),
    2: ("Unit", "Input"),
    4: ("Unit", "Channel", "Row", "Column"),
}


def keep(field: str) -> Callable[[], None]:
    """Make the callback that carries a widget's value into the settings."""

    def callback() -> None:
        try_to_keep(field, session.widget_value(field))

    return callback


def try_to_keep(field: str, value: Any) -> None:
    """Change a setting, or say why it cannot be."""
    try:
        keep_in_draft(**{field: value})
    except ConfigError as error:
        # The settings stay as they were, and the widget shows them again.
        st.toast(str(error), icon=":material/error:")


def with_present(value: Any, options: Sequence[Any]) -> list[Any]:
    """Offer the usual values, and the present one if it is another."""
    if value in options:
        return list(options)
    return sorted([*(x for x in options if x is not None), value]) + [None] * (None in options)


def slide(
    field: str, title: str, options: Sequence[Any], *, help: str, show: Callable[[Any], str]
) -> None:
    """Choose among some values on a slider."""
    if not assignment.shows(field):
        return
    value = getattr(session.visitor().draft, field)
    session.show_in_widget(field, value)
    st.select_slider(
        title,
        with_present(value, options),
        key=field,
        on_change=keep(field),
        help=help,
        format_func=show,
    )


def choose(field: str, title: str, titles: Mapping[str, str], *, help: str) -> None:
    """Choose by name from a registry."""
    if not assignment.shows(field):
        return
    session.show_in_widget(field, getattr(session.visitor().draft, field))
    st.selectbox(
        title,
        list(titles),
        key=field,
        on_change=keep(field),
        help=help,
        format_func=titles.__getitem__,
    )


def fraction_slider(field: str, title: str, high: float, step: float, *, help: str) -> None:
    """Choose a number from 0 on."""
    if not assignment.shows(field):
        return
    session.show_in_widget(field, float(getattr(session.visitor().draft, field)))
    st.slider(title, 0.0, high, step=step, key=field, on_change=keep(field), help=help)


def choose_place(
    shape: Sequence[int],
    start: Sequence[int],
    *,
    key: str,
    width: int | Literal["stretch"] = "stretch",
) -> tuple[int, ...]:
    """Choose one element of an array by its place along each axis, counted from 0."""
    place = []
    for axis, (size, first) in enumerate(zip(shape, start, strict=True)):
        name = f"{key}_{axis}"
        # A click elsewhere may have chosen it before the field was drawn.
        if session.is_new_widget(name):
            session.show_in_widget(name, first)
        title = f"{AXES[len(shape)][axis]} (0 to {size - 1})"
        place.append(int(st.number_input(title, 0, size - 1, key=name, width=width)))
    return tuple(place)


def titles_of(registry: Mapping[str, Any]) -> dict[str, str]:
    """List what a registry offers, by name, in words for people."""
    return {name: spec.title for name, spec in registry.items()}


def ideas_of(registry: Mapping[str, Any]) -> str:
    """Say of everything that a registry offers what it does, for a help text."""
    return " ".join(f"**{spec.title}**: {spec.idea}" for spec in registry.values())
