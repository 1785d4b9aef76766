"""The images that a configuration names, an own set from this visitor's workspace and no other."""

from __future__ import annotations

from pathlib import Path

from core.config import TrainConfig
from core.data import DEFAULT_DATASET, DigitData, dataset_spec
from core.data.own import OwnName
from core.data.own.versions import version_file
from core.data.statistics import Measures
from core.recipes import fit_to_dataset
from dashboard.server import data_sets
from dashboard.server.data_sets import DataPortrait
from dashboard.server.resources import shared_store
from dashboard.visitor import session


def own_folder(dataset: str) -> Path | None:
    """Return where an own set is looked for; None for any other data set."""
    if not dataset_spec(dataset).is_own:
        return None
    return shared_store().home(session.visitor().workspace)


def usable_config(config: TrainConfig) -> TrainConfig:
    """Fit a configuration to the data set that is really there, and in this workspace.

    A link may name an own set of somebody else, or one that was deleted.
    """
    own, home = OwnName.of(config.dataset), own_folder(config.dataset)
    if own and home and not version_file(home, own.version).exists():
        return data_sets.usable_config(fit_to_dataset(config, DEFAULT_DATASET))
    return data_sets.usable_config(config)


def data_for(config: TrainConfig) -> DigitData:
    """Load the images that a configuration names."""
    return data_sets.data_for(config, own_folder(config.dataset))


def measures_of(config: TrainConfig) -> Measures:
    """Measure ink, size and center of training images."""
    return data_sets.measures_of(config, own_folder(config.dataset))


def picture_urls(config: TrainConfig, count: int) -> list[str]:
    """Pack the first validation images into ``data:`` addresses."""
    return data_sets.picture_urls(config, count, own_folder(config.dataset))


def portrait_of(config: TrainConfig) -> DataPortrait:
    """Describe all of the data set that a configuration takes its images from."""
    return data_sets.portrait_of(config.dataset, config.validation_size, own_folder(config.dataset))
