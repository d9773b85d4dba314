"""All steps of cleaning for a DataFrame."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from saring.boilerplate import strip_batch
from saring.errors import UsageError, require
from saring.html import extract_batch
from saring.integrations.spark.checkpoints import Checkpoints
from saring.integrations.spark.columns import Added, broadcast, plain
from saring.integrations.spark.near_duplicates import SparkDuplicates, near_duplicates
from saring.integrations.spark.profiles import site_profile
from saring.lang import Detector, detect_batch
from saring.sites import SiteProfile

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

_ADDED = (
    "text string, lang string, confidence float, is_reliable boolean, title string, "
    "byline string, chars_before long, chars_after long, reason string"
)
_NAMES = tuple(part.split()[0] for part in _ADDED.split(", "))


@dataclass(frozen=True)
class Cleaned:
    """The result of `clean`.

    Attributes
    ----------
    frame : DataFrame
        The documents that are kept: the columns of the input, the clean text (column ``text``),
        ``lang``, ``confidence``, ``is_reliable``, ``title``, ``byline``, ``chars_before`` and
        ``chars_after`` (characters of the original text or page, and of the clean text), and
        ``cluster_size`` if copies were searched.
    removed : DataFrame
        The other documents, with the same columns and ``reason`` (``empty``, ``language``,
        ``duplicate``). Copies also have ``representative``, the id of the document that is kept for
        them.
    duplicates : SparkDuplicates or None
        The copies among the documents that were left.
    """

    frame: DataFrame
    removed: DataFrame
    duplicates: SparkDuplicates | None


@dataclass(frozen=True)
class _CleanRows:
    """Batches of documents to the same with the columns of `_ADDED`."""

    strip: Added
    source: str
    languages: tuple[str, ...] | None  # codes of the model

    def __call__(self, batches: Iterator[Any]) -> Iterator[Any]:
        pa, pc = require("pyarrow", "spark"), require("pyarrow.compute", "spark")
        for batch in batches:
            found = self.strip.result(batch)
            text = found.column("text")
            language = plain(pa.record_batch(detect_batch(text, num_threads=1)))
            lang = language.column("lang")
            has_words = pc.fill_null(pc.match_substring_regex(text, r"[\p{L}\p{N}]"), False)
            no = pa.scalar(None, pa.string())
            reason = no
            if self.languages is not None:
                is_wanted = pc.is_in(lang, pa.array(self.languages, pa.string()))
                reason = pc.if_else(is_wanted, no, "language")
            added = {
                "text": text,
                **{name: language.column(name) for name in language.schema.names},
                "title": found.column("title"),
                "byline": found.column("byline"),
                "chars_before": _lengths(batch.column(self.source)),
                "chars_after": _lengths(text),
                "reason": pc.if_else(has_words, reason, "empty"),
            }
            names = [name for name in batch.schema.names if name not in _NAMES]
            columns = {name: batch.column(name) for name in names}
            yield pa.RecordBatch.from_pydict({**columns, **{n: added[n] for n in _NAMES}})


def _lengths(column: Any) -> Any:
    pa, pc = require("pyarrow", "spark"), require("pyarrow.compute", "spark")
    is_text = pa.types.is_string(column.type) or pa.types.is_large_string(column.type)
    length = pc.utf8_length(column) if is_text else pc.binary_length(column)
    return length.cast(pa.int64())


def clean(
    df: DataFrame,
    text: str = "text",
    id: str = "id",
    *,
    html: str | None = None,
    site: str | None = None,
    profile: SiteProfile | Literal["auto"] | None = None,
    languages: Collection[str] | None = None,
    deduplicate: bool = True,
    checkpoint: str | None = None,
    **more: Any,
) -> Cleaned:
    """Strip documents, detect their languages, and remove copies.

    Parameters
    ----------
    df
        The documents.
    text, id
        Columns of the texts and of their ids (see `near_duplicates`).
    html
        A column of pages, instead of `text`.
    site
        A column of host names or URLs, for `profile` and as the address of pages.
    profile
        The lines that repeat on the sites. "auto" counts them in these documents (`site_profile`;
        not for pages).
    languages
        Codes or names of the languages to keep, e.g. ``["id", "ms"]``; None keeps all.
    deduplicate
        Whether to search for copies.
    checkpoint
        A folder for the finished steps: see `Checkpoints`.
    **more
        Arguments of `near_duplicates`.

    Returns
    -------
    Cleaned
        The documents that are kept and removed.

    Notes
    -----
    The steps are the same as in `saring.strip_batch` or `saring.extract_batch`,
    `saring.detect_batch` and `saring.near_duplicates`. Contained excerpts, stories and the audit of
    `saring clean` are only available on one machine.
    """
    from pyspark.sql import functions as sf

    if more and not deduplicate:
        raise UsageError(f"{min(more)}= is of no use with deduplicate=False")
    if profile == "auto" and (site is None or html is not None):
        raise UsageError("profile='auto' needs texts (not pages) and site=, their column of sites")
    if profile == "auto":
        profile = site_profile(df, text, str(site))
    source = text if html is None else html
    function = strip_batch if html is None else extract_batch
    argument = "site" if html is None else "urls"
    named = {argument: site} if site is not None and (html or profile) else {}
    for name in {source, id, *named.values()}:
        if name not in df.columns:
            raise UsageError(f"there is no column {name!r}: one of {', '.join(df.columns)}")
    stripping = Added("stripped", function, (source,), named, {}, broadcast(df, profile))
    rows = _CleanRows(stripping, source, _labels(languages))

    steps = Checkpoints(df.sparkSession, None if checkpoint is None else f"{checkpoint}/clean")
    described = {"source": source, "id": id, "site": site, "languages": languages}
    steps.settings(described, lambda: 0)
    cleaned = steps.keep("cleaned", _cleaning(df, rows))
    if not deduplicate:
        is_kept = sf.col("reason").isNull()
        return Cleaned(cleaned.where(is_kept).drop("reason"), cleaned.where(~is_kept), None)
    folder = None if checkpoint is None else f"{checkpoint}/near-duplicates"
    left = cleaned.where("reason is null").select(id, "text")
    found = near_duplicates(left, "text", id, checkpoint=folder, **more)
    copies = found.frame.select(id, "keep", "representative", "cluster_size")
    marked = cleaned.join(copies, id, "left").withColumn(
        "reason", sf.when(sf.col("keep") == sf.lit(False), "duplicate").otherwise(sf.col("reason"))
    )
    is_kept = sf.col("reason").isNull()
    kept = marked.where(is_kept).drop("reason", "keep", "representative")
    removed = marked.where(~is_kept).drop("keep", "cluster_size")
    return Cleaned(kept, removed, found)


def _cleaning(df: DataFrame, rows: _CleanRows) -> Callable[[], DataFrame]:
    fields = ", ".join(
        f"`{f.name}` {f.dataType.simpleString()}" for f in df.schema.fields if f.name not in _NAMES
    )
    return lambda: df.mapInArrow(rows, f"{fields}, {_ADDED}")


def _labels(languages: Collection[str] | None) -> tuple[str, ...] | None:
    """Return the model's codes for languages given by name or code."""
    if languages is None:
        return None
    named = [languages] if isinstance(languages, str) else list(languages)
    detector = Detector()
    return tuple(sorted({label for name in named for label in detector.resolve(name)}))
