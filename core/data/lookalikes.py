"""What an IDX file is, when it is not the one that its name promises.

Whole families of data sets are spread under MNIST's four file names, in MNIST's own format.
"""

from __future__ import annotations

import numpy as np

from core.data.dataset import DataFile, DatasetSpec
from core.data.idx import decode_idx, explain_header

# How other files begin. A saved error page and a file that was renamed are common.
BEGINNINGS = {
    b"\x1f\x8b": "a file that was packed twice",
    b"PK\x03\x04": "a ZIP archive",
    b"\x89PNG": "a picture (PNG)",
    b"\xff\xd8\xff": "a picture (JPEG)",
    b"\x93NUMPY": "an array of NumPy",
    b"version https://git-lfs": "a note of Git LFS, which stands in for the file",
    b"<": "a web page",
}
# By how many images, or labels, they have.
EMNIST = {
    697_932: "EMNIST by class",
    116_323: "EMNIST by class",
    112_800: "EMNIST balanced",
    18_800: "EMNIST balanced",
    124_800: "EMNIST letters",
    88_800: "EMNIST letters",
    20_800: "EMNIST letters",
    14_800: "EMNIST letters",
    240_000: "EMNIST digits",
    40_000: "EMNIST digits",
}
# MNIST's own sizes and names; they differ in how much ink there is. Mean pixel, 0 to 1, of the
# training images; the test images differ by less than the tolerance. MNIST has 0.131, EMNIST 0.17.
MEAN_INK = {"Fashion-MNIST": 0.286, "Kuzushiji-MNIST": 0.192, "EMNIST": 0.173}
TOLERANCE = 0.006
TWINS = "Fashion-MNIST or Kuzushiji-MNIST"
MNIST_INK = {"MNIST": 0.131}


def what_it_is(spec: DatasetSpec, file: DataFile, content: bytes) -> str:
    """Say what a file is that was taken for one of a data set's, as in "it is a web page".

    Parameters
    ----------
    file : DataFile
        What it was taken for; with a shape.
    content : bytes
        What is in it, unpacked; of what goes on beyond the expected size one byte is enough.
    """
    try:
        shape = tuple(field.value for field in explain_header(content)[3:])
    except ValueError as error:
        return _no_idx_file(content, str(error))
    if shape != file.shape:
        return _another_shape(spec, file, shape)
    needed, start = int(np.prod(shape)), 4 + 4 * len(shape)
    if len(content) - start < needed:
        return (
            f"it is {(len(content) - start) / needed:.0%} of a copy: its header promises "
            f"{needed:,} values and it holds {len(content) - start:,}"
        )
    if len(content) - start > needed:
        return "it goes on after its last value"
    values = decode_idx(content)
    return _other_images(values, spec) if values.ndim == 3 else _other_labels(values, spec)


def difference(spec: DatasetSpec, file: DataFile, content: bytes) -> str:
    """Say what a file is whose checksum is not known, where it cannot be what its name promises.

    Nothing where it can: the shape is right, and its ink is not that of a set with the same names.

    Parameters
    ----------
    file : DataFile
        What it was taken for; with a shape.
    content : bytes
        What is in it, unpacked; of what goes on beyond the expected size one byte is enough.
    """
    try:
        shape = tuple(field.value for field in explain_header(content)[3:])
    except ValueError:
        shape = ()
    if shape != file.shape or len(content) != file.content_bytes:
        return what_it_is(spec, file, content)
    known = MNIST_INK | MEAN_INK
    if len(shape) != 3 or spec.title not in known:
        return ""
    ink = float(decode_idx(content).mean()) / 255
    near = [name for name, usual in known.items() if abs(ink - usual) < TOLERANCE]
    if not near or spec.title in near:
        return ""
    return f"it is {near[0]}, by how much ink its images have (a mean of {ink:.3f})"


def _no_idx_file(content: bytes, reason: str) -> str:
    if not content:
        return "it is empty"
    known = (name for start, name in BEGINNINGS.items() if content.lstrip().startswith(start))
    return f"it is {next(known, f'no IDX file ({reason})')}"


def _another_shape(spec: DatasetSpec, file: DataFile, shape: tuple[int, ...]) -> str:
    for other in spec.files:
        if other.shape == shape:
            return f"it has the content of {other.name.removesuffix('.gz')}"
    kind = {1: "labels", 3: "images"}.get(len(shape), "items")
    if not shape[0]:
        return f"there are no {kind} in it"
    size = f" of {shape[1]} x {shape[2]} pixels" if len(shape) == 3 else ""
    known = EMNIST.get(shape[0])
    if known and shape[1:] in ((), file.shape[1:]):
        return f"it is {known}, by its {shape[0]:,} {kind}"
    return f"it has {shape[0]:,} {kind}{size}"


def _other_images(images: np.ndarray, spec: DatasetSpec) -> str:
    if not images.any():
        return "all its images are empty"
    ink = float(images.mean()) / 255
    for name, usual in MEAN_INK.items():
        if abs(ink - usual) < TOLERANCE:
            return f"it is {name}, by how much ink its images have (a mean of {ink:.3f})"
    return (
        f"its images are not those of {spec.title}: it is damaged, or from another data set with "
        "files of the same name"
    )


def _other_labels(labels: np.ndarray, spec: DatasetSpec) -> str:
    counts = np.bincount(labels)
    if len(counts) > len(spec.class_names):
        return f"it has labels up to {labels.max()}, as EMNIST has for letters"
    if len(np.unique(counts)) == 1:
        return f"it is {TWINS}: {counts[0]:,} labels of each class"
    return (
        f"its labels are not those of {spec.title}: it is damaged, or from another data set with "
        "files of the same name"
    )
