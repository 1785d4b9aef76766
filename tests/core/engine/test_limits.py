"""Nobody takes the whole server, and who asks for too much is told what to do."""

import pytest

from core.config import TrainConfig
from core.engine import job as core_job
from core.engine.limits import (
    MAX_LIVE_RUNS,
    MAX_LIVE_RUNS_OF_ALL,
    MAX_STEPS,
    check_room,
    check_steps,
)
from core.errors import LimitError
from core.recipes import RECIPES

MNIST_TRAINING_IMAGES = 55_000


def test_as_many_runs_as_one_visitor_may_have_and_not_one_more():
    check_room(MAX_LIVE_RUNS - 1, MAX_LIVE_RUNS - 1)
    with pytest.raises(LimitError, match=r"stop some of them on Compare"):
        check_room(MAX_LIVE_RUNS, MAX_LIVE_RUNS)


def test_full_server_says_that_settings_stay():
    check_room(0, MAX_LIVE_RUNS_OF_ALL - 1)
    with pytest.raises(LimitError, match=r"your settings stay"):
        check_room(0, MAX_LIVE_RUNS_OF_ALL)


def test_every_recipe_and_batches_of_one_are_possible():
    for config in [recipe.config for recipe in RECIPES.values()]:
        images = config.train_size or MNIST_TRAINING_IMAGES
        check_steps(config.epochs * -(-images // config.batch_size))
    check_steps(TrainConfig().epochs * MNIST_TRAINING_IMAGES)


def test_a_run_of_days_is_refused_with_what_makes_it_shorter():
    with pytest.raises(LimitError, match=r"11,000,000 steps.*300,000.*larger batch size"):
        check_steps(200 * MNIST_TRAINING_IMAGES)
    check_steps(MAX_STEPS)


def test_forgotten_run_rests_after_its_time_and_resume_gives_it_as_much_again(
    make_job, monkeypatch
):
    monkeypatch.setattr(core_job, "RUN_SECONDS", 0.3)
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
