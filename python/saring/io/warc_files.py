"""WARC and WET: one document per HTML response or text conversion.

They are written as conversions (WET), each with the headers that say what it was made from.
"""

from __future__ import annotations

import base64
import hashlib
import re
import uuid
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from saring import _core
from saring._counted import counted
from saring.errors import require
from saring.io.compression import COMPRESSIONS
from saring.io.reading import ReadOptions
from saring.io.records import Item, Outcome, Piece, PieceKind, Problem, Source
from saring.io.streams import ByteStream
from saring.io.waiting_rows import RowsFile, waiting_rows
from saring.io.warc_frames import Frame, frames
from saring.io.writer import CompressedWriter

SUFFIXES: tuple[str, ...] = (".warc", ".wet")
RENDERING = 0  # the core's number: the text alone
WAITING: tuple[str, ...] = (".warc.zst",)
HAS_FIELDS = True

_READ = frozenset({"response", "resource", "conversion"})
_CUT = ("document that the crawler cut", "documents that the crawler cut")
_PAGES = frozenset({"text/html", "application/xhtml+xml"})
_TYPE = re.compile(rb"^warc-type:[ \t]*([^\s;]+)", re.IGNORECASE | re.MULTILINE)
_TRUNCATED = re.compile(rb"^warc-truncated:", re.IGNORECASE | re.MULTILINE)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([^\s;\"']+)", re.IGNORECASE)
_TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
# Of the headers of a record, those that its conversion gets anew.
_REPLACED = re.compile(
    rb"^(content-length|warc-(block|payload)-digest|warc-truncated):.*\r?\n",
    re.IGNORECASE | re.MULTILINE,
)
_HASH_BYTES = 20


def begins(head: bytes) -> bool:
    """Whether a file begins with a WARC record."""
    return re.match(rb"\s*WARC/\d\.\d+\r?\n", head) is not None


def read(source: Source, options: ReadOptions, scratch: Path) -> Iterator[Item]:
    """Yield the pages and texts; what else is in the file is counted in one note."""
    if fault := _bad_header_name(options):
        yield Problem(source, None, fault, "no_text", of_file=True)
        return
    left_out: Counter[tuple[str, str]] = Counter()
    is_empty = True
    with (
        ByteStream(source.path, source.compression) as stream,
        RowsFile(_rows_path(source, scratch)) as waiting,
    ):
        reader = _Reader(source, options, left_out)
        for number, frame in enumerate(frames(stream.chunks(), options.max_document)):
            is_empty = False
            item = reader.item(number, frame)
            if isinstance(item, Piece):
                item.position = stream.position
                waiting.write(_row(number, frame, item))
            if item is not None:
                yield item
        if stream.failure:
            yield Problem(source, None, stream.failure, "cut", of_file=True)
        elif is_empty:
            yield Problem(source, None, "the file is empty", "empty_file", None, Outcome.NOTED)
    if left_out:
        counts = ", ".join(counted(count, *what) for what, count in sorted(left_out.items()))
        reason = f"besides its documents the file has: {counts}"
        yield Problem(source, None, reason, "warc_records", None, Outcome.NOTED)


def _bad_header_name(options: ReadOptions) -> str | None:
    for name in (options.lang_field, options.cluster_size_field):
        if name is not None and _TOKEN.fullmatch(name) is None:
            return f"a WARC header cannot be called '{name}': name another field"
    return None


class _Reader:
    """Makes the documents of records."""

    def __init__(
        self, source: Source, options: ReadOptions, left_out: Counter[tuple[str, str]]
    ) -> None:
        self._source = source
        self._options = options
        self._left_out = left_out
        self._record_class: Any = require("fastwarc.warc", "formats").WarcRecord

    def item(self, number: int, frame: Frame) -> Item | None:
        """Return the document or the problem of a record; None for one that is only counted."""
        kind = _TYPE.search(frame.header)
        name = kind[1].decode("latin-1").lower() if kind is not None else "unknown"
        if frame.fault is not None:
            return self._problem(number, frame.fault, "not_warc", frame.header)
        if name not in _READ:
            self._left_out[f"{name} record", f"{name} records"] += 1
            return None
        if frame.block is None:
            reason = self._options.too_long("record", frame.size)
            return self._problem(number, reason, "too_long", None)
        try:
            record = self._record_class.from_bytes(frame.header + frame.block)
            return self._document(number, name, record, frame)
        except (OSError, ValueError) as error:
            reason = f"the record cannot be read: {error}"
            return self._problem(number, reason, "not_warc", frame.header)

    def _problem(self, number: int, reason: str, kind: str, raw: bytes | None) -> Problem:
        reason = f"record {number}: {reason}"
        return Problem(self._source, None, reason, kind, raw, record=number)

    def _document(self, number: int, name: str, record: Any, frame: Frame) -> Item | None:
        headers = record.headers
        content_type, charset, status = headers.get("Content-Type") or "", None, 200
        body: bytes
        if name != "conversion" and record.is_http:
            record.parse_http(auto_decode="none", quirks_mode=True)
            http = record.http_headers
            content_type = http.get("Content-Type") or ""
            if not isinstance(http.status_code, int):
                reason = "the record has no HTTP response"
                return self._problem(number, reason, "not_warc", frame.header)
            status = http.status_code
            charset = _CHARSET.search(content_type)
        is_page = content_type.partition(";")[0].strip().lower() in _PAGES
        if not (200 <= status < 300 and (is_page or name == "conversion")):
            if 200 <= status < 300:
                self._left_out[f"{name} that is no HTML", f"{name}s that are no HTML"] += 1
            else:
                self._left_out[f"{name} of a failed request", f"{name}s of failed requests"] += 1
            return None
        body = self._body(record, frame)
        if len(body) > self._options.max_document:
            return self._problem(number, self._options.too_long("page", None), "too_long", None)
        if _TRUNCATED.search(frame.header):
            self._left_out[_CUT] += 1
        return self._piece(number, headers, body, charset[1] if charset else "", is_page)

    def _body(self, record: Any, frame: Frame) -> bytes:
        """Return the payload without the encodings of its transfer."""
        most = self._options.max_document + 1
        plain: bytes = record.reader.read(most)
        if not record.is_http or record.http_headers is None:
            return plain
        names = ("Content-Encoding", "Transfer-Encoding")
        if not any(record.http_headers.get(name) for name in names):
            return plain
        again = self._record_class.from_bytes(frame.header + (frame.block or b""))
        try:
            again.parse_http(auto_decode="all", quirks_mode=True)
            decoded: bytes = again.reader.read(most)
            return decoded
        except OSError:
            # Crawlers that have decoded the payload often leave the headers as they were.
            if plain.lstrip().startswith(b"<"):
                return plain
            raise

    def _piece(self, number: int, headers: Any, body: bytes, charset: str, is_page: bool) -> Piece:
        kind = PieceKind.HTML if is_page else PieceKind.TEXT
        decoded = _decoded(body, charset) if is_page and not self._options.encoding else None
        if decoded is not None:
            kind, body = PieceKind.DECODED_HTML, decoded
        ident = (headers.get("WARC-Record-ID") or "").strip("<> ")
        return Piece(
            self._source,
            kind,
            body,
            number,
            first_line=0,
            ident=require("orjson").dumps(ident) if ident else None,
            site=headers.get("WARC-Target-URI"),
            date=None if is_page else _date_of(headers),
        )


def _date_of(headers: Any) -> bytes | None:
    """Day of the crawl, for texts: pages tell their own."""
    date = headers.get("WARC-Date")
    return require("orjson").dumps(date) if date else None


def _decoded(body: bytes, charset: str) -> bytes | None:
    """Decode a page by the charset of its HTTP headers, if that is plausible.

    None if the page tells its encoding better: by a byte order mark, or as valid UTF-8.
    """
    if body.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        return None
    try:
        encoding = _core.check_encoding(charset)
    except ValueError:
        return None
    if encoding in ("", "utf-8") or _core.text_find_invalid(body) is None:
        return None
    decoded: bytes = _core.StreamDecoder(encoding).decode(body, True)
    return decoded


def _rows_path(source: Source, scratch: Path) -> Path:
    return scratch / f"rows-{source.number}.warc.zst"


def _row(number: int, frame: Frame, piece: Piece) -> bytes:
    """Make what the writer needs: the number, a hash of a text, and the headers."""
    is_text = piece.kind is PieceKind.TEXT
    digest = _sha1(frame.block or b"") if is_text else bytes(_HASH_BYTES)
    return number.to_bytes(8, "little") + digest + frame.header


def waiting_headers(source: Source, scratch: Path) -> Iterator[tuple[int, bytes]]:
    """Yield number and headers of the records that were read."""
    for row in waiting_rows(_rows_path(source, scratch)):
        yield int.from_bytes(row[:8], "little"), row[8 + _HASH_BYTES :]


def _sha1(data: bytes) -> bytes:
    return hashlib.sha1(data, usedforsecurity=False).digest()


class _ConversionWriter:
    """Writes conversions, each compressed separately, as every reader of WARC expects."""

    def __init__(self, source: Source, options: ReadOptions, scratch: Path, target: Path) -> None:
        self._source = source
        self._rows = waiting_rows(_rows_path(source, scratch))
        self._lang = options.lang_field
        self._cluster_size = options.cluster_size_field
        self._file = CompressedWriter(target, "")

    def write(self, rendered: bytes | memoryview, batch: Any, table: Any, copies: Any) -> None:
        """Append the kept documents of the source, out of the core's batch."""
        for record, text, lang, row in batch.kept(table, self._source.number):
            waiting = next(self._rows)
            while int.from_bytes(waiting[:8], "little") != record:
                waiting = next(self._rows)
            digest, header = waiting[8 : 8 + _HASH_BYTES], waiting[8 + _HASH_BYTES :]
            added = {}
            if self._lang is not None:
                added[self._lang] = lang
            if self._cluster_size is not None:
                added[self._cluster_size] = str(copies.cluster_size(row))
            block = text.encode()
            if added or digest != _sha1(block):
                header = _conversion_header(header, block, added)
            self._write_record(header + block + b"\r\n\r\n")

    def _write_record(self, data: bytes) -> None:
        if self._source.compression:
            compressor = COMPRESSIONS[self._source.compression].new_compressor()
            data = compressor.compress(data) + compressor.flush()
        self._file.write(data)

    def close(self) -> None:
        """Finish the file."""
        self._file.close()

    def abandon(self) -> None:
        """Close the unfinished file after a failure."""
        self._file.abandon()


def _conversion_header(header: bytes, block: bytes, added: dict[str, str]) -> bytes:
    """Make the header of a conversion from the header of its record."""
    version, _, rest = header.partition(b"\n")
    rest = _REPLACED.sub(b"", rest)
    kind = _TYPE.search(header)
    if kind is None or kind[1].lower() != b"conversion":
        rest = _as_conversion(rest)
    digest = base64.b32encode(_sha1(block)).decode()
    names = {**added, "WARC-Block-Digest": f"sha1:{digest}", "Content-Length": str(len(block))}
    for name in added:
        rest = re.sub(rb"^" + re.escape(name.encode()) + rb":.*\r?\n", b"", rest, flags=re.I | re.M)
    lines = "".join(f"{name}: {value}\r\n" for name, value in names.items()).encode()
    return version + b"\n" + rest.rstrip(b"\r\n") + b"\r\n" + lines + b"\r\n"


def conversion(header: bytes, text: str) -> bytes:
    """Make a whole conversion out of the headers of a record and a text."""
    block = text.encode()
    return _conversion_header(header, block, {}) + block + b"\r\n\r\n"


def _as_conversion(rest: bytes) -> bytes:
    """Give the headers of a response an id of their own; it depends only on the response."""
    ident = re.search(rb"^warc-record-id:[ \t]*(<[^>]*>)", rest, re.IGNORECASE | re.MULTILINE)
    rest = re.sub(
        rb"^(warc-(type|record-id|concurrent-to|ip-address|identified-payload-type|warcinfo-id|"
        rb"refers-to)|content-type):.*\r?\n",
        b"",
        rest,
        flags=re.IGNORECASE | re.MULTILINE,
    )
    of = ident[1].decode("latin-1") if ident is not None else rest.decode("latin-1")
    own = uuid.uuid5(uuid.NAMESPACE_URL, f"saring conversion of {of}")
    lines = f"WARC-Type: conversion\r\nWARC-Record-ID: <urn:uuid:{own}>\r\n"
    if ident is not None:
        lines += f"WARC-Refers-To: {of}\r\n"
    return lines.encode("latin-1") + rest.rstrip(b"\r\n") + b"\r\nContent-Type: text/plain\r\n"


def open_writer(
    source: Source, options: ReadOptions, scratch: Path, target: Path
) -> _ConversionWriter:
    """Open the file of the documents that are kept; it is written even if none is left."""
    return _ConversionWriter(source, options, scratch, target)
