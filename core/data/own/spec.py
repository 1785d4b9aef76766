"""An own set as a data set like any other, told from its name alone.

``own-12-<hash>-circle,cross,star`` has twelve images to learn from, and three classes, whose names
stand there; the hash is that of the content. ``mnist+own-...`` is MNIST and a set of ten digits.
Whose it is does not stand there: its images are looked up in the workspace of whoever asks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path

import numpy as np

from core.data.dataset import DatasetSpec, Part
from core.data.digits import DIGIT_NAMES, DigitSplit
from core.data.files import data_folder
from core.data.mnist import MNIST
from core.data.own.own_set import HASH_DIGITS, OwnSet, checked_names
from core.data.own.parts import own_parts
from core.data.own.versions import load_version
from core.errors import OwnSetError

NAME = re.compile(
    rf"(?P<mixed>mnist\+)?own-(?P<pool>[1-9]\d{{0,5}})-(?P<hash>[0-9a-f]{{{HASH_DIGITS}}})-"
    r"(?P<names>.+)",
    re.ASCII,
)
MIXED = "mnist+"
# Of 62 names.
MAX_LENGTH = 3_000
# MNIST's recipes are made for epochs of 55,000 images.
EPOCHS_FACTOR, MIN_SMALL = 4, 2_000
READ = """\
# Data: your own set, in the file that Collect gives away
with np.load(sys.argv[1] if len(sys.argv) > 1 else "own-set.npz") as file:
    own, numbers = torch.from_numpy(file["images"]), torch.from_numpy(file["numbers"])
    is_test = file["is_test"]
"""
PROGRAM = f"""\
{READ}\
images, labels = own, numbers
pool, test = np.flatnonzero(~is_test), np.flatnonzero(is_test)
"""
MIXED_PROGRAM = f"""\
{READ}\
# With MNIST, downloaded if it is not in the folder data
parts = [MNIST("data", train=part, download=True) for part in (True, False)]
images = torch.cat([*(p.data for p in parts), own])
labels = torch.cat([*(p.targets for p in parts), numbers])
is_test = np.r_[np.repeat([False, True], [len(p) for p in parts]), is_test]
pool, test = np.flatnonzero(~is_test), np.flatnonzero(is_test)
"""


@dataclass(frozen=True, slots=True)
class OwnName:
    """What the name of an own set says.

    Attributes
    ----------
    version : str
        The hash of its content.
    pool : int
        How many images there are to learn from, before validation images are split off.
    class_names : tuple of str
        2 to 62.
    with_mnist : bool
        Whether MNIST is learned from too.
    """

    version: str
    pool: int
    class_names: tuple[str, ...]
    with_mnist: bool

    @classmethod
    def of(cls, name: str) -> OwnName | None:
        """Read a name; None for that of any other data set."""
        found = NAME.fullmatch(name) if len(name) <= MAX_LENGTH else None
        if found is None:
            return None
        names = tuple(_unquoted(part) for part in found["names"].split(","))
        try:
            if checked_names(names) != names:
                return None
        except OwnSetError:
            return None
        own = cls(found["hash"], int(found["pool"]), names, bool(found["mixed"]))
        return own if own.text == name and (names == DIGIT_NAMES or not own.with_mnist) else None

    @property
    def text(self) -> str:
        """Write the name."""
        names = ",".join(map(_quoted, self.class_names))
        return f"{MIXED if self.with_mnist else ''}own-{self.pool}-{self.version}-{names}"


def _quoted(name: str) -> str:
    return name.replace("%", "%25").replace(",", "%2C")


def _unquoted(name: str) -> str:
    return name.replace("%2C", ",").replace("%25", "%")


def dataset_name(own: OwnSet, *, with_mnist: bool = False) -> str:
    """Name a set as it is now, alone or with MNIST; raises OwnSetError if it is too small."""
    pool = len(own_parts(own).pool)
    return OwnName(own.version, pool, own.class_names, with_mnist).text


@lru_cache(maxsize=256)
def own_spec(name: str) -> DatasetSpec | None:
    """Describe the own set of a name; None for any other name. Nothing is read for it."""
    own = OwnName.of(name)
    if own is None:
        return None
    is_digits = own.class_names == DIGIT_NAMES
    if own.with_mnist:
        return DatasetSpec(
            title="MNIST and your own digits",
            idea=f"MNIST, and {own.pool:,} training images that were collected here.",
            training_images=MNIST.training_images + own.pool,
            read=partial(_read, own),
            program=MIXED_PROGRAM,
            folder=MNIST.folder,
            other_folders=MNIST.other_folders,
            files=MNIST.files,
            mirrors=MNIST.mirrors,
            is_own=True,
        )
    return DatasetSpec(
        title=f"Your own set of {len(own.class_names)} classes",
        idea=f"{own.pool:,} training images that were collected here.",
        class_names=own.class_names,
        noun="digit" if is_digits else "sign",
        training_images=own.pool,
        epochs_factor=EPOCHS_FACTOR if own.pool < MIN_SMALL else 1,
        read=partial(_read, own),
        program=PROGRAM,
        is_own=True,
    )


def _read(own: OwnName, part: Part, folder: Path) -> DigitSplit:
    """Read a part from the workspace whose folder this is; MNIST lies in the data folder."""
    parts = own_parts(load_version(folder, own.version))
    mine = parts.pool if part == "training" else parts.test
    # Validation images are chosen as in every other set.
    mine = DigitSplit(mine.images, mine.labels)
    if not own.with_mnist:
        return mine
    theirs = MNIST.read(part, data_folder())
    return DigitSplit(
        np.concatenate([theirs.images, mine.images]), np.concatenate([theirs.labels, mine.labels])
    )
