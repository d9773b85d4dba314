"""Documents by date, in days, months or years."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

DAYS_SHOWN = 62
MONTHS_SHOWN = 120
_EPOCH = date(1970, 1, 1)


def timeline(days: Iterable[tuple[int | None, int, int]]) -> dict[str, Any]:
    """Count documents by day, month or year.

    Parameters
    ----------
    days
        Days since 1970 (None: no date), number of documents, number of kept documents.

    Returns
    -------
    dict
        ``unit``, the number of ``documents`` with a date and ``without`` one, and the ``rows`` in
        order: by day if there are at most 62 days, by month if at most 120 months, else by year.
    """
    without = 0
    dated: list[tuple[str, int, int]] = []
    for day, documents, kept in days:
        if day is None:
            without += documents
        else:
            dated.append(((_EPOCH + timedelta(days=day)).isoformat(), documents, kept))
    units = (("day", 10, DAYS_SHOWN), ("month", 7, MONTHS_SHOWN), ("year", 4, 500))
    for unit, size, most in units:  # noqa: B007
        read: Counter[str] = Counter()
        stayed: Counter[str] = Counter()
        for name, documents, kept in dated:
            read[name[:size]] += documents
            stayed[name[:size]] += kept
        if len(read) <= most:
            break
    rows = [
        {"date": name, "documents": count, "kept": stayed[name]}
        for name, count in sorted(read.items())
    ]
    return {"unit": unit, "documents": read.total(), "without": without, "rows": rows}
