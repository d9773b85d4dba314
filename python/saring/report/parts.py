"""Small pieces of HTML: numbers, bars, tables."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from saring._visible import html_text, visible

# Names and ids from the input are shown up to this many characters.
NAME_CHARS = 300
# Bytes per table, and per section for the parts of documents. All sections together stay under
# 1 MB, in any script and with any escapes.
TABLE_BYTES = 45_000
SECTION_BYTES = 90_000
# Characters of an example in a table.
EXAMPLE_CHARS = 160


def shorten(text: str, size: int) -> str:
    """Cut a text to at most `size` characters. A cut text ends with "…"."""
    return text if len(text) <= size else text[: size - 1] + "…"


def literal(value: object, size: int = NAME_CHARS) -> str:
    r"""Write a name or an id from the input as HTML, on one line, cut to `size` characters.

    Invisible characters become escapes such as ``\x1b`` or ``\u202e``.
    """
    return html_text(visible(shorten(str(value), size)))


def number(value: int) -> str:
    """Write a whole number with narrow spaces between thousands."""
    return f"{value:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")


def percent(part: float, whole: float) -> str:
    """Write a share as a percentage; small shares get more digits."""
    if not whole:
        return "0\N{NARROW NO-BREAK SPACE}%"
    value = 100 * part / whole
    digits = 0 if value >= 10 or value == 0 else 1 if value >= 0.1 else 2
    return f"{value:.{digits}f}\N{NARROW NO-BREAK SPACE}%"


def total_of(rows: Iterable[dict[str, Any]], name: str) -> int:
    """Sum one field over the rows."""
    return sum(row[name] for row in rows)


def rows_of(count: int, noun: str) -> str:
    """Write a count with its noun."""
    return f"{number(count)} {noun}{'' if count == 1 else 's'}"


def role_of(row: dict[str, Any]) -> str:
    """Name the role of a row in words."""
    return html_text(row["role"].replace("_", " "))


def figure(value: str, label: str, warn: bool = False) -> str:
    """Show one large number with its label."""
    kind = "card figure warn" if warn else "card figure"
    return f'<div class="{kind}"><b>{value}</b><span>{html_text(label)}</span></div>'


def share_bar(parts: Sequence[tuple[str, int, str]], label: str) -> str:
    """Parts of a whole as one bar with a legend.

    Parameters
    ----------
    parts
        Names, sizes and colours (names of CSS variables); the kept part comes first. Parts of
        size 0 are not shown.
    label
        What the bar shows, for screen readers.

    Returns
    -------
    str
        SVG and a list.
    """
    shown = [part for part in parts if part[1] > 0]
    whole = sum(size for _, size, _ in shown)
    rects = []
    at = 0.0
    for name, size, colour in shown:
        width = 100 * size / whole
        rects.append(
            f'<rect x="{at:.3f}" y="0" width="{width:.3f}" height="10" '
            f'style="fill:var({colour})"><title>{html_text(name)}: {number(size)}</title></rect>'
        )
        at += width
    legend = "".join(
        f'<li><i style="background:var({colour})"></i>{html_text(name)} '
        f"<b>{number(size)}</b> ({percent(size, whole)})</li>"
        for name, size, colour in shown
    )
    return (
        f'<svg class="share" viewBox="0 0 100 10" preserveAspectRatio="none" role="img" '
        f'aria-label="{html_text(label)}">{"".join(rects)}</svg><ul class="legend">{legend}</ul>'
    )


def bars(rows: Iterable[tuple[str, int, str]], colour: str) -> str:
    """Horizontal bars.

    Parameters
    ----------
    rows
        Label (HTML), size, and the value to write (HTML).
    colour
        Name of a CSS variable.

    Returns
    -------
    str
        A grid of label, bar and value.
    """
    listed = list(rows)
    largest = max((size for _, size, _ in listed), default=0) or 1
    cells = []
    for label, size, value in listed:
        width = 100 * size / largest
        cells.append(
            f'<div>{label}</div><svg viewBox="0 0 100 10" preserveAspectRatio="none" '
            f'aria-hidden="true"><rect width="{width:.2f}" height="10" '
            f'style="fill:var({colour})"/></svg><div class="value">{value}</div>'
        )
    return f'<div class="bars">{"".join(cells)}</div>'


def table(
    heads: Sequence[str],
    rows: Iterable[Sequence[str]],
    numeric: frozenset[int] = frozenset(),
    totals: Sequence[str] = (),
) -> str:
    """Make a table.

    Parameters
    ----------
    heads
        Names of columns.
    rows
        Cells as HTML.
    numeric
        Columns that are aligned to the right.
    totals
        Cells of a last row with the sums, as HTML; empty for none.

    Returns
    -------
    str
        The table inside a box that scrolls sideways if the window is narrow.
    """
    # Several columns of text do not fit side by side in a narrow window, so cells are stacked.
    is_stacked = len(heads) - len(numeric) >= 3

    def cells(tag: str, values: Sequence[str]) -> str:
        made = []
        for at, value in enumerate(values):
            kind = ' class="n"' if at in numeric else ""
            label = f' data-label="{html_text(heads[at])}"' if is_stacked and tag == "td" else ""
            made.append(f"<{tag}{kind}{label}>{value}</{tag}>")
        return "".join(made)

    listed = [f"<tr>{cells('td', row)}</tr>" for row in rows]
    body, rest = fitting(listed, TABLE_BYTES)
    if rest:
        more = f"and {number(rest)} more, in report.json"
        body += f'<tr><td colspan="{len(heads)}">{more}</td></tr>'
    head = cells("th", [html_text(name) for name in heads])
    kind = ' class="stacked"' if is_stacked else ""
    foot = f"<tfoot><tr>{cells('td', totals)}</tr></tfoot>" if totals else ""
    return (
        '<div class="scroll" tabindex="0">'
        f"<table{kind}><thead><tr>{head}</tr></thead>"
        f"<tbody>{body}</tbody>{foot}</table></div>"
    )


def fitting(pieces: Iterable[str], most: int) -> tuple[str, int]:
    """Join as many pieces of HTML as fit in `most` bytes; also return how many did not fit."""
    shown: list[str] = []
    size = rest = 0
    for piece in pieces:
        size += len(piece.encode())
        if size <= most and not rest:
            shown.append(piece)
        else:
            rest += 1
    return "".join(shown), rest


def section(title: str, note: str, body: str) -> str:
    """Make a part of the page under a heading."""
    lead = f'<p class="note">{note}</p>' if note else ""
    name = anchor(title)
    return (
        f'<section id="{name}"><details class="part" open><summary><h2>{html_text(title)}</h2>'
        f"</summary>{lead}{body}</details></section>"
    )


def anchor(title: str) -> str:
    """Name a section for links."""
    return re.sub(r"[^a-z]+", "-", title.lower()).strip("-")
