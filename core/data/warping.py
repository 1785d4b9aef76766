"""Moving, turning and dilating images: what augmentation and distortions are made of."""

from __future__ import annotations

import math

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

HALF_FRAME = 14
# In pixels on each side of a stroke; places farther away are never looked at.
MAX_RADIUS_PIXELS, REACH = 3.5, 4


def warp_images(images: Tensor, linear: Tensor, shift: Tensor) -> Tensor:
    """Send each point p of image i to linear[i] p + shift[i], around the middle.

    Between pixels by linear interpolation. What leaves the frame is lost; what comes in is paper.

    Parameters
    ----------
    images : uint8 Tensor of shape (n, 28, 28)
        The result has the same shape and type.
    linear : float32 Tensor of shape (n, 2, 2)
        Turns, stretches and slants; x points right, y down.
    shift : float32 Tensor of shape (n, 2)
        In pixels, right and down.
    """
    # grid_sample asks where to look in the source, in halves of an image: the map runs backwards.
    backwards = torch.linalg.inv(linear)
    origin = -backwards @ (shift / HALF_FRAME).unsqueeze(2)
    matrix = torch.cat([backwards, origin], dim=2)
    grid = functional.affine_grid(matrix, [len(images), 1, 28, 28], align_corners=False)
    warped = functional.grid_sample(images.unsqueeze(1).float(), grid, align_corners=False)
    return warped.squeeze(1).round().to(torch.uint8)


def rotations(angle: Tensor) -> Tensor:
    """Make the matrices (n, 2, 2) that turn images by angles (n,) in radians, clockwise."""
    cosine, sine = torch.cos(angle), torch.sin(angle)
    return torch.stack([torch.stack([cosine, -sine], 1), torch.stack([sine, cosine], 1)], 1)


def dilate_images(images: Tensor, radius: Tensor) -> Tensor:
    """Grow or shrink strokes, as with a thicker or a thinner pen.

    Each pixel becomes the darkest one within a disc (grayscale dilation); at the disc's rim ink
    fades out, so that parts of a pixel count too.

    Parameters
    ----------
    images : uint8 Tensor of shape (n, 28, 28)
        0 is paper, 255 is ink. The result has the same shape and type.
    radius : float32 Tensor of shape (n,)
        Pixels on each side of a stroke, at most 3.5; below 0 strokes get thinner.
    """
    shrinks = (radius < 0).reshape(-1, 1, 1)
    # The largest discs come first: the outer places are looked at only for them.
    radius, order = radius.abs().sort(descending=True)
    ink = torch.where(shrinks, 255 - images, images)[order].float()  # to thin ink, dilate paper
    padded = functional.pad(ink, (REACH,) * 4)
    for down, right in np.ndindex(2 * REACH + 1, 2 * REACH + 1):
        distance = math.hypot(down - REACH, right - REACH)
        count = int((radius > distance - 1).sum())
        faded = 255 * (distance - radius[:count]).clamp(0, 1).reshape(-1, 1, 1)
        moved = padded[:count, down : down + 28, right : right + 28] - faded
        torch.maximum(ink[:count], moved, out=ink[:count])
    ink = ink[order.argsort()]
    return torch.where(shrinks, 255 - ink, ink).round().to(torch.uint8)
