"""An ONNX file says what the network says, for any number of raw images."""

from __future__ import annotations

import json
import os
from functools import cache

import numpy as np
import pytest
import torch

from core.config import TrainConfig
from core.data import Standardization
from core.evaluation import predict_logits
from core.machine.device import calculate_exactly
from core.models import MODELS, build_model
from core.runs import Checkpoint
from core.runs.onnx import onnx_bytes
from tests.core.helpers import copy_of_state, same_state

if os.environ.get("CI"):
    import onnxruntime  # CI installs it, and must not skip.
else:
    onnxruntime = pytest.importorskip("onnxruntime")

STANDARDIZATION = Standardization(0.21, 0.34)


def checkpoint(model: str) -> Checkpoint:
    config = TrainConfig(model=model, dropout=0.5, activation="gelu", seed=3)
    network = build_model(config)
    with torch.no_grad():
        network.train()(torch.randn(20, 1, 28, 28))  # Batch normalization has seen something.
    return Checkpoint(network.eval(), config, STANDARDIZATION)


@cache
def written(model: str) -> tuple[Checkpoint, dict[str, torch.Tensor], bytes]:
    """A network, its weights before it was written, and the file: that takes a second."""
    given = checkpoint(model)
    before = copy_of_state(given.model)
    return given, before, onnx_bytes(given)


@pytest.mark.parametrize("model", list(MODELS))
def test_onnxruntime_finds_the_same_logits_from_raw_pixels(model):
    given, _, file = written(model)
    session = onnxruntime.InferenceSession(file)
    images = np.random.default_rng(0).integers(0, 256, (33, 28, 28), dtype=np.uint8)
    for count in (1, 2, 33):
        expected = predict_logits(given.model, images[:count], STANDARDIZATION).numpy()
        (found,) = session.run(["logits"], {"images": images[:count]})
        np.testing.assert_allclose(found, expected, atol=1e-4)


def test_file_says_how_the_network_was_made_and_what_it_takes():
    given, _, file = written("linear")
    session = onnxruntime.InferenceSession(file)
    note = json.loads(session.get_modelmeta().custom_metadata_map["digit_lab"])
    assert TrainConfig.from_dict(note["config"]) == given.config
    assert note["standardization"] == {"mean": 0.21, "deviation": 0.34}
    (takes,), (gives,) = session.get_inputs(), session.get_outputs()
    assert (takes.name, takes.type, takes.shape[1:]) == ("images", "tensor(uint8)", [28, 28])
    assert (gives.name, gives.type, gives.shape[1:]) == ("logits", "tensor(float)", [10])


def test_writing_the_file_does_not_change_the_network():
    given, before, _ = written("batchnorm")
    assert not given.model.training
    assert same_state(given.model, before)


def test_network_can_be_written_after_a_graphics_card_was_told_to_calculate_exactly(monkeypatch):
    settings = torch.backends.cudnn
    monkeypatch.setattr(settings, "deterministic", settings.deterministic)
    monkeypatch.setattr(settings, "allow_tf32", settings.allow_tf32)
    calculate_exactly(torch.device("cuda"))
    assert onnx_bytes(checkpoint("cnn"))
