"""Text utilities: repair of invalid UTF-8, words, lines, scripts and normalization.

Language detection, boilerplate removal and deduplication use the words that `words` returns.
Offsets are code points, as in `str`, and spans are half-open. A text is a `str` or bytes. In a
`str`, a lone surrogate is treated as U+FFFD. Bytes are repaired as by `repair`.
"""

from __future__ import annotations

import operator
from collections.abc import Iterable
from typing import NamedTuple, SupportsIndex, overload

from saring import _core

__all__ = [
    "Repaired",
    "Span",
    "Word",
    "find_invalid_utf8",
    "fold",
    "is_nfc",
    "lines",
    "nfc",
    "repair",
    "scripts",
    "words",
]


class Word(NamedTuple):
    """A word: its span in code points, its text, and the ISO 15924 code of its first letter.

    Examples
    --------
    >>> import saring.text
    >>> saring.text.words("Hari ini")[0]
    Word(start=0, end=4, text='Hari', script='Latn')
    """

    start: int
    end: int
    text: str
    script: str


class Span(NamedTuple):
    """A part of a text: offsets in code points, half-open.

    Examples
    --------
    >>> import saring.text
    >>> span = saring.text.lines("satu")[0]
    >>> "satu"[span.start : span.end]
    'satu'
    """

    start: int
    end: int


def words(text: str | bytes, *, divide: bool = True) -> list[Word]:
    r"""Find the words of a text.

    A word is a run of letters, marks, digits and connectors such as ``_``. This is Python's
    ``\w+``, plus marks, and the joiners U+200C and U+200D inside a word. A word also ends between
    a script that is written without spaces and another script.

    Parameters
    ----------
    text : str or bytes
        One text.
    divide : bool, default True
        Whether runs of Thai, Lao, Khmer, Burmese, Chinese and Japanese are divided by dictionary.
        If False, such a run is one word.

    Returns
    -------
    list of Word
        In order. The script is ``Zyyy`` for a word without letters.

    Notes
    -----
    Linear time. A word of more than 256 bytes is split. The dictionaries are from ICU (Unicode
    Standard Annex 29, word boundaries). Releases the GIL, except to make the list.

    Examples
    --------
    >>> import saring.text
    >>> [w.text for w in saring.text.words("Kata_nya 2 anak-anak, kan?")]
    ['Kata_nya', '2', 'anak', 'anak', 'kan']
    >>> [w.text for w in saring.text.words("私は学生です")]
    ['私', 'は', '学生', 'です']
    >>> saring.text.words("iPhoneを買う", divide=False)[1]
    Word(start=6, end=9, text='を買う', script='Hira')
    """
    whole = _as_str(text)
    found = _core.text_words(whole, divide=divide)
    return [Word(start, end, whole[start:end], script) for start, end, script in found]


def lines(text: str | bytes) -> list[Span]:
    r"""Find the lines of a text, without line ends.

    Lines end at LF or CR LF and at no other character. So a text with n line ends has n + 1 lines,
    and the last may be empty. (`str.splitlines` also splits at U+2028, form feeds and others.)

    Parameters
    ----------
    text : str or bytes
        One text.

    Returns
    -------
    list of Span
        In order, at least one.

    Examples
    --------
    >>> import saring.text
    >>> saring.text.lines("satu\r\ndua\n")
    [Span(start=0, end=4), Span(start=6, end=9), Span(start=10, end=10)]
    """
    return [Span(start, end) for start, end in _core.text_lines(text)]


def scripts(text: str | bytes) -> dict[str, float]:
    """Count which scripts the letters of a text belong to.

    Parameters
    ----------
    text : str or bytes
        One text.

    Returns
    -------
    dict of str to float
        Share of the letters by ISO 15924 code, the largest first. The sum is 1. Empty for a text
        without letters. Letters that several scripts share, such as the length mark of kana, are
        ``Zyyy``.

    Examples
    --------
    >>> import saring.text
    >>> saring.text.scripts("Да, ok! 2024")
    {'Cyrl': 0.5, 'Latn': 0.5}
    """
    counts = _core.text_scripts(text)
    total = sum(counts.values())
    return {code: count / total for code, count in counts.items()}


def nfc(text: str | bytes) -> str:
    r"""Convert a text to Unicode Normalization Form C (composed characters).

    Parameters
    ----------
    text : str or bytes
        One text.

    Returns
    -------
    str
        The composed text. It is equal to the input if the input is already in this form, as nearly
        all text is.

    Notes
    -----
    Source: Unicode Standard Annex 15, as implemented by ICU. A character newer than ICU's Unicode
    version is not changed. Linear time, even if one character has very many combining marks. No
    mark is left out and no joiner is added.

    Examples
    --------
    >>> import saring.text
    >>> saring.text.nfc("Cafe\u0301") == "Caf\u00e9"
    True
    """
    return _core.text_nfc(text)


def fold(
    text: str | bytes, *, full_case: bool = True, marks: bool = False, digits: bool = False
) -> str:
    r"""Remove the differences of a text that do not count when texts are compared.

    Invisible characters (Default_Ignorable_Code_Point, format and control characters) and tatweel
    are removed. White space stays. Variants of letters, marks and decimal digits become the plain
    ones (NFKC), and the text is composed (NFC).

    Parameters
    ----------
    text : str or bytes
        One text.
    full_case : bool, default True
        Also fold letters that only full case folding makes equal, such as "ß" and "ss". Other upper
        case stays.
    marks : bool, default False
        Remove accents, and the points of Arabic and Hebrew.
    digits : bool, default False
        Write every run of decimal digits as "0".

    Returns
    -------
    str
        The folded text. Folding it again changes nothing.

    Notes
    -----
    Source: Unicode Standard Annexes 15 and 44, with tables generated from ICU. Linear time.

    Examples
    --------
    >>> import saring.text
    >>> saring.text.fold("kre\u00addit \ufb01nal")
    'kredit final'
    """
    return _core.text_fold(text, full_case, marks, digits)


def is_nfc(text: str | bytes) -> bool:
    r"""Tell whether a text is in Unicode Normalization Form C.

    Parameters
    ----------
    text : str or bytes
        One text.

    Returns
    -------
    bool
        Whether `nfc` would return the same text.

    Examples
    --------
    >>> import saring.text
    >>> saring.text.is_nfc("Caf\u00e9"), saring.text.is_nfc("Cafe\u0301")
    (True, False)
    """
    return _core.text_is_nfc(text)


def find_invalid_utf8(data: bytes) -> int | None:
    r"""Find the first error in bytes that should be UTF-8.

    Parameters
    ----------
    data : bytes
        Any bytes-like object.

    Returns
    -------
    int or None
        Byte offset of the first byte of the first ill-formed sequence; None if there is none.
        Surrogates and overlong forms are errors (RFC 3629).

    Examples
    --------
    >>> import saring.text
    >>> saring.text.find_invalid_utf8(b"na\xefve")
    2
    >>> saring.text.find_invalid_utf8("naïve".encode()) is None
    True
    """
    return _core.text_find_invalid(data)


def repair(data: bytes) -> str:
    r"""Convert bytes to text, and replace invalid UTF-8.

    Each maximal ill-formed sequence becomes one U+FFFD, and a byte order mark at the beginning is
    removed. The result is the same as ``data.decode("utf-8-sig", errors="replace")``.

    Parameters
    ----------
    data : bytes
        Any bytes-like object.

    Returns
    -------
    str
        The text. `Repaired` can also map offsets in the text to the bytes.

    Notes
    -----
    Source: The Unicode Standard, section 3.9, "U+FFFD Substitution of Maximal Subparts".

    Examples
    --------
    >>> import saring.text
    >>> saring.text.repair(b"\xef\xbb\xbfna\xefve")
    'na�ve'
    """
    return _core.RepairedText(data).text


class Repaired:
    r"""Bytes as repaired text, with a map from offsets in the text to offsets in the bytes.

    Parameters
    ----------
    data : bytes
        Any bytes-like object.

    Examples
    --------
    >>> import saring.text
    >>> repaired = saring.text.Repaired(b"\xef\xbb\xbfna\xefve r\xe2\x82")
    >>> repaired.text
    'na�ve r�'
    >>> repaired.byte_offset(repaired.text.index("ve"))
    6
    """

    def __init__(self, data: bytes | bytearray | memoryview) -> None:
        if not isinstance(data, bytes):
            _core.text_find_invalid(data)  # TypeError for what bytes() would take as a size
            data = bytes(data)
        self._data = data
        self._core = _core.RepairedText(data)
        self._text: str = self._core.text

    def __reduce__(self) -> tuple[type[Repaired], tuple[bytes]]:
        return Repaired, (self._data,)

    @property
    def text(self) -> str:
        """The same text as `repair` returns."""
        return self._text

    @overload
    def byte_offset(self, offset: SupportsIndex) -> int: ...
    @overload
    def byte_offset(self, offset: Iterable[SupportsIndex]) -> list[int]: ...
    def byte_offset(self, offset: SupportsIndex | Iterable[SupportsIndex]) -> int | list[int]:
        r"""Convert offsets in the text to offsets in the bytes.

        Parameters
        ----------
        offset : int or iterable of int
            Code points from the start of `text`, 0 to ``len(text)``. Many offsets take one pass.

        Returns
        -------
        int or list of int
            Bytes from the start of the data. For a U+FFFD, the start of the ill-formed sequence.

        Raises
        ------
        IndexError
            If an offset is outside the text.

        Examples
        --------
        >>> import saring.text
        >>> saring.text.Repaired(b"\xff\xfeab").byte_offset([0, 1, 2, 4])
        [0, 1, 2, 4]
        """
        if isinstance(offset, Iterable):
            return self._core.byte_offsets([self._checked(x) for x in offset])
        return self._core.byte_offsets([self._checked(offset)])[0]

    def _checked(self, offset: SupportsIndex) -> int:
        value = operator.index(offset)
        if not 0 <= value <= len(self._text):
            raise IndexError(f"offset {value} is outside a text of {len(self._text)} code points")
        return value

    def __repr__(self) -> str:
        shown = self._text if len(self._text) <= 40 else self._text[:39] + "…"
        return f"Repaired({shown!r})"


def _as_str(text: str | bytes) -> str:
    if isinstance(text, str):
        return text
    return repair(text)
