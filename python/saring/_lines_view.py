"""How a text or page is shown in a notebook: its lines, with their roles in colour."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from saring._counted import counted
from saring._visible import html_text

# Groups of roles, each with a colour that can be read on a light and on a dark page: its contrast
# with both #fff and #111 is 4 or more. What is removed is struck through as well.
_GROUPS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("headline, subheading", "#2e8b57", ("headline", "subheading")),
    ("byline, dateline, date", "#3b82c4", ("byline", "dateline", "timestamp")),
    ("caption", "#9166cc", ("caption",)),
    ("related", "#d1495b", ("related_label", "related_link")),
    ("share, subscribe", "#c2559d", ("share", "subscribe")),
    ("advert", "#b96a1a", ("advert",)),
)
_OTHER = ("other boilerplate", "#7c7c7c")
_ARTICLE = ("body", "quote", "list")  # in the colour of the page
_LINES = 1000
_COLOURS = {role: colour for _, colour, roles in _GROUPS for role in roles}


def lines_view(
    original: str,
    lines: Sequence[Any],
    facts: Mapping[str, str | None],
    *,
    spans: Iterable[Any] = (),
    warning: str = "",
) -> str:
    """Write the lines of a text with their roles in colour, and a legend.

    Parameters
    ----------
    original
        What the offsets of lines and spans refer to.
    lines
        What has ``start``, ``end``, ``keep``, ``role``, ``score``, ``reason`` and ``rule``. The
        first 1,000 are shown.
    facts
        What is known of the whole, by its name; None is left out.
    spans
        Parts of lines with roles of their own, in order.
    warning
        What a person should look at; empty: nothing.

    Returns
    -------
    str
        One element of HTML, without scripts; its other colours are those of the page.
    """
    kept = sum(line.keep for line in lines)
    head = [f"{kept:,} of {counted(len(lines), 'line')} kept"]
    head += [
        f"{name}: <strong>{html_text(value)}</strong>"
        for name, value in facts.items()
        if value is not None
    ]
    note = f'<p style="color:#d1495b">{warning}</p>' if warning else ""
    shown = lines[:_LINES]
    inside = _by_line(shown, spans)
    rows = "".join(map(partial(_line_html, original), shown, inside))
    if len(lines) > _LINES:
        rows += f'<p style="opacity:.7">… {counted(len(lines) - _LINES, "more line")}</p>'
    return (
        '<div style="color:inherit;font-family:sans-serif;line-height:1.45;max-width:52em">'
        f'<p dir="auto" style="opacity:.85">{" · ".join(head)}</p>{note}'
        f'<div style="max-height:40em;overflow:auto">{rows}</div>'
        f'<p style="font-size:85%">{_legend(shown, inside)}</p></div>'
    )


def _by_line(lines: Sequence[Any], spans: Iterable[Any]) -> list[list[Any]]:
    """List the spans of each line; both are in order."""
    found: list[list[Any]] = [[] for _ in lines]
    number = 0
    for span in spans:
        while number < len(lines) and lines[number].end <= span.start:
            number += 1
        if number < len(lines):
            found[number].append(span)
    return found


def _legend(lines: Sequence[Any], inside: Sequence[Sequence[Any]]) -> str:
    """Name the colours that are used."""
    used = {part.role for parts in (lines, *inside) for part in parts}
    groups = [(name, colour) for name, colour, roles in _GROUPS if used & set(roles)]
    if any(_colour(role) == _OTHER[1] for role in used):
        groups.append(_OTHER)
    names = [f'<span style="color:{colour}">■</span> {html_text(name)}' for name, colour in groups]
    names.append('<span style="text-decoration:line-through">removed</span>')
    return " · ".join(names) + " · point at a line for the reason"


def _colour(role: str) -> str:
    return "inherit" if role in _ARTICLE else _COLOURS.get(role, _OTHER[1])


def _struck(text: str, role: str, title: str) -> str:
    style = f"color:{_colour(role)};text-decoration:line-through"
    return f'<span style="{style}" title="{html_text(title)}">{html_text(text)}</span>'


def _line_html(original: str, line: Any, spans: Sequence[Any]) -> str:
    title = f"{line.role} · {line.score:.2f} · {line.reason}"
    title += f" · {line.rule}" if line.rule else ""
    text = original[line.start : line.end]
    if not line.keep:
        return f'<div dir="auto">{_struck(text, line.role, title) or "&nbsp;"}</div>'
    pieces = []
    at = line.start
    for span in spans:
        pieces.append(html_text(original[at : span.start]))
        text = original[span.start : span.end]
        pieces.append(
            html_text(text) if span.keep else _struck(text, span.role, f"{span.role} · {span.rule}")
        )
        at = span.end
    pieces.append(html_text(original[at : line.end]))
    weight = "bold" if line.role in ("headline", "subheading") else "normal"
    style = f"color:{_colour(line.role)};font-weight:{weight}"
    inner = "".join(pieces) or "&nbsp;"
    return f'<div dir="auto" style="{style}" title="{html_text(title)}">{inner}</div>'
