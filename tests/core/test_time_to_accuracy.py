"""The benchmark of whole runs measures what it says."""

from itertools import islice

import numpy as np
import pytest
import torch

from benchmarks.reference_loops import plain_loop, plain_network
from benchmarks.time_to_accuracy import first_crossing, rungs, whole_run
from core.models.summary import multiply_adds


@pytest.fixture(scope="module")
def every_rung(tiny_digits, tmp_path_factory):
    return rungs(tiny_digits, tmp_path_factory.mktemp("mnist"), example_epochs=1)


def test_plain_network_has_the_multiplications_of_the_one_it_is_named_after():
    expected = 24**2 * 5**2 * 24 + 10**2 * 3**2 * 24 * 32 + 800 * 256 + 256 * 10
    assert multiply_adds(plain_network()) == expected == 1_244_160


def test_plain_loop_shows_each_image_once():
    images, labels = torch.zeros(600, 1, 28, 28), torch.arange(600) % 10
    sizes = list(plain_loop(plain_network(), images, labels, bfloat16=False))
    assert sizes == [256, 256, 88]


@pytest.mark.parametrize(
    "name", ["one_cycle", "one_cycle_float32", "plain", "usual_adam", "fastest"]
)
def test_each_rung_gives_the_network_after_each_step(every_rung, name):
    *_, model = islice(every_rung[name].start(3), 2)
    assert np.isfinite(sum(p.sum().item() for p in model.parameters()))


def test_a_whole_run_gives_the_network_of_its_last_step():
    networks = [torch.nn.Linear(1, 1) for _ in range(3)]
    seconds, last = whole_run(iter(networks))
    assert seconds >= 0
    assert last is networks[-1]


def test_the_first_crossing_is_where_the_goal_is_first_reached_and_not_later():
    read = []
    marks = {2: 98.0, 4: 99.0, 6: 97.0}

    def measure(model):
        read.append(model)
        return marks[model]

    assert 0 <= first_crossing(iter(range(1, 7)), measure, every=2) < 1
    assert read == [2, 4]
    assert first_crossing(iter(range(1, 3)), measure, every=2) == float("inf")
