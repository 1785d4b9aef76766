"""What all visitors of one server share: data sets, the engine, the download."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st

from core.data import DATASETS, DEFAULT_DATASET, DigitData, Standardization, load_digits
from core.data.download import DatasetDownload
from core.data.files import checked_file
from core.data.idx import HeaderField, encode_idx, explain_header, read_bytes
from core.data.statistics import (
    Measures,
    class_counts,
    mean_images,
    measure_images,
    pixel_histogram,
)
from core.engine import TrainingQueue
from core.runs import RunStore
from dashboard.markup.digit_grid import to_data_url


@st.cache_resource(show_spinner=False)
def shared_queue() -> TrainingQueue:
    """Hand out the places in which jobs train."""
    return TrainingQueue()


@st.cache_resource(show_spinner=False)
def shared_store() -> RunStore:
    """Find the runs on disk."""
    return RunStore()


@st.cache_resource(show_spinner=False)
def dataset_download() -> DatasetDownload:
    """Look for the usual data set once; fetch it in the background when it is not there.

    With the environment variable ``DIGIT_LAB_OFFLINE`` set it is not fetched by itself.
    """
    download = DatasetDownload(DATASETS[DEFAULT_DATASET])
    if download.state == "missing" and not os.environ.get("DIGIT_LAB_OFFLINE"):
        download.start()
    return download


# Each entry holds the images once (55 MB for MNIST), read-only, for everybody.
@st.cache_resource(show_spinner="Loading the images", max_entries=3)
def shared_digits(dataset: str, train_size: int | None, validation_size: int) -> DigitData:
    """Load a data set once for all visitors.

    Which images validate is the same for every run, so that runs compare fairly.
    """
    return load_digits(
        dataset, train_size=train_size, validation_size=validation_size, download=False
    )


@dataclass(frozen=True, slots=True)
class DataPortrait:
    """What the Data page says of all images: a second of work, the same for everybody.

    Attributes
    ----------
    counts : dict
        For each split's name an int64 array of shape (10,): images of each digit.
    means : uint8 array of shape (10, 28, 28)
        The mean image of each digit of the training images.
    histogram : int64 array of shape (16,)
        Training pixels by brightness.
    file : str
        Where the training images are, or would be, as an IDX file.
    header : list of HeaderField
        How that file begins.
    file_bytes : int
        How long it is, unpacked.
    """

    counts: dict[str, np.ndarray]
    means: np.ndarray
    histogram: np.ndarray
    file: str
    header: list[HeaderField]
    file_bytes: int


@st.cache_resource(show_spinner="Looking at all images", max_entries=3)
def shared_portrait(dataset: str, validation_size: int) -> DataPortrait:
    """Describe a data set once for all visitors."""
    data = shared_digits(dataset, None, validation_size)
    spec = DATASETS[dataset]
    if spec.header_file:
        path = checked_file(spec, spec.header_file)
        file, content = str(path), read_bytes(path)
    else:
        file, content = "", encode_idx(data.train.images)
    splits = {"training": data.train, "validation": data.validation, "test": data.test}
    return DataPortrait(
        counts={name: class_counts(split) for name, split in splits.items()},
        means=mean_images(data.train),
        histogram=pixel_histogram(data.train.images),
        file=file,
        header=explain_header(content),
        file_bytes=len(content),
    )


@st.cache_resource(show_spinner="Measuring the training images", max_entries=6)
def shared_measures(dataset: str, train_size: int | None, validation_size: int) -> Measures:
    """Measure ink, size and center of training images once for all visitors."""
    return measure_images(shared_digits(dataset, train_size, validation_size).train.images)


@st.cache_resource(show_spinner=False, max_entries=100)
def shared_results(
    fingerprint: str,
    standardization: Standardization,
    dataset: str,
    train_size: int,
    validation_size: int,
) -> dict[Any, Any]:
    """Keep what was measured of a network: the same weights and images, the same results.

    In a class many train the same recipe with the same seed; only the first one waits.
    """
    return {}


# Half a kilobyte an image, for figures that show them on hover.
@st.cache_resource(show_spinner=False, max_entries=3)
def shared_pictures(
    dataset: str, train_size: int | None, validation_size: int, count: int
) -> list[str]:
    """Pack the first validation images into addresses, once for all visitors."""
    validation = shared_digits(dataset, train_size, validation_size).validation
    return [to_data_url(image[None]) for image in validation.images[:count]]
