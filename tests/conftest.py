"""Data that many tests share: small digits always, MNIST where it is."""

import gc
import os
from pathlib import Path

import pytest

from core.data import DigitData, has_mnist, load_digits


def pytest_collection_finish() -> None:
    """What is loaded by now stays, so nobody looks at it for garbage again and again."""
    gc.collect()
    gc.freeze()


def pytest_sessionfinish() -> None:
    """Let Python clear up at its end; compiled libraries complain about what is left then."""
    gc.unfreeze()


@pytest.fixture(scope="session")
def tiny_digits() -> DigitData:
    """200 training, 100 validation and 360 test images that come with scikit-learn."""
    return load_digits("digits", train_size=200, validation_size=100)


@pytest.fixture(scope="session")
def mnist_folder() -> Path:
    """The data folder with the official files; only to be read."""
    folder = os.environ.get("DIGIT_LAB_DATA")
    if not folder:
        pytest.skip("needs MNIST: set DIGIT_LAB_DATA to a folder that holds MNIST/raw")
    if not has_mnist(folder):
        pytest.skip(f"needs MNIST: DIGIT_LAB_DATA is {folder}, which holds no MNIST files")
    return Path(folder)


@pytest.fixture(scope="session")
def mnist(mnist_folder: Path) -> DigitData:
    """All of MNIST, 5,000 of its training images kept for validation."""
    return load_digits("mnist", folder=mnist_folder, download=False)
