"""A server that is left alone tidies up at once and again and again, and spares who is here."""

import os
import threading

import pytest

from core.runs import RunStore, new_workspace
from core.runs.tidying import TIDIED
from dashboard.visitor import housekeeping as module
from dashboard.visitor.housekeeping import Housekeeping, housekeeping

PATIENCE = 20.0


@pytest.fixture
def store(tmp_path, monkeypatch) -> RunStore:
    store = RunStore(tmp_path)
    monkeypatch.setattr(module, "shared_store", lambda: store)
    monkeypatch.setattr(module, "SECONDS_BETWEEN", 0.01)
    return store


def test_orphans_go_again_and_again_and_who_is_here_stays(store, monkeypatch):
    orphan, here = new_workspace(), new_workspace()
    for workspace in (orphan, here):
        store.home(workspace).mkdir()
        os.utime(store.home(workspace), (0, 0))
    monkeypatch.setattr(module, "is_known", here.__eq__)
    rounds, enough = [], threading.Event()
    tidy = module.tidy

    def count(*arguments, **options):
        rounds.append(tidy(*arguments, **options).removed)
        if len(rounds) >= 3:
            enough.set()

    monkeypatch.setattr(module, "tidy", count)
    at_work = Housekeeping()
    assert enough.wait(PATIENCE)
    at_work.end()
    assert rounds[:3] == [(orphan,), (), ()]
    assert [path.name for path in store.folder.iterdir() if path.name != TIDIED] == [here]


def test_disk_that_cannot_be_read_now_ends_nothing(store, monkeypatch):
    tried = threading.Semaphore(0)

    def fail(*arguments, **options):
        tried.release()
        raise PermissionError("not now")

    monkeypatch.setattr(module, "tidy", fail)
    at_work = Housekeeping()
    assert all(tried.acquire(timeout=PATIENCE) for _ in range(2))
    at_work.end()


def test_pages_without_a_server_tidy_nothing_up():
    assert housekeeping() is None
