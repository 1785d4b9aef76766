"""Loading digits: the data sets, their splits, and the doorway into a network."""

from core.data.augmentation import AUGMENTATIONS, Augmentation
from core.data.dataset import DatasetSpec
from core.data.digits import CLASSES, IMAGE_SIZE, DigitData, DigitSplit, Standardization
from core.data.files import data_folder, download_files, has_files
from core.data.labeled import LabeledImages, read_labeled_images
from core.data.pixels import to_model_input
from core.data.registry import DATASETS, DEFAULT_DATASET, load_digits, usable_dataset

__all__ = [
    "AUGMENTATIONS",
    "CLASSES",
    "DATASETS",
    "DEFAULT_DATASET",
    "IMAGE_SIZE",
    "Augmentation",
    "DatasetSpec",
    "DigitData",
    "DigitSplit",
    "LabeledImages",
    "Standardization",
    "data_folder",
    "download_files",
    "has_files",
    "load_digits",
    "read_labeled_images",
    "to_model_input",
    "usable_dataset",
]
