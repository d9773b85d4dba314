"""Which format a file has: by its name, else by how its content begins."""

from __future__ import annotations

import contextlib
import json
import re
from pathlib import Path, PurePosixPath

from saring import _core
from saring._option_names import option
from saring.io import compression
from saring.io.containers import CONTAINERS
from saring.io.records import Container
from saring.io.remote import open_source
from saring.io.streams import ByteStream, Utf8Chunks

HEAD_BYTES = 1 << 16
_MAX_ONLY_VALUE = 16 << 20  # bytes of a value that is looked at before the file is read
FORCED = tuple(str(container) for container in Container if container is not Container.JSON_ARRAY)
Format = tuple[Container, str]
_SUFFIXES = {suffix: kind for kind, module in CONTAINERS.items() for suffix in module.SUFFIXES}
# Layouts of JSON; only the content tells them apart.
_JSON = (Container.JSONL, Container.JSON, Container.JSON_ARRAY)
_PLAIN_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")  # needs no quotes in a path
_SELF_COMPRESSED = (Container.PARQUET, Container.ARROW)


def known_formats() -> str:
    """Say what saring reads, for messages."""
    return (
        "saring reads .txt, .md, .jsonl, .ndjson, .json, .csv, .tsv and .html (also .gz, .zst, "
        ".bz2, .xz, .lz4), .warc, .wet, .parquet and .arrow; "
        f"{option('format')} says what a file of another name is"
    )


def format_of(path: Path) -> Format | None:
    """Container and compression by a file's name.

    Parameters
    ----------
    path
        A path; the file need not exist.

    Returns
    -------
    tuple or None
        The format and ``""`` or a key of `COMPRESSIONS`; None for other names. `Container.JSONL`
        stands for JSON of every layout.

    Examples
    --------
    >>> format_of(Path("berita.jsonl.zst"))
    (<Container.JSONL: 'jsonl'>, 'zst')
    >>> format_of(Path("foto.png")) is None
    True
    """
    name, compressed = compression.of_name(path.name)
    kind = _SUFFIXES.get(PurePosixPath(name).suffix)
    if kind is None or (kind in _SELF_COMPRESSED and compressed):
        return None
    return kind, compressed


def find_format(path: Path, *, is_named: bool, forced: Container | None = None) -> Format | None:
    """Container and compression of an existing file.

    Parameters
    ----------
    path
        The file.
    is_named
        True: the caller named the file, and its content tells its format if its name does
        not. False: it was found in a folder; the content is used only for names without a suffix.
    forced
        The format that the file has in any case.

    Returns
    -------
    tuple or None
        As `format_of`, with the layout of JSON; None if the format is not known. Reads up to
        64 KiB of the content.
    """
    named = (forced, _compression(path)) if forced is not None else format_of(path)
    if named is None:
        rest = compression.of_name(path.name)[0]
        if not is_named and PurePosixPath(rest).suffix:
            return None
        return _by_content(path)
    kind, compressed = named
    if compressed:
        compression.require_package(compressed)
    if kind in _JSON:
        kind = _json_layout(_head(path, compressed), kind)
    return kind, compressed


def lack_of_records(path: Path, form: Format, text_field: str) -> str | None:
    """Say why a ``.json`` file is no collection of documents, but a program's own.

    Parameters
    ----------
    path
        The file.
    form
        Its format.
    text_field
        Where the text of a record is.

    Returns
    -------
    str or None
        The reason, for a file that is one object without a text (such as ``package.json``) or one
        value that is no object; None for any other, and where it cannot be read. Reads the first
        value, at most 16 MiB.
    """
    kind, compressed = form
    if kind not in (Container.JSONL, Container.JSON) or not _is_plain_json(path):
        return None
    splitter = _core.JsonSplitter(False, _MAX_ONLY_VALUE)
    values: list[tuple[bytes, int, int]] = []
    read = 0
    compressed = really_compressed(path, compressed)
    with contextlib.suppress(OSError), ByteStream(path, compressed) as stream:
        chunks = Utf8Chunks(stream.chunks())
        for chunk in chunks:
            values += splitter.feed(chunk)
            read += len(chunk)
            if len(values) > 1 or read > _MAX_ONLY_VALUE:
                return None
        values += splitter.finish()
        is_whole = not (stream.failure or splitter.is_cut)
        if len(values) == 1 and is_whole and not values[0][2]:
            return _lack_of_text(values[0][0], text_field)
    return None


def _is_plain_json(path: Path) -> bool:
    """Whether a name says JSON, and not lines of it."""
    return PurePosixPath(compression.of_name(path.name)[0]).suffix == ".json"


def _lack_of_text(value: bytes, text_field: str) -> str | None:
    if not value.startswith(b"{"):
        return "its JSON has no records" if value.startswith((b"[", b'"')) else None
    line = value.replace(b"\n", b" ").replace(b"\r", b" ")
    _, problems = _core.read_json_lines(line, text_field, _MAX_ONLY_VALUE)
    reason = problems[0][1] if problems else ""
    if not reason.startswith("no field "):
        return None
    if (path := _records_path(value)) is not None:
        return (
            f"one JSON object, whose records are in the list '{path}': write them to a file of "
            f"their own, such as by jq -c '.{path}[]'"
        )
    return f"one JSON object with {reason}"


def _records_path(value: bytes) -> str | None:
    """Dotted path of the first list of objects in an object, at most three names long."""
    try:
        found = json.loads(value)
    except (ValueError, RecursionError):
        return None
    level = [("", found)]
    for _ in range(3):
        below = [
            (f"{path}.{name}" if path else name, member)
            for path, members in level
            for name, member in members.items()
            if _PLAIN_NAME.fullmatch(name)
        ]
        for path, member in below:
            if isinstance(member, list) and member and isinstance(member[0], dict):
                return path
        level = [(path, member) for path, member in below if isinstance(member, dict)]
    return None


def _compression(path: Path) -> str:
    """How its name says, which its output has too; else its content."""
    return compression.of_name(path.name)[1] or compression.of_content(_start(path))


def really_compressed(path: Path, named: str) -> str:
    """How the content of a file is compressed, whatever its name says."""
    return compression.really(named, _start(path))


def _by_content(path: Path) -> Format | None:
    compressed = _compression(path)
    if compressed:
        compression.require_package(compressed)
    head = _head(path, compressed)
    # The layouts of JSON that more is asked of come first.
    for kind in (Container.JSON_ARRAY, Container.JSON, *CONTAINERS):
        if CONTAINERS[kind].begins(head) and not (kind in _SELF_COMPRESSED and compressed):
            return kind, compressed
    return None


def _json_layout(head: bytes, otherwise: Container) -> Container:
    for kind in (Container.JSON_ARRAY, Container.JSON):
        if CONTAINERS[kind].begins(head):
            return kind
    return otherwise


def _start(path: Path) -> bytes:
    with contextlib.suppress(OSError), open_source(path) as file:
        return file.read(compression.START_BYTES) or b""
    return b""


def _head(path: Path, compressed: str) -> bytes:
    """First bytes in UTF-8, without byte order mark; empty for a file that cannot be read."""
    head = b""
    compressed = really_compressed(path, compressed)
    with contextlib.suppress(OSError), ByteStream(path, compressed) as stream:
        for chunk in stream.chunks():
            head += chunk
            if len(head) >= HEAD_BYTES:
                break
    return b"".join(Utf8Chunks(iter([head[:HEAD_BYTES]])))
