"""Keys that similar sets have in common, the groups of sets that share one, and pairs out of these.

Sets are numbered by rank, in the order in which they are preferred: of a pair, `left` is the one
that would be kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from saring.integrations.spark.tasks import (
    PairsToSimilarities,
    SetRules,
    SetsToBands,
    SetsToShingles,
)

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

_ROUNDING = 1 - 1e-12  # bounds are never raised by rounding


def prefix_keys(sets: DataFrame) -> DataFrame:
    """Return the prefixes of sets: key, rank, size, position.

    Shingles that fewest sets have come first, as in one process; those that one set alone has can
    be shared by no pair, and are left out.

    Parameters
    ----------
    sets
        rank, size, prefix, shingles.
    """
    from pyspark.sql import Window
    from pyspark.sql import functions as sf

    columns = sets.select("rank", "size", "prefix", "shingles")
    all_keys = columns.mapInArrow(SetsToShingles(), SetsToShingles.SCHEMA)
    shared = all_keys.groupBy("key").agg(sf.count("*").alias("n")).where("n > 1")
    of_set = Window.partitionBy("rank")
    # An outer window without an order first: all rows of a set count, not those before.
    counted = all_keys.join(shared, "key").withColumn("shared", sf.count("*").over(of_set))
    place = sf.row_number().over(of_set.orderBy("n", "key"))
    placed = counted.withColumn("position", sf.col("size") - sf.col("shared") + place - 1)
    return placed.where("position < prefix").select("key", "rank", "size", "position")


def band_keys(sets: DataFrame, rules: SetRules) -> DataFrame:
    """Return the band keys of sets: key, rank, size, position (0: not known).

    Parameters
    ----------
    sets
        rank, size, prefix, shingles.
    rules
        Of the search.
    """
    columns = sets.select("rank", "size", "prefix", "shingles")
    return columns.mapInArrow(SetsToBands(rules), SetsToBands.SCHEMA)


def group_sizes(keys: DataFrame) -> DataFrame:
    """Return the keys that two or more sets have, and how many have each: key, members."""
    from pyspark.sql import functions as sf

    return keys.groupBy("key").agg(sf.count("*").alias("members")).where("members > 1")


def candidate_pairs(
    firsts: DataFrame, members: DataFrame, share: float, has_positions: bool
) -> DataFrame:
    """Return the pairs of a set of `firsts` and a later one of `members` with the same key.

    Pairs that cannot be similar, by their sizes and by what comes before the key in their prefixes
    (PPJoin, Xiao et al. 2008), are left out.

    Parameters
    ----------
    firsts, members
        key, rank, size, position.
    share
        The least share of its shingles that a set has in common with a similar one.
    has_positions
        Whether positions are known.
    """
    from pyspark.sql import functions as sf

    a, b = firsts.alias("a"), members.alias("b")
    bound = share * _ROUNDING
    larger = sf.greatest("a.size", "b.size")
    may_be: Column = sf.least("a.size", "b.size") >= bound * larger
    if has_positions:
        # At the first key that two sets share, no shared shingle is behind.
        rest = [sf.col(f"{x}.size") - sf.col(f"{x}.position") for x in "ab"]
        may_be &= sf.least(*rest) >= bound * larger
    same = (sf.col("a.key") == sf.col("b.key")) & (sf.col("a.rank") < sf.col("b.rank"))
    pairs = a.join(b, same & may_be)
    return pairs.select(sf.col("a.rank").alias("left"), sf.col("b.rank").alias("right")).distinct()


def similar_pairs(pairs: DataFrame, sets: DataFrame, rules: SetRules) -> DataFrame:
    """Verify pairs on the whole sets: left, right, similarity of those that are similar.

    Parameters
    ----------
    pairs
        left, right.
    sets
        rank, shingles.
    rules
        Of the search.
    """
    from pyspark.sql import functions as sf

    def with_set(frame: DataFrame, side: str) -> DataFrame:
        named = sets.select(sf.col("rank").alias(side), sf.col("shingles").alias(f"{side}_set"))
        return frame.join(named, side)

    both = with_set(with_set(pairs, "left"), "right")
    columns = both.select("left", "right", "left_set", "right_set")
    return columns.mapInArrow(PairsToSimilarities(rules), PairsToSimilarities.SCHEMA)
