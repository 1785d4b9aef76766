"""What is damaged, missing or full on disk is named, and everything else stays."""

from __future__ import annotations

import os
import shutil

import pytest

from core.errors import StoreError
from core.runs import RunStore
from core.runs.tensors import pack, unpack
from tests.core.helpers import tiny_config
from tests.core.runs.conftest import kept, trained


@pytest.mark.parametrize("file", ["state.safetensors", "config.json", "batches.csv", "about.json"])
@pytest.mark.parametrize("damage", [b"", b"\x00\xff nonsense", None])
def test_damaged_run_is_explained_and_the_others_stay(store, workspace, tiny_digits, file, damage):
    id, good = (kept(store, workspace, trained(tiny_digits)) for _ in range(2))
    path = store.folder_of(id).path / file
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2] if damage is None else damage)
    if file == "about.json":
        assert store.load(id, tiny_digits).step == 6, "what people say of it is not the run"
    else:
        with pytest.raises(StoreError):
            store.load(id, tiny_digits)
    found = store.look_into(workspace)
    assert good in [run.id for run in found.runs]
    # Tables, and weights behind a header that is whole, are read only when the run is chosen.
    read_later = file == "batches.csv" or (file == "state.safetensors" and damage is None)
    assert [run.number for run in found.unreadable] == ([] if read_later else [1])
    for run in found.unreadable:
        assert file in run.reason
        assert str(store.folder) not in run.reason
    assert store.load(good, tiny_digits).step == 6


def test_weights_of_another_network_are_refused(store, workspace, tiny_digits):
    mlp = kept(store, workspace, trained(tiny_digits))
    cnn = kept(store, workspace, trained(tiny_digits, model="cnn"))
    content = (store.folder_of(cnn).path / "state.safetensors").read_bytes()
    (store.folder_of(mlp).path / "state.safetensors").write_bytes(content)
    with pytest.raises(StoreError):
        store.load(mlp, tiny_digits)


def test_folder_that_cannot_be_looked_into_is_explained(store, workspace, monkeypatch):
    store.create(workspace, tiny_config())

    def refuse(path):
        raise PermissionError(f"not allowed to look into {path}")

    monkeypatch.setattr("pathlib.Path.iterdir", refuse)
    with pytest.raises(StoreError, match="cannot be read"):
        store.list(workspace)


def test_folder_that_cannot_be_written_is_explained(tmp_path, workspace):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreError, match="cannot be kept"):
        RunStore(tmp_path / "file").create(workspace, tiny_config())


def test_run_whose_making_was_interrupted_is_named(store, workspace):
    id = store.create(workspace, tiny_config())
    (store.folder_of(id).path / "config.json").unlink()
    [run] = store.look_into(workspace).unreadable
    assert (run.number, run.reason) == (1, "Its config.json is missing.")


def test_save_that_fails_in_the_middle_leaves_no_row_twice(
    store, workspace, tiny_digits, monkeypatch
):
    run = trained(tiny_digits, steps=2)
    folder = store.folder_of(store.create(workspace, run.config))
    folder.save(run.state())
    run.advance()

    def full(descriptor):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space"):
            folder.save(run.state())
    run.advance()
    folder.save(run.state())
    assert store.load(f"{workspace}/{folder.path.name}", tiny_digits).batches == run.batches
    rows = (folder.path / "batches.csv").read_text().splitlines()
    assert len(rows) == 1 + len(run.batches)


def test_size_is_measured_again_only_after_a_save(store, workspace, tiny_digits, monkeypatch):
    run = trained(tiny_digits, steps=2)
    folder = store.folder_of(kept(store, workspace, run))
    before = folder.size()
    with monkeypatch.context() as patch:
        patch.setattr("pathlib.Path.rglob", lambda *_: pytest.fail("it was measured again"))
        assert folder.size() == before
    run.advance()
    # By somebody else, as a training does it.
    store.save(run, f"{workspace}/{folder.path.name}")
    files = [path for path in folder.path.rglob("*") if path.is_file()]
    assert folder.size() == sum(path.stat().st_size for path in files) > before


def nested(depth: int) -> str:
    return '{"a":' * depth + "1" + "}" * depth


HUGE = "1" + 400 * "0"
# What may stand in a file that was damaged, edited, half written or made by somebody else.
ODD_FILES = {
    "lists in lists": ("about.json", nested(100_000)),
    "settings in settings": ("config.json", nested(100_000)),
    "a learning rate beyond all floats": ("config.json", f'{{"learning_rate": {HUGE}}}'),
    "an image that no data set has": ("config.json", '{"corrections": [[999999999, null]]}'),
    "settings that are a list": ("config.json", "[1, 2]"),
    "a newer one's settings": ("config.json", '{"format": 99}'),
    "a name that is no word": ("about.json", '{"number": 1, "created": "", "name": {"a": 1}}'),
    "tags that are no words": ("about.json", '{"number": 1, "created": "", "tags": [1, [2]]}'),
    "tags that are a number": ("about.json", '{"number": 1, "created": "", "tags": 7}'),
    "a number that is a word": ("about.json", '{"number": "1", "created": ""}'),
    "a newer one's words": ("about.json", '{"format": 99, "number": 1, "created": ""}'),
    "an endless file": ("about.json", " " * 6_000_000),
    "half written": ("about.json", '{"number": 1, "crea'),
    "no text": ("about.json", "\ud800"),
}


@pytest.mark.parametrize(("file", "content"), ODD_FILES.values(), ids=ODD_FILES.keys())
def test_odd_file_of_one_run_hides_no_other(store, workspace, tiny_digits, file, content):
    good, odd, other = (kept(store, workspace, trained(tiny_digits)) for _ in range(3))
    path = store.folder_of(odd).path / file
    path.write_bytes(content.encode("utf-8", "surrogatepass"))
    found = store.look_into(workspace)
    assert [run.id for run in found.runs] == [good, other]
    [unreadable] = found.unreadable
    assert unreadable.number == 2
    assert file in unreadable.reason
    assert len(unreadable.reason) < 500


ODD_SUMMARIES = {
    "an accuracy that is a word": {"validation_accuracy": "good"},
    "steps below zero": {"step": -3},
    "an end that nobody knows": {"ended": "<b>exploded</b>"},
    "steps that are true": {"step": True},
}


@pytest.mark.parametrize("changes", ODD_SUMMARIES.values(), ids=ODD_SUMMARIES.keys())
def test_odd_summary_of_one_run_hides_no_other(store, workspace, tiny_digits, changes):
    odd, good = (kept(store, workspace, trained(tiny_digits)) for _ in range(2))
    path = store.folder_of(odd).path / "state.safetensors"
    tensors, note = unpack(path.read_bytes())
    path.write_bytes(pack(tensors, note | {"summary": note["summary"] | changes}))
    found = store.look_into(workspace)
    assert [run.id for run in found.runs] == [good]
    assert "state.safetensors is damaged" in found.unreadable[0].reason


def test_folder_in_which_nothing_was_written_yet_hides_no_other(store, workspace, tiny_digits):
    good = kept(store, workspace, trained(tiny_digits))
    (store.home(workspace) / "0002").mkdir()
    (store.home(workspace) / "0003").write_text("a file where a folder should be")
    found = store.look_into(workspace)
    assert [run.id for run in found.runs] == [good]
    assert [run.number for run in found.unreadable] == [2, 3]


def test_copied_folder_is_a_run_of_its_own(store, workspace, tiny_digits):
    path = store.folder_of(kept(store, workspace, trained(tiny_digits))).path
    shutil.copytree(path, path.with_name("0007"))
    assert [run.about.number for run in store.list(workspace)] == [1, 7]


def test_folder_that_may_not_be_read_hides_no_other(store, workspace, tiny_digits, monkeypatch):
    good, closed = (kept(store, workspace, trained(tiny_digits)) for _ in range(2))
    describe = store.describe

    def refuse(id):
        if id == closed:
            raise PermissionError(13, "Permission denied")
        return describe(id)

    monkeypatch.setattr(store, "describe", refuse)
    found = store.look_into(workspace)
    assert [run.id for run in found.runs] == [good]
    assert found.unreadable[0].reason == "Its folder cannot be read (Permission denied)."
