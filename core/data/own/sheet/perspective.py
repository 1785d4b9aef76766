"""A plane seen from anywhere: the map between two photos of it, from four points.

R. Hartley, A. Zisserman, "Multiple View Geometry in Computer Vision" (2004), section 4.1.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import ndimage

TINY = 1e-9
Points = Sequence[tuple[float, float]]


def homography(source: Points | np.ndarray, target: Points | np.ndarray) -> np.ndarray:
    """Find the 3 x 3 matrix that takes four points to four others, in homogeneous coordinates.

    Raises
    ------
    numpy.linalg.LinAlgError
        If three of the points are in one line.
    """
    rows, values = [], []
    for (x, y), (u, v) in zip(source, target, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        values += [u, v]
    solution = np.linalg.solve(np.array(rows, float), np.array(values, float))
    return np.append(solution, 1).reshape(3, 3)


def mapped(matrix: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Take points, float of shape (n, 2), where a homography takes them."""
    x, y, scale = matrix @ np.column_stack([points, np.ones(len(points))]).T
    # What lies behind the camera is far outside of every photo.
    scale = np.where(np.abs(scale) < TINY, TINY, scale)
    return np.column_stack([x / scale, y / scale])


def seen_straight(
    picture: np.ndarray,
    matrix: np.ndarray,
    left: float,
    top: float,
    width: float,
    height: float,
    pixels: int,
) -> np.ndarray:
    """Cut a rectangle of the plane out of a photo, as seen from straight above.

    Parameters
    ----------
    picture : float array of shape (height, width)
    matrix : float array of shape (3, 3)
        From the plane to the photo.
    left, top, width, height : float
        Of the rectangle on the plane.
    pixels : int
        Of its width.

    Returns
    -------
    float32 array of shape (round(pixels * height / width), pixels)
        Beyond the photo's border 0.
    """
    rows = round(pixels * height / width)
    x = left + width * (np.arange(pixels) + 0.5) / pixels
    y = top + height * (np.arange(rows) + 0.5) / rows
    places = mapped(matrix, np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2))
    values = ndimage.map_coordinates(picture, places[:, ::-1].T, order=1, mode="constant")
    return values.reshape(rows, pixels).astype(np.float32)
