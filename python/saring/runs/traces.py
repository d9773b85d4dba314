"""Traces of documents: their lines of the audit, combined with the kept text."""

from __future__ import annotations

import base64
import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from saring.errors import UsageError, require
from saring.io import csv_files
from saring.io.audit import read_audit
from saring.io.csv_rows import fields_of
from saring.io.formats import format_of
from saring.io.paths import printable
from saring.io.records import Container
from saring.io.source_columns import DELIMITERS
from saring.runs.kept_documents import Output
from saring.runs.restored import ArrowRow, CsvRow, Form, JsonRecord, Page, Plain, WarcRecord

Place = tuple[str, int]  # file and record
MAX_SHOWN = 10
_REMOVALS = ("line", "span")


@dataclass(slots=True)
class Trace:
    """A document, and what the run did with it.

    Attributes
    ----------
    place
        File and record.
    ident
        Its id; None if it has none.
    clean
        Its text after stripping.
    removals
        The lines of the audit for its removed parts, in order.
    removed
        The line of the audit for the removed document; None if it was kept.
    notes
        Other lines of the audit: repairs, mojibake.
    form
        The record that the document was written in.
    line
        Line of the file; None if there is none or it is unknown.
    text_field
        Name of the field of the text in `form`.
    """

    place: Place
    ident: Any = None
    clean: str | None = None
    removals: list[dict[str, Any]] = field(default_factory=list)
    removed: dict[str, Any] | None = None
    notes: list[dict[str, Any]] = field(default_factory=list)
    form: Form | None = None
    line: int | None = None
    text_field: str = "text"

    def text(self, roles: Collection[str] | None = None) -> str:
        """Return the text as read; with `roles`, restore only lines with these roles."""
        assert self.clean is not None
        text, kept = "", self.clean
        position = 0  # in the text as read
        is_back = True  # the last removal
        for row in self.removals:
            before, after = row.get("before", ""), row.get("after", "")
            count = row["start"] - len(before) - position
            position = row["end"] + len(after)
            part, kept = kept[:count], kept[count:]
            # The last line of an article has lost its line end, but the offsets count it.
            text += part + "\n" * (count - len(part))
            is_back = roles is None or row["role"] in roles
            if is_back:
                text += before + row["text"] + after
        # If the last line is not restored, the line end before it is removed too.
        is_cut = bool(self.removals) and not is_back and not kept
        return text.rstrip("\r\n") if is_cut else text + kept


class Traces:
    """Finds documents of an output.

    Parameters
    ----------
    out
        The output folder.

    Raises
    ------
    UsageError
        The folder is not an output of `saring clean`, or is of another version.
    """

    def __init__(self, out: Path) -> None:
        self.output = Output(out)
        self.out = out

    def find(self, wanted: Iterable[str]) -> list[Trace]:
        """Find documents.

        Parameters
        ----------
        wanted
            The id of each document, or ``FILE:RECORD`` with the number of the record from 0. The id
            of a WARC record may have brackets, as in the file: ``<urn:uuid:…>``.

        Returns
        -------
        list of Trace
            In the order of `wanted`.

        Raises
        ------
        UsageError
            No document, or more than one, has this name.
        """
        names = [
            name[1:-1] if name.startswith("<urn:") and name.endswith(">") else name
            for name in wanted
        ]
        places = {name: self._place(name) for name in names}
        found = self._collect(names, {place for place in places.values() if place})
        chosen = []
        for name in names:
            matches = [trace for trace in found if _is_called(trace, name)]
            if not matches and (place := places[name]) is not None:
                matches = [trace for trace in found if trace.place == place]
            if not matches:
                raise UsageError(
                    f"'{printable(str(self.out))}' has no document '{printable(name)}': give its "
                    "id, or FILE:RECORD with the number of the record, from 0"
                )
            if len(matches) > 1:
                shown = ", ".join(f"{t.place[0]}:{t.place[1]}" for t in matches[:MAX_SHOWN])
                more = len(matches) - MAX_SHOWN
                raise UsageError(
                    f"{len(matches)} documents have the id '{printable(name)}': name one as "
                    f"{shown}{f' and {more} more' if more > 0 else ''}"
                )
            chosen.append(matches[0])
        return chosen

    def with_roles(self, roles: Collection[str]) -> list[Trace]:
        """Find the kept documents that lost lines with some roles."""
        places = set()
        for row in read_audit(self.out, [f'"role":"{role}"'.encode() for role in roles]):
            if row["kind"] in _REMOVALS and row["role"] in roles:
                places.add((row["file"], row["record"]))
        found = self._collect([], places)
        return [trace for trace in found if trace.removed is None]

    def _place(self, name: str) -> Place | None:
        file, colon, record = name.rpartition(":")
        is_known = file in self.output.files or not self.output.names_all_files
        is_place = colon and record.isascii() and record.isdigit() and is_known
        return (file, int(record)) if is_place else None

    def _collect(self, names: list[str], places: set[Place]) -> list[Trace]:
        """Collect the documents at the places, and the documents with one of the ids."""
        ids = set(names)
        traces: dict[Place, Trace] = {}
        runs: dict[str, list[tuple[int, int]]] = {}
        records: list[dict[str, Any]] = []
        for row in read_audit(self.out, self._needles(names, places)):
            kind = row["kind"]
            if kind == "kept":
                runs.setdefault(row["file"], []).extend(map(tuple, row["records"]))
                continue
            if kind in ("rows", "record"):
                records.append(row)
                continue
            place = (row["file"], row["record"])
            ident = row.get("id")
            if place not in places and _called(ident) not in ids:
                continue
            trace = traces.setdefault(place, Trace(place, ident, line=row.get("line")))
            if kind in _REMOVALS:
                trace.removals.append(row)
            elif kind == "document":
                trace.removed, trace.clean = row, row["text"]
                if "head" in row:
                    trace.form = JsonRecord(row["head"].encode(), row["tail"].encode())
            else:
                trace.notes.append(row)
        self._add_kept(names, places, traces, runs)
        self._add_forms(traces, records)
        for trace in traces.values():
            trace.removals.sort(key=lambda row: row["start"])
            if trace.removed is not None or not self.output.is_table:
                trace.text_field = self.output.text_field(trace.place[0])
        order = {name: at for at, name in enumerate(self.output.files)}
        return sorted(
            (trace for trace in traces.values() if trace.clean is not None),
            key=lambda trace: (order.get(trace.place[0], 0), trace.place[1]),
        )

    def _needles(self, names: list[str], places: set[Place]) -> list[bytes]:
        """Return byte strings; each wanted line of the audit has at least one of them."""
        needles = [b'{"kind":"kept"', b'{"kind":"rows"', b'{"kind":"record"']
        for name in names:
            orjson = require("orjson")
            needles += [b'"id":' + orjson.dumps(name), b'"id":' + name.encode()]
        if any(not name.isascii() or "\\" in name or '"' in name for name in names):
            return []  # the same id can be written in several ways
        needles += {f'"record":{record},'.encode() for _, record in places}
        return needles

    def _add_kept(
        self,
        names: list[str],
        places: set[Place],
        traces: dict[Place, Trace],
        runs: dict[str, list[tuple[int, int]]],
    ) -> None:
        """Add the text of kept documents, and the documents without removals."""
        ids = set(names)
        wanted = places | {place for place, trace in traces.items() if trace.removed is None}
        # An id may belong to a document that is not in the audit.
        files = (
            None if ids - {name for name in ids if self._place(name)} else {f for f, _ in wanted}
        )
        for kept in self.output.documents(runs, files):
            place = (kept.file, kept.record)
            if place not in wanted and _called(kept.ident) not in ids:
                continue
            trace = traces.setdefault(place, Trace(place, kept.ident))
            if trace.removed is None:
                trace.ident = kept.ident if trace.ident is None else trace.ident
                trace.clean, trace.form = kept.text, kept.form

    def _add_forms(self, traces: dict[Place, Trace], records: list[dict[str, Any]]) -> None:
        """Add the records of documents that were removed."""
        headers = {row["file"]: row["head"] for row in records if row.get("record", 0) is None}
        by_record = {(row["file"], row["record"]): row for row in records if "record" in row}
        in_rows = {
            (row["file"], record): (row, at)
            for row in records
            if row["kind"] == "rows"
            for at, record in enumerate(row["records"])
        }
        for trace in traces.values():
            file = trace.place[0]
            if trace.removed is None or trace.form is not None:
                continue
            row = by_record.get(trace.place)
            if row is not None and file in headers:
                trace.form = _csv_row(file, headers[file].encode(), row, self._container(file))
            elif row is not None:
                trace.form = WarcRecord(row["head"].encode())
            else:
                trace.form = _arrow_row(*in_rows[trace.place]) if trace.place in in_rows else None
            if trace.form is None:
                trace.form = Page() if self._container(file) is Container.HTML else Plain()

    def _container(self, file: str) -> Container:
        forced = self.output.settings(file).get("format")
        if forced is not None:
            return Container(forced)
        found = format_of(Path(file))
        return Container.TEXT if found is None else found[0]


def _arrow_row(row: dict[str, Any], at: int) -> ArrowRow:
    pa = require("pyarrow")
    table = pa.ipc.open_stream(base64.b64decode(row["arrow"])).read_all()
    return ArrowRow(table.slice(at, 1))


def _csv_row(file: str, header: bytes, row: dict[str, Any], container: Container) -> CsvRow:
    table = csv_files.Header(header, DELIMITERS.get(container))
    field = '"-' if row.get("plain") else '""'  # in the place of the text, in the same notation
    data = (row["head"] + field + row["tail"]).encode()
    return CsvRow(header, fields_of(data, table.delimiter) or [], data, table)


def _called(ident: Any) -> str | None:
    """Return an id in the form that people type."""
    if ident is None or isinstance(ident, str):
        return ident
    return json.dumps(ident)


def _is_called(trace: Trace, name: str) -> bool:
    return _called(trace.ident) == name
