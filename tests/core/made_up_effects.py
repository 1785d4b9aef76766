"""What each made-up entry does where it takes part: expected values, not only "another run"."""

from __future__ import annotations

import torch

from core.config import TrainConfig
from core.data import load_digits, to_model_input
from core.models import build_model
from core.training import BatchEnd, StepReport, take_step, train
from tests.core.made_up import HalfReLU, SignOfMean, linear_decay, rising


class Recorder:
    """A step that learns as usual, and keeps its batches and the network around each update."""

    def __init__(self) -> None:
        self.batches: list[tuple[torch.Tensor, torch.Tensor]] = []
        self.weights: list[torch.Tensor] = []
        self.gradients: list[torch.Tensor] = []
        self.optimizer = None

    def __call__(self, model, optimizer, inputs, labels) -> StepReport:
        self.optimizer = optimizer
        self.batches.append((inputs.clone(), labels.clone()))
        self.weights.append(flat(p.detach() for p in model.parameters()))
        report = take_step(model, optimizer, inputs, labels)
        self.gradients.append(flat(p.grad for p in model.parameters()))
        return report


def flat(tensors) -> torch.Tensor:
    """A copy of them as one vector, in the order of the numbers as they are written."""
    return torch.cat([tensor.reshape(-1) for tensor in tensors]).clone()


def data_of(config: TrainConfig):
    sizes = {"train_size": config.train_size, "validation_size": config.validation_size}
    return load_digits(config.dataset, **sizes, download=False)


def recorded(config: TrainConfig) -> tuple[Recorder, list[BatchEnd]]:
    recorder = Recorder()
    events = train(build_model(config), data_of(config), config, step=recorder)
    return recorder, [event for event in events if isinstance(event, BatchEnd)]


def assert_narrow(config: TrainConfig) -> None:
    assert [layer.out_features for layer in list(build_model(config))[1::2]] == [9, 10]


def assert_half_relu(config: TrainConfig) -> None:
    kinds = [type(layer) for layer in build_model(config).modules()]
    assert HalfReLU in kinds
    assert torch.nn.ReLU not in kinds


def assert_rising_weights(config: TrainConfig) -> None:
    layers = [m for m in build_model(config).modules() if isinstance(m, torch.nn.Linear)]
    assert layers
    for layer in layers:
        expected = rising(torch.empty_like(layer.weight), torch.Generator())
        assert torch.equal(layer.weight, expected)
        assert not layer.bias.any()


def assert_sign_of_mean(config: TrainConfig) -> None:
    """Each update is that of the rule with the settings that were given."""
    recorder, _ = recorded(config)
    assert type(recorder.optimizer) is SignOfMean
    mean = torch.zeros_like(recorder.weights[0])
    for before, gradient, after in zip(
        recorder.weights, recorder.gradients, recorder.weights[1:], strict=False
    ):
        mean = 0.9 * mean + 0.1 * gradient
        moved = mean.abs() > 1e-9  # The sign of what is nearly 0 depends on rounding.
        expected = before * (1 - 0.002 * 0.1) - 0.002 * mean.sign()
        torch.testing.assert_close(after[moved], expected[moved], rtol=0, atol=1e-6)


def assert_straight_line(config: TrainConfig) -> None:
    _, batches = recorded(config)
    expected = [0.1 * linear_decay(step, len(batches)) for step in range(len(batches))]
    assert [batch.learning_rate for batch in batches] == expected


def assert_mirrored_by_chance(config: TrainConfig) -> None:
    """Each input is a training image as it is or from right to left; both kinds occur."""
    data = data_of(config)
    images = to_model_input(data.train.images, data.standardization)
    recorder, _ = recorded(config)
    inputs = torch.cat([inputs for inputs, _ in recorder.batches])
    is_usual, is_mirrored = (
        (inputs[:, None] == known).flatten(2).all(dim=2).any(dim=1)
        for known in (images, images.flip(3))
    )
    assert torch.all(is_usual | is_mirrored)
    assert 0.3 < is_mirrored.float().mean() < 0.7


def assert_mirrored_digits(config: TrainConfig) -> None:
    usual = load_digits("digits", train_size=config.train_size, validation_size=60)
    assert (data_of(config).train.images == usual.train.images[:, :, ::-1]).all()


def assert_calm(config: TrainConfig) -> None:
    _, batches = recorded(config)
    assert {batch.learning_rate for batch in batches} == {0.03}
    sizes = [m.out_features for m in build_model(config).modules() if hasattr(m, "out_features")]
    assert sizes == [64, 32, 10]


EFFECTS = {
    "architecture": assert_narrow,
    "optimizer": assert_sign_of_mean,
    "schedule": assert_straight_line,
    "augmentation": assert_mirrored_by_chance,
    "activation": assert_half_relu,
    "initialization": assert_rising_weights,
    "data set": assert_mirrored_digits,
    "recipe": assert_calm,
}
