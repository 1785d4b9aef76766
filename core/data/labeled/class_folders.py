"""Pictures in folders, one folder for each class."""

from __future__ import annotations

from functools import partial

from core.data.labeled.classes import texts_of
from core.data.labeled.files import PARTS, Files, natural_order
from core.data.labeled.labeled_images import Found
from core.data.labeled.pictures import is_picture, read_pictures

Way = tuple[str, ...]


def has_pictures(files: Files) -> bool:
    """Return whether there are pictures."""
    return any(is_picture(files, name) for name in files.sizes)


def read_class_folders(files: Files) -> Found:
    """Read pictures; the label of each is the name of its folder.

    Folders train, test and the like are put together.

    Raises
    ------
    LabeledImagesError
        If there are no folders, or more than a tenth of the pictures cannot be read.
    """
    names = [name for name in files.sizes if is_picture(files, name)]
    ways = _without_common({name: tuple(name.split("/")) for name in names})
    parts = {way[0] for way in ways.values() if len(way) > 1}
    notes = []
    if parts and all(part.lower() in PARTS for part in parts):
        ways = {
            name: way
            for part in sorted(parts)
            for name, way in _without_common(
                {name: way[1:] for name, way in ways.items() if way[0] == part}
            ).items()
        }
        notes.append(f"The parts {', '.join(sorted(parts))} were put together.")
    in_folders = sorted(
        (name for name, way in ways.items() if len(way) > 1),
        key=lambda name: (natural_order(ways[name][0]), natural_order(name)),
    )
    if not in_folders:
        raise files.refusal(
            "its pictures lie in no folders that say what they show",
            "one folder for each class, named after it",
            "Sort the pictures into folders, or add a table with the header file,label.",
        )
    if len(in_folders) < len(names):
        notes.append(f"Pictures in no folder were left out: {len(names) - len(in_folders):,}.")
    wanted = [(name, partial(files.read, name), ways[name][0]) for name in in_folders]
    images, labels, damaged = read_pictures(wanted, len(wanted), files)
    return Found(images, texts_of(labels, files), None, notes + damaged)


def _without_common(ways: dict[str, Way]) -> dict[str, Way]:
    """Pass through folders that enclose all others; one with pictures in it stays."""
    if not ways:
        return ways
    # What the first and the last of them in order have in common all have.
    first, last = min(ways.values()), max(ways.values())
    pairs = enumerate(zip(first, last, strict=False))
    common = next((at for at, (one, other) in pairs if one != other), min(len(first), len(last)))
    cut = min(common, max(map(len, ways.values())) - 2)
    return {name: way[max(0, cut) :] for name, way in ways.items()}
