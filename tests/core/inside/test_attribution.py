"""Maps add up to what they explain, and asking for one leaves no trace."""

import numpy as np
import pytest
import torch

from core.data import load_digits, to_model_input
from core.inside import ATTRIBUTIONS, attribute, map_correlation
from core.models import MODELS, build_model
from tests.core.helpers import copy_of_state, same_state, tiny_config

DATA = load_digits("digits")
IMAGE = DATA.train.images[3]


def logits(model, images: np.ndarray) -> torch.Tensor:
    with torch.no_grad():
        return model.eval()(to_model_input(images, DATA.standardization))


@pytest.mark.parametrize("name", MODELS)
def test_integrated_gradients_sum_to_what_the_ink_changed_in_the_logit(name):
    model = build_model(tiny_config(model=name))
    with_ink, paper = logits(model, np.stack([IMAGE, np.zeros_like(IMAGE)]))[:, 7].tolist()
    shares = attribute(model, IMAGE, DATA.standardization, 7)
    assert shares.sum() == pytest.approx(with_ink - paper, rel=0.05, abs=0.01)


def test_maps_of_a_linear_network_are_its_weights_times_the_ink():
    model = build_model(tiny_config(model="linear"))
    weights = next(model.parameters())[4].detach().numpy().reshape(28, 28)
    inked = weights * (IMAGE / 255 / DATA.standardization.deviation)
    shares = attribute(model, IMAGE, DATA.standardization, 4)
    assert np.allclose(shares, inked, atol=1e-5)


def test_occlusion_is_the_mean_loss_of_score_over_the_patches_that_cover_a_pixel():
    model = build_model(tiny_config(model="mlp"))
    shares = attribute(model, IMAGE, DATA.standardization, 2, "occlusion")
    whole = logits(model, IMAGE[None])[0, 2]
    row, column, falls = 12, 14, []
    for top in range(row - 4, row + 1):
        for left in range(column - 4, column + 1):
            covered = IMAGE.copy()
            covered[top : top + 5, left : left + 5] = 0
            falls.append(float(whole - logits(model, covered[None])[0, 2]))
    assert shares[row, column] == pytest.approx(np.mean(falls), abs=1e-4)


@pytest.mark.parametrize("method", ATTRIBUTIONS)
@pytest.mark.parametrize("name", MODELS)
def test_asking_changes_neither_weights_nor_gradients_nor_mode(name, method):
    model = build_model(tiny_config(model=name, dropout=0.5 if name != "linear" else 0)).train()
    before = copy_of_state(model)
    first = attribute(model, IMAGE, DATA.standardization, 0, method)
    assert np.array_equal(first, attribute(model, IMAGE, DATA.standardization, 0, method))
    assert same_state(model, before)
    assert model.training
    assert all(parameter.grad is None for parameter in model.parameters())


@pytest.mark.parametrize("method", ATTRIBUTIONS)
def test_blank_paper_gets_an_empty_map(method):
    model = build_model(tiny_config(model="cnn"))
    shares = attribute(model, np.zeros((28, 28), np.uint8), DATA.standardization, 1, method)
    assert shares.dtype == np.float32
    assert np.abs(shares).max() < 1e-6


def test_correlation_of_maps_is_pearsons_and_0_without_variation():
    first, second = np.random.default_rng(0).normal(size=(2, 28, 28))
    assert map_correlation(first, second) == pytest.approx(
        np.corrcoef(first.flat, second.flat)[0, 1]
    )
    assert map_correlation(first, -2 * first + 1) == pytest.approx(-1)
    assert map_correlation(first, np.zeros((28, 28))) == 0
