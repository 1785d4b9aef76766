"""Widgets for the shape of the next network, built from the registry."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from core.config import TrainConfig
from core.models import ACTIVATIONS, INITS, MODELS, ModelOption
from dashboard.settings import widgets
from dashboard.visitor import session
from dashboard.visitor.assignment import hideable, shows
from dashboard.visitor.draft import keep_in_draft

ACTIVATION_TITLES = {
    "relu": "ReLU",
    "leaky_relu": "Leaky ReLU",
    "gelu": "GELU",
    "tanh": "Tanh",
    "sigmoid": "Sigmoid",
    "none": "None (straight)",
}
INIT_TITLES = {
    "default": "PyTorch's default",
    "he": "He, normal",
    "glorot": "Glorot, uniform",
    "zeros": "All zeros (see it fail)",
}


@hideable("model")
def architecture() -> None:
    """Choose the architecture of the next run."""

    def change_model() -> None:
        # Options of another architecture mean nothing to this one.
        keep_in_draft(model=session.widget_value("model"), model_options=())

    session.show_in_widget("model", session.visitor().draft.model)
    st.selectbox(
        "Architecture",
        list(MODELS),
        key="model",
        on_change=change_model,
        format_func=lambda name: MODELS[name].title,
        help=widgets.ideas_of(MODELS),
    )


def network() -> None:
    """Choose and shape the network of the next run."""
    architecture()
    draft = session.visitor().draft
    spec = MODELS[draft.model]
    st.caption(spec.idea)
    for name, option in spec.options.items() if shows("model_options") else ():
        _model_option(draft, name, option)
    if spec.has_hidden_layer:
        widgets.choose(
            "activation",
            "Activation",
            ACTIVATION_TITLES
            | {name: name for name in ACTIVATIONS if name not in ACTIVATION_TITLES},
            help="The bend after each layer. Without one, layers in a row are only one layer.",
        )
        widgets.fraction_slider(
            "dropout",
            "Dropout",
            0.9,
            0.05,
            help="Share of values switched off at random in each training step, so that no "
            "neuron can rely on another. Off when the network is measured.",
        )
    widgets.choose(
        "init",
        "Initial weights",
        INIT_TITLES | {name: name for name in INITS if name not in INIT_TITLES},
        help="Where the weights start. Random, so that neurons can become different.",
    )


def _model_option(draft: TrainConfig, name: str, option: ModelOption) -> None:
    value = MODELS[draft.model].options_of(draft)[name]
    if not isinstance(value, tuple):
        step = 2 if option.odd else 1
        key = f"option_{name}"
        session.show_in_widget(key, value)
        st.number_input(
            option.title,
            option.low,
            option.high,
            step=step,
            key=key,
            on_change=_keep_option(name, lambda: session.widget_value(key)),
            help=f"{option.help} {option.expected.capitalize()}.",
        )
        return
    keys = [f"option_{name}_{position}" for position in range(len(value))]
    if option.lengths[0] != option.lengths[1]:
        _option_length(name, option, value)
    with st.container(horizontal=True, gap="small"):
        for position, (key, number) in enumerate(zip(keys, value, strict=True), start=1):
            session.show_in_widget(key, number)
            st.number_input(
                f"{option.item} {position}",
                option.low,
                option.high,
                key=key,
                on_change=_keep_option(
                    name, lambda: tuple(session.widget_value(key) for key in keys)
                ),
                help=f"{option.help} {option.expected.capitalize()}.",
                width=190,
            )


def _option_length(name: str, option: ModelOption, value: tuple[int, ...]) -> None:
    """Choose how many numbers an option has; a new one repeats the last."""
    key = f"option_{name}_count"

    def resized() -> tuple[int, ...]:
        count = session.widget_value(key)
        return (value + (value[-1],) * count)[:count]

    session.show_in_widget(key, len(value))
    st.segmented_control(
        option.title,
        range(option.lengths[0], option.lengths[1] + 1),
        key=key,
        required=True,
        on_change=_keep_option(name, resized),
        help=option.help,
    )


def _keep_option(name: str, read: Callable[[], Any]) -> Callable[[], None]:
    def callback() -> None:
        options = dict(session.visitor().draft.model_options)
        widgets.try_to_keep("model_options", options | {name: read()})

    return callback
