"""The features that the last layer computes the logits from."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn

from core.data.digits import Standardization
from core.evaluation.evaluate import predict_logits
from core.models.hooks import record_layers
from core.progress import OnProgress, no_progress


def weighted_layers(model: nn.Module) -> dict[str, nn.Linear | nn.Conv2d]:
    """List the linear and convolutional layers by name, from the pixels to the logits."""
    return {
        name: layer
        for name, layer in model.named_modules()
        if isinstance(layer, nn.Linear | nn.Conv2d)
    }


def output_layer(model: nn.Module) -> nn.Linear:
    """Return the last linear layer, which gives the logits: weight (10, width), bias (10,)."""
    return [layer for layer in model.modules() if isinstance(layer, nn.Linear)][-1]


def has_hidden_layer(model: nn.Module) -> bool:
    """Return whether a network has weights before its output layer."""
    return len(weighted_layers(model)) > 1


def features_and_logits(
    model: nn.Module,
    images: np.ndarray,
    standardization: Standardization,
    *,
    on_progress: OnProgress = no_progress,
) -> tuple[np.ndarray, np.ndarray]:
    """Compute what the last layer gets and gives, with :func:`core.evaluation.predict_logits`.

    Returns
    -------
    features : float32 array of shape (n, width)
        One row per image. Of a network without hidden layers: its standardized pixels.
    logits : float32 array of shape (n, 10)
        What the last layer makes of them.
    """
    last = output_layer(model)
    # Filled piece by piece: a list of pieces, put together in the end, takes twice the memory.
    features = np.empty((len(images), last.in_features), np.float32)
    done = 0

    def on_layer(name: str, inputs: tuple[Tensor, ...], output: Tensor) -> None:
        nonlocal done
        piece = inputs[0].detach().to("cpu", torch.float32).numpy()
        features[done : done + len(piece)] = piece
        done += len(piece)

    names = [name for name, layer in model.named_modules() if layer is last]
    with record_layers(model, on_layer, only=names):
        logits = predict_logits(model, images, standardization, on_progress=on_progress)
    return features, logits.numpy()


def last_hidden_layer(
    model: nn.Module,
    images: np.ndarray,
    standardization: Standardization,
    *,
    on_progress: OnProgress = no_progress,
) -> np.ndarray:
    """Compute the features of :func:`features_and_logits` alone: float32 of shape (n, width)."""
    return features_and_logits(model, images, standardization, on_progress=on_progress)[0]
