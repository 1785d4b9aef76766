from datetime import UTC, datetime

import numpy as np
import pytest

from core.config import TrainConfig
from core.errors import SealedError
from core.evaluation import Evaluation, Opening, Vault, expected_selection_bias


def opening(fingerprint="aa", dataset="digits"):
    return Opening(
        moment=datetime(2026, 1, 1, tzinfo=UTC),
        purpose="the exam",
        run="run 1",
        config=TrainConfig(dataset=dataset),
        step=10,
        fingerprint=fingerprint,
        correct=9,
        count=10,
    )


# Standard error of 0.5 and one image: 0.5.
@pytest.mark.parametrize(
    ("networks", "largest"),
    [
        (1, 0),
        (2, 1 / np.sqrt(np.pi)),
        (3, 3 / (2 * np.sqrt(np.pi))),
        # L. Tippett's table (1925): half the mean range of ten.
        (10, 3.07751 / 2),
    ],
)
def test_luck_is_the_known_expected_largest_of_so_many(networks, largest):
    assert expected_selection_bias(networks, 0.5, 1) / 0.5 == pytest.approx(largest, abs=1e-5)


@pytest.mark.parametrize("networks", [2, 5, 20, 100])
def test_luck_is_what_equally_good_networks_show(networks):
    rng = np.random.default_rng(networks)
    right = rng.binomial(10_000, 0.9, size=(10_000, networks))
    excess = right.max(axis=1).mean() / 10_000 - 0.9
    # A binomial is not quite normal: 3 % are allowed for that and for chance.
    assert expected_selection_bias(networks, 0.9, 10_000) == pytest.approx(excess, rel=0.03)


def test_luck_grows_with_the_networks_and_shrinks_with_the_images():
    by_networks = [expected_selection_bias(k, 0.95, 1_000) for k in (1, 2, 3, 10, 100, 10_000)]
    assert by_networks == sorted(set(by_networks))
    assert expected_selection_bias(5, 0.95, 4_000) == pytest.approx(
        expected_selection_bias(5, 0.95, 1_000) / 2
    )


@pytest.mark.parametrize("accuracy", [0.0, 1.0])
def test_where_no_chance_is_left_there_is_no_luck(accuracy):
    assert expected_selection_bias(10, accuracy, 100) == 0


def test_new_vault_is_sealed():
    vault = Vault()
    assert vault.openings == []
    assert not vault.is_open("aa")
    assert vault.networks_seen("digits") == 0


def test_network_that_was_judged_is_open_and_stays_so():
    vault = Vault()
    vault.openings.append(opening("aa"))
    assert vault.is_open("aa")
    vault.openings.append(opening("bb"))
    assert vault.is_open("aa")
    assert vault.is_open("bb")


def test_two_looks_at_the_same_weights_count_once():
    vault = Vault([opening("aa"), opening("aa"), opening("bb")])
    assert vault.networks_seen("digits") == 2


def test_networks_are_counted_for_each_data_set():
    vault = Vault([opening("aa"), opening("bb", "mnist"), opening("cc", "mnist")])
    assert vault.networks_seen("digits") == 1
    assert vault.networks_seen("mnist") == 2


# Must not happen


def test_visitors_do_not_share_a_vault():
    mine, yours = Vault(), Vault()
    mine.openings.append(opening("aa"))
    assert not yours.is_open("aa")


def test_opening_one_network_does_not_open_another():
    vault = Vault([opening("aa")])
    assert not vault.is_open("ab")
    assert not vault.is_open("")


def test_entry_cannot_be_changed_afterwards():
    with pytest.raises(AttributeError):
        opening().correct = 10


def test_luck_never_is_bad_luck_nor_not_a_number():
    for networks in (1, 2, 1_000, 1_000_000):
        for accuracy in (0.0, 0.1, 0.99, 1.0):
            bias = expected_selection_bias(networks, accuracy, 360)
            assert 0 <= bias < np.inf


def test_images_are_handed_out_only_after_an_opening_that_is_written_down(tiny_digits):
    vault, config = Vault(), TrainConfig(dataset="digits")
    with pytest.raises(SealedError, match="sealed"):
        vault.test_images(tiny_digits, "aa")
    seen = []

    def measure(split):
        seen.append(split)
        count = len(split.labels)
        return Evaluation(split.labels, np.eye(10)[split.labels], np.zeros(count))

    vault.open(tiny_digits, "aa", measure, purpose="why", run="run 1", config=config, step=3)
    assert seen == [tiny_digits.test]
    [found] = vault.openings
    assert (found.purpose, found.step, found.fingerprint) == ("why", 3, "aa")
    assert found.correct == found.count == len(tiny_digits.test)
    assert vault.test_images(tiny_digits, "aa") is tiny_digits.test
    with pytest.raises(SealedError):
        vault.test_images(tiny_digits, "bb")


def test_measuring_that_was_cancelled_has_seen_nothing(tiny_digits):
    vault = Vault()

    def cancel(split):
        raise InterruptedError

    with pytest.raises(InterruptedError):
        vault.open(tiny_digits, "aa", cancel, purpose="", run="", config=TrainConfig(), step=0)
    assert not vault.openings
