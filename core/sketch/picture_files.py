"""Photos and picture files as input for a sketch."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from core.errors import PictureError

MAX_FILE_BYTES = 10_000_000
# More than any phone's camera takes; a small file can unpack to far more.
MAX_PIXELS = 60_000_000
# A digit needs no more, and all later stages are fast.
MAX_SIDE_PIXELS = 560
FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP")


def read_picture(file: bytes) -> np.ndarray:
    """Read a PNG, JPEG, WebP, GIF (its first picture) or BMP file of at most 10 MB.

    Returns
    -------
    uint8 array of shape (height, width, 4)
        Red, green, blue and opacity, turned as the camera was held, the longer side at
        most 560 pixels.

    Raises
    ------
    PictureError
        If the file is no such picture, is damaged or too large; the message tells which.
    """
    if len(file) > MAX_FILE_BYTES:
        raise PictureError(
            f"The file has {len(file) / 1e6:.1f} MB; at most {MAX_FILE_BYTES / 1e6:.0f} MB can be "
            "read. Cut the picture to the digit, or save it smaller."
        )
    try:
        with Image.open(io.BytesIO(file), formats=FORMATS) as picture:
            width, height = picture.size
            if width * height > MAX_PIXELS:
                raise PictureError(
                    f"The picture has {width:,} x {height:,} pixels; at most "
                    f"{MAX_PIXELS / 1e6:.0f} million can be read. Save it smaller."
                )
            # JPEG can unpack at half or a quarter of its size: less to wait for.
            picture.draft("RGB", (2 * MAX_SIDE_PIXELS, 2 * MAX_SIDE_PIXELS))
            turned = ImageOps.exif_transpose(picture).convert("RGBA")
    except UnidentifiedImageError as error:
        raise PictureError(
            "This file is no picture that can be read here. Choose a PNG, JPEG, WebP, GIF or "
            "BMP file."
        ) from error
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise PictureError(
            "The picture is damaged or cut off, so it cannot be read. Save it again and choose "
            "the new file."
        ) from error
    turned.thumbnail((MAX_SIDE_PIXELS, MAX_SIDE_PIXELS))
    return np.asarray(turned)
