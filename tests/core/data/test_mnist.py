import gzip
import shutil
from pathlib import Path
from urllib.error import URLError

import numpy as np
import pytest
from torchvision import datasets

from core.data import files, has_files, load_digits, mnist
from core.data.idx import encode_idx
from core.data.mnist import MNIST, read_mnist
from core.errors import DataFileError, DataMissingError, DownloadError
from tests.core.data.mnist_copies import like_mnist

NAMES = [file.name.removesuffix(".gz") for file in MNIST.files]


def raw(folder: Path) -> Path:
    return folder / MNIST.folder


@pytest.fixture
def copied_mnist(mnist_folder, tmp_path):
    """The four official files in a folder of our own."""
    raw(tmp_path).mkdir(parents=True)
    for name in NAMES:
        shutil.copyfile(raw(mnist_folder) / f"{name}.gz", raw(tmp_path) / f"{name}.gz")
    return tmp_path


@pytest.fixture
def small_mnist(tmp_path, monkeypatch):
    """Files as torchvision leaves them, unpacked, with 300 images each, taken for the official."""
    raw(tmp_path).mkdir(parents=True)
    for name in NAMES:
        images = np.random.default_rng(0).integers(0, 256, (300, 28, 28))
        values = images if "images" in name else np.arange(300) % 10
        (raw(tmp_path) / name).write_bytes(encode_idx(values.astype(np.uint8)))
    monkeypatch.setattr(mnist, "MNIST", like_mnist(raw(tmp_path)))
    return tmp_path


def test_same_images_and_labels_as_torchvision(copied_mnist):
    for part in ("training", "test"):
        ours = read_mnist(part, copied_mnist)
        reference = datasets.MNIST(copied_mnist, train=part == "training", download=True)
        np.testing.assert_array_equal(ours.images, reference.data.numpy())
        np.testing.assert_array_equal(ours.labels, reference.targets.numpy())
        assert ours.images.dtype == np.uint8
        assert ours.labels.dtype == np.int64


def test_unpacked_files_are_read_too(small_mnist):
    assert has_files(MNIST, small_mnist)
    assert read_mnist("test", small_mnist).images.shape == (300, 28, 28)


@pytest.mark.parametrize("name", NAMES)
def test_one_missing_file_is_missing_mnist(small_mnist, name):
    (raw(small_mnist) / name).unlink()
    with pytest.raises(DataMissingError, match=str(small_mnist)):
        load_digits("mnist", folder=small_mnist, download=False)


def test_loading_without_a_download_creates_nothing(tmp_path):
    with pytest.raises(DataMissingError):
        load_digits("mnist", folder=tmp_path, download=False)
    assert list(tmp_path.iterdir()) == []


def test_loading_downloads_what_is_missing(monkeypatch, mnist_folder, copied_mnist):
    missing = raw(copied_mnist) / "t10k-labels-idx1-ubyte.gz"
    missing.unlink()
    asked = []

    def mirror(url, folder, name, md5, cancelled):
        asked.append(name)
        shutil.copyfile(raw(mnist_folder) / name, folder / name)

    monkeypatch.setattr(files, "fetch", mirror)
    data = load_digits("mnist", folder=copied_mnist)
    assert len(data.test.labels) == 10_000
    assert asked == [missing.name]


def test_loading_explains_a_download_that_fails(monkeypatch, tmp_path):
    def no_network(*arguments):
        raise URLError("Name or service not known")

    monkeypatch.setattr(files, "fetch", no_network)
    with pytest.raises(DownloadError, match="MNIST"):
        load_digits("mnist", folder=tmp_path)


def damaged(content: bytes, how: str) -> bytes:
    middle = len(content) // 2
    return {
        "truncated": content[:middle],
        "a byte flipped": content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :],
        "foreign": gzip.compress(encode_idx(np.zeros((10_000, 28, 28), dtype=np.uint8))),
        "empty": b"",
    }[how]


@pytest.mark.parametrize("how", ["truncated", "a byte flipped", "foreign", "empty"])
def test_damaged_official_file_is_named_with_a_remedy(copied_mnist, how):
    path = raw(copied_mnist) / "t10k-images-idx3-ubyte.gz"
    path.write_bytes(damaged(path.read_bytes(), how))
    with pytest.raises(DataFileError, match=r"[Dd]elete") as caught:
        read_mnist("test", copied_mnist)
    assert str(path) in str(caught.value)


WRONG_CONTENT = {
    "fewer labels than images": ("t10k-labels-idx1-ubyte", np.zeros(299)),
    "labels above 9": ("t10k-labels-idx1-ubyte", np.full(300, 10)),
    "images of another size": ("t10k-images-idx3-ubyte", np.zeros((300, 27, 28))),
    "labels instead of images": ("t10k-images-idx3-ubyte", np.zeros(300)),
}


@pytest.mark.parametrize(("name", "values"), WRONG_CONTENT.values(), ids=WRONG_CONTENT.keys())
def test_whole_file_with_impossible_content_is_named(small_mnist, name, values):
    (raw(small_mnist) / name).write_bytes(encode_idx(values.astype(np.uint8)))
    with pytest.raises(DataFileError, match=str(raw(small_mnist))):
        read_mnist("test", small_mnist)


def test_truncated_unpacked_file_is_named(small_mnist):
    path = raw(small_mnist) / "train-images-idx3-ubyte"
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(DataFileError, match=str(path)):
        read_mnist("training", small_mnist)


def test_addresses_and_checksums_are_torchvisions():
    ours = [(file.name, file.md5) for file in MNIST.files]
    assert ours == datasets.MNIST.resources
    assert MNIST.mirrors[0] == datasets.MNIST.mirrors[0]
