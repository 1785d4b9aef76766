"""The same digits in every format come back with every pixel and label."""

import sys
import zipfile

import numpy as np
import pytest

from core.data import read_labeled_images
from core.errors import LabeledImagesError
from tests.core.data.labeled.writers import WRITERS, zipped

DIGITS = tuple("0123456789")
# A folder's pictures are read class by class.
BY_CLASS = {"class_folders", "zip_of_folders"}


def in_order_of(name, images, labels):
    order = np.argsort(labels, kind="stable") if name in BY_CLASS else slice(None)
    return images[order], labels[order]


@pytest.mark.parametrize("name", WRITERS)
def test_thousand_digits_come_back_as_they_were(name, thousand, tmp_path):
    found = read_labeled_images(WRITERS[name](tmp_path, *thousand))
    images, labels = in_order_of(name, *thousand)
    assert found.images.dtype == np.uint8
    assert found.labels.dtype == np.int64
    np.testing.assert_array_equal(found.images, images)
    np.testing.assert_array_equal(found.labels, labels)
    assert found.class_names == DIGITS
    assert "The images are light on dark, as networks here take them." in found.notes


@pytest.mark.parametrize("name", sorted(set(WRITERS) - {"zip_of_folders", "keras_npz", "flat_npz"}))
def test_every_format_may_lie_in_a_zip_archive(name, few, tmp_path):
    found = read_labeled_images(zipped(WRITERS[name](tmp_path, *few)))
    images, labels = in_order_of(name, *few)
    np.testing.assert_array_equal(found.images, images)
    np.testing.assert_array_equal(found.labels, labels)


@pytest.mark.parametrize("name", sorted(WRITERS))
def test_content_counts_and_not_the_ending(name, few, tmp_path):
    path = WRITERS[name](tmp_path, *few)
    renamed = path.with_name("renamed.dat")
    path.rename(renamed)
    np.testing.assert_array_equal(read_labeled_images(renamed).images, in_order_of(name, *few)[0])


@pytest.mark.parametrize("name", sorted(WRITERS))
def test_half_a_file_is_refused_with_what_to_do(name, few, tmp_path):
    path = WRITERS[name](tmp_path, *few)
    for file in [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]:
        half = file.read_bytes()[: file.stat().st_size // 2]
        # A table is whole again where a line ends.
        file.write_bytes(half.rpartition(b",")[0] if file.suffix == ".csv" else half)
    with pytest.raises(LabeledImagesError, match=r"but .+ was expected\. [A-Z].+\.$"):
        read_labeled_images(path)


def test_nothing_known_is_refused_with_all_formats(tmp_path):
    (tmp_path / "notes.dat").write_bytes(b"\x00\x01\x02 nothing")
    with pytest.raises(LabeledImagesError, match=r"1 file.*IDX.*npz.*mat.*Parquet.*folder"):
        read_labeled_images(tmp_path / "notes.dat")
    with pytest.raises(LabeledImagesError, match="not there"):
        read_labeled_images(tmp_path / "missing")
    (tmp_path / "empty").mkdir()
    with pytest.raises(LabeledImagesError, match="nothing in it"):
        read_labeled_images(tmp_path / "empty")
    with zipfile.ZipFile(tmp_path / "empty.zip", "w"):
        pass
    with pytest.raises(LabeledImagesError, match="nothing in it"):
        read_labeled_images(tmp_path / "empty.zip")


def test_without_pyarrow_a_sentence_says_what_to_install(few, tmp_path, monkeypatch):
    path = WRITERS["hugging_face"](tmp_path, *few)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(LabeledImagesError, match=r"package pyarrow.*pip"):
        read_labeled_images(path)
