"""The one step that all training is made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from core.optimization.optimizer import AnyOptimizer, gradient_norm


@dataclass(frozen=True, slots=True)
class StepReport:
    """What one step saw.

    Attributes
    ----------
    loss : float
        Mean cross-entropy over the batch in nats, before the update.
    accuracy : float
        Fraction of the batch that was right, before the update, 0 to 1.
    gradient_norm : float
        Length of the vector of all gradients (L2).
    """

    loss: float
    accuracy: float
    gradient_norm: float


# (model, optimizer, inputs, labels) -> report, as `take_step`.
Step = Callable[[nn.Module, AnyOptimizer, Tensor, Tensor], StepReport]


def take_step(
    model: nn.Module, optimizer: AnyOptimizer, inputs: Tensor, labels: Tensor
) -> StepReport:
    """Learn from one batch: forward, loss, clear, backward, update.

    Parameters
    ----------
    model : nn.Module
        Gives logits (n, 10). Its weights are updated in place.
    optimizer : Optimizer
        Has the model's parameters; one of ours or of PyTorch's.
    inputs : float32 Tensor of shape (n, 1, 28, 28)
        Standardized images, from :func:`core.data.to_model_input`.
    labels : int64 Tensor of shape (n,)
        The digits they show.
    """
    if not model.training:  # Asking is 100 times faster than setting it again.
        model.train()  # Dropout on, and batch normalization uses this batch.
    logits = model(inputs)  # (n, 10)
    loss = functional.cross_entropy(logits, labels)
    optimizer.zero_grad()  # backward() adds to what is there.
    loss.backward()
    optimizer.step()
    correct = torch.count_nonzero(logits.detach().argmax(dim=1) == labels).item()
    return StepReport(
        loss=loss.item(), accuracy=correct / len(labels), gradient_norm=gradient_norm(optimizer)
    )
