"""A changed recipe says what was changed, and the recipe itself that nothing was."""

from dataclasses import replace

import pytest

from core.comparison import changes_from
from core.data import DATASETS
from core.recipes import RECIPES, fit_to_dataset

CLASSIC = RECIPES["mlp"].config


@pytest.mark.parametrize("dataset", DATASETS)
@pytest.mark.parametrize("name", RECIPES)
def test_a_recipe_as_it_is_has_no_changes_on_any_data_set(name, dataset):
    assert changes_from(name, fit_to_dataset(RECIPES[name].config, dataset)) == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"learning_rate": 0.5}, ["learning rate 0.5 instead of 0.1"]),
        ({"optimizer": "adam"}, ["optimizer Adam instead of SGD"]),
        ({"epochs": 20, "seed": 7}, ["epochs 20 instead of 5", "seed 7 instead of 0"]),
        ({"train_size": 1_000}, ["training images 1,000 instead of all"]),
        ({"label_noise": 0.2}, ["label noise (wrong labels) 20 % instead of 0 %"]),
        ({"model_options": {"hidden_sizes": (32,)}}, ["hidden layers 32 instead of 64-32"]),
        ({"corrections": ((3, None),)}, ["corrected labels 1 instead of 0"]),
        (
            {"model": "cnn", "model_options": {}},
            ["architecture CNN instead of MLP"],
        ),
    ],
)
def test_each_changed_setting_is_named_with_both_values(changes, words):
    assert sorted(changes_from("mlp", replace(CLASSIC, **changes))) == sorted(words)
