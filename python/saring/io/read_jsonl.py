"""Documents out of JSON Lines."""

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from saring import _core
from saring.errors import require
from saring.io.records import Fate, Item, Problem, Record, Source
from saring.io.streams import ByteStream, Utf8Chunks, split_lines

MAX_FIELDS_SHOWN = 12
_SURROGATE = re.compile("[\ud800-\udfff]")


class JsonlReader:
    """Reads one JSON Lines file.

    Parameters
    ----------
    source
        The file.
    text_field, id_field, site_field
        Names of members at the top of each record. The text must be there; the others may be.
        A site is a host name, or a URL of which the host name is taken.

    Notes
    -----
    Records are parsed by orjson; what that refuses but JSON writers do produce (lone surrogates,
    NaN, invalid UTF-8) goes through a repair and Python's own parser. Blank lines are skipped.
    """

    def __init__(
        self, source: Source, text_field: str, id_field: str | None, site_field: str | None
    ) -> None:
        self._source = source
        self._text_field = text_field
        self._id_field = id_field
        self._site_field = site_field
        self._orjson = require("orjson")

    def read(self, stream: ByteStream) -> Iterator[Item]:
        """Yield a `Record` or a `Problem` for each line, in order."""
        chunks = Utf8Chunks(stream.chunks())
        lines = split_lines(iter(chunks))
        number = 0
        for line_number, line in enumerate(lines, start=1):
            if line_number == 1 and chunks.encoding != "utf-8":
                yield self._problem(
                    1, f"decoded from {chunks.encoding.upper()}", "encoding", None, Fate.NOTED
                )
            if line is None:
                yield self._problem(line_number, "the line is longer than 512 MiB", "too_long")
                continue
            if not line or line.isspace():
                continue
            for item in self._parse(line, line_number, number):
                yield item
                number += isinstance(item, Record)
        if stream.failure:
            yield Problem(self._source, None, stream.failure, "cut", of_file=True)

    def _problem(
        self,
        line: int | None,
        reason: str,
        kind: str,
        raw: bytes | None = None,
        fate: Fate = Fate.SET_ASIDE,
    ) -> Problem:
        return Problem(self._source, line, reason, kind, raw, fate)

    def _parse(self, line: bytes, line_number: int, number: int) -> Iterator[Item]:
        raw = line
        lenient = False
        try:
            value = self._orjson.loads(line)
        except self._orjson.JSONDecodeError as error:
            lenient = True
            repaired = line.decode("utf-8", "replace")
            try:
                value = json.loads(repaired)
            except (ValueError, RecursionError):
                yield self._problem(line_number, f"not JSON: {_shorten(error)}", "not_json", line)
                return
            raw = repaired.encode()
            if raw != line:
                reason = "invalid UTF-8 replaced by U+FFFD"
                yield self._problem(line_number, reason, "invalid_utf8", line, Fate.REPAIRED)
        if not isinstance(value, dict):
            reason = f"a record must be an object, not {_kind_of(value)}"
            yield self._problem(line_number, reason, "not_object", line)
            return
        body = value.get(self._text_field)
        if not isinstance(body, str):
            yield self._problem(line_number, self._why_no_text(value), "no_text", line)
            return
        if lenient and _SURROGATE.search(body):
            reason = f"lone surrogates in '{self._text_field}' replaced by U+FFFD"
            yield self._problem(line_number, reason, "lone_surrogate", line, Fate.REPAIRED)
            body = _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", body)
            raw = _core.set_json_member(raw, self._text_field, self._orjson.dumps(body))
        ident, site = self._ident(value, raw), self._site(value)
        yield Record(self._source, number, line_number, body, raw, ident, site)

    def _why_no_text(self, value: dict[str, Any]) -> str:
        if self._text_field in value:
            kind = _kind_of(value[self._text_field])
            return f"the field '{self._text_field}' must be a string, not {kind}"
        names = ", ".join(repr(name) for name in list(value)[:MAX_FIELDS_SHOWN]) or "none"
        return (
            f"no field '{self._text_field}' (fields: {names}); "
            "name the text's field with --text-field"
        )

    def _ident(self, value: dict[str, Any], raw: bytes) -> bytes | None:
        if self._id_field is None or (ident := value.get(self._id_field)) is None:
            return None
        if isinstance(ident, float):  # an integer beyond 64 bits, to orjson
            ident = json.loads(raw)[self._id_field]
        try:
            return bytes(self._orjson.dumps(ident))
        except TypeError:  # lone surrogates, integers beyond 64 bits
            return json.dumps(ident).encode()

    def _site(self, value: dict[str, Any]) -> str | None:
        if self._site_field is None:
            return None
        site = value.get(self._site_field)
        return host_of(site) if isinstance(site, str) else None


def host_of(site: str) -> str:
    """Host name of a URL, or the text itself where it is none.

    Parameters
    ----------
    site
        A URL or a host name.

    Returns
    -------
    str
        In lower case, without ``www.``.

    Examples
    --------
    >>> host_of("https://www.Contoh.id/berita?x=1"), host_of("contoh.id")
    ('contoh.id', 'contoh.id')
    """
    try:
        host = urlsplit(site).hostname or site if "//" in site else site
    except ValueError:
        host = site
    return host.lower().removeprefix("www.")


def _kind_of(value: object) -> str:
    if value is None:
        return "null"
    names = {bool: "a boolean", int: "a number", float: "a number", str: "a string", list: "a list"}
    return names.get(type(value), "an object")


def _shorten(error: Exception) -> str:
    return str(error).replace(": line 1 column ", " at column ").split(" (char")[0]
