"""What all visitors of one server share: the queue, the runs on disk, images, results."""

from __future__ import annotations

import sys
from collections.abc import Callable, Hashable
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime.scriptrunner import get_script_run_ctx

from core.data import DEFAULT_DATASET, DigitData, dataset_spec, load_digits
from core.data.dataset import DataFile, DatasetSpec
from core.data.download import DatasetDownload
from core.engine import TrainingQueue
from core.environment import switch_from
from core.machine import device
from core.runs import RunStore
from dashboard.server.results import ResultStore
from dashboard.server.shared import shared

Result = TypeVar("Result")

# MNIST takes 55 MB, once for everybody; another number of training images takes as much again.
# EMNIST's digits, the largest set, take 220 MB.
MAX_IMAGE_BYTES = 250_000_000
# Points and answers, not features: an evaluation of 5,000 images takes a quarter of a megabyte.
MAX_RESULT_BYTES = 64_000_000
# How long a thread may keep Python's lock from the others. A page sends some sixty messages and
# waits for the lock after each; with the usual 5 ms a training may hold it that long each time.
SWITCH_SECONDS = 0.0005


@shared
def shared_queue() -> TrainingQueue:
    """Return the one queue in which works wait for their turn."""
    sys.setswitchinterval(SWITCH_SECONDS)
    return TrainingQueue()


@shared
def shared_store() -> RunStore:
    """Return the runs on disk."""
    return RunStore()


@shared
def unusable_card() -> str:
    """Say why the graphics card is not used; nothing where it is, or there is none."""
    return device.unusable_card()


@shared
def shared_results() -> ResultStore:
    """Return what was computed of networks and data sets.

    In a class many train the same recipe with the same seed; only the first one waits.
    """
    return ResultStore(MAX_RESULT_BYTES)


def computed_once(key: Hashable, compute: Callable[[], Result]) -> Result:
    """Compute something, unless it is there; who waits for another visitor's result is told.

    Telling is also where a click on another page ends the wait.
    """
    place: DeltaGenerator | None = None

    def say() -> None:
        nonlocal place
        if get_script_run_ctx(suppress_warning=True) is None:
            return  # What is read ahead has no page.
        place = place or st.empty()
        place.caption("Another visitor is computing the same. It will be here in a moment.")

    result = shared_results().once(key, compute, on_wait=say)
    if place is not None:
        place.empty()
    return result


@shared
def _shared_images() -> ResultStore:
    return ResultStore(MAX_IMAGE_BYTES)


@shared
def _downloads() -> dict[tuple[DataFile, ...], DatasetDownload]:
    """Keep one download for all data sets that come as the same files."""
    return {}


def forget_data_set(is_meant: Callable[[str], bool]) -> None:
    """Forget the images of data sets with some names, and all that was computed of them."""

    def mentions(key: Hashable) -> bool:
        if isinstance(key, tuple):
            return any(map(mentions, key))
        return isinstance(key, str) and is_meant(key)

    for results in (_shared_images(), shared_results()):
        results.forget(mentions)


@shared
def _usual_download() -> DatasetDownload:
    download = _download_of(dataset_spec(DEFAULT_DATASET))
    if download.state == "missing" and not switch_from("DIGIT_LAB_OFFLINE"):
        download.start()
    return download


def _download_of(spec: DatasetSpec) -> DatasetDownload:
    # What lies unpacked in an archive's place may be another set of the same one.
    archive = replace(spec, title=spec.archive_title or spec.title, members=())
    return _downloads().setdefault(spec.files, DatasetDownload(archive))


def dataset_download(name: str = DEFAULT_DATASET) -> DatasetDownload:
    """Look for a data set; the usual one is fetched in the background when it is not there.

    With the environment variable ``DIGIT_LAB_OFFLINE`` set it is not fetched by itself, and the
    others never are: somebody asks for them.
    """
    usual = _usual_download()
    spec = dataset_spec(name)
    return usual if spec.files == usual.spec.files else _download_of(spec)


def running_downloads() -> list[DatasetDownload]:
    """List what is being downloaded now, the usual data set first."""
    known = [_usual_download(), *_downloads().copy().values()]
    return [one for one in dict.fromkeys(known) if one.state == "downloading"]


def shared_digits(
    dataset: str,
    train_size: int | None,
    validation_size: int,
    own_folder: Path | None = None,
) -> DigitData:
    """Load a data set once for all visitors; its arrays are read-only.

    Which images validate is the same for every run, so that runs compare fairly. An own set is
    loaded once for its workspace, whose folder is to be given: nobody gets another one's.
    """

    def load() -> DigitData:
        words = "Loading the images"
        if dataset_spec(dataset).writers_known:
            words += "; pen strokes are drawn first, once on this machine, in up to a minute"
        # What is loaded in the background has no page.
        on_page = get_script_run_ctx(suppress_warning=True) is not None
        with st.spinner(words, show_time=False) if on_page else nullcontext():
            return load_digits(
                dataset,
                own_folder=own_folder,
                train_size=train_size,
                validation_size=validation_size,
                download=False,
            )

    return _shared_images().once((dataset, train_size, validation_size, own_folder), load)
