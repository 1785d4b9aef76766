"""What the last layer decides from."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn

from core.data.digits import Standardization
from core.evaluation.evaluate import predict_logits
from core.models.hooks import record_layers
from core.progress import OnProgress, no_progress


def weighted_layers(model: nn.Module) -> dict[str, nn.Linear | nn.Conv2d]:
    """Find the layers that add up products with weights.

    Parameters
    ----------
    model : nn.Module
        A network of :data:`core.models.MODELS`.

    Returns
    -------
    dict
        By name, from the pixels to the logits.
    """
    return {
        name: layer
        for name, layer in model.named_modules()
        if isinstance(layer, nn.Linear | nn.Conv2d)
    }


def output_layer(model: nn.Module) -> nn.Linear:
    """Find the layer that gives the ten logits.

    Parameters
    ----------
    model : nn.Module
        A network of :data:`core.models.MODELS`.

    Returns
    -------
    nn.Linear
        Its last linear layer: weight (10, width), bias (10,).
    """
    return [layer for layer in model.modules() if isinstance(layer, nn.Linear)][-1]


def has_hidden_layer(model: nn.Module) -> bool:
    """Tell whether a network has weights before its output layer.

    Parameters
    ----------
    model : nn.Module
        A network of :data:`core.models.MODELS`.

    Returns
    -------
    bool
        False for a linear network: its last "hidden layer" are its pixels.
    """
    return len(weighted_layers(model)) > 1


def features_and_logits(
    model: nn.Module,
    images: np.ndarray,
    standardization: Standardization,
    *,
    on_progress: OnProgress = no_progress,
) -> tuple[np.ndarray, np.ndarray]:
    """Read the numbers from which a network computes its ten logits, and those, in one pass.

    Parameters
    ----------
    model : nn.Module
        The network; its last linear layer gives the logits. Its mode stays as it was.
    images : uint8 array of shape (n, 28, 28)
        0 is paper, 255 is ink.
    standardization : Standardization
        What the network was trained with.
    on_progress : callable
        As for :func:`core.evaluation.predict_logits`.

    Returns
    -------
    features : float32 array of shape (n, width)
        One row per image. Of a network without hidden layers: its standardized pixels.
    logits : float32 array of shape (n, 10)
        What the last layer makes of them.
    """
    seen: list[Tensor] = []

    def note(name: str, inputs: tuple[Tensor, ...], output: Tensor) -> None:
        seen.append(inputs[0].detach().to("cpu", torch.float32))

    last = next(name for name, layer in model.named_modules() if layer is output_layer(model))
    with record_layers(model, note, only=[last]):
        logits = predict_logits(model, images, standardization, on_progress=on_progress)
    return torch.cat(seen).numpy(), logits.numpy()


def last_hidden_layer(
    model: nn.Module,
    images: np.ndarray,
    standardization: Standardization,
    *,
    on_progress: OnProgress = no_progress,
) -> np.ndarray:
    """Read the numbers from which a network computes its ten logits.

    Parameters
    ----------
    model : nn.Module
        The network; its mode stays as it was.
    images : uint8 array of shape (n, 28, 28)
        0 is paper, 255 is ink.
    standardization : Standardization
        What the network was trained with.
    on_progress : callable
        As for :func:`core.evaluation.predict_logits`.

    Returns
    -------
    float32 array of shape (n, width)
        One row per image. Of a network without hidden layers: its standardized pixels.
    """
    return features_and_logits(model, images, standardization, on_progress=on_progress)[0]
