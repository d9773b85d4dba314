"""What is found of the language of a text, and of its parts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from saring._explanation import Explanation
from saring._languages import SPECIAL_NAMES, Language
from saring._rows import Rows
from saring._visible import html_text

if TYPE_CHECKING:
    from saring.lang import Detector


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for, by numbers of labels."""

    languages: list[int]
    prior: list[tuple[int, float]]
    merged: list[list[int]] = field(default_factory=list)  # label numbers that answer as the first
    names: dict[int, str] = field(default_factory=dict)  # of these answers, by number
    groups: dict[str, Language] = field(default_factory=dict)  # by these names


class Detection:
    """The language of a text.

    Attributes
    ----------
    lang : str
        Label such as ``"ind_Latn"``; ``"zxx"`` for a text without linguistic content, ``"und"`` for
        an undetermined language; with `merge`, that of a group: ``"hbs_Latn"``.
    confidence : float
        Calibrated probability that `lang` is right, 0 to 1; 0 for ``zxx`` and ``und``. Lowered
        where the text has few words of `lang`, as text in a language outside the model.
    is_reliable : bool
        Whether at least 95 of 100 such answers are right.
    """

    __slots__ = ("_detector", "_request", "_text", "_top", "confidence", "is_reliable", "lang")

    def __init__(
        self, detector: Detector, text: str | bytes, request: Request, raw: tuple[Any, ...]
    ) -> None:
        label, self.confidence, self.is_reliable, self._top = raw
        self.lang: str = request.names.get(label) or detector._codes[label]
        self._detector = detector
        self._text = text
        self._request = request

    @property
    def _language(self) -> Language | None:
        return self._detector._by_code.get(self.lang) or self._request.groups.get(self.lang)

    @property
    def group(self) -> str | None:
        """Name of the group of close languages that the text is surely in, or None.

        Sure means that at least 95 of 100 such answers are right, as of `is_reliable`, also where
        it is not sure which language of the group it is: ``"Malay"`` of a short text that
        Indonesian and Malay share. Groups are those that ISO 639 has a code for, as of `merge`.
        """
        return self._detector._sure_group(self._text, self._request, self.lang, self.confidence)

    @property
    def script(self) -> str | None:
        """ISO 15924 code, e.g. ``"Latn"``; None for ``zxx`` and ``und``."""
        return self._language.script if self._language else None

    @property
    def name(self) -> str:
        """Name of the language in English."""
        return self._language.name if self._language else SPECIAL_NAMES[self.lang]

    @property
    def iso639_3(self) -> str:
        """ISO 639-3 code, e.g. ``"ind"``."""
        return self._language.iso639_3 if self._language else self.lang

    @property
    def iso639_1(self) -> str | None:
        """ISO 639-1 code, e.g. ``"id"``, or None."""
        return self._language.iso639_1 if self._language else None

    @property
    def bcp47(self) -> str:
        """Language tag, e.g. ``"id"`` or ``"sr-Latn"``."""
        return self._language.bcp47 if self._language else self.lang

    def top(self, k: int = 3) -> list[tuple[str, float]]:
        """Return the `k` most probable labels with their probabilities, best first.

        All together have 1, or less where `confidence` is lowered.
        """
        best = self._top
        if k > len(best):
            best = self._detector._raw(self._text, self._request, k)[3]
        names, codes = self._request.names, self._detector._codes
        return [(names.get(label) or codes[label], p) for label, p in best[: max(k, 0)]]

    def explain(self) -> Explanation:
        """Return the contribution of each word to the winner and to the runner-up.

        Both are languages, also where `merge` has joined them to a group.
        """
        return self._detector._explain(self._text, self._request)

    def to_dict(self) -> dict[str, Any]:
        """Return what was found as a record.

        Returns
        -------
        dict
            ``lang``, ``name``, ``script``, ``iso639_3``, ``iso639_1``, ``bcp47``, ``confidence``,
            ``is_reliable`` and ``group``.
        """
        names = ("lang", "name", "script", "iso639_3", "iso639_1", "bcp47")
        more = ("confidence", "is_reliable", "group")
        return {name: getattr(self, name) for name in (*names, *more)}

    def _name_of(self, label: str) -> str:
        group = self._request.groups.get(label)
        return group.name if group else self._detector._name(label)

    def _repr_html_(self) -> str:
        rows = "".join(
            f'<tr><td style="text-align:left">{html_text(self._name_of(label))} '
            f'<code>{html_text(label)}</code></td><td style="text-align:left">'
            '<div style="display:inline-block;height:.7em;background:currentColor;opacity:.5;'
            f'width:{10 * p:.2f}em"></div> {p:.3f}</td></tr>'
            for label, p in self.top(3)
        )
        sure = "reliable" if self.is_reliable else "not reliable"
        return (
            f'<div style="color:inherit"><strong>{html_text(self.name)}</strong> '
            f"<code>{html_text(self.lang)}</code>, confidence {self.confidence:.3f}, {sure}"
            f"<table>{rows}</table></div>"
        )

    def __repr__(self) -> str:
        return f"Detection({self.lang!r}, confidence={self.confidence:.3f})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Detection):
            return NotImplemented
        return (self.lang, self.confidence) == (other.lang, other.confidence)

    def __hash__(self) -> int:
        return hash((self.lang, self.confidence))


@dataclass(frozen=True, slots=True)
class LanguageSpan:
    """A part of a text in one language: ``text[start:end]``."""

    start: int
    end: int
    detection: Detection

    @property
    def lang(self) -> str:
        """Label, as of `Detection`."""
        return self.detection.lang

    @property
    def confidence(self) -> float:
        """Probability, as of `Detection`."""
        return self.detection.confidence

    @property
    def is_reliable(self) -> bool:
        """Whether 95 of 100 such answers are right, as of `Detection`."""
        return self.detection.is_reliable

    @property
    def text(self) -> str:
        """The part itself."""
        return as_text(self.detection._text)


class LanguageSpans(Rows, list[LanguageSpan]):
    """The parts of a text in one language each: a list, and a table."""

    __slots__ = ()
    _COLUMNS: ClassVar[dict[str, str]] = {
        "start": "int64",
        "end": "int64",
        "lang": "large_string",
        "confidence": "double",
        "is_reliable": "bool",
        "text": "large_string",
    }


def as_text(text: str | bytes) -> str:
    """Return the text that offsets count the code points of."""
    if isinstance(text, str):
        return text
    return bytes(text).decode("utf-8-sig", errors="replace")
