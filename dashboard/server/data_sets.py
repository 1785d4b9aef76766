"""Which images a configuration names, and which are there."""

from __future__ import annotations

from core.config import TrainConfig
from core.data import DATASETS, DigitData
from core.recipes import fit_to_dataset
from dashboard.server.resources import mnist_download, shared_digits


def usable_dataset(wanted: str) -> str:
    """Take the wanted data set if it is on this machine, else the one that always is."""
    return "digits" if wanted == "mnist" and mnist_download().state != "ready" else wanted


def usable_config(config: TrainConfig) -> TrainConfig:
    """Fit a configuration to the data set that is really there."""
    return fit_to_dataset(config, usable_dataset(config.dataset))


def data_for(config: TrainConfig) -> DigitData:
    """Load the images that a configuration names."""
    return shared_digits(config.dataset, config.train_size, config.validation_size)


def dataset_title(name: str) -> str:
    """Name a data set for people."""
    return DATASETS[name].title
