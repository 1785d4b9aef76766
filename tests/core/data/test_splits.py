import numpy as np
import pytest
from sklearn.model_selection import train_test_split

from core.data.splits import split_off_validation, with_label_noise
from core.errors import ConfigError
from tests.core.helpers import numbered_split, numbers_of


@pytest.fixture
def pool():
    """1,000 numbered images, some digits three times as frequent as others."""
    shares = np.array([3, 1, 1, 1, 1, 1, 1, 1, 1, 2]) / 13
    return numbered_split(np.random.default_rng(0).choice(10, size=1000, p=shares))


def split(pool, train_size=None, validation_size=150, seed=0):
    return split_off_validation(
        pool, train_size=train_size, validation_size=validation_size, seed=seed
    )


def test_every_image_is_in_exactly_one_set(pool):
    train, validation = split(pool)
    numbers = np.concatenate([numbers_of(train.images), numbers_of(validation.images)])
    np.testing.assert_array_equal(np.sort(numbers), np.arange(1000))
    assert len(validation.labels) == 150


def test_labels_stay_with_their_images_and_in_order(pool):
    for part in split(pool, train_size=300):
        numbers = numbers_of(part.images)
        assert np.all(np.diff(numbers) > 0)
        np.testing.assert_array_equal(part.labels, pool.labels[numbers])


def test_shares_of_the_digits_are_those_of_scikit_learn(pool):
    train, validation = split(pool, train_size=300)
    rows = np.arange(1000)
    reference = train_test_split(
        rows, train_size=300, test_size=150, stratify=pool.labels, random_state=0
    )
    for ours, theirs in zip((train, validation), reference, strict=True):
        assert len(ours.labels) == len(theirs)
        ours_counts = np.bincount(ours.labels, minlength=10)
        their_counts = np.bincount(pool.labels[theirs], minlength=10)
        # Fractions may be rounded either way, never further.
        assert np.abs(ours_counts - their_counts).max() <= 1


def test_same_seed_gives_the_same_split_and_another_seed_another(pool):
    first, again, other = (numbers_of(split(pool, seed=seed)[1].images) for seed in (3, 3, 4))
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


def test_validation_does_not_depend_on_the_training_size(pool):
    few, many = (numbers_of(split(pool, train_size=size)[1].images) for size in (100, 700))
    np.testing.assert_array_equal(few, many)


def test_validation_takes_at_most_a_fifth(pool):
    train, validation = split(pool, validation_size=5_000)
    assert (len(train.labels), len(validation.labels)) == (800, 200)


@pytest.mark.parametrize("train_size", [839, 841, 849, 850])
def test_training_takes_at_most_what_was_asked_for(pool, train_size):
    train, _ = split(pool, train_size=train_size)
    assert len(train.labels) <= train_size


def test_training_size_beyond_the_pool_takes_what_is_left(pool):
    train, _ = split(pool, train_size=60_000)
    assert len(train.labels) == 850


@pytest.mark.parametrize(
    ("field", "sizes"),
    [("train_size", {"train_size": 5}), ("validation_size", {"validation_size": 5})],
)
def test_too_small_set_is_refused_by_name(pool, field, sizes):
    with pytest.raises(ConfigError, match=rf"{field} is 5\b"):
        split(pool, **sizes)


def test_pool_without_two_images_of_a_digit_is_refused_by_name():
    few_threes = numbered_split(np.where(np.arange(300) == 3, 3, np.arange(300) % 3))
    with pytest.raises(ConfigError, match="expected"):
        split(few_threes, validation_size=60)


def test_small_set_still_has_every_digit(pool):
    train, validation = split(pool, train_size=20, validation_size=20)
    assert set(train.labels) == set(validation.labels) == set(range(10))


@pytest.mark.parametrize("fraction", [0.0, 0.001, 0.1, 0.333, 1.0])
def test_label_noise_changes_exactly_its_fraction(pool, fraction):
    noisy = with_label_noise(pool, fraction, seed=0)
    assert np.count_nonzero(noisy.labels != pool.labels) == round(fraction * 1000)
    assert set(noisy.labels) <= set(range(10))
    assert noisy.labels.dtype == np.int64
    np.testing.assert_array_equal(noisy.images, pool.images)


def test_label_noise_leaves_the_given_split_alone(pool):
    before = pool.labels.copy()
    with_label_noise(pool, 0.5, seed=0)
    np.testing.assert_array_equal(pool.labels, before)


def test_label_noise_follows_its_seed(pool):
    first, again, other = (with_label_noise(pool, 0.3, seed=seed).labels for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


def test_wrong_labels_are_spread_over_all_other_digits():
    zeros = numbered_split(np.zeros(9_000))
    counts = np.bincount(with_label_noise(zeros, 1.0, seed=0).labels, minlength=10)
    assert counts[0] == 0
    # 1,000 expected of each; five standard deviations of a binomial are about 150.
    assert np.abs(counts[1:] - 1000).max() < 150
