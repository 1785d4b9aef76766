"""The architectures by name. A new one costs its file and its lines here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import torch
from torch import nn

from core.models.batchnorm import BatchNormCNN
from core.models.cnn import CNN
from core.models.initialization import initialize
from core.models.mlp import MLP
from core.models.softmax_regression import SoftmaxRegression

if TYPE_CHECKING:
    from core.config import TrainConfig


@dataclass(frozen=True, slots=True)
class ModelOption:
    """A number, or several, that shapes one architecture.

    Attributes
    ----------
    title : str
        Its name beside the control.
    help : str
        What it does, in a sentence.
    default : int or tuple of int
        Its value when nothing else is said. A tuple means a list of numbers.
    low, high : int
        The smallest and largest value of each number.
    lengths : tuple of two int
        The fewest and most numbers in a list.
    odd : bool
        Whether each number must be odd.
    item : str
        What one number of a list is called; its position follows.
    """

    title: str
    help: str
    default: int | tuple[int, ...]
    low: int
    high: int
    lengths: tuple[int, int] = (1, 1)
    odd: bool = False
    item: str = ""

    def accepts(self, value: object) -> bool:
        """Tell whether a value is one this option can take.

        Parameters
        ----------
        value : object
            The value to judge.

        Returns
        -------
        bool
            True when type, length and range fit.
        """
        is_list = isinstance(self.default, tuple)
        if is_list != isinstance(value, tuple):
            return False
        numbers = value if isinstance(value, tuple) else (value,)
        return self.lengths[0] <= len(numbers) <= self.lengths[1] and all(
            type(number) is int
            and self.low <= number <= self.high
            and (number % 2 == 1 or not self.odd)
            for number in numbers
        )

    @property
    def expected(self) -> str:
        """Say in words what values fit.

        Returns
        -------
        str
            For instance "1 to 4 whole numbers from 1 to 1,024".
        """
        fewest, most = self.lengths
        kind = "odd" if self.odd else "whole"
        if not isinstance(self.default, tuple):
            article = "an" if self.odd else "a"
            return f"{article} {kind} number from {self.low} to {self.high:,}"
        count = str(most) if fewest == most else f"{fewest} to {most}"
        return f"{count} {kind} numbers from {self.low} to {self.high:,}"


@dataclass(frozen=True, slots=True)
class ModelSpec:
    """An architecture that can be chosen.

    Attributes
    ----------
    title : str
        Its name in menus.
    idea : str
        What it does, in a sentence or two.
    build : callable
        Makes an untrained network from ``activation``, ``dropout`` and the options.
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


def _kernels(default: tuple[int, ...], lengths: tuple[int, int]) -> ModelOption:
    return ModelOption(
        title="Convolutions",
        help="Kernels of each convolution, first to last: kinds of strokes it can tell.",
        default=default,
        low=1,
        high=128,
        lengths=lengths,
        item="Kernels in convolution",
    )


def _kernel_size(default: int, *, odd: bool = False) -> ModelOption:
    return ModelOption(
        title="Kernel size",
        help="Height and width of each kernel in pixels: how much it sees at once.",
        default=default,
        low=1,
        high=7,
        odd=odd,
    )


MODELS: dict[str, ModelSpec] = {
    "linear": ModelSpec(
        title="Linear",
        idea="Every pixel votes for every digit. No hidden layer: the baseline.",
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
                default=(64, 32),
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
            "channels": _kernels((10, 20), lengths=(2, 2)),
            "kernel_size": _kernel_size(5),
            "hidden_size": ModelOption(
                title="Hidden neurons",
                help="Neurons between the convolutions and the ten logits.",
                default=50,
                low=1,
                high=512,
            ),
        },
    ),
    "batchnorm": ModelSpec(
        title="CNN with batch normalization",
        idea="Each feature map is standardized within the batch: larger steps stay stable.",
        build=BatchNormCNN,
        options={
            "channels": _kernels((16, 32), lengths=(1, 4)),
            "kernel_size": _kernel_size(3, odd=True),
        },
    ),
}


def build_model(config: TrainConfig) -> nn.Module:
    """Build an untrained network.

    Parameters
    ----------
    config : TrainConfig
        Which architecture, its options, and the seed of its weights.

    Returns
    -------
    nn.Module
        Takes standardized images (n, 1, 28, 28), gives logits (n, 10); never softmax,
        because the cross-entropy loss applies it itself. On the CPU.
    """
    # PyTorch's layers roll the process-wide dice for first weights; those are put back,
    # and the weights replaced by ones that follow from this run's seed alone.
    with torch.random.fork_rng(devices=[]):
        model = MODELS[config.model].build(
            activation=config.activation, dropout=config.dropout, **dict(config.model_options)
        )
    initialize(model, config.init, config.seed)
    # Channels beside each other in memory: the same numbers, and convolutions on a CPU
    # train about 1.4 times as fast (measured on two cores).
    return model.to(memory_format=torch.channels_last)
