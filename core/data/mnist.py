"""MNIST (Y. LeCun, C. Cortes, C. Burges): 60,000 training and 10,000 test images.

Addresses and checksums are torchvision's; the reading is our own (see :mod:`core.data.idx`).
Importing torchvision for them would take a second and 160 MB of every server's memory.
"""

from __future__ import annotations

from pathlib import Path

from core.data.dataset import DatasetSpec, Part
from core.data.digits import DigitSplit
from core.data.mnist_format import four_files, program_of, read_in_mnist_format


def read_mnist(part: Part, folder: Path) -> DigitSplit:
    """Read MNIST's training or test images with their labels, in the order of the files.

    Raises
    ------
    DataMissingError
        If a file is not there.
    DataFileError
        If a file is truncated, corrupt or something else; the message says what.
    """
    return read_in_mnist_format(MNIST, part, folder)


MNIST = DatasetSpec(
    title="MNIST",
    idea="60,000 training and 10,000 test images by about 500 writers.",
    source="Y. LeCun, C. Cortes, C. Burges: The MNIST database of handwritten digits (1998)",
    license="CC BY-SA 3.0",
    training_images=60_000,
    read=read_mnist,
    program=program_of("MNIST", "MNIST"),
    folder="MNIST/raw",
    other_folders=("MNIST", "raw", ""),
    files=four_files(
        ("f68b3c2dcbeaaa9fbdd348bbdeb94873", 9_912_422, "6bbc9ace898e44ae57da46a324031adb"),
        ("d53e105ee54ea40749a09fcbcd1e9432", 28_881, "a25bea736e30d166cdddb491f175f624"),
        ("9fb629c4189551a2d022fa330f9573f3", 1_648_877, "2646ac647ad5339dbf082846283269ea"),
        ("ec29112dd5afa0611ce80d1b7f02629c", 4_542, "27ae3e4e09519cfbb04c329615203637"),
    ),
    mirrors=(
        "https://ossci-datasets.s3.amazonaws.com/mnist/",
        # torchvision's second one, http://yann.lecun.com/exdb/mnist/, has not answered for years.
        "https://storage.googleapis.com/cvdf-datasets/mnist/",
    ),
    header_file="train-images-idx3-ubyte.gz",
)
