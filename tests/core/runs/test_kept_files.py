"""What was made beside the runs is found again, and a file that says nonsense is named."""

from __future__ import annotations

import errno
import json
import os
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.config import TrainConfig
from core.errors import StoreError
from core.evaluation import Vault
from core.kept import array_from, array_note
from core.runs.kept_files import (
    MAX_KEPT_BYTES,
    kept_bytes,
    kept_file,
    kept_from,
    load_kept,
    put_aside,
    save_kept,
)
from tests.any_input import JSON_VALUES, nested, outcome_of
from tests.core.evaluation.test_vault import opening


def test_openings_are_found_again(tmp_path):
    vault = Vault([opening("aa"), opening("bb", "mnist")])
    save_kept(tmp_path, vault)
    found = load_kept(tmp_path, Vault)
    assert found.openings == vault.openings
    assert found.is_open("bb")
    assert not found.is_open("cc")


def test_corrected_labels_are_left_out_of_an_opening(tmp_path):
    config = TrainConfig(corrections=((5, None), (7, 3)))
    save_kept(tmp_path, Vault([replace(opening(), config=config)]))
    [found] = load_kept(tmp_path, Vault).openings
    assert found.config == TrainConfig()


def test_nothing_on_disk_is_nothing(tmp_path):
    assert load_kept(tmp_path / "nowhere", Vault) is None


def test_file_that_is_put_aside_overwrites_no_other(tmp_path):
    names = []
    for _ in range(3):
        save_kept(tmp_path, Vault())
        names.append(put_aside(tmp_path, Vault))
    assert len(set(names)) == 3
    assert load_kept(tmp_path, Vault) is None


def test_merged_openings_are_those_of_both_by_time():
    later = replace(opening("bb"), moment=opening().moment.replace(year=2027))
    mine, theirs = Vault([later, opening("aa")]), Vault([opening("aa"), opening("cc")])
    told = []
    mine.on_change(lambda: told.append(len(mine.openings)))
    assert mine.merge(theirs) == 1
    assert [o.fingerprint for o in mine.openings] == ["aa", "cc", "bb"]
    assert told == [3]
    assert mine.merge(theirs) == 0
    assert told == [3]


@pytest.mark.parametrize(
    "values", [np.arange(6, dtype=np.uint8).reshape(3, 2), np.zeros((0, 2), np.uint8)]
)
def test_array_is_read_back_as_it_was(values):
    note = json.loads(json.dumps(array_note(values)))
    found = array_from(note, "uint8", row=(2,))
    assert found.dtype == np.uint8
    assert np.array_equal(found, values)


# Must not happen


@pytest.mark.parametrize(
    "changes",
    [
        {"dtype": "object"},
        {"dtype": "float64"},
        {"shape": [2, 3]},
        {"shape": [10**9, 2]},
        {"shape": [-3, 2]},
        {"base64": "!"},
        {"base64": "AAAA"},
        {"base64": 7},
    ],
)
def test_array_of_another_kind_or_shape_is_refused(changes):
    note = array_note(np.zeros((3, 2), np.uint8)) | changes
    with pytest.raises((KeyError, TypeError, ValueError)):
        array_from(note, "uint8", row=(2,))


def vault_file(**changes) -> str:
    note = json.loads(kept_bytes(Vault([opening()])))
    note["openings"][0] |= changes
    return json.dumps(note)


ODD_FILES = {
    "nothing": "",
    "no text": "\udcff",
    "half written": vault_file()[:200],
    "lists in lists": nested(100_000),
    "a list": "[]",
    "no format": '{"openings": []}',
    "a newer format": '{"format": 99, "openings": []}',
    "a format that is a list": '{"format": [[[[]]]], "openings": []}',
    "no openings": '{"format": 1}',
    "openings that are a word": '{"format": 1, "openings": "many"}',
    "an opening that is a number": '{"format": 1, "openings": [1]}',
    "a moment without a zone": vault_file(moment="2026-01-01"),
    "a moment that is none": vault_file(moment="yesterday"),
    "the last moment of all": vault_file(moment="9999-12-31T23:59:59-12:00"),
    "more right than there are": vault_file(correct=11),
    "none of none": vault_file(correct=0, count=0),
    "a count beyond all floats": vault_file(step=10**400),
    "true for a number": vault_file(step=True),
    "impossible settings": vault_file(config={"learning_rate": -1}),
    "settings that are a word": vault_file(config="all"),
    "half a letter": vault_file(run="\ud800"),
    "an endless name": vault_file(run="a" * 501),
}


@pytest.mark.parametrize("content", ODD_FILES.values(), ids=ODD_FILES.keys())
def test_odd_file_is_named_and_not_used(tmp_path, content):
    path = kept_file(tmp_path, Vault)
    path.parent.mkdir()
    path.write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(StoreError) as caught:
        load_kept(tmp_path, Vault)
    assert 0 < len(str(caught.value)) < 1_000


def test_endless_file_is_not_read_to_its_end(tmp_path):
    path = kept_file(tmp_path, Vault)
    path.parent.mkdir()
    path.touch()
    os.truncate(path, 10**12)  # It takes no room on the disk.
    with pytest.raises(StoreError, match="more than"):
        outcome_of(lambda: load_kept(tmp_path, Vault), (), megabytes=50)


@given(st.sampled_from([0, 1, 2]), JSON_VALUES)
def test_any_json_is_a_vault_or_named(depth, value):
    note = [value, {"format": 1, "openings": value}, {"format": 1, "openings": [value]}][depth]
    content = json.dumps(note).encode()
    outcome_of(lambda: kept_from(Vault, content), StoreError, megabytes=50)


def test_what_could_not_be_read_again_is_not_written(tmp_path):
    save_kept(tmp_path, Vault([opening()]))
    large = Vault([opening()] * (MAX_KEPT_BYTES // 500))
    with pytest.raises(StoreError, match="more than"):
        save_kept(tmp_path, large)
    assert len(load_kept(tmp_path, Vault).openings) == 1


def test_full_disk_leaves_what_was_written_before(tmp_path, monkeypatch):
    save_kept(tmp_path, Vault([opening("aa")]))

    def full(descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        save_kept(tmp_path, Vault([opening("bb")]))
    assert load_kept(tmp_path, Vault).is_open("aa")


def test_file_where_the_folder_should_be_is_named(tmp_path):
    (tmp_path / "kept").write_text("in the way")
    with pytest.raises(StoreError, match="cannot be read"):
        load_kept(tmp_path, Vault)
    with pytest.raises(OSError, match="exists"):
        save_kept(tmp_path, Vault())
