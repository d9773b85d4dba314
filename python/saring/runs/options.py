"""The options of `saring clean`, each with its help on the command line."""

from __future__ import annotations

import dataclasses
import numbers
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from saring import _core
from saring._dedup_options import KEEP_RULES, NORMALIZE, normalize_names
from saring._option_names import option
from saring._visible import visible
from saring.errors import UsageError, usage_error
from saring.io.formats import FORCED
from saring.io.paths import printable
from saring.io.reading import MAX_DOCUMENT, SIGNAL_FIELDS, SIGNALS_FIELD, ReadOptions
from saring.io.selection import check_sample
from saring.io.table_files import table_name
from saring.runs.where import compile_condition
from saring.sites import SiteProfile

CONTAINED = ("excerpts", "keep", "all")
ON_HEAVY_LOSS = ("keep", "drop", "quarantine")
# Columns of the `to` table that the head of a page fills; `columns` may name them too.
TABLE_HEAD = ("title", "byline", "date", "url")
_TABLE_OWN = (
    *("id", "text", "lang", "script", "confidence", "is_reliable", "site", "source", "record"),
    *("chars_before", "chars_after", "cluster", "cluster_size"),
)

NORMALIZE_HELP = (
    "differences to ignore: case, marks, digits, punctuation, symbols (default: case,punctuation)"
)

LEAST_MEMORY = 256 << 20  # bytes: what a run needs before it reads a document, plus some batches

# Settings that do not change the output (`report` decides only on report.html).
UNSEEN = ("num_threads", "memory", "chunk_size", "overwrite", "resume", "dry_run", "report")

# Options that a single source may have instead of the run's: see `OptionsBySource`.
SOURCE_OPTIONS = (
    "text_field",
    "html_field",
    "id_field",
    "site_field",
    "encoding",
    "format",
    "lines",
    "rules",
)

# Groups in the help of the command line.
WHAT = "what is kept"
WHERE = "fields and lines"
TABLE = "output table"
HOW = "how it runs"


def _option(
    default: Any, group: str, text: str, metavar: str | None = None, flag: str = "", **more: Any
) -> Any:
    """Make a field with its data for the command line.

    `flag` replaces the field's name with two hyphens; ``--no-…`` sets the field to False.
    A field that is True and has no such flag gets both, ``--name`` and ``--no-name``.
    """
    metadata = {"group": group, "help": text, "metavar": metavar, "flag": flag, **more}
    return dataclasses.field(default=default, metadata=metadata)


_TYPES: dict[str, tuple[Any, str]] = {
    "str": (str, "a string"),
    "int": (numbers.Integral, "a whole number"),
    "float": (numbers.Real, "a number"),
    "bool": (bool, "True or False"),
    "None": (type(None), "None"),
}
_LIST = "tuple[str, ...]"


def _wrong_type(annotation: str, value: object) -> str:
    """Name the expected type if a value does not fit its field; empty if it fits."""
    kinds = annotation.split(" | ")
    if _LIST in kinds and (value is None or isinstance(value, str | Iterable)):
        return ""  # strings are distinguished later
    if any(kind not in _TYPES and kind != _LIST for kind in kinds):
        return ""
    if any(kind in _TYPES and isinstance(value, _TYPES[kind][0]) for kind in kinds):
        return ""
    names = ["a list of strings" if kind == _LIST else _TYPES[kind][1] for kind in kinds]
    return f"{' or '.join(names)}, not {visible(repr(value))}"


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanOptions:
    """Settings of `saring.clean`; see there for their meaning."""

    languages: tuple[str, ...] | None = _option(
        None, WHAT, "keep only these languages, e.g. id,ms,jv", "CODES", short="-l"
    )
    min_confidence: float = _option(
        0.0, WHAT, "least confidence of the language, 0 to 1 (default: 0)", "P"
    )
    min_chars: int = _option(
        0, WHAT, "least length of the clean text, in characters (default: 0)", "N"
    )
    strip: bool = _option(True, WHAT, "do not strip boilerplate", flag="--no-strip")
    keep_roles: tuple[str, ...] | None = _option(
        None, WHAT, "roles of lines to keep (default: headline,body,subheading,quote,list)", "ROLES"
    )
    rules: tuple[str | os.PathLike[str], ...] | None = _option(
        None,
        WHAT,
        "your own rules: a text file with one phrase per line, or a .tsv; repeatable",
        "FILE",
    )
    profile: str | os.PathLike[str] | SiteProfile = _option(  # noqa: RUF009
        "auto",
        WHAT,
        "site profile: auto (counted in these documents), none, or a file (default: auto)",
        "PROFILE",
    )
    strip_model: str | os.PathLike[str] | None = _option(  # noqa: RUF009
        None, WHAT, "line model (default: the built-in one)", "MODEL"
    )
    where: str | None = _option(
        None,
        WHAT,
        'keep only texts whose signals satisfy this, e.g. "words >= 50 and repeated_lines < .3"',
        "CONDITION",
    )
    on_heavy_loss: str = _option(
        "keep",
        WHAT,
        "what to do with documents that would lose most of their text (default: keep)",
        choices=ON_HEAVY_LOSS,
    )
    dedup: bool = _option(True, WHAT, "do not remove copies", flag="--no-dedup")
    threshold: float = _option(
        0.8, WHAT, "similarity from which texts are copies (default: 0.8)", "J"
    )
    keep: str = _option(
        "longest", WHAT, "which copy to keep (default: longest)", choices=KEEP_RULES
    )
    site_order: tuple[str, ...] | None = _option(
        None, WHAT, "sites in the order that --keep site prefers them", "NAMES"
    )
    contained: str = _option(
        "excerpts",
        WHAT,
        "which texts to remove that another text contains: excerpts (teasers and shorter "
        "versions), all, or keep for none (default: excerpts)",
        choices=CONTAINED,
    )
    normalize: tuple[str, ...] = _option(
        NORMALIZE,
        WHAT,
        NORMALIZE_HELP,
        "NAMES",
    )
    index: str | os.PathLike[str] | None = _option(  # noqa: RUF009
        None, WHAT, "remove texts with a copy in this index, and add the kept texts to it", "INDEX"
    )
    text_field: str = _option("text", WHERE, "field with the text (default: text)", "NAME")
    html_field: str | None = _option(
        None, WHERE, "field with HTML pages, instead of the text field", "NAME"
    )
    id_field: str | None = _option("id", WHERE, "field with the id (default: id)", "NAME")
    site_field: str | None = _option(
        "url", WHERE, "field with the site or URL, for profile and report (default: url)", "NAME"
    )
    keep_field: str | None = _option(
        None, WHERE, "field with the date for --keep newest, or the score for --keep best", "NAME"
    )
    date_field: str | None = _option(
        "date", WHERE, "field with the date, for the report (default: date)", "NAME"
    )
    lang_field: str | None = _option(
        None, WHERE, "write the language to this field, column or meta element", "NAME"
    )
    cluster_size_field: str | None = _option(
        None,
        WHERE,
        "write the number of copies, with the document itself, to this field, column or meta "
        "element",
        "NAME",
    )
    signals: bool = _option(
        False, WHERE, "write quality signals to the field 'signals', or to columns 'signals.…'"
    )
    sources: Mapping[str, Mapping[str, Any]] | None = _option(None, WHERE, "", is_hidden=True)
    to: str | None = _option(
        None,
        TABLE,
        "write all documents to one file, e.g. all.parquet, all.jsonl.zst or all.arrow, instead of "
        "one file per input",
        "NAME",
    )
    columns: tuple[str, ...] | None = _option(
        None,
        TABLE,
        "input fields to copy to columns of the table, e.g. category,meta.id",
        "NAMES",
    )
    shard_size: int | None = _option(
        None, TABLE, "split the table into files of about this size, e.g. 512M", "SIZE"
    )
    encoding: str | None = _option(
        None,
        WHERE,
        "encoding of text files, JSON Lines and pages, e.g. windows-1251 (default: detected)",
        "LABEL",
    )
    format: str | None = _option(
        None, WHERE, "format of all files, whatever their names", choices=FORCED
    )
    lines: bool = _option(False, WHERE, "treat each line of a text file as a document")
    max_document: int = _option(
        MAX_DOCUMENT,
        HOW,
        "quarantine texts, pages and records longer than this (default: 64M)",
        "SIZE",
    )
    num_threads: int = _option(
        0, HOW, "number of threads (default: all cores)", "N", flag="--threads", short="-j"
    )
    memory: int | None = _option(
        None, HOW, "memory limit, e.g. 2G (default: memory grows with the documents)", "SIZE"
    )
    chunk_size: int = _option(4 << 20, HOW, "bytes to read at a time (default: 4M)", "SIZE")
    overwrite: bool = _option(False, HOW, "write into a folder that is not empty")
    limit: int | None = _option(None, HOW, "read only the first N records", "N")
    sample: float | int | None = _option(
        None, HOW, "read only this share of the records (.01) or this number (1000)", "SAMPLE"
    )
    dry_run: bool = _option(False, HOW, "show counts and examples, but write nothing")
    resume: bool = _option(False, HOW, "continue an interrupted run")
    report: bool = _option(True, HOW, "write report.html")

    def __post_init__(self) -> None:
        """Raise `UsageError` for a value of a wrong type or outside its range."""
        for field in dataclasses.fields(self):
            if wrong := _wrong_type(str(field.type), getattr(self, field.name)):
                raise UsageError(f"{option(field.name)} must be {wrong}")
        for name in ("languages", "keep_roles", "site_order", "columns"):
            value = getattr(self, name)
            if isinstance(value, str):
                raise UsageError(
                    f"{option(name)} must be a list of strings, not the string {value!r}"
                )
            if value is not None:
                object.__setattr__(self, name, tuple(value))
        if self.sources is not None and not all(
            isinstance(of, Mapping) for of in dict(self.sources).values()
        ):
            raise UsageError(f"{option('sources')} must map patterns of files to options")
        object.__setattr__(self, "normalize", tuple(normalize_names(self.normalize)))
        if (self.keep in ("newest", "best")) != bool(self.keep_field):
            raise UsageError(
                f"{option('keep')} 'newest' and 'best' need {option('keep_field')}, the field with "
                "the date or score; other rules take none"
            )
        if (self.keep == "site") != bool(self.site_order):
            raise UsageError(
                f"{option('keep')} 'site' needs {option('site_order')}, a list of host names; "
                "others take none"
            )
        if not 0 < self.threshold <= 1:
            raise UsageError(
                f"{option('threshold')} must be over 0 and at most 1, not {self.threshold}"
            )
        if not 0 <= self.min_confidence <= 1:
            raise UsageError(
                f"{option('min_confidence')} must be from 0 to 1, not {self.min_confidence}"
            )
        for name, choices in (
            ("keep", KEEP_RULES),
            ("contained", CONTAINED),
            ("on_heavy_loss", ON_HEAVY_LOSS),
            ("format", (None, *FORCED)),
        ):
            if getattr(self, name) not in choices:
                names = ", ".join(repr(choice) for choice in choices)
                raise UsageError(
                    f"{option(name)} must be one of {names}, not {getattr(self, name)!r}"
                )
        if not isinstance(self.profile, str | os.PathLike | SiteProfile) or self.profile == "":
            raise UsageError(
                f"{option('profile')} must be 'auto', 'none', a file or a SiteProfile, not "
                f"{visible(repr(self.profile))}"
            )
        for name in ("min_chars", "num_threads"):
            if getattr(self, name) < 0:
                raise UsageError(
                    f"{option(name)} must not be negative, but is {getattr(self, name)}"
                )
        for name in ("chunk_size", "max_document", "shard_size"):
            if getattr(self, name) is not None and getattr(self, name) < 1:
                raise UsageError(f"{option(name)} must be positive, not {getattr(self, name)}")
        # Limits of the core's types.
        for name, bits in (("num_threads", 32), ("min_chars", 63), ("max_document", 63)):
            if getattr(self, name) >= 1 << bits:
                raise UsageError(
                    f"{option(name)} must be below 2**{bits}, not {getattr(self, name)}"
                )
        self._check_part()
        if self.where is not None:
            compile_condition(self.where)
        self._check_html_field()
        self._check_added_field("lang_field", "language")
        self._check_added_field("cluster_size_field", "size of the cluster")
        self._check_signals()
        self._check_table()
        if self.cluster_size_field is not None and not self.dedup:
            raise UsageError(
                f"{option('cluster_size_field')} does not go with {option('dedup', False)}: "
                "there would be no clusters"
            )
        try:
            _core.check_encoding(self.encoding or "")
            _core.check_normalize(list(self.normalize))
        except ValueError as error:
            raise usage_error(error) from None

    def _check_part(self) -> None:
        """Check the options that select a part of the records."""
        if self.limit is not None and self.limit < 1:
            raise UsageError(f"{option('limit')} must be positive, not {self.limit}")
        if self.memory is not None and self.memory < LEAST_MEMORY:
            least = f"{LEAST_MEMORY >> 20} MiB"
            raise UsageError(f"{option('memory')} must be at least {least}, not {self.memory}")
        if self.sample is not None and (wrong := check_sample(self.sample)):
            raise UsageError(f"{option('sample')} {wrong}")
        if self.dry_run and self.resume:
            raise UsageError(f"{option('dry_run', True)} does not go with {option('resume', True)}")

    def _check_html_field(self) -> None:
        if self.html_field == "":
            raise UsageError(f"{option('html_field')} must not be empty")
        if self.html_field is not None and self.text_field not in ("text", self.html_field):
            raise UsageError(
                f"{option('text_field')} is {self.text_field!r} and {option('html_field')} "
                f"{self.html_field!r}: give one"
            )

    def _check_table(self) -> None:
        if self.to is None:
            for name in ("columns", "shard_size"):
                if getattr(self, name) is not None:
                    raise UsageError(
                        f"{option(name)} is for one table: name its file with {option('to')}"
                    )
            return
        table_name(self.to)
        for name in ("lang_field", "cluster_size_field"):
            if getattr(self, name) is not None:
                raise UsageError(
                    f"{option(name)} is for files of their own form: with {option('to')} there are "
                    "columns lang and cluster_size"
                )
        columns = self.columns or ()
        for name in columns:
            own = (*_TABLE_OWN, *(SIGNAL_FIELDS if self.signals else ()))
            if name in ("", self.text_field, self.html_field) or name in own:
                raise UsageError(
                    f"{option('columns')} names {name!r}, which "
                    + ("is no name" if name == "" else "the table has in any case")
                )
            if columns.count(name) > 1:
                raise UsageError(f"{option('columns')} names {name!r} more than once")

    def _check_added_field(self, added: str, what: str) -> None:
        """Check that the name of a written field is not the name of a field that is read."""
        value = getattr(self, added)
        if value is None:
            return
        if value == "":
            raise UsageError(f"{option(added)} must not be empty")
        names = ("text_field", "html_field", "id_field", "site_field", "keep_field", "lang_field")
        for name in names:
            if name != added and value == getattr(self, name):
                raise UsageError(
                    f"{option(added)} and {option(name)} are both {value!r}: the {what} would "
                    "replace what is there"
                )

    def _check_signals(self) -> None:
        """Check that signals do not replace a field that is read or written."""
        for name in ("text", "html", "id", "site", "keep", "lang", "cluster_size"):
            field = f"{name}_field"
            value = getattr(self, field)
            if self.signals and (value == SIGNALS_FIELD or value in SIGNAL_FIELDS):
                raise UsageError(f"{option(field)} is {value!r}, where signals are written")

    def read_options(self) -> ReadOptions:
        """Select the settings that the readers need."""
        names = {field.name for field in dataclasses.fields(ReadOptions)}
        settings = {
            field.name: getattr(self, field.name)
            for field in dataclasses.fields(self)
            if field.name in names
        }
        settings["text_field"] = self.html_field or self.text_field
        return ReadOptions(**settings, has_pages=self.html_field is not None)

    def public(self) -> dict[str, Any]:
        """Select the settings that change the output, for the report."""
        names = [field.name for field in dataclasses.fields(self) if field.name not in UNSEEN]
        settings = {name: getattr(self, name) for name in names}
        if isinstance(self.profile, SiteProfile):
            settings["profile"] = repr(self.profile)
        else:
            settings["profile"] = printable(os.fsdecode(self.profile))
        if self.rules is not None:
            settings["rules"] = [printable(os.fsdecode(path)) for path in self.rules]
        if self.sources is not None:
            settings["sources"] = {printable(name): dict(of) for name, of in self.sources.items()}
        if self.index is not None:
            settings["index"] = printable(os.fsdecode(self.index))
        if self.strip_model is not None:
            settings["strip_model"] = printable(os.fsdecode(self.strip_model))
        return settings
