"""Widgets for the settings of the next run, built from the registries."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from core.config import PRECISIONS, TrainConfig
from core.data import AUGMENTATIONS, DATASETS
from core.engine import OVER
from core.errors import ConfigError
from core.models import ACTIVATIONS, INITS, MODELS, ModelOption
from core.recipes import RECIPES
from core.training import OPTIMIZERS, SCHEDULES
from dashboard import session

LEARNING_RATES = [base * 10.0**power for power in range(-5, 1) for base in (1, 2, 5)] + [10.0]
BATCH_SIZES = [1, 2, 4, 8, 16, 32, 64, 100, 128, 256, 512, 1024]
TRAIN_SIZES = [100, 300, 1_000, 3_000, 6_000, 12_000, 30_000, None]
VALIDATION_SIZES = [100, 300, 1_000, 2_000, 5_000, 10_000]
WEIGHT_DECAYS = [0.0, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1]
USUAL_EPOCHS = 50

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


def _keep(field: str) -> Callable[[], None]:
    """Make the callback that carries a widget's value into the settings."""

    def callback() -> None:
        _try_to_keep(field, session.widget_value(field))

    return callback


def _try_to_keep(field: str, value: Any) -> None:
    try:
        session.keep_in_draft(**{field: value})
    except ConfigError as error:
        # The settings stay as they were, and the widget shows them again.
        st.toast(str(error), icon=":material/error:")


def _with(value: Any, options: Sequence[Any]) -> list[Any]:
    """Offer the usual values, and the present one if it is another."""
    if value in options:
        return list(options)
    return sorted([*(x for x in options if x is not None), value]) + [None] * (None in options)


def _slide(
    field: str, title: str, options: Sequence[Any], *, help: str, show: Callable[[Any], str]
) -> None:
    value = getattr(session.visitor().draft, field)
    session.show_in_widget(field, value)
    st.select_slider(
        title,
        _with(value, options),
        key=field,
        on_change=_keep(field),
        help=help,
        format_func=show,
    )


def _choose(field: str, title: str, titles: dict[str, str], *, help: str) -> None:
    session.show_in_widget(field, getattr(session.visitor().draft, field))
    st.selectbox(
        title,
        list(titles),
        key=field,
        on_change=_keep(field),
        help=help,
        format_func=titles.__getitem__,
    )


def _share(field: str, title: str, high: float, step: float, *, help: str) -> None:
    session.show_in_widget(field, float(getattr(session.visitor().draft, field)))
    st.slider(title, 0.0, high, step=step, key=field, on_change=_keep(field), help=help)


def _titles(registry: dict[str, Any]) -> dict[str, str]:
    return {name: spec.title for name, spec in registry.items()}


def _count(value: int | None) -> str:
    return "all" if value is None else f"{value:,}"


def recipe() -> None:
    """Choose a ready configuration; it fills in all other settings."""

    def callback() -> None:
        session.take_recipe(session.widget_value("recipe"))

    session.show_in_widget("recipe", session.visitor().recipe)
    st.selectbox(
        "Recipe",
        list(RECIPES),
        key="recipe",
        on_change=callback,
        format_func=lambda name: RECIPES[name].title,
        help="A ready configuration. It fills in all settings; change any of them afterwards.",
    )


def _change_learning_rate() -> None:
    """Keep the new learning rate, and hand it to a run that is not over."""
    rate = session.widget_value("learning_rate")
    _try_to_keep("learning_rate", rate)
    run = session.current_run()
    if run and run.job.state not in OVER:
        run.job.run.learning_rate.peak = rate


def learning_rate() -> None:
    """Choose the learning rate: the one setting that also reaches a living run."""
    value = session.visitor().draft.learning_rate
    session.show_in_widget("learning_rate", value)
    st.select_slider(
        "Learning rate",
        _with(value, LEARNING_RATES),
        key="learning_rate",
        on_change=_change_learning_rate,
        format_func=lambda rate: f"{rate:g}",
        help="How far each step goes against the gradient. Too small learns slowly, too large "
        "overshoots. The only setting that also changes the run that is going on.",
    )


def main_settings() -> None:
    """Choose what matters most: learning rate, batch size, epochs, optimizer."""
    draft = session.visitor().draft
    learning_rate()
    _slide(
        "batch_size",
        "Batch size",
        BATCH_SIZES,
        show=_count,
        help="Images per step. Small batches: many noisy steps. Large ones: few smooth steps.",
    )
    session.show_in_widget("epochs", draft.epochs)
    st.slider(
        "Epochs",
        1,
        max(USUAL_EPOCHS, draft.epochs),
        key="epochs",
        on_change=_keep("epochs"),
        help="Passes over all training images. More is better until validation says otherwise.",
    )
    _choose(
        "optimizer",
        "Optimizer",
        _titles(OPTIMIZERS),
        help="The rule that turns gradients into new weights. "
        + " ".join(f"**{spec.title}**: {spec.idea}" for spec in OPTIMIZERS.values()),
    )
    spec = OPTIMIZERS[draft.optimizer]
    st.caption(f"{spec.idea} A usual learning rate for it is {spec.typical_learning_rate:g}.")


def more_settings() -> None:
    """Choose everything else that is not the network's shape."""
    draft = session.visitor().draft
    if OPTIMIZERS[draft.optimizer].has_momentum:
        _share(
            "momentum",
            "Momentum",
            0.99,
            0.01,
            help="How much of the last direction the next step keeps: a ball, not a feather.",
        )
    _choose(
        "schedule",
        "Schedule",
        _titles(SCHEDULES),
        help="How the learning rate moves during the run. "
        + " ".join(f"**{spec.title}**: {spec.idea}" for spec in SCHEDULES.values()),
    )
    _slide(
        "weight_decay",
        "Weight decay",
        WEIGHT_DECAYS,
        show=lambda value: f"{value:g}",
        help="Pulls all weights a little toward zero at every step: simpler networks.",
    )
    _choose(
        "augmentation",
        "Augmentation",
        _titles(AUGMENTATIONS),
        help="Changes each training image a little, differently in every epoch. "
        + " ".join(f"**{spec.title}**: {spec.idea}" for spec in AUGMENTATIONS.values()),
    )
    _slide(
        "train_size",
        "Training images",
        TRAIN_SIZES,
        show=_count,
        help="At most so many images to learn from. Fewer: faster, and worse on new images.",
    )
    _slide(
        "validation_size",
        "Validation images",
        VALIDATION_SIZES,
        show=_count,
        help="Images kept apart to choose by, at most a fifth of what can be learned from.",
    )
    _share(
        "label_noise",
        "Wrong labels",
        1.0,
        0.05,
        help="Share of training labels made wrong on purpose. Will the network believe them?",
    )
    _choose(
        "precision",
        "Precision",
        {name: name for name in PRECISIONS},
        help="bfloat16 multiplies with 8 instead of 24 binary digits: faster where the processor "
        "has it, hardly worse.",
    )
    session.show_in_widget("seed", draft.seed)
    st.number_input(
        "Seed",
        0,
        2**32 - 1,
        key="seed",
        on_change=_keep("seed"),
        help="Decides first weights, batch order, dropout, augmentation and wrong labels. The "
        "same seed and settings repeat a run exactly.",
    )


def dataset() -> None:
    """Choose the data set of the next run."""

    def callback() -> None:
        session.choose_dataset(session.widget_value("dataset"))

    session.show_in_widget("dataset", session.visitor().draft.dataset)
    st.selectbox(
        "Data set",
        list(DATASETS),
        key="dataset",
        on_change=callback,
        format_func=session.dataset_title,
        help=" ".join(f"**{spec.title}**: {spec.idea}" for spec in DATASETS.values()),
    )


def network() -> None:
    """Choose and shape the network of the next run."""

    def change_model() -> None:
        # Options of another architecture mean nothing to this one.
        session.keep_in_draft(model=session.widget_value("model"), model_options=())

    session.show_in_widget("model", session.visitor().draft.model)
    st.selectbox(
        "Architecture",
        list(MODELS),
        key="model",
        on_change=change_model,
        format_func=lambda name: MODELS[name].title,
        help=" ".join(f"**{spec.title}**: {spec.idea}" for spec in MODELS.values()),
    )
    draft = session.visitor().draft
    spec = MODELS[draft.model]
    st.caption(spec.idea)
    for name, option in spec.options.items():
        _model_option(draft, name, option)
    if spec.has_hidden_layer:
        _choose(
            "activation",
            "Activation",
            ACTIVATION_TITLES
            | {name: name for name in ACTIVATIONS if name not in ACTIVATION_TITLES},
            help="The bend after each layer. Without one, layers in a row are only one layer.",
        )
        _share(
            "dropout",
            "Dropout",
            0.9,
            0.05,
            help="Share of values switched off at random in each training step, so that no "
            "neuron can rely on another. Off when the network is measured.",
        )
    _choose(
        "init",
        "First weights",
        INIT_TITLES | {name: name for name in INITS if name not in INIT_TITLES},
        help="Where the weights start. Random, so that neurons can become different.",
    )


def _model_option(draft: TrainConfig, name: str, option: ModelOption) -> None:
    value = dict(draft.model_options).get(name, option.default)
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
        _try_to_keep("model_options", options | {name: read()})

    return callback
