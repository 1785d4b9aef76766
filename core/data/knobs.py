"""What an augmentation is made of, one thing at a time, to look at."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from core.data.warping import dilate_images, rotations, warp_images
from core.sketch.frame import BOX


@dataclass(frozen=True, slots=True)
class Knob:
    """One thing that an augmentation changes, drawn anew for each image.

    Attributes
    ----------
    title, unit : str
        What it is, and what its numbers are.
    low, high : float
        Between these it is drawn.
    neutral : float
        At this nothing is changed.
    apply : callable
        (images uint8 (n, 28, 28), values float32 (n,)) -> images uint8 (n, 28, 28), with this
        changed and all else as it was.
    """

    title: str
    unit: str
    low: float
    high: float
    neutral: float
    apply: Callable[[Tensor, Tensor], Tensor]

    def steps(self, count: int) -> Tensor:
        """Return so many values from the lowest to the highest: float32 of shape (count,)."""
        # In 64 bits, and rounded: what is in the middle is the middle.
        exact = torch.linspace(self.low, self.high, count, dtype=torch.float64)
        return exact.round(decimals=6).float()


def _only(linear: Tensor, images: Tensor) -> Tensor:
    return warp_images(images, linear, torch.zeros(len(images), 2))


def turned(images: Tensor, degrees: Tensor) -> Tensor:
    """Turn each image clockwise."""
    return _only(rotations(torch.deg2rad(degrees)), images)


def scaled(images: Tensor, factor: Tensor) -> Tensor:
    """Make each image larger or smaller around its middle."""
    return _only(torch.eye(2) * factor.reshape(-1, 1, 1), images)


def stretched(images: Tensor, factor: Tensor) -> Tensor:
    """Make each image wider or narrower."""
    return _only(torch.diag_embed(torch.stack([factor, torch.ones_like(factor)], 1)), images)


def slanted(images: Tensor, amount: Tensor) -> Tensor:
    """Shear each image: so many pixels to the left for each pixel up."""
    linear = torch.eye(2).repeat(len(images), 1, 1)
    linear[:, 0, 1] = amount
    return _only(linear, images)


def shifted(images: Tensor, pixels: Tensor) -> Tensor:
    """Move each image to the right; what leaves the frame is lost."""
    count = len(images)
    moves = torch.stack([pixels, torch.zeros(count)], 1)
    return warp_images(images, torch.eye(2).repeat(count, 1, 1), moves)


def thickened(images: Tensor, radius: Tensor) -> Tensor:
    """Let strokes grow on each side; the digit stays as large as it was."""
    shrink = BOX / (BOX + 2 * radius.clamp(min=0))
    return scaled(dilate_images(images, radius), shrink)


def turn_knob(radians: float) -> Knob:
    """Make the knob that turns by up to so much in each direction."""
    degrees = round(math.degrees(radians))
    return Knob("Turn", "degrees", -degrees, degrees, 0, turned)


def shift_knob(pixels: int) -> Knob:
    """Make the knob that moves by up to so many pixels."""
    return Knob("Shift, also up and down", "pixels", -pixels, pixels, 0, shifted)
