"""Choosing the weight to follow: by its layer, by a click on a unit and a cell, or by numbers."""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import altair as alt
import numpy as np
import pandas as pd
import streamlit as st
import torch
from torch import Tensor

from dashboard.figures.figure import ROWS, Figure
from dashboard.figures.palette import BLACK, CONTEXT, DIVERGING, MAIN, MARKED
from dashboard.furniture.drawing import draw_figure
from dashboard.furniture.place import choose_place
from dashboard.in_words import in_words
from dashboard.views.one_step.workbench import Workbench
from dashboard.visitor import session
from dashboard.wording import short_number

Index = tuple[int, ...]

CHOOSE_PLACE = "tracked_by_hand"
# The names of the two selections, as the page gets them back from a click.
UNIT, CELL = "unit", "cell"
PIXELS = 28 * 28


def cells_of(gradient: np.ndarray) -> pd.DataFrame:
    """Lay the weights of one unit out as a picture.

    Parameters
    ----------
    gradient : float array of shape (inputs,) or (channels, height, width)
        Of a neuron's or a kernel's weights.

    Returns
    -------
    DataFrame
        ``row`` and ``column`` on the picture, ``gradient``, and ``place``: which element
        of the flattened array it is. 784 inputs lie as they lie in the image, channels
        beside each other with a gap between them.
    """
    place = np.arange(gradient.size)
    if gradient.ndim == 3:
        channels, height, width = gradient.shape
        channel, row, column = np.unravel_index(place, gradient.shape)
        across = math.ceil(math.sqrt(channels))
        row = channel // across * (height + 1) + row
        column = channel % across * (width + 1) + column
    else:
        across = 28 if gradient.size == PIXELS else math.ceil(math.sqrt(gradient.size))
        row, column = np.divmod(place, across)
    return pd.DataFrame(
        {"row": row, "column": column, "gradient": gradient.ravel(), "place": place}
    )


@cache
def _units_spec() -> dict[str, Any]:
    bars = alt.Chart(ROWS).mark_bar(cursor="pointer")
    return (
        bars.encode(
            x=alt.X("unit:O", title="Unit", axis=alt.Axis(labelOverlap=True, labelAngle=0)),
            y=alt.Y(
                "largest:Q", title="Largest gradient", axis=alt.Axis(format=".2~r", tickCount=4)
            ),
            color=alt.condition(alt.datum.chosen, alt.value(MARKED), alt.value(MAIN)),
            tooltip=[
                alt.Tooltip("unit:O", title="Unit"),
                alt.Tooltip("largest:Q", title="Largest gradient, either sign", format=".3~r"),
            ],
        )
        .add_params(alt.selection_point(UNIT, fields=["unit"]))
        .properties(height=240)
        .to_dict()
    )


def units_figure(gradient: np.ndarray, chosen: int) -> Figure:
    """Draw how steep each unit is: its largest gradient, either sign.

    Parameters
    ----------
    gradient : float array of shape (units, ...)
        Of a whole parameter.
    chosen : int
        The unit that is marked.

    Returns
    -------
    Figure
        Clicking a bar selects its ``unit``.
    """
    largest = np.abs(gradient).reshape(len(gradient), -1).max(axis=1)
    units = np.arange(len(gradient))
    return Figure(
        pd.DataFrame({"unit": units, "largest": largest, "chosen": units == chosen}), _units_spec()
    )


@cache
def _cells_spec() -> dict[str, Any]:
    no_axis = alt.Axis(labels=False, ticks=False, domain=False, grid=False)
    return (
        alt.Chart(ROWS)
        .mark_rect(cursor="pointer")
        .encode(
            x=alt.X("column:O", title=None, axis=no_axis),
            y=alt.Y("row:O", title=None, axis=no_axis),
            color=alt.Color(
                "shade:Q",
                legend=None,
                scale=alt.Scale(domain=[-1, 0, 1], range=list(DIVERGING), interpolate="rgb"),
            ),
            stroke=alt.condition(alt.datum.chosen, alt.value(BLACK), alt.value(CONTEXT)),
            strokeWidth=alt.condition(alt.datum.chosen, alt.value(3), alt.value(0.2)),
            tooltip=[
                alt.Tooltip("place:O", title="Weight"),
                alt.Tooltip("gradient:Q", title="Gradient", format="+.3~r"),
            ],
        )
        .add_params(alt.selection_point(CELL, fields=["place"]))
        .properties(height=240)
        .to_dict()
    )


def cells_figure(cells: pd.DataFrame, chosen: int) -> Figure:
    """Draw the gradients of one unit's weights, orange above zero and blue below.

    Parameters
    ----------
    cells : DataFrame
        From :func:`cells_of`.
    chosen : int
        The ``place`` that is framed.

    Returns
    -------
    Figure
        Clicking a cell selects its ``place``.
    """
    largest = float(cells["gradient"].abs().max()) or 1.0
    rows = cells.assign(shade=cells["gradient"] / largest, chosen=cells["place"] == chosen)
    return Figure(rows, _cells_spec())


def _largest(gradient: Tensor) -> Index:
    place = gradient.abs().argmax()
    return tuple(int(part) for part in torch.unravel_index(place, gradient.shape))


def _choose(name: str, index: Index) -> None:
    """Carry a click into the fields that say the place by numbers."""
    session.show_in_widget(CHOOSE_PLACE, True)
    for axis, place in enumerate(index):
        session.show_in_widget(f"tracked_{name}_{axis}", place)


def _take_unit(name: str, gradient: Tensor, key: str) -> None:
    units = session.widget_value(key)["selection"][UNIT]
    if units:
        unit = int(units[0]["unit"])
        _choose(name, (unit, *_largest(gradient[unit])))


def _take_cell(name: str, unit: int, shape: Index, key: str) -> None:
    cells = session.widget_value(key)["selection"][CELL]
    if cells:
        inside = np.unravel_index(int(cells[0]["place"]), shape)
        _choose(name, (unit, *(int(part) for part in inside)))


def tracked_weight(bench: Workbench) -> tuple[str, Index]:
    """Let the visitor choose one weight; the largest gradient of a layer when they do not."""
    gradients = bench.trace.gradients
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.selectbox(
            "Weights of",
            list(gradients),
            index=0,
            key="tracked_parameter",
            persist_state="session",
            width=260,
            format_func=lambda name: f"{name} {tuple(gradients[name].shape)}",
        )
        chooses_place = st.toggle("Choose its place", key=CHOOSE_PLACE, persist_state="session")
        gradient = gradients[name]
        index = _largest(gradient)
        if chooses_place:
            index = choose_place(gradient.shape, index, key=f"tracked_{name}", width=130)
    st.caption(
        f"Followed: {name} {list(index)}, counted from 0"
        + ("." if chooses_place else ", where the gradient of this layer is largest.")
        + " Click a bar to choose a unit"
        + (", and a cell to choose one of its weights." if gradient.dim() > 1 else ".")
    )
    places = st.columns([3, 2], gap="medium") if gradient.dim() > 1 else [st.container()]
    unit, shape = index[0], tuple(gradient.shape[1:])
    # A chart's key is also that of its selection, which shall not outlive its parameter.
    bars = f"pick_unit_{name}"
    with places[0]:
        draw_figure(
            units_figure(gradient.cpu().numpy(), unit),
            key=bars,
            on_select=in_words(lambda: _take_unit(name, gradient, bars)),
            selection_mode=UNIT,
            alt=f"The largest gradient of each unit of {name}",
        )
    if shape:
        own = gradient[unit].cpu().numpy()
        cells = f"pick_cell_{name}_{unit}"
        with places[1]:
            draw_figure(
                cells_figure(cells_of(own), int(np.ravel_multi_index(index[1:], shape))),
                key=cells,
                on_select=in_words(lambda: _take_cell(name, unit, shape, cells)),
                selection_mode=CELL,
                alt=f"The gradients of the weights of unit {unit}",
            )
            st.caption(
                f"Unit {unit}: {short_number(own.min(), 2)} (blue) to {short_number(own.max(), 2)} "
                "(orange)"
            )
    return name, index
