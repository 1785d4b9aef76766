import copy
import threading

import numpy as np
import pytest
import torch

import core.training.run
from core.config import TrainConfig
from core.data import to_model_input
from core.models import build_model
from core.training import BatchEnd, Diverged, TrainingRun, take_step, train
from tests.core.helpers import (
    batches_of,
    copy_of_state,
    epochs_of,
    events_of,
    losses_of,
    same_state,
    shorten,
    tiny_config,
)

CPU = torch.device("cpu")


def eight_images(digits, device):
    """What a step learns from: inputs and labels, where the network is."""
    inputs = to_model_input(digits.train.images[:8], digits.standardization, device)
    return inputs, torch.tensor(digits.train.labels[:8], device=device)


@pytest.fixture
def run(tiny_digits):
    return TrainingRun(tiny_config(), tiny_digits, device=CPU)


def test_finished_run_releases_its_last_images(tiny_digits, monkeypatch):
    let_go = []

    def watched(*arguments, **options):
        try:
            yield from train(*arguments, **options)
        finally:
            let_go.append(True)

    monkeypatch.setattr(core.training.run, "train", watched)
    run = TrainingRun(tiny_config(), tiny_digits, device=CPU)
    while not run.finished:
        assert not let_go
        run.advance()
    assert let_go
    assert run.advance() == []


def test_new_run_has_done_nothing(run):
    assert run.batches == []
    assert run.epochs == []
    assert (run.step, run.examples, run.examples_per_second) == (0, 0, 0)
    assert run.seconds_left is None
    assert not run.finished
    assert run.diverged is None
    assert (run.steps_per_epoch, run.total_steps) == (4, 8)
    assert same_state(run.model, copy_of_state(build_model(run.config)))


def test_advance_takes_exactly_one_batch(run):
    for count in range(1, 9):
        events = run.advance()
        assert len(batches_of(events)) == 1
        assert len(run.batches) == run.step == count
    assert run.finished
    assert run.advance() == []


def test_history_is_what_train_yields(run, tiny_digits):
    returned = []
    while events := run.advance():
        returned += events
    reference = events_of(tiny_digits, run.config)
    assert run.batches == batches_of(returned) == batches_of(reference)
    assert run.epochs == epochs_of(returned)
    assert [e.validation_loss for e in run.epochs] == [
        e.validation_loss for e in epochs_of(reference)
    ]


def test_advance_for_a_long_time_goes_to_the_end(run):
    run.advance(seconds=600)
    assert run.finished
    assert run.step == run.total_steps == 8
    assert run.examples == 400
    assert run.seconds_left == 0
    assert run.examples_per_second > 0


def test_examples_count_the_short_last_batch_as_it_is(run):
    for _ in range(5):
        run.advance()
    assert run.examples == 64 + 64 + 64 + 8 + 64


def test_time_left_follows_from_the_speed_so_far(run):
    for _ in range(4):
        run.advance()
    # Half is done: as many examples are left as were seen.
    assert run.seconds_left == pytest.approx(run.examples / run.examples_per_second, rel=0.01)


def test_same_config_gives_the_same_losses_and_runs_share_nothing(tiny_digits):
    config = tiny_config(model="cnn", dropout=0.5)
    first = TrainingRun(config, tiny_digits, device=CPU)
    second = TrainingRun(config, tiny_digits, device=CPU)
    first.advance(seconds=600)
    assert second.batches == []
    second.advance(seconds=600)
    assert losses_of(first.batches) == losses_of(second.batches)


def test_learning_rate_can_change_while_the_run_lives(run):
    run.advance()
    run.learning_rate.peak = 0.003
    (event,) = run.advance()
    assert event.learning_rate == pytest.approx(0.003)
    assert run.config.learning_rate == 0.1


def test_copy_answers_like_the_model_and_stays_behind(run, tiny_digits):
    run.advance()
    twin = run.copy_model()
    inputs = to_model_input(tiny_digits.test.images[:5], tiny_digits.standardization)
    assert not twin.training
    before = twin(inputs)
    torch.testing.assert_close(before, copy.deepcopy(run.model).eval()(inputs))
    run.advance(seconds=600)
    assert torch.equal(twin(inputs), before)


def test_copying_does_not_change_what_follows(tiny_digits):
    config = tiny_config(model="batchnorm", dropout=0.5)
    watched, alone = (TrainingRun(config, tiny_digits, device=CPU) for _ in range(2))
    inputs = torch.zeros(2, 1, 28, 28)
    while watched.advance():
        watched.copy_model().train()(inputs)
    alone.advance(seconds=600)
    assert losses_of(watched.batches) == losses_of(alone.batches)


def weights_of(model: torch.nn.Module) -> bytes:
    return torch.nn.utils.parameters_to_vector(model.parameters()).detach().numpy().tobytes()


def test_copy_taken_while_another_thread_trains_is_never_half_updated(tiny_digits):
    config = tiny_config(epochs=10)
    alone, run = (TrainingRun(config, tiny_digits, device=CPU) for _ in range(2))
    at_rest = {weights_of(alone.model)}
    while alone.advance():
        at_rest.add(weights_of(alone.model))

    def train_on():
        while run.advance():
            pass

    thread = threading.Thread(target=train_on)
    thread.start()
    copies = [weights_of(run.copy_model())]
    while thread.is_alive():
        thread.join(timeout=0.001)
        copies.append(weights_of(run.copy_model()))
    assert set(copies) <= at_rest


def test_diverged_run_is_over_and_says_so(tiny_digits):
    config = tiny_config(activation="none", learning_rate=100.0, epochs=20)
    run = TrainingRun(config, tiny_digits, device=CPU)
    run.advance(seconds=600)
    assert isinstance(run.diverged, Diverged)
    assert run.advance() == []
    assert all(np.isfinite(loss) for loss in losses_of(run.batches))


def test_single_batch_epochs_work(tiny_digits):
    run = TrainingRun(tiny_config(batch_size=999), shorten(tiny_digits, 20), device=CPU)
    events = run.advance()
    assert isinstance(events[0], BatchEnd)
    assert events[0].examples == 20


def test_run_continues_from_weights_and_optimizer_state_made_by_hand(tiny_digits):
    config = TrainConfig(optimizer="adam", learning_rate=0.001, epochs=1)
    run, other = TrainingRun(config, tiny_digits), TrainingRun(config, tiny_digits)
    run.advance()
    step, model, optimizer = run.copy_for_step()
    assert step == 1
    take_step(model, optimizer, *eight_images(tiny_digits, run.device))
    untouched = {name: value.clone() for name, value in run.model.state_dict().items()}
    run.take_over(model, optimizer)
    assert run.manual_steps == 1
    assert run.step == 1
    for name, value in run.model.state_dict().items():
        assert torch.equal(value, model.state_dict()[name])
        assert not torch.equal(value, untouched[name])
    # Adam's state came along: its next step differs from that of a run without it.
    other.advance()
    other.model.load_state_dict(model.state_dict())
    run.advance()
    other.advance()
    first, second = (next(iter(r.model.parameters())) for r in (run, other))
    assert not torch.equal(first, second)


def test_copy_for_a_step_shares_nothing_and_has_the_next_learning_rate(tiny_digits):
    config = TrainConfig(schedule="one_cycle", epochs=2)
    run = TrainingRun(config, tiny_digits)
    run.advance()
    _, model, optimizer = run.copy_for_step()
    assert optimizer.param_groups[0]["lr"] == run.learning_rate.at(1)
    before = {name: value.clone() for name, value in run.model.state_dict().items()}
    take_step(model, optimizer, *eight_images(tiny_digits, run.device))
    assert all(torch.equal(value, before[name]) for name, value in run.model.state_dict().items())
