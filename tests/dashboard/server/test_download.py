"""While MNIST comes in, everybody can work; afterwards it is used."""

import threading
from pathlib import Path
from urllib.error import URLError

import pytest

from core.data import files
from dashboard.server.resources import dataset_download
from dashboard.server.shared import forget_all
from tests.dashboard.conftest import Dashboard

PATIENCE = 120


@pytest.fixture
def network(tmp_path, monkeypatch):
    """A network that answers when the test lets it: with an error, as it is set."""
    answer = threading.Event()

    def fetch(url, root, filename, md5, cancelled):
        assert answer.wait(PATIENCE)
        raise URLError("the network is down")

    monkeypatch.setattr(files, "fetch", fetch)
    monkeypatch.setenv("DIGIT_LAB_DATA", str(tmp_path))
    monkeypatch.delenv("DIGIT_LAB_OFFLINE", raising=False)
    forget_all()
    yield answer
    answer.set()
    dataset_download().wait(PATIENCE)
    forget_all()


@pytest.mark.usefixtures("shorter_quick_recipe")
def test_download_shows_its_progress_and_blocks_no_page(network):
    dashboard = Dashboard()
    for page in ("data", "train", "sketch"):
        dashboard.open(page)
        bars = [bar.proto.text for bar in dashboard.app.sidebar.get("progress")]
        assert any("Downloading MNIST: 0.0 %" in text for text in bars)
    dashboard.open("home").press("train_quick").train_to_the_end()
    assert dashboard.job.run.data.name == "pen"
    assert not dashboard.app.warning


def test_download_can_be_cancelled_and_the_page_goes_on(network):
    dashboard = Dashboard().open("data")
    dashboard.press("download_cancel")
    network.set()
    dataset_download().wait(PATIENCE)
    dashboard.open("train")
    assert not dashboard.app.sidebar.get("progress")


def test_failed_download_is_told_once_and_can_be_repeated(network):
    dashboard = Dashboard()
    network.set()
    dataset_download().wait(PATIENCE)
    dashboard.open("data")
    [said] = dashboard.app.warning
    assert "Pen strokes: 7,494" in said.value
    assert "the network is down" in dashboard.words()
    network.clear()
    [again] = [button for button in dashboard.app.button if button.label == "Download MNIST"]
    again.click().run()
    dashboard.is_fine()
    assert dataset_download().state == "downloading"


def test_mnist_is_used_as_soon_as_it_is_there(network, mnist_folder, tmp_path):
    dashboard = Dashboard()
    raw = tmp_path / "MNIST" / "raw"
    network.set()
    dataset_download().wait(PATIENCE)
    raw.mkdir(parents=True, exist_ok=True)
    for file in (Path(mnist_folder) / "MNIST" / "raw").glob("*.gz"):
        (raw / file.name).symlink_to(file.resolve())
    dashboard.open("data")
    assert "55,000 are training images" in dashboard.words()
    assert not dashboard.app.warning
