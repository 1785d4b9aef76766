"""Programs are run here, in this process, and compared with the trainer."""

from __future__ import annotations

import runpy
import struct
import sys
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor
from torch.nn import functional

from core.config import TrainConfig
from core.data import DigitData, load_digits, mnist
from core.data.mnist import MNIST
from core.runs import standalone_script
from tests.core.data.made_sets import MODULES, use, write
from tests.core.data.mnist_copies import like_mnist
from tests.core.helpers import epochs_of, events_of, losses_of


def write_idx(path: Path, values: np.ndarray) -> None:
    header = struct.pack(f">4B{values.ndim}I", 0, 0, 8, values.ndim, *values.shape)
    path.write_bytes(header + values.astype(np.uint8).tobytes())


@pytest.fixture(scope="session")
def small_mnist(tmp_path_factory) -> Path:
    """A data folder with a few hundred digits in files like those of MNIST."""
    folder = tmp_path_factory.mktemp("data")
    raw = folder / "MNIST" / "raw"
    raw.mkdir(parents=True)
    digits = data_of("digits", None, 60)
    for name, split in {"train": digits.train, "t10k": digits.validation}.items():
        write_idx(raw / f"{name}-images-idx3-ubyte", split.images[:400])
        write_idx(raw / f"{name}-labels-idx1-ubyte", split.labels[:400])
    return folder


@pytest.fixture(scope="session")
def larger_sets(small_mnist):
    """The larger data sets in the same folder, a few hundred images each, and what they are."""
    return {name: write(name, small_mnist, each=45, packed=False) for name in MODULES}


@cache
def data_of(dataset: str, train_size: int | None, validation_size: int, folder=None) -> DigitData:
    return load_digits(
        dataset,
        folder=folder,
        train_size=train_size,
        validation_size=validation_size,
        download=False,
    )


@pytest.fixture
def losses_of_program(monkeypatch, tmp_path):
    """Run a program here; give the losses of its batches, and of its evaluations."""

    def run(program: str, *arguments: str) -> tuple[list[float], list[float]]:
        path = tmp_path / "program.py"
        path.write_text(program, "utf-8")
        batches, evaluations = [], []
        cross_entropy = functional.cross_entropy

        def noted(logits: Tensor, labels: Tensor) -> Tensor:
            loss = cross_entropy(logits, labels)
            (evaluations if torch.is_inference_mode_enabled() else batches).append(loss.item())
            return loss

        with monkeypatch.context() as patch, torch.random.fork_rng(devices=[]):
            patch.setattr(functional, "cross_entropy", noted)
            patch.setattr(sys, "argv", ["program.py", *arguments])
            runpy.run_path(str(path))
        return batches, evaluations

    return run


@pytest.fixture
def assert_same_run(losses_of_program, small_mnist, larger_sets, monkeypatch):
    """Train with the house's trainer and with the program, and compare."""

    def compare(config: TrainConfig, folder: Path = small_mnist) -> None:
        if folder is small_mnist:
            monkeypatch.setattr(mnist, "MNIST", like_mnist(small_mnist / MNIST.folder))
        if config.dataset in larger_sets:
            use(config.dataset, larger_sets[config.dataset], monkeypatch)
        data = data_of(config.dataset, config.train_size, config.validation_size, folder)
        events = events_of(data, config)
        batches, evaluations = losses_of_program(standalone_script(config), str(folder))
        validation = [epoch.validation_loss for epoch in epochs_of(events)]
        assert len(batches) == len(losses_of(events)) > 0
        assert len(evaluations) == len(validation) + 1  # the last is that of the test images
        # On this machine the batches' losses are equal bit for bit; others may round otherwise.
        np.testing.assert_allclose(batches, losses_of(events), rtol=1e-5)
        np.testing.assert_allclose(evaluations[:-1], validation, rtol=1e-5)

    return compare
