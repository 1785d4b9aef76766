import copy

import pytest
import torch
from torch import nn

from core.models.dropout import Dropout
from tests.core.helpers import global_random_state_untouched

ONES = torch.ones(200, 500)


def dropout(probability: float, *, seed: int = 0, **options) -> Dropout:
    layer = Dropout(probability, **options)
    layer.reseed(seed, "test")
    return layer.train()


@pytest.mark.parametrize("probability", [0.1, 0.5, 0.9])
def test_fraction_and_scale_are_those_of_pytorchs_layer(probability):
    ours = dropout(probability)(ONES)
    with torch.random.fork_rng(devices=[]):
        reference = nn.Dropout(probability)(ONES)
    torch.testing.assert_close(ours.unique(), reference.unique())
    # 100,000 values: five standard deviations are at most 0.008.
    assert (ours == 0).float().mean().item() == pytest.approx(probability, abs=0.008)
    assert ours.mean().item() == pytest.approx(1, abs=0.05)


def test_evaluation_mode_and_probability_0_pass_the_inputs_themselves():
    assert dropout(0.5).eval()(ONES) is ONES
    assert torch.equal(dropout(0.0)(ONES), ONES)


def test_whole_channels_vanish_or_stay_together():
    maps = dropout(0.5, whole_channels=True)(torch.ones(20, 30, 4, 4)).flatten(2)
    assert torch.equal(maps.amax(dim=2), maps.amin(dim=2))
    fraction = (maps[:, :, 0] == 0).float().mean().item()
    assert fraction == pytest.approx(0.5, abs=0.1)
    assert len({tuple(row.tolist()) for row in maps[:, :, 0]}) > 1


def test_gradient_flows_only_through_what_was_kept():
    inputs = ONES.clone().requires_grad_()
    outputs = dropout(0.4)(inputs)
    outputs.sum().backward()
    torch.testing.assert_close(inputs.grad, outputs.detach())


def test_same_seed_and_purpose_give_the_same_masks():
    first, again, other_seed = dropout(0.5), dropout(0.5), dropout(0.5, seed=1)
    other_purpose = dropout(0.5)
    other_purpose.reseed(0, "another layer")
    masks = first(ONES)
    assert torch.equal(again(ONES), masks)
    assert not torch.equal(other_seed(ONES), masks)
    assert not torch.equal(other_purpose(ONES), masks)
    assert not torch.equal(first(ONES), masks)


def test_global_random_state_is_neither_read_nor_moved():
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(1)
        first = dropout(0.5)(ONES)
        torch.manual_seed(2)
        assert torch.equal(dropout(0.5)(ONES), first)
    layer = dropout(0.5)
    with global_random_state_untouched():
        layer(ONES)


def test_copy_has_its_own_random_generator():
    original, untouched = dropout(0.5), dropout(0.5)
    twin = copy.deepcopy(original)
    twin(ONES)
    assert torch.equal(original(ONES), untouched(ONES))
