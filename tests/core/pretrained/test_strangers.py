"""The stranger of the Sketch page is nobody from whom a network there has learned."""

import numpy as np
import pytest
from sklearn.model_selection import train_test_split

from core.data import Standardization, load_digits
from core.data.pen import DIGITS_OF_A_WRITER, TEST_WRITERS, read_mnist_and_pen
from core.data.registry import SPLIT_SEED
from core.pretrained import load_pretrained
from core.pretrained.strangers import digits_of, draw_all, strangers_digits, unseen_writer


def test_unseen_writer_is_no_test_writer():
    writer = unseen_writer()
    assert writer not in TEST_WRITERS
    assert writer not in {digit.writer for digit in strangers_digits()}


@pytest.mark.parametrize("validation_size", [20, 250, 1_000, 5_000])
def test_unseen_writer_is_in_no_training_split_of_pen_strokes(pen_folder, validation_size):
    data = load_digits("pen", folder=pen_folder, validation_size=validation_size)
    assert unseen_writer() not in data.train.writers
    assert unseen_writer() in data.validation.writers


def test_all_digits_of_a_writer_are_drawn_in_their_order():
    digits = digits_of(unseen_writer())
    assert len(digits) == DIGITS_OF_A_WRITER
    assert {digit.writer for digit in digits} == {unseen_writer()}
    assert {digit.label for digit in digits} == set(range(10))
    few = draw_all(digits[:3], 20).images
    assert few.shape == (3, 28, 28)
    assert np.array_equal(few[2], draw_all(digits[2:3], 20).images[0])


@pytest.mark.mnist
def test_unseen_writer_is_in_no_training_split_of_mnist_and_pen_as_usual(mnist_folder):
    data = load_digits("mnist+pen", folder=mnist_folder, download=False)
    assert unseen_writer() not in data.train.writers


@pytest.mark.mnist
def test_reader_was_standardized_by_images_without_the_unseen_writer(mnist_folder):
    """Its file has the mean and deviation of what it learned from: they tell who was left out."""
    config, stated = load_pretrained("reader").config, load_pretrained("reader").standardization
    pool = read_mnist_and_pen("training", mnist_folder)
    writers = pool.writers
    drawn = np.count_nonzero(writers == unseen_writer())
    unknown, _ = train_test_split(
        np.flatnonzero(writers < 0),
        test_size=config.validation_size - drawn,
        stratify=pool.labels[writers < 0],
        random_state=SPLIT_SEED,
    )

    def without(writer: int) -> Standardization:
        others = np.flatnonzero((writers >= 0) & (writers != writer))
        return Standardization.of(pool.images[np.concatenate([unknown, others])])

    assert without(unseen_writer()) == stated
    another = next(w for w in np.unique(writers) if w >= 0 and w != unseen_writer())
    assert without(another) != stated
