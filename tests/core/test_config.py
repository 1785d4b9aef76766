import dataclasses
import json
import math

import pytest

from core.config import FORMAT, FORMAT_FIELD, UPGRADES, TrainConfig
from core.data import AUGMENTATIONS, DATASETS
from core.errors import ConfigError, DigitLabError
from core.models import ACTIVATIONS, INITS, MODELS
from core.optimization import OPTIMIZERS, SCHEDULES
from core.setting_kinds import Choice, Number
from core.settings import SETTINGS

CHOICES = {name: row.options for name, row in SETTINGS.items() if isinstance(row, Choice)}
WHOLE_NUMBERS = [n for n, row in SETTINGS.items() if isinstance(row, Number) and row.is_whole]
NUMBERS = [n for n, row in SETTINGS.items() if isinstance(row, Number) and not row.is_whole]

EVERYTHING_CHANGED = TrainConfig(
    dataset="digits",
    train_size=500,
    validation_size=100,
    label_noise=0.1,
    corrections=((3, 7), (5, None)),
    model="cnn",
    model_options={"kernel_size": 3, "channels": (4, 8)},
    activation="gelu",
    init="he",
    dropout=0.25,
    optimizer="rmsprop",
    learning_rate=0.002,
    momentum=0.9,
    weight_decay=0.01,
    schedule="one_cycle",
    batch_size=32,
    epochs=3,
    augmentation="affine",
    precision="bfloat16",
    seed=42,
)


def test_fields_are_those_of_the_design():
    assert {field.name for field in dataclasses.fields(TrainConfig)} >= {
        *("dataset", "train_size", "validation_size", "label_noise", "model", "activation"),
        *("init", "dropout", "optimizer", "learning_rate", "momentum", "weight_decay"),
        *("schedule", "batch_size", "epochs", "augmentation", "precision", "seed"),
    }


@pytest.mark.parametrize("config", [TrainConfig(), EVERYTHING_CHANGED])
def test_round_trip_through_json_gives_an_equal_config(config):
    values = json.loads(json.dumps(config.to_dict()))
    again = TrainConfig.from_dict(values)
    assert again == config
    assert hash(again) == hash(config)


def test_every_field_is_written():
    written = EVERYTHING_CHANGED.to_dict()
    defaults = TrainConfig().to_dict()
    assert written.pop(FORMAT_FIELD) == defaults[FORMAT_FIELD]
    assert set(written) == {field.name for field in dataclasses.fields(TrainConfig)}
    assert all(written[name] != defaults[name] for name in written)


def test_missing_values_take_their_defaults():
    assert TrainConfig.from_dict({"epochs": 3}) == TrainConfig(epochs=3)
    assert TrainConfig.from_dict({}) == TrainConfig()


@pytest.mark.parametrize("values", [{"learning_rat": 0.1}, {"epochs": 0}, {"model": "vit"}])
def test_reading_back_checks_names_and_values(values):
    with pytest.raises(ConfigError, match=next(iter(values))):
        TrainConfig.from_dict(values)


def test_config_cannot_be_changed_but_copied_with_a_change():
    with pytest.raises(dataclasses.FrozenInstanceError):
        TrainConfig().epochs = 7
    assert dataclasses.replace(EVERYTHING_CHANGED, epochs=7).epochs == 7
    with pytest.raises(ConfigError, match="epochs is 0"):
        dataclasses.replace(EVERYTHING_CHANGED, epochs=0)


def test_options_given_in_another_way_make_the_same_config():
    ways = [
        {"kernel_size": 3, "channels": (4, 8)},
        {"channels": [4, 8], "kernel_size": 3},
        (("kernel_size", 3), ("channels", (4, 8))),
    ]
    configs = {TrainConfig(model="cnn", model_options=options) for options in ways}
    assert len(configs) == 1


@pytest.mark.parametrize(
    ("field", "registry"),
    [
        ("dataset", DATASETS),
        ("model", MODELS),
        ("activation", ACTIVATIONS),
        ("init", INITS),
        ("optimizer", OPTIMIZERS),
        ("schedule", SCHEDULES),
        ("augmentation", AUGMENTATIONS),
    ],
)
def test_every_entry_of_a_registry_can_be_chosen(field, registry):
    assert set(CHOICES[field]) == set(registry)
    for name in registry:
        assert getattr(TrainConfig(**{field: name}), field) == name


@pytest.mark.parametrize("field", CHOICES)
@pytest.mark.parametrize("value", ["nonsense", "", None, 3, ["mlp"]])
def test_unknown_choice_is_refused_with_the_known_ones(field, value):
    with pytest.raises(ConfigError, match=f"^{field} is ") as caught:
        TrainConfig(**{field: value})
    assert all(choice in str(caught.value) for choice in CHOICES[field])


@pytest.mark.parametrize("field", WHOLE_NUMBERS)
def test_whole_number_outside_its_range_is_refused(field):
    low, high = SETTINGS[field].low, SETTINGS[field].high
    for value in (low, high):
        assert getattr(TrainConfig(**{field: value}), field) == value
    for value in (low - 1, high + 1, 20.5, math.nan, "20", True):
        with pytest.raises(ConfigError, match=f"^{field} is .*expected"):
            TrainConfig(**{field: value})


@pytest.mark.parametrize("field", NUMBERS)
def test_number_outside_its_range_is_refused(field):
    low, high = SETTINGS[field].low, SETTINGS[field].high
    for value in (low, high):
        assert getattr(TrainConfig(**{field: value}), field) == value
    for value in (low - 0.01, high + 0.01, math.nan, math.inf, -math.inf, "0.1", None, True):
        with pytest.raises(ConfigError, match=f"^{field} is .*expected"):
            TrainConfig(**{field: value})


def test_message_names_field_value_and_range():
    low, high = SETTINGS["epochs"].low, SETTINGS["epochs"].high
    with pytest.raises(ConfigError, match=rf"epochs is 0; expected .*{low}.*{high}"):
        TrainConfig(epochs=0)


def test_none_means_all_only_for_the_training_size():
    assert TrainConfig(train_size=None).train_size is None
    for field in ("validation_size", "batch_size", "epochs", "seed"):
        with pytest.raises(ConfigError, match=field):
            TrainConfig(**{field: None})


@pytest.mark.parametrize(
    ("model", "options"),
    [
        ("linear", {"hidden_sizes": (64,)}),
        ("mlp", {"hidden_size": (64,)}),
        ("mlp", {"hidden_sizes": ()}),
        ("mlp", {"hidden_sizes": 64}),
        ("mlp", {"hidden_sizes": "64"}),
        ("mlp", {"hidden_sizes": (64, 0)}),
        ("cnn", {"channels": (10,)}),
        ("cnn", {"kernel_size": (5,)}),
        ("cnn", {"kernel_size": True}),
        ("batchnorm", {"kernel_size": 4}),
    ],
)
def test_options_that_do_not_fit_the_model_are_refused(model, options):
    with pytest.raises(ConfigError, match=next(iter(options))):
        TrainConfig(model=model, model_options=options)


@pytest.mark.parametrize("options", [7, "hidden_sizes", [1, 2], None])
def test_options_that_are_no_mapping_are_refused_by_name(options):
    with pytest.raises(ConfigError, match="model_options"):
        TrainConfig(model_options=options)


def test_error_is_one_that_pages_can_catch():
    assert issubclass(ConfigError, DigitLabError)


# Formats


def test_every_earlier_format_has_its_upgrade():
    assert set(UPGRADES) == set(range(1, FORMAT))


@pytest.mark.parametrize("number", [None, *range(1, FORMAT + 1)])
def test_every_format_is_read_and_written_anew_as_the_present_one(number):
    """Format 1 carried no number and had the same fields."""
    values = EVERYTHING_CHANGED.to_dict()
    assert values.pop(FORMAT_FIELD) == FORMAT
    if number is not None:
        values[FORMAT_FIELD] = number
    before = dict(values)
    found = TrainConfig.from_dict(values)
    assert found == EVERYTHING_CHANGED
    assert found.to_dict()[FORMAT_FIELD] == FORMAT
    assert values == before, "what was given stays as it is"


def test_earlier_format_is_upgraded_step_by_step(monkeypatch):
    def seed_was_called_dice(values):
        return values | {"seed": values.pop("dice")} if "dice" in values else values

    monkeypatch.setitem(UPGRADES, 1, seed_was_called_dice)
    assert TrainConfig.from_dict({"dice": 7}) == TrainConfig(seed=7)
    with pytest.raises(ConfigError, match="dice"):
        TrainConfig.from_dict({"dice": 7, FORMAT_FIELD: FORMAT})


def test_later_format_is_refused_and_says_who_wrote_it():
    with pytest.raises(ConfigError, match=f"^format is {FORMAT + 1}; .*newer Digit Lab"):
        TrainConfig.from_dict({"epochs": 3, FORMAT_FIELD: FORMAT + 1})


@pytest.mark.parametrize("number", [0, -1, True, "2", 2.0, None])
def test_impossible_format_is_refused_by_name(number):
    with pytest.raises(ConfigError, match=r"^format is "):
        TrainConfig.from_dict({FORMAT_FIELD: number})
