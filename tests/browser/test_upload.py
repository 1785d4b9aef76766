"""The largest network that can be taken home comes back through a real server."""

import pytest

from core.config import TrainConfig
from core.data import Standardization
from core.models import build_model
from core.runs import Checkpoint, save_checkpoint
from tests.browser.visitor import main

pytestmark = pytest.mark.browser


def test_largest_network_can_be_brought_back(open_page, tmp_path):
    config = TrainConfig(
        dataset="digits", model_options={"hidden_sizes": (1024, 1024, 1024, 1024)}, epochs=1
    )
    path = tmp_path / "large.safetensors"
    save_checkpoint(path, Checkpoint(build_model(config), config, Standardization(0.1, 0.3)))
    assert path.stat().st_size > 15_000_000
    page = open_page("compare")
    main(page).get_by_text("Upload a network").first.click()
    page.locator("input[type=file]").set_input_files(path)
    page.get_by_text("large.safetensors").first.wait_for()
    page.get_by_role("button", name="Use this network").click()
    page.get_by_text("is ready on every page").wait_for()
