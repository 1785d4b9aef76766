"""Widgets for the settings of the next run, built from the registries."""

from __future__ import annotations

import streamlit as st

from core.config import MAX_SEED, PRECISIONS
from core.data import AUGMENTATIONS, DATASETS
from core.engine import OVER
from core.optimization import OPTIMIZERS, SCHEDULES
from core.recipes import RECIPES
from dashboard.server import data_sets
from dashboard.settings import widgets
from dashboard.visitor import run_actions, session
from dashboard.visitor.assignment import hideable
from dashboard.visitor.draft import choose_dataset, take_recipe

LEARNING_RATES = [base * 10.0**power for power in range(-5, 1) for base in (1, 2, 5)] + [10.0]
BATCH_SIZES = [1, 2, 4, 8, 16, 32, 64, 100, 128, 256, 512, 1024]
TRAIN_SIZES = [100, 300, 1_000, 3_000, 6_000, 12_000, 30_000, None]
VALIDATION_SIZES = [100, 300, 1_000, 2_000, 5_000, 10_000]
WEIGHT_DECAYS = [0.0, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1]
USUAL_EPOCHS = 50
MORE_SETTINGS = ("momentum", "schedule", "weight_decay", "augmentation", "train_size")
MORE_SETTINGS += ("validation_size", "label_noise", "precision", "seed")


@hideable("recipe")
def recipe() -> None:
    """Choose a ready configuration; it fills in all other settings."""

    def callback() -> None:
        take_recipe(session.widget_value("recipe"))

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
    widgets.try_to_keep("learning_rate", rate)
    run = run_actions.current_run()
    if run and run.job.state not in OVER:
        run.job.run.learning_rate.peak = rate


@hideable("learning_rate")
def learning_rate() -> None:
    """Choose the learning rate: the one setting that also reaches a living run."""
    value = session.visitor().draft.learning_rate
    session.show_in_widget("learning_rate", value)
    st.select_slider(
        "Learning rate",
        widgets.with_present(value, LEARNING_RATES),
        key="learning_rate",
        on_change=_change_learning_rate,
        format_func=lambda rate: f"{rate:g}",
        help="How far each step goes against the gradient. Too small learns slowly, too large "
        "overshoots. The only setting that also changes the run that is going on.",
    )


@hideable("epochs")
def epochs() -> None:
    """Choose how often all training images are seen."""
    value = session.visitor().draft.epochs
    session.show_in_widget("epochs", value)
    st.slider(
        "Epochs",
        1,
        max(USUAL_EPOCHS, value),
        key="epochs",
        on_change=widgets.keep("epochs"),
        help="Passes over all training images. More is better until validation says otherwise.",
    )


@hideable("optimizer")
def optimizer() -> None:
    """Choose the rule that changes the weights."""
    widgets.choose(
        "optimizer",
        "Optimizer",
        widgets.titles_of(OPTIMIZERS),
        help="The rule that turns gradients into new weights. " + widgets.ideas_of(OPTIMIZERS),
    )
    spec = OPTIMIZERS[session.visitor().draft.optimizer]
    st.caption(
        f"{spec.idea} A first try is often a learning rate of {spec.typical_learning_rate:g}; a "
        "recipe may have found a better one."
    )


def main_settings() -> None:
    """Choose what matters most: learning rate, batch size, epochs, optimizer."""
    learning_rate()
    widgets.slide(
        "batch_size",
        "Batch size",
        BATCH_SIZES,
        show=_count,
        help="Images per step. Small batches: many noisy steps. Large ones: few smooth steps.",
    )
    epochs()
    optimizer()


def more_settings() -> None:
    """Choose everything else that is not the network's shape."""
    draft = session.visitor().draft
    if OPTIMIZERS[draft.optimizer].has_momentum:
        widgets.fraction_slider(
            "momentum",
            "Momentum",
            0.99,
            0.01,
            help="How much of the last direction the next step keeps: a ball, not a feather.",
        )
    widgets.choose(
        "schedule",
        "Schedule",
        widgets.titles_of(SCHEDULES),
        help="How the learning rate moves during the run. " + widgets.ideas_of(SCHEDULES),
    )
    widgets.slide(
        "weight_decay",
        "Weight decay",
        WEIGHT_DECAYS,
        show=lambda value: f"{value:g}",
        help="Pulls all weights a little toward zero at every step: simpler networks.",
    )
    widgets.choose(
        "augmentation",
        "Augmentation",
        widgets.titles_of(AUGMENTATIONS),
        help="Changes each training image a little, differently in every epoch. "
        + widgets.ideas_of(AUGMENTATIONS),
    )
    widgets.slide(
        "train_size",
        "Training images",
        TRAIN_SIZES,
        show=_count,
        help="At most so many images to learn from. Fewer: faster, and worse on new images.",
    )
    widgets.slide(
        "validation_size",
        "Validation images",
        VALIDATION_SIZES,
        show=_count,
        help="Images kept apart to choose by, at most a fifth of what can be learned from.",
    )
    widgets.fraction_slider(
        "label_noise",
        "Label noise (wrong labels)",
        1.0,
        0.05,
        help="Share of training labels made wrong on purpose. Will the network believe them?",
    )
    widgets.choose(
        "precision",
        "Precision",
        {name: name for name in PRECISIONS},
        help="bfloat16 multiplies with 8 instead of 24 binary digits: faster on a CPU that "
        "can do it, hardly worse. auto takes it exactly there.",
    )
    seed()


@hideable("seed")
def seed() -> None:
    """Choose where all random numbers of a run begin."""
    session.show_in_widget("seed", session.visitor().draft.seed)
    st.number_input(
        "Seed",
        0,
        MAX_SEED,
        key="seed",
        on_change=widgets.keep("seed"),
        help="Decides first weights, batch order, dropout, augmentation and wrong labels. The "
        "same seed and settings repeat a run exactly.",
    )


@hideable("dataset")
def dataset() -> None:
    """Choose the data set of the next run."""

    def callback() -> None:
        choose_dataset(session.widget_value("dataset"))

    session.show_in_widget("dataset", session.visitor().draft.dataset)
    st.selectbox(
        "Data set",
        list(DATASETS),
        key="dataset",
        on_change=callback,
        format_func=data_sets.dataset_title,
        help=widgets.ideas_of(DATASETS),
    )


def _count(value: int | None) -> str:
    return "all" if value is None else f"{value:,}"
