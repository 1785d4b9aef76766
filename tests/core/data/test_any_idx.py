"""Whatever lies where a data file should lie, it is digits, or it is named with what it is."""

import gzip
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.data import DATASETS
from core.data.digits import DigitSplit
from core.data.files import checked_content
from core.data.idx import GZIP, encode_idx, idx_split, read_bytes, read_idx
from core.errors import DataFileError
from tests.any_input import MEGABYTE, damaged, outcome_of

IMAGES = encode_idx(np.arange(3 * 28 * 28).reshape(3, 28, 28).astype(np.uint8))
LABELS = encode_idx(np.array([3, 0, 9]))
BOMB = gzip.compress(IMAGES + bytes(64 * MEGABYTE))
SIZES = st.sampled_from([0, 1, 2, 3, 28, 255, 2**16, 2**31, 2**32 - 1]) | st.integers(0, 2**32 - 1)


@st.composite
def headers(draw: st.DrawFn) -> bytes:
    """Up to 255 dimensions of any size, and a few values."""
    sizes = draw(st.lists(SIZES, max_size=4) | st.lists(SIZES, max_size=255))
    magic = bytes([0, 0, draw(st.sampled_from([8, 8, 8, 13])), len(sizes)])
    return magic + struct.pack(f">{len(sizes)}I", *sizes) + draw(st.binary(max_size=60))


CONTENTS = st.one_of(
    st.binary(max_size=100),
    headers(),
    st.sampled_from([IMAGES, LABELS]),
    st.sampled_from([IMAGES, LABELS]).flatmap(damaged),
)
PACKED = CONTENTS.map(gzip.compress)
FILES = CONTENTS | PACKED | PACKED.flatmap(damaged) | damaged(BOMB) | CONTENTS.map(GZIP.__add__)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    where = tmp_path_factory.mktemp("any idx")
    (where / DATASETS["mnist"].folder).mkdir(parents=True)
    return where


@given(content=CONTENTS | PACKED | PACKED.flatmap(damaged), dimensions=st.sampled_from([1, 3]))
def test_any_file_is_values_or_refused(folder, content, dimensions):
    path = folder / "values"
    path.write_bytes(content)
    found = outcome_of(lambda: read_idx(path, dimensions=dimensions), DataFileError, megabytes=16)
    if isinstance(found, np.ndarray):
        assert (found.dtype, found.ndim) == (np.uint8, dimensions)


@given(images=CONTENTS, labels=CONTENTS)
def test_any_two_files_are_labeled_digits_or_refused(folder, images, labels):
    files = (folder / "images", images), (folder / "labels", labels)
    found = outcome_of(lambda: idx_split(*files), DataFileError, megabytes=16)
    if isinstance(found, DigitSplit):
        assert found.images.shape == (len(found.labels), 28, 28)


@given(content=FILES, limit=st.integers(0, MEGABYTE))
def test_no_file_unpacks_to_more_than_its_limit(folder, content, limit):
    path = folder / "packed"
    path.write_bytes(content)
    found = outcome_of(lambda: read_bytes(path, limit), DataFileError, megabytes=16)
    assert isinstance(found, DataFileError) or len(found) <= limit


@given(FILES)
def test_any_file_in_the_place_of_labels_is_named(folder, content):
    spec = DATASETS["mnist"]
    (folder / spec.folder / "t10k-labels-idx1-ubyte").write_bytes(content)
    found = outcome_of(
        lambda: checked_content(spec, "t10k-labels-idx1-ubyte.gz", folder),
        DataFileError,
        megabytes=16,
    )
    assert "t10k-labels" in str(found)
