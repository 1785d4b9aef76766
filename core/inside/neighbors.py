"""Which known points lie closest to a new one."""

from __future__ import annotations

import numpy as np

# So many at a time are turned from bytes into floats: 16 MB of images.
CHUNK = 5_000


def nearest(points: np.ndarray, query: np.ndarray, count: int = 5) -> tuple[np.ndarray, np.ndarray]:
    """Find the points closest to another one, in a straight line (Euclid).

    Parameters
    ----------
    points : array of shape (n, ...)
        Images, or rows of features.
    query : array of shape (...)
        One more of them.
    count : int
        How many to find; all when there are fewer.

    Returns
    -------
    rows : int64 array of shape (count,)
        Which ones, the closest first.
    distances : float64 array of shape (count,)
        How far away, in the unit of the points.
    """
    target = query.astype(np.float32).ravel()
    squares = np.empty(len(points))
    for start in range(0, len(points), CHUNK):
        chunk = points[start : start + CHUNK].astype(np.float32)
        difference = chunk.reshape(len(chunk), -1) - target
        squares[start : start + len(chunk)] = np.einsum("ij,ij->i", difference, difference)
    rows = squares.argsort(kind="stable")[:count]
    return rows, np.sqrt(squares[rows])
