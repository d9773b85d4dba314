"""The audit of a run, ``removed.jsonl.zst``: its version, and reading its lines."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Any

from saring._core import __version__
from saring.errors import UsageError, require
from saring.io.paths import printable
from saring.io.streams import ByteStream

AUDIT = "removed.jsonl.zst"
# Changes where a program that reads an older audit would be misled. Version 1 had no first line.
AUDIT_VERSION = 2


def audit_head() -> bytes:
    """Return the first line of an audit."""
    head: bytes = require("orjson").dumps(
        {"kind": "audit", "version": AUDIT_VERSION, "saring": __version__}
    )
    return head + b"\n"


def read_audit(out: Path, wanted: Collection[bytes] = ()) -> Iterator[dict[str, Any]]:
    """Yield the lines of an audit, without the first one.

    Parameters
    ----------
    out
        The output folder of `saring clean`.
    wanted
        Only lines that have one of these in their JSON; empty: all.

    Yields
    ------
    dict
        A line. Holds one at a time.

    Raises
    ------
    UsageError
        No such folder, none that `saring clean` wrote, one of another version, or a damaged file.
    """
    orjson = require("orjson")
    path = out / AUDIT
    shown = printable(path)
    if not path.is_file():
        what = "has no" if out.is_dir() else "is no folder with a"
        raise UsageError(f"'{printable(out)}' {what} {AUDIT}: name the output of saring clean")
    needles = tuple(wanted)
    with ByteStream(path, "zst") as stream:
        lines = _lines(stream.chunks())
        first = next(lines, b"")
        if not stream.failure or first.endswith(b"\n"):
            _check_head(first, shown)
        try:
            for line in lines:
                if not needles or any(needle in line for needle in needles):
                    yield orjson.loads(line)
        except orjson.JSONDecodeError as error:
            raise UsageError(f"'{shown}' is damaged: {error}") from None
        if stream.failure:
            raise UsageError(f"'{shown}' is damaged: {stream.failure}")


def _lines(chunks: Iterable[bytes]) -> Iterator[bytes]:
    rest = bytearray()
    for chunk in chunks:
        rest += chunk
        end = rest.rfind(b"\n") + 1
        yield from bytes(rest[:end]).splitlines(keepends=True)
        del rest[:end]
    if rest:
        yield bytes(rest)


def _check_head(line: bytes, shown: str) -> None:
    orjson = require("orjson")
    try:
        head = orjson.loads(line)
    except orjson.JSONDecodeError:
        head = {}
    version = 1 if not isinstance(head, dict) or head.get("kind") != "audit" else head["version"]
    if version != AUDIT_VERSION:
        raise UsageError(
            f"'{shown}' has version {version} of the audit, and this saring ({__version__}) reads "
            f"version {AUDIT_VERSION}: clean again, or use the saring that wrote it"
        )
