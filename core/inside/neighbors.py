"""Which known points lie closest to a new one."""

from __future__ import annotations

import numpy as np

# This many at a time are converted from bytes to floats: 16 MB of images.
CHUNK = 5_000


def nearest(points: np.ndarray, query: np.ndarray, count: int = 5) -> tuple[np.ndarray, np.ndarray]:
    """Find the points, shape (n, ...), closest to a query, shape (...), by Euclidean distance.

    Returns
    -------
    rows, distances : int64 and float64 arrays of shape (count,)
        Closest first; all points when there are fewer.
    """
    target = query.astype(np.float32).ravel()
    squares = np.empty(len(points))
    for start in range(0, len(points), CHUNK):
        chunk = points[start : start + CHUNK].astype(np.float32)
        difference = chunk.reshape(len(chunk), -1) - target
        squares[start : start + len(chunk)] = np.einsum("ij,ij->i", difference, difference)
    rows = squares.argsort(kind="stable")[:count]
    return rows, np.sqrt(squares[rows])
