"""An error in a button's callback reaches the visitor as a sentence, in a real browser."""

import pytest

from core.data.mnist import MNIST
from tests.browser.driver import running_server
from tests.browser.visitor import press

pytestmark = pytest.mark.browser


def test_home_button_with_half_a_copy_of_mnist_says_what_is_wrong(
    browser, server_environment, tmp_path
):
    raw = tmp_path / "data" / MNIST.folder
    raw.mkdir(parents=True)
    for file in MNIST.files:
        (raw / file.name).write_bytes(b"\x1f\x8b half of it")
    environment = server_environment | {"DIGIT_LAB_DATA": str(tmp_path / "data")}
    with running_server(tmp_path, environment) as server:
        page = browser.new_page()
        page.goto(server.url)
        press(page, "Train your own")
        toast = page.get_by_test_id("stToast")
        toast.wait_for()
        assert "train-images-idx3-ubyte.gz" in toast.inner_text()
        assert "Delete this file" in toast.inner_text()
        assert page.get_by_test_id("stException").count() == 0
        page.close()
