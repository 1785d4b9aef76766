"""The network without one of its units, or with one weight changed."""

from __future__ import annotations

import numpy as np
import streamlit as st
from torch import nn

from core.data import DatasetSpec
from core.evaluation import Evaluation, confusion_matrix, evaluate, predict_probabilities
from core.inside import ablated, changed_weight, weighted_layers
from dashboard import class_names
from dashboard.figures.confusion import change_figure
from dashboard.furniture.drawing import draw_figure
from dashboard.furniture.lesson import show_source, takeaway
from dashboard.furniture.place import choose_place
from dashboard.in_words import in_words
from dashboard.markup.bars import probability_bars
from dashboard.views.inside.moment import Moment
from dashboard.views.inside.reading import with_progress
from dashboard.visitor import session
from dashboard.wording import percent, percent_of

NOTHING, UNIT, WEIGHT = "Nothing", "Unit off", "One weight"


def heaviest_unit(layer: nn.Module) -> int:
    """Find the unit with the longest weights, which is missed sooner than most others."""
    return int(layer.get_parameter("weight").detach().flatten(1).norm(dim=1).argmax())


def _choose_unit(moment: Moment) -> tuple[nn.Module, str]:
    layers = weighted_layers(moment.model)
    name = st.selectbox("Layer", list(layers), key="off_layer", width=220)
    layer = layers[name]
    units = layer.out_features if isinstance(layer, nn.Linear) else layer.out_channels
    unit = int(
        st.number_input(
            f"Unit (0 to {units - 1})",
            0,
            units - 1,
            heaviest_unit(layer),
            key=f"off_unit_{name}",
            help="Its activation is then 0 for every image: the next layer gets nothing from it.",
        )
    )
    return ablated(moment.model, name, unit), f"Without unit {unit} of {name}"


def _choose_weight(moment: Moment) -> tuple[nn.Module, str]:
    parameters = dict(moment.model.named_parameters())
    name = st.selectbox("Weights of", list(parameters), key="edit_parameter", width=220)
    weights = parameters[name]
    index = choose_place(weights.shape, (0,) * weights.dim(), key=f"edit_{name}")
    before = float(weights.detach()[index])
    value = float(
        st.number_input(
            "Its value", value=before, step=0.1, format="%.4f", key=f"edit_{name}_{index}"
        )
    )
    words = f"With {name} {list(index)} at {value:.4f} instead of {before:.4f}"
    return changed_weight(moment.model, name, index, value), words


def show(moment: Moment) -> None:
    """Let the visitor take something away, and compare accuracy and probabilities."""
    change = st.segmented_control(
        "What to change",
        [NOTHING, UNIT, WEIGHT],
        default=UNIT,
        required=True,
        key="inside_change",
    )
    knobs, seen = st.columns([1, 2], gap="large")
    with knobs:
        changed, words = (
            _choose_unit(moment)
            if change == UNIT
            else _choose_weight(moment)
            if change == WEIGHT
            else (moment.model, "Unchanged")
        )
        st.button(
            "Reset",
            key="inside_reset",
            icon=":material/restart_alt:",
            on_click=in_words(session.show_in_widget),
            args=("inside_change", NOTHING),
        )
    validation = moment.network.data.validation
    before = moment.network.evaluation("validation")
    usual = predict_probabilities(moment.model, moment.image[None], moment.standardization)[0]
    with with_progress(moment.run) as on_progress:
        after = (
            before
            if change == NOTHING
            else evaluate(changed, validation, moment.standardization, on_progress=on_progress)
        )
        now = predict_probabilities(changed, moment.image[None], moment.standardization)[0]
    spec = moment.spec
    with seen:
        st.markdown(f"{words}.")
        for place, name, row in zip(
            st.columns(2, gap="medium"), ("As it is", "Changed"), (usual, now), strict=True
        ):
            with place:
                answer = class_names.in_text(spec, row.argmax())
                st.markdown(f"**{name}**: {answer}, {percent(row.max())}")
                st.html(probability_bars(row, alt=name, label=moment.label, names=spec.class_names))
    _show_effect(before, after, spec)
    st.caption("The network itself stays as it is: only this page looks at it changed.")
    show_source(ablated, changed_weight)


def _show_effect(before: Evaluation, after: Evaluation, spec: DatasetSpec) -> None:
    """Say what the change does to the validation images, and to the confusion matrix."""
    usual_matrix = confusion_matrix(before.labels, before.predictions, spec.classes)
    matrix = confusion_matrix(after.labels, after.predictions, spec.classes)
    lost = np.diag(usual_matrix) - np.diag(matrix)
    most = int(np.abs(lost).argmax())
    takeaway(
        f"Validation images read right: {percent_of(before.correct, len(before.labels))} as it is, "
        f"**{percent_of(after.correct, len(after.labels))}** now."
        + (
            f" The {class_names.in_text(spec, most)} changes most: {abs(lost[most])} "
            f"{'fewer' if lost[most] > 0 else 'more'} of them are read right."
            if lost[most]
            else f" No {spec.noun} changes."
        )
    )
    moved = int((before.predictions != after.predictions).sum())
    st.markdown(
        f"**What it does to the confusion matrix**: {moved:,} of {len(after.labels):,} validation "
        "images get another answer."
    )
    draw_figure(
        change_figure(usual_matrix, matrix, names=spec.class_names, noun=spec.noun),
        key="confusion_change",
        alt=f"Change of the confusion matrix: {moved:,} images get another answer",
    )
    st.caption(
        "Orange: so many more images in this cell than with the network as it is; blue: fewer. "
        "Empty cells are as before."
    )
