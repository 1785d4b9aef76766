"""Finding, checking and downloading files. No test goes to the network: fetch is replaced."""

import gzip
import hashlib
import http.client
import shutil
from pathlib import Path
from urllib.error import URLError

import pytest

from core.data import files
from core.data.dataset import DataFile, DatasetSpec
from core.data.files import (
    checked_content,
    data_folder,
    download_files,
    downloaded_bytes,
    find_file,
    has_files,
)
from core.data.mnist import MNIST
from core.environment import PROJECT
from core.errors import DataFileError, DataMissingError, DownloadCancelledError, DownloadError

CONTENTS = {
    "images.gz": gzip.compress(bytes(range(256)) * 50),
    "labels.gz": gzip.compress(b"some labels" * 20),
    "names.csv": b"zero,one,two",
}
SMALL = DatasetSpec(
    title="Small set",
    idea="Three files, made up.",
    class_names=("zero", "one", "two"),
    training_images=0,
    read=lambda part, folder: pytest.fail("nobody reads it here"),
    program="",
    folder="Small/raw",
    files=tuple(
        DataFile(name, hashlib.md5(content).hexdigest(), len(content))
        for name, content in CONTENTS.items()
    ),
    mirrors=("https://first.example/small/", "https://second.example/small/"),
)


def raw(spec: DatasetSpec, folder: Path) -> Path:
    return folder / spec.folder


def files_under(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def names_of(spec: DatasetSpec) -> list[str]:
    return sorted(file.name for file in spec.files)


@pytest.fixture(params=["small", pytest.param("mnist", marks=pytest.mark.mnist)])
def spec(request):
    """A made-up data set, and MNIST."""
    return SMALL if request.param == "small" else MNIST


@pytest.fixture
def source(spec, request, tmp_path_factory):
    """A data folder that holds all files of the data set."""
    if spec is MNIST:
        return request.getfixturevalue("mnist_folder")
    folder = tmp_path_factory.mktemp("source")
    raw(SMALL, folder).mkdir(parents=True)
    for name, content in CONTENTS.items():
        (raw(SMALL, folder) / name).write_bytes(content)
    return folder


@pytest.fixture
def copied(spec, source, tmp_path):
    """The official files in a folder of our own."""
    raw(spec, tmp_path).mkdir(parents=True)
    for name in names_of(spec):
        shutil.copyfile(raw(spec, source) / name, raw(spec, tmp_path) / name)
    return tmp_path


class Mirror:
    """Stands in for fetch: copies, and checks as it does."""

    def __init__(self, spec: DatasetSpec, folder: Path):
        self.spec, self.folder = spec, folder
        self.asked: list[str] = []

    def __call__(self, url, folder, name, md5, cancelled):
        self.asked.append(url)
        content = (raw(self.spec, self.folder) / url.rsplit("/", 1)[-1]).read_bytes()
        assert hashlib.md5(content).hexdigest() == md5
        Path(folder).mkdir(parents=True, exist_ok=True)
        (Path(folder) / name).write_bytes(content)


# Finding


def test_folder_comes_from_the_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("DIGIT_LAB_DATA", str(tmp_path))
    assert data_folder() == tmp_path
    monkeypatch.delenv("DIGIT_LAB_DATA")
    assert data_folder() == PROJECT / "data"
    assert data_folder("elsewhere") == Path("elsewhere")


def test_files_are_found_as_they_were_downloaded(spec, copied):
    assert has_files(spec, copied)
    for name in names_of(spec):
        assert find_file(spec, name, copied) == raw(spec, copied) / name
        assert checked_content(spec, name, copied)[0] == raw(spec, copied) / name


def test_unpacked_file_is_found_too_and_first(copied, spec):
    name = next(name for name in names_of(spec) if name.endswith(".gz"))
    unpacked = raw(spec, copied) / name.removesuffix(".gz")
    content = gzip.decompress((raw(spec, copied) / name).read_bytes())
    unpacked.write_bytes(content)
    assert find_file(spec, name, copied) == unpacked
    (raw(spec, copied) / name).unlink()
    assert has_files(spec, copied)
    assert checked_content(spec, name, copied) == (unpacked, content)


def test_one_missing_file_is_a_missing_data_set(spec, copied):
    for name in names_of(spec):
        path = raw(spec, copied) / name
        content = path.read_bytes()
        path.unlink()
        assert not has_files(spec, copied)
        with pytest.raises(DataMissingError, match=str(copied)) as caught:
            checked_content(spec, name, copied)
        assert spec.title in str(caught.value)
        path.write_bytes(content)


def test_looking_for_files_creates_nothing(spec, tmp_path):
    assert not has_files(spec, tmp_path)
    assert downloaded_bytes(spec, tmp_path) == 0
    with pytest.raises(DataMissingError):
        checked_content(spec, spec.files[0].name, tmp_path)
    assert list(tmp_path.iterdir()) == []


# Checking


def damaged(content: bytes, how: str) -> bytes:
    middle = len(content) // 2
    return {
        "truncated": content[:middle],
        "a byte flipped": content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :],
        "foreign": gzip.compress(b"something else"),
        "empty": b"",
    }[how]


@pytest.mark.parametrize("how", ["truncated", "a byte flipped", "foreign", "empty"])
def test_damaged_official_file_is_named_with_a_remedy(spec, copied, how):
    path = raw(spec, copied) / spec.files[0].name
    path.write_bytes(damaged(path.read_bytes(), how))
    with pytest.raises(DataFileError, match=r"[Dd]elete") as caught:
        checked_content(spec, path.name, copied)
    assert str(path) in str(caught.value)


# Downloading


def test_download_puts_all_files_in_place(monkeypatch, spec, source, tmp_path):
    monkeypatch.setattr(files, "fetch", Mirror(spec, source))
    download_files(spec, tmp_path)
    assert has_files(spec, tmp_path)
    assert files_under(tmp_path) == names_of(spec)
    for name in names_of(spec):
        official = (raw(spec, source) / name).read_bytes()
        assert (raw(spec, tmp_path) / name).read_bytes() == official
    assert downloaded_bytes(spec, tmp_path) == spec.download_bytes


def test_download_size_is_that_of_the_official_files(spec, source):
    sizes = [(raw(spec, source) / name).stat().st_size for name in names_of(spec)]
    assert sum(sizes) == spec.download_bytes


def test_only_what_is_missing_is_downloaded(monkeypatch, spec, source, copied):
    missing = raw(spec, copied) / spec.files[1].name
    missing.unlink()
    mirror = Mirror(spec, source)
    monkeypatch.setattr(files, "fetch", mirror)
    download_files(spec, copied)
    assert mirror.asked == [spec.mirrors[0] + missing.name]


def test_second_mirror_is_asked_when_the_first_fails(monkeypatch, spec, source, tmp_path):
    works = Mirror(spec, source)
    hosts = set()

    def first_host_is_down(url, *rest):
        hosts.add(url.split("/")[2])
        if len(hosts) == 1:
            raise URLError("mirror is down")
        works(url, *rest)

    monkeypatch.setattr(files, "fetch", first_host_is_down)
    download_files(spec, tmp_path)
    assert has_files(spec, tmp_path)


def test_file_that_is_on_its_way_counts_as_downloaded_but_not_as_there(monkeypatch, tmp_path):
    seen = []

    def half(url, folder, name, md5, cancelled):
        Path(folder).mkdir(parents=True, exist_ok=True)
        (Path(folder) / name).write_bytes(b"half")
        seen.append((downloaded_bytes(SMALL, tmp_path), find_file(SMALL, name, tmp_path)))
        raise DownloadCancelledError("enough")

    monkeypatch.setattr(files, "fetch", half)
    with pytest.raises(DownloadCancelledError):
        download_files(SMALL, tmp_path)
    assert seen == [(4, None)]


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

    def fetch(url, folder, name, md5, cancelled):
        Path(folder).mkdir(parents=True, exist_ok=True)
        (Path(folder) / name).write_bytes(b"\x1f\x8bhalf")
        raise failure

    return fetch


@pytest.mark.parametrize("failure", FAILURES.values(), ids=FAILURES.keys())
def test_failed_download_names_the_remedy_and_nothing_looks_whole(
    monkeypatch, spec, tmp_path, failure
):
    monkeypatch.setattr(files, "fetch", fail_half_way(failure))
    with pytest.raises(DownloadError, match=spec.title) as caught:
        download_files(spec, tmp_path)
    # What to do: bring the files to this folder oneself.
    assert str(tmp_path) in str(caught.value)
    assert not has_files(spec, tmp_path)
    assert [path for path in raw(spec, tmp_path).glob("*") if path.is_file()] == []


def test_download_works_after_a_failed_one(monkeypatch, spec, source, tmp_path):
    monkeypatch.setattr(files, "fetch", fail_half_way(URLError("no network")))
    with pytest.raises(DownloadError):
        download_files(spec, tmp_path)
    monkeypatch.setattr(files, "fetch", Mirror(spec, source))
    download_files(spec, tmp_path)
    assert files_under(tmp_path) == names_of(spec)


def test_download_into_an_impossible_folder_is_explained(monkeypatch, spec, source, tmp_path):
    in_the_way = tmp_path / "data"
    in_the_way.write_text("a file, not a folder")
    monkeypatch.setattr(files, "fetch", Mirror(spec, source))
    with pytest.raises(DownloadError, match=str(in_the_way)):
        download_files(spec, in_the_way)
    assert in_the_way.read_text() == "a file, not a folder"
