"""Near-duplicates on a cluster, with the same result as on one machine."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

from saring import _core, dedup
from saring._dedup_options import NORMALIZE, normalize_names
from saring.errors import UsageError, require
from saring.integrations.spark.candidates import band_keys, prefix_keys
from saring.integrations.spark.checkpoints import Checkpoints
from saring.integrations.spark.rounds import GroupSearch, Skew
from saring.integrations.spark.stars import representatives
from saring.integrations.spark.tasks import SetRules, TextsToSets

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

Keep = Literal["longest", "first", "last", "newest", "best", "none"]
_KEEP = ("longest", "first", "last", "newest", "best", "none")


@dataclass(frozen=True, repr=False)
class SparkDuplicates:
    """The result of `near_duplicates`.

    Attributes
    ----------
    frame : DataFrame
        One row per text: the column of ids under its name, ``keep``, ``representative`` (the id of
        the text that is kept for this one), ``similarity``, ``relation`` (``exact``, ``near``) and
        ``cluster_size``, as in `saring.Duplicates`.
    counts : dict of str to int
        ``sets`` (distinct sets of n-grams), ``similar_sets`` (pairs of these), ``groups`` (keys
        that two or more sets share), ``largest_group``, ``split_groups``, ``dropped_groups`` and
        ``dropped_members``, ``unfinished_groups`` (see `Skew`), ``rounds`` (of clustering).
    is_complete : bool
        Whether every group was compared completely, and nothing was dropped.
    resumed : tuple of str
        Steps that were read from the checkpoint folder.
    """

    frame: DataFrame
    counts: dict[str, int]
    is_complete: bool
    resumed: tuple[str, ...]

    def __repr__(self) -> str:
        counts = ", ".join(f"{name} {count:,}" for name, count in self.counts.items() if count)
        note = "" if self.is_complete else " (not complete)"
        return f"SparkDuplicates: {counts}{note}"


def near_duplicates(
    df: DataFrame,
    text: str = "text",
    id: str = "id",
    *,
    threshold: float = 0.8,
    keep: Keep = "longest",
    timestamps: str | None = None,
    scores: str | None = None,
    measure: str = "jaccard",
    search: Literal["exact", "minhash"] = "exact",
    ngram_size: int = 5,
    normalize: str | Iterable[str] = NORMALIZE,
    num_perm: int = 128,
    seed: int = 0,
    skew: Skew | None = None,
    checkpoint: str | None = None,
) -> SparkDuplicates:
    """Find the near-duplicates among the texts of a DataFrame, and say which copy is kept.

    The result is the same as for `saring.near_duplicates` with the same arguments and ``ids=``, for
    any number of partitions and executors, as long as `SparkDuplicates.is_complete`. The search is
    not lazy: the call runs it, and returns a frame of stored steps.

    Parameters
    ----------
    df
        The texts. Null is never a duplicate.
    text, id
        The columns of the texts (strings, or binary as UTF-8) and of their ids (unique strings or
        whole numbers).
    threshold, measure, ngram_size, normalize, num_perm, seed
        As in `saring.near_duplicates`.
    keep
        "longest", "newest" (greatest of `timestamps`), "best" (greatest of `scores`), "none" (no
        text that has a copy), or "first" and "last", which use the order of the ids, because a
        DataFrame has no order.
    timestamps, scores
        Column for keep="newest" (timestamps, dates or numbers) or keep="best" (numbers).
    search
        "exact" finds every pair, with prefixes of the texts' n-grams, rare ones first. "minhash"
        finds a pair at the threshold with a probability of 0.99 or more, and shuffles a third of
        the bytes. Use it for more than about a hundred million texts.
    skew
        How n-grams or bands that very many texts share are handled.
    checkpoint
        A folder for the finished steps that all executors can write to: see `Checkpoints`. It
        contains the secret key of the hashes.

    Returns
    -------
    SparkDuplicates
        The clusters and the counts.

    Raises
    ------
    ValueError
        For an argument outside its range.
    UsageError
        For a column that is missing or has the wrong type, an id that is not unique, or a folder
        with the steps of another search.
    """
    require("pyspark", "spark")
    skew = skew or Skew()
    settings: dict[str, Any] = {
        "threshold": threshold,
        "measure": measure,
        "search": search,
        "ngram_size": ngram_size,
        "normalize": tuple(normalize_names(normalize)),
        "num_perm": num_perm,
        "seed": seed,
    }
    dedup.near_duplicates([], **settings)  # checks them
    value = _rank_column(df, keep, timestamps, scores)
    _check_columns(df, text, id)

    steps = Checkpoints(df.sparkSession, checkpoint)
    settings |= {"keep": keep, "columns": (text, id, timestamps, scores), "skew": skew}
    key = steps.settings(settings, lambda: secrets.randbits(64))
    rules = SetRules(
        ngram_size=ngram_size,
        seed=seed,
        normalize=settings["normalize"],
        key=key,
        measure=measure,
        threshold=threshold,
        num_perm=num_perm,
    )
    texts = steps.keep("texts", partial(_texts, df, text, id, value, rules))
    _check_ids(texts, id)
    leaders = steps.keep("leaders", partial(_leaders, texts, keep))
    sets = steps.keep("sets", partial(_sets, texts, leaders))
    exact = search == "exact"
    keys = steps.keep("keys", lambda: prefix_keys(sets) if exact else band_keys(sets, rules))
    share = _core.spread_least_share(measure, threshold)
    found = GroupSearch(sets, rules, share, exact, skew, steps.keep).run(keys)
    stars = steps.keep("stars", partial(representatives, found.pairs, found.states))
    frame = steps.keep("result", partial(_rows, texts, leaders, stars, id, keep))
    counts = {"sets": leaders.count(), **found.counts}
    is_complete = counts["dropped_groups"] == 0 and counts["unfinished_groups"] == 0
    return SparkDuplicates(frame, counts, is_complete, tuple(steps.resumed))


def _check_columns(df: DataFrame, text: str, id: str) -> None:
    from pyspark.sql import types as st

    kinds = {
        text: ((st.StringType, st.BinaryType), "strings or binary"),
        id: (
            (st.StringType, st.LongType, st.IntegerType, st.ShortType, st.ByteType),
            "strings or ints",
        ),
    }
    for name, (types, wanted) in kinds.items():
        if name not in df.columns:
            raise UsageError(f"there is no column {name!r}: one of {', '.join(df.columns)}")
        found = df.schema[name].dataType
        if not isinstance(found, types):
            raise UsageError(f"column {name!r}: expected {wanted}, got {found.simpleString()}")


def _rank_column(
    df: DataFrame, keep: str, timestamps: str | None, scores: str | None
) -> Column | None:
    """Return the number that ranks texts before their length, missing ones as -infinity."""
    from pyspark.sql import functions as sf
    from pyspark.sql import types as st

    if keep not in _KEEP:
        raise ValueError(f"keep must be one of {', '.join(map(repr, _KEEP))}, not {keep!r}")
    for rule, argument, name in (("newest", "timestamps", timestamps), ("best", "scores", scores)):
        if (keep == rule) != (name is not None):
            raise ValueError(f"{argument}= goes with keep={rule!r}, and keep={rule!r} with it")
    name = timestamps or scores
    if name is None:
        return None
    if name not in df.columns:
        raise UsageError(f"there is no column {name!r}: one of {', '.join(df.columns)}")
    kind, column = df.schema[name].dataType, sf.col(name)
    if isinstance(kind, st.DateType):
        column = sf.unix_date(column) * 86400
    elif isinstance(kind, st.TimestampNTZType):
        column = sf.timestamp_diff("MICROSECOND", sf.lit("1970-01-01").cast(kind), column) / 1e6
    elif not isinstance(kind, (st.TimestampType, st.NumericType)):
        raise UsageError(
            f"column {name!r}: expected timestamps, dates or numbers, got {kind.simpleString()}"
        )
    lowest = sf.lit(float("-inf"))
    return sf.coalesce(sf.nanvl(column.cast("double"), lowest), lowest)


def _texts(df: DataFrame, text: str, id: str, value: Column | None, rules: SetRules) -> DataFrame:
    """Return what the search knows of each text: id, value, the columns of TextsToSets."""
    from pyspark.sql import functions as sf

    columns = df.select(
        sf.col(id).alias("id"),
        (sf.lit(0.0) if value is None else value).alias("value"),
        sf.col(text).alias("text"),
    )
    kind = df.schema[id].dataType.simpleString()
    schema = f"id {kind}, value double, {TextsToSets.SCHEMA}"
    return columns.mapInArrow(TextsToSets(rules), schema)


def _check_ids(texts: DataFrame, id: str) -> None:
    from pyspark.sql import functions as sf

    twice = texts.groupBy("id").count().where((sf.col("count") > 1) | sf.col("id").isNull()).head()
    if twice is not None:
        what = "null" if twice["id"] is None else f"{twice['id']!r}, {twice['count']} times"
        raise UsageError(f"column {id!r}: ids must be unique and not null, but there is {what}")


def _leaders(texts: DataFrame, keep: str) -> DataFrame:
    """Return the preferred text of each set, with the set's place in the order of preference."""
    from pyspark.sql import functions as sf

    if keep in ("first", "last"):
        order = sf.struct("id", "content", "keyed_content")
    else:
        order = sf.struct(
            (-sf.col("value")).alias("value"),
            (-sf.col("bytes")).alias("bytes"),
            "id",
            "content",
            "keyed_content",
        )
    first = sf.max(order) if keep == "last" else sf.min(order)
    of_set = texts.where("size > 0").groupBy("set_high", "set_low")
    best = of_set.agg(first.alias("best"), sf.count("*").alias("texts"))
    place = sf.col("best")
    ordered = best.orderBy(place.desc() if keep == "last" else place)
    # Ascending over the partitions, which hold ascending ranges.
    return ordered.select(
        sf.monotonically_increasing_id().alias("rank"),
        "set_high",
        "set_low",
        "texts",
        *(sf.col(f"best.{name}").alias(name) for name in ("id", "content", "keyed_content")),
    )


def _sets(texts: DataFrame, leaders: DataFrame) -> DataFrame:
    sets = texts.select("id", "size", "prefix", "shingles")
    return leaders.select("id", "rank").join(sets, "id").drop("id")


def _rows(texts: DataFrame, leaders: DataFrame, stars: DataFrame, id: str, keep: str) -> DataFrame:
    """Spread the clusters of sets over the texts that have them."""
    from pyspark.sql import Window
    from pyspark.sql import functions as sf

    of_sets = leaders.join(stars, "rank", "left").select(
        "set_high",
        "set_low",
        sf.coalesce("star", "rank").alias("star"),
        sf.coalesce("similarity", sf.lit(1.0)).alias("similarity"),
        sf.sum("texts").over(Window.partitionBy(sf.coalesce("star", "rank"))).alias("cluster_size"),
    )
    kept = leaders.select(
        sf.col("rank").alias("star"),
        sf.col("id").alias("representative"),
        sf.struct("content", "keyed_content").alias("kept_words"),
    )
    known = of_sets.join(kept, "star").drop("star")
    rows = texts.select("id", "set_high", "set_low", "size", "content", "keyed_content").join(
        known, ["set_high", "set_low"], "left"
    )
    alone = sf.col("representative").isNull()
    same_words = sf.struct("content", "keyed_content") == sf.col("kept_words")
    representative = sf.coalesce("representative", "id")
    size = sf.coalesce("cluster_size", sf.lit(1)).cast("long")
    is_kept = representative == sf.col("id")
    if keep == "none":
        is_kept &= size == 1
    return rows.select(
        sf.col("id").alias(id),
        is_kept.alias("keep"),
        representative.alias("representative"),
        sf.coalesce("similarity", sf.lit(1.0)).alias("similarity"),
        sf.when(alone | same_words, "exact").otherwise("near").alias("relation"),
        size.alias("cluster_size"),
    )
