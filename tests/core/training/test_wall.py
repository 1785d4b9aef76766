"""The guesses on the wall are those of the network at the step that is written on it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from core.engine import TrainingJob, TrainingQueue
from core.evaluation import predict_probabilities
from core.models import build_model
from core.training import NO_GUESS, TrainingRun, guess_soon, take_step, wall_rows
from tests.core.helpers import copy_of_state, losses_of, same_state, tiny_config

CPU = torch.device("cpu")
# Normalization statistics and dropout would give away a look that leaves a trace.
CONFIG = tiny_config(model="batchnorm", optimizer="adam", learning_rate=0.01, epochs=4)


@pytest.fixture
def images(tiny_digits):
    validation = tiny_digits.validation
    return validation.images[wall_rows(validation.labels)]


def test_rows_are_the_first_of_each_digit_then_the_second():
    labels = np.array([3, 3, 3, 0, 0, 9, 5, 9])
    assert wall_rows(labels, 4).tolist() == [3, 0, 6, 5], "one of each digit, sorted by digit"
    assert wall_rows(labels, 6).tolist() == [3, 4, 0, 1, 6, 5]
    assert wall_rows(labels, 100).tolist() == [3, 4, 0, 1, 2, 6, 5, 7], "there are no more"
    assert wall_rows(labels[:0]).tolist() == []


def test_wall_has_every_digit_two_or_three_times(tiny_digits):
    labels = tiny_digits.validation.labels
    rows = wall_rows(labels)
    assert len(set(rows.tolist())) == 24
    assert set(np.bincount(labels[rows], minlength=10)) == {2, 3}
    np.testing.assert_array_equal(rows, wall_rows(labels.copy()))


def test_guesses_are_those_of_the_weights_after_exactly_that_step(tiny_digits, images):
    """Looked at from another thread, while a job trains."""
    seen = []
    queue = TrainingQueue(slots=1)
    queue.cores = 1  # The same steps bit for bit take the same number of threads.
    job = TrainingJob(TrainingRun(CONFIG, tiny_digits, device=CPU), queue=queue)
    job.start()
    while job.live:
        with job.queue.pages_first.go_first():
            seen.append(guess_soon(job.run, images, seconds=10))
    seen.append(guess_soon(job.run, images))

    same_run = TrainingRun(CONFIG, tiny_digits, device=CPU)
    for guesses in seen:
        while same_run.step < guesses.step:
            same_run.advance()
        expected = predict_probabilities(same_run.model, images, tiny_digits.standardization)
        np.testing.assert_array_equal(guesses.digits, expected.argmax(axis=1))
    assert seen[-1].step == same_run.total_steps
    assert len({guesses.step for guesses in seen}) > 2


def test_another_step_has_other_guesses(tiny_digits, images):
    """Or the test above could not fail."""
    run = TrainingRun(CONFIG, tiny_digits, device=CPU)
    first = guess_soon(run, images)
    run.advance()
    run.advance()
    second = guess_soon(run, images)
    assert (first.step, second.step) == (0, 2)
    assert (first.digits != second.digits).any()


def test_looking_leaves_no_trace(tiny_digits, images):
    watched, alone = (TrainingRun(CONFIG, tiny_digits, device=CPU) for _ in range(2))
    while not alone.finished:
        alone.advance()
        before = torch.get_num_threads()
        guess_soon(watched, images)
        assert torch.get_num_threads() == before
        watched.advance()
    assert losses_of(watched.batches) == losses_of(alone.batches)
    assert same_state(watched.model, copy_of_state(alone.model))


def test_test_images_are_never_touched(tiny_digits, images):
    sealed = replace(tiny_digits, test=None)
    run = TrainingRun(CONFIG, sealed, device=CPU)
    run.advance()
    assert len(guess_soon(run, images).digits) == len(images)


def test_network_of_no_numbers_has_no_guess(tiny_digits, images):
    no_numbers = {
        name: torch.full_like(weights, torch.nan) if weights.is_floating_point() else weights
        for name, weights in build_model(CONFIG).state_dict().items()
    }
    run = TrainingRun(CONFIG, tiny_digits, device=CPU, weights=no_numbers)
    run.advance()
    assert run.diverged
    assert set(guess_soon(run, images).digits) == {NO_GUESS}


def test_who_does_not_want_to_wait_gets_no_guess_while_a_step_is_taken(tiny_digits, images):
    asked = []

    def step(*arguments):
        asked.append(guess_soon(run, images, seconds=0.001))
        return take_step(*arguments)

    run = TrainingRun(CONFIG, tiny_digits, device=CPU, step=step)
    run.advance()
    assert asked == [None], "weights that move belong to no step"
    assert guess_soon(run, images).step == 1
