"""Files with content that is not what their name says: reported, and not read as text."""

from __future__ import annotations

import functools
import re

from saring import _core
from saring._languages import LANGUAGE_MODEL
from saring.io.compression import COMPRESSIONS
from saring.io.records import Container, Source
from saring.io.streams import ByteStream

HEAD_BYTES = 1 << 16
# First bytes of files that are no text, and what they are.
_KINDS = (
    (b"%PDF-", "a PDF document"),
    (b"\x89PNG\r\n\x1a\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"),
    (b"PK\x03\x04", "a ZIP archive, or a document of an office program"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a document of an office program"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"PAR1", "a Parquet file"),
    (b"ARROW1\0\0", "an Arrow file"),
)
_BINARY = (Container.PARQUET, Container.ARROW)
# No text has them but by accident; tabs, ends of lines and pages, and what switches character sets
# in ISO 2022 are not among them.
_CONTROL = re.compile(rb"[\x00-\x08\x10-\x1a\x1c-\x1f]")
_MIN_CONTROLS = 8
_MAX_SHARE = 0.02  # of the bytes; data that is compressed or encrypted has 0.1


def misnamed(named: str, compressed: str) -> str:
    """Say that a file is not compressed as its name says: both keys of `COMPRESSIONS` or ``""``."""
    if not named:
        return f"the content is {_suffix(compressed)}, which the name does not say"
    is_what = f"the content is {_suffix(compressed)}" if compressed else "it is not compressed"
    return f"the name says {_suffix(named)}, but {is_what}"


def why_not_text(source: Source) -> str | None:
    """Say why a file is not what its name says.

    Parameters
    ----------
    source
        A file, with the compression of its content.

    Returns
    -------
    str or None
        What it is, and what to do; None for one that may be read, or cannot be opened. Reads the
        first 64 KiB of the content.
    """
    if source.container in _BINARY:
        return None
    head = b""
    with ByteStream(source.path, source.compression) as stream:
        for chunk in stream.chunks():
            head += chunk
            if len(head) >= HEAD_BYTES:
                break
    # Of what a crash leaves, NUL bytes alone, readers tell more.
    return _why_not(head[:HEAD_BYTES]) if head.lstrip(b"\0") else None


def _why_not(head: bytes) -> str | None:
    invalid = _core.text_find_invalid(head)
    controls = len(_CONTROL.findall(head))
    if invalid is None and controls == 0:  # a text may begin with "GIF89a"
        return None
    for magic, what in _KINDS:
        if head.startswith(magic):
            return f"no text: it is {what}; extract its text first, or give it its own suffix"
    if invalid is None or len(head) - invalid < 4:  # UTF-8, or a character that the head cuts
        return None
    if controls < max(_MIN_CONTROLS, _MAX_SHARE * len(head)):
        return None
    if _finder().find(head).startswith(("utf-16", "utf-32")):
        return None
    return (
        f"no text: {controls:,} of its first {len(head):,} bytes are control characters; "
        "is it a program, an image or an archive?"
    )


def _suffix(compressed: str) -> str:
    return COMPRESSIONS[compressed].suffixes[0]


@functools.cache
def _finder() -> _core.EncodingFinder:
    return _core.EncodingFinder(LANGUAGE_MODEL)
