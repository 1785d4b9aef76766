import errno
import threading
from typing import get_args

import pytest

from core.engine import LIVE, OVER, State, TrainingJob, TrainingQueue
from core.engine import job as job_module
from core.engine.saving import RunSaver
from core.errors import StoreError
from core.training import TrainingRun, take_step
from tests.core.helpers import events_of, losses_of, tiny_config, wait_until

PATIENCE = 20.0


def run_paused_after(make_job, batches: int, **choices):
    """A gated job that has taken some batches and is paused, with open gates."""
    job = make_job(gated=True, epochs=100, **choices)
    job.start()
    for _ in range(batches - 1):
        job.run.wait_until_it_asks()
        job.run.allow()
    job.run.wait_until_it_asks()
    job.pause()
    job.run.allow()
    job.wait(PATIENCE)
    assert (job.state, job.run.step) == ("paused", batches)
    return job


# States


def test_every_state_word_is_live_over_or_at_rest():
    assert set(get_args(State)) == LIVE | OVER | {"ready", "paused", "interrupted"}
    assert not LIVE & OVER


def test_new_job_has_started_nothing(make_job):
    threads = threading.active_count()
    job = make_job()
    assert (job.state, job.live, job.error) == ("ready", False, None)
    assert job.run.step == 0
    assert threading.active_count() == threads


def test_job_runs_to_the_end(make_job, tiny_digits):
    job = make_job(epochs=3)
    job.start()
    job.wait(PATIENCE)
    assert (job.state, job.live, job.error) == ("finished", False, None)
    assert job.run.finished
    assert losses_of(job.run.batches) == losses_of(events_of(tiny_digits, job.run.config))


def test_running_job_says_so(make_job):
    job = make_job(gated=True)
    job.start()
    assert job.live
    job.run.wait_until_it_asks()
    assert (job.state, job.live) == ("running", True)


def test_thread_ends_with_the_run(make_job):
    before = set(threading.enumerate())
    job = make_job(gated=True, epochs=1)
    job.start()
    job.run.wait_until_it_asks()
    threads = set(threading.enumerate()) - before
    assert len(threads) == 1
    job.run.allow(100)
    job.wait(PATIENCE)
    for thread in threads:
        thread.join(PATIENCE)
        assert not thread.is_alive()


def test_starting_twice_trains_once(make_job):
    job = make_job(epochs=2)
    job.start()
    job.start()
    job.wait(PATIENCE)
    assert [event.step for event in job.run.batches] == list(range(1, 9))


# Pause, step, resume


def test_job_is_live_while_the_last_step_before_a_pause_is_in_flight(make_job):
    job = make_job(gated=True)
    job.start()
    job.run.wait_until_it_asks()
    job.pause()
    assert (job.state, job.live) == ("pausing", True)
    assert job.run.batches == []
    job.run.allow()
    job.wait(PATIENCE)
    assert (job.state, job.live) == ("paused", False)
    # The event in flight was not lost.
    assert len(job.run.batches) == 1


def test_pause_freezes(make_job):
    job = run_paused_after(make_job, 3)
    job.run.allow(100)
    assert not job.run.asks_within(0.2)
    assert job.run.step == 3


def test_step_adds_exactly_one_batch(make_job):
    job = run_paused_after(make_job, 2)
    for expected in (3, 4, 5):
        job.run.allow()
        job.step()
        job.wait(PATIENCE)
        assert (job.state, job.run.step) == ("paused", expected)
        job.run.wait_until_it_asks()
    job.run.allow(100)
    assert not job.run.asks_within(0.2)


def test_step_of_a_new_job_takes_its_first_batch(make_job):
    job = make_job()
    job.step()
    job.wait(PATIENCE)
    assert (job.state, job.run.step) == ("paused", 1)


def test_result_of_a_step_is_there_when_it_returns(make_job, monkeypatch):
    monkeypatch.setattr(job_module, "PATIENCE_SECONDS", PATIENCE)
    job = make_job(epochs=50)
    for expected in range(1, 21):
        job.step()
        assert len(job.run.batches) == expected


def test_two_steps_asked_for_at_once_are_two_batches(make_job, monkeypatch):
    monkeypatch.setattr(job_module, "PATIENCE_SECONDS", 0.0)
    job = make_job(gated=True)
    job.step()
    job.step()
    job.run.allow(100)
    job.wait(PATIENCE)
    assert (job.state, job.run.step) == ("paused", 2)


def test_step_returns_although_the_batch_takes_long(make_job):
    job = make_job(gated=True)
    job.step()  # would hang here
    job.run.wait_until_it_asks()
    assert job.live
    assert job.run.step == 0


def test_resumed_job_goes_on_where_it_was(make_job, tiny_digits):
    job = make_job(model="cnn", dropout=0.5)
    job.step()
    job.wait(PATIENCE)
    job.start()
    job.wait(PATIENCE)
    config = tiny_config(model="cnn", dropout=0.5)
    assert job.state == "finished"
    assert losses_of(job.run.batches) == losses_of(events_of(tiny_digits, config))


def test_last_step_finishes_the_job(make_job):
    job = make_job(batch_size=999, epochs=1)
    job.step()
    job.wait(PATIENCE)
    assert job.run.step == 1
    job.start()
    job.wait(PATIENCE)
    assert (job.state, job.run.step) == ("finished", 1)


# Ends


def test_stop_ends_after_the_batch_in_flight(make_job):
    job = make_job(gated=True, epochs=100)
    job.start()
    job.run.wait_until_it_asks()
    job.stop()
    assert job.live
    job.run.allow(100)
    job.wait(PATIENCE)
    assert (job.state, job.live, job.run.step) == ("stopped", False, 1)


@pytest.mark.parametrize("paused_after", [0, 2])
def test_job_at_rest_can_be_stopped(make_job, paused_after):
    job = run_paused_after(make_job, paused_after) if paused_after else make_job(gated=True)
    job.stop()
    job.wait(PATIENCE)
    assert (job.state, job.live, job.run.step) == ("stopped", False, paused_after)


@pytest.mark.parametrize("action", ["start", "pause", "step", "stop", "visitor_returned"])
@pytest.mark.parametrize("end", ["stopped", "finished"])
def test_nothing_revives_a_job_that_is_over(make_job, action, end):
    job = make_job(gated=True, epochs=1)
    job.run.allow(100)
    if end == "finished":
        job.start()
    else:
        job.stop()
    job.wait(PATIENCE)
    assert job.state == end
    steps = job.run.step
    getattr(job, action)()
    job.wait(PATIENCE)
    assert (job.state, job.live, job.run.step) == (end, False, steps)


@pytest.mark.parametrize("action", ["pause", "stop"])
def test_job_without_a_start_can_be_paused_or_stopped(make_job, action):
    job = make_job()
    getattr(job, action)()
    assert not job.live
    assert job.run.step == 0


def test_failure_ends_the_job_and_is_told(make_job):
    job = make_job(gated=True)
    job.run.error = RuntimeError("the disk is on fire")
    job.run.allow(1)
    job.start()
    job.wait(PATIENCE)
    assert (job.state, job.live) == ("failed", False)
    assert "the disk is on fire" in str(job.error)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_error_that_nobody_foresaw_ends_the_job_too(make_job):
    job = make_job(gated=True)
    job.run.error = KeyError("a bug")
    job.run.allow(1)
    job.start()
    job.wait(PATIENCE)
    assert (job.state, job.live) == ("failed", False)
    assert job.error


def test_diverged_run_ends_the_job(make_job):
    job = make_job(activation="none", learning_rate=100.0, epochs=50)
    job.start()
    job.wait(PATIENCE)
    assert (job.state, job.live, job.error) == ("diverged", False, None)
    assert job.run.diverged is not None


# The visitor leaves and returns


def test_absence_holds_the_job_and_return_goes_on(make_job):
    job = make_job(gated=True)
    job.start()
    job.run.wait_until_it_asks()
    job.visitor_left()
    job.run.allow(100)
    job.wait(PATIENCE)
    assert (job.live, job.run.step) == (False, 1)
    assert not job.run.asks_within(0.2)
    job.visitor_returned()
    job.wait(PATIENCE)
    assert job.state == "finished"


def test_return_does_not_start_what_was_paused(make_job):
    job = run_paused_after(make_job, 2)
    job.run.allow(100)
    job.visitor_left()
    job.visitor_returned()
    assert not job.run.asks_within(0.2)
    assert (job.state, job.run.step) == ("paused", 2)


def test_return_does_not_start_what_was_never_started(make_job):
    job = make_job()
    job.visitor_left()
    job.visitor_returned()
    assert (job.state, job.live, job.run.step) == ("ready", False, 0)


@pytest.mark.parametrize("was_paused", [False, True], ids=["running", "paused"])
def test_long_absence_interrupts_the_job_and_ends_its_thread(make_job, monkeypatch, was_paused):
    monkeypatch.setattr(job_module, "ABSENCE_SECONDS", 0.05)
    before = set(threading.enumerate())
    job = make_job(gated=True, epochs=100)
    job.start()
    job.run.wait_until_it_asks()
    (thread,) = set(threading.enumerate()) - before
    if was_paused:
        job.pause()
    job.visitor_left()
    job.run.allow(100)
    thread.join(PATIENCE)
    assert not thread.is_alive()
    assert (job.state, job.run.step) == ("interrupted", 1)


# Many at once


def test_any_method_may_be_called_from_many_threads(make_job):
    job = make_job(epochs=100)

    def press_everything(seed: int) -> None:
        for number in range(30):
            [job.start, job.pause, job.start, job.step][(seed + number) % 4]()

    threads = [threading.Thread(target=press_everything, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive()
    job.start()
    job.wait(60)
    assert job.state == "finished"
    assert [event.step for event in job.run.batches] == list(range(1, 401))


def losses_of_jobs(make_job, queue: TrainingQueue, seeds: list[int]) -> list[list[float]]:
    """Train one job per seed, all at once, with everything that is random."""
    choices = {"model": "cnn", "dropout": 0.5, "augmentation": "affine", "epochs": 3}
    jobs = [make_job(queue=queue, seed=seed, **choices) for seed in seeds]
    for job in jobs:
        job.start()
    for job in jobs:
        job.wait(PATIENCE)
        assert job.state == "finished"
    return [losses_of(job.run.batches) for job in jobs]


def test_jobs_side_by_side_learn_exactly_what_they_learn_alone(make_job):
    queue = TrainingQueue(slots=2)
    queue.cores = 1  # one thread each, alone or not
    alone = [losses_of_jobs(make_job, queue, [seed])[0] for seed in (1, 2)]
    assert losses_of_jobs(make_job, queue, [1, 2]) == alone


def test_sharing_cores_changes_no_more_than_the_order_of_sums(make_job):
    queue = TrainingQueue(slots=2)
    queue.cores = 2  # two threads alone, one each side by side
    alone = [losses_of_jobs(make_job, queue, [seed])[0] for seed in (1, 2)]
    both = losses_of_jobs(make_job, queue, [1, 2])
    for one, other in zip(alone, both, strict=True):
        assert one == pytest.approx(other, rel=1e-3)


# Writing down


class Notebook:
    """A keeper that keeps what it is told, with how far the run was."""

    is_outdated = False

    def __init__(self, job_of):
        self.job_of = job_of
        self.entries: list[tuple[str, int]] = []
        self.errors: list[str] = []
        self.claims = 0

    def claim(self) -> None:
        self.claims += 1

    def release(self) -> None:
        self.claims -= 1

    def save(self, ended: str, error: str) -> None:
        self.entries.append((ended, self.job_of().run.step))
        self.errors.append(error)


class FullDisk(Notebook):
    """A keeper that has no room, until it has."""

    full = True
    refused = 0

    def save(self, ended: str, error: str) -> None:
        if self.full:
            self.refused += 1
            raise OSError(errno.ENOSPC, "No space left on device")
        super().save(ended, error)


def job_on_a_full_disk(make_job, **choices):
    job = make_job(**choices)
    disk = FullDisk(lambda: job)
    job._saver = RunSaver(disk)
    return job, disk


def kept_job(make_job, **choices):
    job = make_job(**choices)
    notebook = Notebook(lambda: job)
    job._saver = RunSaver(notebook)
    return job, notebook


def test_run_is_written_down_when_it_holds_and_at_its_end(make_job):
    job, notebook = kept_job(make_job)
    job.step()
    job.wait(PATIENCE)
    wait_until(lambda: notebook.entries == [("", 1)])
    job.start()
    job.wait(PATIENCE)
    assert notebook.entries == [("", 1), ("finished", 8)]


def test_stopped_run_has_ended_and_an_interrupted_one_has_not(make_job):
    for end, told in (("stop", "stopped"), ("interrupt", "")):
        job, notebook = kept_job(make_job)
        job.step()
        job.wait(PATIENCE)
        getattr(job, end)()
        wait_until(lambda notebook=notebook: len(notebook.entries) == 2)
        assert notebook.entries[-1] == (told, 1)


def test_stop_that_comes_while_a_page_is_drawn_is_not_slept_through(make_job, monkeypatch):
    job = make_job()

    def meanwhile_it_is_stopped(seconds: float) -> None:
        if job.run.step == 3:
            job._end_asked = "stopped"
            job._wake.set()

    monkeypatch.setattr(job.queue.pages_first, "wait", meanwhile_it_is_stopped)
    job.start()
    wait_until(lambda: not job._thread.is_alive())
    assert job.state == "stopped"


def test_run_is_written_down_again_and_again(make_job, monkeypatch):
    monkeypatch.setattr("core.engine.saving.SECONDS_BETWEEN_SAVES", 0.0)
    job, notebook = kept_job(make_job)
    job.start()
    job.wait(PATIENCE)
    assert [step for _, step in notebook.entries] == [*range(1, 9), 8]


def test_full_disk_does_not_end_the_training(make_job, monkeypatch):
    monkeypatch.setattr("core.engine.saving.SECONDS_BETWEEN_SAVES", 0.02)
    job, disk = job_on_a_full_disk(make_job)
    job.start()
    job.wait(PATIENCE)
    assert (job.state, job.run.step) == ("finished", 8)
    assert job.warning == "No space left on device."
    assert not job.is_kept
    disk.full = False
    wait_until(lambda: job.is_kept)


def test_end_is_written_as_soon_as_there_is_room_again(make_job, monkeypatch):
    monkeypatch.setattr("core.engine.saving.SECONDS_BETWEEN_SAVES", 0.02)
    job, disk = job_on_a_full_disk(make_job)
    job.start()
    job.wait(PATIENCE)
    wait_until(lambda: disk.refused > 3)
    assert disk.entries == []
    disk.full = False
    wait_until(lambda: job.is_kept)
    assert disk.entries == [("finished", 8)]
    assert job.warning is None
    wait_until(lambda: disk.claims == 0)


def test_pause_that_could_not_be_written_is_written_later(make_job, monkeypatch):
    monkeypatch.setattr("core.engine.saving.SECONDS_BETWEEN_SAVES", 0.02)
    job, disk = job_on_a_full_disk(make_job)
    job.step()
    job.wait(PATIENCE)
    wait_until(lambda: disk.refused > 1)
    disk.full = False
    wait_until(lambda: job.is_kept)
    assert disk.entries == [("", 1)]


def test_failed_training_is_written_with_its_error(make_job):
    job, notebook = kept_job(make_job, gated=True)
    job.start()
    job.run.wait_until_it_asks()
    job.run.error = MemoryError("no memory for this batch")
    job.run.allow()
    wait_until(lambda: job.state == "failed")
    assert notebook.entries == [("failed", 0)]
    assert notebook.errors == ["no memory for this batch"]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_thread_that_dies_of_something_unforeseen_is_written_as_failed(make_job):
    job, notebook = kept_job(make_job, gated=True)
    job.start()
    job.run.wait_until_it_asks()
    job.run.error = KeyError("nobody thought of this")
    job.run.allow()
    wait_until(lambda: job.state == "failed")
    assert notebook.entries == [("failed", 0)]
    assert notebook.errors == ["Training ended unexpectedly; the server's log has the details."]
    wait_until(lambda: notebook.claims == 0)


def test_run_that_another_one_writes_is_not_begun(make_job):
    job, notebook = kept_job(make_job)

    def refuse() -> None:
        raise StoreError("This run is being trained on another machine.")

    notebook.claim = refuse
    job.start()
    wait_until(lambda: not job.live)
    assert (job.state, job.run.step) == ("interrupted", 0)
    assert job.error == "This run is being trained on another machine."
    assert notebook.entries == [], "what another one writes is left alone"
    del notebook.claim
    job.start()
    job.wait(PATIENCE)
    assert (job.state, job.error) == ("finished", None)


def test_failed_run_that_is_restored_has_failed_and_says_why(tiny_digits):
    run = TrainingRun(tiny_config(), tiny_digits)
    run.advance()
    job = TrainingJob(run, ended="failed", error="no memory")
    assert (job.state, job.error, job.live) == ("failed", "no memory", False)


def test_interrupted_job_goes_on_when_it_is_started_again(make_job, tiny_digits):
    job = make_job()
    job.step()
    job.wait(PATIENCE)
    job.interrupt()
    wait_until(lambda: job.state == "interrupted")
    job.step()
    job.wait(PATIENCE)
    assert (job.state, job.run.step) == ("paused", 2)
    job.interrupt()
    wait_until(lambda: job.state == "interrupted")
    job.start()
    job.wait(PATIENCE)
    assert (job.state, job.run.step) == ("finished", 8)
    assert losses_of(job.run.batches) == losses_of(events_of(tiny_digits, job.run.config))


def test_interrupted_job_can_be_stopped_for_good(make_job):
    job = make_job()
    job.step()
    job.wait(PATIENCE)
    job.interrupt()
    wait_until(lambda: job.state == "interrupted")
    job.stop()
    assert job.state == "stopped"
    job.start()
    assert (job.state, job.run.step) == ("stopped", 1)


def test_restored_run_is_interrupted_finished_or_new(make_job, tiny_digits):
    config = tiny_config()
    states = []
    for steps in (0, 3, 8):
        run = TrainingRun(config, tiny_digits)
        for _ in range(steps):
            run.advance()
        states.append(TrainingJob(TrainingRun.restored(config, tiny_digits, run.state())).state)
    assert states == ["ready", "interrupted", "finished"]


def test_run_with_another_step_can_be_stepped_paused_interrupted_and_ended(make_job, tiny_digits):
    def half_the_batch(model, optimizer, inputs, labels):
        return take_step(model, optimizer, inputs[::2], labels[::2])

    job = TrainingJob(TrainingRun(tiny_config(), tiny_digits, step=half_the_batch))
    job.step()
    job.wait(PATIENCE)
    assert (job.state, job.run.step) == ("paused", 1)
    job.interrupt()
    wait_until(lambda: job.state == "interrupted")
    run = TrainingRun.restored(job.run.config, tiny_digits, job.run.state(), step=half_the_batch)
    restored = TrainingJob(run)
    restored.start()
    restored.wait(PATIENCE)
    assert restored.state == "finished"
    reference = events_of(tiny_digits, run.config, step=half_the_batch)
    assert losses_of(run.batches) == losses_of(reference)
    assert losses_of(reference) != losses_of(events_of(tiny_digits, run.config))
