from dataclasses import replace

import numpy as np
import pytest
import torch

from core.data import DigitSplit
from core.label_errors import out_of_sample, out_of_sample_probabilities
from core.training import Diverged
from tests.core.helpers import global_random_state_untouched, tiny_config

FOLDS = 3
COUNT = 90


@pytest.fixture(scope="module")
def split(tiny_digits):
    return tiny_digits.train.take(np.arange(COUNT))


def judge_config(**changes):
    """Two short epochs of the simplest network."""
    choices = {"model": "linear", "batch_size": 20, "learning_rate": 0.1, "precision": "float32"}
    return tiny_config(**(choices | changes))


def judged(split, folds=FOLDS, **changes):
    return out_of_sample_probabilities(split, judge_config(**changes), folds=folds)


def judged_together(split, row):
    """Find out which images share a judge: those whose judge did not learn this image."""
    images = split.images.copy()
    images[row] = 255 - images[row]
    before, after = judged(split), judged(DigitSplit(images, split.labels))
    same = (before == after).all(axis=1)
    assert not same[row], "the image itself is another one now"
    same[row] = True
    return same


def test_result_is_one_distribution_for_each_image(split):
    found = judged(split)
    assert (found.dtype, found.shape) == (np.float32, (COUNT, 10))
    np.testing.assert_allclose(found.sum(axis=1), 1, rtol=1e-5)
    assert found.min() >= 0


@pytest.mark.parametrize("row", [0, 44, 89])
def test_judge_has_not_learned_the_image_but_the_two_others_have(split, row):
    """Else another image in its place would change its judge, and all that this judge says."""
    together = judged_together(split, row)
    # Dealt digit by digit, so not to the very third.
    assert abs(together.sum() - COUNT / FOLDS) <= 10


def test_every_image_has_exactly_one_judge(split):
    first = judged_together(split, 0)
    second = judged_together(split, int(np.flatnonzero(~first)[0]))
    third = judged_together(split, int(np.flatnonzero(~first & ~second)[0]))
    np.testing.assert_array_equal(first.astype(int) + second + third, np.ones(COUNT))


def test_judge_has_not_learned_the_label(split):
    together, labels = judged_together(split, 40), split.labels
    row = next(
        row
        for row in range(40, COUNT - 1)
        if together[row] and together[row + 1] and labels[row] != labels[row + 1]
    )
    exchanged = labels.copy()
    exchanged[[row, row + 1]] = labels[[row + 1, row]]
    before, after = judged(split), judged(DigitSplit(split.images, exchanged))
    np.testing.assert_array_equal((before == after).all(axis=1), together)


def test_dealing_does_not_look_at_labels(split):
    labels = (split.labels + 1) % 10
    again = DigitSplit(split.images, labels)
    np.testing.assert_array_equal(judged_together(split, 0), judged_together(again, 0))


def test_a_digit_with_fewer_images_than_judges_is_no_error(split):
    labels = split.labels.copy()
    labels[labels == 7] = 8
    labels[0] = 7
    assert judged(DigitSplit(split.images, labels)).shape == (COUNT, 10)


def test_judges_of_all_folds_are_different_networks(split):
    same = DigitSplit(np.stack([split.images[0]] * COUNT), split.labels)
    found = judged(same)
    assert len({row.tobytes() for row in found}) >= FOLDS


def test_judges_of_real_digits_are_better_than_guessing(tiny_digits):
    found = judged(tiny_digits.train, epochs=10)
    assert np.mean(found.argmax(axis=1) == tiny_digits.train.labels) > 0.7


def test_labels_without_sense_are_not_learned_by_heart(split):
    """A network that had learned these labels would be right far more often than by chance."""
    labels = np.random.default_rng(0).integers(0, 10, COUNT)
    found = judged(DigitSplit(split.images, labels), epochs=30)
    # Five standard errors of a fraction of 10 % of 90 images are 0.16.
    assert np.mean(found.argmax(axis=1) == labels) < 0.1 + 0.16


@pytest.mark.parametrize("folds", [2, 3, 5])
@pytest.mark.parametrize("count", [101, 200])
def test_any_number_of_images_can_be_dealt(tiny_digits, folds, count):
    found = judged(tiny_digits.train.take(np.arange(count)), folds=folds, epochs=1)
    assert found.shape == (count, 10)
    np.testing.assert_allclose(found.sum(axis=1), 1, rtol=1e-5)
    assert not np.any(np.all(found == 0.1, axis=1)), "nobody was forgotten"


def test_same_seed_gives_the_same_judgement_and_another_seed_another(split):
    first, again, other = (judged(split, seed=seed, dropout=0.0) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


def test_label_noise_and_corrections_are_left_out(split):
    config = judge_config(epochs=1)
    noisy = replace(config, label_noise=0.5, corrections=((0, None), (5, 3), (80, 1)))
    np.testing.assert_array_equal(
        out_of_sample_probabilities(split, noisy), out_of_sample_probabilities(split, config)
    )


def test_image_whose_judge_diverged_gets_no_opinion(split):
    # Each step multiplies every weight by 1 - 100: nothing stays finite for long.
    found = judged(split, learning_rate=100.0, weight_decay=1.0, optimizer="sgd", epochs=20)
    np.testing.assert_array_equal(found, np.full((COUNT, 10), 0.1, np.float32))


def test_networks_are_on_the_best_device(split, monkeypatch):
    devices = []

    def no_training(model, *arguments, **options):
        devices.extend(weights.device.type for weights in model.parameters())
        yield Diverged(1, 1, float("nan"), 0.1)

    # Stands for a GPU: another device, on which nothing is computed.
    monkeypatch.setattr(out_of_sample, "best_device", lambda: torch.device("meta"), raising=False)
    monkeypatch.setattr(out_of_sample, "train", no_training)
    judged(split)
    assert set(devices) == {"meta"}


def test_progress_rises_to_1(split):
    fractions = []
    out_of_sample_probabilities(split, judge_config(), on_progress=fractions.append)
    assert fractions == sorted(fractions)
    assert fractions[0] >= 0
    assert fractions[-1] == 1
    assert len(set(fractions)) > FOLDS


# Must not happen


def test_what_progress_raises_ends_the_training(split):
    class CancelledError(Exception):
        pass

    fractions = []

    def cancel(fraction):
        fractions.append(fraction)
        if fraction > 0.3:
            raise CancelledError

    with pytest.raises(CancelledError):
        out_of_sample_probabilities(split, judge_config(), on_progress=cancel)
    assert fractions[-1] < 0.6


def test_judging_leaves_no_trace(split):
    images, labels = split.images.copy(), split.labels.copy()
    with global_random_state_untouched():
        judged(split, model="batchnorm", dropout=0.5, epochs=1, batch_size=64)
    np.testing.assert_array_equal(split.images, images)
    np.testing.assert_array_equal(split.labels, labels)
    assert torch.is_grad_enabled()
