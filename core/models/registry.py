"""The architectures by name. A new one costs its file and its lines here."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import torch
from torch import nn

from core.models.batchnorm import BatchNormCNN
from core.models.cnn import CNN
from core.models.compact import CompactCNN
from core.models.initialization import initialize
from core.models.mlp import MLP
from core.models.softmax_regression import SoftmaxRegression

OptionValue = int | tuple[int, ...]


class NetworkSettings(Protocol):
    """What of a configuration shapes a network."""

    @property
    def model(self) -> str:
        """A key of `MODELS`."""

    @property
    def model_options(self) -> Any:
        """Options that differ from the constructor's."""

    @property
    def activation(self) -> str:
        """What each hidden layer ends with."""

    @property
    def dropout(self) -> float:
        """Fraction of values switched off."""

    @property
    def init(self) -> str:
        """How the weights start."""

    @property
    def seed(self) -> int:
        """Of the initial weights and dropout."""

    @property
    def classes(self) -> int:
        """How many logits it has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelOption:
    """A number, or several, that shapes one architecture. Its default is the constructor's.

    Attributes
    ----------
    title, help : str
        Its name beside the control, and what it does, in a sentence.
    low, high : int
        The smallest and largest value of each number.
    lengths : tuple of two int, optional
        The fewest and most numbers of a list; without it, it is a single number.
    odd : bool
        Whether each number must be odd.
    item : str
        What one number of a list is called; its position follows.
    """

    title: str
    help: str
    low: int
    high: int
    lengths: tuple[int, int] | None = None
    odd: bool = False
    item: str = ""

    def accepts(self, value: object) -> bool:
        """Return whether type, length and range of a value fit."""
        if self.lengths is None:
            return self._accepts_number(value)
        return (
            isinstance(value, tuple)
            and self.lengths[0] <= len(value) <= self.lengths[1]
            and all(self._accepts_number(number) for number in value)
        )

    def _accepts_number(self, number: object) -> bool:
        return (
            type(number) is int
            and self.low <= number <= self.high
            and (number % 2 == 1 or not self.odd)
        )

    @property
    def expected(self) -> str:
        """Say what values fit, for instance "1 to 4 whole numbers from 1 to 1,024"."""
        kind = "odd" if self.odd else "whole"
        if self.lengths is None:
            article = "an" if self.odd else "a"
            return f"{article} {kind} number from {self.low} to {self.high:,}"
        fewest, most = self.lengths
        count = str(most) if fewest == most else f"{fewest} to {most}"
        return f"{count} {kind} numbers from {self.low} to {self.high:,}"


@dataclass(frozen=True, slots=True)
class ModelSpec:
    """An architecture that can be chosen.

    Attributes
    ----------
    build : callable
        Its class: makes an untrained network from ``activation``, ``dropout``, ``classes`` and the
        options.
    options : mapping
        Its own options by name, as in the constructor.
    has_hidden_layer : bool
        Whether activation and dropout mean anything to it.
    """

    title: str
    idea: str
    build: Callable[..., nn.Module]
    options: Mapping[str, ModelOption] = field(default_factory=dict)
    has_hidden_layer: bool = True

    def default_of(self, option: str) -> OptionValue:
        """Return the value that an option has in the constructor."""
        default: OptionValue = inspect.signature(self.build).parameters[option].default
        return default

    def options_of(self, config: NetworkSettings) -> dict[str, OptionValue]:
        """List all options by name as a configuration has them, defaults included."""
        chosen = dict(config.model_options)
        return {name: chosen.get(name, self.default_of(name)) for name in self.options}


def _kernels(lengths: tuple[int, int]) -> ModelOption:
    return ModelOption(
        title="Convolutions",
        help="Kernels of each convolution, first to last: kinds of strokes it can tell.",
        low=1,
        high=128,
        lengths=lengths,
        item="Kernels in convolution",
    )


def _kernel_size(*, odd: bool = False) -> ModelOption:
    return ModelOption(
        title="Kernel size",
        help="Height and width of each kernel in pixels: how much it sees at once.",
        low=1,
        high=7,
        odd=odd,
    )


def _hidden_size() -> ModelOption:
    return ModelOption(
        title="Hidden neurons",
        help="Neurons between the convolutions and the logits.",
        low=1,
        high=512,
    )


MODELS: dict[str, ModelSpec] = {
    "linear": ModelSpec(
        title="Linear",
        idea="Every pixel votes for every class. No hidden layer: the baseline.",
        build=SoftmaxRegression,
        has_hidden_layer=False,
    ),
    "mlp": ModelSpec(
        title="MLP",
        idea="Layers of neurons, each connected to everything before it.",
        build=MLP,
        options={
            "hidden_sizes": ModelOption(
                title="Hidden layers",
                help="Neurons in each hidden layer, first to last.",
                low=1,
                high=1_024,
                lengths=(1, 4),
                item="Neurons in layer",
            )
        },
    ),
    "cnn": ModelSpec(
        title="CNN",
        idea="Small kernels slide over the image, so a stroke is found wherever it is.",
        build=CNN,
        options={
            "channels": _kernels(lengths=(2, 2)),
            "kernel_size": _kernel_size(),
            "hidden_size": _hidden_size(),
        },
    ),
    "batchnorm": ModelSpec(
        title="CNN with batch normalization",
        idea="Each feature map is standardized within the batch: larger steps stay stable.",
        build=BatchNormCNN,
        options={"channels": _kernels(lengths=(1, 4)), "kernel_size": _kernel_size(odd=True)},
    ),
    "compact": ModelSpec(
        title="Compact CNN",
        idea="Few and early pooled maps, where most of the time goes: the quickest to 99 %.",
        build=CompactCNN,
        options={"channels": _kernels(lengths=(2, 2)), "hidden_size": _hidden_size()},
    ),
}


def build_model(config: NetworkSettings) -> nn.Module:
    """Build the untrained network of a configuration, on the CPU.

    It takes standardized images (n, 1, 28, 28) and returns logits (n, classes); never softmax,
    because the cross-entropy loss applies it itself.
    """
    # PyTorch's layers draw initial weights from the process-wide generator; its state is put
    # back, and the weights replaced by ones that follow from this run's seed alone.
    with torch.random.fork_rng(devices=[]):
        model = MODELS[config.model].build(
            activation=config.activation,
            dropout=config.dropout,
            classes=config.classes,
            **dict(config.model_options),
        )
    initialize(model, config.init, config.seed)
    # Channels beside each other in memory: the same numbers, and convolutions on a CPU
    # train about 1.4 times as fast (measured on two cores).
    return model.to(memory_format=torch.channels_last)
