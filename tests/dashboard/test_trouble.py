"""Every button of every page with broken data, a broken store and a full disk: only sentences."""

from __future__ import annotations

import errno
import gzip
import os
from pathlib import Path

import numpy as np
import pytest

from core.data.idx import encode_idx
from core.data.mnist import MNIST
from dashboard.page_list import PAGES
from dashboard.server.shared import forget_all
from dashboard.views.compare import page as compare
from tests.dashboard.conftest import SECONDS, Dashboard


def half_copied(folder: Path) -> None:
    raw = folder / MNIST.folder
    raw.mkdir(parents=True)
    for file in MNIST.files:
        content = gzip.compress(encode_idx(np.zeros(file.shape, np.uint8)))
        (raw / file.name).write_bytes(content[: len(content) // 2])


def fail(code: int):
    def call(*args, **kwargs):
        raise OSError(code, os.strerror(code))

    return call


# What writes to the disk, beside the pages as they open.
VIEWS = [("compare", "compare_view", view) for view in compare.VIEWS[1:]]


def press_everything(dashboard: Dashboard) -> None:
    """Press each button of each page, each on the page as it is when it has just been opened.

    Of those in a row that are called the same, as "Begin" in a list of lessons, the first one.
    """
    pages = [(name, "", "") for name in PAGES]
    # The last one, Your data, deletes everything, and with it the settings of a short training.
    for page, key, view in [*pages[:-1], *VIEWS, pages[-1]]:
        pressed, before = 0, ""
        buttons = opened(dashboard, page, key, view).app.button
        while pressed < len(buttons):
            button = buttons[pressed]
            pressed += 1
            if button.disabled or button.label == before:
                continue
            before = button.label
            button.click().run()
            buttons = opened(dashboard.is_fine(), page, key, view).app.button


def opened(dashboard: Dashboard, page: str, key: str, view: str) -> Dashboard:
    dashboard.open(page)
    return dashboard.unfold(key, view) if key else dashboard


@pytest.fixture
def come_in(tmp_path, monkeypatch):
    """Open the dashboard once everything is as broken as the test wants it."""
    monkeypatch.setenv("DIGIT_LAB_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("DIGIT_LAB_OFFLINE", "1")
    monkeypatch.setenv("DIGIT_LAB_RUNS", str(tmp_path / "runs"))
    forget_all()
    opened = []

    def enter() -> Dashboard:
        opened.append(Dashboard())
        return opened[-1]

    yield enter
    for dashboard in opened:
        for run in dashboard.visitor.runs:
            if run.is_loaded:
                run.job.stop()
                run.job.wait(SECONDS)
    forget_all()


def test_half_copied_mnist(come_in, tmp_path):
    half_copied(tmp_path / "data")
    press_everything(come_in())


def test_half_copied_mnist_is_named_by_homes_button(come_in, tmp_path):
    half_copied(tmp_path / "data")
    dashboard = come_in().press("train_quick")
    [said] = dashboard.app.toast
    assert "train-images-idx3-ubyte.gz: it ends in the middle" in said.value.replace("\\", "")


@pytest.mark.usefixtures("shorter_quick_recipe")
def test_file_in_place_of_the_runs(come_in, tmp_path):
    (tmp_path / "runs").write_text("a file, not a folder")
    dashboard = come_in()
    dashboard.press("train_quick").train_to_the_end()
    press_everything(dashboard)


TROUBLES = {"full": errno.ENOSPC, "read-only": errno.EROFS}


@pytest.mark.sample(1)
@pytest.mark.parametrize("code", TROUBLES.values(), ids=TROUBLES.keys())
@pytest.mark.usefixtures("shorter_quick_recipe")
def test_disk_that_fails_after_a_training(come_in, monkeypatch, code):
    dashboard = come_in()
    dashboard.press("train_quick").train_to_the_end()
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fail(code))
        if code == errno.EROFS:
            for name in ("mkdir", "rename", "unlink"):
                patch.setattr(Path, name, fail(code))
        press_everything(dashboard)
        for run in dashboard.visitor.runs:
            if run.is_loaded:
                run.job.stop()
                run.job.wait(SECONDS)
