"""Widgets for the shape of the next network, built from the registry."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from core.models import MODELS, ModelOption
from core.settings import SETTINGS
from dashboard.in_words import in_words
from dashboard.settings.widgets import setting_control, try_to_keep
from dashboard.visitor import session
from dashboard.visitor.assignment import shows
from dashboard.visitor.draft import draft, keep_in_draft

OptionValue = int | tuple[int, ...]


def change_model() -> None:
    """Prepare the architecture that was chosen."""
    # Options of another architecture mean nothing to this one.
    keep_in_draft(model=session.widget_value("model"), model_options=())


def network() -> None:
    """Choose and shape the network of the next run."""
    setting_control("model", on_change=in_words(change_model))
    spec = MODELS[draft().config.model]
    st.caption(spec.idea)
    if shows("model_options"):
        for name, value in spec.options_of(draft().config).items():
            _model_option(name, spec.options[name], value)
    for name, setting in SETTINGS.items():
        if setting.group == "network" and name not in ("model", "model_options"):
            setting_control(name)


def _model_option(name: str, option: ModelOption, value: OptionValue) -> None:
    if not isinstance(value, tuple):
        key = f"option_{name}"
        session.show_in_widget(key, value)
        st.number_input(
            option.title,
            option.low,
            option.high,
            step=2 if option.odd else 1,
            key=key,
            on_change=in_words(_keep_option(name, lambda: session.widget_value(key))),
            help=f"{option.help} {option.expected.capitalize()}.",
        )
        return
    if option.lengths is not None and option.lengths[0] != option.lengths[1]:
        _option_length(name, option, value, option.lengths)
    _option_numbers(name, option, value)


def _option_numbers(name: str, option: ModelOption, value: tuple[int, ...]) -> None:
    """Choose each number of an option that has several."""
    keys = [f"option_{name}_{position}" for position in range(len(value))]
    with st.container(horizontal=True, gap="small"):
        for position, (key, number) in enumerate(zip(keys, value, strict=True), start=1):
            session.show_in_widget(key, number)
            st.number_input(
                f"{option.item} {position}",
                option.low,
                option.high,
                key=key,
                on_change=in_words(
                    _keep_option(name, lambda: tuple(session.widget_value(key) for key in keys))
                ),
                help=f"{option.help} {option.expected.capitalize()}.",
                width=190,
            )


def _option_length(
    name: str, option: ModelOption, value: tuple[int, ...], lengths: tuple[int, int]
) -> None:
    """Choose how many numbers an option has; a new one repeats the last."""
    key = f"option_{name}_count"

    def resized() -> tuple[int, ...]:
        count = session.widget_value(key)
        return (value + (value[-1],) * count)[:count]

    session.show_in_widget(key, len(value))
    st.segmented_control(
        option.title,
        range(lengths[0], lengths[1] + 1),
        key=key,
        required=True,
        on_change=in_words(_keep_option(name, resized)),
        help=option.help,
    )


def _keep_option(name: str, read: Callable[[], OptionValue]) -> Callable[[], None]:
    def callback() -> None:
        options = dict(draft().config.model_options)
        try_to_keep("model_options", options | {name: read()})

    return callback
