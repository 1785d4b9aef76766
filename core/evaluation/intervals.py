"""How sure a share is that was counted on so many images."""

from __future__ import annotations

import math

# The standard normal distribution has 95 % of its weight within so many deviations.
DEVIATIONS_FOR_95_PERCENT = 1.959963984540054


def wilson_interval(right: int, count: int) -> tuple[float, float]:
    """Give the 95 % interval of a share (E. Wilson, 1927).

    Unlike "plus or minus two standard errors" it never leaves 0 to 1 and works when all
    or none are right.

    Parameters
    ----------
    right : int
        How many of them, 0 to `count`.
    count : int
        Of how many.

    Returns
    -------
    low, high : float
        Between 0 and 1. (0, 1) when there is not a single one: nothing is known.
    """
    if not count:
        return 0.0, 1.0
    share, z = right / count, DEVIATIONS_FOR_95_PERCENT
    middle = share + z**2 / (2 * count)
    spread = z * math.sqrt(share * (1 - share) / count + z**2 / (4 * count**2))
    width = 1 + z**2 / count
    # At the ends the two are equal but for the last digit of the arithmetic.
    low = 0.0 if right == 0 else (middle - spread) / width
    high = 1.0 if right == count else (middle + spread) / width
    return low, high
