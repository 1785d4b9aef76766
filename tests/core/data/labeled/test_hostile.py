"""Files that somebody made to do harm, or that are broken, do none and are named."""

import gzip
import io
import os
import pickle
import stat
import zipfile
import zlib
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest
import scipy.io
from PIL import Image
from pyarrow import parquet

from core.data import read_labeled_images
from core.data.labeled import READERS
from core.errors import LabeledImagesError
from core.limits import HOSTED, LIMITS
from tests.any_input import outcome_of
from tests.core.data.labeled.writers import (
    WRITERS,
    class_folders,
    hugging_face,
    idx,
    named_in_csv,
    png,
)

MEGABYTE = 10**6


class Trap:
    """A pickle that makes a folder when it is read."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return os.mkdir, (str(self.path),)


def lower(monkeypatch, **values):
    for name, value in values.items():
        monkeypatch.setitem(LIMITS, name, replace(LIMITS[name], own=value, hosted=value))


def refused(path, words, megabytes=40):
    found = outcome_of(lambda: read_labeled_images(path), LabeledImagesError, megabytes=megabytes)
    assert isinstance(found, LabeledImagesError)
    assert words in str(found)


@pytest.mark.parametrize(
    "name", ["../out.png", "a/../../out.png", "/out.png", "C:/out.png", "a\\..\\..\\out.png"]
)
def test_names_that_lead_out_of_an_archive_are_refused(name, few, tmp_path):
    (tmp_path / "inner").mkdir()
    path = tmp_path / "inner" / "set.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for at, image in enumerate(few[0]):
            archive.writestr(f"{at % 2}/{at}.png", png(image))
        archive.writestr(name, png(few[0][0]))
    refused(path, "leads out of the archive")
    assert [file.name for file in tmp_path.rglob("*")] == ["inner", "set.zip"]


def test_pickle_is_refused_and_not_run(tmp_path, few):
    trap = tmp_path / "trapped"
    arrays = {"X": np.array([Trap(trap)] * 4, object), "y": np.arange(4)}
    np.savez(tmp_path / "set.npz", **arrays)
    refused(tmp_path / "set.npz", "pickle")
    for name, content in (("x.npy", pickle.dumps(Trap(trap))), ("x.pkl", pickle.dumps([1]))):
        (tmp_path / name).write_bytes(content)
        refused(tmp_path / name, "no known format")
    assert not trap.exists()


def zip_bomb(path):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for at in range(2):
            with archive.open(f"{at}/a.png", "w", force_zip64=True) as entry:
                for _ in range(100):
                    entry.write(bytes(MEGABYTE))


def gzip_bomb(path):
    path.write_bytes(gzip.compress(b"label,pixel0\n" + b"1,0\n" * 50 * MEGABYTE, 1))


def npz_bomb(path):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("X.npy", "y.npy"):
            with archive.open(name, "w", force_zip64=True) as entry:
                for _ in range(100):
                    entry.write(bytes(MEGABYTE))


def nested_npz_bomb(path):
    """Each says little; all together are much."""
    file = io.BytesIO()
    np.savez_compressed(file, X=np.zeros((20_000, 28, 28), np.uint8), y=np.zeros(20_000, np.uint8))
    with zipfile.ZipFile(path, "w") as archive:
        for at in range(100):
            archive.writestr(f"{at}.npz", file.getvalue())


def mat_bomb(path):
    packed = zlib.compress(bytes(200 * MEGABYTE), 1)
    header = b"MATLAB 5.0 MAT-file".ljust(124) + b"\x00\x01IM"
    path.write_bytes(header + np.uint32([15, len(packed)]).tobytes() + packed)


def parquet_bomb(path):
    """One file, stored once, in each of many rows."""
    content = pa.array([bytes(MEGABYTE)] * 100, pa.binary())
    table = pa.table({"image": content, "label": pa.array([0, 1] * 50)})
    parquet.write_table(table, path, compression="zstd")


def lying_parquet(path):
    """Its end says that a page of 100 MB has a few bytes."""
    table = pa.table({"image": pa.array([bytes(100 * MEGABYTE)], pa.binary()), "label": [0]})
    options = {"use_dictionary": False, "write_statistics": False}
    parquet.write_table(table, path, compression="zstd", **options)
    group = parquet.read_metadata(path).row_group(0)
    content = path.read_bytes()
    for size in (group.column(0).total_uncompressed_size, group.total_byte_size):
        content = content.replace(varint(2 * size), b"\x80\x80\x80\x01")
    path.write_bytes(content)
    assert parquet.read_metadata(path).row_group(0).column(0).total_uncompressed_size < 2 * MEGABYTE


def varint(value):
    """A number as Thrift writes it, seven bits in each byte."""
    count = -(-value.bit_length() // 7)
    parts = [value >> 7 * place & 127 for place in range(count)]
    return bytes([*(part | 128 for part in parts[:-1]), parts[-1]])


def line_bomb(path):
    path.write_bytes(gzip.compress(b"label,pixel0" + b",0" * 10 * MEGABYTE, 1))


def wide_table(path):
    """Two bytes of text for each value, which would be eight or more."""
    line = b"3" + b",0" * 387**2 + b"\n"
    path.write_bytes(gzip.compress(line * 70, 1))


BOMBS = (
    zip_bomb,
    gzip_bomb,
    npz_bomb,
    nested_npz_bomb,
    mat_bomb,
    parquet_bomb,
    lying_parquet,
    line_bomb,
    wide_table,
)


@pytest.mark.parametrize("make", BOMBS, ids=lambda make: make.__name__)
def test_bombs_are_refused_before_they_fill_the_memory(make, tmp_path, monkeypatch):
    make(tmp_path / "set.csv")
    lower(monkeypatch, set_megabytes=25)
    words = "endless line" if make is line_bomb else "too large when unpacked"
    refused(tmp_path / "set.csv", words, megabytes=120)


def test_archive_with_too_many_entries_is_refused_before_they_are_listed(tmp_path, monkeypatch):
    with zipfile.ZipFile(tmp_path / "set.zip", "w") as archive:
        for at in range(300):
            archive.writestr(f"{at}/a.png", b"")
    lower(monkeypatch, set_entries=299)
    monkeypatch.setattr(zipfile.ZipFile, "_RealGetContents", lambda self: pytest.fail("was listed"))
    refused(tmp_path / "set.zip", "too many files")


def test_folder_with_too_many_files_is_refused(few, tmp_path, monkeypatch):
    lower(monkeypatch, set_entries=39)
    refused(class_folders(tmp_path, *few), "too many files")


def test_too_many_images_are_refused_in_every_format(few, tmp_path, monkeypatch):
    lower(monkeypatch, set_images=39)
    for name, write in WRITERS.items():
        (tmp_path / name).mkdir()
        refused(write(tmp_path / name, *few), "at most 39")


def test_picture_with_too_many_pixels_is_left_out_unopened(few, tmp_path, monkeypatch):
    path = class_folders(tmp_path, *few)
    Image.new("1", (9_000, 9_000)).save(path / "3" / "huge.png")
    found = read_labeled_images(path)
    assert len(found) == 40
    assert "huge.png' (too large)" in found.notes[0]


def test_all_pictures_together_have_a_limit(few, tmp_path, monkeypatch):
    lower(monkeypatch, set_megapixels=40 * 28 * 28 / 1e6 - 1e-6)
    refused(class_folders(tmp_path, *few), "too many pixels")


def test_encrypted_archives_are_refused(few, tmp_path):
    path = tmp_path / "set.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("0/a.png", png(few[0][0]))
    content = bytearray(path.read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)
    refused(path, "encrypted")


def test_endless_names_and_labels_are_refused(few, tmp_path):
    path = tmp_path / "set.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a/" * 30_000 + "a.png", png(few[0][0]))
    refused(path, "60,005 characters")
    path = named_in_csv(tmp_path, *few)
    with (path / "labels.csv").open("a") as table:
        table.write("images/0.png," + "x" * 200_000 + "\n" + "/" * 500_000 + ",3\n")
    refused(path, "a label of 200,000 characters")
    lines = "".join(f"{'x' * 50_000 if at else 'y'}{',0' * 64}\n" for at in range(400))
    (tmp_path / "table.csv").write_text(lines)
    refused(tmp_path / "table.csv", "a label of 50,000 characters", megabytes=120)
    np.savez(tmp_path / "set.npz", X=few[0], y=np.array(["x" * 1_000, *"y" * 39]))
    refused(tmp_path / "set.npz", "a label of")


def test_links_out_of_a_folder_are_not_followed(few, tmp_path):
    path = class_folders(tmp_path, *few)
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "a.png").write_bytes(png(few[0][0]))
    (path / "3" / "link.png").symlink_to(tmp_path / "secret" / "a.png")
    (path / "secret").symlink_to(tmp_path / "secret")
    found = read_labeled_images(path)
    assert len(found) == 40
    assert found.notes[0] == "Links that lead out of the folder were left out: 2."


def test_table_opens_nothing_outside_its_folder(few, tmp_path):
    path = named_in_csv(tmp_path, *few)
    (tmp_path / "secret.png").write_bytes(png(few[0][0]))
    with (path / "labels.csv").open("a") as table:
        table.write(f"../secret.png,1\n{tmp_path}/secret.png,1\n")
    found = read_labeled_images(path)
    assert len(found) == 40
    assert "could not be read were left out, 2 of 42" in found.notes[0]


def test_links_in_an_archive_and_devices_in_a_folder_are_left_out(few, tmp_path):
    path = class_folders(tmp_path, *few)
    os.mkfifo(path / "3" / "waits_forever.png")
    assert len(read_labeled_images(path)) == 40
    with zipfile.ZipFile(tmp_path / "set.zip", "w") as archive:
        for at, image in enumerate(few[0]):
            archive.writestr(f"{at % 2}/{at}.png", png(image))
        link = zipfile.ZipInfo("0/link.png")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    found = read_labeled_images(tmp_path / "set.zip")
    assert (len(found), found.notes[0]) == (40, "Links in the archive were left out: 1.")


def test_a_few_damaged_pictures_are_named_and_left_out(few, tmp_path):
    path = class_folders(tmp_path, *few)
    first, second, *others = sorted(path.rglob("*.png"))
    first.write_bytes(first.read_bytes()[:100])
    second.write_bytes(b"<html>not found</html>")
    found = read_labeled_images(path)
    assert len(found) == 38
    assert found.notes[0] == (
        f"Images that could not be read were left out, 2 of 40: {first.name!r} (damaged), "
        f"{second.name!r} (no picture)."
    )
    np.testing.assert_array_equal(found.labels, few[1][2:])
    for picture in others[:3]:
        picture.write_bytes(b"")
    refused(path, "more than a tenth of its 40 images")


def test_damaged_pictures_in_archives_and_parquet_are_left_out(few, tmp_path):
    path = tmp_path / "set.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for at, image in enumerate(few[0]):
            archive.writestr(f"{at % 2}/{at}.png", png(image))
    content = bytearray(path.read_bytes())
    content[60] ^= 1
    path.write_bytes(content)
    found = read_labeled_images(path)
    assert len(found) == 39
    assert "'0.png' (damaged)" in found.notes[0]
    table = parquet.read_table(hugging_face(tmp_path, *few))
    rows = table.column("image").to_pylist()
    rows[7]["bytes"] = rows[7]["bytes"][:50]
    rows[9]["bytes"] = None
    parquet.write_table(
        table.set_column(0, "image", pa.array(rows, table.schema.field("image").type)),
        tmp_path / "other.parquet",
    )
    found = read_labeled_images(tmp_path / "other.parquet")
    assert len(found) == 38
    assert "'row 7' (damaged), 'row 9'" in found.notes[0]


def test_idx_files_that_do_not_belong_together_are_refused(few, tmp_path):
    images, labels = few
    (tmp_path / "train-images-idx3-ubyte").write_bytes(idx(images))
    refused(tmp_path, "no other of a pair")
    (tmp_path / "train-labels-idx1-ubyte").write_bytes(idx(labels[:-1]))
    refused(tmp_path, "40 images and 39 labels")
    (tmp_path / "train-labels-idx1-ubyte").write_bytes(idx(labels)[:-1])
    refused(tmp_path, "promises")


def test_hosted_limits_hold(few, tmp_path, monkeypatch):
    path = tmp_path / "set.npz"
    np.savez_compressed(path, X=np.zeros((100_001, 4, 4), np.uint8), y=np.zeros(100_001, np.uint8))
    monkeypatch.setenv(HOSTED, "1")
    refused(path, "at most 100,000")


def test_message_names_no_place_on_the_machine(tmp_path):
    with pytest.raises(LabeledImagesError) as refusal:
        read_labeled_images(tmp_path / "missing.zip")
    assert str(tmp_path) not in str(refusal.value)
    scipy.io.savemat(tmp_path / "a.mat", {"z": 1})
    with pytest.raises(LabeledImagesError) as refusal:
        read_labeled_images(tmp_path / "a.mat")
    assert str(tmp_path) not in str(refusal.value)


def test_no_set_is_called_mnist():
    assert not any("mnist" in reader.title.lower() for reader in READERS)
