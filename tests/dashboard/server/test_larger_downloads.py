"""A data set that is not there is offered where it is chosen, and used when it has come."""

from __future__ import annotations

import shutil
import threading
from urllib.error import URLError

import pytest

from core.data import DATASETS, files
from core.recipes import fit_to_dataset
from dashboard.server.resources import dataset_download
from dashboard.server.shared import forget_all
from dashboard.visitor.draft import Draft
from tests.core.data.made_sets import make
from tests.dashboard.conftest import Dashboard

PATIENCE = 60


@pytest.fixture
def choose(tmp_path, monkeypatch, pen_folder):
    """Open Data on a server that has pen strokes only, with a data set chosen."""
    shutil.copytree(pen_folder / "pen", tmp_path / "pen")
    monkeypatch.setenv("DIGIT_LAB_DATA", str(tmp_path))
    monkeypatch.setenv("DIGIT_LAB_OFFLINE", "1")
    monkeypatch.setenv("DIGIT_LAB_RUNS", str(tmp_path / "runs"))
    forget_all()

    def open_data(name: str) -> Dashboard:
        dashboard = Dashboard()
        mine = dashboard.visitor.state(Draft)
        mine.config = fit_to_dataset(mine.config, name)
        return dashboard.open("data")

    yield open_data
    forget_all()


def fetch_from(folder):
    """Deliver the files that were made in another folder."""

    def fetch(url, where, name, md5, cancelled):
        shutil.copyfile(next(folder.rglob(name)), where / name)

    return fetch


@pytest.mark.parametrize("name", ["fashion_mnist", "emnist_letters"])
def test_chosen_set_is_offered_downloaded_and_then_used(choose, name, tmp_path, monkeypatch):
    elsewhere = tmp_path / "elsewhere"
    spec = make(name, elsewhere, monkeypatch)
    monkeypatch.setattr(files, "fetch", fetch_from(elsewhere))
    dashboard = choose(name)
    said = dashboard.words()
    assert f"{spec.title} is not on this machine, so Pen strokes is used until it is." in said
    assert "Data: Pen strokes" in said
    [button] = [one for one in dashboard.app.button if one.key == "download_start"]
    assert button.label.startswith("Download ")
    assert "MB)" in button.label
    dashboard.press("download_start")
    dataset_download(name).wait(PATIENCE)
    dashboard.open("data")
    assert f"Data: {spec.title}" in dashboard.words()
    assert f"Source: {spec.source}"[:40] in dashboard.words()
    # What is offered now is the usual data set, which is not there either.
    [button] = [one for one in dashboard.app.button if one.key == "download_start"]
    assert button.label == "Download MNIST"


def test_without_network_a_plain_sentence_says_what_to_do(choose, monkeypatch):
    def no_network(url, where, name, md5, cancelled):
        raise URLError("the network is down")

    monkeypatch.setattr(files, "fetch", no_network)
    dashboard = choose("kmnist").press("download_start")
    dataset_download("kmnist").wait(PATIENCE)
    dashboard.open("data")
    said = dashboard.words()
    assert "train-images-idx3-ubyte.gz could not be downloaded" in said
    assert "copy the files of Kuzushiji-MNIST into" in said
    assert [one for one in dashboard.app.button if one.key == "download_start"]


def test_download_shows_its_progress_and_can_be_cancelled(choose, monkeypatch):
    go_on = threading.Event()

    def fetch(url, where, name, md5, cancelled):
        assert go_on.wait(PATIENCE)
        raise URLError("cancelled" if cancelled() else "nobody cancelled it")

    monkeypatch.setattr(files, "fetch", fetch)
    dashboard = choose("fashion_mnist").press("download_start")
    bars = [bar.proto.text for bar in dashboard.app.sidebar.get("progress")]
    assert any("Downloading Fashion-MNIST: 0.0 %" in text for text in bars)
    [cancel] = [one for one in dashboard.app.button if one.label == "Cancel the download"]
    cancel.click().run()
    dashboard.is_fine()
    go_on.set()
    dataset_download("fashion_mnist").wait(PATIENCE)
    assert dataset_download("fashion_mnist").state == "failed"
    assert "nobody" not in str(dataset_download("fashion_mnist").error)


def test_sets_of_one_archive_share_its_download(choose):
    assert dataset_download("emnist_letters") is dataset_download("emnist_digits")
    assert dataset_download("emnist_letters").spec.title == "EMNIST"
    assert dataset_download("mnist+pen") is dataset_download()
    assert dataset_download("kmnist") is not dataset_download("fashion_mnist")


def test_visitors_of_a_hosted_server_are_not_offered_the_large_archive(choose, monkeypatch):
    monkeypatch.setenv("DIGIT_LAB_HOSTED", "1")
    dashboard = choose("emnist_letters")
    assert not [one for one in dashboard.app.button if one.key == "download_start"]
    assert "561.8 MB it is too large to be downloaded for visitors" in dashboard.words()
    assert [one for one in choose("kmnist").app.button if one.key == "download_start"]
    assert DATASETS["kmnist"].download_bytes < 100_000_000
