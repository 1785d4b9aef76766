"""Nobody takes the whole server, and who asks for too much is told what to do."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from core import environment
from core.config import TrainConfig
from core.errors import LimitError, VariableError
from core.limits import (
    HOSTED,
    LIMITS,
    check_memory,
    check_room,
    check_size,
    check_works,
    is_hosted,
    limit,
    most,
    most_bytes,
)
from core.recipes import RECIPES
from core.runs import RunStore
from core.settings import SETTINGS

MNIST_TRAINING_IMAGES = 55_000
SMALL = {"epochs": 1, "steps": 1, "batch_size": 1, "parameters": 1}
DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "hosting.md"
GIGABYTE = 10**9


def test_on_community_cloud_strangers_come_unless_the_variable_says_otherwise(monkeypatch):
    assert not is_hosted()
    monkeypatch.setattr(environment, "PROJECT", Path("/mount/src/digit-lab"))
    assert is_hosted()
    monkeypatch.setenv(HOSTED, "0")
    assert not is_hosted()
    monkeypatch.delenv(HOSTED)
    monkeypatch.setattr(environment, "PROJECT", Path("/mount/srcs/digit-lab"))
    assert not is_hosted()


@pytest.fixture
def hosted(monkeypatch):
    monkeypatch.setenv(HOSTED, "1")


@pytest.fixture(autouse=True)
def own_computer(monkeypatch):
    for variable in (HOSTED, "DIGIT_LAB_RUNS_MB"):
        monkeypatch.delenv(variable, raising=False)


def test_hosted_is_never_more_generous():
    assert [name for name, found in LIMITS.items() if found.hosted > found.own] == []


def test_variable_chooses_the_column_and_may_be_wrong(monkeypatch):
    assert limit("live_runs") == LIMITS["live_runs"].own
    monkeypatch.setenv(HOSTED, "1")
    assert limit("live_runs") == LIMITS["live_runs"].hosted
    monkeypatch.setenv(HOSTED, "perhaps")
    with pytest.raises(VariableError, match=HOSTED):
        limit("live_runs")


@pytest.mark.usefixtures("hosted")
def test_own_variable_of_a_limit_wins_over_both_columns(monkeypatch, tmp_path):
    assert RunStore(tmp_path).most_bytes == 200_000_000
    monkeypatch.setenv("DIGIT_LAB_RUNS_MB", "7")
    assert RunStore(tmp_path).most_bytes == most_bytes("workspace_megabytes") == 7_000_000


def test_what_can_be_set_is_possible_on_ones_own_computer():
    assert most("epochs") == SETTINGS["epochs"].high
    assert most("batch_size") == SETTINGS["batch_size"].high


def test_as_many_runs_as_one_visitor_may_have_and_not_one_more():
    check_room(most("live_runs") - 1, most("live_runs") - 1)
    with pytest.raises(LimitError, match=r"stop some of them on Compare"):
        check_room(most("live_runs"), most("live_runs"))


def test_full_server_says_that_settings_stay():
    check_room(0, most("live_runs_of_all") - 1)
    with pytest.raises(LimitError, match=r"your settings stay"):
        check_room(0, most("live_runs_of_all"))
    check_works(most("works") - 1)
    with pytest.raises(LimitError, match=r"your settings stay"):
        check_works(most("works"))


def test_every_recipe_and_batches_of_one_are_possible():
    for config in [recipe.config for recipe in RECIPES.values()]:
        images = config.train_size or MNIST_TRAINING_IMAGES
        steps = config.epochs * -(-images // config.batch_size)
        check_size(
            epochs=config.epochs, steps=steps, batch_size=config.batch_size, parameters=500_000
        )
    check_size(**SMALL | {"steps": TrainConfig().epochs * MNIST_TRAINING_IMAGES})


@pytest.mark.usefixtures("hosted")
def test_every_recipe_is_possible_where_it_is_hosted():
    for config in [recipe.config for recipe in RECIPES.values()]:
        images = config.train_size or MNIST_TRAINING_IMAGES
        steps = config.epochs * -(-images // config.batch_size)
        check_size(
            epochs=config.epochs, steps=steps, batch_size=config.batch_size, parameters=500_000
        )


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("epochs", "Choose fewer epochs"),
        ("steps", "Choose a larger batch size, fewer epochs or fewer training images"),
        ("batch_size", "Choose a smaller batch size"),
        ("parameters", "Choose fewer or smaller layers"),
    ],
)
def test_too_large_a_training_is_refused_with_what_makes_it_smaller(name, remedy):
    check_size(**SMALL | {name: most(name)})
    with pytest.raises(LimitError, match=f"{most(name) + 1:,}.*{most(name):,}.*{remedy}"):
        check_size(**SMALL | {name: most(name) + 1})


def test_one_training_takes_half_of_what_is_free_at_most():
    check_memory(2 * GIGABYTE, 0, free=4 * GIGABYTE, total=8 * GIGABYTE)
    with pytest.raises(LimitError, match=r"about 2,100 MB.*at most 2,000 MB.*smaller batch size"):
        check_memory(2_100_000_000, 0, free=4 * GIGABYTE, total=8 * GIGABYTE)


def test_all_trainings_take_half_of_the_machine_at_most():
    check_memory(GIGABYTE, 3 * GIGABYTE, free=4 * GIGABYTE, total=8 * GIGABYTE)
    with pytest.raises(LimitError, match=r"4,000 MB for all. Wait until some have finished"):
        check_memory(GIGABYTE, 3 * GIGABYTE + 1, free=4 * GIGABYTE, total=8 * GIGABYTE)


@pytest.mark.usefixtures("hosted")
def test_on_a_large_machine_a_hosted_training_takes_no_more_than_the_table_says():
    share = {"free": 1_000 * GIGABYTE, "total": 1_000 * GIGABYTE}
    check_memory(most_bytes("run_megabytes"), 0, **share)
    with pytest.raises(LimitError, match="750 MB are possible"):
        check_memory(most_bytes("run_megabytes") + 1, 0, **share)
    with pytest.raises(LimitError, match="3,000 MB for all"):
        check_memory(10**8, most_bytes("all_runs_megabytes"), **share)


def test_document_has_the_same_table():
    rows = re.findall(
        r"^\| ([^|]+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", DOCUMENT.read_text(), re.M
    )
    shown = {title: tuple(cells) for title, *cells in rows}
    for found in LIMITS.values():
        title = f"{found.title} (`{found.variable}`)" if found.variable else found.title
        expected = f"{found.own:,} {found.unit}", f"{found.hosted:,} {found.unit}", found.then
        assert shown[title] == expected


def test_difference_to_the_document_is_found(monkeypatch):
    monkeypatch.setitem(LIMITS, "steps", replace(LIMITS["steps"], own=1))
    with pytest.raises(AssertionError):
        test_document_has_the_same_table()
