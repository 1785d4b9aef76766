"""Grouping only saves time: every batch is what preparing it alone would give."""

import numpy as np
import pytest
import torch

from core.data import AUGMENTATIONS, to_model_input
from core.data.batches import IMAGES_AT_ONCE, epoch_batches
from core.seeding import torch_generator


def batches_of(data, order, batch_size, augmentation="none"):
    return list(
        epoch_batches(
            data.train,
            order,
            batch_size,
            data.standardization,
            augmentation=AUGMENTATIONS[augmentation],
            generator=torch_generator(0, "test"),
            device=torch.device("cpu"),
        )
    )


@pytest.mark.parametrize("batch_size", [1, 7, 64, 199, 200, 2 * IMAGES_AT_ONCE])
def test_batches_follow_the_order_and_lose_no_image(tiny_digits, batch_size):
    order = np.random.default_rng(0).permutation(200)
    batches = batches_of(tiny_digits, order, batch_size)
    sizes = [len(labels) for _, labels in batches]
    assert sizes == [batch_size] * (200 // batch_size) + [200 % batch_size] * (200 % batch_size > 0)
    for start, (inputs, labels) in zip(range(0, 200, batch_size), batches, strict=True):
        rows = order[start : start + batch_size]
        expected = to_model_input(tiny_digits.train.images[rows], tiny_digits.standardization)
        assert torch.equal(inputs, expected)
        assert torch.equal(labels, torch.tensor(tiny_digits.train.labels[rows]))


@pytest.mark.parametrize("augmentation", AUGMENTATIONS)
def test_the_same_generator_gives_the_same_batches(tiny_digits, augmentation):
    order = np.arange(200)
    once, again = (batches_of(tiny_digits, order, 64, augmentation) for _ in range(2))
    for (first, _), (second, _) in zip(once, again, strict=True):
        assert torch.equal(first, second)


def test_shared_images_are_never_changed(tiny_digits):
    before = tiny_digits.train.images.copy()
    for inputs, _ in batches_of(tiny_digits, np.arange(200), 64):
        inputs.zero_()
    assert np.array_equal(tiny_digits.train.images, before)
