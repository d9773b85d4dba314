"""Records of documents, and how the whole text is put back into them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from saring import _core
from saring.errors import require
from saring.io.arrow_columns import path_of, with_values
from saring.io.csv_files import Header
from saring.io.csv_rows import unquoted, with_value
from saring.io.table_values import plain_value


class Form(Protocol):
    """The record of a document."""

    def fields(self, text_field: str, text: str) -> dict[str, Any]:
        """Return its fields with a text, as in JSON."""


@dataclass(frozen=True, slots=True)
class Plain:
    """A text file, or a line of one."""

    def fields(self, text_field: str, text: str) -> dict[str, Any]:
        """Return the text alone."""
        return {text_field: text}


@dataclass(frozen=True, slots=True)
class Page:
    """A page that was written with only its article; empty if the page was removed."""

    page: str = ""

    def fields(self, text_field: str, text: str) -> dict[str, Any]:
        """Return the text and the fields of the head."""
        from saring.html import extract

        fields: dict[str, Any] = {text_field: text}
        if self.page:
            article = extract(self.page)
            for name in ("title", "byline", "date", "url", "site_name", "description"):
                if (value := getattr(article, name)) is not None:
                    fields[name] = value
        return fields


@dataclass(frozen=True, slots=True)
class JsonRecord:
    """A JSON object; with `tail`, in two parts around the value of its text."""

    head: bytes
    tail: bytes | None = None

    def fields(self, text_field: str, text: str) -> dict[str, Any]:
        """Return its members."""
        import json

        found: dict[str, Any] = json.loads(self.record(text_field, text))
        return found

    def record(self, text_field: str, text: str) -> bytes:
        """Return the object with a text; every other byte stays unchanged."""
        orjson = require("orjson")
        value: bytes = orjson.dumps(text)
        if self.tail is not None:
            record = self.head + value + self.tail
        elif "." not in text_field or text_field in orjson.loads(self.head):
            record = _core.set_json_member(self.head, text_field, value)
        else:
            record = orjson.dumps(_with_member(orjson.loads(self.head), text_field, text))
        return record.replace(b"\r", b" ").replace(b"\n", b" ").strip()


def _with_member(values: dict[str, Any], path: str, text: str) -> dict[str, Any]:
    *above, last = path.split(".")
    inner = values
    for part in above:
        inner = inner[part]
    inner[last] = text
    return values


@dataclass(frozen=True, slots=True)
class CsvRow:
    """A row of CSV: its fields as written, its bytes, and the first row of the file."""

    header: bytes
    values: list[bytes]
    data: bytes
    table: Header

    def fields(self, text_field: str, text: str) -> dict[str, Any]:
        """Return the values by column name."""
        values = [
            unquoted(value, self.table.delimiter).decode("utf-8", "replace")
            for value in self.values
        ]
        return {**dict(zip(self.table.names, values, strict=False)), text_field: text}

    def row(self, text_field: str, text: str) -> bytes:
        """Return the row with a text."""
        values = list(self.values)
        at = self.table.column(text_field)
        values[at] = with_value(values[at], text.encode(), self.table.delimiter)
        end = self.data[len(self.data.rstrip(b"\r\n")) :] or b"\n"
        return self.table.delimiter.join(values) + end


@dataclass(frozen=True, slots=True)
class WarcRecord:
    """The headers of a record of WARC."""

    header: bytes

    def fields(self, text_field: str, text: str) -> dict[str, Any]:
        """Return the headers by name."""
        found: dict[str, Any] = {}
        for line in self.header.splitlines()[1:]:
            name, colon, value = line.partition(b":")
            if colon:
                found[name.decode("utf-8", "replace")] = value.strip().decode("utf-8", "replace")
        return {**found, text_field: text}


@dataclass(frozen=True, slots=True)
class ArrowRow:
    """A row of Parquet or Arrow, as a table."""

    table: Any

    def fields(self, text_field: str, text: str) -> dict[str, Any]:
        """Return the values by column name, as in JSON."""
        row = self.row(text_field, text).to_pylist()[0]
        return {name: plain_value(value) for name, value in row.items()}

    def row(self, text_field: str, text: str) -> Any:
        """Return the row with a text."""
        if path_of(self.table.schema, text_field) is None:
            return self.table
        return with_values(self.table, self.table.schema, text_field, [text])
