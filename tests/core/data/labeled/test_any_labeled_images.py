"""Whatever a file holds, it is images with labels, or it is refused in a sentence."""

import gzip
import io
import zipfile

import numpy as np
import pytest
import scipy.io
from hypothesis import given
from hypothesis import strategies as st

from core.data import LabeledImages, read_labeled_images
from core.errors import LabeledImagesError
from tests.any_input import AnyFile, damaged, outcome_of
from tests.core.data.labeled.writers import WRITERS, png, zipped

# Pillow warns of faults that it reads over.
pytestmark = pytest.mark.filterwarnings("ignore")
MAT_HEADER = b"MATLAB 5.0 MAT-file".ljust(124) + b"\x00\x01IM"
BEGINNINGS = st.sampled_from(
    [
        *(b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"PAR1", b"\x89PNG", MAT_HEADER),
        *(b"\x00\x00\x08\x03", b"\x00\x00\x08\x01", b"label,pixel0\n", b"1,2\n"),
    ]
)
ENDINGS = st.sampled_from(["dat", "zip", "npz", "csv", "mat", "png", "parquet"])
MEGABYTES = 32


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("any labeled")


def small_files(folder) -> list[bytes]:
    """A few made-up images in every format."""
    images = np.zeros((4, 28, 28), np.uint8)
    images[:, 8:20, 8:20] = np.random.default_rng(0).integers(0, 256, (4, 12, 12))
    found = []
    for name, write in WRITERS.items():
        (folder / name).mkdir()
        path = write(folder / name, images, np.array([0, 1, 0, 1]))
        found.append((path if path.is_file() else zipped(path)).read_bytes())
    # Faults in what is not packed are found by nobody else.
    arrays = {"X": images, "y": np.array([[0, 1, 0, 1]])}
    for content in (arrays, {"dataset": {"train": {"images": images, "labels": arrays["y"]}}}):
        scipy.io.savemat(folder / "plain.mat", content)
        found.append((folder / "plain.mat").read_bytes())
    return found


@pytest.fixture(scope="module")
def contents(folder):
    files = small_files(folder)
    assert all(isinstance(outcome(folder, content, "dat"), LabeledImages) for content in files), (
        "they are damaged before they are damaged"
    )
    return files


def outcome(folder, content, ending):
    path = folder / f"any.{ending}"
    path.write_bytes(content)
    found = outcome_of(lambda: read_labeled_images(path), LabeledImagesError, megabytes=MEGABYTES)
    if isinstance(found, LabeledImages):
        assert found.images.shape == (len(found.labels), 28, 28)
        assert (found.images.dtype, found.labels.dtype) == (np.uint8, np.int64)
        assert 2 <= len(found.class_names) <= 62
        assert 0 <= found.labels.min() <= found.labels.max() < len(found.class_names)
    return found


@given(
    content=st.binary(max_size=200) | st.builds(bytes.__add__, BEGINNINGS, st.binary(max_size=200)),
    ending=ENDINGS,
    is_packed=st.booleans(),
)
def test_any_file_is_labeled_images_or_refused(folder, content, ending, is_packed):
    outcome(folder, gzip.compress(content) if is_packed else content, ending)


@given(data=st.data(), ending=ENDINGS)
def test_any_damaged_file_is_labeled_images_or_refused(folder, contents, data, ending):
    content = AnyFile(contents[data.draw(st.integers(0, len(contents) - 1))])
    outcome(folder, data.draw(damaged(content)), ending)


def npy(values):
    file = io.BytesIO()
    np.save(file, values)
    return file.getvalue()


IMAGES, LABELS = npy(np.arange(4 * 784, dtype=np.uint8).reshape(4, 28, 28)), npy(np.arange(4))
ARRAYS = st.sampled_from([IMAGES, LABELS]) | damaged(IMAGES) | damaged(LABELS)
SHAPES = ["(1099511627776, 28, 28)", "(-1, 28)", "()", "(0, 28, 28)", "(4, 784)", "(4,", "([],)"]


def with_shape(shape: str) -> bytes:
    note = f"{{'descr': '|u1', 'fortran_order': False, 'shape': {shape}, }}".ljust(117) + "\n"
    return IMAGES[:8] + len(note).to_bytes(2, "little") + note.encode() + IMAGES[128:]


HEADERS = st.sampled_from(SHAPES).map(with_shape)


def test_header_with_the_right_shape_is_read(folder):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("X.npy", with_shape("(4, 784)"))
        archive.writestr("y.npy", LABELS)
    assert isinstance(outcome(folder, file.getvalue(), "npz"), LabeledImages)


@given(images=ARRAYS | HEADERS, labels=ARRAYS)
def test_any_two_arrays_are_labeled_images_or_refused(folder, images, labels):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("X.npy", images)
        archive.writestr("y.npy", labels)
    outcome(folder, file.getvalue(), "npz")


TEXTS = st.sampled_from(
    ["label", "file", "0", "1", "255", "a.png", "nan", "1e400", '"', "\0", "\ud7ff"]
)


@given(
    rows=st.lists(st.lists(TEXTS, min_size=1, max_size=18), max_size=6),
    separator=st.sampled_from([",", ";", "\t"]),
    picture=st.booleans(),
)
def test_any_table_is_labeled_images_or_refused(folder, rows, separator, picture):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("table.csv", "\n".join(separator.join(row) for row in rows))
        if picture:
            archive.writestr("a.png", png(np.eye(28, dtype=np.uint8)))
    outcome(folder, file.getvalue(), "zip")
