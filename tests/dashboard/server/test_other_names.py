"""Images under other names and in another place are the data set of every page."""

import gzip
from dataclasses import replace

import numpy as np
import pytest

from core.data import DATASETS, load_digits, mnist
from core.data.idx import encode_idx
from dashboard.server.shared import forget_all
from tests.core.data.mnist_copies import like_mnist
from tests.dashboard.conftest import Dashboard


@pytest.fixture
def renamed(tmp_path, monkeypatch):
    """A few hundred digits, taken for MNIST, packed again in the data folder itself."""
    official, folder = tmp_path / "official", tmp_path / "data"
    official.mkdir()
    folder.mkdir()
    digits = load_digits("digits", validation_size=100)
    for part, split in (("train", digits.train), ("t10k", digits.test)):
        for kind, values in (("images-idx3", split.images), ("labels-idx1", split.labels)):
            content = encode_idx(values.astype(np.uint8))
            (official / f"{part}-{kind}-ubyte").write_bytes(content)
            path = folder / f"{part}-{kind.replace('-', '.')}-ubyte.gz"
            path.write_bytes(gzip.compress(content, 1))
    spec = replace(like_mnist(official), training_images=len(digits.train))
    monkeypatch.setattr(mnist, "MNIST", spec)
    monkeypatch.setitem(DATASETS, "mnist", spec)
    monkeypatch.setenv("DIGIT_LAB_DATA", str(folder))
    monkeypatch.setenv("DIGIT_LAB_RUNS", str(tmp_path / "runs"))
    monkeypatch.setenv("DIGIT_LAB_OFFLINE", "1")
    forget_all()
    yield folder
    forget_all()


def test_data_page_shows_the_file_that_lies_there(renamed):
    dashboard = Dashboard().open("data").set("button_group", "data_view", "The file")
    assert not dashboard.app.warning, "nothing is missing"
    assert f"{renamed}/train-images.idx3-ubyte.gz" in dashboard.words()
    assert "bytes in all" in dashboard.words()
