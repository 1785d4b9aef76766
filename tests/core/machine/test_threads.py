"""Small steps stay on one core; the sizes are PyTorch's own count of operations."""

from contextlib import suppress
from dataclasses import replace

import pytest
import torch
from torch.utils.flop_counter import FlopCounterMode

from core.machine.threads import at_most_threads, useful_threads, using_threads
from core.models import MODELS, build_model, multiply_adds, summarize
from core.recipes import RECIPES
from core.training import take_step, train


@pytest.fixture(autouse=True)
def two_threads():
    torch.set_num_threads(2)
    yield
    torch.set_num_threads(1)  # As every test of core has it.


@pytest.mark.parametrize("name", RECIPES)
def test_multiply_adds_are_those_that_pytorch_counts(name):
    model = build_model(RECIPES[name].config).eval()
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        model(torch.zeros(1, 1, 28, 28))
    # PyTorch leaves out batch normalization, one multiplication for each of its values.
    normalization = sum(
        row.multiply_adds for row in summarize(model) if row.kind.startswith("BatchNorm")
    )
    assert multiply_adds(model) - normalization == counter.get_total_flops() / 2


def test_counting_leaves_no_trace_in_the_network():
    model = build_model(RECIPES["batchnorm"].config)
    before = {name: value.clone() for name, value in model.state_dict().items()}
    assert model.training
    multiply_adds(model)
    assert model.training
    for name, value in model.state_dict().items():
        assert torch.equal(value, before[name])


def test_small_steps_get_one_thread_and_large_ones_more():
    linear = multiply_adds(build_model(RECIPES["linear"].config))
    cnn = multiply_adds(build_model(RECIPES["cnn"].config))
    assert useful_threads(linear) == useful_threads(64 * linear) == 1
    assert useful_threads(cnn) == 1
    assert useful_threads(100 * cnn) >= 2
    assert useful_threads(100 * cnn) < useful_threads(1_000 * cnn)


def test_asked_for_number_holds_for_a_moment_whatever_happens():
    with using_threads(4):
        assert torch.get_num_threads() == 4
    assert torch.get_num_threads() == 2
    with suppress(KeyError), using_threads(4):
        raise KeyError
    assert torch.get_num_threads() == 2


def test_limit_holds_for_a_moment_and_never_adds_threads():
    with at_most_threads(1):
        assert torch.get_num_threads() == 1
    assert torch.get_num_threads() == 2
    with at_most_threads(64):
        assert torch.get_num_threads() == 2


def test_limit_is_lifted_after_an_error():
    with pytest.raises(ZeroDivisionError), at_most_threads(1):
        raise ZeroDivisionError
    assert torch.get_num_threads() == 2


def test_training_gives_the_caller_its_threads_back_after_every_step(tiny_digits):
    seen = []

    def step(model, optimizer, inputs, labels):
        seen.append(torch.get_num_threads())
        return take_step(model, optimizer, inputs, labels)

    config = replace(RECIPES["linear"].config, epochs=1, batch_size=8)
    for _ in train(build_model(config), tiny_digits, config, step=step):
        assert torch.get_num_threads() == 2
    assert set(seen) == {1}


@pytest.mark.parametrize("name", MODELS)
def test_every_architecture_can_be_counted(name):
    config = replace(RECIPES["mlp"].config, model=name, model_options={})
    assert multiply_adds(build_model(config)) >= 7_840, "ten outputs see 784 pixels at least"
