"""Places of documents, as in the report."""

import json
import math
from typing import Any


def described_place(
    name: str, record: int, line: int | None, ident: bytes | None
) -> dict[str, Any]:
    """Describe the place of a document.

    Parameters
    ----------
    name
        Name of the file, as shown to people.
    record
        Number of the record in the file, from 0.
    line
        Line of the file, from 1, or None.
    ident
        The document's id as JSON, or None.

    Returns
    -------
    dict
        ``file``, ``record``, ``line``, and ``id`` if there is one.
    """
    entry = {"file": name, "record": record, "line": line}
    return entry if ident is None else {**entry, "id": json.loads(ident, parse_float=_number)}


def _number(digits: str) -> float | str:
    """Read a number. A number too large for a float stays unchanged: JSON has no infinity."""
    number = float(digits)
    return number if math.isfinite(number) else digits
