"""One image on its way through a network: what every stage gives, and what passes between them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from core.data.digits import Standardization
from core.data.pixels import to_model_input
from core.evaluation.evaluate import predict_logits
from core.machine.threads import using_threads
from core.models.hooks import leaf_layers, record_layers
from core.training.run import TrainingRun

# More do not fit beside each other on a screen: of a wider stage the first ones are taken.
MAX_UNITS = 10
MAX_STAGES = 6
# So many float32 take 80 kB, and 107 kB where they travel as text.
MAX_VALUES = 20_000


@dataclass(frozen=True, slots=True, eq=False)
class Stage:
    """A layer with weights, and those after it that treat each unit by itself.

    Attributes
    ----------
    name : str
        Of the layer with weights.
    kinds : tuple of str
        Classes of all its layers, in the order in which they run.
    total : int
        How many units it has: neurons, or feature maps.
    values : float32 array of shape (n,) or (n, height, width)
        What the first n units give for the image, at the end of the stage.
    weights : float32 array of shape (n, height, width), optional
        Of each of them, where a unit looks at pixels, so that its weights are a picture.
    links : float32 array of shape (n, m), optional
        What each of the m shown units before adds to each of these in the weighted sum; for
        feature maps the mean over all places. All units before and the bias together are the sum.
    units : tuple of int
        Which units are shown, by their numbers: the first ones, and of many logits the largest.
    """

    name: str
    kinds: tuple[str, ...]
    total: int
    values: np.ndarray
    weights: np.ndarray | None
    links: np.ndarray | None
    units: tuple[int, ...] = ()

    def first(self, units: int, before: int) -> Stage:
        """Keep only the first units, and what so many of the stage before add to them."""
        return replace(
            self,
            values=self.values[:units],
            weights=None if self.weights is None else self.weights[:units],
            links=None if self.links is None else self.links[:units, :before],
            units=self.units[:units],
        )

    @property
    def arrays(self) -> list[np.ndarray]:
        """All that it holds."""
        return [a for a in (self.values, self.weights, self.links) if a is not None]

    @property
    def size(self) -> int:
        """How many numbers it holds."""
        return sum(array.size for array in self.arrays)


@dataclass(frozen=True, slots=True, eq=False)
class Flow:
    """One image on its way through a network at one moment.

    Attributes
    ----------
    step : int
        Steps taken before that moment.
    image : uint8 array of shape (28, 28)
        What the network looks at.
    stages : tuple of Stage
        In the order in which they run; the last one gives the logits, at most ten of them.
    left_out : int
        Stages before the last one that are not among them, because there are too many.
    probabilities : float32 array of shape (classes,)
        Softmax of all logits, shown or not.
    """

    step: int
    image: np.ndarray
    stages: tuple[Stage, ...]
    left_out: int
    probabilities: np.ndarray

    @property
    def arrays(self) -> list[np.ndarray]:
        """All that is computed of the image."""
        return [self.probabilities, *(array for stage in self.stages for array in stage.arrays)]

    @property
    def gives_numbers(self) -> bool:
        """Whether everything in it is finite; after a diverged training it may not be."""
        return all(bool(np.isfinite(array).all()) for array in self.arrays)


@dataclass(slots=True, eq=False)
class _Part:
    """A layer with weights as it ran: what it received, and what its stage gives."""

    name: str
    layer: nn.Module
    kinds: list[str]
    received: Tensor
    output: Tensor


def flow_of(
    model: nn.Module, image: np.ndarray, standardization: Standardization, *, step: int = 0
) -> Flow:
    """Let one image pass through a network, in evaluation mode, and note what every stage gives.

    Parameters
    ----------
    model : nn.Module
        On any device; it stays as it is.
    image : uint8 array of shape (28, 28)
        0 is paper, 255 is ink.
    standardization : Standardization
        The one that the network was trained with.
    step : int
        Which moment of its training the network is from.
    """
    layers = leaf_layers(model)
    parts: list[_Part] = []

    def on_layer(name: str, inputs: tuple[Tensor, ...], output: Tensor) -> None:
        layer, given = layers[name], output[0].detach().to("cpu", torch.float32)
        if isinstance(layer, nn.Linear | nn.Conv2d):
            received = inputs[0][0].detach().to("cpu", torch.float32)
            parts.append(_Part(name, layer, [type(layer).__name__], received, given))
        elif parts and not isinstance(layer, nn.Flatten) and len(given) == len(parts[-1].output):
            parts[-1].kinds.append(type(layer).__name__)
            parts[-1].output = given

    with torch.inference_mode(), record_layers(model, on_layer):
        logits = predict_logits(model, image[None], standardization)[0]
        pixels = to_model_input(image[None], standardization)[0]
        stages = [
            _stage(part, before, _largest(part.output) if part is parts[-1] else _first(part))
            for part, before in zip(parts, [pixels, *(part.output for part in parts)], strict=False)
        ]
    if not parts or not torch.equal(parts[-1].output, logits):
        # An architecture that computes its logits outside of its layers.
        shown = _largest(logits)
        numbers = _numbers(logits[torch.tensor(shown)])
        stages.append(Stage("", ("Logits",), len(logits), numbers, None, None, shown))
    kept = _bounded(stages[:-1], stages[-1])
    return Flow(
        step=step,
        image=image,
        stages=kept,
        left_out=len(stages) - len(kept),
        probabilities=logits.softmax(dim=0).numpy(),
    )


def flow_soon(run: TrainingRun, image: np.ndarray, *, seconds: float = 0.0) -> Flow | None:
    """Let an image pass through a network between two steps of its training, which goes on.

    None where the end of a step, with its validation, takes longer than so many seconds.
    """
    copied = run.copy_with_step_soon(seconds)
    if copied is None:
        return None
    step, model = copied
    # One image is not worth a second thread, and the other cores belong to the training.
    with using_threads(1):
        return flow_of(model, image, run.data.standardization, step=step)


def _first(part: _Part) -> tuple[int, ...]:
    return tuple(range(min(len(part.output), MAX_UNITS)))


def _largest(output: Tensor) -> tuple[int, ...]:
    """Choose the largest logits where there are too many, in the order of the classes."""
    if output.dim() != 1 or len(output) <= MAX_UNITS:
        return tuple(range(min(len(output), MAX_UNITS)))
    return tuple(sorted(output.argsort(descending=True, stable=True)[:MAX_UNITS].tolist()))


def _stage(part: _Part, before: Tensor, units: tuple[int, ...]) -> Stage:
    """Sum up a part, given what the one before gives: (channels, height, width) or (width,)."""
    layer, output = part.layer, part.output
    chosen = torch.tensor(units)
    weights = None
    if isinstance(layer, nn.Linear) and before.shape == (1, 28, 28):
        if layer.in_features == before.numel():
            weights = layer.weight.cpu()[chosen].reshape(-1, 28, 28)
    elif isinstance(layer, nn.Conv2d) and layer.in_channels == 1 and before.shape[0] == 1:
        weights = layer.weight.cpu()[chosen, 0]
    links = _links(layer, part.received, before, chosen)
    return Stage(
        name=part.name,
        kinds=tuple(part.kinds),
        total=len(output),
        values=_numbers(output[chosen]),
        weights=None if weights is None else _numbers(weights),
        links=None if links is None else _numbers(links),
        units=units,
    )


def _links(layer: nn.Module, received: Tensor, before: Tensor, chosen: Tensor) -> Tensor | None:
    """Compute what each unit before adds to each chosen unit; None where that cannot be told."""
    if isinstance(layer, nn.Linear):
        if received.dim() != 1 or before.numel() != len(received):
            return None
        # Flattened maps: the places of one map lie beside each other.
        products = layer.weight.cpu()[chosen] * received
        return products.reshape(len(products), len(before), -1).sum(dim=2)[:, :MAX_UNITS]
    if not isinstance(layer, nn.Conv2d) or layer.groups != 1 or layer.padding_mode != "zeros":
        return None
    if received.shape != before.shape:
        return None
    columns = [
        functional.conv2d(
            received[None, [channel]],
            layer.weight.cpu()[chosen][:, [channel]],
            stride=layer.stride,
            padding=layer.padding,
            dilation=layer.dilation,
        )[0].mean(dim=(1, 2))
        for channel in range(min(len(received), MAX_UNITS))
    ]
    return torch.stack(columns, dim=1)


def _bounded(stages: list[Stage], last: Stage) -> tuple[Stage, ...]:
    """Keep so many stages and units that they can be sent and seen; the last one stays whole."""
    kept = [stage for stage in stages if stage.values.ndim in (1, 3)][: MAX_STAGES - 1]
    if len(kept) < len(stages):
        # Not every stage has the one that it looks at beside it.
        kept = [replace(stage, links=None) for stage in kept]
        last = replace(last, links=None)
    for units in range(MAX_UNITS, 0, -1):
        shown, before = [], 1
        for stage in (*kept, last):
            own = len(stage.values) if stage is last else min(units, len(stage.values))
            shown.append(stage.first(own, before))
            before = own
        if sum(stage.size for stage in shown) <= MAX_VALUES:
            break
    return tuple(shown)


def _numbers(tensor: Tensor) -> np.ndarray:
    # A copy: a part of a tensor would hold all of it in memory, and follow weights that move.
    return tensor.detach().to("cpu", torch.float32, copy=True).contiguous().numpy()
