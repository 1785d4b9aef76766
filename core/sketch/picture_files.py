"""Photos and picture files as input for a sketch."""

from __future__ import annotations

import io
import threading

import numpy as np
import pillow_heif
from PIL import Image, ImageOps, UnidentifiedImageError

from core.errors import PictureError
from core.limits import MEGABYTE, limit, most, most_upload_bytes
from core.sketch.picture import find_digit

# A digit needs no more, and all later stages are fast.
MAX_SIDE_PIXELS = 560
# What has more is made smaller strip by strip, and only one such picture at a time: whole copies of
# 50 million pixels in several formats took 1.8 GB.
MAX_PIXELS_AT_ONCE, STRIP_PIXELS = 8_000_000, 1_000_000
# Pixels of a WebP picture are there twice while it is unpacked: 16 bytes for each.
COPIES = {"WEBP": 2}
_one_large_picture = threading.Lock()
FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", "HEIF")
# What file choosers offer for them.
ENDINGS = ["png", "jpg", "jpeg", "jfif", "webp", "gif", "bmp", "tif", "tiff", "heic", "heif"]


def open_picture(file: bytes, *, side: int = MAX_SIDE_PIXELS) -> np.ndarray:
    """Unpack a PNG, JPEG, WebP, GIF, BMP, TIFF or HEIC file of at most 20 MB.

    Of several pages or moving pictures it is the first one. Grays of 16 bits become 8 bits; of a
    scanner that uses only the lowest of them, those.

    Parameters
    ----------
    file : bytes
        Its content.
    side : int
        The longer side of what is given back has at most so many pixels.

    Returns
    -------
    uint8 array of shape (height, width, 4)
        Red, green, blue and opacity, turned as the camera was held.

    Raises
    ------
    PictureError
        If the file is no such picture, is damaged or too large; the message tells which.
    """
    if len(file) > most_upload_bytes("upload_megabytes"):
        raise PictureError(
            f"The file has {len(file) / MEGABYTE:.1f} MB; at most {most('upload_megabytes')} MB "
            "can be read. Cut the picture to the digit, or save it smaller."
        )
    # Phones save photos in a format that Pillow learns from this package.
    pillow_heif.register_heif_opener()
    try:
        with Image.open(io.BytesIO(file), formats=FORMATS) as picture:
            check_picture_size(*picture.size, copies=COPIES.get(picture.format or "", 1))
            # JPEG can unpack at half or a quarter of its size: less to wait for.
            picture.draft("RGB", (2 * side, 2 * side))
            width, height = picture.size
            if width * height <= MAX_PIXELS_AT_ONCE:
                return np.asarray(_small(ImageOps.exif_transpose(picture), side))
            with _one_large_picture:
                turned = ImageOps.exif_transpose(_fewer_pixels(picture, side))
                return np.asarray(_small(turned, side))
    except UnidentifiedImageError as error:
        raise PictureError(
            "This file is no picture that can be read here. Choose a PNG, JPEG, WebP, GIF, BMP, "
            "TIFF or HEIC file."
        ) from error
    except Image.DecompressionBombError as error:
        raise PictureError(
            f"The picture has far too many pixels; at most {most('picture_megapixels')} million "
            "can be read. Save it smaller."
        ) from error
    except (OSError, SyntaxError, ValueError) as error:
        raise PictureError(
            "The picture is damaged or cut off, so it cannot be read. Save it again and choose "
            "the new file."
        ) from error


def check_picture_size(width: int, height: int, *, copies: int = 1) -> None:
    """Check, before a picture is unpacked, that it has not too many pixels.

    Parameters
    ----------
    width, height : int
        As its file says.
    copies : int
        How many times all its pixels are in memory while it is unpacked.

    Raises
    ------
    PictureError
        Says how many are possible.
    """
    megapixels = limit("picture_megapixels") / copies
    if width * height > megapixels * 1e6:
        raise PictureError(
            f"The picture has {width:,} x {height:,} pixels; at most {megapixels:g} million can be "
            "read. Save it smaller."
        )
    if max(width, height) > most("picture_side"):
        raise PictureError(
            f"The picture has {width:,} x {height:,} pixels; at most {most('picture_side'):,} in "
            "each direction can be read. Cut it to the digit, or save it smaller."
        )


def _fewer_pixels(picture: Image.Image, most: int) -> Image.Image:
    """Average squares of pixels, strip by strip; it stays larger than what :func:`_small` gives."""
    exif, bits = picture.getexif(), _bits(picture)
    width, height = picture.size
    side = max(2, max(width, height) // (2 * most))
    rows = side * max(1, STRIP_PIXELS // (width * side))
    strips = []
    for top in range(0, height, rows):
        strip = picture.crop((0, top, width, min(top + rows, height)))
        strips.append(np.asarray(_in_bytes(strip, bits).reduce(side)))
    smaller = Image.fromarray(
        np.concatenate(strips), _in_bytes(picture.crop((0, 0, 1, 1)), bits).mode
    )
    smaller.info["exif"] = exif.tobytes()  # Where it says how the camera was held.
    return smaller


def _bits(picture: Image.Image) -> int:
    """Count the bits that the grays of a picture use, at least 8."""
    if not picture.mode.startswith(("I", "F")):
        return 8
    brightest = float(np.max(picture.getextrema()))
    return max(8, int(np.ceil(np.log2(max(brightest, 1) + 1))))


def _in_bytes(picture: Image.Image, bits: int) -> Image.Image:
    """Bring a picture of any mode to one with a byte for each color, which can be averaged."""
    if picture.mode.startswith(("I", "F")):
        grays = np.asarray(picture, np.float64)
        picture = Image.fromarray((grays * (255 / (2**bits - 1))).clip(0, 255).astype(np.uint8))
    # Colors of a palette cannot be averaged, and averages of clear pixels need their opacity.
    return picture if picture.mode in ("L", "RGB", "CMYK") else picture.convert("RGBA")


def _small(picture: Image.Image, side: int) -> Image.Image:
    """Bring a picture of any mode to red, green, blue and opacity, and to a small size."""
    picture = _in_bytes(picture, _bits(picture))
    picture.thumbnail((side, side))
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
