"""Which images a configuration names, which are there, and what they look like together."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import streamlit as st

from core.config import TrainConfig
from core.data import DigitData, dataset_spec, usable_dataset
from core.data.files import checked_content
from core.data.idx import HeaderField, encode_idx, explain_header
from core.data.statistics import (
    Measures,
    class_counts,
    mean_images,
    measure_images,
    pixel_histogram,
)
from core.recipes import RECIPES, fit_to_dataset
from dashboard.markup.pictures import sprite_url
from dashboard.server.resources import computed_once, shared_digits


def usable_config(config: TrainConfig) -> TrainConfig:
    """Fit a configuration to the data set that is really there."""
    return fit_to_dataset(config, usable_dataset(config.dataset))


def data_for(config: TrainConfig, own_folder: Path | None = None) -> DigitData:
    """Load the images that a configuration names; an own set from the folder of its workspace."""
    return shared_digits(config.dataset, config.train_size, config.validation_size, own_folder)


def quick_data() -> DigitData:
    """Load the images that the quick recipe learns from."""
    return data_for(usable_config(RECIPES["quick"].config))


def dataset_title(name: str) -> str:
    """Name a data set for people."""
    return dataset_spec(name).title


@dataclass(frozen=True, slots=True)
class DataPortrait:
    """What the Data page says of all images: a second of work, the same for everybody.

    Attributes
    ----------
    counts : dict
        For each split's name an int64 array of shape (classes,): images of each class.
    means : uint8 array of shape (classes, 28, 28)
        The mean image of each class of the training images.
    histogram : int64 array of shape (16,)
        Training pixels by brightness.
    file : str
        Where the training images lie as an IDX file; empty where they do not.
    header : list of HeaderField
        How that file begins, or would begin.
    file_bytes : int
        How long it is, unpacked.
    """

    counts: dict[str, np.ndarray]
    means: np.ndarray
    histogram: np.ndarray
    file: str
    header: list[HeaderField]
    file_bytes: int


def portrait_of(dataset: str, validation_size: int, own_folder: Path | None = None) -> DataPortrait:
    """Describe a data set once for all visitors."""

    def describe() -> DataPortrait:
        with st.spinner("Looking at all images", show_time=False):
            return _describe(dataset, validation_size, own_folder)

    return computed_once(("portrait", dataset, validation_size, own_folder), describe)


def _describe(dataset: str, validation_size: int, own_folder: Path | None) -> DataPortrait:
    data = shared_digits(dataset, None, validation_size, own_folder)
    spec = dataset_spec(dataset)
    if spec.header_file:
        path, content = checked_content(spec, spec.header_file)
        file = str(path)
    else:
        file, content = "", encode_idx(data.train.images)
    splits = {"training": data.train, "validation": data.validation, "test": data.test}
    return DataPortrait(
        counts={name: class_counts(split, data.classes) for name, split in splits.items()},
        means=mean_images(data.train, classes=data.classes),
        histogram=pixel_histogram(data.train.images),
        file=file,
        header=explain_header(content),
        file_bytes=len(content),
    )


def measures_of(config: TrainConfig, own_folder: Path | None = None) -> Measures:
    """Measure ink, size and center of training images once for all visitors."""

    def measure() -> Measures:
        with st.spinner("Measuring the training images", show_time=False):
            return measure_images(data_for(config, own_folder).train.images)

    key = ("measures", config.dataset, config.train_size, config.validation_size, own_folder)
    return computed_once(key, measure)


def picture_urls(config: TrainConfig, count: int, own_folder: Path | None = None) -> list[str]:
    """Pack the first validation images into ``data:`` addresses, once for all visitors."""

    def pack() -> list[str]:
        images = data_for(config, own_folder).validation.images[:count]
        return [sprite_url(image[None]) for image in images]

    sizes = config.train_size, config.validation_size
    return computed_once(("pictures", config.dataset, *sizes, count, own_folder), pack)
