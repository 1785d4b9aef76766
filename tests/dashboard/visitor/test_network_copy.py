"""Results are shared by networks that are the same in everything that makes a result."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from core.config import TrainConfig
from core.data import Standardization, load_digits
from core.models import ACTIVATIONS, build_model
from dashboard.server.shared import forget_all
from dashboard.visitor.draft import Draft
from dashboard.visitor.network_copy import NetworkCopy

BASE = TrainConfig(dataset="digits", epochs=1)
RIGHT = {"relu": "17 of 287", "none": "8 of 287"}
LOSSES = {"relu": "2.322", "none": "2.356"}


@pytest.fixture(autouse=True)
def _fresh():
    forget_all()
    yield
    forget_all()


def untrained(config: TrainConfig, data=None) -> NetworkCopy:
    data = data or load_digits("digits")
    return NetworkCopy(0, build_model(config).eval(), data, config)


def test_same_network_shares_its_key():
    assert untrained(BASE).key == untrained(replace(BASE, learning_rate=0.3)).key


@pytest.mark.parametrize("model", ["mlp", "cnn", "batchnorm"])
def test_same_weights_with_another_activation_are_another_network(model):
    found = [untrained(replace(BASE, model=model, activation=name)) for name in ACTIVATIONS]
    for one, other in itertools.combinations(found, 2):
        assert one.key != other.key
        assert one.identity != other.identity, "the vault tells them apart, too"


def test_option_that_shows_in_no_layer_makes_another_network():
    data, model = load_digits("digits"), build_model(BASE).eval()
    other = replace(BASE, model_options={"hidden_sizes": (64, 33)})
    assert NetworkCopy(0, model, data, BASE).key != NetworkCopy(0, model, data, other).key


def test_other_standardization_or_other_images_make_another_result():
    data = load_digits("digits")
    keys = [
        untrained(BASE, images).key
        for images in (
            data,
            data.standardized_by(Standardization(0.5, 0.25)),
            load_digits("digits", validation_size=100),
            load_digits("digits", train_size=200),
            replace(data, name="mnist"),
        )
    ]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("activation", ["relu", "none"])
def test_untrained_networks_have_results_of_their_own(activation):
    """What is right here was computed with PyTorch alone, before there was any cache."""
    for name in ("relu", "none"):
        untrained(replace(BASE, activation=name)).evaluation("validation")
    found = untrained(replace(BASE, activation=activation)).evaluation("validation")
    assert f"{found.correct} of {len(found.labels)}" == RIGHT[activation]
    assert f"{found.loss:.3f}" == LOSSES[activation]


def test_inside_shows_at_step_0_what_each_activation_gives(dashboard):
    shown = {}
    for activation in ("relu", "none"):
        draft = dashboard.visitor.state(Draft)
        draft.config = replace(BASE, activation=activation)
        dashboard.open("train").press("train_start").train_to_the_end().open("inside")
        dashboard.app.session_state["inside_view"] = "History of one image"
        dashboard.app.session_state["inside_position"] = 0
        dashboard.app.session_state["inside_run"] = len(dashboard.visitor.runs)
        dashboard.app.run()
        dashboard.is_fine()
        shown[activation] = dashboard.words()
    for activation, words in shown.items():
        assert "validation images at step 0**" in words
        assert f"({RIGHT[activation]})" in words
        assert f"mean loss {LOSSES[activation]} nats" in words
