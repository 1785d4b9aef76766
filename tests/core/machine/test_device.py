import pytest
import torch
from torch import nn

from core.errors import VariableError
from core.machine import device
from core.machine.device import (
    best_device,
    calculate_exactly,
    device_of,
    gains_from_bfloat16,
    unusable,
    unusable_card,
)


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
    monkeypatch.setattr(device, "unusable", lambda kind: "")
    assert best_device().type == expected


def test_graphics_card_is_told_to_calculate_exactly_and_the_same_each_time(cudnn, monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(device, "unusable", lambda kind: "")
    best_device()
    assert cudnn.deterministic
    assert not cudnn.allow_tf32


@pytest.fixture
def old_card(monkeypatch):
    """A card that is there, and with which nothing can be calculated."""
    why = "CUDA error: no kernel image is available for execution on the device"
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)
    monkeypatch.setattr(device, "unusable", lambda kind: why if kind == "cuda" else "")
    return why


def test_card_that_cannot_be_used_leaves_the_work_to_the_processor_and_says_why(old_card):
    assert best_device().type == "cpu"
    assert unusable_card() == old_card


def test_device_is_tried_and_the_first_line_of_the_reason_is_kept(monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("CUDA error: out of memory\nCompile with TORCH_USE_CUDA_DSA ...")

    unusable.cache_clear()
    monkeypatch.setattr(torch, "ones", fail)
    assert unusable("cuda") == "CUDA error: out of memory"
    assert unusable("cpu") == ""
    unusable.cache_clear()


def test_variable_names_the_device(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(device, "unusable", lambda kind: "")
    monkeypatch.setenv("DIGIT_LAB_DEVICE", "cpu")
    assert best_device().type == "cpu"


@pytest.mark.parametrize("value", ["tpu", "", "CUDA", "cuda:0"])
def test_odd_variable_is_named(monkeypatch, value):
    monkeypatch.setenv("DIGIT_LAB_DEVICE", value)
    with pytest.raises(VariableError, match=f"DIGIT_LAB_DEVICE is '{value}'; expected cuda, mps"):
        best_device()


def test_variable_for_a_card_that_cannot_be_used_is_named_with_the_reason(old_card, monkeypatch):
    monkeypatch.setenv("DIGIT_LAB_DEVICE", "cuda")
    with pytest.raises(VariableError, match=f"works here: cpu .{old_card}"):
        best_device()
    monkeypatch.setenv("DIGIT_LAB_DEVICE", "mps")
    with pytest.raises(VariableError, match="expected one that works here: cpu"):
        best_device()


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
