"""Clean whole files: strip, detect, deduplicate, with a report and a record of what was removed."""

import dataclasses
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from saring._dedup_options import NORMALIZE
from saring._visible import visible
from saring.errors import UsageError
from saring.io.output_names import OUTPUTS, listed_outputs
from saring.io.paths import printable
from saring.io.remote import is_url
from saring.progress import Observer, SilentObserver
from saring.runs.options import CleanOptions
from saring.runs.run import run
from saring.sites import SiteProfile

__all__ = ["CleanReport", "clean"]

Paths = str | os.PathLike[str] | Sequence[str | os.PathLike[str]]


@dataclasses.dataclass(frozen=True, repr=False)
class CleanReport:
    """What a run did.

    Attributes
    ----------
    data : dict
        The content of ``report.json``.
    out : Path or None
        The output folder; None for a frame.
    """

    data: dict[str, Any]
    out: Path | None

    def to_dict(self) -> dict[str, Any]:
        """Return `data`."""
        return self.data

    @property
    def documents_read(self) -> int:
        """Documents that could be read."""
        return int(self.data["documents"]["read"])

    @property
    def documents_kept(self) -> int:
        """Documents written."""
        return int(self.data["documents"]["kept"])

    @property
    def removed(self) -> dict[str, int]:
        """Documents removed, by reason.

        The reasons are empty, too_short, language, uncertain, duplicate, source_changed,
        heavy_loss and where.
        """
        return dict(self.data["documents"]["removed"])

    @property
    def quarantined(self) -> int:
        """Records and files that could not be read, and documents quarantined for a review."""
        return int(self.data["documents"]["quarantined"])

    @property
    def heavy_losses(self) -> int:
        """Documents that would lose much of their text, kept or not."""
        return int(self.data["heavy_losses"]["documents"])

    @property
    def unsure_texts(self) -> int:
        """Documents with an uncertain choice of article lines; heavy losses are not counted."""
        return int(self.data["unsure_texts"])

    @property
    def mojibake_texts(self) -> int:
        """Documents that were already mojibake in the input, kept or not."""
        return int(self.data["mojibake_texts"])

    @property
    def languages(self) -> dict[str, int]:
        """Documents by language, most frequent first, whether kept or not."""
        return {row["lang"]: row["documents"] for row in self.data["languages"]}

    @property
    def roles(self) -> dict[str, int]:
        """Lines and spans removed, by role."""
        return {row["role"]: row["lines"] for row in self.data["roles"]}

    @property
    def outputs(self) -> list[Path]:
        """Files written."""
        names = list(self.data["outputs"])
        if self.out is None:
            return []
        if OUTPUTS in names:
            names = listed_outputs(self.out) + names
        return [self.out / name for name in names]

    def __repr__(self) -> str:
        removed = ", ".join(f"{count:,} {name}" for name, count in self.removed.items() if count)
        out = "" if self.out is None else f", out='{visible(str(self.out))}'"
        return (
            f"CleanReport(read={self.documents_read:,}, kept={self.documents_kept:,}, "
            f"removed={{{removed}}}, quarantined={self.quarantined:,}{out})"
        )

    def _repr_html_(self) -> str:
        from saring.report.page import fragment

        return fragment(self.data)


def clean(
    paths: Paths,
    out: str | os.PathLike[str],
    *,
    languages: Iterable[str] | None = None,
    min_confidence: float = 0.0,
    min_chars: int = 0,
    strip: bool = True,
    keep_roles: Iterable[str] | None = None,
    rules: Paths | None = None,
    strip_model: str | os.PathLike[str] | None = None,
    profile: str | os.PathLike[str] | SiteProfile = "auto",
    where: str | None = None,
    on_heavy_loss: str = "keep",
    dedup: bool = True,
    threshold: float = 0.8,
    keep: str = "longest",
    site_order: Sequence[str] | None = None,
    contained: str = "excerpts",
    normalize: str | Iterable[str] = NORMALIZE,
    index: str | os.PathLike[str] | None = None,
    text_field: str = "text",
    html_field: str | None = None,
    id_field: str | None = "id",
    site_field: str | None = "url",
    keep_field: str | None = None,
    date_field: str | None = "date",
    lang_field: str | None = None,
    cluster_size_field: str | None = None,
    signals: bool = False,
    sources: Mapping[str, Mapping[str, Any]] | None = None,
    to: str | None = None,
    columns: Sequence[str] | None = None,
    shard_size: int | None = None,
    encoding: str | None = None,
    format: str | None = None,
    lines: bool = False,
    max_document: int = 64 << 20,
    num_threads: int = 0,
    memory: int | None = None,
    chunk_size: int = 4 << 20,
    overwrite: bool = False,
    limit: int | None = None,
    sample: float | int | None = None,
    dry_run: bool = False,
    resume: bool = False,
    report: bool = True,
    observer: Observer | None = None,
) -> CleanReport:
    r"""Strip, detect and deduplicate the documents of files.

    Every file is written to `out` in the format of the input, with all other fields unchanged.
    `out` also gets ``removed.jsonl.zst`` (each line and document removed: what, where, why),
    ``report.json``, ``report.html`` and, if records could not be read, ``quarantine.jsonl``.

    Parameters
    ----------
    paths
        A file, a folder or a pattern (``"crawl/*.jsonl.zst"``), or a sequence of them. The name
        tells the format: ``.txt``, ``.md``, ``.jsonl``, ``.ndjson``, ``.jl``, ``.json``, ``.csv``,
        ``.tsv``, ``.html``, each also ``.gz``, ``.zst``, ``.bz2``, ``.xz`` or ``.lz4``; ``.warc``,
        ``.wet``; ``.parquet``, ``.arrow``, ``.feather``. Hidden files in folders are not read.
    out
        Folder to write to. It must be empty or absent, unless `overwrite`.
    languages
        Codes or names of the languages to keep, e.g. ``["id", "ms"]``; None keeps all.
    min_confidence
        Lowest confidence of the language, from 0 to 1; documents below it are removed.
    min_chars
        Shortest clean text in characters (code points); shorter documents are removed.
    strip
        False: no lines are removed.
    keep_roles
        Roles of the lines that are kept; None means headline, body, subheading, quote and list.
    rules
        Files with rules of your own, a path or a sequence of paths: see `saring.strip`.
    strip_model
        A line model file used in place of the library's: the `model` of `saring.strip`.
    profile
        What repeats on the sites of the documents and is removed too, with the rules ``site.…``:
        ``"auto"``, what these documents themselves have in common, by site; a `SiteProfile` or
        the path of a saved one; ``"none"``. The site is the host name in `site_field`. Documents
        without a site, and sites of fewer than three documents, are cleaned without a profile.
    where
        A condition that clean texts must satisfy, ``"words >= 50 and repeated_lines < .3"``, with
        the names of `saring.quality.NAMES`, ``lang``, ``script``, ``confidence``, ``chars_before``
        and ``chars_after``: see docs/signals.md. Other documents are removed before the search for
        copies. If the answer is not known, as for stop words in a language without any, the
        document is kept.
    on_heavy_loss
        What happens to a document that would lose so much that a person should look at it.
        ``"keep"``: the rest of it is treated like any other text. ``"drop"``: it is removed.
        ``"quarantine"``: it goes to ``quarantine.jsonl`` as it was read. Documents that are only
        unsure (`Stripped.confidence`) are counted.
    dedup
        False: copies are kept.
    threshold
        Lowest similarity of near-duplicates, over 0 and at most 1 (Jaccard of word 5-grams of the
        stripped texts).
    keep
        Which of the copies is kept: ``"longest"``, ``"first"``, ``"last"``, ``"newest"`` and
        ``"best"`` (by `keep_field`), ``"site"`` (by `site_order`), ``"most_complete"`` or
        ``"none"`` (all documents that have copies are removed). The most complete one has the
        longest clean text, in steps of a tenth, so that a leftover line of boilerplate does not
        decide. Next comes the one with most in its record besides the text, then the one that lost
        least.
    site_order
        Host names, for ``keep="site"``: the copy of the first of them is kept. The site of a
        document is in `site_field`; sites that are not named come last.
    contained
        Which documents are removed because another one contains them: ``"excerpts"``, documents
        that begin like the other one and add almost nothing, such as teasers of a paywall;
        ``"all"``; ``"keep"``, none. Only ``"all"`` removes stories that a round-up contains. See
        `near_duplicates`.
    normalize
        Differences between copies that do not count: see `saring.near_duplicates`.
    index
        An index on disk (`saring.Index`). Documents that are in it are removed as copies. Kept
        documents are added once the output is in place, under their id, or file and record. An
        index that does not exist is created. A second run over the same files, for example after a
        crash, gives the same result.
    text_field, id_field, site_field
        Names of the fields or columns with the text, the id, and the site or URL (for `profile`
        and the report). Only the field of the text must exist.
    html_field
        In place of `text_field`: a field or column that holds HTML pages, as strings or, in
        Parquet, as bytes. The article is extracted, and its text replaces the page. Positions of
        what is removed refer to the visible text of the page. If HTML is in a field that is not
        named here, it is treated as plain text, and the report counts it (``markup_texts``).
    keep_field
        The field or column with the date (``keep="newest"``: ISO 8601 and other forms; without a
        zone in UTC; or seconds as a number) or the score (``keep="best"``) of a document. Documents
        without it, text files and pages are chosen last.
    date_field
        The field or column with the date of a document, for the report: written as for
        `keep_field`, or in milliseconds or as YYYYMMDD. Without it, a page gives its date of
        publication, and a WET text the date of the crawl.
    lang_field
        A field to write each document's language to: a member of JSON records, a column of
        Parquet, a ``<meta>`` element of pages; None writes none.
    cluster_size_field
        A field to write, in the same way, how many documents of this run each one represents:
        itself and its removed copies. 1 if it has none.
    signals
        True: `saring.signals` of each clean text are written too: the object ``signals`` in JSON
        records, columns ``signals.words`` and so on in tables, a ``<meta>`` element of pages. Text
        and WARC files have no place for them.
    sources
        Options for single files, in place of those of the run. A key is a pattern of file names
        (as in `pathlib.PurePath.match`: from the right, with folders if it names some). A value has
        `text_field`, `html_field`, `id_field`, `site_field`, `encoding`, `format`, `lines` and
        `rules`. If several patterns match, the later one takes precedence. On the command line,
        these are the sections of the ``--config`` file.
    to
        The name of one file in `out`, in place of one for each input: ``.parquet``, ``.arrow``,
        ``.feather`` or ``.jsonl`` (also ``.jsonl.zst`` and the like). A row is a document that is
        kept, in the order of the input; docs/cleaning.md lists the columns.
    columns
        Names of fields or columns of the inputs, or dotted paths, that become columns of the table
        of `to`. If all inputs have the same type, it is kept. Values of types that do not fit
        together are written as JSON.
    shard_size
        Bytes at which a file of the table is full and the next one begins. Files are numbered,
        ``all-00000.parquet``. A file is larger than this by at most one group of rows (32 MiB
        before compression; 1 MiB for JSON Lines). None: one file.
    encoding
        Label of the encoding of text files, JSON Lines and pages (those of the WHATWG Encoding
        Standard, ``"windows-1251"``). It is used whatever the bytes are. None: a byte order mark
        decides, then valid UTF-8, then what a page declares, then the language model: see
        `saring.extract`. The report names the files that were not UTF-8.
    format
        The format of all files, whatever their names: ``"txt"``, ``"jsonl"``, ``"json"``,
        ``"html"``, ``"csv"``, ``"tsv"``, ``"warc"``, ``"parquet"``, ``"arrow"``. None: the name of
        each tells it, or else the beginning of its content.
    lines
        True: each line of a text file is a document. False: each file is one.
    max_document
        Bytes of the longest text, page or record that is read; longer ones are quarantined.
    num_threads
        Threads to use; 0 means all cores. The output does not depend on it.
    memory
        Peak memory of the process in bytes, 256 MiB or more; None: as much as the documents need.
        With little memory, batches are smaller. If it is too little for the number of documents,
        the run ends after reading and says how much is needed; it can be resumed with more. The
        output does not depend on it.
    chunk_size
        Size in bytes of the batches that documents are read in. The output does not depend on it.
    overwrite
        True: files in `out` may be replaced; what an earlier run wrote and this one does not is
        deleted. An unfinished run in `out` is discarded.
    limit
        Read only the first records, this many. Records that cannot be read count. None: all.
    sample
        Which records are read, before `limit`: a float over 0 and at most 1, about that share of
        them; an int, that many (files are read one extra time). The name of the file and the
        number of the record decide, so the sample is the same every time. None: all.
    dry_run
        True: only temporary files outside `out` are written; the report has `samples`.
    resume
        True: an interrupted run into `out` continues, with the same result as without the
        interruption. A complete run is not changed. If there is no run, one starts. Sources,
        options, models and versions must be the same.
    report
        False: no ``report.html``.
    observer
        Receives the progress and the problems.

    Returns
    -------
    CleanReport
        The figures of the run.

    Raises
    ------
    UsageError
        Before anything is done: no documents, a folder that is not empty, an option out of range,
        an unknown language or encoding, an output that cannot be written without loss.
    RuleError, ModelError
        A rule file, a profile or a model that cannot be used; before anything is done.
    MissingExtraError
        If a package is missing that ``pip install 'saring[cli]'`` installs.
    OSError
        If the output cannot be written. A note of the exception says whether the output is
        unchanged or unfinished. The next run with an unfinished folder completes it.

    Notes
    -----
    Files are read once. Documents wait in files inside `out`: as they were read until it is known
    what repeats on their sites, and clean ones until the copies are known. Memory holds the
    batches, 37 bytes and the id for each document, a sample of at most 262,144 documents of the
    sites, as hashes of their lines, and what the comparison needs. Outputs are moved into place
    when all are written, ``report.json`` last. Bad data in a file raises nothing: records and files
    that cannot be read are quarantined.

    Examples
    --------
    >>> import pathlib, tempfile, saring
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> text = "Hujan turun di kota kami sejak pagi.\nBagikan\n"
    >>> _ = (folder / "berita.txt").write_text(text)
    >>> report = saring.clean(folder / "berita.txt", folder / "bersih")
    >>> report.documents_kept
    1
    """
    settings = {name: value for name, value in locals().items() if name in _OPTIONS}
    if rules is not None:
        settings["rules"] = tuple(_listed(rules, "rules"))
    given = _listed(paths, "paths")
    if not given:
        raise UsageError("paths is empty: name a file, a folder or a pattern")
    if not isinstance(out, str | os.PathLike):
        raise UsageError(f"out must be the path of a folder, not {visible(repr(out))}")
    if not os.fspath(out):
        raise UsageError("the name of the output folder is empty")
    if is_url(out):
        raise UsageError(
            f"'{printable(out)}': the output must be a local folder, from which it can be copied"
        )
    folder = Path(out)
    report_data = run(given, folder, CleanOptions(**settings), observer or SilentObserver())
    return CleanReport(report_data, folder)


def _listed(paths: Any, name: str) -> list[str | os.PathLike[str]]:
    listed = [paths] if isinstance(paths, str | os.PathLike) else paths
    if isinstance(listed, bytes) or not isinstance(listed, Iterable):
        raise UsageError(f"{name} must be a path or a list of paths, not {visible(repr(paths))}")
    listed = list(listed)
    for path in listed:
        if not isinstance(path, str | os.PathLike):
            raise UsageError(f"{name} has {visible(repr(path))}, which is no path")
    return listed


_OPTIONS = frozenset(field.name for field in dataclasses.fields(CleanOptions))
