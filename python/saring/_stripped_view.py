"""How a stripped text is shown in a notebook."""

from __future__ import annotations

from collections.abc import Sequence
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
_COLOURS = {role: colour for _, colour, roles in _GROUPS for role in roles}


def stripped_view(stripped: Any) -> str:
    """Write the lines of a text with their roles in colour, and a legend.

    Parameters
    ----------
    stripped
        A `saring.Stripped`.

    Returns
    -------
    str
        One element of HTML, without scripts; its other colours are those of the page.
    """
    lines = stripped.lines
    kept = sum(line.keep for line in lines)
    facts = [f"{kept:,} of {counted(len(lines), 'line')} kept"]
    for name in ("title", "byline", "caption", "dateline"):
        value = getattr(stripped, name)
        if value is not None:
            facts.append(f"{name}: <strong>{html_text(value)}</strong>")
    review = ""
    if stripped.needs_review:
        reason = html_text(stripped.review_reason or "")
        review = f'<p style="color:#d1495b"><b>Needs review:</b> {reason}</p>'
    rows = "".join(_line_html(stripped.original, line) for line in lines)
    return (
        '<div style="color:inherit;font-family:sans-serif;line-height:1.45;max-width:52em">'
        f'<p dir="auto" style="opacity:.85">{" · ".join(facts)}</p>{review}{rows}'
        f'<p style="font-size:85%">{_legend(lines)}</p></div>'
    )


def _legend(lines: Sequence[Any]) -> str:
    """Name the colours that are used."""
    used = {part.role for line in lines for part in (line, *line.spans)}
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


def _line_html(original: str, line: Any) -> str:
    title = f"{line.role} · {line.score:.2f} · {line.reason} · {line.rule}"
    if not line.keep:
        return f'<div dir="auto">{_struck(line.text, line.role, title) or "&nbsp;"}</div>'
    pieces = []
    at = line.start
    for span in line.spans:
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
