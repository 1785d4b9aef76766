"""Made-up files in the place of MNIST's."""

import hashlib
from dataclasses import replace
from pathlib import Path

from core.data.dataset import DatasetSpec
from core.data.idx import decode_idx
from core.data.mnist import MNIST


def like_mnist(folder: Path) -> DatasetSpec:
    """MNIST's specification, but with the files that lie unpacked in a folder as the right ones."""
    contents = [(folder / file.name.removesuffix(".gz")).read_bytes() for file in MNIST.files]
    files = tuple(
        replace(
            file,
            content_md5=hashlib.md5(content).hexdigest(),
            shape=decode_idx(content).shape,
        )
        for file, content in zip(MNIST.files, contents, strict=True)
    )
    return replace(MNIST, files=files)
