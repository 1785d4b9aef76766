"""The one door for labeled images that somebody brings, in whatever format."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from zipfile import is_zipfile

from core.data.labeled.archive import EMPTY_SIGNATURE, SIGNATURE, FilesInArchive
from core.data.labeled.class_folders import has_pictures, read_class_folders
from core.data.labeled.classes import classes_of
from core.data.labeled.csv_names import is_csv_of_names, read_csv_of_names
from core.data.labeled.csv_pixels import is_csv_of_pixels, read_csv_of_pixels
from core.data.labeled.files import Files, FilesOnDisk, too_many_images
from core.data.labeled.frame import in_frame, light_on_dark
from core.data.labeled.idx_pairs import is_idx, read_idx_pairs
from core.data.labeled.labeled_images import Found, LabeledImages
from core.data.labeled.matlab import is_matlab, read_matlab
from core.data.labeled.npz import is_archive_of_arrays, is_npz, read_npz
from core.data.labeled.parquet import is_parquet, read_parquet
from core.errors import LabeledImagesError
from core.limits import most


@dataclass(frozen=True, slots=True)
class Reader:
    """One format.

    Attributes
    ----------
    title : str
        What it is, in a list of formats.
    is_its_kind : callable
        (files) -> bool, from names and beginnings.
    read : callable
        (files) -> Found; raises LabeledImagesError.
    """

    title: str
    is_its_kind: Callable[[Files], bool]
    read: Callable[[Files], Found]


# Asked in this order: what is recognized by its first bytes, then tables, then pictures.
READERS = (
    Reader("IDX files in pairs (images and labels)", is_idx, read_idx_pairs),
    Reader("NumPy's .npz", is_npz, read_npz),
    Reader("MATLAB's .mat", is_matlab, read_matlab),
    Reader("Parquet as Hugging Face writes it", is_parquet, read_parquet),
    Reader("pictures with a table of names and labels", is_csv_of_names, read_csv_of_names),
    Reader("a CSV with label and pixels", is_csv_of_pixels, read_csv_of_pixels),
    Reader("pictures in one folder for each class", has_pictures, read_class_folders),
)


def read_labeled_images(path: Path | str) -> LabeledImages:
    """Read image files with labels as people have them: a file, a folder or a ZIP archive.

    The format is recognized by what is in it (:data:`READERS`). All images come light on dark, in
    28 x 28 pixels; those that are so already stay exactly as they are.

    Raises
    ------
    LabeledImagesError
        If it is in no known format, damaged, too large, or does not have 2 to 62 classes.
    """
    with closing(_files_at(Path(path).expanduser())) as files:
        reader = next((reader for reader in READERS if reader.is_its_kind(files)), None)
        if reader is None:
            what = f"{len(files.sizes):,} file(s) in no known format" if files.sizes else "nothing"
            raise files.refusal(
                f"there is {what} in it",
                f"labeled images as {'; '.join(reader.title for reader in READERS)}",
                "Save the images in one of these formats.",
            )
        return _alike(reader.read(files), files)


def _alike(found: Found, files: Files) -> LabeledImages:
    """Bring what any format gave to the same form."""
    if len(found.labels) > most("set_images"):
        raise too_many_images(files.name, len(found.labels))
    labels, names = classes_of(found.labels, found.names, files)
    if all(image.min() == image.max() for image in found.images):
        raise files.refusal(
            "all its images are of one flat color", "ink on paper", "Look at the files."
        )
    images, polarity = light_on_dark(found.images)
    framed, resized = in_frame(images)
    return LabeledImages(framed, labels, names, (*files.notes, *found.notes, polarity, *resized))


def _files_at(path: Path) -> Files:
    try:
        if path.is_dir():
            return FilesOnDisk(path)
        if not path.is_file():
            raise LabeledImagesError(
                path.name, "it is not there", "a file or a folder", "Choose it again."
            )
        with path.open("rb") as file:
            is_archive = file.read(4) in (SIGNATURE, EMPTY_SIGNATURE)
        if is_archive or (path.suffix.lower() == ".zip" and is_zipfile(path)):
            archive = FilesInArchive(path)
            if not is_archive_of_arrays(list(archive.sizes)):
                return archive
        return FilesOnDisk(path)
    except OSError as error:
        raise LabeledImagesError(
            path.name,
            f"it cannot be read ({error.strerror})",
            "a file or a folder that may be read",
            "Choose another one, or change who may read it.",
        ) from error
