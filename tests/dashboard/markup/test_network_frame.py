"""A frame holds the numbers of the flow, exactly, and is small enough to be sent often."""

from __future__ import annotations

import base64
import json

import numpy as np
import pytest

from core.config import TrainConfig
from core.data import DATASETS
from core.data.digits import Standardization
from core.inside import flow_of
from core.inside.flow import MAX_VALUES
from core.models import MODELS, build_model
from dashboard.furniture.network_picture import ASSETS
from dashboard.markup.network_frame import network_frame
from dashboard.wording import percent
from tests.core.data.made_sets import MANY, many_classes
from tests.dashboard.reading import unpacked

IMAGE = np.arange(784, dtype=np.uint32).reshape(28, 28).astype(np.uint8)
MAX_BYTES = 150_000
LARGEST = {
    "mlp": {"hidden_sizes": (1_024,) * 4},
    "cnn": {"channels": (128, 128), "kernel_size": 1, "hidden_size": 512},
    "batchnorm": {"channels": (128,) * 4, "kernel_size": 7},
}


def frame_of(**settings):
    flow = flow_of(build_model(TrainConfig(**settings)), IMAGE, Standardization(0.13, 0.31), step=7)
    return flow, json.loads(json.dumps(network_frame(flow, alt="A network", label=4)))


@pytest.mark.parametrize("model", MODELS)
def test_every_number_arrives_as_it_is(model):
    flow, frame = frame_of(model=model)
    assert frame["step"] == 7
    assert base64.b64decode(frame["image"]) == IMAGE.tobytes()
    np.testing.assert_array_equal(unpacked(frame["probabilities"]), flow.probabilities)
    assert frame["percent"] == [percent(one) for one in flow.probabilities]
    for stage, sent in zip(flow.stages, frame["stages"], strict=True):
        assert sent["name"] == stage.name
        assert sent["layers"] == list(stage.kinds)
        for part in ("values", "weights", "links"):
            array = getattr(stage, part)
            if array is None:
                assert sent[part] is None
            else:
                np.testing.assert_array_equal(unpacked(sent[part]), array)


def test_title_says_how_many_units_are_drawn_of_how_many():
    _, frame = frame_of(model="mlp", model_options={"hidden_sizes": (1_024, 8)})
    titles = [stage["title"] for stage in frame["stages"]]
    assert titles == ["10 of 1,024 neurons", "8 neurons", "10 logits"]
    _, frame = frame_of(model="cnn")
    assert [stage["unit"] for stage in frame["stages"]] == ["map", "map", "neuron", "digit"]


@pytest.mark.parametrize("model", LARGEST)
def test_frame_of_the_largest_networks_stays_small(model):
    _, frame = frame_of(model=model, model_options=LARGEST[model])
    # Streamlit sends what draws it with each frame.
    drawing = sum(file.stat().st_size for file in ASSETS.glob("network_picture.*"))
    assert len(json.dumps(frame)) + drawing < MAX_BYTES


def test_frame_of_any_architecture_stays_small():
    assert MAX_VALUES * 4 * 4 / 3 + 35_000 < MAX_BYTES


def test_another_step_image_network_or_label_is_another_frame():
    images = IMAGE, IMAGE.T.copy()
    flows = [
        flow_of(build_model(TrainConfig(seed=seed)), image, Standardization(0.1, 0.3), step=step)
        for seed in (0, 1)
        for image in images
        for step in (0, 1)
    ]
    names = {
        network_frame(flow, alt="", label=label)["name"] for flow in flows for label in (None, 3)
    }
    assert len(names) == 2 * len(flows)
    assert network_frame(flows[0], alt="", label=3)["name"] in names


@pytest.mark.parametrize("seed", range(3))
def test_frame_of_many_classes_has_the_most_probable_ones_with_their_names(monkeypatch, seed):
    monkeypatch.setitem(DATASETS, MANY, many_classes())
    names = DATASETS[MANY].class_names
    config = TrainConfig(dataset=MANY, validation_size=124, seed=seed)
    flow = flow_of(build_model(config), IMAGE, Standardization(0.1, 0.3))
    best = sorted(np.argsort(-flow.probabilities)[:10].tolist())
    for label in (best[4], int(flow.probabilities.argmin())):
        frame = network_frame(flow, alt="", label=label, names=names, noun="character")
        assert frame["names"] == [names[one] for one in best]
        assert frame["label"] == (4 if label == best[4] else None)
        assert frame["percent"] == [percent(float(flow.probabilities[one])) for one in best]
        np.testing.assert_array_equal(unpacked(frame["probabilities"]), flow.probabilities[best])
        assert frame["stages"][-1]["title"] == "10 of 62 logits"
