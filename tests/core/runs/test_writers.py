"""One run has one writer, whatever else uses the folder, and an end that has no room waits."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from core.engine import TrainingJob
from core.errors import StoreError
from core.runs import RunKeeper, RunStore
from tests.core.helpers import tiny_config, wait_until
from tests.core.runs.conftest import kept, trained

ROOT = Path(__file__).resolve().parents[3]
PATIENCE = 20.0

OTHER_SERVER = """
import sys, time
from pathlib import Path
from core.runs.writer import Writer
writer = Writer(Path(sys.argv[1]))
writer.claim()
print("claimed", flush=True)
time.sleep(600)
"""


def keeper_of(store, id, data) -> tuple[RunKeeper, object]:
    """Read a run from the disk, as a server does, and make its keeper."""
    folder = store.folder_of(id)
    run = folder.run(data)
    return RunKeeper(run, folder, lambda: None), run


@pytest.fixture
def other_server():
    """Begin another process that writes a run's folder."""
    begun = []

    def begin(folder: Path) -> subprocess.Popen:
        process = subprocess.Popen(
            [sys.executable, "-c", OTHER_SERVER, str(folder)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        begun.append(process)
        assert process.stdout.readline() == "claimed\n"
        return process

    yield begin
    for process in begun:
        process.kill()
        process.wait()
        process.stdout.close()


def test_run_that_another_server_trains_is_neither_begun_nor_written(
    store, workspace, tiny_digits, other_server
):
    id = kept(store, workspace, trained(tiny_digits))
    other = other_server(store.folder_of(id).path)
    keeper, run = keeper_of(store, id, tiny_digits)
    state = (store.folder_of(id).path / "state.safetensors").read_bytes()
    job = TrainingJob(run, keeper=keeper)
    job.start()
    job.wait(PATIENCE)
    assert (job.state, run.step) == ("interrupted", 6)
    assert f"by another server on this machine (process {other.pid}), since" in job.error
    with pytest.raises(StoreError, match="another server on this machine"):
        keeper.save("", "")
    assert (store.folder_of(id).path / "state.safetensors").read_bytes() == state


def test_killed_server_leaves_no_lock_behind(store, workspace, tiny_digits, other_server):
    id = kept(store, workspace, trained(tiny_digits))
    other = other_server(store.folder_of(id).path)
    other.send_signal(signal.SIGKILL)
    other.wait()
    keeper, run = keeper_of(store, id, tiny_digits)
    job = TrainingJob(run, keeper=keeper)
    job.start()
    job.wait(PATIENCE)
    assert job.state == "finished"
    assert store.load(id, tiny_digits).finished


def test_second_reader_of_a_run_cannot_write_over_what_the_first_one_trained(
    store, workspace, tiny_digits
):
    id = kept(store, workspace, trained(tiny_digits, steps=2))
    (first, run), (second, stale) = (keeper_of(store, id, tiny_digits) for _ in range(2))
    run.advance()
    first.save("", "")
    assert second.is_outdated
    assert not first.is_outdated
    stale.advance()
    for attempt in (second.claim, lambda: second.save("", "")):
        with pytest.raises(StoreError, match="trained on in another place"):
            attempt()
    rows = (store.folder_of(id).path / "batches.csv").read_text().splitlines()
    assert len(rows) == len(set(rows)) == 1 + 3
    run.advance()
    first.save("", "")  # What the second one tried has taken nothing from the first.
    assert store.load(id, tiny_digits).step == 4


def test_run_that_was_never_saved_is_not_begun_twice(store, workspace, tiny_digits):
    id = store.create(workspace, tiny_config())
    (first, run), (second, _) = (keeper_of(store, id, tiny_digits) for _ in range(2))
    run.advance()
    first.save("", "")
    with pytest.raises(StoreError, match="trained on in another place"):
        second.claim()


def test_folder_that_is_gone_is_said_and_not_made_again(store, workspace, tiny_digits):
    id = kept(store, workspace, trained(tiny_digits))
    keeper, _ = keeper_of(store, id, tiny_digits)
    folder = store.folder_of(id).path
    shutil.rmtree(folder)
    with pytest.raises(StoreError, match="is gone"):
        keeper.save("", "")
    assert not folder.exists()


def test_failed_run_is_failed_after_a_restart_too(store, workspace, tiny_digits):
    run = trained(tiny_digits)
    id = store.create(workspace, run.config)
    store.folder_of(id).save(run.state(), "failed", "no memory for this batch")
    [stored] = store.list(workspace)
    assert (stored.summary.ended, stored.summary.error) == ("failed", "no memory for this batch")


@pytest.fixture
def small_disk(tmp_path):
    """A disk with room for eight megabytes."""
    place = tmp_path / "disk"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(place)]
    if shutil.which("mount") is None or subprocess.run(command, check=False).returncode:
        pytest.skip("needs the right to mount a disk")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def fill(place: Path) -> Path:
    """Leave no room on a disk."""
    ballast = place / "ballast"
    with ballast.open("wb") as file:
        for size in (4096, 1):
            try:
                while True:
                    os.write(file.fileno(), bytes(size))
            except OSError:
                pass
    return ballast


def test_full_disk_takes_no_end_away(small_disk, workspace, tiny_digits, monkeypatch):
    monkeypatch.setattr("core.engine.saving.SECONDS_BETWEEN_SAVES", 0.02)
    store = RunStore(small_disk)
    id = store.create(workspace, tiny_config())
    ballast = fill(small_disk)
    keeper, run = keeper_of(store, id, tiny_digits)
    job = TrainingJob(run, keeper=keeper)
    job.start()
    job.wait(PATIENCE)
    assert job.state == "finished"
    assert job.warning == "No space left on device."
    assert not job.is_kept
    ballast.unlink()
    wait_until(lambda: job.is_kept)
    [stored] = RunStore(small_disk).list(workspace)
    assert (stored.summary.ended, stored.summary.step) == ("finished", run.step)
    assert store.load(id, tiny_digits).batches == run.batches
    wait_until(lambda: job._thread is None or not job._thread.is_alive())
