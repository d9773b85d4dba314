"""How tables are shown: ten rows, in which no text acts."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from saring._counted import counted
from saring._visible import html_text, visible

if TYPE_CHECKING:
    from saring._table import Table

_ROWS = 10
_LINE = 110  # columns of a terminal
_CELL = 32  # columns of a terminal
_HTML_CELL = 160  # characters
_NUMBERS = frozenset({"float", "double", "int32", "uint32", "int64", "uint64"})


def text_view(table: Table) -> str:
    """Write the first ten rows as columns of text.

    Parameters
    ----------
    table
        Any.

    Returns
    -------
    str
        A line with the size, names and types of columns, rows. Columns beyond 110 characters are
        named only.
    """
    shown: list[list[str]] = []
    hidden: list[str] = []
    width = 0
    for name in table.column_names:
        column = table[name]
        cells = [_cut(visible(name), _CELL), column.type]
        cells += [_cut(visible(_short(value)), _CELL) for value in column[:_ROWS]]
        width += 2 + max(map(_width, cells))
        if hidden or (width > _LINE and shown):
            hidden.append(visible(name))
        else:
            shown.append(_justified(cells, column.type in _NUMBERS))
    lines = [f"Table of {counted(len(table), 'row')}, {counted(len(table.column_names), 'column')}"]
    lines += ["  " + "  ".join(cells).rstrip() for cells in zip(*shown, strict=True)]
    if len(table) > _ROWS:
        lines.append(f"  … {counted(len(table) - _ROWS, 'more row')}")
    if hidden:
        lines.append(f"  … {counted(len(hidden), 'more column')}: {', '.join(hidden)}")
    return "\n".join(lines)


def html_view(table: Table, caption: str | None = None, names: Sequence[str] | None = None) -> str:
    """Write the first ten rows as a table of HTML, whose colours are those of the page.

    Parameters
    ----------
    table
        Any.
    caption
        HTML; by default the size.
    names
        The columns that are shown; the others are named below. None: all.

    Returns
    -------
    str
        One element, without scripts.
    """
    every = table.column_names
    columns = [(name, table[name]) for name in (every if names is None else names)]
    head = "".join(
        f'<th scope="col" style="padding:0 .5em;text-align:{_side(column.type)}">{html_text(name)}'
        f'<br><span style="font-weight:normal;opacity:.7">{html_text(column.type)}</span></th>'
        for name, column in columns
    )
    cells = [[_html_cell(value, column.type) for value in column[:_ROWS]] for _, column in columns]
    rows = "".join(f"<tr>{''.join(row)}</tr>" for row in zip(*cells, strict=True))
    if caption is None:
        caption = f"{counted(len(table), 'row')}, {counted(len(columns), 'column')}"
    notes = []
    if len(table) > _ROWS:
        notes.append(counted(len(table) - _ROWS, "more row"))
    if hidden := [name for name in every if names is not None and name not in names]:
        listed = ", ".join(map(html_text, hidden))
        notes.append(f"{counted(len(hidden), 'more column')}: {listed}")
    more = "".join(f'<p style="opacity:.7;max-width:52em">… {note}</p>' for note in notes)
    return (
        '<div style="color:inherit;overflow-x:auto"><table style="border-collapse:collapse">'
        f'<caption style="text-align:left;color:inherit">{caption}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>{more}</div>"
    )


def _html_cell(value: Any, type: str) -> str:
    text = _short(value, _HTML_CELL)
    faint = "opacity:.55;" if value is None else ""
    style = f"{faint}padding:0 .5em;text-align:{_side(type)};vertical-align:top;max-width:32em"
    return f'<td dir="auto" style="{style};white-space:pre-wrap">{html_text(text)}</td>'


def _side(type: str) -> str:
    return "right" if type in _NUMBERS else "left"


def _short(value: Any, limit: int = _CELL + 1) -> str:
    """Write a value, at most `limit` characters of it."""
    if value is None:
        return "null"
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, list):
        items = [_short(item, limit) for item in value[:limit]]
        return _cut_chars("[" + ", ".join(items) + "]", limit)
    return _cut_chars(str(value[: limit + 1] if isinstance(value, str) else value), limit)


def _cut_chars(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _cut(text: str, columns: int) -> str:
    """Cut text to some columns of a terminal."""
    if _width(text) <= columns:
        return text
    kept = ""
    for char in text:
        if _width(kept + char) >= columns:
            break
        kept += char
    return kept + "…"


def _width(text: str) -> int:
    """Columns of a terminal that a text takes."""
    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in text)
    return len(text) + wide - sum(bool(unicodedata.combining(char)) for char in text)


def _justified(cells: Sequence[str], to_right: bool) -> list[str]:
    width = max(map(_width, cells))
    pads = [" " * (width - _width(cell)) for cell in cells]
    return [p + c if to_right else c + p for c, p in zip(cells, pads, strict=True)]
