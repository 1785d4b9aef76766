"""A run computes for so long; then it rests until somebody says that it shall go on."""

from dataclasses import replace

from core.limits import LIMITS


def test_forgotten_run_rests_after_its_time_and_resume_gives_it_as_much_again(
    make_job, monkeypatch
):
    monkeypatch.setitem(LIMITS, "run_seconds", replace(LIMITS["run_seconds"], own=0.3))
    job = make_job(epochs=200, batch_size=1)
    job.start()
    job.wait(20)
    assert (job.state, job.used_up_its_time) == ("paused", True)
    steps, seconds = job.run.step, job.run.seconds
    assert 0.3 <= seconds < 2
    job.step()
    job.wait(20)
    assert job.run.step == steps + 1, "single steps are the visitor's own clicks"
    job.start()
    assert not job.used_up_its_time
    job.wait(20)
    assert job.run.seconds >= seconds + 0.3
    assert job.run.step > steps + 1


def test_paused_run_has_not_used_up_its_time(make_job):
    job = make_job(gated=True, epochs=50)
    job.start()
    job.run.wait_until_it_asks()
    job.pause()
    job.run.allow(1)
    job.wait(20)
    assert (job.state, job.used_up_its_time) == ("paused", False)
