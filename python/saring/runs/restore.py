"""Writes restored documents, in the format of their input or as JSON Lines."""

from __future__ import annotations

import html
import os
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

from saring._named_files import create
from saring._option_names import option
from saring.boilerplate import ROLES
from saring.errors import UsageError, require
from saring.io.formats import format_of
from saring.io.new_file import new_file
from saring.io.paths import printable
from saring.io.records import Container
from saring.io.warc_files import conversion
from saring.io.writer import CompressedWriter
from saring.runs.restored import ArrowRow, CsvRow, JsonRecord, Page, Plain, WarcRecord
from saring.runs.traces import Trace

# Formats that take only documents of their own kind.
_FORMS: dict[Container, type] = {
    Container.CSV: CsvRow,
    Container.TSV: CsvRow,
    Container.WARC: WarcRecord,
    Container.PARQUET: ArrowRow,
    Container.ARROW: ArrowRow,
}


def write_restored(
    traces: Sequence[Trace], path: Path, roles: Collection[str] | None = None
) -> None:
    """Write documents with their whole text and all their fields.

    Parameters
    ----------
    traces
        The documents.
    path
        The file to make. Its name decides the format. JSON Lines takes every document; the other
        formats take only documents that were read from such files.
    roles
        Only lines with these roles are restored; None: everything.

    Raises
    ------
    UsageError
        The file exists, its format is unknown, or the format does not take one of the documents.
    """
    if roles is not None:
        _check_roles(roles)
    if os.path.lexists(path):
        raise UsageError(f"'{printable(path)}' exists: name a new file")
    if not path.parent.is_dir():
        raise UsageError(f"'{printable(path.parent)}' is no folder")
    found = format_of(path)
    if found is None:
        raise UsageError(
            f"'{printable(path)}': unknown format; name a .jsonl file, or one of the format of the "
            "inputs"
        )
    container, compression = found
    texts = [trace.text(roles) for trace in traces]
    _check_forms(traces, container, path)
    with new_file(path) as staged:
        if container in (Container.PARQUET, Container.ARROW):
            _write_rows(traces, texts, staged, container)
            return
        with CompressedWriter(staged, compression) as file:
            for part in _bytes_of(traces, texts, container):
                file.write(part)


def _check_roles(roles: Collection[str]) -> None:
    for role in roles:
        if role not in ROLES:
            known = ", ".join(ROLES)
            raise UsageError(f"{option('role')}: no role '{printable(role)}' (roles: {known})")


def _check_forms(traces: Sequence[Trace], container: Container, path: Path) -> None:
    for trace in traces:
        if container in _FORMS and not isinstance(trace.form, _FORMS[container]):
            raise UsageError(
                f"'{printable(path)}' takes documents of such files only, and "
                f"'{trace.place[0]}:{trace.place[1]}' is of another: name a .jsonl file"
            )
    if container in (Container.TEXT, Container.HTML) and len(traces) != 1:
        raise UsageError(
            f"'{printable(path)}' takes one document, not {len(traces):,}: name a .jsonl file"
        )
    headers = {trace.form.header for trace in traces if isinstance(trace.form, CsvRow)}
    if len(headers) > 1:
        raise UsageError("the documents are of files with other columns: name a .jsonl file")


def _bytes_of(traces: Sequence[Trace], texts: Sequence[str], container: Container) -> list[bytes]:
    data = []
    for trace, text in zip(traces, texts, strict=True):
        form = trace.form
        if container is Container.TEXT:
            data.append(text.encode())
        elif container is Container.HTML:
            data.append(_page(text))
        elif isinstance(form, CsvRow) and container in (Container.CSV, Container.TSV):
            data += [] if data else [form.header]
            data.append(form.row(trace.text_field, text))
        elif isinstance(form, WarcRecord) and container is Container.WARC:
            data.append(conversion(form.header, text))
        else:
            data.append(_json_line(trace, text))
    return data


def _json_line(trace: Trace, text: str) -> bytes:
    if isinstance(trace.form, JsonRecord):
        return trace.form.record(trace.text_field, text) + b"\n"
    assert trace.form is not None
    fields: dict[str, Any] = trace.form.fields(trace.text_field, text)
    if isinstance(trace.form, Plain | Page):
        fields = {"file": trace.place[0], "record": trace.place[1], **fields}
    line: bytes = require("orjson").dumps(fields, default=str)
    return line + b"\n"


def _page(text: str) -> bytes:
    lines = "".join(f"<p>{html.escape(line)}</p>\n" for line in text.split("\n") if line.strip())
    page = f'<!DOCTYPE html>\n<html>\n<head>\n<meta charset="utf-8">\n</head>\n<body>\n{lines}'
    return (page + "</body>\n</html>\n").encode()


def _write_rows(
    traces: Sequence[Trace], texts: Sequence[str], path: Path, container: Container
) -> None:
    pa = require("pyarrow")
    rows = [
        trace.form.row(trace.text_field, text)
        for trace, text in zip(traces, texts, strict=True)
        if isinstance(trace.form, ArrowRow)
    ]
    try:
        table = pa.concat_tables(rows)
    except pa.ArrowInvalid:
        raise UsageError(
            "the documents are of files with other columns: name a .jsonl file"
        ) from None
    with create(path) as file:
        if container is Container.PARQUET:
            require("pyarrow.parquet").write_table(table, file)
            return
        with pa.ipc.new_file(file, table.schema) as writer:
            writer.write_table(table)
