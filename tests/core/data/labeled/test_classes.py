"""Classes: 2 to 62, by name, digits as themselves."""

import numpy as np
import pandas as pd
import pytest

from core.data import read_labeled_images
from core.errors import LabeledImagesError
from tests.core.data.labeled.writers import png


def with_labels(folder, labels):
    labels = np.asarray(labels)
    images = np.random.default_rng(0).integers(0, 200, (len(labels), 28, 28), dtype=np.uint8)
    images[:, [0, -1]] = images[:, :, [0, -1]] = 0
    np.savez(folder / "set.npz", X=images, y=labels)
    return read_labeled_images(folder / "set.npz")


def folders(root, names, each=1):
    dot = np.zeros((28, 28), np.uint8)
    dot[10:18, 10:18] = 255
    for name in names:
        for at in range(each):
            path = root / name / f"{at}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(png(dot))
    return root


@pytest.mark.parametrize(
    ("labels", "numbers", "names"),
    [
        ([3, 8, 3], [3, 8, 3], "0 1 2 3 4 5 6 7 8"),
        ([0, 9, 7], [0, 9, 7], "0 1 2 3 4 5 6 7 8 9"),
        ([26, 1, 10, 2], [3, 0, 2, 1], "1 2 10 26"),
        (["b", "a", "C"], [2, 1, 0], "C a b"),
        ([7.0, 2.0], [7, 2], "0 1 2 3 4 5 6 7"),
        ([True, False], [1, 0], "0 1"),
        ([[5], [4]], [5, 4], "0 1 2 3 4 5"),
        ([[0, 1, 0], [1, 0, 0], [0, 0, 1]], [1, 0, 2], "0 1 2"),
        ([-1, 1], [0, 1], "-1 1"),
        ([b"x", b"y"], [0, 1], "x y"),
    ],
)
def test_labels_become_classes(labels, numbers, names, tmp_path):
    found = with_labels(tmp_path, labels)
    np.testing.assert_array_equal(found.labels, numbers)
    assert found.class_names == tuple(names.split())


@pytest.mark.parametrize(
    ("labels", "reason"),
    [
        ([4, 4, 4], "only one label, '4'"),
        (np.arange(63), "63 different labels"),
        ([], "no images"),
        ([0.5, 1.5], "no whole numbers"),
        ([np.nan, 1.0], "no whole numbers"),
        ([2**40, 1], "far too large"),
        (np.ones((3, 5)), "shape"),
        ([1j, 2j], "type"),
    ],
)
def test_labels_that_are_no_classes_are_refused(labels, reason, tmp_path):
    with pytest.raises(LabeledImagesError, match=reason):
        with_labels(tmp_path, labels)


def test_62_classes_are_possible(tmp_path):
    assert len(with_labels(tmp_path, np.arange(62)).class_names) == 62


def test_folders_are_classes_in_natural_order(tmp_path):
    found = read_labeled_images(folders(tmp_path / "set", ["class 10", "class 2", "Ä"]))
    assert found.class_names == ("class 2", "class 10", "Ä")
    assert found.labels.tolist() == [0, 1, 2]


def test_folders_that_enclose_all_are_passed_through(tmp_path):
    root = folders(tmp_path / "set", ["a/b/cat", "a/b/dog"])
    assert read_labeled_images(root).class_names == ("cat", "dog")


def test_folders_for_training_and_tests_are_no_classes(tmp_path):
    root = folders(tmp_path / "set", ["train/cat", "train/dog", "test/cat"])
    found = read_labeled_images(root)
    assert found.class_names == ("cat", "dog")
    assert found.labels.tolist() == [0, 0, 1]
    assert "The parts test, train were put together." in found.notes


def test_junk_is_neither_class_nor_image(tmp_path):
    root = folders(tmp_path / "set", ["cat", "dog", "__MACOSX/cat", ".git", ".hidden/x"])
    for name in (".DS_Store", "Thumbs.db", ".a.png", "readme.md"):
        (root / "cat" / name).write_bytes(b"nothing")
    found = read_labeled_images(root)
    assert (found.class_names, len(found)) == (("cat", "dog"), 2)
    assert len(found.notes) == 1


@pytest.mark.parametrize("names", [["."], ["only"]])
def test_pictures_without_two_classes_are_refused(names, tmp_path):
    with pytest.raises(LabeledImagesError, match=r"folder|only one label"):
        read_labeled_images(folders(tmp_path / "set", names, each=3))


def test_table_of_names_wins_over_folders(tmp_path):
    root = folders(tmp_path / "set", ["x", "y"])
    pd.DataFrame({"filename": ["x/0.png", "y/0.png"], "label": ["cat", "dog"]}).to_csv(
        root / "labels.csv", index=False
    )
    assert read_labeled_images(root).class_names == ("cat", "dog")


def test_name_that_two_pictures_bear_is_not_guessed(tmp_path):
    root = folders(tmp_path / "set", ["x", "y"])
    table = pd.DataFrame({"file": ["x/0.png", "0.png"], "label": ["cat", "dog"]})
    table.to_csv(root / "labels.csv", index=False)
    with pytest.raises(LabeledImagesError, match="tenth"):
        read_labeled_images(root)


@pytest.mark.parametrize(
    "text",
    [
        "id,label\n0,cat\n1,dog\n2,cat\n",
        "0.png;cat\r\n1.png;dog\r\n2.png;cat\r\n",
        'image\tkind\n./0.png\t"cat"\n.\\1.png\tdog\n/data/2.png\tcat',
    ],
)
def test_tables_of_names_are_read_as_people_write_them(text, tmp_path):
    root = folders(tmp_path / "set", ["images"], each=3)
    (root / "table.csv").write_text(text, newline="")
    found = read_labeled_images(root)
    assert (found.class_names, found.labels.tolist()) == (("cat", "dog"), [0, 1, 0])
