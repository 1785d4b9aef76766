"""One frame of the picture of a network: its numbers as they are sent to the browser."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from typing import Any

import numpy as np

from core.data import DIGIT_NAMES
from core.inside import Flow, Stage
from dashboard.figures import palette
from dashboard.wording import percent

COLORS = {
    "positive": palette.POSITIVE,
    "negative": palette.NEGATIVE,
    "sequential": palette.SEQUENTIAL,
    "right": palette.RIGHT,
    "main": palette.MAIN,
    "context": palette.CONTEXT,
}


def _packed(array: np.ndarray | None) -> dict[str, Any] | None:
    """Write float32 numbers as base64 of their bytes: exact, and a third of their digits."""
    if array is None:
        return None
    little_endian = np.ascontiguousarray(array, "<f4")
    return {
        "shape": list(array.shape),
        "data": base64.b64encode(little_endian.tobytes()).decode(),
    }


def _unit(stage: Stage, last: bool) -> str:
    return "digit" if last else "map" if stage.values.ndim == 3 else "neuron"


def _stage(stage: Stage, last: bool) -> dict[str, Any]:
    shown = len(stage.values)
    things = {"digit": "logits", "map": "feature maps", "neuron": "neurons"}[_unit(stage, last)]
    count = f"{shown} of {stage.total:,}" if shown < stage.total else f"{shown}"
    return {
        "title": f"{count} {things}",
        "layers": list(stage.kinds),
        "name": stage.name,
        "unit": _unit(stage, last),
        "values": _packed(stage.values),
        "weights": _packed(stage.weights),
        "links": _packed(stage.links),
    }


def network_frame(
    flow: Flow,
    *,
    alt: str,
    label: int | None = None,
    names: Sequence[str] = DIGIT_NAMES,
    noun: str = "digit",
) -> dict[str, Any]:
    """Write a frame; of many classes it has the most probable ones.

    Parameters
    ----------
    flow : Flow
        All its numbers are finite.
    alt : str
        What the picture shows, for those who do not see it.
    label : int, optional
        The true class; it is marked where it is shown.
    names : sequence of str
        What the classes are called.
    noun : str
        What images show, in a word.

    Returns
    -------
    dict
        What JSON can hold. Arrays are float32, little-endian, in base64. Frames of one ``name``
        are the same.
    """
    identity = hashlib.sha256(repr((flow.step, label)).encode() + flow.image.tobytes())
    for array in flow.arrays:
        identity.update(array.tobytes())
    shown = flow.stages[-1].units
    probabilities = flow.probabilities[list(shown)]
    return {
        "name": identity.hexdigest()[:16],
        "step": flow.step,
        "alt": alt,
        "label": shown.index(label) if label in shown else None,
        "names": [names[unit] for unit in shown],
        "noun": noun,
        "image": base64.b64encode(flow.image.tobytes()).decode(),
        "stages": [_stage(stage, stage is flow.stages[-1]) for stage in flow.stages],
        "probabilities": _packed(probabilities),
        "percent": [percent(float(one)) for one in probabilities],
        "colors": COLORS,
    }
