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

from core.data.knobs import (
    Knob,
    scaled,
    shift_knob,
    slanted,
    stretched,
    thickened,
    turn_knob,
)
from core.data.warping import MAX_RADIUS_PIXELS, dilate_images, rotations, warp_images
from core.sketch.frame import BOX

MAX_SHIFT_PIXELS = 2
MAX_ANGLE_RADIANS, SCALES = math.radians(12), (0.9, 1.1)
MAX_TURN_RADIANS, MAX_SLANT, STRETCH = math.radians(10), 0.2, (0.8, 1.2)
# In pixels on each side of a stroke: thin strokes would vanish if they lost a whole one, and
# some people write with a brush so thick that small loops are filled.
USUAL_RADII, HEAVY_RADII, HEAVY_FRACTION = (-0.5, 0.8), (0.8, MAX_RADIUS_PIXELS), 0.6


@dataclass(frozen=True, slots=True)
class Augmentation:
    """A way to change training images: title and idea in menus, and what it does.

    Attributes
    ----------
    apply : callable
        (images uint8 (n, 28, 28), generator on the CPU) -> images uint8 (n, 28, 28).
    knobs : tuple of Knob
        What it changes, one by one, to look at.
    """

    title: str
    idea: str
    apply: Callable[[Tensor, torch.Generator], Tensor]
    knobs: tuple[Knob, ...] = ()


def uniform(count: int, low: float, high: float, generator: torch.Generator) -> Tensor:
    """Draw numbers between two bounds: float32 of shape (count,)."""
    return torch.rand(count, generator=generator) * (high - low) + low


def shifts(count: int, generator: torch.Generator) -> Tensor:
    """Draw by how many pixels images move, right and down: float32 of shape (count, 2)."""
    return uniform(2 * count, -MAX_SHIFT_PIXELS, MAX_SHIFT_PIXELS, generator).reshape(count, 2)


def unchanged(images: Tensor, generator: torch.Generator) -> Tensor:
    """Return the images as they are."""
    return images


def shift_images(images: Tensor, generator: torch.Generator) -> Tensor:
    """Move each image by up to 2 whole pixels in each direction; what leaves the frame is lost."""
    count = len(images)
    shift = torch.randint(-MAX_SHIFT_PIXELS, MAX_SHIFT_PIXELS + 1, (count, 2), generator=generator)
    return warp_images(images, torch.eye(2).repeat(count, 1, 1), shift.to(torch.float32))


def rotate_scale_shift_images(images: Tensor, generator: torch.Generator) -> Tensor:
    """Rotate by up to 12 degrees, scale by up to 10 %, move by up to 2 pixels."""
    count = len(images)
    angle = uniform(count, -MAX_ANGLE_RADIANS, MAX_ANGLE_RADIANS, generator)
    scale = uniform(count, *SCALES, generator)
    shift = shifts(count, generator)
    return warp_images(images, rotations(angle) * scale.reshape(-1, 1, 1), shift)


def write_differently(images: Tensor, generator: torch.Generator) -> Tensor:
    """Imitate other hands and pens: turn, slant, stretch, move, make thicker or thinner.

    Rotation by up to 10 degrees, slant (shear) by up to 0.2, width and height each scaled
    by up to 20 %, shift by up to 2 pixels. Four of ten have strokes thicker or thinner by
    up to a pixel on each side, the others thicker by up to 3.5; a digit that has grown
    is made smaller, so that it stays 20 pixels large.
    """
    count = len(images)
    usual, heavy = (uniform(count, *radii, generator) for radii in (USUAL_RADII, HEAVY_RADII))
    radius = torch.where(uniform(count, 0, 1, generator) < HEAVY_FRACTION, heavy, usual)
    shrink = BOX / (BOX + 2 * radius.clamp(min=0))
    stretch = uniform(2 * count, *STRETCH, generator).reshape(count, 2) * shrink[:, None]
    slant = torch.eye(2).repeat(count, 1, 1)
    slant[:, 0, 1] = uniform(count, -MAX_SLANT, MAX_SLANT, generator)
    turn = rotations(uniform(count, -MAX_TURN_RADIANS, MAX_TURN_RADIANS, generator))
    linear = turn @ slant @ torch.diag_embed(stretch)
    return warp_images(dilate_images(images, radius), linear, shifts(count, generator))


AUGMENTATIONS: dict[str, Augmentation] = {
    "none": Augmentation("None", "Every epoch shows the same images.", unchanged),
    "shift": Augmentation(
        "Shift",
        "Up to 2 pixels in each direction.",
        shift_images,
        (shift_knob(MAX_SHIFT_PIXELS),),
    ),
    "affine": Augmentation(
        "Rotate, scale, shift",
        "Up to 12 degrees, 10 % and 2 pixels.",
        rotate_scale_shift_images,
        (
            turn_knob(MAX_ANGLE_RADIANS),
            Knob("Scale", "factor", *SCALES, 1.0, scaled),
            shift_knob(MAX_SHIFT_PIXELS),
        ),
    ),
    "handwriting": Augmentation(
        "Other hands",
        "Up to 10 degrees, slanted, stretched by 20 %, moved by 2 pixels, thicker or thinner.",
        write_differently,
        (
            turn_knob(MAX_TURN_RADIANS),
            Knob("Slant", "pixels for each pixel up", -MAX_SLANT, MAX_SLANT, 0.0, slanted),
            Knob("Stretch, also in height", "factor", *STRETCH, 1.0, stretched),
            Knob(
                "Thickness on each side", "pixels", USUAL_RADII[0], HEAVY_RADII[1], 0.0, thickened
            ),
            shift_knob(MAX_SHIFT_PIXELS),
        ),
    ),
}
