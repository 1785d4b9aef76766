"""MNIST: its four files, where they lie, and how they get there.

Y. LeCun, C. Cortes, C. Burges: 60,000 training and 10,000 test images. Addresses and
checksums are torchvision's; the reading is our own (see :mod:`core.data.idx`). Importing
torchvision for them would take a second and 160 MB of every server's memory.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from http.client import HTTPException
from pathlib import Path
from urllib.error import URLError

import numpy as np

from core.data.digits import CLASSES, IMAGE_SIZE, DigitSplit
from core.data.fetch import fetch, md5_of
from core.data.idx import read_idx
from core.errors import DataFileError, DataMissingError, DownloadError

FILES = {"training": "train", "test": "t10k"}
MIRRORS = (
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "http://yann.lecun.com/exdb/mnist/",
)
# MD5 of the packed files.
CHECKSUMS = {
    "train-images-idx3-ubyte.gz": "f68b3c2dcbeaaa9fbdd348bbdeb94873",
    "train-labels-idx1-ubyte.gz": "d53e105ee54ea40749a09fcbcd1e9432",
    "t10k-images-idx3-ubyte.gz": "9fb629c4189551a2d022fa330f9573f3",
    "t10k-labels-idx1-ubyte.gz": "ec29112dd5afa0611ce80d1b7f02629c",
}
# Sizes of the four official files; together they are what a download brings.
DOWNLOAD_BYTES = 9_912_422 + 28_881 + 1_648_877 + 4_542


def mnist_folder(folder: Path | str | None = None) -> Path:
    """Tell where the MNIST files belong.

    Parameters
    ----------
    folder : Path, str or None
        A data folder laid out as torchvision does; None takes the environment
        variable ``DIGIT_LAB_DATA``, or ``data`` in the current folder.

    Returns
    -------
    Path
        The folder that holds, or shall hold, the four files.
    """
    root = folder or os.environ.get("DIGIT_LAB_DATA") or "data"
    return Path(root).expanduser() / "MNIST" / "raw"


def _find(folder: Path, name: str) -> Path | None:
    """Find a file unpacked or as it is downloaded."""
    return next((p for p in (folder / name, folder / f"{name}.gz") if p.is_file()), None)


def has_mnist(folder: Path | str | None = None) -> bool:
    """Tell whether all four files are on this machine.

    Parameters
    ----------
    folder : Path, str or None
        The data folder, as in :func:`mnist_folder`.

    Returns
    -------
    bool
        True when each is there, packed or unpacked.
    """
    where = mnist_folder(folder)
    return all(_find(where, name.removesuffix(".gz")) for name in CHECKSUMS)


def mnist_file(part: str, kind: str, folder: Path | str | None = None) -> Path:
    """Find one of the four files and check that it is whole.

    Parameters
    ----------
    part : {"training", "test"}
        Which images.
    kind : {"images-idx3-ubyte", "labels-idx1-ubyte"}
        The images or their labels.
    folder : Path, str or None
        The data folder, as in :func:`mnist_folder`.

    Returns
    -------
    Path
        The file, gzipped when its name ends in ``.gz``.

    Raises
    ------
    DataMissingError
        If it is not there.
    DataFileError
        If it is gzipped and not the official file.
    """
    where = mnist_folder(folder)
    name = f"{FILES[part]}-{kind}"
    path = _find(where, name)
    if path is None:
        raise DataMissingError(
            f"{where / name} is not on this machine. Download MNIST on the Data page, or set "
            "the environment variable DIGIT_LAB_DATA to a folder that holds MNIST/raw."
        )
    if path.suffix == ".gz" and md5_of(path) != CHECKSUMS[path.name]:
        raise DataFileError(path, "its MD5 checksum differs", CHECKSUMS[path.name])
    return path


def read_mnist(part: str, folder: Path | str | None = None) -> DigitSplit:
    """Read MNIST's training or test images with their labels.

    Parameters
    ----------
    part : {"training", "test"}
        Which images.
    folder : Path, str or None
        The data folder, as in :func:`mnist_folder`.

    Returns
    -------
    DigitSplit
        The images in the order of the file.

    Raises
    ------
    DataMissingError
        If a file is not there.
    DataFileError
        If a file is truncated, corrupt or something else.
    """
    image_path = mnist_file(part, "images-idx3-ubyte", folder)
    label_path = mnist_file(part, "labels-idx1-ubyte", folder)
    images = read_idx(image_path, dimensions=3)
    labels = read_idx(label_path, dimensions=1)
    if images.shape[1:] != (IMAGE_SIZE, IMAGE_SIZE):
        found = f"its images are {images.shape[1]} x {images.shape[2]}"
        raise DataFileError(image_path, found, "28 x 28")
    if len(labels) != len(images):
        found = f"it has {len(labels):,} labels"
        raise DataFileError(label_path, found, f"one for each of {len(images):,} images")
    if len(labels) and labels.max() >= CLASSES:
        raise DataFileError(label_path, f"it has a label {labels.max()}", "0 to 9")
    return DigitSplit(images, labels.astype(np.int64))


def download_mnist(
    folder: Path | str | None = None, *, cancelled: Callable[[], bool] = lambda: False
) -> None:
    """Download the files that are missing, and check them.

    A file is downloaded under a temporary folder and moved when its checksum is
    right, so an interrupted download never looks like a finished one.

    Parameters
    ----------
    folder : Path, str or None
        The data folder, as in :func:`mnist_folder`.
    cancelled : callable
        Asked again and again; True ends the download. Whole files stay.

    Raises
    ------
    DownloadCancelledError
        If `cancelled` said so.
    DownloadError
        If no mirror delivers a whole file, or it cannot be written.
    """
    where = mnist_folder(folder)
    partial = where / "partial"
    for name, checksum in CHECKSUMS.items():
        if _find(where, name.removesuffix(".gz")):
            continue
        reasons = []
        for mirror in MIRRORS:
            try:
                fetch(mirror + name, partial, name, checksum, cancelled)
                (partial / name).replace(where / name)
                break
            except (URLError, HTTPException, OSError, RuntimeError) as error:
                reasons.append(f"{mirror}: {error}")
        else:
            raise DownloadError(
                f"{name} could not be downloaded ({'; '.join(reasons)}). Check the network, or "
                f"copy the four MNIST files into {where} by hand."
            )
    if partial.is_dir() and not any(partial.iterdir()):
        partial.rmdir()


def downloaded_bytes(folder: Path | str | None = None) -> int:
    """Tell how far a download has come.

    Parameters
    ----------
    folder : Path, str or None
        The data folder, as in :func:`mnist_folder`.

    Returns
    -------
    int
        Bytes of the four packed files that are on the disk, of `DOWNLOAD_BYTES`.
    """
    where = mnist_folder(folder)
    candidates = [place / name for name in CHECKSUMS for place in (where, where / "partial")]
    return sum(path.stat().st_size for path in candidates if path.is_file())
