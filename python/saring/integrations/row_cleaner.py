"""Cleaning of single rows in batches, which `datasets` and Ray Data map over a table."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from saring._core import __version__
from saring.boilerplate.rule_files import read_line_model, read_rule_files
from saring.errors import UsageError, require
from saring.integrations._columns import computed

if TYPE_CHECKING:
    import pyarrow

_OF_TEXTS = ("text", "title", "byline", "num_removed_lines", "needs_review")
_OF_PAGES = ("text", "title", "byline", "date")


class RowCleaner:
    """Clean the rows of Arrow tables: text without boilerplate, language, signals.

    Parameters
    ----------
    text : str, default "text"
        The column with the texts. Clean texts replace them; null stays null.
    html : str, optional
        A column with pages, str or bytes, from which the texts are extracted. `text` is then a new
        column.
    detect, strip, extract : mapping, optional
        Options of `saring.detect_batch`, of `saring.strip_batch` (without `html`) and of
        `saring.extract_batch` (with `html`).
    signals : bool, default False
        Whether ``signals.words`` and the other signals of the clean text are added.
    prefix : str, default ""
        Prefix of the names of the added columns, except `text`.
    num_threads : int, default 0
        Threads of each process; 0 means all cores. The result does not depend on it.

    Raises
    ------
    UsageError
        For options of strip with `html`, or of extract without it. When called: for a missing
        column, or if a column that would be added already exists.
    ValueError
        For an option outside its range, such as an unknown language.

    Notes
    -----
    The added columns are ``title``, ``byline``, ``num_removed_lines`` and ``needs_review`` (with
    `html`: ``title``, ``byline`` and ``date``), then ``lang``, ``script``, ``confidence`` and
    ``is_reliable`` of the clean text. No row is removed. Filter by these columns, and remove copies
    with `saring.near_duplicates`.

    The pickle contains the options, the checksums of rule and model files, and the version of
    saring. Equal cleaners have equal bytes in every process. Models are loaded once per process.
    """

    def __init__(
        self,
        text: str = "text",
        *,
        html: str | None = None,
        detect: Mapping[str, Any] | None = None,
        strip: Mapping[str, Any] | None = None,
        extract: Mapping[str, Any] | None = None,
        signals: bool = False,
        prefix: str = "",
        num_threads: int = 0,
    ) -> None:
        if html is None and extract is not None:
            raise UsageError("extract= is for pages: name their column with html=")
        if html is not None and strip is not None:
            raise UsageError("strip= is for plain text: with html= use extract=")
        threads = {"num_threads": num_threads}
        self.text = text
        self.html = html
        self.prefix = prefix
        self._detect = {**_stable(detect or {}), **threads}
        self._reader = "strip" if html is None else "extract"
        self._read = {**_stable((strip if html is None else extract) or {}), **threads}
        self._signals = threads if signals else None
        # An upgrade, or another file at the same path, may give other results.
        self._made_by = (__version__, *_checksums(self._read))
        # This also checks the options, and loads the models.
        self._columns = tuple(self.columns([]).column_names)

    def columns(self, texts: Any) -> pyarrow.Table:
        """Clean a column of texts or pages, and return the column `text` and the added columns."""
        pa = require("pyarrow", "pandas")
        read = computed(self._reader, texts, self._read)
        clean = read["text"]
        found = computed("detect", clean, self._detect)
        names = _OF_TEXTS if self.html is None else _OF_PAGES
        added = {name: read[name] for name in names if name != "text"}
        added |= {"lang": found["lang"], "script": _scripts(found["lang"])}
        added |= {name: found[name] for name in ("confidence", "is_reliable")}
        if self._signals is not None:
            measured = computed("signals", clean, {**self._signals, "language": found["lang"]})
            added |= {f"signals.{name}": measured[name] for name in measured.column_names}
        named = {f"{self.prefix}{name}": _short(column) for name, column in added.items()}
        return pa.table({self.text: clean, **named})

    def table(self, batch: pyarrow.Table, remedy: str) -> pyarrow.Table:
        """Clean a batch: all its columns, `text` replaced, and the added ones at the end.

        Anything but an Arrow table is refused. The error gives the `remedy` of the caller's
        library.
        """
        pa = require("pyarrow", "pandas")
        if not isinstance(batch, pa.Table):
            raise UsageError(
                f"a batch is a {type(batch).__name__}, not an Arrow table: use {remedy}"
            )
        self.check(batch.column_names)
        made = self.columns(batch[self.html or self.text])
        for name in made.column_names:
            at = batch.schema.get_field_index(name)
            if at < 0:
                batch = batch.append_column(name, made[name])
            else:
                batch = batch.set_column(at, name, _as_before(made[name], batch.field(at).type))
        return batch

    def check(self, names: Iterable[str]) -> None:
        """Refuse a batch that lacks the column to read, or has one that would be added.

        Raises
        ------
        UsageError
            The message names the column, and says what to do.
        """
        given = set(names)
        source = self.html or self.text
        if source not in given:
            raise UsageError(f"no column {source!r}: there are {', '.join(sorted(given))}")
        replaced = {self.text} if self.html is None else set()
        if clash := sorted({*self._columns} & given - replaced):
            hint = "name another with text=" if clash[0] == self.text else "use prefix="
            raise UsageError(f"there is a column {clash[0]!r} already: {hint}")

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self.html or self.text}>"


def _stable(value: Any) -> Any:
    """Give what is equal one order and one type, so that it is pickled as the same bytes."""
    if isinstance(value, Mapping):
        return {key: _stable(value[key]) for key in sorted(value)}
    if isinstance(value, set | frozenset):
        return sorted(value)
    if isinstance(value, list | tuple):
        return [_stable(item) for item in value]
    return value


def _checksums(options: Mapping[str, Any]) -> tuple[str, ...]:
    files = read_rule_files(options.get("rules"))
    if options.get("model") is not None:
        files.append(read_line_model(options["model"]))
    return tuple(hashlib.sha256(content).hexdigest() for _, content in files)


def _scripts(labels: pyarrow.ChunkedArray) -> pyarrow.ChunkedArray:
    """Return the script of each label, null for ``zxx`` and ``und``."""
    compute = require("pyarrow.compute", "pandas")
    return compute.struct_field(
        compute.extract_regex(labels, r"^[^_]+_(?P<script>[A-Z][a-z]{3})"), "script"
    )


def _short(column: pyarrow.ChunkedArray) -> pyarrow.ChunkedArray:
    """Give strings 32-bit offsets, as most tables have: names and titles of a batch fit in."""
    pa = require("pyarrow", "pandas")
    return column.cast(pa.string()) if pa.types.is_large_string(column.type) else column


def _as_before(column: pyarrow.ChunkedArray, kind: pyarrow.DataType) -> pyarrow.ChunkedArray:
    """Give clean texts the type of those before: they are no longer, so that their offsets fit."""
    pa = require("pyarrow", "pandas")
    return column.cast(kind) if pa.types.is_string(kind) else column
