"""What `strip` found: a text without boilerplate, and the decision about every line."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any, ClassVar

from saring import _core
from saring._counted import counted
from saring._lines_view import lines_view
from saring._rows import Rows
from saring._visible import html_text


@dataclass(frozen=True, slots=True)
class LineSpan:
    """A part of a line with a role of its own, such as a dateline before the first sentence.

    Parameters
    ----------
    start, end : int
        Code points, half-open, into the text that was given.
    role : str
        One of `ROLES`.
    keep : bool
        Whether it is kept in the article.
    rule : str
        Id of the rule that found it.
    reason : str
        Why it has this role, in words.
    """

    start: int
    end: int
    role: str
    keep: bool
    rule: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the text that was given, and what was decided about it.

    Parameters
    ----------
    start, end : int
        Code points, half-open, into the text that was given; the terminator is not in it.
    keep : bool
        Whether it is kept in the article.
    role : str
        One of `ROLES`.
    score : float
        How certain `keep` is, in [0, 1].
    reason : str
        Why, in words.
    rule : str
        Id of a rule, ``structure.…``, ``model.lines``; empty for blank lines.
    spans : tuple of LineSpan
        Parts with a role of their own, in order.
    text : str
        The line itself.
    """

    start: int
    end: int
    keep: bool
    role: str
    score: float
    reason: str
    rule: str
    spans: tuple[LineSpan, ...] = ()
    text: str = field(default="", repr=False)


class Lines(Rows, tuple[Line, ...]):
    """The lines of a text; also a table: ``stripped.lines.to_pandas()``."""

    __slots__ = ()
    _COLUMNS: ClassVar[dict[str, str]] = {
        "start": "int64",
        "end": "int64",
        "keep": "bool",
        "role": "large_string",
        "score": "double",
        "reason": "large_string",
        "rule": "large_string",
        "text": "large_string",
    }


@dataclass(frozen=True, repr=False)
class Stripped:
    r"""A text without boilerplate, and the decision about every line.

    Parameters
    ----------
    text : str
        The article: the kept lines with their own line ends, without their dropped spans.
    lines : Lines
        A tuple of Line, and a table: every line of the text that was given.
    title, byline, caption, dateline : str or None
        What was recognised; None if nothing was.
    original : str
        The text that was given; offsets refer to it.
    removed_ranges : tuple of (int, int)
        Code points, half-open, into `original`, in order and without overlap. `original` without
        these ranges is `text`. There is one range per dropped line that is not blank, with its line
        end and the dropped blank lines next to it. There is one range per dropped span, with the
        white space that it would leave at the start or end of its line. If only dropped lines
        follow the last kept line, its line end is removed with them.
    needs_review : bool
        Whether a person should look at the text: much of it would be lost, or it is uncertain which
        of its lines are the article.
    review_reason : str or None
        Why, in words; None unless `needs_review`.
    confidence : float
        How well the article is known, in [0, 1]: the expected F1 of its characters. A text of more
        than three lines or long sentences needs a review below 0.8.

    Notes
    -----
    Lines, ranges and the other parts are created when they are first used.

    Examples
    --------
    The kept and the removed parts together give the original text, whatever its line ends:

    >>> import saring
    >>> s = saring.strip("Bagikan\r\n\r\nHujan turun sejak pagi, kata warga kepada wartawan.\r\n")
    >>> s.text
    'Hujan turun sejak pagi, kata warga kepada wartawan.\r\n'
    >>> [s.original[start:end] for start, end in s.removed_ranges]
    ['Bagikan\r\n\r\n']
    """

    text: str
    lines: Lines
    title: str | None
    byline: str | None
    caption: str | None
    dateline: str | None
    original: str
    # By factories: a plain default would be an attribute of the class, and hide __getattr__.
    removed_ranges: tuple[tuple[int, int], ...] = field(default_factory=tuple)
    needs_review: bool = field(default_factory=bool)
    review_reason: str | None = field(default_factory=lambda: None)
    confidence: float = field(default_factory=lambda: 1.0)

    @classmethod
    def _of(cls, core: _core.Stripped) -> Stripped:
        """Create one; its fields are made from the core's answer when they are first used."""
        stripped = cls.__new__(cls)
        stripped.__dict__["_core"] = core
        return stripped

    def __getattr__(self, name: str) -> Any:
        # Called where no field has been made yet.
        core: _core.Stripped | None = self.__dict__.get("_core")
        if core is None or name not in _FIELDS:
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        if name == "lines":
            value: Any = Lines(_line(core.original, row) for row in core.lines())
        elif name == "removed_ranges":
            value = tuple(core.removed_ranges())
        else:
            value = getattr(core, name)
        self.__dict__[name] = value
        return value

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *_FIELDS]  # also those that are not made yet

    def __getstate__(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in _FIELDS}

    @property
    def removed(self) -> Lines:
        """The dropped lines that are not blank."""
        return Lines(line for line in self.lines if not line.keep and line.reason != "blank")

    def to_dict(self) -> dict[str, Any]:
        """Return the text and what is known about it as a record, like a row of `strip_batch`.

        Returns
        -------
        dict
            ``text``, ``title``, ``byline``, ``caption``, ``dateline``, ``num_removed_lines``,
            ``needs_review``, ``review_reason`` and ``confidence``.
        """
        names = ("text", "title", "byline", "caption", "dateline")
        others = ("needs_review", "review_reason", "confidence")
        return (
            {name: getattr(self, name) for name in names}
            | {"num_removed_lines": len(self.removed)}
            | {name: getattr(self, name) for name in others}
        )

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        kept = sum(line.keep for line in self.lines)
        parts = [
            f"{kept} of {counted(len(self.lines), 'line')} kept",
            counted(len(self.text), "character"),
        ]
        for name in ("title", "byline", "caption", "dateline"):
            value = getattr(self, name)
            if value is not None:
                parts.append(f"{name}={_short(value)!r}")
        if self.needs_review:
            parts.append(f"needs review: {self.review_reason}")
        return f"<Stripped: {', '.join(parts)}>"

    def _repr_html_(self) -> str:
        names = ("title", "byline", "caption", "dateline")
        return lines_view(
            self.original,
            self.lines,
            {name: getattr(self, name) for name in names},
            spans=(span for line in self.lines for span in line.spans),
            warning=f"<b>Needs review:</b> {html_text(self.review_reason or '')}"
            if self.needs_review
            else "",
        )


_FIELDS = tuple(f.name for f in fields(Stripped))


def _short(text: str, limit: int = 48) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _line(original: str, row: tuple[Any, ...]) -> Line:
    start, end, keep, role, score, reason, rule, spans = row
    found = tuple(LineSpan(*span) for span in spans)
    return Line(start, end, keep, role, score, reason, rule, found, original[start:end])
