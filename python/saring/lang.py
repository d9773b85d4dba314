"""Language identification: of whole texts, of parts of texts, with explanations."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from os import PathLike
from pathlib import Path
from typing import Any, ClassVar, Literal, overload

from saring import _core
from saring._core import LanguageDetector, ModelError
from saring._counted import counted
from saring._explanation import Contribution, Explanation
from saring._languages import LANGUAGE_MODEL, SPECIAL_NAMES, Language, Languages
from saring._rows import Rows
from saring._table import Table, table_of
from saring._visible import html_text, visible

__all__ = [
    "Detection",
    "Detector",
    "Explanation",
    "Language",
    "LanguageSpan",
    "LanguageSpans",
    "Languages",
    "detect",
    "detect_batch",
    "detect_spans",
    "languages",
]

_SPECIAL = ("und", "zxx")  # numbered -2 and -1 by the core, so that they end a list of labels


class Detection:
    """The language of a text.

    Attributes
    ----------
    lang : str
        Label such as ``"ind_Latn"``; ``"zxx"`` for a text without linguistic content, ``"und"`` for
        an undetermined language.
    confidence : float
        Calibrated probability that `lang` is right, 0 to 1; 0 for ``zxx`` and ``und``.
    is_reliable : bool
        Whether at least 95 of 100 such answers are right.
    """

    __slots__ = ("_detector", "_request", "_text", "_top", "confidence", "is_reliable", "lang")

    def __init__(
        self, detector: Detector, text: str | bytes, request: _Request, raw: tuple[Any, ...]
    ) -> None:
        label, self.confidence, self.is_reliable, self._top = raw
        self.lang: str = detector._codes[label]
        self._detector = detector
        self._text = text
        self._request = request

    @property
    def _language(self) -> Language | None:
        return self._detector._by_code.get(self.lang)

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
        """Return the `k` most probable labels with their probabilities, best first."""
        best = self._top
        if k > len(best):
            best = self._detector._raw(self._text, self._request, k)[3]
        return [(self._detector._codes[label], p) for label, p in best[: max(k, 0)]]

    def explain(self) -> Explanation:
        """Return the contribution of each word to the winner and to the runner-up."""
        return self._detector._explain(self._text, self._request)

    def to_dict(self) -> dict[str, Any]:
        """Return what was found as a record.

        Returns
        -------
        dict
            ``lang``, ``name``, ``script``, ``iso639_3``, ``iso639_1``, ``bcp47``, ``confidence``
            and ``is_reliable``.
        """
        names = ("lang", "name", "script", "iso639_3", "iso639_1", "bcp47")
        return {name: getattr(self, name) for name in (*names, "confidence", "is_reliable")}

    def _repr_html_(self) -> str:
        rows = "".join(
            f'<tr><td style="text-align:left">{html_text(self._detector._name(label))} '
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
        return _as_text(self.detection._text)


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


@dataclass(frozen=True, slots=True)
class _Request:
    languages: list[int]
    prior: list[tuple[int, float]]


_ALL = _Request([], [])
_TOP = 3  # labels kept per span; Detection.top detects again where more are wanted


class Detector:
    """Identifies the language of texts.

    Parameters
    ----------
    model : path, optional
        A model file made by `saring.train_language_model`; by default the one of the package.
    verify : bool, default True
        Whether the checksum of the file is compared, 1 ms for 16 MB. Without, a damaged file may
        give wrong answers instead of an error.

    Raises
    ------
    ModelError
        A model file that cannot be used: cut, changed or of another kind.
    OSError
        A file that cannot be read.

    Notes
    -----
    Immutable; may be shared between threads. The file is read into memory, once: what happens to
    it later does not matter. Detectors of the same model are equal; a detector is pickled as the
    path and the checksum of its model.

    Examples
    --------
    >>> import saring
    >>> saring.Detector().detect("Selamat pagi, apa kabar hari ini?").iso639_1
    'id'
    """

    __slots__ = ("__weakref__", "_by_code", "_codes", "_core", "_languages", "_path")

    _path: str
    _core: LanguageDetector
    _languages: Languages
    _codes: list[str]
    _by_code: dict[str, Language]

    def __init__(self, model: str | PathLike[str] | None = None, *, verify: bool = True) -> None:
        if not isinstance(model, str | PathLike | None):
            raise TypeError(f"model must be a path, not {visible(repr(model))}")
        given = os.fspath(model) if model is not None else str(LANGUAGE_MODEL)
        core = LanguageDetector(given, verify)
        rows = {row[0]: row for row in _core.language_rows()}
        known = []
        for code, lines, size in core.labels():
            three, _, script = code.partition("_")
            _, name, one, two, macro, bcp47 = rows.get(code, (code, code, "", "", "", three))
            codes = (three, one or None, bcp47, macro or None)
            known.append(Language(code, name, script, *codes, lines, size, two or None))
        numbered = [*(x.code for x in known), *_SPECIAL]
        path = os.path.abspath(given)
        values = (path, core, Languages(known), numbered, {x.code: x for x in known})
        names = ("_path", "_core", "_languages", "_codes", "_by_code")
        for name, value in zip(names, values, strict=True):
            object.__setattr__(self, name, value)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a Detector is immutable: cannot set {name!r}")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"a Detector is immutable: cannot delete {name!r}")

    def languages(self) -> Languages:
        """Return the languages of the model, ordered by script and label."""
        return self._languages

    def resolve(self, code: str) -> list[str]:
        """Return the labels that a language code means.

        Parameters
        ----------
        code : str
            ISO 639-1, 639-2/T or /B, 639-3, BCP 47, a label of FLORES-200, GlotLID or lid.176, or
            a name: ``"Indonesian"``, ``"Bahasa Indonesia"``.

        Raises
        ------
        ValueError
            For an unknown code or name; the message names the nearest.
        """
        return [self._codes[i] for i in self._core.resolve(code)]

    def _name(self, label: str) -> str:
        found = self._by_code.get(label)
        return found.name if found else SPECIAL_NAMES[label]

    def _request(
        self, languages: Iterable[str] | None, prior: Mapping[str, float] | None
    ) -> _Request:
        if languages is None and not prior:
            return _ALL
        if isinstance(languages, str):
            languages = [languages]
        if languages is not None and not isinstance(languages, Iterable):
            raise TypeError(f"languages must be codes or names, not {visible(repr(languages))}")
        allowed = [i for code in languages or () for i in self._core.resolve(code)]
        if languages is not None and not allowed:
            raise ValueError("languages must name at least one language")
        factors: dict[int, float] = {}
        for code, factor in (prior or {}).items():
            for i in self._core.resolve(code):
                factors[i] = float(factor)
        return _Request(sorted(set(allowed)), sorted(factors.items()))

    def _raw(self, text: str | bytes, request: _Request, top: int) -> tuple[Any, ...]:
        return self._core.detect(text, request.languages, request.prior, top)

    @overload
    def detect(
        self,
        text: str | bytes,
        *,
        languages: Iterable[str] | None = None,
        prior: Mapping[str, float] | None = None,
        by: None = None,
    ) -> Detection: ...
    @overload
    def detect(
        self,
        text: str | bytes,
        *,
        languages: Iterable[str] | None = None,
        prior: Mapping[str, float] | None = None,
        by: Literal["line", "span"],
    ) -> LanguageSpans: ...
    def detect(
        self,
        text: str | bytes,
        *,
        languages: Iterable[str] | None = None,
        prior: Mapping[str, float] | None = None,
        by: Literal["line", "span"] | None = None,
    ) -> Detection | LanguageSpans:
        """Identify the language of one text; parameters as in `saring.detect`."""
        request = self._request(languages, prior)
        if by is None:
            return Detection(self, text, request, self._raw(text, request, 0))
        if by not in ("line", "span"):
            raise ValueError(f"by must be 'line', 'span' or None, not {by!r}")
        found = self._core.detect_spans(
            text, request.languages, request.prior, _TOP, by_line=by == "line"
        )
        whole = _as_text(text)
        return LanguageSpans(
            LanguageSpan(start, end, Detection(self, whole[start:end], request, raw))
            for start, end, raw in found
        )

    def detect_spans(
        self,
        text: str | bytes,
        *,
        languages: Iterable[str] | None = None,
        prior: Mapping[str, float] | None = None,
    ) -> LanguageSpans:
        """Split a text by language; parameters as in `saring.detect_spans`."""
        return self.detect(text, languages=languages, prior=prior, by="span")

    def detect_batch(
        self,
        texts: Any,
        *,
        languages: Iterable[str] | None = None,
        prior: Mapping[str, float] | None = None,
        top: int = 0,
        num_threads: int = 0,
    ) -> Table:
        """Identify the language of many texts; parameters as in `saring.detect_batch`."""
        request = self._request(languages, prior)
        found = self._core.detect_batch(texts, request.languages, request.prior, top, num_threads)
        return table_of(found, texts)

    def _explain(self, text: str | bytes, request: _Request) -> Explanation:
        winner, runner_up, parts = self._core.explain(text, request.languages, request.prior)
        found = [Contribution(*part) for part in parts]
        return Explanation(self._codes[winner], self._codes[runner_up], found, _as_text(text))

    def __copy__(self) -> Detector:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Detector:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        if self._path == str(LANGUAGE_MODEL):
            return (Detector, ())
        return (_unpickled, (self._path, self._core.fingerprint))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Detector):
            return NotImplemented
        return self._core.fingerprint == other._core.fingerprint

    def __hash__(self) -> int:
        return hash(self._core.fingerprint)

    def __repr__(self) -> str:
        languages = counted(len(self._languages), "language")
        return f"Detector({languages}, {visible(Path(self._path).name)})"


def _unpickled(path: str, fingerprint: int) -> Detector:
    detector = Detector(path)
    if detector._core.fingerprint != fingerprint:
        raise ModelError(f"'{path}' is not the model that was pickled: the file has changed")
    return detector


def _as_text(text: str | bytes) -> str:
    if isinstance(text, str):
        return text
    return bytes(text).decode("utf-8-sig", errors="replace")


# Without a lock, which a child of fork() could find taken for ever: at worst two threads load it.
@cache
def _default() -> Detector:
    return Detector()


@overload
def detect(
    text: str | bytes,
    *,
    languages: Iterable[str] | None = None,
    prior: Mapping[str, float] | None = None,
    by: None = None,
) -> Detection: ...
@overload
def detect(
    text: str | bytes,
    *,
    languages: Iterable[str] | None = None,
    prior: Mapping[str, float] | None = None,
    by: Literal["line", "span"],
) -> LanguageSpans: ...
def detect(
    text: str | bytes,
    *,
    languages: Iterable[str] | None = None,
    prior: Mapping[str, float] | None = None,
    by: Literal["line", "span"] | None = None,
) -> Detection | LanguageSpans:
    """Identify the language of one text.

    Parameters
    ----------
    text : str or bytes
        Bytes that are not valid UTF-8 and lone surrogates count as U+FFFD. Of a text of more than
        4,096 bytes, eight evenly spaced samples are read.
    languages : iterable of str, optional
        Codes or names of the allowed languages; by default all.
    prior : mapping of str to float, optional
        Factors on the prior odds of languages, by code; 1 for other languages.
    by : {"line", "span"}, optional
        One answer per line, or per part in one language, instead of one for the whole text.

    Returns
    -------
    Detection or LanguageSpans
        With `by`, a list of LanguageSpan and a table: spans that cover the text, with offsets in
        code points.

    Raises
    ------
    ValueError
        For an unknown code or name; the message names the nearest.

    Notes
    -----
    Probabilities under `languages` and `prior` are those without, times the prior, normalised over
    the allowed languages (Bayes' rule).

    Examples
    --------
    >>> import saring
    >>> saring.detect("Harga beras naik lagi pada awal bulan ini.").lang
    'ind_Latn'
    >>> saring.detect("12 345").lang
    'zxx'
    """
    return _default().detect(text, languages=languages, prior=prior, by=by)


def detect_spans(
    text: str | bytes,
    *,
    languages: Iterable[str] | None = None,
    prior: Mapping[str, float] | None = None,
) -> LanguageSpans:
    r"""Split a text by language.

    Parameters
    ----------
    text, languages, prior
        As in `detect`.

    Returns
    -------
    LanguageSpans
        A list of LanguageSpan, and a table. In order, covering the whole text; boundaries are
        before words or at line ends.

    Examples
    --------
    >>> import saring
    >>> text = "The minister will visit the region on Monday.\nCuaca hari ini sangat cerah sekali."
    >>> [s.lang for s in saring.detect_spans(text)]
    ['eng_Latn', 'ind_Latn']
    """
    return _default().detect_spans(text, languages=languages, prior=prior)


def detect_batch(
    texts: Any,
    *,
    languages: Iterable[str] | None = None,
    prior: Mapping[str, float] | None = None,
    top: int = 0,
    num_threads: int = 0,
) -> Table:
    """Identify the language of many texts, on all cores, without the GIL.

    Parameters
    ----------
    texts : sequence of str or bytes
        A list, a NumPy array, a pandas or Polars column, or any Arrow producer; nulls stay null.
    languages, prior
        As in `detect`, for all texts.
    top : int
        Also return this many most probable labels, best first: columns ``top_lang`` (lists of
        strings) and ``top_probability`` (lists of float); empty for ``zxx`` and ``und``.
    num_threads : int
        0 means all cores. The answers do not depend on it.

    Returns
    -------
    Table
        Columns ``lang``, ``confidence``, ``is_reliable``, one row per text; an Arrow producer.

    Examples
    --------
    >>> import saring
    >>> saring.detect_batch(["Good morning, how are you today?", "", None]).lang.to_pylist()
    ['eng_Latn', 'zxx', None]
    """
    return _default().detect_batch(
        texts, languages=languages, prior=prior, top=top, num_threads=num_threads
    )


def languages() -> Languages:
    """Return the languages of the shipped model, a sequence that prints as a table.

    Examples
    --------
    >>> import saring
    >>> [x.name for x in saring.languages() if x.code == "jav_Latn"]
    ['Javanese']
    """
    return _default().languages()
