"""The command `saring why`: what happened to a document."""

from __future__ import annotations

import argparse
import re
import shutil
import sys
import textwrap
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from saring._visible import visible
from saring.cli import exit_codes
from saring.cli.terminal import painted, show_text
from saring.errors import require
from saring.report.word_diff import shared_words
from saring.runs.traces import Trace, Traces

_EXAMPLES = """\
  saring why clean/ 4711
  saring why clean/ news.jsonl:17          the record with that number, from 0"""
_MIN_WIDTH = 60
_MAX_WIDTH = 160
_WORD = re.compile(r"\S+")
_PAIR_CHARS = 20_000  # of texts side by side


def add_to(add: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the command to the parser."""
    parser = add("why", "show what happened to a document, line by line", _EXAMPLES, run_why)
    parser.add_argument("out", metavar="OUT", help="output folder of saring clean")
    parser.add_argument(
        "ids",
        nargs="+",
        metavar="ID",
        help="document id, or FILE:RECORD with records counted from 0",
    )


def run_why(arguments: argparse.Namespace) -> int:
    """Run `saring why`."""
    for module in ("orjson", "zstandard"):
        require(module)
    traces = Traces(Path(arguments.out))
    for at, trace in enumerate(traces.find(arguments.ids)):
        if at:
            show_text("\n")
        for line in _story(trace, traces):
            show_text(line + "\n")
    return exit_codes.OK


def _paint(text: str, style: str) -> str:
    return painted(text, style, sys.stdout)


def _story(trace: Trace, traces: Traces) -> Iterator[str]:
    """Yield the lines to show; all text of the document is made visible."""
    yield _paint(_title(trace), "bold")
    removed = trace.removed
    if removed is None:
        yield _paint("kept", "good") + f"; {_how_much(trace)} removed"
    else:
        lang = f" · {removed['lang']} {removed['confidence']:.2f}" if "lang" in removed else ""
        why = visible(removed.get("why") or removed["reason"])
        yield _paint("removed", "bad") + f": {why} ({removed['reason']}){lang}"
        if "review_reason" in removed:
            yield f"to review: {visible(removed['review_reason'])}"
    for note in trace.notes:
        yield _paint(note["kind"], "warning") + f": {visible(note.get('reason', 'in the text'))}"
    yield ""
    yield from _lines(trace)
    if removed is not None and (other := removed.get("kept") or removed.get("copy_of")):
        yield from _beside(trace, other, traces)


def _how_much(trace: Trace) -> str:
    counts = []
    for kind in ("line", "span"):
        count = sum(row["kind"] == kind for row in trace.removals)
        if count:
            counts.append(f"{count:,} {kind}{'s' if count > 1 else ''}")
    verb = "was" if len(trace.removals) <= 1 else "were"
    return f"{' and '.join(counts) or 'nothing'} {verb}"


def _title(trace: Trace) -> str:
    file, record = trace.place
    line = f" (line {trace.line})" if trace.line else ""
    ident = "" if trace.ident is None else f", id {visible(str(trace.ident))}"
    return f"{visible(file)}:{record}{line}{ident}"


def _lines(trace: Trace) -> Iterator[str]:
    """Yield the lines of the text as read, with what was removed from each."""
    text = trace.text()
    start = 0
    waiting = list(trace.removals)
    for line in text.split("\n"):
        end = start + len(line)
        inside = []
        while waiting and waiting[0]["start"] <= end:
            inside.append(waiting.pop(0))
        whole = next((row for row in inside if row["kind"] == "line"), None)
        shown = visible(line.removesuffix("\r"))
        if whole is not None:
            yield _paint(f"- {shown}", "bad") + _paint(f"   {_because(whole)}", "dim")
        elif inside:
            yield "~ " + _with_spans(line, start, inside)
        elif shown:
            yield f"  {shown}"
        else:
            yield ""
        start = end + 1


def _with_spans(line: str, start: int, spans: list[dict[str, Any]]) -> str:
    """Return a line with the spans that were removed in brackets."""
    parts = []
    at = 0
    for row in spans:
        first, last = row["start"] - start, row["end"] - start
        parts.append(visible(line[at:first]))
        parts.append(_paint(f"[-{visible(line[first:last])}-]", "bad"))
        at = last
    parts.append(visible(line[at:]))
    why = "; ".join(_because(row) for row in spans)
    return "".join(parts) + _paint(f"   {why}", "dim")


def _because(row: dict[str, Any]) -> str:
    role = row["role"].replace("_", " ")
    because = row.get("reason") or row.get("rule")
    rule = f" ({row['rule']})" if row.get("rule") and row.get("reason") else ""
    return visible(f"{role}: {because}{rule}" if because else role)


def _beside(trace: Trace, other: dict[str, Any], traces: Traces) -> Iterator[str]:
    """Yield the clean text next to the text of the document that is kept instead."""
    kept = traces.find([f"{other['file']}:{other['record']}"])[0]
    assert trace.clean is not None
    assert kept.clean is not None
    width = min(max(shutil.get_terminal_size((100, 24)).columns, _MIN_WIDTH), _MAX_WIDTH)
    column = (width - 3) // 2
    left = _Wrapped(trace.clean[:_PAIR_CHARS], column)
    right = _Wrapped(kept.clean[:_PAIR_CHARS], column)
    left.differs, right.differs = shared_words(left.words, right.words)
    removed = trace.removed or {}
    similarity = f", similarity {removed['similarity']:.2f}" if "similarity" in removed else ""
    label = "kept" if "kept" in removed else "copied, too"
    yield ""
    yield _paint(
        f"{_padded('this document', column)} | {label}: {_title(kept)}{similarity}", "bold"
    )
    rows = max(len(left.rows), len(right.rows))
    for at in range(rows):
        yield f"{left.row(at, column)} | {right.row(at, column)}".rstrip()


class _Wrapped:
    """A text in rows of a width, with its words; some differ from those of another text."""

    def __init__(self, text: str, width: int) -> None:
        self.rows: list[str] = []
        for line in visible(text, lines=True).replace("\t", " ").split("\n"):
            self.rows += textwrap.wrap(line, width) or [""]
        self.words = [word for row in self.rows for word in _WORD.findall(row)]
        self.differs = bytearray(len(self.words))
        self._next = 0

    def row(self, at: int, width: int) -> str:
        """Return a row, padded, with the words that are not shared in colour; in order."""
        if at >= len(self.rows):
            return " " * width
        text = self.rows[at]

        def mark(match: re.Match[str]) -> str:
            is_shared = self.differs[self._next]
            self._next += 1
            return match[0] if is_shared else _paint(match[0], "warning")

        return _WORD.sub(mark, text) + " " * max(width - _cells(text), 0)


def _cells(text: str) -> int:
    """Columns of a terminal that a text takes."""
    wide = sum(unicodedata.east_asian_width(c) in "WF" for c in text)
    none = sum(unicodedata.combining(c) != 0 for c in text)
    return len(text) + wide - none


def _padded(text: str, width: int) -> str:
    return text + " " * max(width - _cells(text), 0)
