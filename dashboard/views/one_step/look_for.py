"""What there is to see in one layer, in words, with its own numbers."""

from __future__ import annotations

import numpy as np
from torch import nn

from core.models.dropout import Dropout
from dashboard.wording import percent


def look_for(layer: nn.Module, received: np.ndarray, output: np.ndarray, unit: int) -> str:
    """Say what a layer does, and what to look for in its pictures of one image.

    Parameters
    ----------
    layer : nn.Module
        A leaf of the network.
    received, output : float arrays of shape (channels, height, width) or (width,)
        What it gets and gives for the image.
    unit : int
        The unit of its output that gives the largest value, counted from 0.
    """
    count = output.size
    largest = float(output.max())
    if isinstance(layer, nn.Conv2d):
        row, column = np.unravel_index(int(output[unit].argmax()), output[unit].shape)
        return (
            f"{len(output)} kernels slide over the {_maps(received)}; each makes one map of its "
            f"answers. The strongest answer, {largest:.2f}, is that of kernel {unit} at row {row}, "
            f"column {column}. **Look for** strokes of one direction that light up in one map only."
        )
    if isinstance(layer, nn.Linear):
        return (
            f"{len(output)} weighted sums of all {received.size:,} numbers, each with a bias. The "
            f"largest, {largest:.2f}, is that of neuron {unit}. **Look for** the few that stand "
            "out: every other neuron says less about this image."
        )
    if isinstance(layer, nn.ReLU):
        gone = int((received < 0).sum())
        return (
            f"{gone:,} of {count:,} numbers ({percent(gone / count)}) were negative and are 0 now; "
            "the others pass as they are. **Look for** what is in the first picture and not in the "
            "second."
        )
    if isinstance(layer, nn.Flatten):
        return (
            f"The same {count:,} numbers in one row: nothing is computed. **Look for** the rows of "
            "the picture, one after the other, as stripes."
        )
    if isinstance(layer, nn.MaxPool2d):
        return (
            f"Of each square only the largest number is kept: of {received.size:,} stay "
            f"{count:,}. **Look for** the same strokes, coarser."
        )
    if isinstance(layer, nn.BatchNorm2d):
        return (
            "Each map is brought to mean 0 and deviation 1 over the whole batch, then scaled and "
            f"shifted by two numbers that are learned. {_range(received)} became {_range(output)}. "
            "**Look for** maps that were pale and have contrast now."
        )
    if isinstance(layer, nn.Dropout | Dropout):
        gone = int(((output == 0) & (received != 0)).sum())
        return (
            f"{gone:,} of {count:,} numbers are switched off in this step, by chance; the others "
            "grow, so that the sum stays about the same. **Look for** the gaps."
        )
    if received.shape == output.shape:
        return (
            f"Each number is bent by itself: {_range(received)} became {_range(output)}. **Look "
            "for** differences that shrink or vanish."
        )
    return f"From {received.size:,} numbers it makes {count:,}: {_range(output)}."


def _maps(received: np.ndarray) -> str:
    return "image" if len(received) == 1 else f"{len(received)} maps"


def _range(values: np.ndarray) -> str:
    return f"{values.min():.2f} to {values.max():.2f}"
