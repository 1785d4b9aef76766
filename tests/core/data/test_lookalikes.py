"""MNIST's files under every usual name and in every usual place, and what is taken for them."""

import gzip
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.data import has_files, mnist
from core.data.files import checked_content, find_file
from core.data.idx import encode_idx
from core.data.lookalikes import what_it_is
from core.data.mnist import MNIST, read_mnist
from core.errors import DataFileError, DataMissingError
from tests.core.data.mnist_copies import like_mnist

NAMES = [file.name.removesuffix(".gz") for file in MNIST.files]
TRAINING_IMAGES, TRAINING_LABELS, TEST_IMAGES, _ = MNIST.files


@pytest.fixture
def contents(tmp_path, monkeypatch) -> dict[str, bytes]:
    """Made-up files, taken for the official ones, by their official names, unpacked."""
    random = np.random.default_rng(0)
    origin = tmp_path / "origin"
    origin.mkdir()
    for name in NAMES:
        count = 60 if "train" in name else 20
        shape = (count, 28, 28) if "images" in name else (count,)
        values = random.integers(0, 256 if "images" in name else 10, shape)
        (origin / name).write_bytes(encode_idx(values.astype(np.uint8)))
    monkeypatch.setattr(mnist, "MNIST", like_mnist(origin))
    return {name: (origin / name).read_bytes() for name in NAMES}


def put(folder: Path, contents: dict[str, bytes], spelling: str, packed: bool) -> None:
    for name, content in contents.items():
        path = folder / spelling.format(name=name, dotted=name.replace("-idx", ".idx"))
        path.parent.mkdir(parents=True, exist_ok=True)
        # A teacher's own packing: other bytes than those of the mirrors.
        path.write_bytes(gzip.compress(content, 1) if packed else content)


SPELLINGS = [
    ("{name}", False),
    ("{name}.gz", True),
    ("{dotted}", False),
    ("{dotted}.gz", True),
    ("{name}/{dotted}", False),  # unpacked into a folder of its own
]


@pytest.mark.parametrize(("spelling", "packed"), SPELLINGS)
@pytest.mark.parametrize("place", ["MNIST/raw", "MNIST", "raw", "."])
def test_files_are_read_under_every_usual_name_in_every_usual_place(
    contents, tmp_path, place, spelling, packed
):
    folder = tmp_path / "data"
    put(folder / place, contents, spelling, packed)
    assert has_files(mnist.MNIST, folder)
    for part, name in (("training", NAMES[0]), ("test", NAMES[2])):
        images = read_mnist(part, folder).images
        assert contents[name].endswith(images.tobytes())


@pytest.mark.parametrize("name", ["{name}", "{name}.gz"])
def test_what_a_browser_packed_or_unpacked_without_saying_so_is_read(contents, tmp_path, name):
    folder = tmp_path / "data"
    put(folder, contents, name, packed=False)
    if not name.endswith(".gz"):
        put(folder, {key: gzip.compress(value) for key, value in contents.items()}, name, False)
    assert len(read_mnist("test", folder).labels) == 20


def test_whole_file_is_found_beside_the_half_of_it(contents, tmp_path):
    put(tmp_path / "MNIST/raw", contents, "{name}.gz", packed=True)
    half = tmp_path / "MNIST/raw" / NAMES[0]
    half.write_bytes(contents[NAMES[0]][:1_000])
    path, content = checked_content(mnist.MNIST, f"{NAMES[0]}.gz", tmp_path)
    assert (path.name, content) == (f"{NAMES[0]}.gz", contents[NAMES[0]])


def test_some_of_the_files_are_named_with_the_folder_that_is_looked_in(contents, tmp_path):
    put(tmp_path / "MNIST/raw", contents, "{name}.gz", packed=True)
    (tmp_path / "MNIST/raw" / f"{NAMES[1]}.gz").unlink()
    with pytest.raises(DataMissingError) as caught:
        read_mnist("training", tmp_path)
    assert f"({NAMES[1]}.gz missing)" in str(caught.value)
    assert str(tmp_path / "MNIST/raw") in str(caught.value)


def said_of(tmp_path, contents, name, content) -> str:
    put(tmp_path / "data", contents | {name: content}, "{name}", packed=False)
    with pytest.raises(DataFileError) as caught:
        read_mnist("training", tmp_path / "data")
    assert str(tmp_path / "data" / name) in str(caught.value)
    return str(caught.value)


IMAGES = encode_idx(np.full((60, 28, 28), 9, np.uint8))
WRONG = {
    "empty": (NAMES[0], b"", "it is empty"),
    "a web page": (NAMES[0], b"\n<!DOCTYPE html><html></html>", "a web page"),
    "a ZIP archive": (NAMES[0], b"PK\x03\x04" + bytes(50), "a ZIP archive"),
    "packed twice": (NAMES[0], gzip.compress(gzip.compress(IMAGES)), "packed twice"),
    "no IDX file": (NAMES[0], b"hello, world", "no IDX file"),
    "half a copy": (NAMES[0], IMAGES[: 16 + 30 * 784], "50% of a copy"),
    "half, packed": (NAMES[0], gzip.compress(IMAGES)[:60], "ends in the middle"),
    "no images": (NAMES[0], encode_idx(np.zeros((0, 28, 28), np.uint8)), "no images in it"),
    "empty images": (NAMES[0], encode_idx(np.zeros((60, 28, 28), np.uint8)), "are empty"),
    "too long": (NAMES[0], IMAGES + b"x", "goes on after its last value"),
    "others": (NAMES[0], IMAGES, "not those of MNIST"),
    "other labels": (
        NAMES[1],
        encode_idx(np.arange(60).astype(np.uint8) // 7),
        "not those of MNIST",
    ),
    "letters": (NAMES[1], encode_idx(np.arange(60).astype(np.uint8) % 27), "up to 26"),
    "same of each": (NAMES[1], encode_idx(np.arange(60).astype(np.uint8) % 10), "Fashion-MNIST"),
    "another size": (NAMES[0], encode_idx(np.zeros((60, 8, 8), np.uint8)), "60 images of 8 x 8"),
}


@pytest.mark.parametrize(("name", "content", "words"), WRONG.values(), ids=WRONG.keys())
def test_what_is_taken_for_a_file_is_named_for_what_it_is(tmp_path, contents, name, content, words):
    assert words in said_of(tmp_path, contents, name, content)


def test_test_file_under_the_training_name_is_named(tmp_path, contents):
    assert f"the content of {NAMES[2]}" in said_of(tmp_path, contents, NAMES[0], contents[NAMES[2]])
    assert f"the content of {NAMES[1]}" in said_of(tmp_path, contents, NAMES[0], contents[NAMES[1]])


def header(*shape: int) -> bytes:
    return encode_idx(np.zeros((0,) * len(shape), np.uint8))[:4] + b"".join(
        size.to_bytes(4, "big") for size in shape
    )


def test_emnist_is_known_by_its_header():
    assert "EMNIST digits" in what_it_is(MNIST, TRAINING_IMAGES, header(240_000, 28, 28))
    assert "EMNIST letters" in what_it_is(MNIST, TRAINING_LABELS, header(124_800))


@pytest.mark.parametrize(("name", "ink"), [("Fashion-MNIST", 73), ("Kuzushiji-MNIST", 49)])
def test_images_of_the_same_size_are_known_by_their_ink(name, ink):
    images = encode_idx(np.full((10_000, 28, 28), ink, np.uint8))
    assert name in what_it_is(MNIST, TEST_IMAGES, images)


def test_small_file_that_unpacks_to_any_size_is_cut_off(tmp_path, contents):
    file = replace(mnist.MNIST.files[0])
    endless = gzip.compress(contents[NAMES[0]] + bytes(50_000_000))
    put(tmp_path / "data", contents | {NAMES[0]: endless}, "{name}", packed=False)
    with pytest.raises(DataFileError, match="goes on after its last value"):
        checked_content(mnist.MNIST, file.name, tmp_path / "data")


def test_official_files_are_what_they_are(mnist_folder, tmp_path):
    for file in MNIST.files:
        path, content = checked_content(MNIST, file.name, mnist_folder)
        assert len(content) == file.content_bytes
        assert path == find_file(MNIST, file.name, mnist_folder)
    shutil.copyfile(mnist_folder / MNIST.folder / TEST_IMAGES.name, tmp_path / TRAINING_IMAGES.name)
    with pytest.raises(DataFileError, match="the content of t10k-images-idx3-ubyte"):
        checked_content(MNIST, TRAINING_IMAGES.name, tmp_path)
