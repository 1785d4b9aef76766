"""Uploaded files take a bounded part of the memory, whoever sends them."""

from dataclasses import replace

import pytest
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

from core.limits import LIMITS, MEGABYTE
from dashboard.server.uploads import BoundedUploads, bounded_uploads


def file(name: str, megabytes: float = 1.0) -> UploadedFileRec:
    return UploadedFileRec(name, name, "text/plain", bytes(int(megabytes * MEGABYTE)))


@pytest.fixture
def manager() -> MemoryUploadedFileManager:
    return MemoryUploadedFileManager("/upload")


@pytest.fixture
def tabs() -> set[str]:
    return {"a", "b", "c"}


@pytest.fixture
def uploads(manager, tabs, monkeypatch) -> BoundedUploads:
    for name, most in (("session_upload_megabytes", 3), ("all_upload_megabytes", 5)):
        monkeypatch.setitem(LIMITS, name, replace(LIMITS[name], own=most))
    return BoundedUploads(manager, tabs.__contains__)


def names(manager: MemoryUploadedFileManager, session: str) -> list[str]:
    return list(manager.file_storage.get(session, {}))


def test_oldest_files_of_a_tab_leave(uploads, manager):
    for number in range(200):
        manager.add_file("a", file(f"{number}"))
    assert names(manager, "a") == ["197", "198", "199"]
    assert uploads.bytes == 3 * MEGABYTE


def test_one_tab_does_not_push_out_the_files_of_another(uploads, manager):
    manager.add_file("b", file("hers"))
    for number in range(10):
        manager.add_file("a", file(f"{number}"))
    assert names(manager, "b") == ["hers"]


def test_many_tabs_together_are_bounded_too(uploads, manager):
    for tab in "abc":
        for number in range(3):
            manager.add_file(tab, file(f"{tab}{number}"))
    assert uploads.bytes == 5 * MEGABYTE
    assert names(manager, "c") == ["c0", "c1", "c2"]


def test_file_of_a_tab_that_has_gone_is_not_kept(uploads, manager):
    manager.add_file("unknown", file("x"))
    assert manager.file_storage == {}
    assert uploads.bytes == 0


def test_what_a_page_takes_away_makes_room(uploads, manager):
    for number in range(3):
        manager.add_file("a", file(f"{number}"))
    manager.remove_file("a", "2")
    manager.add_file("a", file("new"))
    assert names(manager, "a") == ["0", "1", "new"]
    manager.remove_session_files("a")
    assert uploads.bytes == 0


def test_file_that_is_sent_again_counts_once(uploads, manager):
    for _ in range(5):
        manager.add_file("a", file("same"))
    manager.add_file("a", file("other"))
    assert names(manager, "a") == ["same", "other"]


def test_single_file_that_is_too_large_is_not_kept(uploads, manager):
    manager.add_file("a", file("large", 3.5))
    assert names(manager, "a") == []


def test_page_without_a_server_needs_none():
    assert bounded_uploads() is None
