"""Picture files, one for each image."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable

import numpy as np
import pillow_heif
from PIL import Image, ImageOps, UnidentifiedImageError

from core.data.digits import IMAGE_SIZE
from core.data.labeled.files import (
    DamagedFileError,
    Files,
    ends_like_picture,
    shown,
    too_many_images,
)
from core.data.labeled.frame import shrunk
from core.data.labeled.numbers import BRIGHTEST, BRIGHTEST_OF_16_BITS, gray
from core.errors import LabeledImagesError, PictureError
from core.limits import limit, most
from core.sketch.picture_files import FORMATS

# How picture files begin that can be read here, WebP and HEIC aside, whose beginnings vary.
STARTS = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*")
# Where more are damaged, more is wrong than single files.
MAX_DAMAGED_FRACTION = 0.1
MAX_NAMED = 5


def is_picture(files: Files, name: str) -> bool:
    """Return whether a file is a picture, by its ending or by how it begins."""
    return ends_like_picture(name) or files.start(name).startswith(STARTS)


def read_picture(content: bytes, files: Files) -> np.ndarray:
    """Read a picture file as gray: uint8 of shape (height, width), at most 28 x 28.

    Raises
    ------
    PictureError
        If it is damaged or too large.
    LabeledImagesError
        If all pictures of the set together have too many pixels.
    """
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
            width, height = picture.size
            if width * height > limit("set_picture_megapixels") * 1e6:
                raise PictureError("too large")
            files.take_pixels(width * height)
            # JPEG can unpack at half or a quarter of its size.
            picture.draft(None, (4 * IMAGE_SIZE, 4 * IMAGE_SIZE))
            return shrunk(_gray(ImageOps.exif_transpose(picture)))
    except UnidentifiedImageError as error:
        raise PictureError("no picture") from error
    except Image.DecompressionBombError as error:
        raise PictureError("too large") from error
    except (OSError, SyntaxError, ValueError) as error:
        raise PictureError("damaged") from error


def _gray(picture: Image.Image) -> np.ndarray:
    if picture.mode == "L" and "transparency" not in picture.info:
        return np.asarray(picture)
    if picture.mode.startswith("I"):
        values = np.asarray(picture).astype(np.float64)
        brightest = BRIGHTEST if values.max() <= BRIGHTEST else BRIGHTEST_OF_16_BITS
        return (values * (BRIGHTEST / brightest)).clip(0, BRIGHTEST).round().astype(np.uint8)
    if "A" in picture.mode or "a" in picture.mode or "transparency" in picture.info:
        return gray(np.asarray(picture.convert("RGBA")))
    return gray(np.asarray(picture.convert("RGB")))


def read_pictures(
    pictures: Iterable[tuple[str, Callable[[], bytes], str]], count: int, files: Files
) -> tuple[list[np.ndarray], list[str], list[str]]:
    """Read picture files; those that are damaged are named and left out.

    Parameters
    ----------
    pictures : iterable of (str, callable, str)
        Name, how to read the file's bytes, and label.
    count : int
        How many there are.

    Returns
    -------
    list of uint8 arrays of shape (height, width), list of str, list of str
        Images, their labels, and what was left out, in a sentence.

    Raises
    ------
    LabeledImagesError
        If there are too many, or more than a tenth of them are damaged.
    """
    if count > most("set_images"):
        raise too_many_images(files.name, count)
    # Phones save photos in a format that Pillow learns from this package.
    pillow_heif.register_heif_opener()
    images: list[np.ndarray] = []
    labels: list[str] = []
    damaged: list[str] = []
    for name, content, label in pictures:
        try:
            images.append(read_picture(content(), files))
            labels.append(label)
        except (PictureError, DamagedFileError) as error:
            reason = "damaged" if isinstance(error, DamagedFileError) else str(error)
            damaged.append(f"{shown(name)} ({reason})")
            if len(damaged) > MAX_DAMAGED_FRACTION * count:
                raise _too_many_damaged(files, damaged, count) from error
    if not damaged:
        return images, labels, []
    more = " and others" if len(damaged) > MAX_NAMED else ""
    note = (
        f"Images that could not be read were left out, {len(damaged):,} of {count:,}: "
        f"{', '.join(damaged[:MAX_NAMED])}{more}."
    )
    return images, labels, [note]


def _too_many_damaged(files: Files, damaged: list[str], count: int) -> LabeledImagesError:
    return files.refusal(
        f"more than a tenth of its {count:,} images cannot be read: "
        f"{', '.join(damaged[:MAX_NAMED])}",
        f"images of at most {limit('set_picture_megapixels'):g} million pixels",
        "Look at these files, and copy or save them again.",
    )
