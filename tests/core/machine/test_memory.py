"""How much memory there is: the machine's, or the container's where that is less."""

import pytest

from core.machine import memory as module
from core.machine.memory import Memory, memory


@pytest.fixture
def machine(tmp_path, monkeypatch):
    """A machine with 8 GB, 6 of them free, without control groups."""
    monkeypatch.setattr(module, "MEMINFO", tmp_path / "meminfo")
    monkeypatch.setattr(module, "CGROUP_2", tmp_path / "cgroup")
    monkeypatch.setattr(module, "CGROUP_1", tmp_path / "cgroup" / "memory")
    (tmp_path / "meminfo").write_text(
        "MemTotal: 8000000 kB\nMemFree: 1 kB\nMemAvailable: 6000000 kB\n"
    )
    (tmp_path / "cgroup" / "memory").mkdir(parents=True)
    return tmp_path


def test_machine_without_a_limit(machine):
    assert memory() == Memory(8_000_000 * 1024, 6_000_000 * 1024)
    (machine / "cgroup" / "memory.max").write_text("max\n")
    assert memory() == Memory(8_000_000 * 1024, 6_000_000 * 1024)


@pytest.mark.parametrize(
    ("folder", "names"),
    [
        ("cgroup", ("memory.max", "memory.current", "inactive_file")),
        (
            "cgroup/memory",
            ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"),
        ),
    ],
    ids=["version 2", "version 1"],
)
def test_container_has_less_and_cached_files_count_as_free(machine, folder, names):
    for name, value in zip(names, ("1000", "700"), strict=False):
        (machine / folder / name).write_text(f"{value}\n")
    (machine / folder / "memory.stat").write_text(f"anon 5\n{names[2]} 200\n")
    assert memory() == Memory(1_000, 500)


def test_container_with_more_than_the_machine_has_changes_nothing(machine):
    for name, value in (("memory.max", 10**15), ("memory.current", 1)):
        (machine / "cgroup" / name).write_text(f"{value}\n")
    (machine / "cgroup" / "memory.stat").write_text("inactive_file 0\n")
    assert memory().total == 8_000_000 * 1024


def test_other_systems_are_asked_otherwise(machine):
    (machine / "meminfo").unlink()
    found = memory()
    assert found.total > 0
    assert 0 < found.free < found.total
