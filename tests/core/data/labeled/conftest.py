"""Images with labels, MNIST's where it is, else drawn by pen; and files by other programs."""

import os
from pathlib import Path

import numpy as np
import pytest

from core.data import DATASETS, has_files, load_digits
from core.limits import HOSTED


@pytest.fixture(autouse=True)
def own_computer(monkeypatch):
    monkeypatch.delenv(HOSTED, raising=False)


@pytest.fixture(scope="session")
def thousand(pen_folder) -> tuple[np.ndarray, np.ndarray]:
    """The first 1,000 images, uint8 of shape (1000, 28, 28), and labels."""
    folder = os.environ.get("DIGIT_LAB_DATA", "")
    if folder and has_files(DATASETS["mnist"], folder):
        split = DATASETS["mnist"].read("training", Path(folder))
    else:
        split = load_digits("pen", folder=pen_folder, download=False).train
    return split.images[:1000].copy(), split.labels[:1000].copy()


@pytest.fixture(scope="session")
def few(thousand) -> tuple[np.ndarray, np.ndarray]:
    """Forty of them, in which all ten digits occur."""
    images, labels = thousand
    rows = np.concatenate([np.flatnonzero(labels == digit)[:4] for digit in range(10)])
    return images[rows], labels[rows]
