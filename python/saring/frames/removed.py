"""The removed texts of a run, as columns."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from saring.errors import require
from saring.io.audit import read_audit
from saring.io.records import Outcome, Problem
from saring.progress import Observer

_KINDS = ("line", "span", "document")
_TYPES = {
    "record": "int64",
    "id": "string",
    "kind": "string",
    "role": "string",
    "rule": "string",
    "score": "float64",
    "reason": "string",
    "start": "int64",
    "end": "int64",
    "text": "string",
    "copy_of": "int64",
    "relation": "string",
    "similarity": "float64",
}


class Quarantined:
    """An observer that remembers quarantined records, and passes everything on to another one.

    Parameters
    ----------
    observer
        Receives everything.

    Attributes
    ----------
    records
        Number of each record, and the kind of its problem.
    """

    def __init__(self, observer: Observer) -> None:
        self._observer = observer
        self.records: list[tuple[int, str]] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._observer, name)

    def problem(self, problem: Problem) -> None:
        """Remember a problem, and pass it on."""
        if problem.outcome is Outcome.QUARANTINED and problem.record is not None:
            self.records.append((problem.record, problem.kind))
        self._observer.problem(problem)


def removed_rows(out: Path, quarantined: Quarantined, *, has_index: bool) -> Any:
    """Read the audit of a run over one frame.

    Parameters
    ----------
    out
        The output folder.
    quarantined
        The observer of the run.
    has_index
        Whether copies may be in an index.

    Returns
    -------
    pyarrow.Table
        One row per removal, by record. In one record, lines come before the document.
    """
    types = _TYPES | ({"in_index": "string"} if has_index else {})
    rows = [_row(entry) for entry in read_audit(out) if entry["kind"] in _KINDS]
    rows += [{"record": n, "kind": "document", "reason": what} for n, what in quarantined.records]
    rows.sort(key=lambda row: row["record"])
    pa = require("pyarrow")
    columns = {name: [row.get(name) for row in rows] for name in types}
    return pa.table(
        {name: pa.array(values, getattr(pa, types[name])()) for name, values in columns.items()}
    )


def _row(entry: dict[str, Any]) -> dict[str, Any]:
    kept = entry.get("kept") or entry.get("copy_of")
    if kept is not None:
        entry["copy_of"] = kept["record"]
    for name in ("id", "in_index"):
        value = entry.get(name)
        if value is not None and not isinstance(value, str):
            entry[name] = str(value) if not isinstance(value, dict) else value.get("id")
    return entry
