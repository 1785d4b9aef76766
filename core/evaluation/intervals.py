"""How precisely a fraction is known that was counted on a limited number of images."""

from __future__ import annotations

import math

# 95 % of a standard normal distribution lie within this many standard deviations.
DEVIATIONS_FOR_95_PERCENT = 1.959963984540054


def wilson_interval(right: int, count: int) -> tuple[float, float]:
    """Compute the 95 % interval of the fraction ``right / count`` (E. Wilson, 1927).

    Unlike "plus or minus two standard errors" it never leaves 0 to 1 and works when all
    or none are right.

    Returns
    -------
    low, high : float
        Between 0 and 1; (0, 1) for a count of 0, when nothing is known.
    """
    if not count:
        return 0.0, 1.0
    fraction, z = right / count, DEVIATIONS_FOR_95_PERCENT
    middle = fraction + z**2 / (2 * count)
    spread = z * math.sqrt(fraction * (1 - fraction) / count + z**2 / (4 * count**2))
    width = 1 + z**2 / count
    # At the ends the two are equal but for the last digit of the arithmetic.
    low = 0.0 if right == 0 else (middle - spread) / width
    high = 1.0 if right == count else (middle + spread) / width
    return low, high
