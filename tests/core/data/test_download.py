"""The download in the background: visible, repeatable, in nobody's way."""

import threading
import time
from pathlib import Path
from urllib.error import URLError

import pytest

from core.data import download as download_module
from core.data import files
from core.data.download import DatasetDownload
from core.data.mnist import MNIST
from core.errors import DownloadCancelledError

PATIENCE = 20


@pytest.fixture
def held_download(monkeypatch):
    """A network that delivers empty files, but only once the test lets it."""
    let_go = threading.Event()

    def fetch(url, root, filename, md5, cancelled):
        assert let_go.wait(PATIENCE)
        Path(root).mkdir(parents=True, exist_ok=True)
        (Path(root) / filename).write_bytes(b"x" * 1_000)

    monkeypatch.setattr(files, "fetch", fetch)
    yield let_go
    let_go.set()


def test_nothing_is_fetched_before_it_is_asked_for(held_download, tmp_path):
    download = DatasetDownload(MNIST, tmp_path)
    assert download.state == "missing"
    assert not any(tmp_path.iterdir())


def test_state_goes_from_missing_over_downloading_to_ready(held_download, tmp_path):
    download = DatasetDownload(MNIST, tmp_path)
    download.start()
    assert download.state == "downloading"
    assert download.fraction == 0
    held_download.set()
    download.wait(PATIENCE)
    assert download.state == "ready"
    assert download.fraction == pytest.approx(4_000 / MNIST.download_bytes)


def test_starting_twice_downloads_once(held_download, tmp_path):
    download = DatasetDownload(MNIST, tmp_path)
    download.start()
    running = threading.active_count()
    download.start()
    assert threading.active_count() == running
    held_download.set()
    download.wait(PATIENCE)


def test_failure_is_told_and_can_be_tried_again(monkeypatch, tmp_path):
    def no_network(*arguments, **options):
        raise URLError("no network")

    monkeypatch.setattr(files, "fetch", no_network)
    download = DatasetDownload(MNIST, tmp_path)
    download.start()
    download.wait(PATIENCE)
    assert download.state == "failed"
    assert "Check the network" in download.error
    for file in MNIST.files:  # brought by somebody meanwhile
        path = tmp_path / MNIST.folder / file.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    assert download.state == "ready"


def test_cancelled_download_is_missing_again_and_no_failure(monkeypatch, tmp_path):
    def until_cancelled(url, root, filename, md5, cancelled):
        deadline = time.monotonic() + PATIENCE
        while not cancelled():
            assert time.monotonic() < deadline
            time.sleep(0.01)
        raise DownloadCancelledError("The download was cancelled.")

    monkeypatch.setattr(files, "fetch", until_cancelled)
    download = DatasetDownload(MNIST, tmp_path)
    for _ in range(2):  # It can be started again, and cancelled again.
        download.start()
        assert download.state == "downloading"
        download.cancel()
        download.wait(PATIENCE)
        assert download.state == "missing"
        assert download.error is None


def test_folder_that_may_not_be_looked_into_is_told(monkeypatch, tmp_path):
    download = DatasetDownload(MNIST, tmp_path)

    def refuse(*arguments, **options):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(download_module, "download_files", refuse)
    download.start()
    download.wait(PATIENCE)
    assert download.error == f"{tmp_path} cannot be looked into: Permission denied."
