"""A mystery can be solved: by its instruments, and with reasons from the measured table."""

from __future__ import annotations

from itertools import permutations

import pytest

from core.clinic import FAULTS, INSTRUMENTS, STANDARD, Readings, clinic_config
from core.clinic.measured import measured
from core.clinic.mystery import Mystery, mystery_faults
from core.errors import ConfigError

datasets = pytest.mark.parametrize("dataset", STANDARD)


def usual_readings(fault: str, dataset: str) -> Readings:
    """What a faulty twin shows in the mean."""
    row = measured(fault, dataset).readings
    return Readings(**{name: found.faulty.mean for name, found in row.items() if name != "number"})


@datasets
def test_same_seed_draws_the_same_fault_and_other_seeds_draw_all(dataset):
    assert Mystery.draw(3, dataset) == Mystery.draw(3, dataset)
    drawn = {Mystery.draw(seed, dataset).fault for seed in range(200)}
    assert drawn == set(mystery_faults(dataset))
    assert len(drawn) >= 6


@datasets
def test_clean_twins_of_all_candidates_are_the_same(dataset):
    assert len({clinic_config(name, dataset, 1) for name in mystery_faults(dataset)}) == 1


@datasets
def test_instruments_come_once_each_and_the_one_that_tells_soonest_comes_last(dataset):
    for seed in range(20):
        mystery = Mystery.draw(seed, dataset)
        assert sorted(mystery.instruments) == sorted(INSTRUMENTS)
        told = measured(mystery.fault, dataset).soonest
        assert told[mystery.instruments[-1]] == min(told.values())


@datasets
def test_every_candidate_is_told_from_every_other(dataset):
    for fault, other in permutations(mystery_faults(dataset), 2):
        mystery = Mystery(fault, dataset, mystery_faults(dataset), tuple(INSTRUMENTS))
        found = mystery.exclusion(other, usual_readings(fault, dataset))
        assert found.distance > 1, (fault, other, found)
        assert found.instrument in INSTRUMENTS
        assert FAULTS[other].title in found.sentence


@datasets
def test_answer_names_the_fault_the_soonest_instrument_and_why_not_the_others(dataset):
    mystery = Mystery.draw(0, dataset)
    shown = usual_readings(mystery.fault, dataset)
    right = mystery.answer(mystery.fault, shown)
    assert right.is_right
    assert right.sentence.startswith(f"Yes: it is {FAULTS[mystery.fault].title}.")
    assert "tells soonest" in right.sentence
    assert right.exclusions.keys() == set(mystery.candidates) - {mystery.fault}
    other = next(name for name in mystery.candidates if name != mystery.fault)
    wrong = mystery.answer(other, shown)
    assert not wrong.is_right
    assert FAULTS[mystery.fault].title in wrong.sentence
    assert right.exclusions[other].sentence in wrong.sentence


def test_what_cannot_be_named_is_refused_with_what_can():
    mystery = Mystery.draw(0, "digits")
    with pytest.raises(ConfigError, match="softmax_before_loss"):
        mystery.answer("sketch_inverted", usual_readings(mystery.fault, "digits"))
    with pytest.raises(ConfigError, match="mnist, digits"):
        Mystery.draw(0, "pen")
