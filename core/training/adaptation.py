"""A few more steps for a network that is trained already, on a handful of images."""

from __future__ import annotations

import copy

import torch
from torch import nn

from core.data.digits import DigitSplit, Standardization
from core.data.pixels import to_model_input
from core.machine.device import device_of
from core.models.dropout import Dropout
from core.optimization import SGD
from core.training.step import take_step

STEPS = 10
LEARNING_RATE = 0.01


def learn_few(
    model: nn.Module,
    few: DigitSplit,
    standardization: Standardization,
    *,
    steps: int = STEPS,
    learning_rate: float = LEARNING_RATE,
) -> nn.Module:
    """Train a copy of a network on a few images, all of them in every step.

    It may read everything else worse afterwards: nothing reminds it of what it knew
    (M. McCloskey, N. Cohen, "Catastrophic Interference in Connectionist Networks", 1989).

    Parameters
    ----------
    few : DigitSplit
        At least one labeled image.
    standardization : Standardization
        What the network was trained with.
    steps : int
        How many updates, by plain SGD.

    Returns
    -------
    nn.Module
        The copy that has learned, in evaluation mode.
    """
    learner = copy.deepcopy(model).train()
    for layer in learner.modules():
        # A handful of images says nothing about means and deviations: those learned before
        # stay. And which values dropout hides would decide too much.
        if isinstance(layer, nn.BatchNorm2d | Dropout):
            layer.eval()
    optimizer = SGD(learner.parameters(), lr=learning_rate)
    inputs = to_model_input(few.images, standardization, device_of(learner))
    labels = torch.tensor(few.labels, device=device_of(learner))
    for _ in range(steps):
        take_step(learner, optimizer, inputs, labels)
    return learner.eval()
