import numpy as np
import pytest

from core.evaluation import predict_probabilities
from core.models import build_model
from core.sketch.non_digits import non_digit_images
from tests.core.helpers import global_random_state_untouched, tiny_config


def test_there_is_paper_noise_and_a_doodle():
    assert list(non_digit_images()) == ["Blank paper", "Noise", "A doodle"]


@pytest.mark.parametrize("name", non_digit_images())
def test_every_one_is_an_image_that_networks_take(tiny_digits, name):
    image = non_digit_images()[name]
    assert (image.dtype, image.shape) == (np.uint8, (28, 28))
    model = build_model(tiny_config())
    found = predict_probabilities(model, image[None], tiny_digits.standardization)
    assert found.sum() == pytest.approx(1, rel=1e-5)


def test_blank_paper_has_no_ink():
    assert non_digit_images()["Blank paper"].max() == 0


def test_noise_has_no_form():
    noise = non_digit_images()["Noise"].astype(float)
    assert noise.std() > 30
    for first, second in ((noise[1:], noise[:-1]), (noise[:, 1:], noise[:, :-1])):
        # Of 756 pairs without relation; five standard errors are 5 / sqrt(756) = 0.18.
        assert abs(np.corrcoef(first.ravel(), second.ravel())[0, 1]) < 0.18


def test_doodle_has_strokes_on_paper():
    doodle = non_digit_images()["A doodle"]
    assert doodle.max() > 200
    assert 0.05 < np.mean(doodle > 127) < 0.5
    neighbors = np.corrcoef(doodle[:, 1:].ravel(), doodle[:, :-1].ravel())[0, 1]
    assert neighbors > 0.4, "unlike noise it hangs together"


# Must not happen


def test_images_are_the_same_every_time():
    with global_random_state_untouched():
        first = non_digit_images()
    again = non_digit_images()
    for name, image in first.items():
        np.testing.assert_array_equal(image, again[name])


def test_visitor_who_writes_on_one_does_not_spoil_the_next():
    for image in non_digit_images().values():
        if image.flags.writeable:
            image[:] = 77
    assert non_digit_images()["Blank paper"].max() == 0
    assert all((image != 77).any() for image in non_digit_images().values())


def test_none_of_them_is_a_digit_of_the_data(tiny_digits):
    for image in non_digit_images().values():
        assert not np.any(np.all(tiny_digits.test.images == image, axis=(1, 2)))
