"""Searches go into another database as they were; what no search can be is refused."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from core.comparison import (
    SearchList,
    best_trial,
    importances,
    open_study,
    plan_of,
    search,
    study_names,
    trials_of,
)
from core.comparison.search.exchange import MAX_TRIALS
from core.errors import StoreError
from core.runs.kept_files import kept_bytes, kept_from
from tests.core.comparison.test_search import add_trials, empty_database, file  # noqa: F401
from tests.core.helpers import tiny_config

FIELDS = ("learning_rate", "dropout")


@pytest.fixture
def searched(file, tiny_digits) -> Path:  # noqa: F811
    """A file with a search of a real trial and three made-up ones, and an empty one."""
    study = open_study("mine", file)
    list(search(study, tiny_config(epochs=1), FIELDS, tiny_digits, trials=1))
    values = [{"learning_rate": 10.0**-place, "dropout": 0.1 * place} for place in (1, 2, 3)]
    add_trials(study, values, [0.5, 0.75, 0.25])
    open_study("never begun", file)
    return file


@pytest.fixture
def other(empty_database, tmp_path) -> Path:  # noqa: F811
    return Path(shutil.copy(empty_database, tmp_path / "other.db"))


def read_back(found: SearchList) -> SearchList:
    return kept_from(SearchList, kept_bytes(found))


def test_search_is_the_same_in_another_database(searched, other):
    found = read_back(SearchList.read(searched))
    assert found.in_words() == "1 search"
    assert found.add_to(other) == 1
    before, after = open_study("mine", searched), open_study("mine", other)
    assert plan_of(after) == plan_of(before)
    assert trials_of(after) == trials_of(before)
    assert best_trial(after) == best_trial(before)
    assert importances(after) == importances(before)


def test_search_that_came_goes_on(searched, other, tiny_digits):
    SearchList.read(searched).add_to(other)
    study = open_study("mine", other)
    list(search(study, tiny_config(epochs=1), FIELDS, tiny_digits, trials=1))
    assert len(trials_of(study)) == 5


def test_same_search_does_not_come_twice_and_another_gets_a_name_of_its_own(
    searched, other, tiny_digits
):
    study = open_study("mine", other)
    list(search(study, tiny_config(epochs=1), FIELDS, tiny_digits, trials=0))
    found = SearchList.read(searched)
    assert found.add_to(other) == 1
    assert found.add_to(other) == 0
    assert study_names(other) == ["mine", "mine (2)"]
    assert trials_of(open_study("mine", other)) == []


def test_no_file_is_no_search(tmp_path):
    assert SearchList.read(tmp_path / "none.db").in_words() == ""
    assert not (tmp_path / "none.db").exists()


# Must not happen


def changed(note: dict, **changes) -> bytes:
    note["searches"][0] |= changes
    return json.dumps(note).encode()


@pytest.mark.parametrize(
    "changes",
    [
        {"name": " "},
        {"name": 7},
        {"base": {"epochs": -1}},
        {"fields": {}},
        {"fields": {"magic": [1]}},
        {"fields": {"learning_rate": [1e-9, 1.0, True]}},
        {"fields": ["learning_rate", "dropout"]},
        {"trials": "many"},
        {"trials": [{}]},
    ],
)
def test_odd_search_is_refused(searched, changes):
    note = json.loads(kept_bytes(SearchList.read(searched)))
    with pytest.raises(StoreError):
        kept_from(SearchList, changed(note, **changes))


@pytest.mark.parametrize(
    "changes",
    [
        {"state": "RUNNING"},
        {"state": ["COMPLETE"]},
        {"values": {"learning_rate": 1e9}},
        {"values": {"learning_rate": "fast"}},
        {"values": {"epochs": 3}},
        {"values": [1]},
        {"accuracy": 2},
        {"accuracy": None},
        {"accuracies": [[1, float("nan")]]},
        {"accuracies": [[-1, 0.5]]},
        {"began": "yesterday"},
        {"began": "9999-12-31T23:59:59", "seconds": 1e6},
        {"seconds": "long"},
    ],
)
def test_odd_trial_is_refused(searched, changes):
    note = json.loads(kept_bytes(SearchList.read(searched)))
    trials = note["searches"][0]["trials"]
    trials[0] |= changes
    with pytest.raises(StoreError):
        kept_from(SearchList, changed(note, trials=trials))


def test_endless_search_is_refused(searched):
    note = json.loads(kept_bytes(SearchList.read(searched)))
    trials = note["searches"][0]["trials"][:1] * (MAX_TRIALS + 1)
    with pytest.raises(StoreError):
        kept_from(SearchList, changed(note, trials=trials))
