"""A network as a table: each layer, its shape, its parameters as arithmetic."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from core.machine.device import device_of
from core.models.hooks import leaf_layers, record_layers
from core.models.mode import evaluation_mode

BYTES_PER_FLOAT = 4


@dataclass(frozen=True, slots=True)
class LayerRow:
    """One layer of a network.

    Attributes
    ----------
    name, kind : str
        Where it stands in the model, as in ``state_dict``, and its class.
    output_shape : tuple of int
        Shape of its output for one image, without the batch dimension.
    arithmetic : str
        How its parameters add up; empty when it has none.
    parameters : int
        How many numbers it learns.
    activation_bytes : int
        Memory of its output for one image, in bytes of float32.
    multiply_adds : int
        Multiplications by a weight for one image, each with an addition.
    """

    name: str
    kind: str
    output_shape: tuple[int, ...]
    arithmetic: str
    parameters: int
    activation_bytes: int
    multiply_adds: int


def parameter_arithmetic(layer: nn.Module) -> str:
    """Spell out how a layer's parameters add up, for instance "8 x 5 x 5 x 1 + 8".

    That is kernels x height x width x input channels, plus one bias per kernel.
    """
    parts = []
    for name, parameter in layer.named_parameters(recurse=False):
        sizes = list(parameter.shape)
        if isinstance(layer, nn.Conv2d) and name == "weight":
            kernels, channels, height, width = sizes
            sizes = [kernels, height, width, channels]
        parts.append(" x ".join(f"{size}" for size in sizes))
    return " + ".join(parts)


def parameter_count(model: nn.Module) -> int:
    """Count the numbers that a network learns."""
    return sum(parameter.numel() for parameter in model.parameters())


def _weights_per_output(layer: nn.Module) -> int:
    """Count the weights that one value of a layer's output is made with."""
    weight = getattr(layer, "weight", None)
    return weight[0].numel() if isinstance(weight, Tensor) else 0


def multiply_adds(model: nn.Module) -> int:
    """Count the multiplications by a weight that one image costs on its way through.

    A training step costs about three times as much for each image.
    """
    return sum(row.multiply_adds for row in summarize(model))


def summarize(model: nn.Module) -> list[LayerRow]:
    """Pass one blank image through a network and list its layers in the order in which they run.

    The network's mode and weights stay as they are.
    """
    rows: list[LayerRow] = []
    layers = leaf_layers(model)

    def note(name: str, inputs: tuple[Tensor, ...], output: Tensor) -> None:
        layer = layers[name]
        rows.append(
            LayerRow(
                name=name,
                kind=type(layer).__name__,
                output_shape=tuple(output.shape[1:]),
                arithmetic=parameter_arithmetic(layer),
                parameters=sum(p.numel() for p in layer.parameters(recurse=False)),
                activation_bytes=output[0].numel() * BYTES_PER_FLOAT,
                multiply_adds=_weights_per_output(layer) * output[0].numel(),
            )
        )

    with record_layers(model, note), evaluation_mode(model):
        model(torch.zeros(1, 1, 28, 28, device=device_of(model)))
    return rows
