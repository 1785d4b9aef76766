"""Which images a configuration names, and which are there."""

from __future__ import annotations

from core.config import TrainConfig
from core.data import DATASETS, DigitData, usable_dataset
from core.recipes import fit_to_dataset
from dashboard.server.resources import shared_digits


def usable_config(config: TrainConfig) -> TrainConfig:
    """Fit a configuration to the data set that is really there."""
    return fit_to_dataset(config, usable_dataset(config.dataset))


def data_for(config: TrainConfig) -> DigitData:
    """Load the images that a configuration names."""
    return shared_digits(config.dataset, config.train_size, config.validation_size)


def dataset_title(name: str) -> str:
    """Name a data set for people."""
    return DATASETS[name].title
