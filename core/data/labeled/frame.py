"""From gray images of any size to 28 x 28 pixels, light on dark."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.data.digits import IMAGE_SIZE
from core.sketch.frame import resize_longer_side

HALF = 127.5


def border(image: np.ndarray) -> np.ndarray:
    """Return the outermost pixels of an image of shape (height, width)."""
    return np.concatenate([image[0], image[-1], image[:, 0], image[:, -1]])


def light_on_dark(
    images: np.ndarray | Sequence[np.ndarray],
) -> tuple[np.ndarray | Sequence[np.ndarray], str]:
    """Invert all images where most have a light border, and say so.

    Decided for all alike: an image whose ink reaches its border would be mistaken alone.
    """
    paper = float(np.median([np.median(border(image)) for image in images]))
    if paper <= HALF:
        return images, "The images are light on dark, as networks here take them."
    note = "The images were dark on light and have been inverted."
    if isinstance(images, np.ndarray):
        return 255 - images, note
    return [255 - image for image in images], note


def in_frame(images: np.ndarray | Sequence[np.ndarray]) -> tuple[np.ndarray, list[str]]:
    """Resize images so that the longer side is 28 pixels, in the middle of their own background.

    What has 28 x 28 pixels stays exactly as it is.

    Parameters
    ----------
    images : uint8 array of shape (n, height, width), or n arrays of shape (height, width)

    Returns
    -------
    uint8 array of shape (n, 28, 28), and what was done, in sentences
    """
    if isinstance(images, np.ndarray) and images.shape[1:] == (IMAGE_SIZE, IMAGE_SIZE):
        return images, []
    framed = np.stack([_framed(image) for image in images])
    others = sum(image.shape != (IMAGE_SIZE, IMAGE_SIZE) for image in images)
    if not others:
        return framed, []
    return framed, [f"Images of another size have been resized to fit 28 x 28 pixels: {others:,}."]


def shrunk(image: np.ndarray) -> np.ndarray:
    """Resize an image that is larger than 28 pixels in any direction; others stay."""
    return resize_longer_side(image, IMAGE_SIZE) if max(image.shape) > IMAGE_SIZE else image


def _framed(image: np.ndarray) -> np.ndarray:
    if max(image.shape) != IMAGE_SIZE:
        image = resize_longer_side(image, IMAGE_SIZE)
    height, width = image.shape
    if height == width:
        return image
    top, left = (IMAGE_SIZE - height) // 2, (IMAGE_SIZE - width) // 2
    frame = np.full((IMAGE_SIZE, IMAGE_SIZE), round(float(np.median(border(image)))), np.uint8)
    frame[top : top + height, left : left + width] = image
    return frame
