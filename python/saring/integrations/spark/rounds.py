"""The search for similar sets in groups that share a key, whatever the sizes of the groups.

A group of m sets has m (m - 1) / 2 pairs. In small groups all are compared. In a large one, each
set is compared with the first few of the group at first (its pivots); most of them prove to be
copies of these and are out, and what is left of the group is compared with its next pivots, more of
them each time. A set is kept only once it was compared with every set before it, in all its groups,
that is not removed, so that the result is that of all pairs.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from saring.errors import UsageError
from saring.integrations.spark.candidates import candidate_pairs, group_sizes, similar_pairs
from saring.integrations.spark.stars import states_of_sets
from saring.integrations.spark.tasks import REMOVED, SetRules

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from saring.integrations.spark.stars import Keep


_KEY = ("key", "rank", "size", "position")


@dataclass(frozen=True)
class Skew:
    """Limits of the work on keys that very many texts share.

    Parameters
    ----------
    pairwise : int, default 256
        In groups of up to this many texts, all pairs are compared at once.
    pivots : tuple of int, default (16, 64, 256, 1024)
        A larger group is split. Its texts are compared with the first 16 texts of the group. The
        texts that are left are compared with the next 64 of these, and so on. Texts that are left
        after the last number are not compared.
    drop : int, default 1_000_000
        A key of more texts than this is dropped.
    walk : int, default 5_000_000
        Up to this many pairs are clustered by one task (about 100 bytes for each text in them).
        More pairs are clustered by rounds of joins.

    Notes
    -----
    Texts with equal sets of n-grams count once in all of these. `SparkDuplicates.counts` has the
    number of dropped texts, and of groups that were not compared completely.
    """

    pairwise: int = 256
    pivots: tuple[int, ...] = (16, 64, 256, 1024)
    drop: int = 1_000_000
    walk: int = 5_000_000

    def __post_init__(self) -> None:
        for name, least in (("pairwise", 1), ("drop", 2), ("walk", 0)):
            value = getattr(self, name)
            if not isinstance(value, int) or value < least:
                raise UsageError(f"Skew: {name} must be a number of {least} or more, not {value!r}")
        if not self.pivots or any(not isinstance(n, int) or n < 1 for n in self.pivots):
            raise UsageError(f"Skew: pivots must be numbers of 1 or more, not {self.pivots!r}")


@dataclass
class Found:
    """Similar pairs, the states of their sets, and what was counted on the way."""

    pairs: DataFrame
    states: DataFrame
    counts: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class GroupSearch:
    """The search in groups; `has_positions` as in `candidate_pairs`."""

    sets: DataFrame
    rules: SetRules
    share: float
    has_positions: bool
    skew: Skew
    keep: Keep

    def run(self, keys: DataFrame) -> Found:
        """Find the similar pairs of sets.

        Parameters
        ----------
        keys
            key, rank, size, position; stored.
        """
        from pyspark.sql import functions as sf

        sizes = self.keep("groups", partial(group_sizes, keys))
        counts = self._counts(sizes)
        grouped = keys.join(sizes.where(sf.col("members") <= self.skew.drop), "key")
        is_small = sf.col("members") <= self.skew.pairwise
        small = grouped.where(is_small).select(*_KEY)
        similar = self.keep("similar0", lambda: self._similar(self._pairs(small, small)))
        if counts["split_groups"] > 0:
            large = grouped.where(~is_small).select(*_KEY, sf.lit(False).alias("is_pivot"))
            similar = self._compare_large(similar, self.keep("large0", lambda: large), counts)
        states = self._states(similar, similar.select("left").where("false"), "end", counts)
        counts["similar_sets"] = similar.count()
        return Found(similar, states, counts)

    def _counts(self, sizes: DataFrame) -> dict[str, int]:
        from pyspark.sql import functions as sf

        members = sf.col("members")
        dropped = members > self.skew.drop
        split = (members > self.skew.pairwise) & ~dropped
        row = sizes.agg(
            sf.count("*").alias("groups"),
            sf.coalesce(sf.max(members), sf.lit(0)).alias("largest_group"),
            sf.count_if(split).alias("split_groups"),
            sf.count_if(dropped).alias("dropped_groups"),
            sf.coalesce(sf.sum(sf.when(dropped, members)), sf.lit(0)).alias("dropped_members"),
        ).collect()[0]
        return {**row.asDict(), "unfinished_groups": 0, "rounds": 0}

    def _pairs(self, firsts: DataFrame, members: DataFrame) -> DataFrame:
        return candidate_pairs(firsts, members, self.share, self.has_positions)

    def _similar(self, pairs: DataFrame) -> DataFrame:
        return similar_pairs(pairs, self.sets, self.rules)

    def _compare_large(
        self, similar: DataFrame, large: DataFrame, counts: dict[str, int]
    ) -> DataFrame:
        """Compare large groups with their pivots until all their sets can be decided."""
        from pyspark.sql import functions as sf

        waiting = self.keep("waiting0", partial(_waiting, large, None))
        for number, pivots in enumerate(self.skew.pivots, start=1):
            if waiting.where(~sf.col("is_last")).isEmpty():
                return similar
            chosen = waiting.where(sf.col("place") <= pivots).select("key", "rank")
            large = self.keep(f"large{number}", partial(_with_pivots, large, chosen))
            firsts = large.join(chosen, ["key", "rank"], "left_semi")
            more = self._similar(self._pairs(firsts, large))
            similar = self.keep(f"similar{number}", partial(_joined, similar, more))
            # The set after the last pivot was compared with all before it.
            unknown = waiting.where(sf.col("place") > pivots + 1).select("rank").distinct()
            states = self._states(similar, unknown, f"states{number}", counts)
            waiting = self.keep(f"waiting{number}", partial(_waiting, large, states))
        left = waiting.where(~sf.col("is_last"))
        counts["unfinished_groups"] = left.select("key").distinct().count()
        return similar

    def _states(
        self, pairs: DataFrame, unknown: DataFrame, name: str, counts: dict[str, int]
    ) -> DataFrame:
        unknown = unknown.toDF("rank")
        states, rounds = states_of_sets(pairs, unknown, self.keep, name, self.skew.walk)
        counts["rounds"] += rounds
        return states


def _joined(pairs: DataFrame, more: DataFrame) -> DataFrame:
    return pairs.union(more).dropDuplicates(["left", "right"])


def _waiting(large: DataFrame, states: DataFrame | None) -> DataFrame:
    """Return the sets of each group that are not removed and were no pivots yet.

    key, rank, place among these, and whether the set is the last of its group, with which no other
    need be compared.
    """
    from pyspark.sql import Window
    from pyspark.sql import functions as sf

    group = Window.partitionBy("key")
    rows = large.withColumn("is_last", sf.col("rank") == sf.max("rank").over(group))
    rows = rows.where(~sf.col("is_pivot"))
    if states is not None:
        removed = states.where(sf.col("state") == REMOVED).select("rank")
        rows = rows.join(removed, "rank", "left_anti")
    place = sf.row_number().over(group.orderBy("rank"))
    return rows.select("key", "rank", place.alias("place"), "is_last")


def _with_pivots(large: DataFrame, chosen: DataFrame) -> DataFrame:
    from pyspark.sql import functions as sf

    marked = large.join(chosen.withColumn("is_new", sf.lit(True)), ["key", "rank"], "left")
    is_pivot = sf.col("is_pivot") | sf.coalesce("is_new", sf.lit(False))
    return marked.select(*_KEY, is_pivot.alias("is_pivot"))
