"""A run on an own set: its own images, the same each time, from its own workspace only."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.config import TrainConfig
from core.data import DIGIT_NAMES, load_digits
from core.data.own import OwnSet, dataset_name, own_parts, removed
from core.data.own.versions import keep_version
from core.errors import ConfigError, DataMissingError
from core.evaluation import evaluate
from core.runs import RunStore, new_workspace
from core.training import TrainingRun
from tests.core.data.own.conftest import NAMES, written


def config_for(own: OwnSet, **changes) -> TrainConfig:
    usual = {"model": "mlp", "epochs": 30, "batch_size": 8, "learning_rate": 0.1}
    return TrainConfig(dataset=dataset_name(own), **usual | changes)


def test_parts_are_those_of_the_set(tmp_path, five):
    keep_version(tmp_path, five)
    data = load_digits(dataset_name(five), own_folder=tmp_path)
    parts = own_parts(five)
    assert (len(data.train), len(data.validation), len(data.test)) == (10, 2, 3)
    assert np.array_equal(data.test.images, parts.test.images)
    both = np.concatenate([data.train.images, data.validation.images])
    assert sorted(map(bytes, both)) == sorted(map(bytes, parts.pool.images))
    assert data.class_names == NAMES


def test_workspace_without_it_is_told(tmp_path, five):
    with pytest.raises(DataMissingError, match="not in this workspace"):
        load_digits(dataset_name(five), own_folder=tmp_path)
    with pytest.raises(DataMissingError, match="in no workspace"):
        load_digits(dataset_name(five))


def test_network_learns_three_signs_and_reads_a_new_one(tmp_path, class_of_four):
    keep_version(tmp_path, class_of_four)
    config = config_for(class_of_four)
    data = load_digits(config.dataset, own_folder=tmp_path)
    run = TrainingRun(config, data)
    while run.advance(5):
        pass
    new = [written(sign, 9_000 + label) for label, sign in enumerate(NAMES)]
    split = replace(data.test, images=np.stack(new), labels=np.arange(3), writers=None)
    found = evaluate(run.copy_model(), split, data.standardization)
    assert found.probabilities.shape == (3, 3)
    assert found.predictions.tolist() == [0, 1, 2]


def test_stored_run_finds_what_it_learned_from_after_the_set_has_changed(tmp_path, five):
    store = RunStore(tmp_path)
    workspace = new_workspace()
    keep_version(store.home(workspace), five)
    config = config_for(five, epochs=2)
    run = TrainingRun(config, load_digits(config.dataset, own_folder=store.home(workspace)))
    id = store.create(workspace, config)
    store.save(run, id)
    keep_version(store.home(workspace), removed(five, [0]))
    again = store.load(id)
    assert np.array_equal(again.data.train.images, run.data.train.images)


def test_correction_beyond_the_set_is_refused(five):
    with pytest.raises(ConfigError, match="rows from 0 to 9"):
        config_for(five, corrections={10: 1})
    with pytest.raises(ConfigError, match="label from 0 to 2"):
        config_for(five, corrections={0: 3})


@pytest.mark.mnist
def test_with_mnist_both_are_in_every_part(tmp_path, mnist, mnist_folder):
    digits = OwnSet(
        DIGIT_NAMES,
        np.stack([written("7", seed) for seed in range(50)]),
        np.repeat(np.arange(10), 5),
        np.ones(50, np.int64),
    )
    keep_version(tmp_path, digits)
    name = dataset_name(digits, with_mnist=True)
    data = load_digits(name, own_folder=tmp_path, download=False)
    assert len(data.train) + len(data.validation) == 60_040
    assert len(data.test) == 10_010
    assert np.array_equal(data.test.images[:10_000], mnist.test.images)
    assert {bytes(image) for image in own_parts(digits).test.images} == {
        bytes(image) for image in data.test.images[10_000:]
    }
