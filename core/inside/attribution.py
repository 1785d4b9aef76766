"""Which pixels mattered for a prediction, by two methods of the library Captum.

Such maps look convincing whatever they show. J. Adebayo et al., "Sanity Checks for
Saliency Maps" (2018): compare each with the map of an untrained network; what looks the
same for both says something about the image, and nothing about what was learned.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from core.data.digits import Standardization
from core.data.pixels import to_model_input
from core.machine.device import device_of
from core.models.mode import evaluation_mode

# Captum is imported where it is used: it brings matplotlib along, half a second in all.
PATH_POINTS = 50
PATCH, STRIDE = 5, 1


@dataclass(frozen=True, slots=True)
class Attribution:
    """A way to attribute a logit to the pixels.

    Attributes
    ----------
    title, idea : str
        Its name in menus, and what the numbers of its map mean.
    apply : callable
        (model, inputs, paper, digit) -> map, all of shape (1, 1, 28, 28).
    """

    title: str
    idea: str
    apply: Callable[[nn.Module, Tensor, Tensor, int], Tensor]


def _integrated_gradients(model: nn.Module, inputs: Tensor, paper: Tensor, digit: int) -> Tensor:
    from captum.attr import IntegratedGradients

    return IntegratedGradients(model).attribute(
        inputs, baselines=paper, target=digit, n_steps=PATH_POINTS
    )


def _occlusion(model: nn.Module, inputs: Tensor, paper: Tensor, digit: int) -> Tensor:
    from captum.attr import Occlusion

    return Occlusion(model).attribute(
        inputs,
        baselines=paper,
        target=digit,
        sliding_window_shapes=(1, PATCH, PATCH),
        strides=(1, STRIDE, STRIDE),
        perturbations_per_eval=64,
    )


ATTRIBUTIONS: dict[str, Attribution] = {
    "integrated_gradients": Attribution(
        "Integrated gradients",
        "The digit is faded in from blank paper in 50 steps; each pixel collects its gradient on "
        "the way. All pixels together give the difference that the digit made to the score.",
        _integrated_gradients,
    ),
    "occlusion": Attribution(
        "Occlusion",
        "A patch of paper, 5 x 5 pixels, is laid on every place; each pixel shows by how much the "
        "score fell, as the mean over the patches that cover it.",
        _occlusion,
    ),
}


def attribute(
    model: nn.Module,
    image: np.ndarray,
    standardization: Standardization,
    digit: int,
    method: str = "integrated_gradients",
) -> np.ndarray:
    """Attribute the logit of one digit to the pixels of an image.

    Weights, gradients and mode of the network stay as they are.

    Parameters
    ----------
    image : uint8 array of shape (28, 28)
        0 is paper, 255 is ink.
    digit : int
        The digit whose logit is explained.
    method : str
        A key of `ATTRIBUTIONS`. Integrated gradients: M. Sundararajan et al., "Axiomatic
        Attribution for Deep Networks" (2017). Occlusion: M. Zeiler, R. Fergus,
        "Visualizing and Understanding Convolutional Networks" (2014).

    Returns
    -------
    float32 array of shape (28, 28)
        In units of the logit: positive where the pixel counts for the digit.
    """
    device = device_of(model)
    inputs = to_model_input(image[None], standardization, device)
    paper = to_model_input(np.zeros_like(image)[None], standardization, device)
    with evaluation_mode(model, gradients=True):
        contributions = ATTRIBUTIONS[method].apply(model, inputs, paper, digit)
    return contributions.detach().to("cpu", torch.float32)[0, 0].numpy()


def map_correlation(first: np.ndarray, second: np.ndarray) -> float:
    """Compute the correlation of two maps over all pixels, -1 to 1 (K. Pearson, 1895).

    It is 0 when one of the maps is the same everywhere.
    """
    if not first.std() or not second.std():
        return 0.0
    return float(np.corrcoef(first.ravel(), second.ravel())[0, 1])
