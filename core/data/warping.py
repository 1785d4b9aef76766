"""Moving, turning and pressing images: what augmentation and distortions are made of."""

from __future__ import annotations

import math

import torch
from torch import Tensor
from torch.nn import functional

HALF_FRAME = 14
# In pixels on each side of a stroke; places farther away are never looked at.
MAX_RADIUS_PIXELS = 3.5


def warp_images(images: Tensor, linear: Tensor, shift: Tensor) -> Tensor:
    """Send each point p of image i to linear[i] p + shift[i], around the middle.

    Parameters
    ----------
    images : uint8 Tensor of shape (n, 28, 28)
        What leaves the frame is lost; what comes in is paper.
    linear : float32 Tensor of shape (n, 2, 2)
        Turns, stretches and slants; x points right, y down.
    shift : float32 Tensor of shape (n, 2)
        In pixels, right and down.

    Returns
    -------
    uint8 Tensor of shape (n, 28, 28)
        Each image moved in its own way, between pixels by linear interpolation.
    """
    # grid_sample asks, for each place of the result, where to look in the source, in
    # units of half an image. So the map runs backwards.
    backwards = torch.linalg.inv(linear)
    origin = -backwards @ (shift / HALF_FRAME).unsqueeze(2)
    matrix = torch.cat([backwards, origin], dim=2)
    grid = functional.affine_grid(matrix, [len(images), 1, 28, 28], align_corners=False)
    pixels = images.unsqueeze(1).to(torch.float32)
    warped = functional.grid_sample(pixels, grid, align_corners=False)
    return warped.squeeze(1).round().to(torch.uint8)


def rotations(angle: Tensor) -> Tensor:
    """Make the matrices that turn images.

    Parameters
    ----------
    angle : float32 Tensor of shape (n,)
        In radians, clockwise as seen on the screen.

    Returns
    -------
    float32 Tensor of shape (n, 2, 2)
        For :func:`warp_images`.
    """
    cosine, sine = torch.cos(angle), torch.sin(angle)
    return torch.stack([torch.stack([cosine, -sine], 1), torch.stack([sine, cosine], 1)], 1)


def _dilate(images: Tensor, radius: Tensor) -> Tensor:
    """Let the ink of each image spread by its own number of pixels, as a pen would.

    Each pixel becomes the darkest one within a disc; at the disc's rim ink fades out, so
    that parts of a pixel count too.
    """
    # The images that spread farthest come first: the outer places are asked only for them.
    radius, order = radius.sort(descending=True)
    dilated = images[order].to(torch.float32)
    reach = math.ceil(MAX_RADIUS_PIXELS)
    padded = functional.pad(dilated, (reach,) * 4)
    for down in range(2 * reach + 1):
        for right in range(2 * reach + 1):
            distance = math.hypot(down - reach, right - reach)
            count = int((radius > distance - 1).sum())
            faded = 255 * (distance - radius[:count]).clamp(0, 1).reshape(-1, 1, 1)
            moved = padded[:count, down : down + 28, right : right + 28] - faded
            torch.maximum(dilated[:count], moved, out=dilated[:count])
    return dilated[order.argsort()]


def dilate_images(images: Tensor, radius: Tensor) -> Tensor:
    """Let strokes grow or shrink, as a pen does that is pressed harder or lighter.

    Parameters
    ----------
    images : uint8 Tensor of shape (n, 28, 28)
        0 is paper, 255 is ink.
    pressure : float32 Tensor of shape (n,)
        Pixels on each side of a stroke, at most 3.5; below 0 strokes get thinner.

    Returns
    -------
    uint8 Tensor of shape (n, 28, 28)
        The same digits with other pens.
    """
    thinner, thicker = torch.nonzero(radius < 0)[:, 0], torch.nonzero(radius > 0)[:, 0]
    dilated = images.to(torch.float32)
    dilated[thicker] = _dilate(images[thicker], radius[thicker])
    # Where ink shrinks, paper spreads.
    dilated[thinner] = 255 - _dilate(255 - images[thinner], -radius[thinner])
    return dilated.round().to(torch.uint8)
