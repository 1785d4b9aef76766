"""Photos and picture files as input for a sketch."""

from __future__ import annotations

import io

import numpy as np
import pillow_heif
from PIL import Image, ImageOps, UnidentifiedImageError

from core.errors import PictureError
from core.sketch.picture import find_digit
from core.uploads import MAX_UPLOAD_BYTES, MAX_UPLOAD_MEGABYTES, MEGABYTE

# More than any phone's camera takes; a small file can unpack to far more.
MAX_PIXELS = 60_000_000
# A digit needs no more, and all later stages are fast.
MAX_SIDE_PIXELS = 560
FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", "HEIF")
# What file choosers offer for them.
ENDINGS = ["png", "jpg", "jpeg", "jfif", "webp", "gif", "bmp", "tif", "tiff", "heic", "heif"]


def open_picture(file: bytes) -> np.ndarray:
    """Unpack a PNG, JPEG, WebP, GIF, BMP, TIFF or HEIC file of at most 20 MB.

    Of several pages or moving pictures it is the first one. Grays of 16 bits become 8 bits; of a
    scanner that uses only the lowest of them, those.

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
    if len(file) > MAX_UPLOAD_BYTES:
        raise PictureError(
            f"The file has {len(file) / MEGABYTE:.1f} MB; at most {MAX_UPLOAD_MEGABYTES} MB can be "
            "read. Cut the picture to the digit, or save it smaller."
        )
    # Phones save photos in a format that Pillow learns from this package.
    pillow_heif.register_heif_opener()
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
            return np.asarray(_small(ImageOps.exif_transpose(picture)))
    except UnidentifiedImageError as error:
        raise PictureError(
            "This file is no picture that can be read here. Choose a PNG, JPEG, WebP, GIF, BMP, "
            "TIFF or HEIC file."
        ) from error
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise PictureError(
            "The picture is damaged or cut off, so it cannot be read. Save it again and choose "
            "the new file."
        ) from error


def _small(picture: Image.Image) -> Image.Image:
    """Bring a picture of any mode to red, green, blue and opacity, and to a small size."""
    if picture.mode.startswith(("I", "F")):
        grays = np.asarray(picture, np.float64)
        bits = max(8, int(np.ceil(np.log2(max(grays.max(), 1) + 1))))
        picture = Image.fromarray((grays * (255 / (2**bits - 1))).clip(0, 255).astype(np.uint8))
    # Colors of a palette cannot be averaged, and averages of clear pixels need their opacity.
    if picture.mode not in ("L", "RGB", "CMYK"):
        picture = picture.convert("RGBA")
    picture.thumbnail((MAX_SIDE_PIXELS, MAX_SIDE_PIXELS))
    return picture.convert("RGBA")


def read_picture(file: bytes) -> np.ndarray:
    """Read a photo or picture of a digit: find the digit, and draw it dark on white.

    Returns
    -------
    uint8 array of shape (height, width, 4)
        For :func:`core.sketch.prepare_sketch`: red, green, blue and opacity.

    Raises
    ------
    PictureError
        If it cannot be unpacked, see :func:`open_picture`.
    """
    return find_digit(open_picture(file)).drawing
