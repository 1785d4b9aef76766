"""A network calculated in NumPy gives what PyTorch gives."""

import subprocess
import sys

import numpy as np
import pytest
import torch

from core.config import TrainConfig
from core.data import Standardization, load_digits
from core.errors import CheckpointError
from core.evaluation import predict_logits, predict_probabilities
from core.models import build_model
from core.pretrained import PRETRAINED, load_pretrained
from core.pretrained.numpy_network import read_numpy_network
from core.runs import Checkpoint, save_checkpoint
from tests.core.imports import ROOT

STANDARDIZATION = Standardization(0.13, 0.31)


def after_some_batches(config: TrainConfig) -> torch.nn.Module:
    """A network whose batch normalization has seen something."""
    model = build_model(config).train()
    for parameter in model.parameters():
        torch.nn.init.normal_(parameter, std=0.2, generator=torch.Generator().manual_seed(1))
    with torch.no_grad():
        for seed in range(5):
            model(torch.rand(16, 1, 28, 28, generator=torch.Generator().manual_seed(seed)))
    return model.eval()


@pytest.mark.parametrize("channels", [(3,), (4, 5), (8, 6, 7), (2, 3, 4, 5)])
@pytest.mark.parametrize("kernel_size", [1, 3, 5])
def test_logits_are_those_of_pytorch(tmp_path, channels, kernel_size):
    config = TrainConfig(
        model="batchnorm", model_options={"channels": channels, "kernel_size": kernel_size}
    )
    model = after_some_batches(config)
    save_checkpoint(tmp_path / "net", Checkpoint(model, config, STANDARDIZATION))
    images = load_digits("digits").train.images[:20]
    network = read_numpy_network(tmp_path / "net")
    expected = predict_logits(model, images, STANDARDIZATION)
    np.testing.assert_allclose(network.logits(images), expected, rtol=1e-5, atol=1e-5)
    assert network.logits(images).dtype == np.float32


@pytest.mark.parametrize("name", PRETRAINED)
def test_shipped_networks_answer_in_numpy_as_in_pytorch(name):
    checkpoint = load_pretrained(name)
    images = load_digits("digits").test.images
    expected = predict_probabilities(checkpoint.model, images, checkpoint.standardization)
    found = read_numpy_network(PRETRAINED[name].file).probabilities(images)
    np.testing.assert_allclose(found, expected, atol=1e-5)
    np.testing.assert_allclose(found.sum(axis=1), 1, atol=1e-5)


def test_scores_too_large_for_the_exponential_still_give_probabilities(tmp_path):
    config = TrainConfig(model="batchnorm")
    model = build_model(config)
    with torch.no_grad():
        model.output.bias[3] = 1e5
    save_checkpoint(tmp_path / "net", Checkpoint(model.eval(), config, STANDARDIZATION))
    found = read_numpy_network(tmp_path / "net").probabilities(np.zeros((1, 28, 28), np.uint8))
    assert found[0, 3] == 1
    assert np.isfinite(found).all()


@pytest.mark.parametrize("changes", [{"model": "mlp"}, {"activation": "tanh"}])
def test_other_networks_are_refused_rather_than_calculated_wrong(tmp_path, changes):
    config = TrainConfig(**{"model": "batchnorm"} | changes)
    save_checkpoint(
        tmp_path / "net", Checkpoint(build_model(config).eval(), config, STANDARDIZATION)
    )
    with pytest.raises(CheckpointError, match="without PyTorch only"):
        read_numpy_network(tmp_path / "net")


def test_no_pytorch_is_loaded_for_an_answer_to_a_drawing():
    program = """
import sys
import numpy as np
from core.pretrained import PRETRAINED
from core.pretrained.numpy_network import read_numpy_network
from core.sketch import EXAMPLES, prepare_sketch
image = prepare_sketch(EXAMPLES["zero"].draw()).centered
print(read_numpy_network(PRETRAINED["reader"].file).probabilities(image[None])[0].argmax())
print([name for name in ("torch", "pandas", "sklearn") if name in sys.modules])
"""
    answer = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert answer.stdout.split("\n")[:2] == ["0", "[]"]
