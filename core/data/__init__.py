"""Loading digits: the data sets, their splits, and the doorway into a network."""

from core.data.augmentation import AUGMENTATIONS, Augmentation
from core.data.dataset import DatasetSpec
from core.data.digits import (
    DIGIT_NAMES,
    DIGITS,
    IMAGE_SIZE,
    DigitData,
    DigitSplit,
    Standardization,
)
from core.data.files import data_folder, download_files, has_files
from core.data.labeled import LabeledImages, read_labeled_images
from core.data.pixels import to_model_input
from core.data.registry import (
    DATASETS,
    DEFAULT_DATASET,
    dataset_spec,
    is_dataset,
    load_digits,
    usable_dataset,
)

__all__ = [
    "AUGMENTATIONS",
    "DATASETS",
    "DEFAULT_DATASET",
    "DIGITS",
    "DIGIT_NAMES",
    "IMAGE_SIZE",
    "Augmentation",
    "DatasetSpec",
    "DigitData",
    "DigitSplit",
    "LabeledImages",
    "Standardization",
    "data_folder",
    "dataset_spec",
    "download_files",
    "has_files",
    "is_dataset",
    "load_digits",
    "read_labeled_images",
    "to_model_input",
    "usable_dataset",
]
