"""The data sets by name, and the one function that loads any of them."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from core.data.dataset import DatasetSpec
from core.data.digits import DigitData, Standardization
from core.data.emnist import EMNIST_DIGITS, EMNIST_LETTERS
from core.data.fashion_mnist import FASHION_MNIST
from core.data.files import data_folder, download_files, has_files
from core.data.kmnist import KMNIST
from core.data.mnist import MNIST
from core.data.own.spec import own_spec
from core.data.pen import MNIST_AND_PEN, PEN
from core.data.scikit_learn_digits import SCIKIT_LEARN_DIGITS
from core.data.splits import split_off_validation
from core.errors import ConfigError, DataMissingError

DEFAULT_DATASET = "mnist"
DEFAULT_VALIDATION_SIZE = 5_000
SPLIT_SEED = 0

# Where the first is not on this machine, the second takes its place.
DATASETS: dict[str, DatasetSpec] = {
    "mnist": MNIST,
    "pen": PEN,
    "mnist+pen": MNIST_AND_PEN,
    "digits": SCIKIT_LEARN_DIGITS,
    "fashion_mnist": FASHION_MNIST,
    "kmnist": KMNIST,
    "emnist_letters": EMNIST_LETTERS,
    "emnist_digits": EMNIST_DIGITS,
}


def is_dataset(name: object) -> bool:
    """Return whether a data set of this name can be looked up, whether or not it is here."""
    return isinstance(name, str) and (name in DATASETS or own_spec(name) is not None)


def dataset_spec(name: str) -> DatasetSpec:
    """Look a data set up by its name: the one way to do so.

    Raises
    ------
    ConfigError
        If there is none of that name.
    """
    if not is_dataset(name):
        raise ConfigError("dataset", name, f"one of {', '.join(DATASETS)}")
    return DATASETS.get(name) or cast(DatasetSpec, own_spec(name))


def usable_dataset(wanted: str, folder: Path | str | None = None) -> str:
    """Return the wanted data set if it is on this machine, else the first one that is."""
    order = [wanted, *DATASETS]
    return next(name for name in order if has_files(dataset_spec(name), folder))


def load_digits(
    dataset: str = DEFAULT_DATASET,
    *,
    folder: Path | str | None = None,
    own_folder: Path | None = None,
    train_size: int | None = None,
    validation_size: int = DEFAULT_VALIDATION_SIZE,
    seed: int = SPLIT_SEED,
    download: bool = True,
) -> DigitData:
    """Load a data set and split it into training, validation and test, without a common image.

    Parameters
    ----------
    folder : Path, str or None
        The data folder, as in :func:`core.data.files.data_folder`.
    own_folder : Path, optional
        Of an own set: the folder of the workspace that has it.
    train_size : int or None
        Maximum number of training images; None uses all.
    validation_size : int
        Number of validation images, at most a fifth of what can be learned from.
    seed : int
        Which images become validation images.
    download : bool
        Whether missing files are downloaded.

    Raises
    ------
    ConfigError
        If the name or a size is impossible.
    DataMissingError, DownloadError
        If a file is not there, or cannot be downloaded.
    DataFileError
        If a file is truncated, corrupt or something else.
    """
    spec = dataset_spec(dataset)
    if download and not has_files(spec, folder):
        download_files(spec, folder)
    root = data_folder(folder)
    if spec.is_own:
        if own_folder is None:
            raise DataMissingError(f"{spec.title} is in no workspace here.")
        root = own_folder
    train, validation = split_off_validation(
        spec.read("training", root),
        train_size=train_size,
        validation_size=validation_size,
        seed=seed,
        block=spec.validation_block,
        classes=spec.classes,
    )
    return DigitData(
        train=train,
        validation=validation,
        test=spec.read("test", root),
        standardization=Standardization.of(train.images),
        name=dataset,
        class_names=spec.class_names,
    )
