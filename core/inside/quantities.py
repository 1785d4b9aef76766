"""The numbers inside a network that histograms show: weights, activations, gradients."""

from __future__ import annotations

from collections.abc import Callable
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


def parameter_names(model: nn.Module) -> list[str]:
    """List the parameters of a network by name, from the pixels to the logits."""
    return [name for name, _ in model.named_parameters()]


def layer_names(model: nn.Module) -> list[str]:
    """List the layers that compute something themselves, from the pixels to the logits."""
    return list(leaf_layers(model))


def read_weights(
    model: nn.Module, name: str, images: DigitSplit, standardization: Standardization
) -> np.ndarray:
    """Return all weights of one parameter: float32 of shape (n,); images play no part."""
    return _flat(model.get_parameter(name))


def read_activations(
    model: nn.Module, name: str, images: DigitSplit, standardization: Standardization
) -> np.ndarray:
    """Return every output of one layer for every image: float32 of shape (n,)."""
    outputs: list[np.ndarray] = []

    def on_layer(name: str, inputs: tuple[Tensor, ...], output: Tensor) -> None:
        outputs.append(_flat(output))

    with record_layers(model, on_layer, only=[name]):
        predict_logits(model, images.images, standardization)
    return np.concatenate(outputs)


def read_gradients(
    model: nn.Module, name: str, images: DigitSplit, standardization: Standardization
) -> np.ndarray:
    """Return the gradient of the mean loss over images for one parameter, without dropout.

    The network's mode and its own gradients stay as they were.

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
        (model) -> names of the parameters or layers where it can be read.
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
