"""Two texts side by side: as read and clean, kept and copy.

Work and output are bounded for any text. Only the beginning of a text is compared and shown, and a
note says that the text continues.
"""

import re
from collections.abc import Iterator
from operator import itemgetter
from typing import Any

from saring._visible import html_text
from saring.report.parts import literal, number, percent, shorten
from saring.report.word_diff import shared_words

# How much of a sample is shown, in characters (code points) and lines.
SAMPLE_CHARS = 3_000
SAMPLE_LINES = 100
# How much of a copy and of the kept document is shown and compared. More is compared than shown: if
# one text has an additional sentence, the last words shown are still found in the other text.
COPY_CHARS = 700
COMPARED_CHARS = 900
COPIES_SHOWN = 3

_WORD = re.compile(r"\S+")
_RUN = re.compile(rb"\x00+|\x01+")  # of words that differ, of words that are shared
_BEGINS_BEFORE = '<div class="cut">the text begins before …</div>'
_CUT = '<div class="cut">… the text continues</div>'


def sample(entry: dict[str, Any], is_open: bool, title: str = "") -> str:
    """Show a document as read, with the removed parts marked, beside the clean text.

    Parameters
    ----------
    entry
        One of the report's samples. The offsets ``start`` and ``end`` of its removals are code
        points of its ``text``.
    is_open
        Whether it is shown without a click.
    title
        HTML before the place of the document.

    Returns
    -------
    str
        HTML.
    """
    text = entry["text"]
    removals = sorted(entry["removals"], key=itemgetter("start", "end"))
    removed = sum(row["end"] - row["start"] for row in removals)
    whole = len(text)
    if "chars_before" in entry:  # a part of a document
        whole = entry["chars_before"]
        removed = whole - entry["chars_after"]
    tags = [entry["lang"]] if entry["lang"] else []
    tags.append(f"{percent(removed, whole)} removed")
    shown = "".join(f'<span class="tag">{html_text(tag)}</span>' for tag in tags)
    as_read, clean = _both_sides(text, removals)
    if entry.get("more_before"):
        as_read, clean = _BEGINS_BEFORE + as_read, _BEGINS_BEFORE + clean
    if entry.get("more_after") and not as_read.endswith(_CUT):
        as_read, clean = as_read + _CUT, clean + _CUT
    heading = f"{title} " if title else ""
    return (
        f'<details class="doc-part"{" open" if is_open else ""}>'
        f"<summary>{heading}{place(entry)}{shown}</summary>"
        f'<div class="pair"><div><h3>as read</h3><div class="doc">{as_read}</div></div>'
        f'<div><h3>clean</h3><div class="doc">{clean}</div></div></div></details>'
    )


def _both_sides(text: str, removals: list[dict[str, Any]]) -> tuple[str, str]:
    marked = []
    clean = []
    at = 0
    last = 0
    for start, end in _lines(text):
        inside = []
        while at < len(removals) and removals[at]["start"] <= end:
            inside.append(removals[at])
            at += 1
        stop = last = min(end, SAMPLE_CHARS)
        whole = next((row for row in inside if not row["span"]), None)
        if whole is not None:
            why = f'<span class="why">{html_text(_why(whole))}</span>'
            gone = html_text(text[start:stop])
            marked.append(f'<div class="gone">{why}<del>{gone}</del></div>')
            continue
        row, rest = _line_with_spans(text, start, stop, inside)
        marked.append(f"<div>{row}</div>")
        if rest:
            clean.append(f"<div>{html_text(rest)}</div>")
    cut = _CUT if last < len(text) else ""
    return "".join(marked) + cut, "".join(clean) + cut


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of the first lines, as many as are shown."""
    start = 0
    for _ in range(SAMPLE_LINES):
        end = text.find("\n", start)
        if end < 0:
            yield start, len(text)
            return
        yield start, end - text.endswith("\r", start, end)
        if end >= SAMPLE_CHARS:
            return
        start = end + 1


def _line_with_spans(
    text: str, start: int, stop: int, spans: list[dict[str, Any]]
) -> tuple[str, str]:
    """Return a line as HTML with its removed spans marked, and the text that remains."""
    pieces = []
    rest = ""
    at = start
    for row in spans:
        if row["start"] >= stop:
            break
        first, last = min(max(row["start"], at), stop), min(max(row["end"], at), stop)
        pieces.append(html_text(text[at:first]))
        pieces.append(f'<del title="{html_text(_why(row))}">{html_text(text[first:last])}</del>')
        rest += text[at:first]
        at = last
    pieces.append(html_text(text[at:stop]))
    return "".join(pieces), (rest + text[at:stop]).strip()


def _why(row: dict[str, Any]) -> str:
    role: str = row["role"].replace("_", " ")
    because = row["rule"] or row["reason"]
    return f"{role} · {because}" if because else role


def cluster(entry: dict[str, Any], is_open: bool) -> str:
    """Show the kept document of a cluster beside its copies, with the words that differ marked.

    Parameters
    ----------
    entry
        One of the report's largest clusters.
    is_open
        Whether it is shown without a click.

    Returns
    -------
    str
        HTML.
    """
    kept = entry["kept"]
    words = _Words(kept["text"])
    copies = entry["copies"][:COPIES_SHOWN]
    pairs = []
    for copy in copies:
        other = _Words(copy["text"])
        flags = shared_words(words.words, other.words)
        left = _with_marks(words, flags[0])
        right = _with_marks(other, flags[1])
        similarity = f"{copy['similarity']:.2f}"
        if copy["relation"] == "exact":
            similarity = "1 (same words in the same order)"
        elif copy["relation"] == "contained_in":
            similarity += " (contained in the kept document)"
        pairs.append(
            f'<div class="pair"><div><h3>kept: {place(kept)}</h3><div class="doc">{left}</div>'
            f"</div><div><h3>removed: {place(copy)} · similarity {similarity}</h3>"
            f'<div class="doc">{right}</div></div></div>'
        )
    others = entry["size"] - 1 - len(copies)
    noun = "copy" if others == 1 else "copies"
    more = f'<p class="more">and {number(others)} more {noun}</p>' if others else ""
    tag = f'<span class="tag">{number(entry["size"])} documents</span>'
    return (
        f'<details class="doc-part"{" open" if is_open else ""}>'
        f"<summary>{html_text(_headline(kept['text']))}{tag}"
        f"</summary>{''.join(pairs)}{more}</details>"
    )


def place(where: dict[str, Any]) -> str:
    """Return the position of a document as HTML: file, line or row, and its id if it has one."""
    row = f"line {number(where['line'])}" if where["line"] else f"row {number(where['record'])}"
    ident = f", id {literal(where['id'])}" if "id" in where else ""
    return f"{literal(where['file'])}, {row}{ident}"


def _headline(text: str) -> str:
    lines = [part for part in text[:COMPARED_CHARS].splitlines() if part.strip()]
    # A site's name may be above the headline.
    line = next((part for part in lines[:3] if len(part.split()) > 3), lines[0] if lines else "")
    return shorten(line, 110)


class _Words:
    """The first words of a text, which are compared."""

    def __init__(self, text: str) -> None:
        self.text = text
        spans = [match.span() for match in _WORD.finditer(text, 0, COMPARED_CHARS)]
        self.spans = spans
        self.words = [text[start:end] for start, end in spans]


def _with_marks(words: _Words, is_shared: bytearray) -> str:
    """Return the shown part of a text as HTML, with the words that are not shared marked."""
    text, spans = words.text, words.spans
    pieces = []
    at = 0
    for run in _RUN.finditer(is_shared):
        start, end = spans[run.start()][0], spans[run.end() - 1][1]
        if start >= COPY_CHARS:
            break
        piece = html_text(text[start : min(end, COPY_CHARS)])
        pieces.append(html_text(text[at:start]))
        pieces.append(piece if is_shared[run.start()] else f"<mark>{piece}</mark>")
        at = end
    cut = _CUT if len(text) > COPY_CHARS else ""
    return f"<div>{''.join(pieces)}</div>{cut}"
