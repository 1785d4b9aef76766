"""The data sets by name, and the one function that loads any of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from core.data import mnist, scikit_learn_digits
from core.data.digits import DigitData, DigitSplit, Standardization
from core.data.splits import split_off_validation
from core.errors import ConfigError

DEFAULT_VALIDATION_SIZE = 5_000
SPLIT_SEED = 0


@dataclass(frozen=True, slots=True)
class DatasetSpec:
    """A data set that can be chosen.

    Attributes
    ----------
    title : str
        Its name in menus.
    idea : str
        What it is, in a sentence.
    read : callable
        (part, folder) -> DigitSplit, where part is "training" or "test".
    """

    title: str
    idea: str
    read: Callable[[str, Path | str | None], DigitSplit]


DATASETS: dict[str, DatasetSpec] = {
    "mnist": DatasetSpec(
        title="MNIST",
        idea="60,000 training and 10,000 test images by about 500 writers.",
        read=mnist.read_mnist,
    ),
    "digits": DatasetSpec(
        title="scikit-learn's digits",
        idea="1,797 small images (8 x 8, enlarged), part of scikit-learn: no download.",
        read=lambda part, folder: scikit_learn_digits.read_embedded(part),
    ),
}


def load_digits(
    dataset: str = "mnist",
    *,
    folder: Path | str | None = None,
    train_size: int | None = None,
    validation_size: int = DEFAULT_VALIDATION_SIZE,
    seed: int = SPLIT_SEED,
    download: bool = True,
) -> DigitData:
    """Load a data set and split it into training, validation and test.

    Parameters
    ----------
    dataset : str
        A key of `DATASETS`.
    folder : Path, str or None
        Where MNIST lies or shall lie, as in :func:`core.data.mnist.mnist_folder`.
    train_size : int or None
        At most so many training images; None takes all.
    validation_size : int
        So many validation images, at most a fifth of what can be learned from.
    seed : int
        Which images become validation images.
    download : bool
        Whether missing MNIST files are downloaded.

    Returns
    -------
    DigitData
        Three splits without a common image, and the standardization of the first.

    Raises
    ------
    ConfigError
        If the name or a size is impossible.
    DataMissingError, DownloadError
        If MNIST is not there, or cannot be downloaded.
    DataFileError
        If a file is truncated, corrupt or something else.
    """
    if dataset not in DATASETS:
        raise ConfigError("dataset", dataset, f"one of {', '.join(DATASETS)}")
    source = "part of scikit-learn"
    if dataset == "mnist":
        source = str(mnist.mnist_folder(folder))
        if download and not mnist.has_mnist(folder):
            mnist.download_mnist(folder)
    read = DATASETS[dataset].read
    train, validation = split_off_validation(
        read("training", folder),
        train_size=train_size,
        validation_size=validation_size,
        seed=seed,
    )
    return DigitData(
        train=train,
        validation=validation,
        test=read("test", folder),
        standardization=Standardization.of(train.images),
        name=dataset,
        source=source,
    )
