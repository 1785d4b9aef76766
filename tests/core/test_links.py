"""An address brings the same configuration back, and a broken one is explained."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qsl, urlencode

import pytest

from core.config import FORMAT, TrainConfig
from core.errors import ConfigError
from core.links import MAX_VALUE_CHARACTERS, config_from_query, config_to_query
from core.recipes import RECIPES

CONFIGS = {name: recipe.config for name, recipe in RECIPES.items()} | {
    "usual": TrainConfig(),
    "own": TrainConfig(
        model_options={"hidden_sizes": [7, 5]},
        corrections=((3, 7), (4, None)),
        learning_rate=1e-7,
        train_size=300,
        seed=4_000_000_000,
    ),
}


@pytest.mark.parametrize("name", CONFIGS)
def test_configuration_comes_back_through_an_address(name):
    address = urlencode(config_to_query(CONFIGS[name]))
    found = config_from_query(dict(parse_qsl(address)))
    assert (found or TrainConfig()) == CONFIGS[name]


def test_only_what_differs_stands_in_the_address():
    assert config_to_query(TrainConfig()) == {"format": str(FORMAT)}
    assert config_to_query(TrainConfig(optimizer="adam", learning_rate=0.01)) == {
        "format": str(FORMAT),
        "optimizer": "adam",
        "learning_rate": "0.01",
    }


def test_other_names_are_left_alone():
    assert config_from_query({"workspace": "0" * 32, "embed": "true"}) is None
    found = config_from_query({"workspace": "0" * 32, "epochs": "3"})
    assert found == TrainConfig(epochs=3)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("model", "../../etc/passwd"),
        ("epochs", "-1"),
        ("epochs", "1e9999"),
        ("epochs", "three"),
        ("epochs", '"3"'),
        ("learning_rate", "NaN"),
        ("learning_rate", "Infinity"),
        ("learning_rate", ""),
        ("seed", "1.5"),
        ("train_size", "[]"),
        ("model_options", '{"evil": 1}'),
        ("model_options", "[" * 1_000),
        ("model_options", "7"),
        ("corrections", '[[0, "x"]]'),
        ("corrections", "[[[0], 1]]"),
        ("corrections", "1" * (MAX_VALUE_CHARACTERS + 1)),
    ],
)
def test_impossible_value_is_explained(name, text):
    with pytest.raises(ConfigError) as caught:
        config_from_query({name: text})
    assert name in str(caught.value)


def test_what_no_address_can_hold_is_refused():
    corrections = tuple((row, 7) for row in range(1_000))
    with pytest.raises(ConfigError, match="corrections"):
        config_to_query(replace(TrainConfig(), corrections=corrections))


@pytest.mark.parametrize("name", CONFIGS)
def test_link_of_format_1_had_no_number_and_is_read(name):
    query = config_to_query(CONFIGS[name])
    del query["format"]
    assert (config_from_query(query) or TrainConfig()) == CONFIGS[name]


def test_link_of_a_later_format_is_explained():
    with pytest.raises(ConfigError, match=f"^format is {FORMAT + 1}; .*newer Digit Lab"):
        config_from_query({"epochs": "3", "format": str(FORMAT + 1)})


def test_number_of_the_format_alone_is_no_configuration():
    assert config_from_query({"format": str(FORMAT)}) is None
    assert config_from_query({"format": str(FORMAT + 1)}) is None


@pytest.mark.parametrize("text", ["two", "", "[2]", "0", "true"])
def test_impossible_format_is_explained(text):
    with pytest.raises(ConfigError, match="format"):
        config_from_query({"epochs": "3", "format": text})


HUGE = "1" + 400 * "0"
HOSTILE = {
    "a number larger than any float": ("learning_rate", HUGE),
    "a small one with as many digits": ("dropout", f"-{HUGE}"),
    "a whole number like that": ("batch_size", HUGE),
    "a number of too many digits to read": ("seed", "9" * 5_000),
    "an image that no data set has": ("corrections", "[[999999999,null]]"),
    "an image beyond so many": ("corrections", f"[[{HUGE},3]]"),
    "lists in lists": ("corrections", "[" * 700 + "]" * 700),
    "objects in objects": ("model_options", '{"a":' * 250 + "1" + "}" * 250),
    "lists in an option": ("model_options", '{"hidden_sizes":' + "[" * 700 + "]" * 700 + "}"),
    "a huge option": ("model_options", f'{{"hidden_sizes":[{HUGE}]}}'),
    "one that is no list": ("model_options", '"ab"'),
    "a format like that": ("format", HUGE),
}


@pytest.mark.parametrize(("name", "text"), HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_value_is_named_in_a_short_sentence(name, text):
    with pytest.raises(ConfigError) as caught:
        config_from_query({"epochs": "3", name: text})
    assert name in str(caught.value)
    assert len(str(caught.value)) < 600


def test_image_beyond_the_training_images_of_the_link_is_named():
    rows = {"corrections": "[[300,null]]", "train_size": "300"}
    with pytest.raises(ConfigError, match="corrections is 300; expected rows from 0 to 299"):
        config_from_query(rows)
