"""Lines, paragraphs and passages that stand more than once in a collection."""

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
    """What `repeated_passages` found.

    Attributes
    ----------
    spans : Table
        One row a repeat, by text and start: ``row`` (of the text), ``start`` and ``end`` (code
        points, half-open), ``words``, and where the same words stand first: ``first_row``,
        ``first_start``, ``first_end``. Spans of one text overlap where its parts come from
        different texts.
    texts : Column of str
        The texts without their repeats, in their order; None where the text was None. The
        punctuation next to a repeat goes with it, and the line where nothing else is left of it.

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
    r"""Find the passages, paragraphs or lines that stand more than once in a collection.

    Words are compared, as in `near_duplicates`. Whatever is removed stands in a place that is kept:
    the first.

    Parameters
    ----------
    texts : iterable of str, bytes or None, or any Arrow array
        n texts. What stands first is decided by their order.
    by : {"passage", "paragraph", "line"}, default "passage"
        What is compared: any run of words, which may begin and end inside a sentence; lines up to
        the next empty one; or single lines.
    min_words : int, optional
        Least number of words of a repeat: 50 for passages, 10 for paragraphs and lines. At least 1,
        for passages at most 64: longer passages are found all the same. In scripts without spaces,
        two characters of Chinese or Japanese, or six of Thai, Lao, Khmer or Burmese, instead of a
        word; passages are shortened to whole words, their first places are not.
    min_count : int, default 2
        Least number of places where a repeat stands; e.g. 10 for the fixed lines of a site.
    keep : {"first", "none"}, default "first"
        Whether the first place is kept. For "none" it is listed as a repeat of itself.
    normalize : names, default ("case", "punctuation")
        Differences that do not count, as in `near_duplicates`.
    num_threads : int, default 0
        0 for all cores. The result is the same for any number.
    memory_budget : int, default 256 MiB
        Bytes of hashes in memory, 8 for each word; beyond, they go to a temporary file.
    temp_folder : str or path, optional
        Where that file is; the system's folder if not given.

    Returns
    -------
    Repeats
        The table ``spans`` and the column ``texts``, which is left of the texts.

    Raises
    ------
    ValueError
        For an argument outside its range.
    TypeError
        For a text that is neither str nor bytes, with its row.

    Notes
    -----
    A word of a passage is in a repeat where it is in a run of `min_words` words that stood before
    and does not overlap that place. The runs of a collection are compared by their hashes of 64
    bits, sorted in parts. That finds what the suffix array of Lee et al. (2022, Deduplicating
    training data makes language models better) finds, but at the borders of words rather than of
    bytes, and whatever the case and punctuation is.

    Time grows with the texts as n log n. Memory, besides `memory_budget` and the result, is 40
    bytes for each different run of words that is repeated. The GIL is released.

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
