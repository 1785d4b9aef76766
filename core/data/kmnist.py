"""Kuzushiji-MNIST (T. Clanuwat et al., 2018): old Japanese characters in MNIST's format.

Addresses and checksums of the packed files are torchvision's.
"""

from __future__ import annotations

from pathlib import Path

from core.data.dataset import DatasetSpec, Part
from core.data.digits import DigitSplit
from core.data.mnist_format import four_files, program_of, read_in_mnist_format

# One character of each row of hiragana, by its sound.
NAMES = ("o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo")


def read_kmnist(part: Part, folder: Path) -> DigitSplit:
    """Read training or test images; raises as :func:`core.data.mnist.read_mnist`."""
    return read_in_mnist_format(KMNIST, part, folder)


KMNIST = DatasetSpec(
    title="Kuzushiji-MNIST",
    idea="60,000 training and 10,000 test images of ten characters from Japanese books of 1600 to "
    "1900, each written in several ways.",
    class_names=NAMES,
    noun="character",
    source="T. Clanuwat et al.: Deep Learning for Classical Japanese Literature (2018); KMNIST "
    "dataset, created by CODH, adapted from the Kuzushiji Dataset (NIJL and others), "
    "doi:10.20676/00000341",
    license="CC BY-SA 4.0",
    training_images=60_000,
    read=read_kmnist,
    program=program_of("Kuzushiji-MNIST", "KMNIST"),
    folder="KMNIST/raw",
    # Its files have MNIST's names, so only folders that can be nobody else's.
    other_folders=("KMNIST", "kmnist"),
    files=four_files(
        ("bdb82020997e1d708af4cf47b453dcf7", 18_165_135),
        ("e144d726b3acfaa3e44228e80efcd344", 29_497),
        ("5c965bf0a639b31b8f53240b1b52f4d7", 3_041_136),
        ("7320c461ea6c1c855c0b718fb2a4b134", 5_120),
    ),
    mirrors=(
        "http://codh.rois.ac.jp/kmnist/dataset/kmnist/",
        "https://codh.rois.ac.jp/kmnist/dataset/kmnist/",
    ),
    header_file="train-images-idx3-ubyte.gz",
)
