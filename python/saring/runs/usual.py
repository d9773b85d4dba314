"""Finds the usual value among many, and the limit for unusual values."""

from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate

# Fewer values do not show what is usual.
MIN_VALUES = 8
# A value this close to the median is never unusual, even if the other values are very close
# together.
MARGIN = 10.0


def upper_fence(
    values: Sequence[float], weights: Sequence[int] | None = None, margin: float = MARGIN
) -> tuple[float | None, float | None]:
    """Find the median, and the limit beyond which a value is unusual.

    Parameters
    ----------
    values
        Ascending.
    weights
        How often each value occurs; None: once.
    margin
        The limit is at least this much above the median.

    Returns
    -------
    tuple
        The median and Tukey's upper fence: the third quartile plus one and a half times the
        distance between the quartiles. Both are None for fewer than `MIN_VALUES` values.
    """
    ends = list(accumulate(weights or [1] * len(values)))
    if not ends or ends[-1] < MIN_VALUES:
        return None, None
    low, median, high = (values[bisect_left(ends, share * ends[-1])] for share in (0.25, 0.5, 0.75))
    return median, max(high + 1.5 * (high - low), median + margin)
