"""Clean a data frame in one call: strip, detect, deduplicate."""

from __future__ import annotations

import dataclasses
import inspect
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from saring._counted import counted
from saring._nearest import unexpected_argument
from saring._visible import visible
from saring.cleaning import CleanReport, clean
from saring.errors import UsageError, require
from saring.frames.kinds import Frame, frame_of
from saring.frames.removed import Quarantined, removed_rows
from saring.progress import Observer, SilentObserver
from saring.runs.options import CleanOptions

__all__ = ["CleanedFrame", "clean_frame"]

_NAME = "frame.arrow"  # of the source, in the report
# Columns that are what the input says, where it has them.
_OF_INPUT = ("id", "title", "byline", "date", "url", "site")
# What a frame has no use for: fields have arguments of their own, and there is no output folder.
_LEFT_OUT = (
    *("text_field", "html_field", "id_field", "site_field", "lang_field", "cluster_size_field"),
    *("sources", "to", "columns", "shard_size", "format", "lines", "overwrite", "dry_run"),
    *("resume", "report"),
)
_OPTIONS = {
    field.name: field.default
    for field in dataclasses.fields(CleanOptions)
    if field.name not in _LEFT_OUT
}


@dataclass(frozen=True, repr=False)
class CleanedFrame:
    """The result of `clean_frame`.

    Attributes
    ----------
    frame
        The rows that are kept, in their order, in a frame of the same library as the input. It has
        the columns of the input, and the columns of ``saring clean --to``. ``text`` is the clean
        text, ``record`` the position of the row in the input. ``lang``, ``script``,
        ``confidence``, ``is_reliable``, ``chars_before``, ``chars_after``, ``cluster``,
        ``cluster_size`` and ``signals.…`` replace columns with these names. ``id``, ``title``,
        ``byline``, ``date``, ``url`` and ``site`` do not.
    removed
        One row for each line, part of a line and document that was removed, in a frame of the same
        library: ``record``, ``id``, ``kind`` (``line``, ``span``, ``document``), ``role``,
        ``rule``, ``score``, ``reason``, ``start`` and ``end`` (code points of the original text),
        ``text``. Copies also have ``copy_of`` (the record that is kept), ``relation``,
        ``similarity`` and, with an index, ``in_index``. Rows that could not be read have their
        problem as `reason` (``no_text``).
    report : CleanReport
        Counts, and a view for notebooks.
    """

    frame: Any
    removed: Any
    report: CleanReport

    def __repr__(self) -> str:
        report = self.report
        rows = report.documents_read + report.quarantined
        removed = ", ".join(f"{count:,} {name}" for name, count in report.removed.items() if count)
        unread = f", {report.quarantined:,} not read" if report.quarantined else ""
        return (
            f"CleanedFrame: {report.documents_kept:,} of {counted(rows, 'row')} kept"
            f"{', removed ' + removed if removed else ''}{unread}"
        )

    def _repr_html_(self) -> str:
        return self.report._repr_html_()


def clean_frame(
    frame: Any,
    text: str = "text",
    *,
    html: str | None = None,
    id: str | None = None,
    site: str | None = None,
    observer: Observer | None = None,
    **options: Any,
) -> CleanedFrame:
    r"""Strip, detect and deduplicate the rows of a data frame.

    The rows go through `saring.clean` like the records of a file, so both give the same result.

    Parameters
    ----------
    frame
        A DataFrame of pandas or Polars, a table of pyarrow or anything with an Arrow stream, a
        `datasets.Dataset`, or a list of dicts. It is not changed.
    text : str, default "text"
        The column of the texts: str or bytes. Missing texts are left out.
    html : str, optional
        A column of HTML pages, instead of `text`. Their articles are extracted.
    id : str, optional
        The column of the ids; by default ``"id"`` if it exists.
    site : str, optional
        The column of the site or URL, for counting lines that repeat on a site; by default
        ``"url"`` if it exists.
    observer : Observer, optional
        Receives the progress and the problems.
    **options
        Options of `saring.clean`, with the same names: languages, min_confidence, min_chars, strip,
        keep_roles, rules, strip_model, profile, where, on_heavy_loss, dedup, threshold, keep,
        site_order, contained, normalize, index, keep_field, date_field, signals, encoding,
        max_document, num_threads, memory, chunk_size, limit, sample. Fields name columns.

    Returns
    -------
    CleanedFrame
        `frame`, `removed` and `report`.

    Raises
    ------
    UsageError
        For an input that is not such a frame; for a column that does not exist; for an option out
        of range.
    TypeError
        For a value in the column of texts that is not a text, with its row; for an unknown option.
    MissingExtraError
        If a package is missing that ``pip install 'saring[cli]'`` installs.

    Notes
    -----
    The columns that are read are stored in temporary files, compressed as in `saring.clean`, and
    so are the removed texts. Memory is the same as for `saring.clean`, in addition to the frames.

    Examples
    --------
    >>> import saring
    >>> rows = [{"id": 1, "text": "Hujan turun di kota kami sejak pagi.\nBagikan"},
    ...         {"id": 2, "text": "HUJAN turun di kota kami sejak pagi."}]
    >>> cleaned = saring.clean_frame(rows, keep="first")
    >>> cleaned
    CleanedFrame: 1 of 2 rows kept, removed 1 duplicate
    >>> cleaned.frame[0]["text"], cleaned.frame[0]["cluster_size"]
    ('Hujan turun di kota kami sejak pagi.', 2)
    >>> [(row["kind"], row["role"] or row["reason"]) for row in cleaned.removed]
    [('line', 'share'), ('document', 'duplicate')]
    """
    for name in options:
        if name not in _OPTIONS:
            raise unexpected_argument(clean_frame, name, _OPTIONS)
    for module in ("orjson", "zstandard", "pyarrow"):
        require(module)
    given = frame_of(frame)
    fields = _fields(given, text, html, id, site, options)
    pages = html is not None
    watcher = Quarantined(observer or SilentObserver())
    with tempfile.TemporaryDirectory(prefix="saring-") as folder:
        source, out = Path(folder) / _NAME, Path(folder) / "out"
        _write(given, fields, source, pages)
        report = clean(
            source,
            out,
            text_field="text" if pages else str(fields["text"]),
            html_field=fields["text"] if pages else None,
            id_field=fields["id"],
            site_field=fields["site"],
            to="all.arrow",
            format="arrow",
            report=False,
            observer=watcher,
            **(options | {name: fields[name] for name in ("keep_field", "date_field")}),
        )
        table = require("pyarrow.feather").read_table(out / "all.arrow", memory_map=False)
        removed = removed_rows(out, watcher, has_index=options.get("index") is not None)
    data = report.data | {"outputs": []}
    data["run"] = data["run"] | {"command": _call(text, html, id, site, options)}
    own = _own_columns(table, given.names)
    return CleanedFrame(
        given.with_columns(table.column("record").to_pylist(), own),
        given.of_columns(removed),
        CleanReport(data, None),
    )


def _fields(
    frame: Frame,
    text: str,
    html: str | None,
    id: str | None,
    site: str | None,
    options: Mapping[str, Any],
) -> dict[str, str | None]:
    """Return the columns that are read, by what they are; None for one that is not there."""
    given = {
        "text": html if html is not None else text,
        "id": id,
        "site": site,
        "keep_field": options.get("keep_field"),
        "date_field": options.get("date_field"),
    }
    usual = {"id": "id", "site": "url", "date_field": "date"}
    fields: dict[str, str | None] = {}
    for what, name in given.items():
        if name is None and usual.get(what) in frame.names and what not in options:
            name = usual[what]
        if name is not None and name not in frame.names and frame.names:
            names = ", ".join(visible(str(known)) for known in frame.names)
            raise UsageError(f"no column '{visible(str(name))}'; the frame has: {names}")
        fields[what] = name
    return fields


def _write(frame: Frame, fields: Mapping[str, str | None], path: Path, has_pages: bool) -> None:
    """Write the columns that are read to an Arrow file."""
    pa = require("pyarrow")
    columns: dict[str, Any] = {}
    for what, name in fields.items():
        if name is not None and name not in columns:
            kind = "value" if what != "text" else "page" if has_pages else "text"
            has_column = name in frame.names
            columns[name] = frame.arrow(name, kind=kind) if has_column else pa.array([], "str")
    table = pa.table(columns)
    with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, table.schema) as writer:
        writer.write_table(table, max_chunksize=4096)


def _own_columns(table: Any, names: list[str]) -> Any:
    """Select the columns of the table of a run that the frame does not have, or has replaced."""
    dropped = {"source", *(name for name in _OF_INPUT if name in names)}
    return table.select([name for name in table.schema.names if name not in dropped])


def _call(
    text: str, html: str | None, id: str | None, site: str | None, options: Mapping[str, Any]
) -> str:
    named = {"html": html, "id": id, "site": site}
    shown = [] if text == "text" else [repr(text)]
    shown += [f"{name}={value!r}" for name, value in named.items() if value is not None]
    shown += [f"{name}={value!r}" for name, value in options.items()]
    return f"saring.clean_frame({', '.join(['frame', *shown])})"


def _signature() -> inspect.Signature:
    """Show all options, where people ask for the signature."""
    own = inspect.signature(clean_frame)
    shown = [p for p in own.parameters.values() if p.kind is not inspect.Parameter.VAR_KEYWORD]
    kind = inspect.Parameter.KEYWORD_ONLY
    shown += [inspect.Parameter(name, kind, default=value) for name, value in _OPTIONS.items()]
    return own.replace(parameters=shown)


clean_frame.__signature__ = _signature()  # type: ignore[attr-defined]
