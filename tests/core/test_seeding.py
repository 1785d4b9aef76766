import numpy as np
import torch

from core.seeding import numpy_generator, torch_generator
from tests.core.helpers import global_random_state_untouched


def torch_numbers(seed: int, purpose: str) -> list[float]:
    return torch.rand(8, generator=torch_generator(seed, purpose)).tolist()


def numpy_numbers(seed: int, purpose: str) -> list[float]:
    return numpy_generator(seed, purpose).random(8).tolist()


def test_same_seed_and_purpose_give_the_same_numbers():
    for numbers in (torch_numbers, numpy_numbers):
        assert numbers(3, "weights") == numbers(3, "weights")


def test_another_seed_or_purpose_gives_other_numbers():
    choices = [(0, "weights"), (1, "weights"), (0, "dropout"), (1, "dropout"), (2**32 - 1, "")]
    for numbers in (torch_numbers, numpy_numbers):
        assert len({tuple(numbers(*choice)) for choice in choices}) == len(choices)


def test_streams_of_two_purposes_are_not_correlated():
    first = numpy_generator(0, "weights").standard_normal(10_000)
    second = numpy_generator(0, "dropout").standard_normal(10_000)
    # The correlation of 10,000 independent pairs has a standard deviation of 0.01.
    assert abs(np.corrcoef(first, second)[0, 1]) < 0.05


def test_global_random_state_is_left_alone():
    with global_random_state_untouched():
        torch_numbers(1, "weights")
        numpy_numbers(1, "weights")
