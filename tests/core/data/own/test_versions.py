"""A run finds the very images it learned from, in its own workspace and nowhere else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.data.own import removed
from core.data.own.versions import (
    delete_versions_of,
    forget_versions,
    keep_version,
    load_version,
    version_file,
    versions,
)
from core.errors import DataMissingError, LimitError, StoreError
from core.limits import LIMITS
from tests.core.data.own.conftest import own_set


@pytest.fixture(scope="module")
def five():
    return own_set(5)


def test_version_is_found_after_the_set_has_changed(tmp_path, five):
    key = keep_version(tmp_path, five)
    later = keep_version(tmp_path, removed(five, [0]))
    assert load_version(tmp_path, key).to_note() == five.to_note()
    assert versions(tmp_path) == sorted([key, later])
    assert keep_version(tmp_path, five) == key


def test_another_workspace_does_not_have_it(tmp_path, five):
    key = keep_version(tmp_path / "mine", five)
    with pytest.raises(DataMissingError, match="somebody else's"):
        load_version(tmp_path / "theirs", key)


def test_changed_file_is_noticed(tmp_path, five):
    key = keep_version(tmp_path, five)
    other = keep_version(tmp_path, removed(five, [0]))
    version_file(tmp_path, key).write_bytes(version_file(tmp_path, other).read_bytes())
    with pytest.raises(StoreError, match="does not fit its name"):
        load_version(tmp_path, key)
    version_file(tmp_path, key).write_bytes(b"{")
    with pytest.raises(StoreError, match="damaged"):
        load_version(tmp_path, key)


def test_only_what_runs_refer_to_stays(tmp_path, five):
    key = keep_version(tmp_path, five)
    keep_version(tmp_path, removed(five, [0]))
    forget_versions(tmp_path, [key, "0" * 16])
    assert versions(tmp_path) == [key]


def test_deleting_a_set_deletes_all_its_versions_and_no_other(tmp_path, five):
    keep_version(tmp_path, five)
    keep_version(tmp_path, removed(five, [0]))
    other = keep_version(tmp_path, replace(five, class_names=("a", "b", "c")))
    delete_versions_of(tmp_path, five.class_names)
    assert versions(tmp_path) == [other]


def test_more_than_there_is_room_for_is_refused(tmp_path, five, monkeypatch):
    small = replace(LIMITS["own_megabytes"], own=0.02, hosted=0.02)
    monkeypatch.setitem(LIMITS, "own_megabytes", small)
    keep_version(tmp_path, five)
    with pytest.raises(LimitError, match="Delete runs"):
        keep_version(tmp_path, removed(five, [0]))
