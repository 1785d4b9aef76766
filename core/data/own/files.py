"""An own set as files that other programs read too, and `read_labeled_images` back."""

from __future__ import annotations

import csv
import io
import re
from zipfile import ZipFile, ZipInfo

import numpy as np
from PIL import Image

from core.data.own.own_set import OwnSet
from core.data.own.parts import own_parts
from core.errors import OwnSetError

# What a file's name may be on any system.
UNSAFE = re.compile(r"[^\w+-]", re.ASCII)


def as_npz(own: OwnSet) -> bytes:
    """Write a set as NumPy's archive: images, labels, and who wrote each.

    The labels are the names of the classes, so that whoever reads the file needs nothing else. The
    program of a run needs their numbers, and which images are test images.
    """
    file = io.BytesIO()
    try:
        is_test = own_parts(own).is_test
    except OwnSetError:
        is_test = np.zeros(len(own), bool)
    np.savez_compressed(
        file,
        images=own.images,
        labels=np.array(own.class_names)[own.labels] if len(own) else np.zeros(0, "U1"),
        numbers=own.labels,
        persons=own.persons,
        is_test=is_test,
    )
    return file.getvalue()


def as_zip(own: OwnSet) -> bytes:
    """Write a set as PNG files, dark on light, in one folder for each class, with a table.

    The table tells class and person of each file: a folder cannot have every name.
    """
    file, table = io.BytesIO(), io.StringIO()
    folders = folder_names(own.class_names)
    lines = csv.writer(table)
    lines.writerow(["file", "label", "person"])
    with ZipFile(file, "w") as archive:
        for row, (label, person) in enumerate(
            zip(own.labels.tolist(), own.persons.tolist(), strict=True)
        ):
            picture = io.BytesIO()
            Image.fromarray(255 - own.images[row]).save(picture, format="PNG")
            name = f"{folders[label]}/{row:04d}.png"
            # The same set makes the same file, whenever that is.
            archive.writestr(ZipInfo(name), picture.getvalue())
            lines.writerow([name, own.class_names[label], person])
        archive.writestr(ZipInfo("labels.csv"), table.getvalue())
    return file.getvalue()


def folder_names(class_names: tuple[str, ...]) -> list[str]:
    """Name a folder for each class; where a name is no good name of a folder, by its number.

    "A" and "a" are one folder on many computers, so the second one gets a number too.
    """
    found: list[str] = []
    used: set[str] = set()
    for number, name in enumerate(class_names):
        folder = name if not UNSAFE.search(name) else f"class-{number:02d}"
        if folder.lower() in used:
            folder = f"{folder}-{number:02d}"
        used.add(folder.lower())
        found.append(folder)
    return found
