import numpy as np
import pytest

from core.data import (
    DATASETS,
    DigitSplit,
    Standardization,
    dataset_spec,
    has_files,
    is_dataset,
    load_digits,
    usable_dataset,
)
from core.data.mnist import MNIST
from core.errors import ConfigError
from tests.core.helpers import global_random_state_untouched


def images_as_bytes(split: DigitSplit) -> set[bytes]:
    return {image.tobytes() for image in split.images}


def test_splits_have_no_common_image(tiny_digits):
    train, validation, test = map(
        images_as_bytes, (tiny_digits.train, tiny_digits.validation, tiny_digits.test)
    )
    assert not train & validation
    assert not train & test
    assert not validation & test


def test_standardization_is_that_of_the_training_images_only(tiny_digits):
    pixels = tiny_digits.train.images.astype(np.float64) / 255
    assert tiny_digits.standardization.mean == pytest.approx(pixels.mean(), rel=1e-9)
    assert tiny_digits.standardization.deviation == pytest.approx(pixels.std(), rel=1e-9)
    both = np.concatenate([tiny_digits.train.images, tiny_digits.validation.images])
    assert tiny_digits.standardization != Standardization.of(both)


def test_mnist_standardization_is_near_the_well_known_numbers(mnist):
    # 0.1307 and 0.3081 are those of all 60,000 training images.
    assert mnist.standardization.mean == pytest.approx(0.1307, abs=0.001)
    assert mnist.standardization.deviation == pytest.approx(0.3081, abs=0.001)


def test_mnist_has_its_well_known_sizes(mnist):
    sizes = [len(split.labels) for split in (mnist.train, mnist.validation, mnist.test)]
    assert sizes == [55_000, 5_000, 10_000]
    assert mnist.name == "mnist"


@pytest.mark.parametrize("part", ["train", "validation", "test"])
def test_shared_images_cannot_be_written_to(tiny_digits, part):
    split = getattr(tiny_digits, part)
    with pytest.raises(ValueError, match="read-only"):
        split.images[0, 0, 0] = 1
    with pytest.raises(ValueError, match="read-only"):
        split.labels[0] = 1


def test_format_is_the_same_everywhere(tiny_digits):
    for split in (tiny_digits.train, tiny_digits.validation, tiny_digits.test):
        assert split.images.dtype == np.uint8
        assert split.images.shape == (len(split.labels), 28, 28)
        assert split.labels.dtype == np.int64


def test_taken_rows_are_a_copy_in_the_order_wanted(tiny_digits):
    taken = tiny_digits.test.take(np.array([5, 2]))
    np.testing.assert_array_equal(taken.images, tiny_digits.test.images[[5, 2]])
    np.testing.assert_array_equal(taken.labels, tiny_digits.test.labels[[5, 2]])
    assert not np.shares_memory(taken.images, tiny_digits.test.images)


def test_same_seed_gives_the_same_split_and_the_test_set_never_changes():
    options = {"train_size": 100, "validation_size": 50}
    first, again, other = (load_digits("digits", seed=seed, **options) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first.validation.images, again.validation.images)
    assert images_as_bytes(first.validation) != images_as_bytes(other.validation)
    np.testing.assert_array_equal(first.test.images, other.test.images)


def test_loading_leaves_the_global_random_state_alone():
    with global_random_state_untouched():
        load_digits("digits", train_size=100, validation_size=50)


def test_unknown_data_set_is_refused_by_name():
    with pytest.raises(ConfigError, match=r"dataset is .*fashion"):
        load_digits("fashion")
    with pytest.raises(ConfigError, match=r"dataset is .*fashion"):
        dataset_spec("fashion")
    assert not is_dataset("fashion")
    assert not is_dataset(["mnist"])


@pytest.mark.parametrize("name", DATASETS)
def test_every_data_set_is_looked_up_by_its_name(name):
    assert is_dataset(name)
    assert dataset_spec(name) is DATASETS[name]
    assert 2 <= dataset_spec(name).classes == len(set(dataset_spec(name).class_names)) <= 62


@pytest.mark.parametrize("name", DATASETS)
def test_every_data_set_says_what_it_is(name):
    assert DATASETS[name].title
    assert DATASETS[name].idea


def test_usable_data_set_is_the_wanted_one_where_it_is_and_else_one_without_files(tmp_path):
    assert usable_dataset("mnist", tmp_path) == "pen"
    assert usable_dataset("mnist+pen", tmp_path) == "pen"
    assert usable_dataset("digits", tmp_path) == "digits"
    folder = tmp_path / MNIST.folder
    folder.mkdir(parents=True)
    for file in MNIST.files:
        (folder / file.name).touch()
    assert usable_dataset("mnist", tmp_path) == "mnist"
    assert usable_dataset("digits", tmp_path) == "digits"
    (folder / MNIST.files[2].name).unlink()
    assert usable_dataset("mnist", tmp_path) == "pen"


def names_with_marks():
    for name, spec in DATASETS.items():
        yield pytest.param(name, marks=[pytest.mark.mnist] if spec.files else [])


@pytest.mark.parametrize("name", list(names_with_marks()))
def test_specification_counts_what_there_is_to_learn_from(name, request):
    folder = request.getfixturevalue("mnist_folder") if DATASETS[name].files else None
    if not has_files(DATASETS[name], folder):
        pytest.skip(f"{DATASETS[name].title} is not on this machine")
    data = load_digits(name, folder=folder, download=False)
    assert len(data.train) + len(data.validation) == DATASETS[name].training_images
    labels = np.concatenate([data.train.labels, data.test.labels])
    assert np.unique(labels).tolist() == list(range(len(DATASETS[name].class_names)))
