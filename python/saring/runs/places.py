"""Places of documents, as the report writes them."""

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
        The file's, as people are shown it.
    record
        Number of the record in the file, from 0.
    line
        Line of the file, from 1, or None.
    ident
        The document's id as JSON, or None.

    Returns
    -------
    dict
        ``file``, ``record``, ``line``, and ``id`` where there is one.
    """
    entry = {"file": name, "record": record, "line": line}
    return entry if ident is None else {**entry, "id": json.loads(ident, parse_float=_number)}


def _number(digits: str) -> float | str:
    """Read a number; one that is too large for a float stays as it is: JSON has no infinity."""
    number = float(digits)
    return number if math.isfinite(number) else digits
