"""What MNIST and the sets made in its likeness share: four IDX files of the same four names."""

from __future__ import annotations

from pathlib import Path

from core.data.dataset import DataFile, DatasetSpec, Part
from core.data.digits import DigitSplit
from core.data.files import checked_content
from core.data.idx import idx_split

FILES = {"training": "train", "test": "t10k"}
PROGRAM = """\
# Data: {title}, downloaded if it is not in this folder
folder = sys.argv[1] if len(sys.argv) > 1 else "data"
parts = [{reader}(folder, train=part, download=True) for part in (True, False)]
images, labels = torch.cat([p.data for p in parts]), torch.cat([p.targets for p in parts])
pool, test = np.split(np.arange(len(labels)), [len(parts[0])])
"""


def four_files(*packed: tuple[str, int] | tuple[str, int, str]) -> tuple[DataFile, ...]:
    """Describe the files of such a set.

    Parameters
    ----------
    packed : tuple of (md5, size) or (md5, size, content_md5)
        As for :class:`core.data.dataset.DataFile`: of the training images, the training labels, the
        test images, the test labels.
    """
    names = [
        (f"{FILES[part]}-{kind}-ubyte.gz", shape)
        for part, images in (("training", 60_000), ("test", 10_000))
        for kind, shape in (("images-idx3", (images, 28, 28)), ("labels-idx1", (images,)))
    ]
    return tuple(
        DataFile(name, md5, size, "".join(content_md5), shape)
        for (name, shape), (md5, size, *content_md5) in zip(names, packed, strict=True)
    )


def program_of(title: str, reader: str) -> str:
    """Write the lines of a program that read a data set with torchvision's class of that name."""
    return PROGRAM.format(title=title, reader=reader)


def read_in_mnist_format(spec: DatasetSpec, part: Part, folder: Path) -> DigitSplit:
    """Read the training or test images with their labels, in the order of the files.

    Raises
    ------
    DataMissingError
        If a file is not there.
    DataFileError
        If a file is truncated, corrupt or something else; the message says what.
    """
    images, labels = (
        checked_content(spec, f"{FILES[part]}-{kind}-ubyte.gz", folder)
        for kind in ("images-idx3", "labels-idx1")
    )
    return idx_split(images, labels, classes=spec.classes)
