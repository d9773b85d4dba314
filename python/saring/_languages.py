"""Languages, and lists of them that print as tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import overload

from saring import _core
from saring._counted import counted
from saring._visible import html_text, visible

# The model that comes with saring.
LANGUAGE_MODEL = Path(__file__).parent / "data" / "lang.saring"

SPECIAL_NAMES = {"zxx": "No linguistic content", "und": "Undetermined"}

_HEAD = ("code", "name", "script", "639-1", "639-2/B", "BCP 47", "macro", "lines", "bytes")


@dataclass(frozen=True, slots=True)
class Language:
    """A language of a model.

    Attributes
    ----------
    code : str
        Label, ISO 639-3 and ISO 15924: ``"ind_Latn"``.
    name : str
        In English.
    script : str
        ISO 15924 code.
    iso639_3, iso639_1 : str, str or None
        Codes of ISO 639.
    bcp47 : str
        Language tag (RFC 5646).
    macrolanguage : str or None
        ISO 639-3 code of its macrolanguage.
    training_lines, training_bytes : int
        Size of its training text.
    iso639_2b : str or None
        Bibliographic code of ISO 639-2 if it differs: ``"ger"``.
    usual_script : str or None
        Of romanised text the script that the language is usually written in: ``"Cyrl"`` of
        ``"rus_Latn"``. Such a label is meant only by a code with its script: ``"ru-Latn"``.
    """

    code: str
    name: str
    script: str
    iso639_3: str
    iso639_1: str | None
    bcp47: str
    macrolanguage: str | None
    training_lines: int
    training_bytes: int
    iso639_2b: str | None = None
    usual_script: str | None = None

    def __str__(self) -> str:
        return self.code

    def _cells(self) -> tuple[str, ...]:
        return (
            self.code,
            self.name,
            self.script,
            self.iso639_1 or "",
            self.iso639_2b or "",
            self.bcp47,
            self.macrolanguage or "",
            f"{self.training_lines:,}",
            f"{self.training_bytes:,}",
        )


class Languages(Sequence[Language]):
    """The languages of a detector, in its order; prints as a table, also in notebooks."""

    __slots__ = ("_items",)

    def __init__(self, items: Sequence[Language]) -> None:
        self._items = tuple(items)

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[Language]:
        return iter(self._items)

    @overload
    def __getitem__(self, index: int) -> Language: ...
    @overload
    def __getitem__(self, index: slice) -> Languages: ...
    def __getitem__(self, index: int | slice) -> Language | Languages:
        if isinstance(index, slice):
            return Languages(self._items[index])
        return self._items[index]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Languages):
            return NotImplemented
        return self._items == other._items

    def __hash__(self) -> int:
        return hash(self._items)

    def __repr__(self) -> str:
        first = visible(", ".join(map(str, self[:3])))
        return f"Languages({len(self)}: {first}{', …' * (len(self) > 3)})"

    def __str__(self) -> str:
        rows = [_HEAD, *(x._cells() for x in self)]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        lines = ["  ".join(map(str.ljust, row, widths)).rstrip() for row in rows]
        return visible("\n".join(lines), lines=True)

    def _repr_html_(self) -> str:
        def row(cells: Sequence[str], kind: str) -> str:
            return "<tr>" + "".join(f"<{kind}>{html_text(x)}</{kind}>" for x in cells) + "</tr>"

        body = "".join(row(x._cells(), "td") for x in self)
        caption = f"<caption>{counted(len(self), 'language')}</caption>"
        return (
            '<div style="max-height:30em;overflow:auto"><table>'
            f"{caption}<thead>{row(_HEAD, 'th')}</thead><tbody>{body}</tbody></table></div>"
        )


@lru_cache(maxsize=1024)
def rule_language(code: str) -> str:
    """Return the language whose boilerplate rules are used for a code or name.

    Parameters
    ----------
    code : str
        Any code or name that `saring.Detector.resolve` takes; also ``"und"`` and ``"zxx"``, which
        select the rules of every language alone.

    Returns
    -------
    str
        A label such as ``"ind_Latn"``; the code itself where it means several languages.

    Raises
    ------
    ValueError
        For an unknown code or name; the message names the nearest.
    """
    if code in SPECIAL_NAMES:
        return code
    labels = _core.resolve_language(code)
    is_one = len({label.partition("_")[0] for label in labels}) == 1
    return labels[0] if is_one else code
