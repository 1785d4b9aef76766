"""Fashion-MNIST, Kuzushiji-MNIST and EMNIST, read by the real loaders from files made here."""

from __future__ import annotations

import gzip
from dataclasses import replace

import numpy as np
import pytest
from torchvision import datasets

from core.data import DATASETS, dataset_spec, emnist, has_files, load_digits
from core.data.files import checked_content
from core.errors import DataFileError, DataMissingError
from tests.core.data.made_sets import MODULES, drawn_for, make

SETS = list(MODULES)
TORCHVISION = {
    "fashion_mnist": (datasets.FashionMNIST, {}),
    "kmnist": (datasets.KMNIST, {}),
    "emnist_letters": (datasets.EMNIST, {"split": "letters"}),
    "emnist_digits": (datasets.EMNIST, {"split": "digits"}),
}
names = pytest.mark.parametrize("name", SETS)


@names
@pytest.mark.parametrize("packed", [True, False], ids=["as downloaded", "unpacked"])
def test_images_are_upright_and_labels_count_from_zero(name, packed, tmp_path, monkeypatch):
    spec = make(name, tmp_path, monkeypatch, packed=packed)
    assert has_files(spec, tmp_path)
    for seed, (part, each) in enumerate([("training", 30), ("test", 10)]):
        split = spec.read(part, tmp_path)
        images, labels = drawn_for(name, each, seed)
        np.testing.assert_array_equal(split.images, images)
        np.testing.assert_array_equal(split.labels, labels)
        assert split.labels.max() == spec.classes - 1


@names
def test_torchvision_reads_the_same(name, tmp_path, monkeypatch):
    spec = make(name, tmp_path, monkeypatch, packed=False)
    kind, options = TORCHVISION[name]
    reference = kind(tmp_path, train=True, **options)
    split = spec.read("training", tmp_path)
    images, first = reference.data.numpy(), 0
    if spec.members:
        images, first = images.swapaxes(1, 2), int(name == "emnist_letters")
    np.testing.assert_array_equal(split.images, images)
    np.testing.assert_array_equal(split.labels, reference.targets.numpy() - first)


@names
def test_addresses_and_checksums_are_those_of_torchvision(name):
    kind, spec = TORCHVISION[name][0], DATASETS[name]
    if spec.members:
        assert [(file.name, file.md5) for file in spec.files] == [("gzip.zip", kind.md5)]
        assert spec.mirrors[0] + "gzip.zip" == kind.url
    else:
        assert [(file.name, file.md5) for file in spec.files] == kind.resources
        assert spec.mirrors[0] == kind.mirrors[0]


def test_names_of_classes_are_those_of_torchvision():
    assert DATASETS["fashion_mnist"].class_names == tuple(datasets.FashionMNIST.classes)
    assert DATASETS["kmnist"].class_names == tuple(datasets.KMNIST.classes)
    letters = datasets.EMNIST.classes_split_dict["letters"][1:]
    assert [name.lower() for name in DATASETS["emnist_letters"].class_names] == letters


@names
def test_every_larger_set_says_who_made_it_and_under_what_terms(name):
    assert DATASETS[name].source
    assert DATASETS[name].license


@pytest.mark.parametrize("name", ["emnist_letters", "emnist_digits"])
def test_a_copy_of_emnist_that_is_upright_already_is_not_turned(name, tmp_path, monkeypatch):
    spec = make(name, tmp_path, monkeypatch, packed=False)
    path = tmp_path / spec.folder / spec.members[0].name.removesuffix(".gz")
    content = path.read_bytes()
    images = np.frombuffer(content, np.uint8, offset=16).reshape(-1, 28, 28).swapaxes(1, 2)
    path.write_bytes(content[:16] + images.tobytes())
    np.testing.assert_array_equal(spec.read("training", tmp_path).images, images)


def test_both_sets_of_emnist_come_from_one_archive_and_nothing_is_written(tmp_path, monkeypatch):
    for name in ("emnist_letters", "emnist_digits"):
        make(name, tmp_path, monkeypatch)
    for name in ("emnist_letters", "emnist_digits"):
        load_digits(name, folder=tmp_path, validation_size=60, download=False)
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["gzip.zip"]


def test_reading_a_member_stops_where_it_should_end(tmp_path, monkeypatch):
    """A small packed file can unpack to any size."""
    make("emnist_letters", tmp_path, monkeypatch)
    images, *others = emnist.EMNIST_LETTERS.members
    # A file that promises far less than there is.
    short = replace(emnist.EMNIST_LETTERS, members=(replace(images, shape=(2, 28, 28)), *others))
    with pytest.raises(DataFileError):
        checked_content(short, images.name, tmp_path)


@names
def test_missing_set_is_missing_in_a_plain_sentence(name, tmp_path):
    with pytest.raises(DataMissingError, match=f"of {DATASETS[name].title} .*Download"):
        DATASETS[name].read("training", tmp_path)
    assert not has_files(DATASETS[name], tmp_path)


@pytest.mark.parametrize("name", ["fashion_mnist", "kmnist"])
def test_official_packed_file_with_another_checksum_is_refused(name, tmp_path):
    where = tmp_path / DATASETS[name].folder
    where.mkdir(parents=True)
    for file in DATASETS[name].files:
        (where / file.name).write_bytes(gzip.compress(b"something else"))
    with pytest.raises(DataFileError, match="MD5"):
        DATASETS[name].read("training", tmp_path)


def test_mnist_in_the_folder_of_fashion_mnist_is_told_by_its_ink(tmp_path, monkeypatch):
    spec = make("fashion_mnist", tmp_path, monkeypatch, packed=False)
    path = tmp_path / spec.folder / "train-images-idx3-ubyte"
    content = path.read_bytes()
    pixels = np.zeros(len(content) - 16, np.uint8)
    pixels[: round(0.131 * len(pixels))] = 255
    path.write_bytes(content[:16] + pixels.tobytes())
    with pytest.raises(DataFileError, match="it is MNIST, by how much ink"):
        spec.read("training", tmp_path)


@pytest.mark.parametrize(
    ("damage", "found"),
    [
        (lambda content: content[: len(content) // 2], "it cannot be read"),
        (lambda content: b"<html>not here</html>", "it cannot be read"),
        (
            lambda content: content.replace(b"letters-train-images", b"letters-train-imagez"),
            "no em",
        ),
        (lambda content: content[:200] + bytes(100) + content[300:], "it cannot be read|middle"),
    ],
    ids=["half", "a web page", "without the file", "a hole"],
)
def test_damaged_archive_is_refused_and_said_to_be(damage, found, tmp_path, monkeypatch):
    spec = make("emnist_letters", tmp_path, monkeypatch)
    path = tmp_path / spec.folder / "gzip.zip"
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(DataFileError, match=found):
        spec.read("training", tmp_path)


@names
def test_loaded_data_knows_its_classes(name, tmp_path, monkeypatch):
    spec = make(name, tmp_path, monkeypatch)
    data = load_digits(name, folder=tmp_path, validation_size=60, download=False)
    assert data.class_names == spec.class_names == dataset_spec(name).class_names
    assert data.classes == len(np.unique(data.train.labels))
