"""Each rung is what scikit-learn, or core's own training, says; and the test images stay sealed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from sklearn.neighbors import KNeighborsClassifier, NearestCentroid

from core.comparison import Rung, climb_ladder, ladder
from core.data import DigitData, to_model_input
from core.evaluation import evaluate
from core.models import build_model
from core.recipes import RECIPES, fit_to_dataset
from core.training import train
from tests.core.helpers import Untouchable, global_random_state_untouched, shorten

NAMES = ["mean_image", "nearest_neighbor", "linear", "mlp", "cnn"]


def climb(data: DigitData, **options) -> dict[str, Rung]:
    """All rungs by name, with networks that learn briefly."""
    return {rung.name: rung for rung in climb_ladder(data, **{"epochs": 1} | options)}


def rows_of(data: DigitData, part: str) -> np.ndarray:
    """The pixels of one part as the networks get them, (n, 784)."""
    images = getattr(data, part).images
    return to_model_input(images, data.standardization).flatten(1).numpy()


@pytest.fixture(scope="module")
def rungs(tiny_digits):
    return climb(tiny_digits)


# Pixels in the corners are paper in all images.
@pytest.mark.filterwarnings("ignore:.*at least 1 zero standard deviation")
@pytest.mark.parametrize(
    ("name", "reference"),
    [
        ("mean_image", NearestCentroid()),
        ("nearest_neighbor", KNeighborsClassifier(1, algorithm="brute")),
    ],
)
def test_reading_by_distance_is_as_good_as_scikit_learns(tiny_digits, rungs, name, reference):
    reference.fit(rows_of(tiny_digits, "train"), tiny_digits.train.labels)
    read = reference.predict(rows_of(tiny_digits, "validation"))
    assert rungs[name].correct == (read == tiny_digits.validation.labels).sum()


def test_nearest_neighbor_is_the_same_in_chunks_of_any_size(tiny_digits, rungs, monkeypatch):
    monkeypatch.setattr(ladder, "CHUNK", 37)
    assert climb(tiny_digits)["nearest_neighbor"].correct == rungs["nearest_neighbor"].correct


def test_an_image_that_was_learned_is_its_own_nearest_neighbor(tiny_digits):
    found = climb(replace(tiny_digits, validation=tiny_digits.train))
    assert found["nearest_neighbor"].accuracy == 1


def test_a_digit_that_is_not_learned_is_never_the_answer(tiny_digits):
    eights = tiny_digits.train.labels == 8
    without = replace(tiny_digits, train=tiny_digits.train.take(np.flatnonzero(~eights)))
    only = replace(without, validation=tiny_digits.train.take(np.flatnonzero(eights)))
    found = climb(only)
    assert found["mean_image"].correct == found["nearest_neighbor"].correct == 0
    assert found["mean_image"].parameters == 9 * 784


@pytest.mark.parametrize("name", NAMES[2:])
def test_network_is_its_recipe_measured_by_evaluate(tiny_digits, rungs, name):
    config = replace(fit_to_dataset(RECIPES[name].config, "digits"), epochs=1)
    model = build_model(config)
    list(train(model, tiny_digits, config))
    evaluation = evaluate(model, tiny_digits.validation, tiny_digits.standardization)
    assert rungs[name].correct == evaluation.correct
    assert rungs[name].accuracy == evaluation.accuracy


def test_networks_train_as_long_as_their_recipes_say_when_nobody_says_otherwise(
    tiny_digits, monkeypatch
):
    configs = []
    monkeypatch.setattr(ladder, "train", lambda model, data, config: configs.append(config) or [])
    list(climb_ladder(tiny_digits, seed=7))
    fitted = [fit_to_dataset(RECIPES[name].config, "digits") for name in NAMES[2:]]
    assert configs == [replace(config, seed=7) for config in fitted]


def test_rungs_come_one_after_the_other_and_say_what_they_cost(tiny_digits, rungs):
    assert list(rungs) == NAMES
    assert [rung.parameters for rung in rungs.values()] == [7_840, 200 * 784, 7_850, 52_650, 21_840]
    assert {rung.total for rung in rungs.values()} == {100}
    assert rungs["nearest_neighbor"].learning_seconds == 0
    assert all(rung.reading_seconds > 0 for rung in rungs.values())
    assert all(rungs[name].learning_seconds > 0 for name in NAMES if name != "nearest_neighbor")
    assert all(rung.title and rung.idea for rung in rungs.values())


def test_same_seed_gives_the_same_ladder_and_another_one_other_networks(tiny_digits, rungs):
    again, other = climb(tiny_digits), climb(tiny_digits, seed=1)
    assert [rung.correct for rung in again.values()] == [rung.correct for rung in rungs.values()]
    assert [other[name].correct for name in NAMES[:2]] == [
        rungs[name].correct for name in NAMES[:2]
    ]
    assert any(other[name].correct != rungs[name].correct for name in NAMES[2:])


def test_progress_goes_from_0_to_1_for_each_rung(tiny_digits):
    shares: list[float] = []
    for _ in climb_ladder(tiny_digits, epochs=1, on_progress=shares.append):
        assert shares == sorted(shares)
        assert shares[0] >= 0
        assert shares[-1] == 1
        shares.clear()


@pytest.mark.parametrize("place", range(5))
def test_what_progress_raises_ends_the_climb(tiny_digits, place):
    known: list[Rung] = []

    def cancel(share: float) -> None:
        if len(known) == place:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        list(map(known.append, climb_ladder(tiny_digits, epochs=1, on_progress=cancel)))
    assert [rung.name for rung in known] == NAMES[:place]


def test_nobody_looks_at_the_test_images_or_rolls_global_dice(tiny_digits, capfd):
    sealed = replace(shorten(tiny_digits, 50), test=Untouchable())
    with global_random_state_untouched():
        climb(sealed)
    assert capfd.readouterr() == ("", "")
