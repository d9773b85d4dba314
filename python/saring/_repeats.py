"""Lines, paragraphs and passages that occur more than once in a collection."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from saring import _core
from saring._counted import counted
from saring._dedup_options import NORMALIZE, normalize_names, whole_number
from saring._table import Column, Table, column_of, table_of
from saring._table_view import html_view
from saring._tabular import Tabular
from saring._visible import html_text

RepeatUnit = Literal["passage", "paragraph", "line"]

_MIN_WORDS: dict[str, int] = {"passage": 50, "paragraph": 10, "line": 10}


@dataclass(frozen=True, repr=False, eq=False)
class Repeats(Tabular):
    """The result of `repeated_passages`.

    Attributes
    ----------
    spans : Table
        One row per repeat, by text and start: ``row`` (of the text), ``start`` and ``end`` (code
        points, half-open), ``words``, and the first position of the same words: ``first_row``,
        ``first_start``, ``first_end``. Spans of one text may overlap if its parts come from
        different texts.
    texts : Column of str
        The texts without their repeats, in their order; None if the text was None. The punctuation
        next to a repeat is removed with it, and so is the line if nothing else is left of it.

    Examples
    --------
    >>> import saring
    >>> found = saring.repeated_passages(["Satu dua tiga. Empat.", "Lima. Satu dua tiga."],
    ...                                  min_words=3)
    >>> found
    Repeats: 1 in 1 of 2 texts
    >>> list(found.texts)
    ['Satu dua tiga. Empat.', 'Lima. ']
    """

    spans: Table
    texts: Column

    def __len__(self) -> int:
        return len(self.spans)

    def _as_table(self) -> Table:
        return self.spans

    def _repr_html_(self) -> str:
        return html_view(self.spans, html_text(repr(self)))

    def __repr__(self) -> str:
        texts = len(set(self.spans["row"]))
        return f"Repeats: {len(self):,} in {texts:,} of {counted(len(self.texts), 'text')}"


def repeated_passages(
    texts: Iterable[str | bytes | None],
    *,
    by: RepeatUnit = "passage",
    min_words: int | None = None,
    min_count: int = 2,
    keep: Literal["first", "none"] = "first",
    normalize: str | Iterable[str] = NORMALIZE,
    num_threads: int = 0,
    memory_budget: int = 256 << 20,
    temp_folder: str | os.PathLike[str] = "",
) -> Repeats:
    r"""Find the passages, paragraphs or lines that occur more than once in a collection.

    Words are compared as in `near_duplicates`. By default the first occurrence is kept, so every
    removed text is still in the collection.

    Parameters
    ----------
    texts : iterable of str, bytes or None, or any Arrow array
        n texts. Their order decides which occurrence is the first.
    by : {"passage", "paragraph", "line"}, default "passage"
        What is compared: any run of words, which may begin and end inside a sentence; lines up to
        the next empty line; or single lines.
    min_words : int, optional
        Lowest number of words of a repeat: by default 50 for passages, 10 for paragraphs and lines.
        At least 1, and at most 64 for passages. Longer passages are found too. In scripts without
        spaces, two characters of Chinese or Japanese, or six of Thai, Lao, Khmer or Burmese,
        instead of a word. Passages are shortened to whole words, their first positions are not.
    min_count : int, default 2
        Lowest number of occurrences of a repeat, e.g. 10 for the fixed lines of a site.
    keep : {"first", "none"}, default "first"
        Whether the first occurrence is kept. With "none", it is listed as a repeat of itself.
    normalize : names, default ("case", "punctuation")
        Differences that do not count, as in `near_duplicates`.
    num_threads : int, default 0
        0 for all cores. The result is the same for any number.
    memory_budget : int, default 256 MiB
        Bytes of hashes in memory, 8 for each word. Hashes beyond it are in a temporary file.
    temp_folder : str or path, optional
        The folder of that file; the system's folder if not given.

    Returns
    -------
    Repeats
        The table ``spans``, and the column ``texts`` with the texts that are left.

    Raises
    ------
    ValueError
        For an argument outside its range.
    TypeError
        For a text that is neither str nor bytes, with its row.

    Notes
    -----
    A word is part of a repeat if it is in a run of `min_words` words that occurred before and does
    not overlap that occurrence. The runs of a collection are compared by their hashes of 64 bits,
    sorted in parts. This finds the same repeats as the suffix array of Lee et al. (2022,
    Deduplicating training data makes language models better), except that repeats begin and end
    between words instead of bytes, and case and punctuation do not matter.

    Time grows with the texts as n log n. Memory, in addition to `memory_budget` and the result, is
    40 bytes for each different run of words that is repeated. The GIL is released.

    Examples
    --------
    >>> import saring
    >>> texts = ["Baca juga berita lain hari ini\nHarga beras turun.",
    ...          "Sungai meluap.\nBaca juga: berita lain hari ini!"]
    >>> found = saring.repeated_passages(texts, by="line", min_words=5)
    >>> list(found.spans["row"]), list(found.spans["first_row"])
    ([1], [0])
    >>> found.texts[1]
    'Sungai meluap.\n'
    """
    options = repeat_options(
        by=by,
        min_words=min_words,
        min_count=min_count,
        keep=keep,
        normalize=normalize,
        num_threads=num_threads,
        memory_budget=memory_budget,
        temp_folder=temp_folder,
    )
    spans, remaining = _core.find_repeats(texts, options)
    return Repeats(table_of(spans), column_of(remaining, texts))


def repeat_options(
    *,
    by: str,
    min_words: int | None,
    min_count: int,
    keep: str,
    normalize: str | Iterable[str],
    num_threads: int = 0,
    memory_budget: int = 256 << 20,
    temp_folder: str | os.PathLike[str] = "",
) -> _core.RepeatOptions:
    """Check the arguments of `repeated_passages` and convert them to options of the core."""
    words = _MIN_WORDS.get(by, 1) if min_words is None else min_words
    return _core.RepeatOptions(
        by=by,
        min_words=whole_number("min_words", words, 63),
        min_count=whole_number("min_count", min_count, 63),
        keep=keep,
        normalize=normalize_names(normalize),
        num_threads=num_threads,
        memory_budget=whole_number("memory_budget", memory_budget, 63),
        temp_folder=os.fspath(temp_folder),
    )
