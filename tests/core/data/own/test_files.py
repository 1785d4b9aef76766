"""What is taken away comes back: every image, its label, and names that no folder could have."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.data import read_labeled_images
from core.data.own import OwnSet
from core.data.own.files import as_npz, as_zip, folder_names


@pytest.mark.parametrize(("write", "ending"), [(as_npz, ".npz"), (as_zip, ".zip")])
@pytest.mark.parametrize(
    "names", [("0", "7", "L"), ("cat", "Cat", "dog"), ("../x", 'a,"b"', "=ж/"), ("10", "9", "1")]
)
def test_file_is_read_back(tmp_path, five, write, ending, names):
    own = replace(five, class_names=names)
    path = tmp_path / f"own{ending}"
    path.write_bytes(write(own))
    found = read_labeled_images(path)
    assert set(found.class_names) == set(names)
    assert np.array_equal(found.images, own.images)
    assert [found.class_names[label] for label in found.labels] == [
        names[label] for label in own.labels
    ]


def test_the_same_set_makes_the_same_file(five):
    assert as_zip(five) == as_zip(OwnSet.from_note(five.to_note()))


def test_no_two_classes_share_a_folder_and_none_leads_elsewhere():
    names = ("a", "A", "..", "x/y", "class-03", "ж", "é é", "CON")
    folders = folder_names(names)
    assert len({folder.lower() for folder in folders}) == len(names)
    assert all(folder.strip(".") and "/" not in folder for folder in folders)
