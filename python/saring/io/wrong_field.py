"""A file in which no record has a text: reported once, not for each record."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator

from saring import _core
from saring.io.reading import ReadOptions
from saring.io.records import WRONG_FIELD, Item, Outcome, PieceKind, Problem, Source

MAX_WRONG = 1000
MAX_HELD_BYTES = 4 << 20
_NOT_BLANK = re.compile(rb"\S")
_JSON = (PieceKind.JSON_LINES, PieceKind.JSON_RECORD)
# Kinds of problems that say that the text is not where it was looked for.
_WRONG_KINDS = frozenset({"no_text", "not_json", "not_object"})


def without_text_stopped(
    items: Iterator[Item], source: Source, options: ReadOptions
) -> Iterator[Item]:
    """Yield the items of a file, or one problem if none of its first records has a text.

    Parameters
    ----------
    items
        Of the file, in order.
    source, options
        As they are read.

    Yields
    ------
    Piece or Problem
        The items, held back until a record with a text is found, at most `MAX_WRONG` records in
        the first `MAX_HELD_BYTES` of the file. Where all of `MAX_WRONG` records are wrong, a
        `WRONG_FIELD` of the file in place of them, and nothing after it is read.
    """
    search = _Search(options)
    held: deque[Item] = deque()
    item: Item | None
    for item in items:
        held.append(item)
        if search.is_over(item):
            break
        if search.wrong >= MAX_WRONG:
            reason = (
                f"none of the first {MAX_WRONG:,} records has a text that can be read, and the "
                f"rest of the file was not read; {search.reason}"
            )
            yield Problem(source, None, reason, WRONG_FIELD, of_file=True)
            return
    item = None  # nothing that is yielded is held any longer
    while held:
        yield held.popleft()
    yield from items


class _Search:
    """Looks for the first record with a text."""

    def __init__(self, options: ReadOptions) -> None:
        self._options = options
        self._size = 0  # bytes of the records looked at
        self.wrong = 0  # records without a text, when all were
        self.reason = ""  # what is wrong with the first

    def is_over(self, item: Item) -> bool:
        """Look at the records of an item: True if one has a text, or they are too long."""
        if isinstance(item, Problem):
            if item.outcome is Outcome.QUARANTINED and not item.of_file:
                # A row without a text is one that has none, not one that was looked at wrongly.
                if item.kind not in _WRONG_KINDS or item.line is None:
                    return True
                self._note(item.line, item.reason)
            return False
        if item.kind not in _JSON:
            return True
        data = item.data.encode() if isinstance(item.data, str) else item.data
        if item.kind is PieceKind.JSON_RECORD:
            return self._has_text(item.first_line, data.replace(b"\n", b" "), len(data))
        return any(self._has_text(*record) for record in _records(data, item.first_line))

    def _has_text(self, line: int, record: bytes, size: int) -> bool:
        """Look at a record, which ends so many bytes after the one before it."""
        if self.wrong >= MAX_WRONG:
            return False
        self._size += size
        if self._size > MAX_HELD_BYTES:
            return True
        if not record:
            return False
        records, problems = _core.read_json_lines(
            record, self._options.text_field, self._options.max_document
        )
        for _, reason in problems:
            self._note(line, reason)
        return bool(records) or any(reason.endswith("not null") for _, reason in problems)

    def _note(self, line: int | None, reason: str) -> None:
        self.reason = self.reason or (reason if line is None else f"line {line}: {reason}")
        self.wrong += 1


def _records(data: bytes, line: int) -> Iterator[tuple[int, bytes, int]]:
    """Yield the lines that are not blank, each with its number and its bytes with those before it.

    Blank lines at the end come as an empty one.
    """
    at = 0
    while (found := _NOT_BLANK.search(data, at)) is not None:
        start = data.rfind(b"\n", at, found.start()) + 1 or at
        end = data.find(b"\n", start) + 1 or len(data)
        line += data.count(b"\n", at, start)
        yield line, data[start:end], end - at
        line, at = line + 1, end
    yield line, b"", len(data) - at
