import math
import threading
from dataclasses import astuple, replace

import numpy as np
import pytest
import torch
from torch.nn import functional

from core.data import AUGMENTATIONS, to_model_input
from core.evaluation import evaluate
from core.models import MODELS, build_model
from core.optimization import OPTIMIZERS, SCHEDULES, build_optimizer
from core.training import (
    BatchEnd,
    Diverged,
    EpochEnd,
    StepReport,
    planned_learning_rate,
    steps_per_epoch,
    take_step,
    train,
    trainer,
)
from tests.core.helpers import (
    Untouchable,
    batches_of,
    copy_of_state,
    epochs_of,
    events_of,
    global_random_state_untouched,
    losses_of,
    same_state,
    shorten,
    tiny_config,
)


def without_times(events: list) -> list:
    return [replace(e, seconds=0.0) if isinstance(e, EpochEnd) else e for e in events]


class Recorder:
    """A step that keeps its batches, then does what the usual one does."""

    def __init__(self):
        self.batches: list[tuple[torch.Tensor, torch.Tensor]] = []

    def __call__(self, model, optimizer, inputs, labels):
        self.batches.append((inputs.clone(), labels.clone()))
        return take_step(model, optimizer, inputs, labels)


# What comes when


def test_events_come_in_order_and_count_from_1(tiny_digits):
    events = events_of(tiny_digits, tiny_config(epochs=2))
    kinds = [type(event).__name__ for event in events]
    assert kinds == (["BatchEnd"] * 4 + ["EpochEnd"]) * 2
    assert [event.step for event in batches_of(events)] == list(range(1, 9))
    assert [event.epoch for event in events] == [1] * 5 + [2] * 5
    assert [event.step for event in epochs_of(events)] == [4, 8]
    assert [event.examples for event in batches_of(events)] == [64, 64, 64, 8] * 2


@pytest.mark.parametrize(("batch_size", "steps"), [(1, 200), (50, 4), (64, 4), (200, 1), (999, 1)])
def test_steps_per_epoch_count_the_short_last_batch(tiny_digits, batch_size, steps):
    assert steps_per_epoch(tiny_digits, tiny_config(batch_size=batch_size)) == steps


def test_events_hold_plain_numbers_only(tiny_digits):
    for event in events_of(tiny_digits, tiny_config(epochs=1)):
        assert {type(value) for value in astuple(event)} <= {int, float}


def test_nothing_happens_before_the_first_event_is_asked_for(tiny_digits):
    model, recorder = build_model(tiny_config()), Recorder()
    state = copy_of_state(model)
    model.eval()
    events = train(model, tiny_digits, tiny_config(), step=recorder)
    assert recorder.batches == []
    assert same_state(model, state)
    assert not model.training
    next(events)
    assert len(recorder.batches) == 1
    assert not same_state(model, state)


def test_nothing_moves_between_two_events(tiny_digits):
    model, recorder = build_model(tiny_config()), Recorder()
    events = train(model, tiny_digits, tiny_config(), step=recorder)
    for count in (1, 2, 3):
        next(events)
        state = copy_of_state(model)
        assert len(recorder.batches) == count
        assert same_state(model, state)


# What is learned from


def test_each_epoch_sees_every_training_image_once_in_a_new_order(tiny_digits):
    recorder = Recorder()
    events_of(tiny_digits, tiny_config(epochs=2), step=recorder)
    everything = to_model_input(tiny_digits.train.images, tiny_digits.standardization)
    number = {image.numpy().tobytes(): i for i, image in enumerate(everything)}
    epochs = []
    for part in (recorder.batches[:4], recorder.batches[4:]):
        inputs = torch.cat([inputs for inputs, _ in part])
        labels = torch.cat([labels for _, labels in part])
        rows = [number[image.contiguous().numpy().tobytes()] for image in inputs]
        assert sorted(rows) == list(range(200))
        np.testing.assert_array_equal(labels.numpy(), tiny_digits.train.labels[rows])
        epochs.append(rows)
    assert epochs[0] != epochs[1]
    assert list(range(200)) not in epochs


def test_test_images_are_never_looked_at(tiny_digits):
    blindfolded = replace(tiny_digits, test=Untouchable())
    events = events_of(blindfolded, tiny_config())
    assert without_times(events) == without_times(events_of(tiny_digits, tiny_config()))


def test_validation_images_are_not_learned_from(tiny_digits):
    other = replace(tiny_digits, validation=tiny_digits.test)
    first, second = events_of(tiny_digits, tiny_config()), events_of(other, tiny_config())
    assert batches_of(first) == batches_of(second)
    assert epochs_of(first)[0].validation_loss != epochs_of(second)[0].validation_loss


def test_all_wrong_labels_reach_the_steps_and_validation_stays_right(tiny_digits):
    recorder = Recorder()
    config = tiny_config(label_noise=1.0, epochs=1)
    model = build_model(config)
    events = list(train(model, tiny_digits, config, step=recorder))
    everything = to_model_input(tiny_digits.train.images, tiny_digits.standardization)
    labels = tiny_digits.train.labels
    truth = {i.numpy().tobytes(): label for i, label in zip(everything, labels, strict=True)}
    for inputs, given in recorder.batches:
        true = [truth[image.contiguous().numpy().tobytes()] for image in inputs]
        assert not np.any(given.numpy() == np.array(true))
    measured = evaluate(model, tiny_digits.validation, tiny_digits.standardization)
    assert events[-1].validation_accuracy == measured.accuracy


@pytest.mark.parametrize("name", [name for name in AUGMENTATIONS if name != "none"])
def test_augmentation_changes_training_images_and_nothing_else(tiny_digits, name):
    config = tiny_config(augmentation=name, epochs=2)
    model, recorder = build_model(config), Recorder()
    before = tiny_digits.train.images.copy()
    events = list(train(model, tiny_digits, config, step=recorder))
    np.testing.assert_array_equal(tiny_digits.train.images, before)
    plain = to_model_input(tiny_digits.train.images, tiny_digits.standardization)
    known = {image.numpy().tobytes() for image in plain}
    seen = [image for inputs, _ in recorder.batches for image in inputs]
    same = sum(image.contiguous().numpy().tobytes() in known for image in seen)
    assert same < 0.2 * len(seen)
    measured = evaluate(model, tiny_digits.validation, tiny_digits.standardization)
    assert events[-1].validation_loss == measured.loss


# The numbers


def test_same_numbers_as_a_plain_pytorch_loop_over_the_same_batches(tiny_digits):
    config = tiny_config(model="cnn", optimizer="sgd", learning_rate=0.05, momentum=0.9)
    recorder = Recorder()
    trained = build_model(config)
    events = list(train(trained, tiny_digits, config, step=recorder))

    model = build_model(config).train()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9)
    for event, (inputs, labels) in zip(batches_of(events), recorder.batches, strict=True):
        logits = model(inputs)
        loss = functional.cross_entropy(logits, labels)
        optimizer.zero_grad()
        loss.backward()
        gradient = torch.cat([parameter.grad.flatten() for parameter in model.parameters()])
        optimizer.step()
        # Tolerance: memory layouts may differ, and with them the order of additions.
        assert event.loss == pytest.approx(loss.item(), rel=1e-3)
        hits = (logits.argmax(dim=1) == labels).double().mean().item()
        assert event.accuracy == pytest.approx(hits)
        assert event.gradient_norm == pytest.approx(gradient.norm().item(), rel=1e-2)
    for ours, reference in zip(trained.parameters(), model.parameters(), strict=True):
        torch.testing.assert_close(ours, reference, rtol=1e-3, atol=1e-4)


def test_epoch_means_weigh_a_short_last_batch_by_its_examples(tiny_digits):
    data = shorten(tiny_digits, 67)
    events = events_of(data, tiny_config(batch_size=64, epochs=1, dropout=0.2))
    batches, (epoch,) = batches_of(events), epochs_of(events)
    weights = [64, 3]
    assert [event.examples for event in batches] == weights
    loss = np.average([event.loss for event in batches], weights=weights)
    accuracy = np.average([event.accuracy for event in batches], weights=weights)
    assert epoch.training_loss == pytest.approx(loss, rel=1e-9)
    assert epoch.training_accuracy == pytest.approx(accuracy, rel=1e-9)
    unweighted = np.mean([event.loss for event in batches])
    assert epoch.training_loss != pytest.approx(unweighted, rel=1e-6)


def test_validation_is_what_evaluate_says_at_that_moment(tiny_digits):
    config = tiny_config(model="batchnorm", dropout=0.3)
    model = build_model(config)
    seen = 0
    for event in train(model, tiny_digits, config):
        if isinstance(event, EpochEnd):
            measured = evaluate(model, tiny_digits.validation, tiny_digits.standardization)
            assert event.validation_loss == measured.loss
            assert event.validation_accuracy == measured.accuracy
            assert event.seconds > 0
            seen += 1
    assert seen == 2


@pytest.mark.parametrize("name", MODELS)
def test_every_model_learns(tiny_digits, name):
    config = tiny_config(model=name, optimizer="adam", learning_rate=0.003, epochs=5)
    first, *_, last = epochs_of(events_of(tiny_digits, config))
    assert last.training_loss < 0.8 * first.training_loss
    assert last.validation_loss < math.log(10)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_optimizer_learns_at_its_typical_learning_rate(tiny_digits, name):
    rate = OPTIMIZERS[name].typical_learning_rate
    config = tiny_config(optimizer=name, learning_rate=rate, epochs=5)
    first, *_, last = epochs_of(events_of(tiny_digits, config))
    assert last.training_loss < first.training_loss


# The learning rate


@pytest.mark.parametrize("name", SCHEDULES)
def test_every_step_is_taken_with_the_planned_learning_rate(tiny_digits, name):
    config = tiny_config(schedule=name, learning_rate=0.02, epochs=3)
    plan = planned_learning_rate(tiny_digits, config)
    used = []

    def note_rate(model, optimizer, inputs, labels):
        used.extend(group["lr"] for group in optimizer.param_groups)
        return take_step(model, optimizer, inputs, labels)

    batches = batches_of(events_of(tiny_digits, config, step=note_rate))
    assert used == pytest.approx([plan.at(step) for step in range(12)])
    assert [event.learning_rate for event in batches] == pytest.approx(used)


def test_learning_rate_changed_between_two_events_holds_from_the_next_step_on(tiny_digits):
    config = tiny_config(learning_rate=0.1)
    plan = planned_learning_rate(tiny_digits, config)
    model = build_model(config)
    events = train(model, tiny_digits, config, learning_rate=plan)
    assert next(events).learning_rate == 0.1
    plan.peak = 0.025
    state = copy_of_state(model)
    event = next(events)
    assert event.learning_rate == 0.025
    moved = torch.cat([(p - state[name]).flatten() for name, p in model.named_parameters()])
    # Plain SGD moves by learning rate times gradient.
    assert moved.norm().item() == pytest.approx(0.025 * event.gradient_norm, rel=1e-3)


def test_given_optimizer_is_the_one_that_is_used(tiny_digits):
    config = tiny_config(optimizer="adam", learning_rate=0.001, epochs=1)
    model = build_model(config)
    optimizer = build_optimizer(model, config)
    list(train(model, tiny_digits, config, optimizer=optimizer))
    assert {int(state["step"]) for state in optimizer.state.values()} == {4}


# Repeating exactly


@pytest.mark.parametrize("name", MODELS)
def test_same_seed_gives_the_same_events_bit_for_bit(tiny_digits, name):
    config = tiny_config(model=name, dropout=0.4, augmentation="affine", label_noise=0.1, seed=5)
    first, again = (without_times(events_of(tiny_digits, config)) for _ in range(2))
    assert first == again


def test_another_seed_gives_other_losses(tiny_digits):
    first, other = (losses_of(events_of(tiny_digits, tiny_config(seed=s))) for s in (1, 2))
    assert first != other


def test_seed_alone_decides_and_not_the_global_random_state(tiny_digits):
    config = tiny_config(model="cnn", dropout=0.5, augmentation="shift")
    losses = []
    with torch.random.fork_rng(devices=[]):
        for seed in (1, 2):
            torch.manual_seed(seed)
            losses.append(losses_of(events_of(tiny_digits, config)))
    assert losses[0] == losses[1]


@pytest.mark.parametrize("name", MODELS)
def test_training_leaves_the_global_random_state_alone(tiny_digits, name):
    config = tiny_config(model=name, dropout=0.5, augmentation="affine", label_noise=0.2)
    model = build_model(config)
    with global_random_state_untouched():
        list(train(model, tiny_digits, config))


def test_looking_between_two_events_changes_nothing(tiny_digits):
    config = tiny_config(model="batchnorm", dropout=0.5)
    undisturbed = losses_of(events_of(tiny_digits, config))
    model, looked_at = build_model(config), []
    for event in train(model, tiny_digits, config):
        evaluate(model, tiny_digits.test, tiny_digits.standardization)
        if isinstance(event, BatchEnd):
            looked_at.append(event.loss)
    assert looked_at == undisturbed


def test_two_trainings_in_turns_do_not_disturb_each_other(tiny_digits):
    configs = [tiny_config(model="cnn", dropout=0.5, seed=seed) for seed in (1, 2)]
    alone = [losses_of(events_of(tiny_digits, config)) for config in configs]
    generators = [train(build_model(config), tiny_digits, config) for config in configs]
    events = list(zip(*generators, strict=True))
    assert [losses_of(list(one)) for one in zip(*events, strict=True)] == alone


def test_two_trainings_in_threads_do_not_disturb_each_other(tiny_digits):
    configs = [
        tiny_config(model="cnn", dropout=0.5, augmentation="shift", epochs=4, seed=seed)
        for seed in (1, 2)
    ]
    alone = [losses_of(events_of(tiny_digits, config)) for config in configs]
    together: list[list[float]] = [[], []]
    both_ready = threading.Barrier(2)

    def work(number: int) -> None:
        both_ready.wait(timeout=30)
        together[number] = losses_of(events_of(tiny_digits, configs[number]))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert together == alone


def test_bfloat16_keeps_float32_weights_and_learns(tiny_digits):
    config = tiny_config(model="cnn", precision="bfloat16", learning_rate=0.05, epochs=3)
    model = build_model(config)
    events = list(train(model, tiny_digits, config))
    assert {parameter.dtype for parameter in model.parameters()} == {torch.float32}
    exact = losses_of(events_of(tiny_digits, replace(config, precision="float32")))
    assert losses_of(events) != exact
    assert losses_of(events)[0] == pytest.approx(exact[0], rel=0.05)
    assert epochs_of(events)[-1].training_loss < epochs_of(events)[0].training_loss


# Divergence


@pytest.mark.parametrize("loss", [math.nan, math.inf])
def test_loss_that_is_not_finite_is_the_last_event(tiny_digits, loss):
    calls = []

    def fail_at_the_third(model, optimizer, inputs, labels):
        calls.append(1)
        value = loss if len(calls) == 3 else 1.0
        return StepReport(loss=value, accuracy=0.1, gradient_norm=1.0)

    events = events_of(tiny_digits, tiny_config(learning_rate=0.5), step=fail_at_the_third)
    assert [type(event) for event in events] == [BatchEnd, BatchEnd, Diverged]
    last = events[-1]
    assert (last.epoch, last.step, last.learning_rate) == (1, 3, 0.5)
    assert not math.isfinite(last.loss)
    assert len(calls) == 3


def test_huge_learning_rate_diverges(tiny_digits):
    config = tiny_config(model="mlp", activation="none", learning_rate=100.0, epochs=20)
    events = events_of(tiny_digits, config)
    assert isinstance(events[-1], Diverged)
    assert all(math.isfinite(loss) for loss in losses_of(events))
    assert len(events) < 80


def test_validation_that_is_not_finite_ends_the_run_too(tiny_digits):
    def ruin_at_the_end(model, optimizer, inputs, labels):
        report = take_step(model, optimizer, inputs, labels)
        if len(labels) == 8:  # the last batch of the epoch
            with torch.no_grad():
                next(model.parameters()).fill_(torch.nan)
        return report

    events = events_of(tiny_digits, tiny_config(epochs=2), step=ruin_at_the_end)
    assert isinstance(events[-1], Diverged)
    assert events[-1].step == 4
    assert not epochs_of(events)


@pytest.mark.parametrize(("native", "twin"), [(True, "bfloat16"), (False, "float32")])
def test_auto_precision_is_what_the_processor_does_best(monkeypatch, tiny_digits, native, twin):
    monkeypatch.setattr(trainer, "gains_from_bfloat16", lambda device: native)
    choices = {"model": "cnn", "epochs": 1}
    automatic = events_of(tiny_digits, tiny_config(precision="auto", **choices))
    chosen = events_of(tiny_digits, tiny_config(precision=twin, **choices))
    assert losses_of(automatic) == losses_of(chosen)
