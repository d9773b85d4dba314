"""Language identification: of whole texts, of parts of texts, with explanations."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from functools import cache
from os import PathLike
from pathlib import Path
from typing import Any, Literal, overload

from saring import _core
from saring._core import LanguageDetector, ModelError
from saring._counted import counted
from saring._detection import Detection, LanguageSpan, LanguageSpans, Request, as_text
from saring._explanation import Contribution, Explanation
from saring._languages import LANGUAGE_MODEL, SPECIAL_NAMES, Language, Languages
from saring._table import Table, table_of
from saring._visible import visible

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


_ALL = Request([], [])
_SURE = 0.95  # the probability of a sure group, as of is_reliable
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

    __slots__ = ("__weakref__", "_by_code", "_codes", "_core", "_group_of", "_languages", "_path")

    _path: str
    _core: LanguageDetector
    _languages: Languages
    _codes: list[str]
    _by_code: dict[str, Language]
    _group_of: dict[str, tuple[str, list[int]]]  # name and label numbers, by the label's code

    def __init__(self, model: str | PathLike[str] | None = None, *, verify: bool = True) -> None:
        if not isinstance(model, str | PathLike | None):
            raise TypeError(f"model must be a path, not {visible(repr(model))}")
        given = os.fspath(model) if model is not None else str(LANGUAGE_MODEL)
        core = LanguageDetector(given, verify)
        rows = {row[0]: row for row in _core.language_rows()}
        known = []
        for code, lines, size in core.labels():
            three, _, script = code.partition("_")
            row = rows.get(code, (code, code, "", "", "", three, ""))
            _, name, one, two, macro, bcp47, usual = row
            codes = (three, one or None, bcp47, macro or None)
            more = (two or None, usual or None)
            known.append(Language(code, name, script, *codes, lines, size, *more))
        numbered = [*(x.code for x in known), *_SPECIAL]
        path = os.path.abspath(given)
        by_code = {x.code: x for x in known}
        values = (path, core, Languages(known), numbered, by_code, _group_of(core, numbered))
        names = ("_path", "_core", "_languages", "_codes", "_by_code", "_group_of")
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
        self,
        languages: Iterable[str] | None,
        prior: Mapping[str, float] | None,
        merge: Iterable[str] | None,
    ) -> Request:
        if languages is None and not prior and merge is None:
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
        merged = self._groups(merge) if merge is not None else {}
        return Request(
            sorted(set(allowed)),
            sorted(factors.items()),
            list(merged.values()),
            {numbers[0]: label for label, numbers in merged.items()},
            {label: _group_language(label) for label in merged},
        )

    def _groups(self, merge: Iterable[str]) -> dict[str, list[int]]:
        """Return the label numbers of each group, by its label: ``"hbs_Latn"``."""
        if isinstance(merge, str):
            merge = [merge]
        if not isinstance(merge, Iterable):
            raise TypeError(f"merge must be codes or names, not {visible(repr(merge))}")
        return {label: numbers for x in merge for label, numbers in self._core.resolve_group(x)}

    def _sure_group(
        self, text: str | bytes, request: Request, lang: str, confidence: float
    ) -> str | None:
        """Return the group that `lang` is in, the answer to `request`, if it is sure."""
        if request.merged:
            request = Request(request.languages, request.prior)
            label, confidence, *_ = self._raw(text, request, 0)
            lang = self._codes[label]
        name, numbers = self._group_of.get(lang, ("", []))
        if numbers and confidence < _SURE:
            label, confidence, *_ = self._core.detect(
                text, request.languages, request.prior, 0, [numbers]
            )
            confidence = confidence if label == numbers[0] else 0.0
        return name if numbers and confidence >= _SURE else None

    def _raw(self, text: str | bytes, request: Request, top: int) -> tuple[Any, ...]:
        return self._core.detect(text, request.languages, request.prior, top, request.merged)

    @overload
    def detect(
        self,
        text: str | bytes,
        *,
        languages: Iterable[str] | None = None,
        prior: Mapping[str, float] | None = None,
        merge: Iterable[str] | None = None,
        by: None = None,
    ) -> Detection: ...
    @overload
    def detect(
        self,
        text: str | bytes,
        *,
        languages: Iterable[str] | None = None,
        prior: Mapping[str, float] | None = None,
        merge: Iterable[str] | None = None,
        by: Literal["line", "span"],
    ) -> LanguageSpans: ...
    def detect(
        self,
        text: str | bytes,
        *,
        languages: Iterable[str] | None = None,
        prior: Mapping[str, float] | None = None,
        merge: Iterable[str] | None = None,
        by: Literal["line", "span"] | None = None,
    ) -> Detection | LanguageSpans:
        """Identify the language of one text; parameters as in `saring.detect`."""
        return self._found(text, self._request(languages, prior, merge), by)

    def _found(
        self, text: str | bytes, request: Request, by: str | None
    ) -> Detection | LanguageSpans:
        if by is None:
            return Detection(self, text, request, self._raw(text, request, 0))
        if by not in ("line", "span"):
            raise ValueError(f"by must be 'line', 'span' or None, not {by!r}")
        found = self._core.detect_spans(
            text, request.languages, request.prior, _TOP, by == "line", request.merged
        )
        whole = as_text(text)
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
        merge: Iterable[str] | None = None,
    ) -> LanguageSpans:
        """Split a text by language; parameters as in `saring.detect_spans`."""
        return self.detect(text, languages=languages, prior=prior, merge=merge, by="span")

    def detect_batch(
        self,
        texts: Any,
        *,
        languages: Iterable[str] | None = None,
        prior: Mapping[str, float] | None = None,
        merge: Iterable[str] | None = None,
        top: int = 0,
        num_threads: int = 0,
    ) -> Table:
        """Identify the language of many texts; parameters as in `saring.detect_batch`."""
        request = self._request(languages, prior, merge)
        names = list(request.groups)
        found = self._core.detect_batch(
            texts, request.languages, request.prior, top, num_threads, request.merged, names
        )
        return table_of(found, texts)

    def _explain(self, text: str | bytes, request: Request) -> Explanation:
        winner, runner_up, parts = self._core.explain(text, request.languages, request.prior)
        found = [Contribution(*part) for part in parts]
        return Explanation(self._codes[winner], self._codes[runner_up], found, as_text(text))

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


def _group_of(core: LanguageDetector, codes: list[str]) -> dict[str, tuple[str, list[int]]]:
    found = {}
    for code, name, _ in _core.language_groups():
        try:
            groups = core.resolve_group(code)
        except ValueError:  # the model has none of its languages
            continue
        for _, numbers in groups:
            found.update({codes[i]: (str(name), list(numbers)) for i in numbers})
    return found


def _group_language(label: str) -> Language:
    code, _, script = label.partition("_")
    name, two = next((name, two) for x, name, two in _core.language_groups() if x == code)
    tag = two or code
    return Language(label, name, script, code, two or None, tag, code, 0, 0)


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
    merge: Iterable[str] | None = None,
    by: None = None,
) -> Detection: ...
@overload
def detect(
    text: str | bytes,
    *,
    languages: Iterable[str] | None = None,
    prior: Mapping[str, float] | None = None,
    merge: Iterable[str] | None = None,
    by: Literal["line", "span"],
) -> LanguageSpans: ...
def detect(
    text: str | bytes,
    *,
    languages: Iterable[str] | None = None,
    prior: Mapping[str, float] | None = None,
    merge: Iterable[str] | None = None,
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
    merge : iterable of str, optional
        Codes or names of groups whose languages answer together, with the sum of their
        probabilities: ``["hbs"]`` gives ``"hbs_Latn"`` for Bosnian, Croatian and Serbian in Latin
        script. Groups are ara, bih, fas, ful, hbs, lav, msa, nor and zho; languages that ISO 639
        does not count among them stay apart, such as Betawi beside Malay.
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
    >>> found = saring.detect("Dia pergi ke sekolah setiap hari.")
    >>> found.is_reliable, found.group
    (False, 'Malay')
    >>> saring.detect("Dia pergi ke sekolah setiap hari.", merge=["msa"]).lang
    'msa_Latn'
    """
    detector = _default()
    return detector._found(text, detector._request(languages, prior, merge), by)


def detect_spans(
    text: str | bytes,
    *,
    languages: Iterable[str] | None = None,
    prior: Mapping[str, float] | None = None,
    merge: Iterable[str] | None = None,
) -> LanguageSpans:
    r"""Split a text by language.

    Parameters
    ----------
    text, languages, prior, merge
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
    return _default().detect_spans(text, languages=languages, prior=prior, merge=merge)


def detect_batch(
    texts: Any,
    *,
    languages: Iterable[str] | None = None,
    prior: Mapping[str, float] | None = None,
    merge: Iterable[str] | None = None,
    top: int = 0,
    num_threads: int = 0,
) -> Table:
    """Identify the language of many texts, on all cores, without the GIL.

    Parameters
    ----------
    texts : sequence of str or bytes
        A list, a NumPy array, a pandas or Polars column, or any Arrow producer; nulls stay null.
    languages, prior, merge
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
        texts, languages=languages, prior=prior, merge=merge, top=top, num_threads=num_threads
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
