"""The classic networks, checked against arithmetic and hand-made PyTorch twins."""

from itertools import pairwise

import pytest
import torch
from torch import nn

from core.config import TrainConfig
from core.models import build_model, parameter_count

IMAGES = torch.randn(4, 1, 28, 28, generator=torch.Generator().manual_seed(1))

LINEAR = 784 * 10 + 10
MLP = (784 * 64 + 64) + (64 * 32 + 32) + (32 * 10 + 10)
CNN = (
    (5 * 5 * 1 * 10 + 10)
    + (5 * 5 * 10 * 20 + 20)
    + (20 * 4 * 4 * 50 + 50)  # 320 values after two poolings
    + (50 * 10 + 10)
)


@pytest.mark.parametrize(("name", "parameters"), [("linear", LINEAR), ("mlp", MLP), ("cnn", CNN)])
def test_classic_parameter_counts(name, parameters):
    assert parameter_count(build_model(TrainConfig(model=name))) == parameters
    assert {"linear": 7_850, "mlp": 52_650, "cnn": 21_840}[name] == parameters


@pytest.mark.parametrize("sizes", [(128,), (64, 32), (30, 20, 10), (9, 8, 7, 6)])
def test_hidden_sizes_of_the_mlp_are_free(sizes):
    config = TrainConfig(model="mlp", model_options={"hidden_sizes": sizes})
    widths = [784, *sizes, 10]
    expected = sum(a * b + b for a, b in pairwise(widths))
    assert parameter_count(build_model(config)) == expected


def like(reference: nn.Module, model: nn.Module) -> nn.Module:
    """Give a reference the weights of a model, parameter by parameter in order."""
    parameters = list(model.parameters())
    assert [p.shape for p in reference.parameters()] == [p.shape for p in parameters]
    with torch.no_grad():
        for theirs, ours in zip(reference.parameters(), parameters, strict=True):
            theirs.copy_(ours)
    return reference


REFERENCES = {
    "linear": lambda: nn.Sequential(nn.Flatten(), nn.Linear(784, 10)),
    "mlp": lambda: nn.Sequential(
        nn.Flatten(),
        *(nn.Linear(784, 64), nn.ReLU()),
        *(nn.Linear(64, 32), nn.ReLU()),
        nn.Linear(32, 10),
    ),
    "cnn": lambda: nn.Sequential(
        *(nn.Conv2d(1, 10, 5), nn.MaxPool2d(2), nn.ReLU()),
        *(nn.Conv2d(10, 20, 5), nn.MaxPool2d(2), nn.ReLU()),
        nn.Flatten(),
        *(nn.Linear(320, 50), nn.ReLU()),
        nn.Linear(50, 10),
    ),
    "compact": lambda: nn.Sequential(
        *(nn.Conv2d(1, 16, 5), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Conv2d(16, 32, 3, bias=False), nn.MaxPool2d(2), nn.BatchNorm2d(32), nn.ReLU()),
        nn.Flatten(),
        *(nn.Linear(800, 128), nn.ReLU()),
        nn.Linear(128, 10),
    ),
}


@pytest.mark.parametrize("name", REFERENCES)
def test_same_logits_as_the_network_written_in_plain_pytorch(name):
    model = build_model(TrainConfig(model=name)).eval()
    reference = like(REFERENCES[name](), model).eval()
    torch.testing.assert_close(model(IMAGES), reference(IMAGES))


@pytest.mark.parametrize("dropout", [0.0, 0.25])
def test_batchnorm_has_convolution_normalization_pooling_and_dropout(dropout):
    model = build_model(TrainConfig(model="batchnorm", dropout=dropout))
    kinds = [type(layer).__name__ for layer in model.modules()]
    assert kinds.count("Conv2d") == kinds.count("BatchNorm2d") == kinds.count("MaxPool2d") == 2
    assert "Dropout" in kinds
    assert "Linear" in kinds


def test_batchnorm_learns_its_statistics_only_in_training():
    model = build_model(TrainConfig(model="batchnorm"))
    statistics = model.state_dict()
    tracked = [name for name in statistics if "running" in name]
    before = {name: statistics[name].clone() for name in tracked}
    model.eval()(IMAGES)
    assert all(torch.equal(model.state_dict()[name], before[name]) for name in tracked)
    model.train()(IMAGES)
    assert not any(torch.equal(model.state_dict()[name], before[name]) for name in tracked)


def test_without_activation_the_mlp_collapses_into_one_linear_map():
    model = build_model(TrainConfig(model="mlp", activation="none")).eval()
    zero = model(torch.zeros_like(IMAGES))
    torch.testing.assert_close(model(2 * IMAGES) - zero, 2 * (model(IMAGES) - zero))
