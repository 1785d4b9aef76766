"""The loops that everybody writes, to measure Digit Lab's against.

They are written for this comparison, as plainly as lessons write them, and use the same
networks (built by Digit Lab, so that only the loop differs) unless they say otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.utils.data import DataLoader
from torchvision import datasets, transforms

from core.machine.device import device_of
from core.models.dropout import Dropout

# The numbers that every MNIST lesson copies; Digit Lab measures its own.
MEAN, DEVIATION = 0.1307, 0.3081
MakeOptimizer = Callable[[nn.Module], torch.optim.Optimizer]


def tutorial_loader(folder: Path, batch_size: int, *, train: bool = True) -> DataLoader:
    """Open MNIST as tutorials do: one picture at a time through two transforms."""
    transform = transforms.Compose(
        [transforms.ToTensor(), transforms.Normalize((MEAN,), (DEVIATION,))]
    )
    data = datasets.MNIST(folder, train=train, download=True, transform=transform)
    return DataLoader(data, batch_size=batch_size, shuffle=train)


def tutorial_loop(
    model: nn.Module, make_optimizer: MakeOptimizer, loader: DataLoader
) -> Iterator[int]:
    """Train for ever with a DataLoader, where the network is; yields the size of each batch."""
    optimizer, device = make_optimizer(model), device_of(model)
    model.train()
    while True:
        for inputs, labels in loader:
            optimizer.zero_grad()
            loss = functional.cross_entropy(model(inputs.to(device)), labels.to(device))
            loss.backward()
            optimizer.step()
            yield len(labels)


def bare_loop(
    model: nn.Module,
    make_optimizer: MakeOptimizer,
    inputs: Tensor,
    labels: Tensor,
    batch_size: int,
) -> Iterator[int]:
    """Train for ever on tensors that are standardized already; yields batch sizes.

    No loss is read, nothing is counted: what remains is forward, backward, update.
    """
    optimizer = make_optimizer(model)
    model.train()
    while True:
        order = torch.randperm(len(labels), device=labels.device)
        for rows in order.split(batch_size):
            optimizer.zero_grad()
            loss = functional.cross_entropy(model(inputs[rows]), labels[rows])
            loss.backward()
            optimizer.step()
            yield len(rows)


def use_pytorch_dropout(model: nn.Module) -> nn.Module:
    """Put PyTorch's own dropout layers where Digit Lab has its seeded ones."""
    for name, layer in model.named_children():
        if isinstance(layer, Dropout):
            kind = nn.Dropout2d if layer.whole_channels else nn.Dropout
            setattr(model, name, kind(layer.probability))
        else:
            use_pytorch_dropout(layer)
    return model


class ExampleNetwork(nn.Module):
    """The shape of the network in PyTorch's own MNIST example: 1,199,882 parameters."""

    def __init__(self) -> None:
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(1, 32, 3),
            nn.ReLU(),
            nn.Conv2d(32, 64, 3),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Dropout(0.25),
            nn.Flatten(),
            nn.Linear(9_216, 128),
            nn.ReLU(),
            nn.Dropout(0.5),
            nn.Linear(128, 10),
        )

    def forward(self, images: Tensor) -> Tensor:
        """Turn images (n, 1, 28, 28) into logits (n, 10)."""
        return self.features(images)


EXAMPLE_BATCH_SIZE = 64
EXAMPLE_LEARNING_RATE = 1.0
EXAMPLE_DECAY_PER_EPOCH = 0.7


def example_optimizer(model: nn.Module) -> torch.optim.Optimizer:
    """Make the optimizer of that example: Adadelta with learning rate 1."""
    return torch.optim.Adadelta(model.parameters(), lr=EXAMPLE_LEARNING_RATE)


def percent_right(model: nn.Module, loader: DataLoader) -> float:
    """Measure a network on a loader as tutorials do."""
    model.eval()
    right, device = 0, device_of(model)
    with torch.no_grad():
        for inputs, labels in loader:
            right += int((model(inputs.to(device)).argmax(dim=1) == labels.to(device)).sum())
    model.train()
    return 100 * right / len(loader.dataset)


PLAIN_BATCH_SIZE = 256
PLAIN_LEARNING_RATE = 0.01


def plain_network() -> nn.Module:
    """Build the small network of https://github.com/tuomaso/train_mnist_fast: 215,194 parameters.

    A graphics card of 2019 trained it in 0.76 s to 99.04 % (mean of 30 seeds).
    """
    return nn.Sequential(
        nn.Conv2d(1, 24, 5),
        nn.MaxPool2d(2),
        nn.ReLU(),
        nn.Conv2d(24, 32, 3),
        nn.MaxPool2d(2),
        nn.ReLU(),
        nn.Flatten(),
        nn.Linear(800, 256),
        nn.ReLU(),
        nn.Linear(256, 10),
    )


def plain_loop(
    model: nn.Module, inputs: Tensor, labels: Tensor, *, bfloat16: bool
) -> Iterator[int]:
    """Train that network for one epoch of one cycle; yields the size of each batch."""
    optimizer = torch.optim.Adam(model.parameters(), lr=PLAIN_LEARNING_RATE, betas=(0.7, 0.9))
    batches = torch.randperm(len(labels), device=labels.device).split(PLAIN_BATCH_SIZE)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, PLAIN_LEARNING_RATE, total_steps=len(batches), cycle_momentum=False
    )
    model.train()
    for rows in batches:
        optimizer.zero_grad()
        with torch.autocast(inputs.device.type, torch.bfloat16, enabled=bfloat16):
            loss = functional.cross_entropy(model(inputs[rows]), labels[rows])
        loss.backward()
        optimizer.step()
        schedule.step()
        yield len(rows)
