"""The documents that a run has kept, read back from its output folder."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from saring import _core
from saring.errors import UsageError, require
from saring.io import csv_files, warc_files
from saring.io.arrow_rows import rows_path
from saring.io.containers import read_source
from saring.io.csv_rows import fields_of
from saring.io.documents import documents
from saring.io.formats import find_format
from saring.io.output_names import OUTPUTS, REPORT, RESERVED, is_inside, listed_outputs
from saring.io.paths import printable
from saring.io.reading import ReadOptions
from saring.io.records import Container, Piece, PieceKind, Source
from saring.io.source_columns import DELIMITERS
from saring.io.waiting_rows import waiting_rows
from saring.runs.restored import ArrowRow, CsvRow, Form, JsonRecord, Page, Plain, WarcRecord

_JSON_PIECES = (PieceKind.JSON_LINES, PieceKind.JSON_RECORD)


@dataclass(frozen=True, slots=True)
class Kept:
    """A document in the output.

    Attributes
    ----------
    file, record
        Its place in the input.
    ident
        Its id; None if it has none.
    text
        The text that was kept.
    form
        The record that the document was written in.
    """

    file: str
    record: int
    ident: Any
    text: str
    form: Form


class Output:
    """An output folder of `saring clean`.

    Parameters
    ----------
    out
        The folder.

    Raises
    ------
    UsageError
        The folder has no report of a run.
    """

    def __init__(self, out: Path) -> None:
        self.path = out
        path = out / REPORT
        try:
            self.report: dict[str, Any] = json.loads(path.read_bytes())
            self._settings: dict[str, Any] = self.report["settings"]
            rows = self.report["files"]
            # For very many files, the report lists the folders.
            self.names_all_files = not any("files" in row for row in rows)
            self.files = [str(row["file"]) for row in rows]
            self._own = {row["file"]: row["options"] for row in rows if "options" in row}
            outputs = self.report["outputs"]
        except (FileNotFoundError, NotADirectoryError):
            raise UsageError(
                f"'{printable(out)}' has no {REPORT}: name the output folder of saring clean"
            ) from None
        except (ValueError, KeyError, TypeError):
            raise UsageError(f"'{printable(path)}' is no report of saring clean") from None
        if not self.names_all_files:
            written = [*outputs, *(listed_outputs(out) if OUTPUTS in outputs else [])]
            self.files = [name for name in written if name not in RESERVED]

    def settings(self, file: str) -> dict[str, Any]:
        """Return the settings of the run for a file."""
        return self._settings | self._own.get(file, {})

    def text_field(self, file: str) -> str:
        """Return the name of the field of the text in the records of a file."""
        settings = self.settings(file)
        return str(settings.get("html_field") or settings.get("text_field") or "text")

    @property
    def is_table(self) -> bool:
        """Whether the kept documents are in one table (``--to``)."""
        return bool(self.report.get("table"))

    def documents(
        self, runs: dict[str, list[tuple[int, int]]], files: Collection[str] | None = None
    ) -> Iterator[Kept]:
        """Yield the kept documents.

        Parameters
        ----------
        runs
            The kept records of each file, as in the audit.
        files
            The wanted files; None: all.

        Yields
        ------
        Kept
            In the order of the output. Missing files are left out.
        """
        if self.is_table:
            yield from self._of_table(self.report["table"], files)
            return
        for name in self.files:
            path = self.path / name
            if (files is None or name in files) and is_inside(name) and path.is_file():
                yield from self._of_file(name, path, runs.get(name, []))

    def _of_table(self, table: dict[str, Any], files: Collection[str] | None) -> Iterator[Kept]:
        json_columns = [row["name"] for row in table["columns"] if row["type"] == "JSON"]
        for name in table["files"]:
            options = ReadOptions(id_field="id", site_field=None)
            for kept in self._read(self.path / name, name, options, None):
                row = kept.form.fields("text", kept.text)
                if files is None or row["source"] in files:
                    for column in json_columns:
                        if isinstance(row.get(column), str) and isinstance(kept.form, ArrowRow):
                            row[column] = json.loads(row[column])
                    record = JsonRecord(json.dumps(row, ensure_ascii=False, default=str).encode())
                    form = kept.form if isinstance(kept.form, ArrowRow) else record
                    yield Kept(row["source"], int(row["record"]), row["id"], kept.text, form)

    def _of_file(self, name: str, path: Path, runs: list[tuple[int, int]]) -> Iterator[Kept]:
        settings = self.settings(name)
        options = ReadOptions(
            text_field=self.text_field(name),
            id_field=settings.get("id_field"),
            site_field=None,
            lines=bool(settings.get("lines")),
            encoding="utf-8",
        )
        forced = settings.get("format")
        records = (first + at for first, count in runs for at in range(count))
        form = None if forced is None else Container(forced)
        for kept in self._read(path, name, options, form):
            record = next(records, 0)
            yield Kept(kept.file, record, kept.ident, kept.text, kept.form)

    def _read(
        self, path: Path, name: str, options: ReadOptions, forced: Container | None
    ) -> Iterator[Kept]:
        found = find_format(path, is_named=True, forced=forced)
        if found is None:
            raise UsageError(f"'{printable(path)}' is no longer what saring clean wrote")
        if found[0] is Container.HTML:
            page = path.read_text(encoding="utf-8")
            yield Kept(name, 0, None, blocks_of(page), Page(page))
            return
        status = path.stat()
        source = Source(path, name, *found, 0, name, status.st_size, status.st_mtime_ns)
        with tempfile.TemporaryDirectory(prefix="saring-") as folder:
            yield from _documents(source, options, Path(folder))


def _documents(source: Source, options: ReadOptions, scratch: Path) -> Iterator[Kept]:
    forms: Iterator[Form] | None = None
    for item in read_source(source, options, scratch):
        if not isinstance(item, Piece):
            continue
        if item.kind in _JSON_PIECES:
            yield from _records(item, source, options)
            continue
        for document in documents(item, options, []):
            text = document.text if isinstance(document.text, str) else document.text.decode()
            if source.container is Container.TEXT:
                yield Kept(source.name, document.record, None, text, Plain())
                continue
            if forms is None:
                forms = _forms(source, options, scratch)
            # Rows wait in the order in which they are read.
            yield Kept(source.name, document.record, document.ident, text, next(forms))


def _records(piece: Piece, source: Source, options: ReadOptions) -> Iterator[Kept]:
    data = piece.data.encode() if isinstance(piece.data, str) else piece.data
    if piece.kind is PieceKind.JSON_RECORD:
        data = data.replace(b"\n", b" ")  # between tokens, both are white space
    records, _ = _core.read_json_lines(data, options.text_field, options.max_document)
    for at, record, text in records:
        ident = member_of(record, options.id_field)
        decoded = text if isinstance(text, str) else text.decode()
        form = JsonRecord(bytes(record))
        yield Kept(source.name, piece.first_record + at, ident, decoded, form)


def member_of(record: bytes, name: str | None) -> Any:
    """Return a member of a JSON record, by its name or a dotted path; None without one."""
    if name is None:
        return None
    try:
        values = json.loads(record)
    except ValueError:
        return None
    if name in values:
        return values[name]
    for part in name.split("."):
        values = values.get(part) if isinstance(values, dict) else None
    return values


def _forms(source: Source, options: ReadOptions, scratch: Path) -> Iterator[Form]:
    """Yield the form of each row of a file. The file was read to its end, or is being read."""
    if source.container in DELIMITERS:
        # Rows are written compressed as they are read, so a second reading is complete.
        rows = _csv_rows(source, options)
        table = csv_files.Header(next(rows), DELIMITERS[source.container])
        for data in rows:
            yield CsvRow(table.header, fields_of(data, table.delimiter) or [], data, table)
    elif source.container is Container.WARC:
        yield from _warc_records(source, options)
    else:
        yield from _arrow_rows(source, options)


def _again(source: Source, options: ReadOptions, scratch: Path) -> None:
    for _ in read_source(source, options, scratch):
        pass


def _csv_rows(source: Source, options: ReadOptions) -> Iterator[bytes]:
    with tempfile.TemporaryDirectory(prefix="saring-") as folder:
        _again(source, options, Path(folder))
        yield from waiting_rows(csv_files.rows_path(source, Path(folder)))


def _warc_records(source: Source, options: ReadOptions) -> Iterator[Form]:
    with tempfile.TemporaryDirectory(prefix="saring-") as folder:
        _again(source, options, Path(folder))
        for _, header in warc_files.waiting_headers(source, Path(folder)):
            yield WarcRecord(header)


def _arrow_rows(source: Source, options: ReadOptions) -> Iterator[Form]:
    pa = require("pyarrow")
    with tempfile.TemporaryDirectory(prefix="saring-") as folder:
        _again(source, options, Path(folder))
        with open(rows_path(source, Path(folder)), "rb") as file:
            for batch in pa.ipc.open_stream(file):
                table = pa.Table.from_batches([batch])
                for at in range(table.num_rows):
                    yield ArrowRow(table.slice(at, 1))


class _Blocks(HTMLParser):
    """Finds the blocks of a page that `saring clean` wrote."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[str] = []
        self._is_open = False

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self._is_open = tag in ("h1", "h2", "p", "li", "blockquote")
        if self._is_open:
            self.blocks.append("")

    def handle_endtag(self, tag: str) -> None:
        self._is_open = False

    def handle_data(self, data: str) -> None:
        if self._is_open:
            self.blocks[-1] += data


def blocks_of(page: str) -> str:
    """Return the lines of the article of a page that `saring clean` wrote."""
    parser = _Blocks()
    parser.feed(page)
    parser.close()
    return "\n".join(parser.blocks)
