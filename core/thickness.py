"""How thick the strokes of a drawing are, and how to make them as thick as MNIST's.

A canvas brush has one width whatever the digit's size, so a small digit looks fat and a
large one thin: nothing that MNIST's writers with their pens ever showed a network. The
distance from each pixel to the nearest edge (P. Danielsson, "Euclidean Distance Mapping",
1980) tells how thick strokes are, and moving the edge by some distance makes them thinner
or thicker everywhere alike.
"""

from __future__ import annotations

import numpy as np
from scipy.ndimage import distance_transform_edt

HALF_INK = 128
# Shares of the longer side of a digit. Three of four of MNIST's training digits lie between
# these two (5 % are thinner than 0.083, 5 % thicker than 0.20, the median is 0.124).
THINNEST, THICKEST = 0.09, 0.16


def stroke_thickness(ink: np.ndarray) -> float:
    """Measure how thick strokes are.

    Parameters
    ----------
    ink : uint8 array of shape (height, width)
        0 is paper, 255 is ink.

    Returns
    -------
    float
        Mean thickness in pixels; 0 when nothing is dark enough to be a stroke.
    """
    stroke = ink >= HALF_INK
    if not stroke.any():
        return 0.0
    # Across a stroke w pixels wide the distances to paper are 1, 2, ... w/2 ... 2, 1, with
    # the mean w/4 + 1/2. The margin counts as paper.
    distances = distance_transform_edt(np.pad(stroke, 1))
    return max(1.0, 4 * float(distances[distances > 0].mean()) - 2)


def usual_thickness(ink: np.ndarray) -> float:
    """Tell how thick the strokes of a digit should be.

    Parameters
    ----------
    ink : uint8 array of shape (height, width)
        A digit without margins.

    Returns
    -------
    float
        Pixels: the thickness it has, or the nearest that is usual in MNIST for a digit
        of this size.
    """
    side = max(ink.shape)
    return float(np.clip(stroke_thickness(ink), THINNEST * side, THICKEST * side))


def change_thickness(ink: np.ndarray, thickness: float) -> np.ndarray:
    """Make strokes thinner or thicker by moving their edges.

    Parameters
    ----------
    ink : uint8 array of shape (height, width)
        0 is paper, 255 is ink.
    thickness : float
        What strokes shall measure on average, in pixels.

    Returns
    -------
    uint8 array of shape (height + 2 m, width + 2 m)
        With a margin m on each side where strokes grow over the old border. The very
        same drawing when it is that thick already or has no strokes.
    """
    present = stroke_thickness(ink)
    move = (thickness - present) / 2
    if not present or abs(move) < 1 / 2:
        return ink
    margin = max(1, int(np.ceil(move)) + 1)
    stroke = np.pad(ink >= HALF_INK, margin)
    # Positive inside a stroke, negative outside, 0 on the edge between two pixels.
    to_edge = np.where(
        stroke, distance_transform_edt(stroke) - 0.5, 0.5 - distance_transform_edt(~stroke)
    )
    # The edge itself stays soft: half a pixel on either side.
    return (255 * np.clip(to_edge + move + 0.5, 0, 1)).round().astype(np.uint8)
