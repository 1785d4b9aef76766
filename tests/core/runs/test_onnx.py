"""An ONNX file says what the network says, for any number of raw images."""

from __future__ import annotations

import json
import os
from dataclasses import replace

import numpy as np
import pytest
import torch

from core.config import TrainConfig
from core.data import Standardization
from core.evaluation import predict_logits
from core.models import MODELS, build_model
from core.runs import Checkpoint
from core.runs.onnx import onnx_bytes

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


@pytest.mark.parametrize("model", list(MODELS))
def test_onnxruntime_finds_the_same_logits_from_raw_pixels(model):
    given = checkpoint(model)
    session = onnxruntime.InferenceSession(onnx_bytes(given))
    images = np.random.default_rng(0).integers(0, 256, (33, 28, 28), dtype=np.uint8)
    for count in (1, 2, 33):
        expected = predict_logits(given.model, images[:count], STANDARDIZATION).numpy()
        (found,) = session.run(["logits"], {"images": images[:count]})
        np.testing.assert_allclose(found, expected, atol=1e-4)


def test_file_says_how_the_network_was_made_and_what_it_takes():
    given = checkpoint("linear")
    session = onnxruntime.InferenceSession(onnx_bytes(given))
    note = json.loads(session.get_modelmeta().custom_metadata_map["digit_lab"])
    assert TrainConfig.from_dict(note["config"]) == given.config
    assert note["standardization"] == {"mean": 0.21, "deviation": 0.34}
    (takes,), (gives,) = session.get_inputs(), session.get_outputs()
    assert (takes.name, takes.type, takes.shape[1:]) == ("images", "tensor(uint8)", [28, 28])
    assert (gives.name, gives.type, gives.shape[1:]) == ("logits", "tensor(float)", [10])


def test_writing_the_file_does_not_change_the_network():
    given = checkpoint("batchnorm")
    before = {name: value.clone() for name, value in given.model.state_dict().items()}
    onnx_bytes(replace(given))
    assert not given.model.training
    for name, value in given.model.state_dict().items():
        assert torch.equal(value, before[name])
