import numpy as np
import pytest
import torch
from torchvision.transforms import functional

from core.data import Standardization, to_model_input

MNIST_STANDARDIZATION = Standardization(mean=0.1307, deviation=0.3081)


def test_same_numbers_as_torchvisions_transforms(tiny_digits):
    images = tiny_digits.test.images[:20]
    ours = to_model_input(images, MNIST_STANDARDIZATION)
    reference = torch.stack(
        [functional.normalize(functional.to_tensor(i.copy()), 0.1307, 0.3081) for i in images]
    )
    assert ours.dtype == torch.float32
    torch.testing.assert_close(ours, reference)


def test_training_images_get_mean_0_and_deviation_1(tiny_digits):
    inputs = to_model_input(tiny_digits.train.images, tiny_digits.standardization)
    assert inputs.shape == (200, 1, 28, 28)
    assert inputs.double().mean().item() == pytest.approx(0, abs=1e-5)
    assert inputs.double().std(correction=0).item() == pytest.approx(1, abs=1e-5)


def test_array_and_tensor_give_the_same(tiny_digits):
    images = tiny_digits.test.images[:3].copy()
    from_array = to_model_input(images, MNIST_STANDARDIZATION)
    from_tensor = to_model_input(torch.from_numpy(images), MNIST_STANDARDIZATION)
    assert torch.equal(from_array, from_tensor)


def test_result_shares_no_memory_with_the_images(tiny_digits):
    images = tiny_digits.test.images[:3]
    before = images.copy()
    to_model_input(images, MNIST_STANDARDIZATION).fill_(7)
    np.testing.assert_array_equal(images, before)


@pytest.mark.parametrize(
    "images",
    [
        np.zeros((2, 28, 28), dtype=np.float32),
        np.zeros((28, 28), dtype=np.uint8),
        np.zeros((2, 28, 27), dtype=np.uint8),
        np.zeros((2, 1, 28, 28), dtype=np.uint8),
        torch.zeros((2, 28, 28)),
    ],
    ids=["floats", "one image", "not square", "with channel", "float tensor"],
)
def test_anything_else_is_refused(images):
    with pytest.raises(ValueError, match="28, 28"):
        to_model_input(images, MNIST_STANDARDIZATION)


def test_measured_standardization_is_the_population_one():
    images = np.array([[[0, 255], [255, 255]]], dtype=np.uint8)
    measured = Standardization.of(images)
    assert measured.mean == pytest.approx(0.75)
    assert measured.deviation == pytest.approx(np.sqrt(0.75 * 0.25))
