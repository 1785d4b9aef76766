"""Files in the format of the larger data sets, made here: none of those is downloaded by a test."""

from __future__ import annotations

import gzip
import io
import zipfile
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from core.data import DATASETS, emnist, fashion_mnist, kmnist
from core.data.dataset import DataFile, DatasetSpec
from core.data.idx import encode_idx

# Where each is known under its own name.
MODULES = {
    "fashion_mnist": (fashion_mnist, "FASHION_MNIST"),
    "kmnist": (kmnist, "KMNIST"),
    "emnist_letters": (emnist, "EMNIST_LETTERS"),
    "emnist_digits": (emnist, "EMNIST_DIGITS"),
}
# What is drawn for a class that no single letter stands for.
SIGNS = {"fashion_mnist": "TUPDCSHNBA", "kmnist": "OKSTNHMYRW"}
MANY = "many"


def many_classes() -> DatasetSpec:
    """As many classes as there can be, digits and letters: no files, always there."""
    names = tuple("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")

    def read(part: str, folder: Path):
        return emnist.DigitSplit(*drawn("".join(names), 20, seed=int(part == "test")))

    return replace(
        DATASETS["digits"],
        title="Made-up characters",
        class_names=names,
        noun="character",
        training_images=20 * len(names),
        read=read,
        program="",
    )


@cache
def drawn(signs: str, each: int, seed: int = 0, stroke: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Draw printed signs, each so many times, a little turned and moved, in random order.

    Returns
    -------
    uint8 array of shape (n, 28, 28) and int64 array of shape (n,)
        Upright images, light on dark, and which sign each is.
    """
    random = np.random.default_rng(seed)
    images, labels = [], np.repeat(np.arange(len(signs)), each)
    for label in labels:
        picture = Image.new("L", (56, 56))
        place = 28 + random.integers(-3, 4, 2)
        font = ImageFont.load_default(int(random.integers(34, 44)))
        pen = ImageDraw.Draw(picture)
        pen.text(tuple(map(int, place)), signs[label], 255, font, anchor="mm", stroke_width=stroke)
        turned = picture.rotate(float(random.uniform(-12, 12)))
        images.append(np.asarray(turned.resize((28, 28), Image.Resampling.BOX)))
    order = random.permutation(len(labels))
    return np.stack(images)[order], labels[order]


def signs_of(name: str) -> str:
    """Return what is drawn for the classes of a data set, one character each."""
    return SIGNS.get(name) or "".join(DATASETS[name].class_names)


def drawn_for(name: str, each: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Draw what a data set has instead of its own images; bold where MNIST's ink would be."""
    return drawn(signs_of(name), each, seed, 4 if name in SIGNS else 1)


def make(
    name: str, folder: Path, monkeypatch: pytest.MonkeyPatch, *, each: int = 30, packed: bool = True
) -> DatasetSpec:
    """Write a data set's files into a data folder, and have them taken for the official ones."""
    made = write(name, folder, each=each, packed=packed)
    use(name, made, monkeypatch)
    return made


def use(name: str, made: DatasetSpec, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the specification of files that were made into the place of the official one."""
    module, constant = MODULES[name]
    monkeypatch.setattr(module, constant, made)
    monkeypatch.setitem(DATASETS, name, made)


def write(name: str, folder: Path, *, each: int = 30, packed: bool = True) -> DatasetSpec:
    """Write a data set's files into a data folder, and say what the set is then.

    Parameters
    ----------
    each : int
        Training images of each class; of test images there are a third as many.
    packed : bool
        Whether they lie as they are downloaded, or unpacked as torchvision leaves them.
    """
    spec = DATASETS[name]
    contents = _contents(name, each)
    where = folder / spec.folder
    where.mkdir(parents=True, exist_ok=True)
    if packed and spec.members:
        _add_to_archive(where / spec.files[0].name, contents)
    for file, content in {} if packed and spec.members else contents.items():
        if packed:
            (where / file).write_bytes(gzip.compress(content, 1, mtime=0))
        else:
            (where / file.removesuffix(".gz")).write_bytes(content)
    files, members = (
        tuple(_as_made(file, contents) for file in known) for known in (spec.files, spec.members)
    )
    training = len(signs_of(name)) * each
    return replace(spec, files=files, members=members, training_images=training)


def _contents(name: str, each: int) -> dict[str, bytes]:
    """Return what the official names have in them, unpacked: turned and counted as there."""
    spec, contents = DATASETS[name], {}
    first = 1 if name == "emnist_letters" else 0
    for file in spec.members or spec.files:
        is_test = "train" not in file.name
        images, labels = drawn_for(name, each // 3 if is_test else each, int(is_test))
        if spec.members:
            images = images.swapaxes(1, 2)
        values = images if "images" in file.name else labels + first
        contents[file.name] = encode_idx(np.ascontiguousarray(values).astype(np.uint8))
    return contents


def _as_made(file: DataFile, contents: dict[str, bytes]) -> DataFile:
    """Say of a file what is known of the one that was made; not its checksum."""
    if file.name not in contents:
        return replace(file, md5="")
    count = np.frombuffer(contents[file.name], ">u4", 1, 4)[0]
    return replace(file, md5="", shape=(int(count), *file.shape[1:]))


def _add_to_archive(path: Path, contents: dict[str, bytes]) -> None:
    """Put packed files into an archive with a folder, as NIST's has it, beside others."""
    before = path.read_bytes() if path.exists() else b""
    there = io.BytesIO(before)
    with zipfile.ZipFile(there, "a") as archive:
        if not before:
            archive.writestr("gzip/emnist-balanced-mapping.txt", "0 48\n")
        for name, content in contents.items():
            archive.writestr(f"gzip/{name}", gzip.compress(content, 1, mtime=0))
    path.write_bytes(there.getvalue())
