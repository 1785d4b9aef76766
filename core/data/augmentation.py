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

from core.data.frame import BOX
from core.data.warping import MAX_RADIUS_PIXELS, dilate_images, rotations, warp_images

MAX_SHIFT_PIXELS = 2
MAX_ANGLE_RADIANS = math.radians(12)
SCALES = (0.9, 1.1)
MAX_TURN_RADIANS = math.radians(10)
MAX_SLANT = 0.2
STRETCH = (0.8, 1.2)
# Thin strokes would vanish if they lost a whole pixel on each side.
USUAL_RADII_PIXELS = (-0.5, 0.8)
# Some write with a brush so thick that small loops are filled.
HEAVY_FRACTION, MAX_HEAVY_PIXELS = 0.6, MAX_RADIUS_PIXELS


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


def _shifts(count: int, generator: torch.Generator) -> Tensor:
    return _uniform(2 * count, -MAX_SHIFT_PIXELS, MAX_SHIFT_PIXELS, generator).reshape(count, 2)


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
    shift = torch.randint(-MAX_SHIFT_PIXELS, MAX_SHIFT_PIXELS + 1, (count, 2), generator=generator)
    return warp_images(images, torch.eye(2).repeat(count, 1, 1), shift.to(torch.float32))


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
    angle = _uniform(count, -MAX_ANGLE_RADIANS, MAX_ANGLE_RADIANS, generator)
    scale = _uniform(count, *SCALES, generator)
    shift = _shifts(count, generator)
    return warp_images(images, rotations(angle) * scale.reshape(-1, 1, 1), shift)


def write_differently(images: Tensor, generator: torch.Generator) -> Tensor:
    """Imitate other hands and pens: turn, slant, stretch, move, press harder or lighter.

    Rotation by up to 10 degrees, slant (shear) by up to 0.2, width and height each scaled
    by up to 20 %, shift by up to 2 pixels. Four of ten have strokes thicker or thinner by
    up to a pixel on each side, the others thicker by up to 3.5; a digit that has grown
    is made smaller, so that it stays 20 pixels large.

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
    usual = _uniform(count, *USUAL_RADII_PIXELS, generator)
    heavy = _uniform(count, USUAL_RADII_PIXELS[1], MAX_HEAVY_PIXELS, generator)
    radius = torch.where(_uniform(count, 0, 1, generator) < HEAVY_FRACTION, heavy, usual)
    shrink = BOX / (BOX + 2 * radius.clamp(min=0))
    stretch = _uniform(2 * count, *STRETCH, generator).reshape(count, 2) * shrink[:, None]
    slant = torch.eye(2).repeat(count, 1, 1)
    slant[:, 0, 1] = _uniform(count, -MAX_SLANT, MAX_SLANT, generator)
    turn = rotations(_uniform(count, -MAX_TURN_RADIANS, MAX_TURN_RADIANS, generator))
    linear = turn @ slant @ torch.diag_embed(stretch)
    return warp_images(dilate_images(images, radius), linear, _shifts(count, generator))


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
    "handwriting": Augmentation(
        "Other hands",
        "Up to 10 degrees, slanted, stretched by 20 %, moved by 2 pixels, thicker or thinner.",
        write_differently,
    ),
}
