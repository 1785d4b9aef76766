"""What holds for every test of core."""

import pytest
import torch


@pytest.fixture(scope="session", autouse=True)
def _one_processor_thread():
    """These batches are too small to share; on a busy machine threads only wait."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)
