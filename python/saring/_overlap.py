"""Texts and passages that two corpora share, such as a test set and training data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sized
from dataclasses import dataclass
from typing import Any, NamedTuple

from saring import _core
from saring._chunks import chunks
from saring._counted import counted
from saring._dedup_options import NORMALIZE, normalize_names, real_number, whole_number
from saring._table import Table, table_of
from saring._table_view import html_view
from saring._tabular import Tabular
from saring._visible import html_text

# The columns that a notebook has room for.
_SHOWN = ("test", "train", "relation", "similarity", "containment", "passage_words", "passage")


class OverlapRate(NamedTuple):
    """The number of texts of one source of the test set that are in the other corpus.

    Attributes
    ----------
    source : str
        ``"all"`` for all texts.
    texts : int
        Texts of the source.
    related : int
        Texts that are an exact or near copy of a text of the other corpus, are contained in one, or
        contain one.
    sharing : int
        Texts that share a passage with the other corpus.
    overlapping : int
        Texts that are related, share a passage, or both.
    """

    source: str
    texts: int
    related: int
    sharing: int
    overlapping: int

    @property
    def rate(self) -> float:
        """The share of the texts that overlap, 0 to 1."""
        return self.overlapping / self.texts if self.texts else 0.0


@dataclass(frozen=True, repr=False, eq=False)
class Overlap(Tabular):
    """The result of `overlap`.

    Attributes
    ----------
    items : Table
        One row for each text of the test set that overlaps, in the order of the test set: ``test``
        (position), ``train`` (position of the text that contains the greatest share of it),
        ``relation`` (``exact``, ``near``, ``contained_in`` or ``contains``, seen from the text of
        the test set; otherwise ``shares_passage``), ``similarity``, ``containment`` (share of its
        n-grams in the other text), ``containment_train`` (the other way round), ``num_train``
        (number of texts with such a relation), ``words``, ``shared_words`` (in passages anywhere in
        the other corpus), ``passage_words`` (of the longest passage), ``start`` and ``end`` (code
        points), ``passage_train``, ``train_start`` and ``train_end`` (its first position in the
        other corpus), ``passage`` (its text). Columns are null if there is no relation, or no
        passage.
    num_test, num_train : int
        Texts that were compared.
    all_found : bool
        False if a text shares its n-grams with so many others that some relations may be missing.

    Examples
    --------
    >>> import saring
    >>> train = ["Sungai meluap. Warga desa memperbaiki jembatan bambu yang rusak pekan lalu."]
    >>> test = ["Warga desa memperbaiki jembatan bambu yang rusak.", "Harga beras turun."]
    >>> found = saring.overlap(train, test, passage_words=5)
    >>> found
    Overlap: 1 of 2 texts (50.0 %), 0 related, 1 with a shared passage
    >>> found.items["passage"][0]
    'Warga desa memperbaiki jembatan bambu yang rusak'
    """

    items: Table
    num_test: int
    num_train: int
    all_found: bool

    def __len__(self) -> int:
        return len(self.items)

    def _as_table(self) -> Table:
        return self.items

    def rates(self, sources: Iterable[Any] | None = None) -> list[OverlapRate]:
        """Count the texts that overlap, by their source.

        Parameters
        ----------
        sources : iterable of num_test values, optional
            The source of each text of the test set, e.g. the name of a benchmark.

        Returns
        -------
        list of OverlapRate
            The rate of all texts, then of each source, the greatest rate first.

        Raises
        ------
        ValueError
            If the number of sources is not `num_test`.
        """
        names = None if sources is None else [str(source) for source in sources]
        if names is not None and len(names) != self.num_test:
            raise ValueError(f"sources: expected {self.num_test:,} values, got {len(names):,}")
        related: Counter[str] = Counter()
        sharing: Counter[str] = Counter()
        overlapping: Counter[str] = Counter()
        columns = (self.items[name] for name in ("test", "num_train", "passage_words"))
        for test, num_train, words in zip(*columns, strict=True):
            for name in {"", names[test] if names else ""}:
                related[name] += num_train > 0
                sharing[name] += words > 0
                overlapping[name] += 1
        total = OverlapRate("all", self.num_test, related[""], sharing[""], overlapping[""])
        by_source = [
            OverlapRate(name, count, related[name], sharing[name], overlapping[name])
            for name, count in Counter(names or ()).items()
        ]
        return [total, *sorted(by_source, key=lambda rate: (-rate.rate, rate.source))]

    def report(self, sources: Iterable[Any] | None = None) -> str:
        """Format the rates as a text table.

        Parameters
        ----------
        sources
            See `rates`.

        Returns
        -------
        str
            The lines of the table.
        """
        rows = self.rates(sources)
        width = max(len("source"), *(len(row.source) for row in rows))
        lines = [
            f"{'source':{width}} {'texts':>9} {'overlap':>9} {'rate':>7} {'related':>9} passage"
        ]
        lines += [
            f"{row.source:{width}} {row.texts:9,} {row.overlapping:9,} {row.rate:7.1%}"
            f" {row.related:9,} {row.sharing:7,}"
            for row in rows
        ]
        return "\n".join(lines)

    def __repr__(self) -> str:
        (total,) = self.rates()
        return (
            f"Overlap: {total.overlapping:,} of {counted(total.texts, 'text')} "
            f"({100 * total.rate:.1f} %), {total.related:,} related, "
            f"{total.sharing:,} with a shared passage"
        )

    def _repr_html_(self) -> str:
        return html_view(self.items, html_text(repr(self)), _SHOWN)


def overlap(
    train: Iterable[str | bytes | None],
    test: Iterable[str | bytes | None],
    *,
    threshold: float = 0.8,
    containment: float = 0.8,
    passage_words: int = 13,
    measure: str = "jaccard",
    ngram_size: int = 5,
    containment_min_shingles: int = 10,
    normalize: str | Iterable[str] = NORMALIZE,
    num_threads: int = 0,
) -> Overlap:
    """Find the texts of a test set that are completely or partly in training data.

    Parameters
    ----------
    train : iterable of str, bytes or None, or any Arrow array
        The other corpus. An iterator is read once and not held.
    test : iterable of str, bytes or None, or any Arrow array
        The texts that are reported.
    threshold : float, default 0.8
        Lowest similarity of near-duplicates, in (0, 1].
    containment : float, default 0.8
        Lowest share of the smaller text's n-grams that are in the larger one, in (0, 1].
    passage_words : int, default 13
        Lowest number of words of a shared passage, 1 to 64. In scripts without spaces, two
        characters of Chinese or Japanese, or six of Thai, Lao, Khmer or Burmese, instead of a word.
    measure : {"jaccard", "dice", "cosine"}, default "jaccard"
        The similarity of two sets of n-grams.
    ngram_size : int, default 5
        Words in an n-gram, 1 to 64.
    containment_min_shingles : int, default 10
        Lowest number of n-grams of a text that is contained in another.
    normalize : names, default ("case", "punctuation")
        Differences that do not count, as in `near_duplicates`.
    num_threads : int, default 0
        0 for all cores. The result is the same for any number.

    Returns
    -------
    Overlap
        The table ``items``, rates by source, a report.

    Raises
    ------
    ValueError
        For an argument outside its range.
    TypeError
        For a text that is neither str nor bytes, with its row.

    Notes
    -----
    One corpus is held as an index: the smaller one, or the test set if `train` is an iterator.
    Memory is about 8 bytes for each of its distinct n-grams, 4 more for each text that has it, and
    48 for each of its words. Every relation is verified on the whole sets of n-grams. Words are
    compared as in `near_duplicates`. The default of 13 words in a row is from Brown et al. (2020),
    Language models are few-shot learners, appendix C. The GIL is released.

    Examples
    --------
    >>> import saring
    >>> train = ["Warga desa bergotong royong memperbaiki jembatan bambu yang rusak pekan lalu."]
    >>> test = ["WARGA desa bergotong royong memperbaiki jembatan bambu yang rusak pekan lalu"]
    >>> saring.overlap(train, test).items["relation"][0]
    'exact'
    """
    options: dict[str, Any] = {
        "threshold": real_number("threshold", threshold),
        "measure": measure,
        "containment": real_number("containment", containment),
        "containment_min_shingles": whole_number(
            "containment_min_shingles", containment_min_shingles, 63
        ),
        "passage_words": whole_number("passage_words", passage_words, 63),
        "ngram_size": ngram_size,
        "normalize": normalize_names(normalize),
        "num_threads": num_threads,
    }
    if isinstance(train, Sized) and isinstance(test, Sized) and len(train) < len(test):
        finder = _core.OverlapFinder(train, reports_indexed=False, **options)
        items = finder.compare(test)
        return Overlap(table_of(items), finder.num_compared, finder.num_indexed, finder.all_found)
    finder = _core.OverlapFinder(test, reports_indexed=True, **options)
    for texts in chunks(train):
        finder.compare(texts)
    return Overlap(
        table_of(finder.report()), finder.num_indexed, finder.num_compared, finder.all_found
    )
