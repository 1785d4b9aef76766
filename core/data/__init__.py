"""Loading digits: the data sets, their splits, and the doorway into a network."""

from core.data.augmentation import AUGMENTATIONS, Augmentation
from core.data.digits import CLASSES, IMAGE_SIZE, DigitData, DigitSplit, Standardization
from core.data.mnist import download_mnist, has_mnist
from core.data.pixels import to_model_input
from core.data.registry import DATASETS, DatasetSpec, load_digits

__all__ = [
    "AUGMENTATIONS",
    "CLASSES",
    "DATASETS",
    "IMAGE_SIZE",
    "Augmentation",
    "DatasetSpec",
    "DigitData",
    "DigitSplit",
    "Standardization",
    "download_mnist",
    "has_mnist",
    "load_digits",
    "to_model_input",
]
