import pytest
import torch
from torch.optim import lr_scheduler

from core.optimization import SCHEDULES, LearningRate

TOTAL = 300
PEAK = 0.4


def torch_rates(make_scheduler) -> list[float]:
    """The learning rate of each step, as PyTorch's scheduler sets it."""
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=PEAK)
    scheduler = make_scheduler(optimizer)
    rates = []
    for step in range(TOTAL):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        if step < TOTAL - 1:
            scheduler.step()
    return rates


REFERENCES = {
    "constant": lambda optimizer: lr_scheduler.ConstantLR(optimizer, factor=1),
    "step": lambda optimizer: lr_scheduler.StepLR(optimizer, step_size=TOTAL // 3, gamma=0.1),
    "cosine": lambda optimizer: lr_scheduler.CosineAnnealingLR(optimizer, T_max=TOTAL),
    "one_cycle": lambda optimizer: lr_scheduler.OneCycleLR(
        optimizer, max_lr=PEAK, total_steps=TOTAL, cycle_momentum=False
    ),
}


@pytest.mark.parametrize("name", REFERENCES)
def test_same_learning_rates_as_pytorchs_scheduler(name):
    plan = LearningRate(PEAK, name, TOTAL)
    ours = [plan.at(step) for step in range(TOTAL)]
    assert ours == pytest.approx(torch_rates(REFERENCES[name]), rel=1e-6, abs=1e-12)


@pytest.mark.parametrize("name", SCHEDULES)
@pytest.mark.parametrize("total", [1, 2, 3, 7, 100])
def test_factor_is_a_fraction_of_the_chosen_learning_rate(name, total):
    factors = [SCHEDULES[name].factor(step, total) for step in range(total)]
    assert all(0 <= factor <= 1 for factor in factors)
    assert factors[0] > 0


@pytest.mark.parametrize("name", SCHEDULES)
def test_chosen_learning_rate_is_reached(name):
    plan = LearningRate(PEAK, name, TOTAL)
    assert max(plan.at(step) for step in range(TOTAL)) == pytest.approx(PEAK, rel=1e-3)


@pytest.mark.parametrize("name", SCHEDULES)
def test_new_peak_scales_the_whole_curve(name):
    plan = LearningRate(PEAK, name, TOTAL)
    before = [plan.at(step) for step in range(TOTAL)]
    plan.peak = PEAK / 4
    assert [4 * plan.at(step) for step in range(TOTAL)] == pytest.approx(before)


@pytest.mark.parametrize("name", SCHEDULES)
def test_every_schedule_says_what_it_is(name):
    assert SCHEDULES[name].title
    assert SCHEDULES[name].idea
