"""Texts beside each other: as read and clean, kept and copy."""

import difflib
import re
from typing import Any

from saring.report.parts import escape, percent

# Longer than this no word-by-word comparison is made: it takes quadratic time.
MAX_WORDS = 400


def sample(entry: dict[str, Any], is_open: bool) -> str:
    """Show a document as read, with what was taken out marked, beside the clean text."""
    text = entry["text"]
    removals = entry["removals"]
    taken = sum(removal["end"] - removal["begin"] for removal in removals)
    place = f"{entry['file']}, line {entry['line']}" if entry["line"] else entry["file"]
    if entry["line"] is None:
        place += f", row {entry['record']}"
    tags = "".join(f'<span class="tag">{escape(tag)}</span>' for tag in _tags(entry, taken))
    return (
        f"<details{' open' if is_open else ''}><summary>{escape(place)}{tags}</summary>"
        f'<div class="pair"><div><h3>as read</h3><div class="doc">{_marked(text, removals)}</div>'
        f'</div><div><h3>clean</h3><div class="doc">{_clean(text, removals)}</div></div></div>'
        "</details>"
    )


def _tags(entry: dict[str, Any], taken: int) -> list[str]:
    tags = [entry["lang"]] if entry["lang"] else []
    return [*tags, f"{percent(taken, len(entry['text']))} taken out"]


def _lines(text: str) -> list[tuple[int, int]]:
    lines = []
    begin = 0
    for part in text.split("\n"):
        lines.append((begin, begin + len(part)))
        begin += len(part) + 1
    return lines


def _marked(text: str, removals: list[dict[str, Any]]) -> str:
    rows = []
    for begin, end in _lines(text):
        inside = [row for row in removals if begin <= row["begin"] and row["end"] <= end]
        whole = next((row for row in inside if not row["span"]), None)
        if whole is not None:
            why = f'<span class="why">{escape(_why(whole))}</span>'
            rows.append(f'<div class="gone">{why}<del>{escape(text[begin:end])}</del></div>')
            continue
        pieces = []
        at = begin
        for row in inside:
            pieces.append(escape(text[at : row["begin"]]))
            taken = escape(text[row["begin"] : row["end"]])
            pieces.append(f'<del title="{escape(_why(row))}">{taken}</del>')
            at = row["end"]
        pieces.append(escape(text[at:end]))
        rows.append(f"<div>{''.join(pieces)}</div>")
    return "".join(rows)


def _why(row: dict[str, Any]) -> str:
    role = row["role"].replace("_", " ")
    told = row["rule"] or row["reason"]
    return f"{role} · {told}" if told else role


def _clean(text: str, removals: list[dict[str, Any]]) -> str:
    rows = []
    for begin, end in _lines(text):
        inside = [row for row in removals if begin <= row["begin"] and row["end"] <= end]
        if any(not row["span"] for row in inside):
            continue
        rest = ""
        at = begin
        for row in inside:
            rest += text[at : row["begin"]]
            at = row["end"]
        rest = (rest + text[at:end]).strip()
        if rest:
            rows.append(f"<div>{escape(rest)}</div>")
    return "".join(rows)


def cluster(entry: dict[str, Any], is_open: bool) -> str:
    """Show the kept document of a cluster beside its copies, with the words that differ marked."""
    kept = entry["kept"]
    pairs = []
    for copy in entry["copies"]:
        left, right = _differing(kept["text"], copy["text"])
        likeness = "the same words" if copy["relation"] == "exact" else f"{copy['similarity']:.2f}"
        pairs.append(
            f'<div class="pair"><div><h3>kept: {_place(kept)}</h3><div class="doc"><div>{left}'
            f"</div></div></div><div><h3>removed: {_place(copy)} · similarity {likeness}</h3>"
            f'<div class="doc"><div>{right}</div></div></div></div>'
        )
    others = entry["size"] - 1 - len(entry["copies"])
    more = f'<p class="more">and {others} more copies</p>' if others else ""
    title = escape(_headline(kept["text"]))
    tag = f'<span class="tag">{entry["size"]} documents</span>'
    return (
        f"<details{' open' if is_open else ''}><summary>{title}{tag}</summary>"
        f"{''.join(pairs)}{more}</details>"
    )


def _place(where: dict[str, Any]) -> str:
    row = f"line {where['line']}" if where["line"] else f"row {where['record']}"
    ident = f", id {where['id']}" if "id" in where else ""
    return escape(f"{where['file']}, {row}{ident}")


def _headline(text: str) -> str:
    lines = [part for part in text.splitlines() if part.strip()]
    # A site's name may stand above the headline.
    line = next((part for part in lines[:3] if len(part.split()) > 3), lines[0] if lines else "")
    return line if len(line) <= 110 else line[:109] + "…"


def _differing(left: str, right: str) -> tuple[str, str]:
    a, b = (re.findall(r"\S+|\s+", text) for text in (left, right))
    if max(len(a), len(b)) > MAX_WORDS:
        return escape(left), escape(right)
    matcher = difflib.SequenceMatcher(None, a, b, autojunk=False)
    pieces: tuple[list[str], list[str]] = ([], [])
    for kind, a0, a1, b0, b1 in matcher.get_opcodes():
        for side, words in ((0, a[a0:a1]), (1, b[b0:b1])):
            piece = escape("".join(words))
            marked = kind != "equal" and piece.strip()
            pieces[side].append(f"<mark>{piece}</mark>" if marked else piece)
    return "".join(pieces[0]), "".join(pieces[1])
