import numpy as np
import pytest

from core.evaluation import predict_logits, tune_by_peeking
from core.inside import last_hidden_layer
from core.models import build_model
from tests.core.helpers import global_random_state_untouched, tiny_config

WIDTH = 20


def layer_and_images(count, seed=0):
    """A last layer that reads noisy features rather well."""
    rng = np.random.default_rng(seed)
    weight = rng.normal(size=(10, WIDTH)).astype(np.float32)
    bias = rng.normal(size=10).astype(np.float32)
    features = rng.normal(size=(count, WIDTH)).astype(np.float32)
    labels = (features @ weight.T + bias + rng.normal(0, 3, size=(count, 10))).argmax(axis=1)
    return features, labels, weight, bias


def tuned_rows(features, labels, weight, bias, seed):
    """Find out which images are tuned on: those whose label moves that count."""
    tuned = []
    right = (features @ weight.T + bias).argmax(axis=1)
    before = tune_by_peeking(features, right, weight, bias, trials=1, seed=seed).tuned[0]
    for row in range(len(labels)):
        mislabelled = right.copy()
        mislabelled[row] = (right[row] + 1) % 10
        after = tune_by_peeking(features, mislabelled, weight, bias, trials=1, seed=seed)
        if after.tuned[0] < before:
            tuned.append(row)
    return np.array(tuned)


@pytest.mark.parametrize(
    ("count", "tuned"), [(1_000, 200), (401, 200), (400, 200), (360, 180), (10, 5)]
)
def test_200_images_are_tuned_on_or_half_of_few(count, tuned):
    found = tune_by_peeking(*layer_and_images(count), trials=25)
    assert (found.tuned_count, found.fresh_count) == (tuned, count - tuned)
    for right, images in ((found.tuned, found.tuned_count), (found.fresh, found.fresh_count)):
        assert (right.dtype, right.shape) == (np.int64, (4,))
        assert right.min() >= 0
        assert right.max() <= images


@pytest.mark.parametrize(
    ("trials", "looks"), [(1, [0, 1]), (10, [0, 10]), (11, [0, 10, 11]), (25, [0, 10, 20, 25])]
)
def test_every_ten_tries_and_after_the_last_there_is_a_look(trials, looks):
    found = tune_by_peeking(*layer_and_images(60), trials=trials)
    assert found.trials.dtype == np.int64
    np.testing.assert_array_equal(found.trials, looks)
    assert len(found.tuned) == len(found.fresh) == len(looks)


def test_first_entry_is_the_given_network():
    features, labels, weight, bias = layer_and_images(500)
    found = tune_by_peeking(features, labels, weight, bias, trials=5)
    right = np.count_nonzero((features @ weight.T + bias).argmax(axis=1) == labels)
    assert found.tuned[0] + found.fresh[0] == right


def test_first_entry_is_what_a_real_network_says(tiny_digits):
    model = build_model(tiny_config())
    split, last = tiny_digits.test, list(model.parameters())[-2:]
    weight, bias = (value.detach().numpy() for value in last)
    features = last_hidden_layer(model, split.images, tiny_digits.standardization)
    found = tune_by_peeking(features, split.labels, weight, bias, trials=1)
    predictions = predict_logits(model, split.images, tiny_digits.standardization).argmax(dim=1)
    right = np.count_nonzero(predictions.numpy() == split.labels)
    assert found.tuned[0] + found.fresh[0] == right


def test_accuracy_on_the_tuned_images_rises_without_any_learning():
    # No feature has anything to do with any label: every accuracy but 10 % is chance.
    rng = np.random.default_rng(0)
    features = rng.normal(size=(1_500, WIDTH)).astype(np.float32)
    labels = rng.integers(0, 10, 1_500)
    weight = rng.normal(size=(10, WIDTH)).astype(np.float32)
    bias = np.zeros(10, np.float32)
    found = [tune_by_peeking(features, labels, weight, bias, seed=seed) for seed in range(5)]
    assert all(one.trials[-1] == 1_000 for one in found)
    assert all(one.tuned[-1] > one.tuned[0] for one in found)
    # By 5 % of 200 images at least, on the average.
    assert np.mean([one.tuned[-1] - one.tuned[0] for one in found]) > 10
    for one in found:
        # Five standard errors of a share of 10 % of 1,300 images are 0.042.
        assert abs(one.fresh[-1] / one.fresh_count - 0.1) < 0.042


def test_both_counts_are_of_the_same_network():
    """Where the fresh images are copies of the tuned ones, both are right equally often."""
    features, labels, weight, bias = layer_and_images(60)
    tuned = tuned_rows(features, labels, weight, bias, seed=0)
    fresh = np.setdiff1d(np.arange(60), tuned)
    features[fresh], labels[fresh] = features[tuned], labels[tuned]
    found = tune_by_peeking(features, labels, weight, bias, trials=100)
    np.testing.assert_array_equal(found.fresh, found.tuned)
    assert len(set(found.tuned)) > 1


def test_same_seed_gives_the_same_tuning_and_another_seed_another():
    images = layer_and_images(300)
    first, again, other = (tune_by_peeking(*images, trials=50, seed=s) for s in (1, 1, 2))
    np.testing.assert_array_equal(first.tuned, again.tuned)
    np.testing.assert_array_equal(first.fresh, again.fresh)
    assert not np.array_equal(first.fresh, other.fresh)


def test_seed_chooses_the_images():
    images = layer_and_images(40)
    first, other = (tuned_rows(*images, seed=seed) for seed in (1, 2))
    assert len(first) == len(other) == 20
    assert not np.array_equal(first, other)


def test_fewer_tries_are_the_beginning_of_more():
    images = layer_and_images(300)
    few, many = (tune_by_peeking(*images, trials=trials) for trials in (20, 60))
    np.testing.assert_array_equal(many.tuned[:3], few.tuned)
    np.testing.assert_array_equal(many.fresh[:3], few.fresh)


def test_progress_rises_to_1():
    shares = []
    tune_by_peeking(*layer_and_images(100), trials=300, on_progress=shares.append)
    assert shares == sorted(shares)
    assert shares[0] >= 0
    assert shares[-1] == 1


def test_what_progress_raises_ends_the_tuning():
    class CancelledError(Exception):
        pass

    shares = []

    def cancel(share):
        shares.append(share)
        if share > 0.2:
            raise CancelledError

    with pytest.raises(CancelledError):
        tune_by_peeking(*layer_and_images(100), trials=1_000, on_progress=cancel)
    assert shares[-1] < 0.5


# Must not happen


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_tuned_images_never_get_worse(seed):
    found = tune_by_peeking(*layer_and_images(500), trials=200, seed=seed)
    assert np.all(np.diff(found.tuned) >= 0)


def test_fresh_images_have_no_say():
    features, labels, weight, bias = layer_and_images(60)
    tuned = tuned_rows(features, labels, weight, bias, seed=0)
    assert len(tuned) == 30
    before = tune_by_peeking(features, labels, weight, bias, trials=100)
    fresh = np.setdiff1d(np.arange(60), tuned)
    features[fresh] *= -3
    labels[fresh] = (labels[fresh] + 1) % 10
    after = tune_by_peeking(features, labels, weight, bias, trials=100)
    np.testing.assert_array_equal(after.tuned, before.tuned)
    assert not np.array_equal(after.fresh, before.fresh)


def test_given_layer_and_images_are_left_as_they_were():
    given = layer_and_images(300)
    copies = [array.copy() for array in given]
    with global_random_state_untouched():
        tune_by_peeking(*given, trials=50)
    for copy, array in zip(copies, given, strict=True):
        np.testing.assert_array_equal(array, copy)
