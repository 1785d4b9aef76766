"""EMNIST (G. Cohen, S. Afshar, J. Tapson, A. van Schaik, 2017): letters, and more digits.

NIST spreads six sets in one archive of 560 MB. It is kept as it is, and only the four files of the
set that is wanted are read from it, one at a time, so the disk holds nothing twice. Address and
checksum of the archive are torchvision's. The images lie on their side in it: they were written
column by column.
"""

from __future__ import annotations

import string
from dataclasses import replace
from pathlib import Path

import numpy as np

from core.data.dataset import DataFile, DatasetSpec, Part
from core.data.digits import DIGIT_NAMES, DigitSplit
from core.data.files import checked_content
from core.data.idx import idx_split
from core.data.labeled.emnist import upright
from core.data.labeled.sideways import LOOKED_AT, lie_on_their_side

FILES = {"training": "train", "test": "test"}
ARCHIVE = DataFile("gzip.zip", md5="58c8d27c78d21e728a6bc7b3cc06412e", size=561_753_746)
MIRRORS = (
    "https://biometrics.nist.gov/cs_links/EMNIST/",
    "https://www.itl.nist.gov/iaui/vip/cs_links/EMNIST/",
)
SOURCE = (
    "G. Cohen, S. Afshar, J. Tapson, A. van Schaik: EMNIST: an extension of MNIST to handwritten "
    "letters (2017), from NIST Special Database 19"
)
LICENSE = "none stated; who uses it is asked to cite the paper"
PROGRAM = """\
# Data: {title}, downloaded (560 MB) if it is not in this folder
folder = sys.argv[1] if len(sys.argv) > 1 else "data"
parts = [EMNIST(folder, split="{split}", train=part, download=True) for part in (True, False)]
images = torch.cat([p.data for p in parts]).transpose(1, 2).contiguous()  # they lie on their side
labels = torch.cat([p.targets for p in parts]){minus_first}
pool, test = np.split(np.arange(len(labels)), [len(parts[0])])
"""
# Letters that stand as a digit does: what shows that digits lie on their side shows it of them.
LIKE_DIGITS = {"O": 0, "I": 1, "Z": 2, "S": 5, "B": 8, "Q": 9}


def _members(split: str, training: int, test: int) -> tuple[DataFile, ...]:
    return tuple(
        DataFile(f"emnist-{split}-{part}-{kind}-ubyte.gz", shape=shape)
        for part, count in (("train", training), ("test", test))
        for kind, shape in (("images-idx3", (count, 28, 28)), ("labels-idx1", (count,)))
    )


def _read(spec: DatasetSpec, split: str, first: int, part: Part, folder: Path) -> DigitSplit:
    images, labels = (
        checked_content(spec, f"emnist-{split}-{FILES[part]}-{kind}-ubyte.gz", folder)
        for kind in ("images-idx3", "labels-idx1")
    )
    found = idx_split(images, labels, classes=spec.classes, first=first)
    turned, _ = upright(found.images)
    # A copy that somebody has mended already stays as it is.
    if lie_on_their_side(*_like_digits(DigitSplit(turned, found.labels), spec)):
        return found
    return DigitSplit(turned, found.labels)


def _like_digits(split: DigitSplit, spec: DatasetSpec) -> tuple[np.ndarray, np.ndarray]:
    """Take the images that look like digits, and say which digits: all of them, or some letters."""
    if spec.shows_digits:
        return split.images, split.labels
    digits = np.array([LIKE_DIGITS.get(name, -1) for name in spec.class_names])[split.labels]
    rows = np.flatnonzero(digits >= 0)[:LOOKED_AT]
    return split.images[rows], digits[rows]


def read_emnist_letters(part: Part, folder: Path) -> DigitSplit:
    """Read the letters, upright; raises as :func:`core.data.mnist.read_mnist`."""
    return _read(EMNIST_LETTERS, "letters", 1, part, folder)


def read_emnist_digits(part: Part, folder: Path) -> DigitSplit:
    """Read the digits, upright; raises as :func:`core.data.mnist.read_mnist`."""
    return _read(EMNIST_DIGITS, "digits", 0, part, folder)


EMNIST_LETTERS = DatasetSpec(
    title="EMNIST letters",
    idea="124,800 training and 20,800 test images of the letters A to Z; large and small ones are "
    "one class.",
    class_names=tuple(string.ascii_uppercase),
    noun="letter",
    source=SOURCE,
    license=LICENSE,
    training_images=124_800,
    read=read_emnist_letters,
    # Its labels are 1 to 26.
    program=PROGRAM.format(title="EMNIST letters", split="letters", minus_first=" - 1  # A is 0"),
    folder="EMNIST/raw",
    other_folders=("EMNIST/raw/gzip", "EMNIST", "EMNIST/gzip", "emnist", "gzip", ""),
    files=(ARCHIVE,),
    archive_title="EMNIST",
    members=_members("letters", 124_800, 20_800),
    mirrors=MIRRORS,
)
EMNIST_DIGITS = replace(
    EMNIST_LETTERS,
    title="EMNIST digits",
    idea="240,000 training and 40,000 test images of digits: four times as many as MNIST.",
    class_names=DIGIT_NAMES,
    noun="digit",
    training_images=240_000,
    read=read_emnist_digits,
    program=PROGRAM.format(title="EMNIST digits", split="digits", minus_first=""),
    members=_members("digits", 240_000, 40_000),
)
