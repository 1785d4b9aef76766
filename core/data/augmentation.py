"""Changing training images a little, so that the network cannot rely on position.

Each image of a batch is changed in its own way and differently in every epoch; its
label stays. Validation, test and sketches are never changed.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

LARGEST_SHIFT = 2
LARGEST_ANGLE = math.radians(12)
SCALES = (0.9, 1.1)
HALF_FRAME = 14


@dataclass(frozen=True, slots=True)
class Augmentation:
    """A way to change training images.

    Attributes
    ----------
    title : str
        Its name in menus.
    idea : str
        What it does, in a sentence.
    apply : callable
        (images uint8 (n, 28, 28), generator) -> images uint8 (n, 28, 28).
    """

    title: str
    idea: str
    apply: Callable[[Tensor, torch.Generator], Tensor]


def _uniform(count: int, low: float, high: float, generator: torch.Generator) -> Tensor:
    return torch.rand(count, generator=generator) * (high - low) + low


def _warp(images: Tensor, angle: Tensor, scale: Tensor, shift: Tensor) -> Tensor:
    """Rotate, scale and shift each image; shift is (n, 2) in pixels, right and down."""
    cosine, sine = torch.cos(angle) / scale, torch.sin(angle) / scale
    # grid_sample asks, for each place of the result, where to look in the source, in
    # units of half an image. So the map runs backwards.
    right, down = -shift[:, 0] / HALF_FRAME, -shift[:, 1] / HALF_FRAME
    matrix = torch.stack(
        [
            torch.stack([cosine, sine, cosine * right + sine * down], dim=1),
            torch.stack([-sine, cosine, -sine * right + cosine * down], dim=1),
        ],
        dim=1,
    )
    grid = functional.affine_grid(matrix, [len(images), 1, 28, 28], align_corners=False)
    pixels = images.unsqueeze(1).to(torch.float32)
    warped = functional.grid_sample(pixels, grid, align_corners=False)
    return warped.squeeze(1).round().to(torch.uint8)


def shift_images(images: Tensor, generator: torch.Generator) -> Tensor:
    """Move each image by up to 2 pixels in each direction.

    Parameters
    ----------
    images : uint8 Tensor of shape (n, 28, 28)
        The batch.
    generator : torch.Generator
        Where the random numbers come from; on the CPU.

    Returns
    -------
    uint8 Tensor of shape (n, 28, 28)
        The batch moved by whole pixels; what leaves the frame is lost.
    """
    count = len(images)
    shift = torch.randint(-LARGEST_SHIFT, LARGEST_SHIFT + 1, (count, 2), generator=generator)
    return _warp(images, torch.zeros(count), torch.ones(count), shift.to(torch.float32))


def rotate_scale_shift_images(images: Tensor, generator: torch.Generator) -> Tensor:
    """Rotate by up to 12 degrees, scale by up to 10 %, move by up to 2 pixels.

    Parameters
    ----------
    images : uint8 Tensor of shape (n, 28, 28)
        The batch.
    generator : torch.Generator
        Where the random numbers come from; on the CPU.

    Returns
    -------
    uint8 Tensor of shape (n, 28, 28)
        The batch, each image changed in its own way.
    """
    count = len(images)
    angle = _uniform(count, -LARGEST_ANGLE, LARGEST_ANGLE, generator)
    scale = _uniform(count, *SCALES, generator)
    shift = _uniform(2 * count, -LARGEST_SHIFT, LARGEST_SHIFT, generator).reshape(count, 2)
    return _warp(images, angle, scale, shift)


AUGMENTATIONS: dict[str, Augmentation] = {
    "none": Augmentation(
        "None", "Every epoch shows the same images.", lambda images, generator: images
    ),
    "shift": Augmentation("Shift", "Up to 2 pixels in each direction.", shift_images),
    "affine": Augmentation(
        "Rotate, scale, shift",
        "Up to 12 degrees, 10 % and 2 pixels.",
        rotate_scale_shift_images,
    ),
}
