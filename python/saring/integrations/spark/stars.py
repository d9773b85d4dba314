"""Star clusters of sets out of similar pairs, by rounds of joins.

In the order of rank, a set that is similar to no kept set is kept, and any other is removed: the
lexicographically first maximal independent set of the graph of pairs. In a round, all sets without
an undecided or kept set before them are kept at once, and what is similar to them is removed
(Blelloch, Fineman, Shun 2012). Sets that wait for one another in a long chain take many rounds;
once few pairs are left, one task walks over these.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from saring.integrations.spark.tasks import (
    KEPT,
    REMOVED,
    UNDECIDED,
    UNKNOWN,
    PairsToStates,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyspark.sql import DataFrame

    Keep = Callable[[str, Callable[[], DataFrame]], DataFrame]


def states_of_sets(
    pairs: DataFrame, waiting: DataFrame, keep: Keep, name: str, pairs_of_one_task: int
) -> tuple[DataFrame, int]:
    """Decide which sets are kept, as far as the pairs that are known tell.

    Parameters
    ----------
    pairs
        left, right: similar pairs, left < right.
    waiting
        rank: sets that may be similar to sets before them with which they were not compared yet;
        they are not kept.
    keep
        Stores a step, as `Checkpoints.keep`.
    name
        Of the steps.
    pairs_of_one_task
        So many pairs are left to one task.

    Returns
    -------
    tuple
        rank and state of the sets in pairs, and the number of rounds that it took.
    """
    from pyspark.sql import functions as sf

    live = pairs.select("left", "right")
    undecided = _named(live, "left", "rank").union(_named(live, "right", "rank")).distinct()
    decided: list[DataFrame] = []
    rounds = 0
    while live.count() > pairs_of_one_task:
        rounds += 1
        step = keep(f"{name}-round{rounds}", partial(_round, undecided, live, waiting))
        done = step.where(sf.col("state") != UNDECIDED)
        if done.isEmpty():
            break
        decided.append(done)
        undecided = step.where(sf.col("state") == UNDECIDED).select("rank")
        live = keep(f"{name}-pairs{rounds}", partial(_between, live, undecided))
    else:
        rounds += 1
        decided.append(keep(f"{name}-walk", partial(_walk, undecided, live, waiting)))
        undecided = undecided.where("false")
    if rounds == 1 and len(decided) == 1:
        return decided[0], rounds
    return keep(name, partial(_together, decided, undecided)), rounds


def _together(decided: list[DataFrame], undecided: DataFrame) -> DataFrame:
    from pyspark.sql import functions as sf

    states = undecided.withColumn("state", sf.lit(UNDECIDED))
    for part in decided:
        states = states.union(part)
    return states


def _walk(undecided: DataFrame, live: DataFrame, waiting: DataFrame) -> DataFrame:
    """Decide all sets in one task."""
    from pyspark.sql import functions as sf

    unknown = undecided.join(waiting, "rank", "left_semi")
    rows = live.union(unknown.select(sf.lit(UNKNOWN).cast("long"), "rank"))
    in_order = rows.repartition(1).sortWithinPartitions("right", "left")
    found = in_order.mapInArrow(PairsToStates(), PairsToStates.SCHEMA)
    # Sets that no pair is left of are kept.
    state = sf.coalesce("state", sf.lit(KEPT))
    return undecided.join(found, "rank", "left").select("rank", state.alias("state"))


def _round(undecided: DataFrame, live: DataFrame, waiting: DataFrame) -> DataFrame:
    """Decide the sets that have none before them, and those that are similar to these."""
    from pyspark.sql import functions as sf

    behind = _named(live, "right", "rank").union(waiting.select("rank"))
    first = undecided.join(behind, "rank", "left_anti")
    after = live.join(_named(first, "rank", "left"), "left", "left_semi")
    marks = first.withColumn("state", sf.lit(KEPT)).union(
        after.select("right").distinct().withColumn("state", sf.lit(REMOVED))
    )
    state = sf.coalesce("state", sf.lit(UNDECIDED))
    return undecided.join(marks, "rank", "left").select("rank", state.alias("state"))


def _between(live: DataFrame, undecided: DataFrame) -> DataFrame:
    """Return the pairs of which both sets are undecided."""
    left = live.join(_named(undecided, "rank", "left"), "left", "left_semi")
    both = left.join(_named(undecided, "rank", "right"), "right", "left_semi")
    return both.select("left", "right")


def _named(frame: DataFrame, column: str, name: str) -> DataFrame:
    from pyspark.sql import functions as sf

    return frame.select(sf.col(column).alias(name))


def representatives(pairs: DataFrame, states: DataFrame) -> DataFrame:
    """Return the kept set that each removed set is most similar to: rank, star, similarity.

    Of equally similar ones, the first.

    Parameters
    ----------
    pairs
        left, right, similarity.
    states
        rank, state of the sets in pairs.
    """
    from pyspark.sql import functions as sf

    def in_state(side: str, state: int) -> DataFrame:
        return states.where(sf.col("state") == state).select(sf.col("rank").alias(side))

    stars = pairs.join(in_state("left", KEPT), "left").join(in_state("right", REMOVED), "right")
    best = sf.max(sf.struct("similarity", (-sf.col("left")).alias("before"))).alias("best")
    return (
        stars.groupBy("right")
        .agg(best)
        .select(
            sf.col("right").alias("rank"),
            (-sf.col("best.before")).alias("star"),
            sf.col("best.similarity").alias("similarity"),
        )
    )
