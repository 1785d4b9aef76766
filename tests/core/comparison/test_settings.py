import dataclasses
import json

import pytest

from core.comparison import differing_settings, settings_of, telling_settings, without_seed
from core.config import TrainConfig
from core.models import MODELS
from core.setting_kinds import Choice, Number
from core.settings import SETTINGS
from tests.core.helpers import tiny_config

FIELDS = [field.name for field in dataclasses.fields(TrainConfig) if field.name != "model_options"]
NUMBERS = {
    name: (setting.low, setting.high)
    for name, setting in SETTINGS.items()
    if isinstance(setting, Number) and not setting.is_whole
}
OPTIONS = [(model, name) for model, spec in MODELS.items() for name in spec.options]


def other_value(field):
    """A value that is allowed and not the default."""
    default = getattr(TrainConfig(), field)
    if field == "corrections":
        return ((3, 7), (5, None))
    setting = SETTINGS[field]
    allowed = setting.options if isinstance(setting, Choice) else (setting.low, setting.high)
    return next(value for value in allowed if value != default)


def other_option(model, name):
    """Like the default, with its first number moved by as little as is allowed."""
    option = MODELS[model].options[name]
    default = MODELS[model].default_of(name)
    moved = [
        (default[0] + by, *default[1:]) if isinstance(default, tuple) else default + by
        for by in (1, -1, 2, -2)
    ]
    return next(value for value in moved if option.accepts(value))


def plain(value):
    """As JSON keeps it, where lists and tuples are the same."""
    return json.loads(json.dumps(value))


@pytest.mark.parametrize("model", MODELS)
def test_settings_are_the_fields_and_the_options_of_the_architecture(model):
    settings = settings_of(tiny_config(model=model))
    assert sorted(settings) == sorted([*FIELDS, *MODELS[model].options])


@pytest.mark.parametrize("model", MODELS)
def test_options_that_nobody_chose_have_their_default(model):
    settings = settings_of(tiny_config(model=model))
    for name in MODELS[model].options:
        assert plain(settings[name]) == plain(MODELS[model].default_of(name))


@pytest.mark.parametrize(("model", "name"), OPTIONS)
def test_chosen_option_is_listed_and_the_others_keep_their_default(model, name):
    chosen = other_option(model, name)
    settings = settings_of(tiny_config(model=model, model_options={name: chosen}))
    assert plain(settings[name]) == plain(chosen)
    for other in MODELS[model].options:
        if other != name:
            assert plain(settings[other]) == plain(MODELS[model].default_of(other))


@pytest.mark.parametrize("field", [field for field in FIELDS if field != "corrections"])
def test_every_field_is_listed_with_its_value(field):
    value = other_value(field)
    assert settings_of(TrainConfig(**{field: value}))[field] == value


@pytest.mark.parametrize(
    ("corrections", "count"), [((), 0), (((3, 7),), 1), (((3, 7), (5, None), (9, 0)), 3)]
)
def test_corrections_are_listed_as_their_number(corrections, count):
    assert settings_of(TrainConfig(corrections=corrections))["corrections"] == count


# Another architecture brings options of its own.
@pytest.mark.parametrize("field", [field for field in FIELDS if field != "model"])
def test_one_choice_that_differs_is_found_alone(field):
    changed = TrainConfig(**{field: other_value(field)})
    assert differing_settings([TrainConfig(), changed]) == [field]


@pytest.mark.parametrize(("model", "name"), OPTIONS)
def test_one_option_that_differs_is_found_alone(model, name):
    changed = tiny_config(model=model, model_options={name: other_option(model, name)})
    assert differing_settings([tiny_config(model=model), changed]) == [name]


@pytest.mark.parametrize("first", MODELS)
@pytest.mark.parametrize("second", MODELS)
def test_architectures_differ_in_what_only_one_has_and_in_unlike_defaults(first, second):
    one, other = MODELS[first], MODELS[second]
    expected = set(one.options) ^ set(other.options)
    expected |= {
        name
        for name in set(one.options) & set(other.options)
        if one.default_of(name) != other.default_of(name)
    }
    expected |= {"model"} if first != second else set()
    found = differing_settings([tiny_config(model=first), tiny_config(model=second)])
    assert sorted(found) == sorted(expected)


def test_shared_option_made_equal_no_longer_differs():
    smaller = tiny_config(model="cnn", model_options={"kernel_size": 3})
    found = differing_settings([smaller, tiny_config(model="batchnorm")])
    assert found == ["model", "channels", "hidden_size"]


def test_names_come_in_the_order_of_the_settings():
    configs = [
        tiny_config(model="cnn", seed=1),
        tiny_config(model="cnn", epochs=3, model_options={"hidden_size": 20, "channels": (4, 8)}),
        tiny_config(model="cnn", learning_rate=0.5),
    ]
    found = differing_settings(configs)
    assert set(found) == {"seed", "epochs", "learning_rate", "hidden_size", "channels"}
    assert found == [name for name in settings_of(configs[0]) if name in found]


def test_the_one_that_differs_may_stand_anywhere():
    for place in range(3):
        configs = [tiny_config(dropout=0.5 if place == i else 0.0) for i in range(3)]
        assert differing_settings(configs) == ["dropout"]


@pytest.mark.parametrize("configs", [[], [TrainConfig()], [TrainConfig(), TrainConfig()]])
def test_none_one_or_equal_configs_differ_in_nothing(configs):
    assert differing_settings(configs) == []


@pytest.mark.parametrize("seed", [0, 1, 2**32 - 1])
@pytest.mark.parametrize("model", MODELS)
def test_repetitions_are_the_same_without_their_seed(model, seed):
    config = without_seed(tiny_config(model=model, seed=seed))
    assert config == tiny_config(model=model, seed=0)
    assert hash(config) == hash(tiny_config(model=model, seed=0))
    assert without_seed(config) == config


# Must not happen


@pytest.mark.parametrize("field", [field for field in FIELDS if field != "seed"])
def test_leaving_out_the_seed_makes_no_other_choice_equal(field):
    changed = TrainConfig(**{field: other_value(field)})
    assert without_seed(changed) != without_seed(TrainConfig())


@pytest.mark.parametrize(("model", "name"), OPTIONS)
def test_leaving_out_the_seed_never_loses_an_option(model, name):
    options = {name: other_option(model, name)}
    config = tiny_config(model=model, model_options=options, corrections=((3, 7),), seed=5)
    kept = without_seed(config)
    assert dict(kept.model_options) == options
    assert kept.corrections == ((3, 7),)
    assert config.seed == 5


@pytest.mark.parametrize("model", MODELS)
def test_option_never_hides_a_field_or_another_option(model):
    assert len(settings_of(tiny_config(model=model))) == len(FIELDS) + len(MODELS[model].options)


@pytest.mark.parametrize("field", NUMBERS)
def test_equal_configs_never_differ_however_their_numbers_are_written(field):
    # A slider gives 0.0 where a file says 0.
    low, high = NUMBERS[field]
    whole = next(number for number in (0, 1) if low <= number <= high)
    one, other = (TrainConfig(**{field: kind(whole)}) for kind in (int, float))
    assert one == other
    assert differing_settings([one, other]) == []


def test_unlike_corrections_never_pass_for_the_same_choice():
    configs = [TrainConfig(corrections=((row, 7),)) for row in (3, 4)]
    assert differing_settings(configs) == ["corrections"]


def test_emptying_the_settings_changes_no_config():
    config = tiny_config(model="cnn", model_options={"channels": (4, 8)}, corrections=((3, 7),))
    before = config.to_dict()
    for value in settings_of(config).values():
        if isinstance(value, list):
            value.clear()
    settings_of(config).clear()
    assert config.to_dict() == before
    assert plain(settings_of(config)["channels"]) == [4, 8]


def test_telling_settings_tell_apart_what_the_first_names_leave_alike():
    names = ["a", "b", "c", "d"]
    first = {"a": 1, "b": 1, "c": 1, "d": 1}
    others = [{"a": 2, "b": 2, "c": 2, "d": 2}, {"a": 1, "b": 1, "c": 1, "d": 2}]
    assert telling_settings(first, others, names, 1) == ["d"]
    assert telling_settings(first, others, names, 2) == ["a", "d"], "in the order of names"
    assert telling_settings(first, [first], names, 2) == ["a", "b"], (
        "nothing tells equal ones apart"
    )
    assert telling_settings(first, [], names, 9) == names


def test_telling_settings_are_at_most_so_many_and_need_not_be_had():
    assert telling_settings({"a": 1}, [{"a": 2}], ["a"], 0) == []
    assert telling_settings({}, [{"a": 2}], ["a"], 1) == ["a"]
