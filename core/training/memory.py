"""How much memory a training will take, estimated before anything of it is built."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from core.config import TrainConfig
from core.data.batches import IMAGES_AT_ONCE
from core.data.digits import IMAGE_SIZE
from core.evaluation.evaluate import CHUNK
from core.models import MODELS
from core.models.dropout import Dropout
from core.models.hooks import leaf_layers, record_layers
from core.models.summary import BYTES_PER_FLOAT, parameter_count
from core.optimization import OPTIMIZERS
from core.training.snapshots import affordable_snapshots

# What is kept of each step: an event with its numbers.
BYTES_PER_STEP = 250
# What a network may take to be built for the estimate.
MAX_BUILT_BYTES = 100_000_000
# An image of a batch: as numbers, and standardized.
COPIES_OF_INPUTS = 2
# Warping needs the coordinates of each pixel, and what lies around them.
COPIES_OF_WARPED_INPUTS = 10
# A place among the inputs of a pooling layer, which the way back needs.
BYTES_PER_PLACE = 8


@dataclass(frozen=True, slots=True)
class MemoryNeeds:
    """What a training takes of the memory at its busiest moment; in bytes where nothing is said.

    Attributes
    ----------
    parameters : int
        How many numbers the network learns; no bytes.
    weights : int
        Of the network: in use, and copied to be saved.
    gradients, optimizer_state : int
        A number for each parameter, and what the optimizer keeps of each, with a copy to be saved.
    inputs : int
        The images of the batches that are prepared at once.
    activations : int
        What all layers give for one batch: the way back needs it. With it the largest gradient of
        an activation, and the largest one once more in the order that convolutions want.
    evaluation : int
        The two largest activations, for as many images as are evaluated at once.
    snapshots, history : int
        The moments that are kept, and the numbers of all steps.
    """

    parameters: int
    weights: int
    gradients: int
    optimizer_state: int
    inputs: int
    activations: int
    evaluation: int
    snapshots: int
    history: int

    @property
    def total(self) -> int:
        """All of it; a batch and an evaluation are never there at the same time."""
        return self.lasting + max(self.inputs + self.activations, self.evaluation)

    @property
    def lasting(self) -> int:
        """What remains of it while the training rests, or when it has ended."""
        at_rest = self.weights + self.gradients + self.optimizer_state
        return at_rest + self.snapshots + self.history


def unbuilt_model(config: TrainConfig) -> nn.Module:
    """Make a configuration's network without its numbers: only shapes, which take no memory."""
    with torch.device("meta"):
        return MODELS[config.model].build(
            activation=config.activation,
            dropout=config.dropout,
            classes=config.classes,
            **dict(config.model_options),
        )


def estimate_memory(config: TrainConfig, *, images: int, steps: int) -> MemoryNeeds:
    """Estimate what a training takes, within a factor of two; nothing of it is built.

    Parameters
    ----------
    images : int
        How many the training learns from: a batch holds no more of them.
    steps : int
        Of the whole training.
    """
    model = unbuilt_model(config)
    batch = min(config.batch_size, images)
    prepared = min(max(1, IMAGES_AT_ONCE // config.batch_size) * config.batch_size, images)
    copies = COPIES_OF_INPUTS if config.augmentation == "none" else COPIES_OF_WARPED_INPUTS
    parameters = parameter_count(model)
    gradients = parameters * BYTES_PER_FLOAT
    weights = sum(tensor.nbytes for tensor in model.state_dict().values())
    states = len(_state_names(model, config))
    kept, largest = _activations(model)
    return MemoryNeeds(
        parameters=parameters,
        weights=2 * weights,
        gradients=gradients,
        optimizer_state=2 * states * gradients,
        inputs=prepared * IMAGE_SIZE**2 * BYTES_PER_FLOAT * copies,
        activations=batch * (kept + largest),
        evaluation=CHUNK * 2 * largest,
        snapshots=affordable_snapshots(model) * weights,
        history=steps * BYTES_PER_STEP,
    )


def _state_names(model: nn.Module, config: TrainConfig) -> list[str]:
    spec = OPTIMIZERS[config.optimizer]
    return list(spec.optimizer_class(model.parameters(), **spec.settings(config)).flat_state)


def _activations(model: nn.Module) -> tuple[int, int]:
    """Return the bytes that one image leaves for the way back, and those of the largest layer."""
    kept: list[int] = []
    layers = leaf_layers(model)

    def note(name: str, inputs: tuple[Tensor, ...], output: Tensor) -> None:
        size = output.numel() * BYTES_PER_FLOAT
        sizes.append(size)
        match layers[name]:
            case nn.MaxPool2d():
                # Of the pooled values only the next layer's are kept, and where they came from.
                kept.append(output.numel() * BYTES_PER_PLACE)
            case Dropout() if layers[name].probability:
                kept.append(3 * size)  # The mask as it is drawn, as numbers, and the result.
            case _:
                kept.append(size)

    sizes: list[int] = []
    device = "meta"
    if parameter_count(model) * BYTES_PER_FLOAT <= MAX_BUILT_BYTES:
        # For a layer's size on the meta device PyTorch imports its compiler: 150 MB and a second.
        # One image through whatever numbers are there costs next to nothing.
        device = "cpu"
        model = model.to_empty(device=device)
    with record_layers(model, note), torch.no_grad():
        model.eval()(torch.empty(1, 1, IMAGE_SIZE, IMAGE_SIZE, device=device))
    return sum(kept), max(sizes)
