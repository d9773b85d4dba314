"""Near-duplicates: which texts are copies, which copy is kept, and how similar two texts are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Literal

from saring import _core
from saring._against import TextIndex, find_known
from saring._dedup_options import (
    MORE_OPTIONS,
    NORMALIZE,
    checked_ids,
    checked_passage,
    keep_rule,
    normalize_names,
    options_of,
    story_times,
)
from saring._duplicates import Duplicates
from saring._minhasher import MinHasher
from saring._nearest import unexpected_argument
from saring._overlap import Overlap, OverlapRate, overlap
from saring._repeats import Repeats, repeated_passages
from saring._table import Column, column_of, table_of
from saring._threshold_curve import ThresholdCurve, explain_threshold

__all__ = [
    "Duplicates",
    "MinHasher",
    "Overlap",
    "OverlapRate",
    "Repeats",
    "ThresholdCurve",
    "containment",
    "explain_threshold",
    "jaccard",
    "measures",
    "near_duplicates",
    "overlap",
    "repeated_passages",
    "shingles",
    "similarity",
]

Keep = Literal["longest", "first", "last", "newest", "best", "most_complete", "site", "none"]


def near_duplicates(
    texts: Iterable[str | bytes | None],
    *,
    threshold: float = 0.8,
    keep: Keep = "longest",
    timestamps: Iterable[Any] | None = None,
    scores: Iterable[float | None] | None = None,
    completeness: Iterable[Any] | None = None,
    sites: Iterable[str | None] | None = None,
    site_order: Iterable[str] | None = None,
    ids: Iterable[str | int] | None = None,
    against: Iterable[str | bytes | None] | TextIndex | None = None,
    against_ids: Iterable[str | int] | None = None,
    measure: str = "jaccard",
    containment: float | None = None,
    contained: Literal["keep", "excerpts", "all"] = "keep",
    passage_words: int | None = None,
    clusters: Literal["star", "story"] = "star",
    search: Literal["exact", "minhash"] = "exact",
    ngram_size: int = 5,
    normalize: str | Iterable[str] = NORMALIZE,
    pair_limit: int = 256,
    num_threads: int = 0,
    **more: Any,
) -> Duplicates:
    """Find the near-duplicates among texts, and say which copy is kept.

    Texts are compared as sets of word n-grams. `normalize` says which differences do not count.
    Every reported pair is verified on the whole sets. By default no pair is missed, unless very
    many texts share most of their n-grams. The result says if that happened.

    Parameters
    ----------
    texts : iterable of str, bytes or None, or any Arrow array
        n texts. None and texts without words are never duplicates.
    threshold : float, default 0.8
        Lowest similarity of near-duplicates, in (0, 1].
    keep : str, default "longest"
        Which copy is kept: "longest" (most bytes of visible characters in UTF-8), "first", "last",
        "newest" (the latest timestamp), "best" (the highest score), "most_complete" (the greatest
        row of `completeness`), "site" (the site that is first in `site_order`) or "none" (all texts
        that have copies are removed). Ties go to the longer text, then to the smaller id, then by a
        hash of the words. So the order of the input matters only for "first" and "last", and
        between equal texts without ids.
    timestamps : n datetimes, dates, ISO 8601 strings, numbers or None
        For keep="newest" or clusters="story". For "newest", None counts as oldest. For "story",
        texts more than five days apart are not linked, numbers are seconds, and None is unknown.
    scores : n numbers or None, for keep="best"
        None counts as worst.
    completeness : n numbers or tuples of numbers, for keep="most_complete"
        The values that decide between copies, e.g. ``(clean characters, metadata fields,
        -characters removed)``. The first number decides, then the second, and so on. None counts as
        least.
    sites : n str or None, with site_order : sites in order, for keep="site"
        Sites that are not in `site_order` come last.
    ids : n str or n int, optional
        Names of the texts, for ties and for the columns ``left_id`` and ``right_id`` of ``pairs``.
    against : iterable of str, bytes or None, any Arrow array, or `Index`, optional
        Another corpus that stays as it is, such as the one of earlier runs. Texts that have a
        near-duplicate in it are not kept (`Duplicates.matches`). The others are compared with each
        other. An iterator is read once and not held. An index must have the same settings.
    against_ids : str or int of each text of `against`, optional
        Names of these texts, for ``matches``.
    measure : {"jaccard", "dice", "cosine"}, default "jaccard"
        The similarity of two sets of n-grams.
    containment : float, optional
        Also list pairs of kept texts if at least this share of the smaller text's n-grams (20 or
        more) is in the larger one, in (0, 1].
    contained : {"keep", "excerpts", "all"}, default "keep"
        Which texts are removed because another kept text contains them (`containment` of their
        n-grams, 0.9 unless it is given). "keep": none. They form no cluster, because a round-up
        that contains three stories is a copy of none. "excerpts": texts that begin with the same
        words as the other text, such as teasers. If a text ends in an ellipsis, a fifth of its
        n-grams (16 at most) may be missing from the other text. Nothing is removed for a text that
        contains another one elsewhere than at its beginning, as round-ups do. "all": all contained
        texts, including the stories of round-ups.
    passage_words : int, optional
        Also list other pairs that share a run of at least this many words (``shares_passage``). 8
        or more; 50 is a good value. ``pairs`` then has the longest shared run of every pair:
        ``passage_words``, and its position in both texts (``left_start``, ``left_end``,
        ``right_start``, ``right_end``: code points of the text as a str, half-open).
    clusters : {"star", "story"}, default "star"
        "story" also labels each text with its story. It removes no more texts. Copies of one report
        belong to one story even if headlines, order and up to half of the text changed. Not with
        contained="all".
    search : {"exact", "minhash"}, default "exact"
        How candidates are found. "exact" uses prefix filters, which find every pair. "minhash" uses
        bands of MinHash signatures, which find a pair at the threshold with probability 0.99 or
        more.
    ngram_size : int, default 5
        Words in an n-gram, 1 to 64. In scripts without spaces, two characters of Chinese or
        Japanese, or six of Thai, Lao, Khmer or Burmese, instead of a word.
    normalize : names, default ("case", "punctuation")
        Differences that do not count: "case", "marks" (accents and points), "digits" (different
        numbers), "punctuation" and "symbols" (currency, mathematics, emoji, ``C++`` and ``C#``,
        ``-5`` and ``5``). A list, or one string with commas. Some differences never count: white
        space, invisible characters (soft hyphens, zero-width spaces), composed and decomposed
        letters, and variants of letters (ligatures, full-width).
    pair_limit : int, default 256
        A cluster of more texts lists only its pairs with the kept text. A text lists at most this
        many others that contain it, or matches in the corpus `against`. If more texts share a
        passage, it is searched only between the first of them and each of the others. The clusters
        are the same.
    num_threads : int, default 0
        0 for all cores. The result is the same for any number.
    **more
        ``num_perm`` (128: length of the signatures of "minhash"), ``containment_min_shingles``
        (20), ``seed`` (0: for the hashes that "minhash" uses to find candidates), ``memory_budget``
        (256 MiB, in bytes: n-grams beyond it are in a temporary file), ``temp_folder``.

    Returns
    -------
    Duplicates
        Columns ``keep``, ``cluster``, ``representative``, ``similarity``, ``relation``,
        ``cluster_size``, the table ``pairs``, the column ``story`` for clusters="story" and the
        table ``matches`` for `against`.

    Raises
    ------
    ValueError
        For an argument outside its range, or a column that does not have n values.
    TypeError
        For a text that is neither str nor bytes, with its row.

    Notes
    -----
    Clusters are stars. Texts are processed in the order that `keep` sets. A text that is not
    similar to any kept text is kept. Any other text joins the kept text that is most similar to it,
    its representative. So every removed text is similar to its representative, and chains of small
    changes do not join different stories.

    Stories: two kept texts are linked if the passages that they share are rare and cover most of
    one text and half of the other (or its opening), and if names and numbers agree. Groups are
    merged if at least half of the pairs between them are linked. So a round-up does not join its
    stories.

    Candidates: AllPairs (Bayardo, Ma, Srikant 2007) and PPJoin (Xiao et al. 2008); one-permutation
    MinHash with optimal densification (Shrivastava 2017). Time is linear in the texts and in the
    pairs found, because the work for each text is bounded. Very many texts may share most of their
    n-grams and still not be similar, such as texts that use only a handful of words. These are
    searched by MinHash, and `Duplicates.search` and `Duplicates.expected_recall` say so.

    The hashes of the n-grams have a random key in every call, so nobody can prepare texts that
    collide. No result depends on the key. MinHash signatures use a part of the hash that is the
    same in every call, so every call misses the same pairs.

    Memory is about 170 bytes per text, 8 for each of its n-grams up to `memory_budget`, and up to
    as much again for the search, for any number of threads. The GIL is released.

    With `against`, the smaller corpus is held, or the texts if `against` is an iterator. This takes
    about 8 bytes for each distinct n-gram and 4 more for each text that has it. No match is missed,
    unless very many texts share most of their n-grams (`Duplicates.all_pairs`). A text with a match
    is alone in its cluster.

    Examples
    --------
    >>> import saring
    >>> story = "Warga desa bergotong royong memperbaiki jembatan bambu yang rusak pekan lalu"
    >>> texts = [story, story.upper() + "!", "Pasar malam dibuka kembali"]
    >>> dups = saring.near_duplicates(texts, keep="first")
    >>> list(dups.keep)
    [True, False, True]
    >>> dups.pairs.to_dict()["relation"]
    ['exact']
    """
    for name in more:
        if name not in MORE_OPTIONS:
            raise unexpected_argument(near_duplicates, name, MORE_OPTIONS)
    if timestamps is not None and clusters == "story":
        timestamps = list(timestamps)
    times = story_times(clusters, contained, timestamps)
    rule, ranks = keep_rule(
        keep,
        timestamps=timestamps if keep == "newest" or clusters != "story" else None,
        scores=scores,
        completeness=completeness,
        sites=sites,
        site_order=site_order,
    )
    known = None
    if against is not None:
        if isinstance(texts, Iterator):
            texts = list(texts)
        known = find_known(
            texts,
            against,
            against_ids,
            threshold=threshold,
            measure=measure,
            pair_limit=pair_limit,
            ngram_size=ngram_size,
            normalize=normalize,
            num_threads=num_threads,
        )
    elif against_ids is not None:
        raise ValueError("against_ids= needs against=, a corpus")
    options = options_of(
        threshold=threshold,
        measure=measure,
        containment=containment,
        contained=contained,
        ngram_size=ngram_size,
        normalize=normalize,
        pair_limit=pair_limit,
        num_threads=num_threads,
        **more,
    )
    found = _core.near_duplicates(
        texts,
        rule,
        ranks,
        checked_ids(ids),
        checked_passage(passage_words),
        search,
        options,
        times is not None,
        times or [],
        known.rows if known else [],
    )
    return Duplicates(
        keep=column_of(found["keep"], texts),
        cluster=column_of(found["cluster"], texts),
        representative=column_of(found["representative"], texts),
        similarity=column_of(found["similarity"], texts),
        relation=column_of(found["relation"], texts),
        cluster_size=column_of(found["cluster_size"], texts),
        pairs=table_of(found["pairs"]),
        num_removed=found["removed"],
        all_pairs=found["all_pairs"] and (known is None or known.all_found),
        search=found["search"],
        expected_recall=found["expected_recall"],
        expected_misses=found["expected_misses"],
        story=column_of(found["story"], texts) if found["story"] is not None else None,
        matches=known.matches if known else None,
    )


def measures() -> list[str]:
    """List the measures of similarity.

    Returns
    -------
    list of str
        Names that `near_duplicates` and `similarity` accept.

    Examples
    --------
    >>> import saring.dedup
    >>> saring.dedup.measures()
    ['jaccard', 'dice', 'cosine']
    """
    return _core.dedup_measures()


def similarity(
    left: str | bytes,
    right: str | bytes,
    *,
    measure: str = "jaccard",
    ngram_size: int = 5,
    normalize: str | Iterable[str] = NORMALIZE,
) -> float:
    """Measure how similar two texts are.

    Parameters
    ----------
    left, right : str or bytes
        Two texts.
    measure : str, default "jaccard"
        One of `measures`.
    ngram_size : int, default 5
        Words in an n-gram, 1 to 64.
    normalize : names, default ("case", "punctuation")
        Differences that do not count; see `near_duplicates`.

    Returns
    -------
    float
        In [0, 1]; 0 if a text has no words.

    Examples
    --------
    >>> import saring.dedup
    >>> saring.dedup.similarity("one two three", "One, two, three!", measure="cosine")
    1.0
    """
    overlap = _core.dedup_overlap(left, right, ngram_size, normalize_names(normalize))
    return _core.dedup_similarity(measure, *overlap)


def jaccard(
    left: str | bytes,
    right: str | bytes,
    *,
    ngram_size: int = 5,
    normalize: str | Iterable[str] = NORMALIZE,
) -> float:
    """Divide the number of shared n-grams of two texts by the number of all their n-grams.

    Parameters
    ----------
    left, right : str or bytes
        Two texts.
    ngram_size : int, default 5
        Words in an n-gram, 1 to 64.
    normalize : names, default ("case", "punctuation")
        Differences that do not count; see `near_duplicates`.

    Returns
    -------
    float
        In [0, 1]; 0 if a text has no words (Broder 1997: resemblance).

    Examples
    --------
    >>> import saring.dedup
    >>> saring.dedup.jaccard("a b c", "b c d", ngram_size=1)
    0.5
    """
    return similarity(left, right, ngram_size=ngram_size, normalize=normalize)


def containment(
    inner: str | bytes,
    outer: str | bytes,
    *,
    ngram_size: int = 5,
    normalize: str | Iterable[str] = NORMALIZE,
) -> float:
    """Measure which share of a text's n-grams is in another text.

    Parameters
    ----------
    inner, outer : str or bytes
        Two texts.
    ngram_size : int, default 5
        Words in an n-gram, 1 to 64.
    normalize : names, default ("case", "punctuation")
        Differences that do not count; see `near_duplicates`.

    Returns
    -------
    float
        In [0, 1]; 0 if a text has no words (Broder 1997).

    Examples
    --------
    >>> import saring.dedup
    >>> saring.dedup.containment("a b", "b c d", ngram_size=1)
    0.5
    """
    shared, size, _ = _core.dedup_overlap(inner, outer, ngram_size, normalize_names(normalize))
    return shared / size if size else 0.0


def shingles(
    text: str | bytes,
    *,
    ngram_size: int = 5,
    seed: int = 0,
    normalize: str | Iterable[str] = NORMALIZE,
) -> Column:
    """Hash the word n-grams of a text.

    Parameters
    ----------
    text : str or bytes
        One text.
    ngram_size : int, default 5
        Words in an n-gram, 1 to 64. A text of fewer words has one n-gram, a text without words has
        none.
    seed : int, default 0
        Seed of the hashes, 0 to 2**64 - 1.
    normalize : names, default ("case", "punctuation")
        Differences that do not count; see `near_duplicates`.

    Returns
    -------
    Column of uint64
        Ascending, each once. Stable: the hashes change only with ``saring._core.SHINGLE_VERSION``.

    Examples
    --------
    >>> import saring.dedup
    >>> len(saring.dedup.shingles("satu dua tiga empat lima enam"))
    2
    >>> len(saring.dedup.shingles("..."))
    0
    """
    return column_of(_core.dedup_shingles(text, ngram_size, seed, normalize_names(normalize)))
