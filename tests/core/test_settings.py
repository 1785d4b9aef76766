"""The table of settings and the configuration belong together."""

import dataclasses
import itertools

import pytest

from core.config import TrainConfig
from core.setting_kinds import Choice, Number, SearchRange
from core.settings import SETTINGS

NUMBERS = [name for name, setting in SETTINGS.items() if isinstance(setting, Number)]
CHOICES = [name for name, setting in SETTINGS.items() if isinstance(setting, Choice)]


def test_every_field_has_a_row_and_every_row_a_field():
    assert set(SETTINGS) == {field.name for field in dataclasses.fields(TrainConfig)}


@pytest.mark.parametrize("name", SETTINGS)
def test_default_is_accepted_and_the_row_says_what_it_is(name):
    setting = SETTINGS[name]
    assert setting.accepts(getattr(TrainConfig(), name))
    assert setting.title
    assert setting.help
    assert setting.expected
    assert isinstance(setting.matters(TrainConfig()), bool)


def test_titles_are_distinct():
    assert len({setting.title for setting in SETTINGS.values()}) == len(SETTINGS)


@pytest.mark.parametrize("name", NUMBERS)
def test_what_is_offered_lies_in_the_range(name):
    setting = SETTINGS[name]
    searched = setting.search
    if isinstance(searched, SearchRange):
        assert searched.low < searched.high
        assert searched.low > 0 or not searched.logarithmic
        searched = (searched.low, searched.high)
    shown = () if setting.shown_high is None else (setting.shown_high,)
    for value in (*setting.stops, *setting.sweep, *searched, *shown):
        assert setting.accepts(value), value
        assert getattr(TrainConfig(**{name: value}), name) == value


@pytest.mark.parametrize("name", NUMBERS)
def test_offered_values_rise_and_none_comes_last(name):
    for values in (SETTINGS[name].stops, SETTINGS[name].sweep):
        numbers = [value for value in values if value is not None]
        assert all(low < high for low, high in itertools.pairwise(numbers))
        assert None not in values[:-1]


@pytest.mark.parametrize("name", NUMBERS)
def test_slider_has_stops_or_a_step_and_offers_the_default(name):
    setting = SETTINGS[name]
    if name == "seed":  # typed, not dragged
        return
    assert bool(setting.stops) != bool(setting.step)
    if setting.stops:
        assert getattr(TrainConfig(), name) in setting.stops


@pytest.mark.parametrize("name", NUMBERS)
def test_logarithmic_setting_sweeps_no_zero(name):
    if SETTINGS[name].is_logarithmic:
        assert all(value is None or value > 0 for value in SETTINGS[name].sweep)


@pytest.mark.parametrize("name", NUMBERS)
def test_ends_of_the_range_are_in_and_what_lies_beyond_is_out(name):
    setting = SETTINGS[name]
    assert setting.accepts(setting.low)
    assert setting.accepts(setting.high)
    for value in (setting.low - 1, setting.high + 1, float("nan"), "1", True, [1]):
        assert not setting.accepts(value)
    assert setting.accepts(None) is setting.is_optional


@pytest.mark.parametrize("name", CHOICES)
def test_choice_offers_titles(name):
    for option in SETTINGS[name].options.values():
        assert option.title


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("train_size", None, "all"),
        ("train_size", 30_000, "30,000"),
        ("label_noise", 0.2, "20 %"),
        ("learning_rate", 0.001, "0.001"),
    ],
)
def test_values_are_written_for_people(name, value, text):
    assert SETTINGS[name].written(value) == text
