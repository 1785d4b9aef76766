"""Pictures as files: (ending, bytes)."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image

File = tuple[str, bytes]
ORIENTATION = 274
# What a camera that was held so has stored: the way back from what is to be seen.
STORED = {
    1: lambda a: a,
    2: lambda a: a[:, ::-1],
    3: lambda a: a[::-1, ::-1],
    4: lambda a: a[::-1],
    5: lambda a: a.swapaxes(0, 1),
    6: lambda a: np.rot90(a),
    7: lambda a: a[::-1, ::-1].swapaxes(0, 1),
    8: lambda a: np.rot90(a, -1),
}


def pack(picture: Image.Image | np.ndarray, kind: str, ending: str, **options: object) -> File:
    """Write any format of Pillow's."""
    if isinstance(picture, np.ndarray):
        picture = Image.fromarray(picture)
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return ending, buffer.getvalue()


def jpeg(picture: Image.Image | np.ndarray, quality: int = 88, **options: object) -> File:
    """Write a JPEG."""
    return pack(picture, "JPEG", "jpg", quality=quality, **options)


def png(picture: Image.Image | np.ndarray, **options: object) -> File:
    """Write a PNG."""
    return pack(picture, "PNG", "png", **options)


def held(colors: np.ndarray, orientation: int) -> File:
    """Write what a camera stores that notes in EXIF how it was held."""
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    return jpeg(np.ascontiguousarray(STORED[orientation](colors)), exif=exif)
