import gzip
import hashlib
import http.client
import shutil
from pathlib import Path
from urllib.error import URLError

import numpy as np
import pytest
from torchvision import datasets

from core.data import download_mnist, has_mnist, load_digits, mnist
from core.data.idx import encode_idx
from core.data.mnist import DOWNLOAD_BYTES, downloaded_bytes, read_mnist
from core.errors import DataFileError, DataMissingError, DownloadError

NAMES = [
    f"{part}-{kind}"
    for part in ("train", "t10k")
    for kind in ("images-idx3-ubyte", "labels-idx1-ubyte")
]


def raw(folder: Path) -> Path:
    return folder / "MNIST" / "raw"


def files_under(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


@pytest.fixture
def copied_mnist(mnist_folder, tmp_path):
    """The four official files in a folder of our own."""
    raw(tmp_path).mkdir(parents=True)
    for name in NAMES:
        shutil.copyfile(raw(mnist_folder) / f"{name}.gz", raw(tmp_path) / f"{name}.gz")
    return tmp_path


@pytest.fixture
def small_mnist(tmp_path):
    """Files as torchvision leaves them, unpacked, with 300 images each."""
    raw(tmp_path).mkdir(parents=True)
    for name in NAMES:
        images = np.random.default_rng(0).integers(0, 256, (300, 28, 28))
        values = images if "images" in name else np.arange(300) % 10
        (raw(tmp_path) / name).write_bytes(encode_idx(values.astype(np.uint8)))
    return tmp_path


# Reading


def test_same_images_and_labels_as_torchvision(copied_mnist):
    for part in ("training", "test"):
        ours = read_mnist(part, copied_mnist)
        reference = datasets.MNIST(copied_mnist, train=part == "training", download=True)
        np.testing.assert_array_equal(ours.images, reference.data.numpy())
        np.testing.assert_array_equal(ours.labels, reference.targets.numpy())
        assert ours.images.dtype == np.uint8
        assert ours.labels.dtype == np.int64


def test_unpacked_files_are_read_too(small_mnist):
    assert has_mnist(small_mnist)
    assert read_mnist("test", small_mnist).images.shape == (300, 28, 28)


def test_folder_comes_from_the_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("DIGIT_LAB_DATA", str(tmp_path))
    assert mnist.mnist_folder() == raw(tmp_path)
    monkeypatch.delenv("DIGIT_LAB_DATA")
    assert mnist.mnist_folder() == raw(Path("data"))
    assert mnist.mnist_folder("elsewhere") == raw(Path("elsewhere"))


@pytest.mark.parametrize("name", NAMES)
def test_one_missing_file_is_missing_mnist(small_mnist, name):
    (raw(small_mnist) / name).unlink()
    assert not has_mnist(small_mnist)
    with pytest.raises(DataMissingError, match=str(small_mnist)):
        load_digits("mnist", folder=small_mnist, download=False)


def test_looking_for_mnist_creates_nothing(tmp_path):
    assert not has_mnist(tmp_path)
    assert downloaded_bytes(tmp_path) == 0
    with pytest.raises(DataMissingError):
        load_digits("mnist", folder=tmp_path, download=False)
    assert list(tmp_path.iterdir()) == []


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


# Downloading: no test goes to the network, fetch is always replaced.


class Mirror:
    """Stands in for fetch: copies, and checks as it does."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.asked: list[str] = []

    def __call__(self, url, root, filename, md5, cancelled):
        name = url.rsplit("/", 1)[-1]
        self.asked.append(url)
        content = (raw(self.folder) / name).read_bytes()
        assert hashlib.md5(content).hexdigest() == md5
        Path(root).mkdir(parents=True, exist_ok=True)
        (Path(root) / filename).write_bytes(content)


def test_download_puts_all_four_files_in_place(monkeypatch, mnist_folder, tmp_path):
    monkeypatch.setattr(mnist, "fetch", Mirror(mnist_folder))
    download_mnist(tmp_path)
    assert has_mnist(tmp_path)
    assert files_under(tmp_path) == sorted(f"{name}.gz" for name in NAMES)
    for name in NAMES:
        official = (raw(mnist_folder) / f"{name}.gz").read_bytes()
        assert (raw(tmp_path) / f"{name}.gz").read_bytes() == official
    assert downloaded_bytes(tmp_path) == DOWNLOAD_BYTES


def test_download_size_is_that_of_the_official_files(mnist_folder):
    packed = [(raw(mnist_folder) / f"{name}.gz") for name in NAMES]
    assert sum(path.stat().st_size for path in packed) == DOWNLOAD_BYTES


def test_loading_downloads_what_is_missing_and_nothing_else(monkeypatch, copied_mnist):
    source = copied_mnist.parent / "source"
    shutil.copytree(copied_mnist, source)
    missing = raw(copied_mnist) / "t10k-labels-idx1-ubyte.gz"
    missing.unlink()
    mirror = Mirror(source)
    monkeypatch.setattr(mnist, "fetch", mirror)
    data = load_digits("mnist", folder=copied_mnist)
    shutil.rmtree(source)
    assert len(data.test.labels) == 10_000
    assert [url.rsplit("/", 1)[-1] for url in mirror.asked] == [missing.name]


def test_second_mirror_is_asked_when_the_first_fails(monkeypatch, mnist_folder, tmp_path):
    works = Mirror(mnist_folder)
    hosts = set()

    def first_host_is_down(url, root, *rest, **options):
        hosts.add(url.split("/")[2])
        if len(hosts) == 1:
            raise URLError("mirror is down")
        works(url, root, *rest, **options)

    monkeypatch.setattr(mnist, "fetch", first_host_is_down)
    download_mnist(tmp_path)
    assert has_mnist(tmp_path)


FAILURES = {
    "no network": URLError("Name or service not known"),
    "connection lost": ConnectionResetError("Connection reset by peer"),
    "too slow": TimeoutError("timed out"),
    "ends early": http.client.IncompleteRead(b""),
    # What it says when the checksum is wrong.
    "corrupt": RuntimeError("File not found or corrupted."),
}


def fail_half_way(failure):
    """Make a fetch that leaves half a file and raises."""

    def fetch(url, root, filename, md5, cancelled):
        Path(root).mkdir(parents=True, exist_ok=True)
        (Path(root) / filename).write_bytes(b"\x1f\x8bhalf")
        raise failure

    return fetch


@pytest.mark.parametrize("failure", FAILURES.values(), ids=FAILURES.keys())
def test_failed_download_names_the_remedy_and_nothing_looks_whole(monkeypatch, tmp_path, failure):
    monkeypatch.setattr(mnist, "fetch", fail_half_way(failure))
    with pytest.raises(DownloadError, match="MNIST") as caught:
        load_digits("mnist", folder=tmp_path)
    # What to do: bring the files to this folder oneself.
    assert str(tmp_path) in str(caught.value)
    assert not has_mnist(tmp_path)
    assert [path for path in raw(tmp_path).glob("*") if path.is_file()] == []


def test_download_works_after_a_failed_one(monkeypatch, mnist_folder, tmp_path):
    monkeypatch.setattr(mnist, "fetch", fail_half_way(URLError("no network")))
    with pytest.raises(DownloadError):
        download_mnist(tmp_path)
    monkeypatch.setattr(mnist, "fetch", Mirror(mnist_folder))
    download_mnist(tmp_path)
    assert files_under(tmp_path) == sorted(f"{name}.gz" for name in NAMES)


def test_download_into_an_impossible_folder_is_explained(monkeypatch, mnist_folder, tmp_path):
    in_the_way = tmp_path / "data"
    in_the_way.write_text("a file, not a folder")
    monkeypatch.setattr(mnist, "fetch", Mirror(mnist_folder))
    with pytest.raises(DownloadError, match=str(in_the_way)):
        download_mnist(in_the_way)
    assert in_the_way.read_text() == "a file, not a folder"


def test_addresses_and_checksums_are_torchvisions():
    assert list(mnist.CHECKSUMS.items()) == datasets.MNIST.resources
    assert list(mnist.MIRRORS) == datasets.MNIST.mirrors
