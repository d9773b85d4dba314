"""The result of the search for near-duplicates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from saring._counted import counted
from saring._table import Column, Table, table_of
from saring._table_view import html_view
from saring._tabular import Tabular
from saring._visible import html_text


@dataclass(frozen=True, repr=False, eq=False)
class Duplicates(Tabular):
    """The result of `near_duplicates`. Columns are Arrow producers with one row per text, in order.

    ``frame[dups.keep]`` selects the rows of a frame that are kept. `to_pandas`, `to_polars` and
    `to_arrow` give one row per text with the columns, in the order of the attributes.

    Attributes
    ----------
    keep : Column of bool
        Whether the text is kept.
    cluster : Column of uint32
        Number of the text's cluster. Clusters count from 0 in the order of their first text. A text
        without near-duplicates is alone in its cluster. Exactly one text of a cluster is kept (with
        keep="none": none, if the cluster has more than one text).
    representative : Column of uint32
        Position of the text that is kept for this one. It is the text's own position if the text is
        kept.
    similarity : Column of float64
        Similarity to the representative: 1 for itself, at least the threshold for its copies.
    relation : Column of str
        Relation to the representative: ``exact`` (also for itself), ``near``, or ``contained_in``
        if `contained` removed the text.
    cluster_size : Column of uint32
        Number of texts in the text's cluster, including itself.
    pairs : Table
        Columns ``left``, ``right`` (positions, left < right), ``relation`` (``exact``: the same
        words and signs in the same order; ``near``; ``contains`` and ``contained_in``: seen from
        the left text, only with `containment` or `contained`), ``similarity``, ``containment_left``
        and ``containment_right`` (share of that text's shingles that are in the other one). If ids
        were given: ``left_id`` and ``right_id``. With `passage_words`: the relation
        ``shares_passage``, and ``passage_words``, ``left_start``, ``left_end``, ``right_start`` and
        ``right_end`` of the longest run of shared words.
    num_removed : int
        Number of texts that are not kept.
    all_pairs : bool
        False if `pair_limit` left pairs out of `pairs`, or if the search for contained texts or in
        `against` was cut short.
    search : {"exact", "minhash"}
        How candidates were found. "minhash" if you chose it, or if an exact search of some texts
        would have taken too long, because they share most of their n-grams with very many others.
        Similar pairs may then be missing.
    expected_recall : float
        The mean, over the texts, of the probability that a pair at the threshold is found. 1 for
        texts that were searched exactly. More similar pairs are found with a higher probability.
        The value is too high if most of every text is one template.
    expected_misses : float
        An estimate of the number of similar pairs that are missing, from the pairs that were found.
        0 for an exact search.
    story : Column of uint32 or None
        With clusters="story": number of the text's story. Stories count from 0 in the order of
        their first text. The texts of a cluster belong to one story. A story may have several kept
        texts.
    matches : Table or None
        With `against`: the near-duplicates of the texts in it, by text, the most similar first.
        ``row`` (position of the text), ``relation`` (``exact``, ``near``), ``similarity``. For a
        corpus also ``id`` (if `against_ids` was given), ``other_row``, ``containment`` (share of
        the text's n-grams that are in the other one) and ``containment_other`` (the other way
        round). For an index also ``id``, ``timestamp``, ``group``.

    Examples
    --------
    >>> import saring
    >>> texts = ["Air sungai naik malam ini.", "air sungai naik malam ini", "Harga beras turun."]
    >>> dups = saring.near_duplicates(texts)
    >>> dups
    Duplicates: 3 texts, 1 removed, 1 cluster of copies, 1 pair
    >>> list(dups.keep), list(dups.cluster), list(dups.representative)
    ([True, False, True], [0, 0, 1], [0, 0, 2])
    >>> [text for text, is_kept in zip(texts, dups.keep) if is_kept]
    ['Air sungai naik malam ini.', 'Harga beras turun.']
    """

    keep: Column
    cluster: Column
    representative: Column
    similarity: Column
    relation: Column
    cluster_size: Column
    pairs: Table
    num_removed: int
    all_pairs: bool
    search: Literal["exact", "minhash"]
    expected_recall: float
    expected_misses: float
    story: Column | None = None
    matches: Table | None = None

    @cached_property
    def _sizes(self) -> dict[int, int]:
        """Number of texts by representative, for clusters of at least two."""
        return {text: size for text, size in Counter(self.representative).items() if size > 1}

    def __len__(self) -> int:
        return len(self.keep)

    def clusters(self) -> list[list[int]]:
        """List the clusters of at least two texts.

        Returns
        -------
        list of list of int
            Positions: the representative first, then the others in ascending order. The largest
            cluster is first.

        Examples
        --------
        >>> import saring
        >>> saring.near_duplicates(["a b", "c", "a b", "A, b"], keep="first").clusters()
        [[0, 2, 3]]
        """
        found: dict[int, list[int]] = {text: [text] for text in self._sizes}
        for text, representative in enumerate(self.representative):
            if text != representative:
                found[representative].append(text)
        return sorted(found.values(), key=lambda c: (-len(c), c))

    def stories(self) -> list[list[int]]:
        """List the stories of at least two texts.

        Returns
        -------
        list of list of int
            Positions in ascending order. The largest story is first.

        Raises
        ------
        ValueError
            If `near_duplicates` was called without clusters="story".

        Examples
        --------
        >>> import saring
        >>> saring.near_duplicates(["a b", "c", "A, b"], clusters="story").stories()
        [[0, 2]]
        """
        if self.story is None:
            raise ValueError("stories are found by near_duplicates(..., clusters='story')")
        found: dict[int, list[int]] = {}
        for text, story in enumerate(self.story):
            found.setdefault(story, []).append(text)
        return sorted((s for s in found.values() if len(s) > 1), key=lambda s: (-len(s), s))

    def _as_table(self) -> Table:
        """Make one row per text: its columns, in the order of the attributes."""
        names = ("keep", "cluster", "representative", "similarity", "relation", "cluster_size")
        columns = {name: getattr(self, name) for name in names}
        if self.story is not None:
            columns["story"] = self.story
        return table_of(columns)

    def _counts(self) -> Iterator[str]:
        yield counted(len(self), "text")
        yield counted(self.num_removed, "removed", "removed")
        yield counted(len(self._sizes), "cluster of copies", "clusters of copies")
        if self.story is not None:
            yield counted(len(set(self.story)), "story", "stories")
        yield counted(len(self.pairs), "pair")

    def _note(self) -> str:
        """Say that the search may have missed pairs."""
        if self.search == "exact":
            return ""
        return f" (MinHash, expected recall {self.expected_recall:.3f})"

    def __repr__(self) -> str:
        counts = ", ".join(self._counts())
        return f"Duplicates: {counts}{self._note()}"

    def _repr_html_(self) -> str:
        head = ", ".join(map(html_text, self._counts()))
        head += self._note()
        view = html_view(self._as_table(), head)
        rows = "".join(
            f"<tr><td>{text}</td><td>{size:,}</td></tr>"
            for text, size in sorted(self._sizes.items(), key=lambda item: (-item[1], item[0]))[:10]
        )
        if not rows:
            return view
        return (
            f"<div>{view}<table><caption>Largest clusters</caption><thead><tr><th>representative"
            f"</th><th>texts</th></tr></thead><tbody>{rows}</tbody></table></div>"
        )
