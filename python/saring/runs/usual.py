"""What is usual among many values, and what is beyond it."""

from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate

# Fewer values say nothing of what is usual.
MIN_VALUES = 8
# A value this little above the median is not worth a person's time, however much the others agree.
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
        How often each occurs; None: once.
    margin
        The limit is at least this much above the median.

    Returns
    -------
    tuple
        The median and Tukey's upper fence, the third quartile and one and a half times the
        distance of the quartiles; None for both of fewer than `MIN_VALUES` values.
    """
    ends = list(accumulate(weights or [1] * len(values)))
    if not ends or ends[-1] < MIN_VALUES:
        return None, None
    low, median, high = (values[bisect_left(ends, share * ends[-1])] for share in (0.25, 0.5, 0.75))
    return median, max(high + 1.5 * (high - low), median + margin)
