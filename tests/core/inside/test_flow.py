"""What is drawn of a network are its own tensors, at exactly the step that is named."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn

from core.config import TrainConfig
from core.data.digits import Standardization
from core.data.pixels import to_model_input
from core.engine import TrainingJob, TrainingQueue
from core.evaluation import predict_probabilities
from core.inside import MAX_STAGES, MAX_UNITS, flow_of, flow_soon, layer_outputs
from core.inside.flow import MAX_VALUES
from core.models import MODELS, build_model
from core.training import TrainingRun
from tests.core.helpers import copy_of_state, same_state, tiny_config
from tests.core.made_up import register

CPU = torch.device("cpu")
STANDARDIZATION = Standardization(0.13, 0.31)
# All that there are, and a made-up one.
NAMES = [*MODELS, "narrow"]


@pytest.fixture
def image():
    return np.random.default_rng(1).integers(0, 256, (28, 28)).astype(np.uint8)


@pytest.fixture(autouse=True)
def _a_made_up_architecture(monkeypatch):
    register(monkeypatch)


def model_of(name: str, **changes) -> nn.Module:
    return build_model(TrainConfig(model=name, **changes))


@pytest.mark.parametrize("name", NAMES)
def test_values_are_what_the_last_layer_of_each_stage_gives(name, image):
    model = model_of(name, dropout=0.3)
    flow = flow_of(model, image, STANDARDIZATION)
    outputs = layer_outputs(model, image, STANDARDIZATION)
    names = list(outputs)
    for stage in flow.stages:
        last = names[names.index(stage.name) + len(stage.kinds) - 1]
        np.testing.assert_array_equal(stage.values, outputs[last][:MAX_UNITS])
        assert stage.total == len(outputs[last])
        kinds = [type(model.get_submodule(one)).__name__ for one in names]
        begin = names.index(stage.name)
        assert list(stage.kinds) == kinds[begin : begin + len(stage.kinds)]
    assert flow.left_out == 0
    assert flow.stages[-1].values.shape == (10,)
    expected = predict_probabilities(model, image[None], STANDARDIZATION)[0]
    np.testing.assert_allclose(flow.probabilities, expected, atol=1e-7)


@pytest.mark.parametrize("name", NAMES)
def test_all_units_before_and_the_bias_add_up_to_the_weighted_sum(name, image, monkeypatch):
    monkeypatch.setattr("core.inside.flow.MAX_UNITS", 10_000)
    monkeypatch.setattr("core.inside.flow.MAX_VALUES", 10_000_000)
    model = model_of(name)
    sums = layer_outputs(model, image, STANDARDIZATION)
    monkeypatch.setattr("core.inside.flow._bounded", lambda stages, last: (*stages, last))
    for stage in flow_of(model, image, STANDARDIZATION).stages:
        layer = model.get_submodule(stage.name)
        bias = 0.0 if layer.bias is None else layer.bias.detach().numpy()
        expected = sums[stage.name]
        expected = expected.mean(axis=(1, 2)) if expected.ndim == 3 else expected
        np.testing.assert_allclose(stage.links.sum(axis=1) + bias, expected, atol=2e-5)


def test_weights_that_look_at_pixels_are_pictures_of_the_parameters(image):
    for name, parameter in (
        ("linear", "output.weight"),
        ("mlp", "hidden.0.weight"),
        ("cnn", "convolution_1.weight"),
    ):
        model = model_of(name)
        first, *others = flow_of(model, image, STANDARDIZATION).stages
        weights = model.get_parameter(parameter).detach().numpy()[:MAX_UNITS]
        np.testing.assert_array_equal(first.weights.ravel(), weights.ravel())
        assert first.weights.ndim == 3
        assert all(stage.weights is None for stage in others)


def test_wide_and_deep_networks_stay_small_enough_to_send(image):
    for name, options in (
        ("mlp", {"hidden_sizes": (1_024,) * 4}),
        ("cnn", {"channels": (128, 128), "kernel_size": 1, "hidden_size": 512}),
        ("batchnorm", {"channels": (128,) * 4}),
    ):
        flow = flow_of(model_of(name, model_options=options), image, STANDARDIZATION)
        assert sum(stage.size for stage in flow.stages) <= MAX_VALUES
        assert len(flow.stages) <= MAX_STAGES
        assert all(len(stage.values) <= MAX_UNITS < stage.total for stage in flow.stages[:-1])


def test_what_does_not_fit_is_counted_and_has_no_lines(image):
    deep = nn.Sequential(nn.Flatten(), nn.Linear(784, 12))
    for _ in range(9):
        deep.extend([nn.ReLU(), nn.Linear(12, 12)])
    deep.append(nn.Linear(12, 10))
    flow = flow_of(deep, image, STANDARDIZATION)
    assert len(flow.stages) == MAX_STAGES
    assert flow.left_out == 11 - MAX_STAGES
    assert flow.stages[-1].links is None, "what is before it is not what it looks at"
    wide = nn.Sequential(*(nn.Conv2d(1 if not i else 10, 10, 3, padding=1) for i in range(4)))
    wide.extend([nn.Flatten(), nn.Linear(7_840, 10)])
    shown = flow_of(wide, image, STANDARDIZATION).stages
    assert sum(stage.size for stage in shown) <= MAX_VALUES
    assert 1 <= len(shown[0].values) < 10
    assert shown[1].links.shape == (len(shown[1].values), len(shown[0].values))


class OutsideOfLayers(nn.Module):
    """Computes its logits without a layer for them."""

    def __init__(self) -> None:
        super().__init__()
        self.hidden = nn.Linear(784, 12)
        self.weight = nn.Parameter(torch.ones(12, 10))

    def forward(self, images):
        return self.hidden(images.flatten(1)).relu() @ self.weight


def test_logits_that_no_layer_gives_are_there_all_the_same(image):
    model = OutsideOfLayers()
    flow = flow_of(model, image, STANDARDIZATION)
    logits = model(to_model_input(image[None], STANDARDIZATION)).detach().numpy()[0]
    np.testing.assert_allclose(flow.stages[-1].values, logits, rtol=1e-6)
    assert flow.stages[-1].links is None


def test_looking_leaves_no_trace(image):
    model = model_of("batchnorm", dropout=0.5).train()
    before = copy_of_state(model)
    flow_of(model, image, STANDARDIZATION)
    assert model.training
    assert same_state(model, before)


def test_what_was_noted_does_not_follow_weights_that_move(image):
    model = model_of("mlp", model_options={"hidden_sizes": (1_024, 12)})
    flow = flow_of(model, image, STANDARDIZATION)
    before = flow.stages[0].weights.copy()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.fill_(7.0)
    np.testing.assert_array_equal(flow.stages[0].weights, before)
    held = [array if array.base is None else array.base for array in flow.arrays]
    assert sum(getattr(one, "nbytes", 0) for one in held) < 4 * MAX_VALUES + 1_000


def test_weights_that_are_no_numbers_are_told(image):
    model = model_of("mlp")
    assert flow_of(model, image, STANDARDIZATION).gives_numbers
    with torch.no_grad():
        model.hidden[0].weight[3, 5] = torch.nan
    assert not flow_of(model, image, STANDARDIZATION).gives_numbers


def test_live_flow_is_that_of_the_weights_after_exactly_its_step(tiny_digits, image):
    """Looked at from another thread, while a job trains."""
    config = tiny_config(model="batchnorm", optimizer="adam", learning_rate=0.01, epochs=4)
    queue, seen = TrainingQueue(slots=1), []
    queue.cores = 1  # The same steps bit for bit take the same number of threads.
    job = TrainingJob(TrainingRun(config, tiny_digits, device=CPU), queue=queue)
    job.start()
    while job.live:
        with job.queue.pages_first.go_first():
            seen.append(flow_soon(job.run, image, seconds=10))
    seen.append(flow_soon(job.run, image))
    same_run = TrainingRun(config, tiny_digits, device=CPU)
    for flow in seen:
        while same_run.step < flow.step:
            same_run.advance()
        expected = flow_of(same_run.model, image, tiny_digits.standardization)
        for stage, other in zip(flow.stages, expected.stages, strict=True):
            np.testing.assert_allclose(stage.values, other.values, atol=1e-5)
            np.testing.assert_allclose(stage.links, other.links, atol=1e-5)
    assert seen[-1].step == job.run.total_steps


def test_while_weights_move_there_is_no_flow(tiny_digits, image):
    run = TrainingRun(tiny_config(), tiny_digits, device=CPU)
    with run._lock:
        assert flow_soon(run, image) is None
