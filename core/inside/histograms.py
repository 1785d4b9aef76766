"""How the numbers inside a network are spread: weights, activations, gradients."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from core.data.digits import DigitSplit, Standardization
from core.data.pixels import to_model_input
from core.evaluation.evaluate import predict_logits
from core.machine.device import device_of
from core.models.hooks import leaf_layers, record_layers
from core.models.mode import evaluation_mode

BINS = 40
# So much lies beyond the bins at either end and is counted into the outermost ones: a
# single stray weight would otherwise press all others into one bin.
BEYOND = 0.005
NARROWEST = 1e-12


def parameter_names(model: nn.Module) -> list[str]:
    """List what a network learns.

    Parameters
    ----------
    model : nn.Module
        The network.

    Returns
    -------
    list of str
        Names for ``model.get_parameter``, from the pixels to the logits.
    """
    return [name for name, _ in model.named_parameters()]


def layer_names(model: nn.Module) -> list[str]:
    """List the layers that compute something.

    Parameters
    ----------
    model : nn.Module
        The network.

    Returns
    -------
    list of str
        Names for ``model.get_submodule``, without those that only hold others.
    """
    return list(leaf_layers(model))


def read_weights(
    model: nn.Module, name: str, images: DigitSplit, standardization: Standardization
) -> np.ndarray:
    """Read one parameter.

    Parameters
    ----------
    model : nn.Module
        The network.
    name : str
        One of :func:`parameter_names`.
    images : DigitSplit
        Not looked at.
    standardization : Standardization
        Not looked at.

    Returns
    -------
    float32 array of shape (n,)
        All its weights.
    """
    return _flat(model.get_parameter(name))


def read_activations(
    model: nn.Module, name: str, images: DigitSplit, standardization: Standardization
) -> np.ndarray:
    """Read what a layer gives for some images.

    Parameters
    ----------
    model : nn.Module
        The network; its mode stays as it was.
    name : str
        One of :func:`layer_names`.
    images : DigitSplit
        What it looks at.
    standardization : Standardization
        What the network was trained with.

    Returns
    -------
    float32 array of shape (n,)
        Every number for every image.
    """
    given: list[np.ndarray] = []

    def note(name: str, inputs: tuple[Tensor, ...], output: Tensor) -> None:
        given.append(_flat(output))

    with record_layers(model, note, only=[name]):
        predict_logits(model, images.images, standardization)
    return np.concatenate(given)


def read_gradients(
    model: nn.Module, name: str, images: DigitSplit, standardization: Standardization
) -> np.ndarray:
    """Find the gradient of the mean loss over some images for one parameter.

    Parameters
    ----------
    model : nn.Module
        The network; its mode and its gradients stay as they were. Dropout is off.
    name : str
        One of :func:`parameter_names`.
    images : DigitSplit
        What the loss is measured on.
    standardization : Standardization
        What the network was trained with.

    Returns
    -------
    float32 array of shape (n,)
        Nats per unit of each weight.
    """
    device = device_of(model)
    labels = torch.tensor(images.labels, device=device)
    inputs = to_model_input(images.images, standardization, device)
    with evaluation_mode(model, gradients=True):
        loss = functional.cross_entropy(model(inputs), labels)
    return _flat(torch.autograd.grad(loss, model.get_parameter(name))[0])


def _flat(values: Tensor) -> np.ndarray:
    return values.detach().to("cpu", torch.float32, copy=True).numpy().ravel()


@dataclass(frozen=True, slots=True)
class Quantity:
    """A kind of numbers inside a network.

    Attributes
    ----------
    idea : str
        What it is, in a sentence.
    names : callable
        (model) -> the places where it can be read.
    read : callable
        (model, name, images, standardization) -> float32 array of shape (n,).
    """

    idea: str
    names: Callable[[nn.Module], list[str]]
    read: Callable[[nn.Module, str, DigitSplit, Standardization], np.ndarray]


QUANTITIES: dict[str, Quantity] = {
    "Weights": Quantity("What the network has learned.", parameter_names, read_weights),
    "Activations": Quantity("What a layer gives for images.", layer_names, read_activations),
    "Gradients": Quantity(
        "How much the loss grows when a weight grows a little.", parameter_names, read_gradients
    ),
}


@dataclass(frozen=True, slots=True, eq=False)
class Histograms:
    """Histograms of the same numbers at several moments, all over the same bins.

    Attributes
    ----------
    edges : float64 array of shape (bins + 1,)
        Where the bins end. What lies beyond is counted into the outermost ones.
    shares : float64 array of shape (moments, bins)
        Each row sums to 1, or to 0 where no number is finite.
    means, deviations : float64 arrays of shape (moments,)
        Of all finite numbers; not a number where there is none.
    zeros : float64 array of shape (moments,)
        The share of them that is exactly 0; not a number where there is none.
    """

    edges: np.ndarray
    shares: np.ndarray
    means: np.ndarray
    deviations: np.ndarray
    zeros: np.ndarray


def histograms_of(moments: Sequence[np.ndarray], bins: int = BINS) -> Histograms:
    """Count the same numbers at several moments.

    Parameters
    ----------
    moments : sequence of float arrays of shape (n,)
        The numbers at each moment; at least one moment, none of them empty.
    bins : int
        How many bins all moments share, from the smallest to the largest number but for
        half a percent at either end.

    Returns
    -------
    Spread
        One histogram for each moment. Numbers that are not finite are left out.
    """
    kept = [values[np.isfinite(values)].astype(np.float64) for values in moments]
    every = np.concatenate(kept)
    low, high = np.quantile(every, [BEYOND, 1 - BEYOND]) if len(every) else (0.0, 0.0)
    # Bins must be wide enough to be told apart with the digits that a double has.
    narrowest = max(abs(low), abs(high)) * NARROWEST
    if high - low < narrowest:
        low, high = low - narrowest, high + narrowest
    edges = np.histogram_bin_edges([low, high], bins)
    counts = np.stack([np.histogram(values.clip(*edges[[0, -1]]), edges)[0] for values in kept])
    totals = np.maximum(counts.sum(axis=1, keepdims=True), 1)
    return Histograms(
        edges=edges,
        shares=counts / totals,
        means=np.array([values.mean() if len(values) else np.nan for values in kept]),
        deviations=np.array([values.std() if len(values) else np.nan for values in kept]),
        zeros=np.array([(values == 0).mean() if len(values) else np.nan for values in kept]),
    )
