"""MNIST (Y. LeCun, C. Cortes, C. Burges): 60,000 training and 10,000 test images.

Addresses and checksums are torchvision's; the reading is our own (see :mod:`core.data.idx`).
Importing torchvision for them would take a second and 160 MB of every server's memory.
"""

from __future__ import annotations

from pathlib import Path

from core.data.dataset import DataFile, DatasetSpec, Part
from core.data.digits import CLASSES, DigitSplit
from core.data.files import checked_file
from core.data.idx import read_idx_split

FILES = {"training": "train", "test": "t10k"}
PROGRAM = """\
# Data: MNIST, downloaded if it is not in the folder that the command line names
folder = sys.argv[1] if len(sys.argv) > 1 else "data"
parts = [MNIST(folder, train=part, download=True) for part in (True, False)]
images, labels = torch.cat([p.data for p in parts]), torch.cat([p.targets for p in parts])
pool, test = np.split(np.arange(len(labels)), [len(parts[0])])
"""


def read_mnist(part: Part, folder: Path) -> DigitSplit:
    """Read MNIST's training or test images with their labels, in the order of the files.

    Raises
    ------
    DataMissingError
        If a file is not there.
    DataFileError
        If a file is truncated, corrupt or something else.
    """
    images, labels = (
        checked_file(MNIST, f"{FILES[part]}-{kind}-ubyte.gz", folder)
        for kind in ("images-idx3", "labels-idx1")
    )
    return read_idx_split(images, labels)


MNIST = DatasetSpec(
    title="MNIST",
    idea="60,000 training and 10,000 test images by about 500 writers.",
    class_names=tuple(str(digit) for digit in range(CLASSES)),
    training_images=60_000,
    read=read_mnist,
    program=PROGRAM,
    folder="MNIST/raw",
    files=(
        DataFile("train-images-idx3-ubyte.gz", "f68b3c2dcbeaaa9fbdd348bbdeb94873", 9_912_422),
        DataFile("train-labels-idx1-ubyte.gz", "d53e105ee54ea40749a09fcbcd1e9432", 28_881),
        DataFile("t10k-images-idx3-ubyte.gz", "9fb629c4189551a2d022fa330f9573f3", 1_648_877),
        DataFile("t10k-labels-idx1-ubyte.gz", "ec29112dd5afa0611ce80d1b7f02629c", 4_542),
    ),
    mirrors=(
        "https://ossci-datasets.s3.amazonaws.com/mnist/",
        "http://yann.lecun.com/exdb/mnist/",
    ),
    header_file="train-images-idx3-ubyte.gz",
)
