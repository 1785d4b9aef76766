"""A workspace goes out as one file and comes back; a file from anybody does no harm."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from core.errors import WorkspaceFileError
from core.evaluation import Vault
from core.runs import RunStore, new_workspace
from core.runs.archive import bring_back, export, export_size, export_workspace
from core.runs.archive import opening as archive_opening
from core.runs.archive.bring_back import MAX_ROWS
from core.runs.archive.layout import LABEL
from tests.any_input import damaged, outcome_of
from tests.core.evaluation.test_vault import opening
from tests.core.helpers import tiny_config
from tests.core.runs.conftest import kept, trained

KINDS = (Vault,)


def exported(store, workspace, *states, moments=True) -> bytes:
    file = io.BytesIO()
    runs = [store.folder_of(run.id) for run in store.list(workspace)]
    export_workspace(file, runs, states, moments=moments)
    content = file.getvalue()
    assert len(content) <= export_size(runs, states, moments=moments)
    return content


def files_in(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(files: dict[str, bytes], how=zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", how) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return file.getvalue()


def label(format: object = 1) -> dict[str, bytes]:
    return {LABEL: json.dumps({"format": format}).encode()}


@pytest.fixture
def other() -> str:
    return new_workspace()


def test_runs_come_back_beside_those_that_are_there(store, workspace, other, tiny_digits):
    run, unsaved = trained(tiny_digits), store.create(workspace, tiny_config(seed=5))
    id = kept(store, workspace, run, "finished")
    folder = store.folder_of(id)
    folder.describe(replace(folder.about, name="mine", note="why", tags=("a", "b")))
    mine = kept(store, other, trained(tiny_digits, steps=2))
    found = bring_back(exported(store, workspace), store, other, KINDS)
    assert found.skipped == []
    assert found.runs == [(1, f"{other}/0002"), (2, f"{other}/0003")]
    back = store.load(found.runs[1][1], tiny_digits)
    assert back.batches == run.batches
    assert back.epochs == run.epochs
    for name, value in run.model.state_dict().items():
        assert torch.equal(back.model.state_dict()[name], value)
    assert [s.step for s in back.snapshots] == [s.step for s in run.snapshots]
    about = store.describe(found.runs[1][1]).about
    assert (about.number, about.name, about.note, about.tags) == (3, "mine", "why", ("a", "b"))
    assert store.describe(found.runs[0][1]).config.seed == 5
    assert store.load(mine, tiny_digits).step == 2
    assert store.load(unsaved, tiny_digits).step == 0
    assert not list(store.home(other).glob(".*")), "nothing is left of the way"


def test_run_that_came_back_goes_on_with_the_same_losses(store, workspace, other, tiny_digits):
    run = trained(tiny_digits, steps=4)
    kept(store, workspace, run)
    [(_, id)] = bring_back(exported(store, workspace), store, other, KINDS).runs
    back = store.load(id, tiny_digits)
    for each in (run, back):
        each.advance()
    assert back.batches[-1].loss == run.batches[-1].loss


def test_what_was_made_beside_the_runs_comes_back(store, workspace, other):
    vault = Vault([opening("aa"), opening("bb")])
    [found] = bring_back(exported(store, workspace, vault), store, other, KINDS).kept
    assert found.openings == vault.openings


def test_without_moments_the_first_and_the_last_stay(store, workspace, other, tiny_digits):
    run = trained(tiny_digits, steps=200, epochs=50)
    assert len(run.snapshots) > 2
    id = kept(store, workspace, run)
    light = exported(store, workspace, moments=False)
    assert len(light) < len(exported(store, workspace))
    assert not store.describe(id).about.snapshots_removed, "the run itself stays as it is"
    [(_, back)] = bring_back(light, store, other, KINDS).runs
    steps = [snapshot.step for snapshot in store.load(back, tiny_digits).snapshots]
    assert steps == [run.snapshots[0].step, run.snapshots[-1].step]
    assert store.describe(back).about.snapshots_removed


def test_same_runs_make_the_same_file(store, workspace, tiny_digits):
    kept(store, workspace, trained(tiny_digits))
    assert exported(store, workspace) == exported(store, workspace)


def test_run_that_trains_on_while_it_is_written_is_one_moment(
    store, workspace, other, tiny_digits, monkeypatch
):
    run = trained(tiny_digits)
    folder = store.folder_of(store.create(workspace, run.config))
    folder.save(run.state())
    copy = export._copy

    def copy_and_train(archive, name, path):
        copy(archive, name, path)
        if name.endswith("state.safetensors"):
            run.advance()
            folder.save(run.state())

    monkeypatch.setattr(export, "_copy", copy_and_train)
    [(_, id)] = bring_back(exported_as_is(store, workspace), store, other, KINDS).runs
    assert store.load(id, tiny_digits).step == 6


def exported_as_is(store, workspace) -> bytes:
    file = io.BytesIO()
    export_workspace(file, [store.folder_of(f"{workspace}/0001")], [], moments=True)
    return file.getvalue()


# Must not happen


@pytest.fixture
def content(store, workspace, tiny_digits) -> bytes:
    for _ in range(2):
        kept(store, workspace, trained(tiny_digits))
    return exported(store, workspace, Vault([opening()]))


@pytest.mark.parametrize(
    ("file", "damage"),
    [
        ("config.json", b"{"),
        ("config.json", b'{"learning_rate": -1}'),
        ("config.json", b'{"model": "cnn"}'),
        ("about.json", b"[1]"),
        ("state.safetensors", b"\x80\x04\x95pickle"),
        ("batches.csv", b"epoch\n1"),
        ("batches.csv", b"1\n" * 400_000),
        ("epochs.csv", None),
        ("config.json", None),
    ],
)
def test_run_that_cannot_be_read_is_named_and_skipped(store, other, content, file, damage):
    files = files_in(content)
    name = f"runs/0001/{file}"
    if damage is None:
        del files[name]
    else:
        files[name] = damage
    found = bring_back(packed(files), store, other, KINDS)
    assert [number for number, _ in found.runs] == [2]
    [sentence] = found.skipped
    assert sentence.startswith("Its run 1 cannot be used:")
    assert len(found.kept) == 1
    assert [run.about.number for run in store.list(other)] == [1]
    assert store.look_into(other).unreadable == []


def test_vault_that_cannot_be_read_is_named_and_the_runs_come(store, other, content):
    files = files_in(content) | {"kept/vault.json": b"{}"}
    found = bring_back(packed(files), store, other, KINDS)
    assert len(found.runs) == 2
    assert found.kept == []
    assert "openings of the test images" in found.skipped[0]


@pytest.mark.parametrize(
    "name",
    [
        "../outside",
        "/tmp/outside",
        "runs/../../outside",
        "runs/0001/../../../outside",
        "runs/0001/snapshots/../../outside.safetensors",
        "runs/0001/notes.txt",
        "runs/0001/state.pkl",
        "kept/../outside.json",
        "kept/passwords.json",
        "C:\\outside",
        "runs/\u0660\u0660\u0660\u0661/config.json",
    ],
)
def test_names_that_mean_nothing_write_nothing(store, other, tmp_path, name):
    def all_files():
        return {path for path in tmp_path.rglob("*") if path.is_file()}

    before = all_files()
    found = bring_back(packed(label() | {name: b"x"}), store, other, KINDS)
    assert (found.runs, found.kept) == ([], [])
    assert found.skipped == ["1 of its files mean nothing here."]
    assert all_files() == before
    assert not Path("/tmp/outside").exists()


def bomb(size: int) -> bytes:
    """A table of zeros that packs a thousand times smaller."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(LABEL, label()[LABEL])
        archive.compresslevel = 1
        for number in range(1, 8):
            with archive.open(f"runs/{number:04d}/batches.csv", "w") as entry:
                for _ in range(size // 10**6):
                    entry.write(b"0" * 10**6)
    return file.getvalue()


# Of all together, and of each.
@pytest.mark.parametrize("megabytes", [30, 33])
def test_what_would_be_too_much_is_never_inflated(store, other, megabytes):
    content = bomb(megabytes * 10**6)
    assert len(content) < 2 * 10**6
    error = outcome_of(
        lambda: bring_back(content, store, other, KINDS), WorkspaceFileError, megabytes=10
    )
    assert "expected at most" in str(error)
    assert not store.home(other).exists()


def test_entry_that_is_larger_than_it_says_is_read_no_further(store, other):
    content = bomb(30 * 10**6)
    said, true = (size.to_bytes(4, "little") for size in (1_000, 30 * 10**6))
    assert content.count(true) >= 14
    found = outcome_of(
        lambda: bring_back(content.replace(true, said), store, other, KINDS),
        WorkspaceFileError,
        megabytes=10,
    )
    assert found.runs == []
    assert "damaged" in found.skipped[0]


def test_endless_list_of_entries_is_not_read(store, other):
    content = packed({f"{number}": b"" for number in range(20_000)} | label())
    found = outcome_of(
        lambda: bring_back(content, store, other, KINDS), WorkspaceFileError, megabytes=5
    )
    assert "entries" in str(found)


def with_comment(content: bytes) -> bytes:
    file = io.BytesIO(content)
    with zipfile.ZipFile(file, "a") as archive:
        archive.comment = b"hello"
    return file.getvalue()


NO_WORKSPACES = {
    "nothing": b"",
    "a text": b"hello",
    "another archive": packed({"word/document.xml": b"<x/>"}),
    "a later format": packed(label(2)),
    "a label that is a list": packed({LABEL: b"[]"}),
    "a label in lists": packed({LABEL: b"[" * 900}),
    "a large label": packed({LABEL: b" " * 2_000 + b'{"format": 1}'}),
    "packed otherwise": packed(label(), zipfile.ZIP_BZIP2),
    "a comment": with_comment(packed(label())),
    "an end alone": b"PK\x05\x06" + 18 * b"\xff",
}


@pytest.mark.parametrize("content", NO_WORKSPACES.values(), ids=NO_WORKSPACES.keys())
def test_what_is_no_workspace_is_refused_in_a_sentence(store, other, content):
    with pytest.raises(WorkspaceFileError):
        bring_back(content, store, other, KINDS)
    assert not store.home(other).exists()


def test_entries_of_the_same_name_are_refused(store, other, content):
    file = io.BytesIO(content)
    with zipfile.ZipFile(file, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr(LABEL, label()[LABEL])
    with pytest.raises(WorkspaceFileError, match="same name"):
        bring_back(file.getvalue(), store, other, KINDS)


def test_runs_beyond_the_room_of_the_workspace_are_named(store, other, content):
    small = RunStore(store.folder, megabytes=1.5 * len(content) / 2 / 1e6)
    found = bring_back(content, small, other, KINDS)
    assert len(found.runs) == 1
    assert "no room" in found.skipped[0]


def test_disk_that_takes_nothing_is_told(store, other, content):
    store.folder.mkdir(exist_ok=True)
    store.home(other).write_text("a file where the folder should be")
    found = bring_back(content, store, other, ())
    assert found.runs == []
    assert all("cannot be written" in line for line in found.skipped[1:])


def test_long_names_are_cut(store, other, content):
    files = files_in(content)
    about = json.loads(files["runs/0001/about.json"]) | {"name": "a" * 10**6, "tags": ["b"] * 999}
    files["runs/0001/about.json"] = json.dumps(about).encode()
    bring_back(packed(files), store, other, KINDS)
    about = store.list(other)[0].about
    assert (len(about.name), len(about.tags)) == (200, 20)


SMALL = packed(label() | {"kept/vault.json": b'{"format": 1, "openings": []}'})


@given(st.data())
def test_any_damaged_file_is_refused_in_a_sentence_or_read(tmp_path_factory, data):
    store = RunStore(tmp_path_factory.getbasetemp() / "any")
    content = data.draw(damaged(SMALL))
    outcome_of(
        lambda: bring_back(bytes(content), store, "0" * 32, KINDS),
        WorkspaceFileError,
        megabytes=20,
    )


def test_limits_are_above_what_a_run_may_be():
    # A step leaves a row of at most a hundred characters.
    assert archive_opening.MAX_ENTRY_BYTES > 100 * MAX_ROWS
