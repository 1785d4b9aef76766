"""Kaggle's tables and MATLAB's files, in the ways that they are spread."""

import numpy as np
import pandas as pd
import pytest
import scipy.io
from sklearn.datasets import load_digits as load_scikit_learn_digits

from core.data import read_labeled_images
from core.data.labeled.mat_file import MatFileError, read_mat_file
from core.errors import LabeledImagesError
from tests.core.data.labeled.writers import idx, kaggle_csv

TURNED = "EMNIST's files have their images on their side; they have been turned upright."


def table_of(images, labels, at=0):
    table = pd.DataFrame(images.reshape(len(images), -1))
    table.insert(at, "label", labels)
    return table


# Tables


def test_table_for_tests_without_labels_is_refused(few, tmp_path):
    pixels = table_of(*few).drop(columns="label")
    pixels.add_prefix("pixel").to_csv(tmp_path / "test.csv", index=False)
    with pytest.raises(LabeledImagesError, match=r"no labels of images.*table for training"):
        read_labeled_images(tmp_path / "test.csv")
    pixels.to_csv(tmp_path / "test.csv", index=False, header=False)
    with pytest.raises(LabeledImagesError, match="no labels of images"):
        read_labeled_images(tmp_path / "test.csv")


def test_kaggles_folder_is_read_without_its_test_images(few, tmp_path):
    kaggle_csv(tmp_path, *few)
    table_of(*few).drop(columns="label").add_prefix("p").to_csv(tmp_path / "test.csv", index=False)
    answers = pd.DataFrame({"ImageId": range(1, 29), "Label": 0})
    answers.to_csv(tmp_path / "sample_submission.csv", index=False)
    found = read_labeled_images(tmp_path)
    np.testing.assert_array_equal(found.images, few[0])
    assert "'test.csv' has no labels of images." in found.notes
    assert "'sample_submission.csv' has no labels of images." in found.notes


def test_training_table_comes_before_the_one_for_tests(few, tmp_path):
    images, labels = few
    table_of(images[:10], labels[:10]).to_csv(tmp_path / "mnist_test.csv", index=False)
    table_of(images[10:], labels[10:]).to_csv(tmp_path / "mnist_train.csv", index=False)
    found = read_labeled_images(tmp_path)
    np.testing.assert_array_equal(found.labels, np.roll(labels, -10))


@pytest.mark.parametrize(
    "options",
    [
        {},  # A column that counts the lines.
        {"index": False, "sep": ";"},
        {"index": False, "sep": "\t"},
        {"index": False, "quoting": 1},
        {"index": False, "lineterminator": "\r\n"},
        {"index": False, "encoding": "utf-8-sig"},
        {"index": False, "compression": "gzip"},
    ],
)
def test_tables_are_read_as_programs_write_them(options, few, tmp_path):
    path = tmp_path / "table.csv"
    table_of(*few, at=784).to_csv(path, **options)
    found = read_labeled_images(path)
    np.testing.assert_array_equal(found.images, few[0])
    np.testing.assert_array_equal(found.labels, few[1])


def test_counted_columns_are_no_image(few, tmp_path):
    table = table_of(*few)
    table.columns = range(785)
    table.to_csv(tmp_path / "table.csv", index=False)
    np.testing.assert_array_equal(read_labeled_images(tmp_path / "table.csv").images, few[0])


def test_uci_has_its_labels_in_the_last_column(tmp_path):
    pixels, labels = load_scikit_learn_digits(return_X_y=True)
    table = np.column_stack([pixels, labels]).astype(int)
    pd.DataFrame(table).to_csv(tmp_path / "optdigits.tes", index=False, header=False)
    np.testing.assert_array_equal(read_labeled_images(tmp_path / "optdigits.tes").labels, labels)


def test_letters_may_be_labels(few, tmp_path):
    letters = np.array(list("abcdefghij"))[few[1]]
    table_of(few[0], letters).to_csv(tmp_path / "table.csv", index=False)
    found = read_labeled_images(tmp_path / "table.csv")
    assert found.class_names == tuple("abcdefghij")
    np.testing.assert_array_equal(found.labels, few[1])


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace(",0,", ",zero,", 1),
        lambda text: text.replace(",0,", ",", 1),
        lambda text: text.replace(",0,", ",,", 1),
        lambda text: text.replace("label", "pixel", 1),
        lambda text: text[: text.index("\n") + 1],
        lambda text: text + "7",
        lambda text: text.replace(",0,", ",nan,", 1),
    ],
)
def test_damaged_tables_are_refused(change, few, tmp_path):
    path = kaggle_csv(tmp_path, *few)
    header, lines = path.read_text().split("\n", 1)
    path.write_text(change(f"{header}\n{lines}"))
    with pytest.raises(LabeledImagesError, match="expected"):
        read_labeled_images(path)


# MATLAB


@pytest.mark.parametrize("compress", [False, True])
def test_arrays_are_those_that_scipy_reads(compress, tmp_path):
    random = np.random.default_rng(0)
    arrays = {
        "a": random.normal(size=(3, 4, 2)),
        "b": random.integers(0, 255, (5, 1), dtype=np.uint8),
        "c": np.array([[True, False]]),
        "d": {"inner": {"e": np.arange(6, dtype=np.int16).reshape(2, 3)}},
        "long_name_of_an_array": np.float32([[1.5]]),
        "text": "left out",
        "cell": np.array([1, "x"], object),
    }
    scipy.io.savemat(tmp_path / "a.mat", arrays, do_compression=compress)
    found = read_mat_file((tmp_path / "a.mat").read_bytes(), lambda count: 10**6)
    usual = scipy.io.loadmat(tmp_path / "a.mat")
    for name in ("a", "b", "c", "long_name_of_an_array"):
        np.testing.assert_array_equal(found[name], usual[name])
        assert found[name].dtype.kind == arrays[name].dtype.kind
    np.testing.assert_array_equal(found["d"]["inner"]["e"], arrays["d"]["inner"]["e"])
    assert not {"text", "cell"} & found.keys()


def test_no_more_is_unpacked_than_may_be(tmp_path):
    scipy.io.savemat(tmp_path / "a.mat", {"X": np.zeros((100, 100))}, do_compression=True)
    taken = []

    def take(count):
        taken.append(count)
        return 1_000

    with pytest.raises(MatFileError):
        read_mat_file((tmp_path / "a.mat").read_bytes(), take)
    assert max(taken) == 1_001


@pytest.mark.parametrize(
    "arrange",
    [
        lambda images: images.reshape(len(images), -1),
        lambda images: images.swapaxes(1, 2).reshape(len(images), -1),
        lambda images: images.reshape(len(images), -1).T,
        lambda images: images.swapaxes(1, 2).reshape(len(images), -1) / 255,
        lambda images: 255 - images.swapaxes(1, 2).reshape(len(images), -1),
        lambda images: np.moveaxis(images, 0, -1),
    ],
)
def test_digits_of_matlab_come_upright_however_they_lie(arrange, thousand, tmp_path):
    images, labels = thousand
    scipy.io.savemat(tmp_path / "a.mat", {"data": arrange(images), "labels": labels})
    np.testing.assert_array_equal(read_labeled_images(tmp_path / "a.mat").images, images)


def test_ten_is_zero_in_matlab(few, tmp_path):
    images, labels = few
    scipy.io.savemat(tmp_path / "a.mat", {"X": images, "y": np.where(labels, labels, 10)})
    found = read_labeled_images(tmp_path / "a.mat")
    np.testing.assert_array_equal(found.labels, labels)
    assert "The label 10 was taken for the digit 0, as usual in MATLAB." in found.notes


def test_street_numbers_have_colors_before_the_count(few, tmp_path):
    images, labels = few
    colors = np.repeat(images[:, :, :, None], 3, axis=3).transpose(1, 2, 3, 0)
    scipy.io.savemat(tmp_path / "train_32x32.mat", {"X": colors, "y": labels})
    np.testing.assert_array_equal(read_labeled_images(tmp_path / "train_32x32.mat").images, images)


def test_emnists_letters_have_names_and_stand_upright(few, tmp_path):
    images, labels = few
    turned = images.swapaxes(1, 2).reshape(len(images), -1)
    part = {"images": turned, "labels": labels + 1.0}
    mapping = np.array([[at + 1, ord("A") + at, ord("a") + at] for at in range(26)])
    scipy.io.savemat(tmp_path / "letters.mat", {"dataset": {"train": part, "mapping": mapping}})
    found = read_labeled_images(tmp_path / "letters.mat")
    np.testing.assert_array_equal(found.images, images)
    np.testing.assert_array_equal(found.labels, labels)
    assert found.class_names[:2] == ("Aa", "Bb")
    assert len(found.class_names) == 26
    assert TURNED in found.notes


def test_emnists_other_files_are_turned_by_their_name(few, tmp_path):
    images, labels = few
    turned = images.swapaxes(1, 2)
    for kind, values in (("images-idx3", turned), ("labels-idx1", labels)):
        (tmp_path / f"emnist-digits-train-{kind}-ubyte").write_bytes(idx(values))
    found = read_labeled_images(tmp_path)
    np.testing.assert_array_equal(found.images, images)
    assert TURNED in found.notes
    table_of(turned, labels).to_csv(tmp_path / "emnist-digits-train.csv", header=False, index=False)
    found = read_labeled_images(tmp_path / "emnist-digits-train.csv")
    np.testing.assert_array_equal(found.images, images)


@pytest.mark.parametrize(
    ("part", "count", "names"),
    [
        ("letters", 26, {1: "Aa", 26: "Zz"}),
        ("balanced", 47, {0: "0", 10: "A", 36: "a", 38: "d", 46: "t"}),
        ("bymerge", 47, {35: "Z", 43: "n"}),
        ("byclass", 62, {10: "A", 36: "a", 61: "z"}),
        ("digits", 10, {0: "0", 9: "9"}),
    ],
)
def test_emnists_labels_have_the_names_that_its_paper_gives_them(part, count, names, tmp_path):
    labels = np.array(list(names))
    images = np.zeros((len(labels), 28, 28), np.uint8)
    images[:, 9:19, 9:12] = 255
    write_idx(tmp_path / "x", f"emnist-{part}-train", images, labels)
    found = read_labeled_images(tmp_path)
    assert [found.class_names[label] for label in found.labels] == list(names.values())
    assert len(found.class_names) == count


def test_matlab_files_without_images_and_of_another_level_are_refused(tmp_path):
    scipy.io.savemat(tmp_path / "a.mat", {"z": np.ones((2, 2))})
    with pytest.raises(LabeledImagesError, match=r"holds z.*X and y"):
        read_labeled_images(tmp_path / "a.mat")
    (tmp_path / "b.mat").write_bytes(b"MATLAB 7.3 MAT-file, Platform: GLNXA64" + bytes(600))
    with pytest.raises(LabeledImagesError, match=r"version 7.3.*-v7"):
        read_labeled_images(tmp_path / "b.mat")


# Several files


def write_idx(path, part, images, labels):
    path.with_name(f"{part}-images-idx3-ubyte").write_bytes(idx(images))
    path.with_name(f"{part}-labels-idx1-ubyte").write_bytes(idx(labels))


@pytest.mark.parametrize(
    "write",
    [
        write_idx,
        lambda path, part, images, labels: table_of(images, labels).to_csv(
            path.with_name(f"{part}.csv"), index=False
        ),
        lambda path, part, images, labels: np.savez(
            path.with_name(f"{part}.npz"), X=images, y=labels
        ),
        lambda path, part, images, labels: scipy.io.savemat(
            path.with_name(f"{part}.mat"), {"X": images, "y": labels}
        ),
    ],
    ids=["idx", "csv", "npz", "mat"],
)
def test_parts_are_put_together_and_different_sets_never(write, few, tmp_path):
    images, labels = few
    for part, rows in (("test_letters", slice(10)), ("train_letters", slice(10, None))):
        write(tmp_path / "x", part, images[rows], labels[rows])
    found = read_labeled_images(tmp_path)
    np.testing.assert_array_equal(found.images, np.roll(images, -10, axis=0))
    np.testing.assert_array_equal(found.labels, np.roll(labels, -10))
    write(tmp_path / "x", "train_digits", images, labels)
    with pytest.raises(LabeledImagesError, match="several sets"):
        read_labeled_images(tmp_path)
