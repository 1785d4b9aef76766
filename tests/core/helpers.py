"""What several test files need: small configurations, and proofs that nothing changed."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from core.config import TrainConfig
from core.data import DigitData, DigitSplit
from core.inside.step_trace import StepTrace
from core.inside.update_formulas import explain_update, state_of_weight
from core.models import build_model
from core.optimization import Optimizer
from core.training import BatchEnd, EpochEnd, train

# 200 training images: 3 full batches and one of 8.
BATCH_SIZE = 64


def tiny_config(**changes: Any) -> TrainConfig:
    """Two epochs on a few images; every test says what differs."""
    choices = {"dataset": "digits", "batch_size": BATCH_SIZE, "epochs": 2} | changes
    return TrainConfig(**choices)


def shorten(data: DigitData, images: int) -> DigitData:
    """The same data with only the first training images."""
    return replace(data, train=data.train.take(np.arange(images)))


def numbered_split(labels: np.ndarray) -> DigitSplit:
    """Images that carry their own number in two pixels, to follow them around."""
    labels = np.asarray(labels, dtype=np.int64)
    images = np.zeros((len(labels), 28, 28), dtype=np.uint8)
    images[:, 0, 0] = np.arange(len(labels)) // 256
    images[:, 0, 1] = np.arange(len(labels)) % 256
    return DigitSplit(images, labels)


def numbers_of(images: np.ndarray) -> np.ndarray:
    """The numbers that `numbered_split` wrote."""
    return images[:, 0, 0].astype(np.int64) * 256 + images[:, 0, 1]


def events_of(data: DigitData, config: TrainConfig, **options: Any) -> list:
    """All events of one training, on the CPU."""
    return list(train(build_model(config), data, config, **options))


def batches_of(events: list) -> list[BatchEnd]:
    return [event for event in events if isinstance(event, BatchEnd)]


def epochs_of(events: list) -> list[EpochEnd]:
    return [event for event in events if isinstance(event, EpochEnd)]


def losses_of(events: list) -> list[float]:
    return [event.loss for event in batches_of(events)]


def copy_of_state(model: nn.Module) -> dict[str, torch.Tensor]:
    """Weights and buffers as they are now."""
    return {name: value.clone() for name, value in model.state_dict().items()}


def same_state(model: nn.Module, state: dict[str, torch.Tensor]) -> bool:
    """Whether weights and buffers equal an earlier copy, bit for bit."""
    now = model.state_dict()
    return now.keys() == state.keys() and all(torch.equal(now[key], state[key]) for key in now)


@contextmanager
def global_random_state_untouched() -> Iterator[None]:
    """Fail when somebody draws from, or seeds, PyTorch's or NumPy's global generator."""
    torch_before = torch.get_rng_state()
    numpy_before = np.random.get_state()  # noqa: NPY002 - it is the one to protect
    yield
    assert torch.equal(torch.get_rng_state(), torch_before)
    numpy_after = np.random.get_state()  # noqa: NPY002
    assert numpy_after[2:] == numpy_before[2:]
    assert np.array_equal(numpy_after[1], numpy_before[1])


class Untouchable:
    """Stands where nobody may look."""

    def __getattribute__(self, name: str) -> Any:
        raise AssertionError(f"somebody looked at .{name}")


def assert_update_is_written_out(
    optimizer: Optimizer, trace: StepTrace, parameter: str, place: tuple[int, ...]
) -> None:
    """Compare the last line that explains one weight's update with the weight after the step."""
    lines = explain_update(
        optimizer,
        float(trace.values_before[parameter][place]),
        float(trace.gradients[parameter][place]),
        state_of_weight(trace.state_before[parameter], place),
    )
    expected = float(trace.values_after[parameter][place])
    assert lines[-1].value == pytest.approx(expected, abs=1e-6)


def wait_until(happened: Callable[[], object], patience: float = 20.0) -> None:
    """Wait until something has happened, for so many seconds at most."""
    deadline = time.monotonic() + patience
    while not happened():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.005)
