"""A network in a file reads the same digits, and a hostile file does nothing."""

from __future__ import annotations

import json
import pickle

import numpy as np
import pytest
import torch
from safetensors.torch import save, save_file

from core.config import TrainConfig
from core.data import Standardization
from core.errors import CheckpointError
from core.evaluation import predict_probabilities
from core.models import MODELS, build_model
from core.runs import Checkpoint, checkpoint_bytes, load_checkpoint, save_checkpoint
from core.runs import checkpoint as checkpoint_module
from core.runs.tensors import pack
from tests.core.helpers import copy_of_state, same_state, tiny_config

STANDARDIZATION = Standardization(0.1307, 0.3081)


def network(**choices) -> Checkpoint:
    config = tiny_config(**choices)
    return Checkpoint(build_model(config).eval(), config, STANDARDIZATION)


def note_of(checkpoint: Checkpoint, **changes) -> dict:
    return {
        "format": checkpoint_module.FORMAT,
        "config": checkpoint.config.to_dict(),
        "standardization": {"mean": 0.1, "deviation": 0.3},
    } | changes


@pytest.mark.parametrize("name", MODELS)
def test_every_network_reads_the_same_after_it_was_saved(tmp_path, tiny_digits, name):
    before = network(model=name, dropout=0.5, activation="gelu")
    save_checkpoint(tmp_path / "network.safetensors", before)
    for source in (
        tmp_path / "network.safetensors",
        str(tmp_path / "network.safetensors"),
        checkpoint_bytes(before),
    ):
        after = load_checkpoint(source)
        assert after.config == before.config
        assert after.standardization == STANDARDIZATION
        images = tiny_digits.test.images[:20]
        np.testing.assert_array_equal(
            predict_probabilities(after.model, images, after.standardization),
            predict_probabilities(before.model, images, before.standardization),
        )
        assert not after.model.training


def test_own_options_come_back():
    before = network(model="mlp", model_options={"hidden_sizes": (17, 5)})
    after = load_checkpoint(checkpoint_bytes(before))
    assert after.config.model_options == (("hidden_sizes", (17, 5)),)
    assert same_state(after.model, copy_of_state(before.model))


def test_saving_does_not_touch_the_network():
    checkpoint = network(model="cnn")
    before = copy_of_state(checkpoint.model)
    checkpoint_bytes(checkpoint)
    assert same_state(checkpoint.model, before)


class Bomb:
    def __reduce__(self):
        return (pytest.fail, ("a file was executed",))


def hostile_files() -> dict[str, bytes]:
    good = network()
    whole = checkpoint_bytes(good)
    weights = good.model.state_dict()
    wrong_shape = weights | {"output.bias": torch.zeros(11)}
    wrong_kind = weights | {"output.bias": torch.zeros(10, dtype=torch.float64)}
    too_long = (2**62).to_bytes(8, "little") + b"{}"
    return {
        "empty": b"",
        "pickle": pickle.dumps({"model": Bomb()}),
        "text": b"hello, I am a network",
        "a third of it": whole[: len(whole) // 3],
        "all but one byte": whole[:-1],
        "a header as long as the world": too_long,
        "safetensors of somebody else": save({"w": torch.zeros(3)}),
        "a note that is no JSON": save(weights, metadata={"digit_lab": "{"}),
        "a note that is a list": save(weights, metadata={"digit_lab": "[]"}),
        "another format": pack(weights, note_of(good, format="Digit Lab network 99")),
        "no config": pack(weights, {"format": checkpoint_module.FORMAT}),
        "a config that is a list": pack(weights, note_of(good, config=[1])),
        "an impossible setting": pack(
            weights, note_of(good, config=good.config.to_dict() | {"epochs": -1})
        ),
        "an unknown setting": pack(
            weights, note_of(good, config=good.config.to_dict() | {"evil": 1})
        ),
        "a setting beyond all floats": pack(
            weights, note_of(good, config=good.config.to_dict() | {"learning_rate": 10**400})
        ),
        "an image that no data set has": pack(
            weights, note_of(good, config=good.config.to_dict() | {"corrections": [[10**9, None]]})
        ),
        "a config that is a word": pack(weights, note_of(good, config="mlp")),
        "lists in lists": save(weights, metadata={"digit_lab": "[" * 100_000 + "]" * 100_000}),
        "a mean beyond all floats": pack(
            weights, note_of(good, standardization={"mean": 10**400, "deviation": 1.0})
        ),
        "no standardization": pack(weights, note_of(good, standardization=None)),
        "division by zero": pack(
            weights, note_of(good, standardization={"mean": 0.0, "deviation": 0.0})
        ),
        "not a number": pack(
            weights, note_of(good, standardization={"mean": "nan", "deviation": 1.0})
        ),
        "an absurd mean": pack(
            weights, note_of(good, standardization={"mean": 1e30, "deviation": 0.3})
        ),
        "an absurd deviation": pack(
            weights, note_of(good, standardization={"mean": 0.1, "deviation": 1e-30})
        ),
        "a weight too few": pack(
            {name: value for name, value in weights.items() if name != "output.bias"},
            note_of(good),
        ),
        "a weight too many": pack(weights | {"more": torch.zeros(1)}, note_of(good)),
        "another shape": pack(wrong_shape, note_of(good)),
        "another number format": pack(wrong_kind, note_of(good)),
        "weights of another network": pack(network(model="cnn").model.state_dict(), note_of(good)),
    }


@pytest.mark.parametrize("name", hostile_files())
def test_what_is_no_network_is_refused_with_a_reason(name):
    with pytest.raises(CheckpointError) as caught:
        load_checkpoint(hostile_files()[name])
    assert 20 < len(str(caught.value)) < 600


def broken(value: float, name: str = "output.bias", model: str = "mlp") -> bytes:
    """The file of a network in which one number is another."""
    good = network(model=model)
    weights = copy_of_state(good.model)
    weights[name].view(-1)[0] = value
    return pack(weights, note_of(good))


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (float("nan"), "not a number"),
        (float("inf"), "infinite"),
        (-float("inf"), "infinite"),
        (1e30, r"up to 1e\+30"),
        (-1e9, r"up to 1e\+09"),
    ],
)
def test_weights_of_a_training_that_diverged_are_refused_by_name(value, reason):
    with pytest.raises(CheckpointError, match=reason) as caught:
        load_checkpoint(broken(value))
    assert "output.bias" in str(caught.value)


def test_negative_variance_is_refused_because_its_root_is_no_number():
    names = build_model(tiny_config(model="batchnorm")).state_dict()
    variance = next(name for name in names if name.endswith("running_var"))
    with pytest.raises(CheckpointError, match="answers with values that are not numbers"):
        load_checkpoint(broken(-5.0, variance, "batchnorm"))


def test_first_difference_is_named():
    good = network()
    weights = good.model.state_dict() | {"output.bias": torch.zeros(11)}
    with pytest.raises(CheckpointError, match=r"output.bias is float32 \(11,\).*\(10,\)"):
        load_checkpoint(pack(weights, note_of(good)))


def test_too_large_a_file_is_not_even_read(tmp_path, monkeypatch):
    path = tmp_path / "large.safetensors"
    save_file({"w": torch.zeros(1_000)}, path)
    monkeypatch.setattr(checkpoint_module, "most_upload_bytes", lambda name: 100)
    monkeypatch.setattr(type(path), "read_bytes", lambda self: pytest.fail("it was read"))
    with pytest.raises(CheckpointError, match="MB"):
        load_checkpoint(path)


def test_header_is_plain_json_that_other_tools_read():
    content = checkpoint_bytes(network())
    length = int.from_bytes(content[:8], "little")
    note = json.loads(json.loads(content[8 : 8 + length])["__metadata__"]["digit_lab"])
    assert TrainConfig.from_dict(note["config"]) == network().config
