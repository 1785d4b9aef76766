"""A server knows the names that it gave, and no others; it writes none of them down."""

import errno
import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from core.runs import RunStore, WorkspaceNames, is_workspace, new_workspace
from core.runs.workspaces import KEY, KEY_BYTES, LAST


def test_own_names_are_known_after_a_restart_and_nothing_is_kept_of_them(tmp_path):
    names = WorkspaceNames(tmp_path / "runs")
    given = {names.new() for _ in range(500)}
    assert len(given) == 500
    assert all(is_workspace(name) for name in given)
    restarted = WorkspaceNames(tmp_path / "runs")
    assert all(restarted.is_ours(name) for name in given)
    assert [path.name for path in (tmp_path / "runs").iterdir()] == [KEY]


@pytest.mark.parametrize("name", ["0" * 32, "f" * 32, "", "..", "0" * 31, None, b"0" * 32, ["a"]])
def test_name_that_nobody_gave_is_not_ours(tmp_path, name):
    assert not WorkspaceNames(tmp_path).is_ours(name)


def test_every_digit_of_a_name_counts(tmp_path):
    names = WorkspaceNames(tmp_path)
    name = names.new()
    for place, digit in enumerate(name):
        other = "0" if digit != "0" else "1"
        assert not names.is_ours(name[:place] + other + name[place + 1 :])
    assert not names.is_ours(name.upper() + "\n")


def test_another_servers_names_are_not_ours(tmp_path):
    here, there = WorkspaceNames(tmp_path / "here"), WorkspaceNames(tmp_path / "there")
    assert not here.is_ours(there.new())
    assert not here.is_ours(new_workspace())


def test_name_from_before_names_were_sealed_is_known_by_its_folder(tmp_path):
    old = new_workspace()
    names = WorkspaceNames(tmp_path)
    assert not names.is_ours(old)
    RunStore(tmp_path).home(old).mkdir()
    assert names.is_ours(old)


def test_key_is_for_its_owner_alone(tmp_path):
    names = WorkspaceNames(tmp_path)
    names.note_last(names.new())
    for name in (KEY, LAST):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600
    assert {path.name for path in tmp_path.iterdir()} == {KEY, LAST}


def test_where_nothing_can_be_written_names_are_known_while_the_server_runs(tmp_path):
    (tmp_path / "runs").write_text("a file in the way")
    names = WorkspaceNames(tmp_path / "runs")
    name = names.new()
    assert names.is_ours(name)
    assert not names.is_ours("0" * 32)
    names.note_last(name)
    assert names.last() is None


def test_damaged_key_is_replaced(tmp_path):
    (tmp_path / KEY).write_bytes(b"short")
    name = WorkspaceNames(tmp_path).new()
    assert len((tmp_path / KEY).read_bytes()) == KEY_BYTES
    assert WorkspaceNames(tmp_path).is_ours(name)


def test_servers_that_start_together_agree_on_one_key(tmp_path):
    servers = [WorkspaceNames(tmp_path) for _ in range(8)]
    with ThreadPoolExecutor(len(servers)) as pool:
        given = list(pool.map(WorkspaceNames.new, servers))
    assert all(server.is_ours(name) for server in servers for name in given)
    assert [path.name for path in tmp_path.iterdir()] == [KEY]


def test_last_name_is_found_again_unless_it_is_not_ours(tmp_path):
    names = WorkspaceNames(tmp_path)
    assert names.last() is None
    first, second = names.new(), names.new()
    names.note_last(first)
    names.note_last(second)
    assert WorkspaceNames(tmp_path).last() == second
    for wrong in (b"0" * 32, b"", b"\xff\xfe", b"../" * 9):
        (tmp_path / LAST).write_bytes(wrong)
        assert names.last() is None


def test_full_disk_keeps_no_pieces(tmp_path, monkeypatch):
    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("core.whole_files.os.fsync", full)
    names = WorkspaceNames(tmp_path)
    name = names.new()
    names.note_last(name)
    assert names.is_ours(name)
    assert list(tmp_path.iterdir()) == []
