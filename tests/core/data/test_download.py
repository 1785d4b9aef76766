"""The download in the background: visible, repeatable, in nobody's way."""

import threading
from pathlib import Path
from urllib.error import URLError

import pytest

from core.data import mnist
from core.data.download import MnistDownload
from core.data.mnist import CHECKSUMS

PATIENCE = 20


@pytest.fixture
def held_download(monkeypatch):
    """A network that delivers empty files, but only once the test lets it."""
    let_go = threading.Event()

    def download_url(url, root, filename=None, md5=None, max_redirect_hops=3):
        assert let_go.wait(PATIENCE)
        Path(root).mkdir(parents=True, exist_ok=True)
        (Path(root) / filename).write_bytes(b"x" * 1_000)

    monkeypatch.setattr(mnist, "download_url", download_url)
    yield let_go
    let_go.set()


def test_nothing_is_fetched_before_it_is_asked_for(held_download, tmp_path):
    download = MnistDownload(tmp_path)
    assert download.state == "missing"
    assert not any(tmp_path.iterdir())


def test_state_goes_from_missing_over_downloading_to_ready(held_download, tmp_path):
    download = MnistDownload(tmp_path)
    download.start()
    assert download.state == "downloading"
    assert download.share == 0
    held_download.set()
    download.wait(PATIENCE)
    assert download.state == "ready"
    assert download.share == pytest.approx(4_000 / mnist.DOWNLOAD_BYTES)


def test_starting_twice_downloads_once(held_download, tmp_path):
    download = MnistDownload(tmp_path)
    download.start()
    running = threading.active_count()
    download.start()
    assert threading.active_count() == running
    held_download.set()
    download.wait(PATIENCE)


def test_failure_is_told_and_can_be_tried_again(monkeypatch, tmp_path):
    def no_network(*arguments, **options):
        raise URLError("no network")

    monkeypatch.setattr(mnist, "download_url", no_network)
    download = MnistDownload(tmp_path)
    download.start()
    download.wait(PATIENCE)
    assert download.state == "failed"
    assert "Check the network" in download.error
    for name in CHECKSUMS:  # brought by hand meanwhile
        path = tmp_path / "MNIST" / "raw" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    assert download.state == "ready"
