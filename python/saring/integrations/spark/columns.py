"""Languages, stripped texts and articles as a column of a DataFrame."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from saring.boilerplate import strip_batch
from saring.errors import UsageError, require
from saring.html import extract_batch
from saring.lang import detect_batch
from saring.sites import SiteProfile

if TYPE_CHECKING:
    from pyspark.sql import DataFrame
    from pyspark.sql.types import DataType


@dataclass(frozen=True)
class Added:
    """A struct column made of other columns of a batch; these pass through.

    Parameters
    ----------
    into
        Its name.
    function
        A function of columns with a Table as result, such as `saring.detect_batch`, in one thread.
    columns
        Name of the column for each positional argument of the function.
    named
        The same for keyword arguments.
    options
        Other arguments.
    profile
        A broadcast SiteProfile, or None.
    """

    into: str
    function: Callable[..., Any]
    columns: tuple[str, ...]
    named: dict[str, str] = field(default_factory=dict)
    options: dict[str, Any] = field(default_factory=dict)
    profile: Any = None

    def result(self, batch: Any) -> Any:
        """Return the fields of the struct, as a record batch of types that Spark takes."""
        pa = require("pyarrow", "spark")
        arguments = [batch.column(name) for name in self.columns]
        named = {name: batch.column(column) for name, column in self.named.items()}
        if self.profile is not None:
            named["profile"] = self.profile.value
        table = self.function(*arguments, **named, **self.options, num_threads=1)
        return plain(pa.record_batch(table))

    def __call__(self, batches: Iterator[Any]) -> Iterator[Any]:
        """Add the column to batches."""
        pa = require("pyarrow", "spark")
        for batch in batches:
            fields = self.result(batch)
            struct = pa.StructArray.from_arrays(fields.columns, fields.schema.names)
            names = [name for name in batch.schema.names if name != self.into]
            columns = [batch.column(name) for name in names]
            yield pa.RecordBatch.from_arrays([*columns, struct], [*names, self.into])

    def schema(self) -> DataType:
        """Return the type of the struct, from its answer to no rows."""
        from pyspark.sql.types import StructType

        pa = require("pyarrow", "spark")
        no_texts = pa.array([], pa.string())
        names = {*self.columns, *self.named.values()}
        nothing = pa.RecordBatch.from_pydict({name: no_texts for name in names})
        fields = self.without_profile().result(nothing)
        struct = StructType()
        for name, kind in zip(fields.schema.names, fields.schema.types, strict=True):
            struct.add(name, _spark_type(kind))
        return struct

    def without_profile(self) -> Added:
        """Return the same without a profile and what goes with one."""
        return Added(self.into, self.function, self.columns, {}, self.options)

    def to(self, df: DataFrame) -> DataFrame:
        """Return the DataFrame with the column; one of the same name is replaced."""
        from pyspark.sql.types import StructType

        for name in {*self.columns, *self.named.values()}:
            if name not in df.columns:
                raise UsageError(f"there is no column {name!r}: one of {', '.join(df.columns)}")
        schema = StructType([f for f in df.schema.fields if f.name != self.into])
        return df.mapInArrow(self, schema.add(self.into, self.schema()))


def plain(batch: Any) -> Any:
    """Return a record batch with the types that Spark takes: no dictionaries, no unsigned."""
    pa = require("pyarrow", "spark")
    columns = [column.cast(_plain_type(column.type)) for column in batch.columns]
    return pa.RecordBatch.from_arrays(columns, batch.schema.names)


def _plain_type(kind: Any) -> Any:
    pa = require("pyarrow", "spark")
    if pa.types.is_dictionary(kind):
        return _plain_type(kind.value_type)
    if pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        return pa.string()
    if pa.types.is_integer(kind):
        return pa.int64()
    if pa.types.is_large_list(kind) or pa.types.is_list(kind):
        return pa.list_(_plain_type(kind.value_type))
    return kind


def _spark_type(kind: Any) -> DataType:
    from pyspark.sql import types as st

    pa = require("pyarrow", "spark")
    if pa.types.is_list(kind):
        return st.ArrayType(_spark_type(kind.value_type))
    types: dict[Any, DataType] = {
        pa.string(): st.StringType(),
        pa.bool_(): st.BooleanType(),
        pa.int64(): st.LongType(),
        pa.float32(): st.FloatType(),
        pa.float64(): st.DoubleType(),
    }
    return types[kind]


def broadcast(df: DataFrame, profile: SiteProfile | None) -> Any:
    """Send a profile to all executors once, or return None."""
    return None if profile is None else df.sparkSession.sparkContext.broadcast(profile)


def detect(
    df: DataFrame,
    text: str = "text",
    *,
    into: str = "language",
    languages: Iterable[str] | None = None,
    prior: Mapping[str, float] | None = None,
    merge: Iterable[str] | None = None,
    top: int = 0,
) -> DataFrame:
    """Add the language of a column of texts.

    Parameters
    ----------
    df
        The texts.
    text
        Their column.
    into
        Name of the new column.
    languages, prior, merge, top
        As in `saring.detect_batch`.

    Returns
    -------
    DataFrame
        The columns of `df`, and a struct with the columns of `saring.detect_batch`.
    """
    require("pyspark", "spark")
    options = {
        "languages": None if languages is None else list(languages),
        "prior": None if prior is None else dict(prior),
        "merge": None if merge is None else list(merge),
        "top": top,
    }
    return Added(into, detect_batch, (text,), options=options).to(df)


def strip(
    df: DataFrame,
    text: str = "text",
    *,
    into: str = "stripped",
    language: str | None = None,
    keep_roles: Collection[str] | None = None,
    threshold: float = 0.45,
    site: str | None = None,
    profile: SiteProfile | None = None,
) -> DataFrame:
    """Add the articles in a column of plain texts.

    Parameters
    ----------
    df
        The texts.
    text
        Their column.
    into
        Name of the new column.
    language, keep_roles, threshold
        As in `saring.strip_batch`.
    site, profile
        The column of host names or URLs, and the profile of these sites (`site_profile`).

    Returns
    -------
    DataFrame
        The columns of `df`, and a struct with the columns of `saring.strip_batch`.
    """
    require("pyspark", "spark")
    if (site is None) != (profile is None):
        raise UsageError("site= (a column) and profile= go together")
    options = {"language": language, "keep_roles": _listed(keep_roles), "threshold": threshold}
    named = {} if site is None else {"site": site}
    sent = broadcast(df, profile)
    return Added(into, strip_batch, (text,), named, options, sent).to(df)


def extract(
    df: DataFrame,
    html: str = "html",
    *,
    into: str = "article",
    url: str | None = None,
    encoding: str | None = None,
    keep_roles: Collection[str] | None = None,
    formats: Collection[str] = (),
    links: bool = True,
    profile: SiteProfile | None = None,
) -> DataFrame:
    """Add the articles in a column of HTML pages.

    Parameters
    ----------
    df
        The pages.
    html
        Their column: binary in the encoding of each page, or strings.
    into
        Name of the new column.
    url
        The column of their addresses.
    encoding, keep_roles, formats, links
        As in `saring.extract_batch`.
    profile
        The profile of the sites of the addresses (`site_profile`).

    Returns
    -------
    DataFrame
        The columns of `df`, and a struct with the columns of `saring.extract_batch`.

    Notes
    -----
    Spark sends 10,000 rows at a time to Python. If pages are larger than about 50 kB, set
    ``spark.sql.execution.arrow.maxRecordsPerBatch`` lower.
    """
    require("pyspark", "spark")
    if profile is not None and url is None:
        raise UsageError("profile= needs url=, the column of the pages' addresses")
    options = {
        "encoding": encoding,
        "keep_roles": _listed(keep_roles),
        "formats": [formats] if isinstance(formats, str) else list(formats),
        "links": links,
    }
    named = {} if url is None else {"urls": url}
    sent = broadcast(df, profile)
    return Added(into, extract_batch, (html,), named, options, sent).to(df)


def _listed(names: Collection[str] | None) -> list[str] | None:
    return None if names is None else [names] if isinstance(names, str) else list(names)
