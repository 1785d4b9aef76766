"""The last hidden layer is what the logits are made of; neighbors are the nearest."""

import numpy as np
import pytest
import torch
from sklearn.neighbors import NearestNeighbors
from torch import nn

from core.data import load_digits
from core.evaluation import predict_logits
from core.inside import last_hidden_layer, nearest
from core.inside.neighbors import CHUNK
from core.models import MODELS, build_model
from tests.core.helpers import tiny_config

DATA = load_digits("digits")
IMAGES = DATA.train.images[:300]


@pytest.mark.parametrize("name", MODELS)
def test_logits_are_a_linear_function_of_the_last_hidden_layer(name):
    model = build_model(tiny_config(model=name))
    features = torch.from_numpy(last_hidden_layer(model, IMAGES, DATA.standardization))
    output = [layer for layer in model.modules() if isinstance(layer, nn.Linear)][-1]
    expected = predict_logits(model, IMAGES, DATA.standardization)
    assert torch.allclose(output(features).detach(), expected, atol=1e-5)


def test_no_hook_stays_behind_even_when_the_reading_is_broken_off():
    model = build_model(tiny_config(model="mlp"))

    def cancel(share: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        last_hidden_layer(model, IMAGES, DATA.standardization, on_progress=cancel)
    assert not any(layer._forward_pre_hooks for layer in model.modules())


def test_neighbors_are_those_that_scikit_learn_finds():
    rows, distances = nearest(IMAGES, DATA.test.images[0], 7)
    reference = NearestNeighbors(n_neighbors=7).fit(IMAGES.reshape(len(IMAGES), -1).astype(float))
    expected, order = reference.kneighbors(DATA.test.images[:1].reshape(1, -1).astype(float))
    assert rows.tolist() == order[0].tolist()
    assert distances == pytest.approx(expected[0])


def test_a_point_among_many_is_its_own_nearest_neighbor_wherever_it_stands():
    points = np.random.default_rng(1).normal(size=(2 * CHUNK + 3, 4)).astype(np.float32)
    for row in (0, CHUNK - 1, CHUNK, 2 * CHUNK + 2):
        rows, distances = nearest(points, points[row], 2)
        assert rows[0] == row
        assert distances[0] == 0 < distances[1]


def test_fewer_points_than_asked_for_are_all_found():
    assert nearest(IMAGES[:3], IMAGES[1], 5)[0].tolist()[0] == 1
    assert len(nearest(IMAGES[:3], IMAGES[1], 5)[0]) == 3
