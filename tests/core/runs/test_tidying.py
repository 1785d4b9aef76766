"""A server that is left alone keeps its disk small, and removes nothing that anybody uses."""

import os
import threading
from dataclasses import replace

import pytest

from core.errors import StoreError
from core.limits import LIMITS
from core.runs import new_workspace
from core.runs.tidying import REMOVED, TIDIED, tidy
from tests.core.helpers import tiny_config
from tests.core.runs.conftest import kept, trained

NOW = 2_000_000_000.0
DAY = 86_400.0


def nobody(workspace: str) -> bool:
    return False


@pytest.fixture
def run(tiny_digits):
    return trained(tiny_digits)


@pytest.fixture
def make_workspace(store, run):
    """Make workspaces with a run, opened so many days before NOW."""

    def make(days: float, *, runs: int = 1) -> str:
        workspace = new_workspace()
        for _ in range(runs):
            kept(store, workspace, run)
        opened(store, workspace, days)
        return workspace

    return make


def opened(store, workspace: str, days: float) -> None:
    home = store.home(workspace)
    os.utime(home, (NOW - days * DAY,) * 2)


def size(store, workspace: str) -> int:
    return sum(path.stat().st_size for path in store.home(workspace).rglob("*") if path.is_file())


def limits(monkeypatch, **values: float) -> None:
    for name, value in values.items():
        monkeypatch.setitem(LIMITS, name, replace(LIMITS[name], own=value))


def there(store) -> set[str]:
    return {path.name for path in store.folder.iterdir()} - {TIDIED}


def test_only_what_nobody_opened_for_long_is_removed(store, make_workspace, monkeypatch):
    limits(monkeypatch, orphan_days=30)
    old, young = make_workspace(30.1), make_workspace(29.9)
    done = tidy(store, is_open=nobody, now=NOW)
    assert done.removed == (old,)
    assert there(store) == {young}
    assert done.bytes == size(store, young)
    assert tidy(store, is_open=nobody, now=NOW).removed == ()


def test_time_in_which_no_server_ran_or_a_clock_was_wrong_does_not_count(
    store, make_workspace, monkeypatch
):
    limits(monkeypatch, orphan_days=30)
    workspace = make_workspace(10)
    tidy(store, is_open=nobody, now=NOW)
    later = NOW + 400 * DAY
    assert tidy(store, is_open=nobody, now=later).removed == ()
    assert tidy(store, is_open=nobody, now=later + DAY).removed == ()
    for day in range(2, 21):
        assert tidy(store, is_open=nobody, now=later + day * DAY).removed == ()
    assert tidy(store, is_open=nobody, now=later + 21 * DAY).removed == (workspace,)


def test_clock_that_is_set_back_removes_nothing(store, make_workspace, monkeypatch):
    limits(monkeypatch, orphan_days=30)
    make_workspace(10)
    tidy(store, is_open=nobody, now=NOW)
    assert tidy(store, is_open=nobody, now=NOW - 1_000 * DAY).removed == ()
    assert tidy(store, is_open=nobody, now=NOW).removed == ()


def test_open_workspace_is_never_touched(store, make_workspace, monkeypatch):
    limits(monkeypatch, orphan_days=30, all_workspaces_megabytes=1e-6)
    here = make_workspace(1_000)
    before = size(store, here)
    assert tidy(store, is_open=here.__eq__, now=NOW).removed == ()
    assert size(store, here) == before


def test_workspace_that_is_opened_at_the_last_moment_stays(store, make_workspace, monkeypatch):
    limits(monkeypatch, orphan_days=30)
    workspace, asked = make_workspace(100), []

    def opened_meanwhile(name: str) -> bool:
        asked.append(name)
        return len(asked) > 1

    assert tidy(store, is_open=opened_meanwhile, now=NOW).removed == ()
    assert there(store) == {workspace}


def test_looking_at_runs_is_what_opening_means(store, make_workspace):
    workspace = make_workspace(1_000)
    os.utime(store.home(workspace), (0, 0))
    store.list(workspace)
    assert store.home(workspace).stat().st_mtime > 0
    assert not store.home(new_workspace()).exists()


def test_nothing_but_workspaces_is_touched(store, make_workspace, tmp_path, monkeypatch):
    limits(monkeypatch, orphan_days=30)
    make_workspace(1)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "thesis.txt").write_text("years of work")
    link = store.folder / new_workspace()
    link.symlink_to(elsewhere)
    for name in ("notes", "A" * 32, "0" * 31):
        (store.folder / name).mkdir()
        os.utime(store.folder / name, (0, 0))
    file = store.folder / ("f" * 32)
    file.write_text("no folder")
    os.utime(file, (0, 0))
    before = there(store)
    assert tidy(store, is_open=nobody, now=NOW).removed == ()
    assert there(store) == before
    assert (elsewhere / "thesis.txt").read_text() == "years of work"


def test_links_in_a_workspace_are_not_followed(store, make_workspace, tmp_path, monkeypatch):
    limits(monkeypatch, orphan_days=30)
    (tmp_path / "thesis.txt").write_text("years of work")
    workspace = make_workspace(100)
    (store.home(workspace) / "link").symlink_to(tmp_path)
    opened(store, workspace, 100)
    assert tidy(store, is_open=nobody, now=NOW).removed == (workspace,)
    assert (tmp_path / "thesis.txt").exists()


def test_where_all_take_too_much_moments_go_first(store, make_workspace, tiny_digits, monkeypatch):
    first, second = make_workspace(20, runs=2), make_workspace(10, runs=2)
    total = size(store, first) + size(store, second)
    limits(monkeypatch, all_workspaces_megabytes=(total - 1) / 1e6, kept_days=5)
    done = tidy(store, is_open=nobody, now=NOW)
    assert (done.removed, done.lightened) == ((), (first,))
    moments = [len(list(store.home(name).glob("*/snapshots/*"))) for name in (first, second)]
    assert moments[0] < moments[1]
    assert store.load(f"{first}/0001", tiny_digits).step
    assert not store.is_full


def test_then_workspaces_that_were_not_opened_for_some_days(store, make_workspace, monkeypatch):
    old, recent = make_workspace(6), make_workspace(4)
    limits(monkeypatch, all_workspaces_megabytes=1e-6, kept_days=5)
    done = tidy(store, is_open=nobody, now=NOW)
    assert done.removed == (old,)
    assert there(store) == {recent}


def test_then_no_further_run_is_kept_until_there_is_room(store, make_workspace, monkeypatch):
    recent = make_workspace(4)
    limits(monkeypatch, all_workspaces_megabytes=1e-6, kept_days=5)
    tidy(store, is_open=nobody, now=NOW)
    with pytest.raises(StoreError, match="no room for further runs"):
        store.create(recent, tiny_config())
    limits(monkeypatch, all_workspaces_megabytes=1_000)
    tidy(store, is_open=nobody, now=NOW)
    assert store.create(recent, tiny_config()).startswith(recent)


def test_removal_that_was_cut_short_is_ended_the_next_time(store, make_workspace):
    workspace = make_workspace(1)
    (store.folder / REMOVED).mkdir()
    store.home(workspace).rename(store.folder / REMOVED / workspace)
    tidy(store, is_open=nobody, now=NOW)
    assert there(store) == set()


def test_folder_that_does_not_exist_is_tidy(store):
    assert tidy(store, is_open=nobody).bytes == 0
    assert not store.is_full


def test_runs_that_are_written_meanwhile_disturb_nothing(store, make_workspace, run, monkeypatch):
    limits(monkeypatch, orphan_days=30)
    workspace = new_workspace()
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            kept(store, workspace, run)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for _ in range(5):
            old = make_workspace(100)
            assert tidy(store, is_open=workspace.__eq__, now=NOW).removed == (old,)
    finally:
        stop.set()
        writer.join()
    found = store.look_into(workspace)
    assert found.runs
    assert not found.unreadable
