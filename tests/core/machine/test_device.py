import pytest
import torch
from torch import nn

from core.machine.device import best_device, calculate_exactly, device_of, gains_from_bfloat16


@pytest.fixture
def cudnn():
    """The settings of NVIDIA's convolutions, not exact; put back afterwards."""
    settings = torch.backends.cudnn
    found = settings.deterministic, settings.allow_tf32
    settings.deterministic, settings.allow_tf32 = False, True
    yield settings
    settings.deterministic, settings.allow_tf32 = found


@pytest.mark.parametrize(
    ("cuda", "mps", "expected"),
    [
        (True, True, "cuda"),
        (True, False, "cuda"),
        (False, True, "mps"),
        (False, False, "cpu"),
    ],
)
@pytest.mark.usefixtures("cudnn")
def test_fastest_processor_that_is_there_is_taken(monkeypatch, cuda, mps, expected):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: cuda)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: mps)
    assert best_device().type == expected


def test_graphics_card_is_told_to_calculate_exactly_and_the_same_each_time(cudnn, monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    best_device()
    assert cudnn.deterministic
    assert not cudnn.allow_tf32


def test_processor_needs_no_setting_and_changes_none(cudnn):
    calculate_exactly(torch.device("cpu"))
    assert not cudnn.deterministic
    assert cudnn.allow_tf32


def test_device_of_a_model_is_that_of_its_parameters():
    assert device_of(nn.Linear(2, 2)) == torch.device("cpu")
    assert device_of(nn.Linear(2, 2, device="meta")) == torch.device("meta")


@pytest.mark.parametrize(
    ("capabilities", "expected"),
    [
        ({"avx2": True, "avx512_bf16": True}, True),
        ({"avx2": True, "avx512_bf16": False, "amx_bf16": False}, False),
        ({}, False),
    ],
)
def test_bfloat16_is_taken_only_where_the_processor_has_it(monkeypatch, capabilities, expected):
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: capabilities)
    assert gains_from_bfloat16(torch.device("cpu")) is expected
    assert not gains_from_bfloat16(torch.device("mps"))
    assert not gains_from_bfloat16(torch.device("cuda"))
