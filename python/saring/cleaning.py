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
        The output folder; None of a frame.
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
        """Records and files that could not be read, and documents set aside for a review."""
        return int(self.data["documents"]["quarantined"])

    @property
    def heavy_losses(self) -> int:
        """Documents of which much would be lost, whatever became of them."""
        return int(self.data["heavy_losses"]["documents"])

    @property
    def unsure_texts(self) -> int:
        """Documents of which it is unsure what the article is; no heavy losses."""
        return int(self.data["unsure_texts"])

    @property
    def mojibake_texts(self) -> int:
        """Documents whose text came in as mojibake, whatever became of them."""
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

    Every file is written to `out` in the format it came in, with all its other fields unchanged,
    and with it ``removed.jsonl.zst`` (each line and document removed: what, where, why),
    ``report.json``, ``report.html`` and, if records could not be read, ``quarantine.jsonl``.

    Parameters
    ----------
    paths
        A file, a folder or a pattern (``"crawl/*.jsonl.zst"``), or a sequence of them. The name
        says the format: ``.txt``, ``.md``, ``.jsonl``, ``.ndjson``, ``.jl``, ``.json``, ``.csv``,
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
        What repeats on the sites of the documents and goes too, with the rules ``site.…``:
        ``"auto"``, what these documents themselves have in common, by site; a `SiteProfile` or
        the path of a saved one; ``"none"``. The site is the host name in `site_field`.
        Documents without one, and sites of fewer than three documents, are cleaned as without.
    where
        A condition that clean texts must satisfy, ``"words >= 50 and repeated_lines < .3"``, with
        the names of `saring.quality.NAMES`, ``lang``, ``script``, ``confidence``, ``chars_before``
        and ``chars_after``: see docs/signals.md. Other documents are removed before copies are
        looked for. Where it is not known, as of stop words in a language without any,
        the document is kept.
    on_heavy_loss
        What becomes of a document that would lose so much that a person should look at it:
        ``"keep"``, what is left of it is treated as any other text; ``"drop"``, it is removed;
        ``"quarantine"``, it goes to ``quarantine.jsonl`` as it was read. Documents whose article is
        unsure (`Stripped.confidence`) are counted only.
    dedup
        False: copies are kept.
    threshold
        Lowest similarity of near-duplicates, over 0 and at most 1 (Jaccard of word 5-grams of the
        stripped texts).
    keep
        Which of the copies is kept: ``"longest"``, ``"first"``, ``"last"``, ``"newest"`` and
        ``"best"`` (by `keep_field`), ``"site"`` (by `site_order`), ``"most_complete"`` or
        ``"none"`` (documents that have copies all go). The most complete one has the longest clean
        text, in steps of a tenth, so that a line of boilerplate that was left does not decide; then
        most in its record beside the text; then least that was removed.
    site_order
        Host names, for ``keep="site"``: the copy of the first of them is kept. The site of a
        document is in `site_field`; sites that are not named come last.
    contained
        Which documents go because another one contains them: ``"excerpts"``, those that begin as
        the other one does and have hardly anything else, such as teasers of a paywall; ``"all"``;
        ``"keep"``, none. Stories in a round-up go with ``"all"`` only. See `near_duplicates`.
    normalize
        Differences between copies that do not count: see `saring.near_duplicates`.
    index
        An index on disk (`saring.Index`): documents that are in it go, as copies; those that are
        kept are added once the output is in place, under their id, or file and record. One that is
        not there is made. A run that is made again over the same files, as after it died, gives the
        same result.
    text_field, id_field, site_field
        Names of the fields or columns with the text, the id, and the site or URL (for `profile`
        and the report). Only that of the text must exist.
    html_field
        In place of `text_field`: a field or column that holds HTML pages, as strings or, in
        Parquet, as bytes. The article is extracted, and its text takes the place of the page. What
        is removed is placed in the visible text of the page. Texts that are HTML but not named
        here are treated as plain text, and the report tells of them (``markup_texts``).
    keep_field
        The field or column with the date (``keep="newest"``: ISO 8601 and other forms; without a
        zone in UTC; or seconds as a number) or the score (``keep="best"``) of a document. Documents
        without it, text files and pages are chosen last.
    date_field
        The field or column with the date of a document, for the report: written as for
        `keep_field`, or in milliseconds or as YYYYMMDD. Pages tell their own, and texts of WET
        that of the crawl.
    lang_field
        A field to write each document's language to: a member of JSON records, a column of
        Parquet, a ``<meta>`` element of pages; None writes none.
    cluster_size_field
        A field, likewise, to write to how many documents of this run each one stands for: itself
        and the copies that were removed for it. 1 where it has none.
    signals
        True: `saring.signals` of each clean text are written too: the object ``signals`` in JSON
        records, columns ``signals.words`` and so on in tables, a ``<meta>`` element of pages. Text
        and WARC files have no place for them.
    sources
        What single files have in place of these options: for each pattern of file names (as in
        `pathlib.PurePath.match`: from the right, folders where it names some), values for
        `text_field`, `html_field`, `id_field`, `site_field`, `encoding`, `format`, `lines` and
        `rules`. Where several match, later ones come first. Of the command line, sections of the
        file of ``--config``.
    to
        The name of one file in `out`, in place of one for each input: ``.parquet``, ``.arrow``,
        ``.feather`` or ``.jsonl`` (also ``.jsonl.zst`` and the like). A row is a document that is
        kept, in the order of the input; docs/cleaning.md lists the columns.
    columns
        Names of fields or columns of the inputs, or dotted paths, that become columns of the table
        of `to`. A type that all inputs have is kept; values of types that do not go together are
        written as JSON.
    shard_size
        Bytes at which a file of the table is full and the next one begins: they are numbered,
        ``all-00000.parquet``. Files are larger by at most one group of rows (32 MiB before
        compression; of JSON Lines 1 MiB). None: one file.
    encoding
        Label of the encoding of text files, JSON Lines and pages (those of the WHATWG Encoding
        Standard, ``"windows-1251"``). It is obeyed, whatever the bytes are. None: a byte order mark
        decides, then valid UTF-8, then what a page declares, then the language model: see
        `saring.extract`. The report names the files that were not UTF-8.
    format
        The format of all files, whatever their names: ``"txt"``, ``"jsonl"``, ``"json"``,
        ``"html"``, ``"csv"``, ``"tsv"``, ``"warc"``, ``"parquet"``, ``"arrow"``. None: the name of
        each says it, else how its content begins.
    lines
        True: each line of a text file is a document. False: each file is one.
    max_document
        Bytes of the longest text, page or record that is read; longer ones are quarantined.
    num_threads
        Threads to use; 0 means all cores. The output does not depend on it.
    memory
        Bytes that the process may have at the peak, 256 MiB or more; None: what the documents
        need. Batches are smaller where it is little. Where it is too little for the number of
        documents, the run ends after reading and says what is needed; it can be resumed with more.
        The output does not depend on it.
    chunk_size
        Size in bytes of the batches that documents are read in. The output does not depend on it.
    overwrite
        True: files in `out` may be replaced; what an earlier run wrote and this one does not is
        deleted. An unfinished run in `out` is given up.
    limit
        How many records are read, the first ones, those that cannot be read included; None: all.
    sample
        Which records are read, before `limit`: a float over 0 and at most 1, about that share of
        them; an int, that many (files are read once more). The name of the file and the number of
        the record decide, so that it is the same sample every time. None: all.
    dry_run
        True: nothing is written but temporary files elsewhere; the report has `samples`.
    resume
        True: a run into `out` that was interrupted goes on, and gives what it would have given;
        one that is complete is left as it is; where there is none, it starts. Sources, options,
        models and versions must be the same.
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
        a language or encoding that is not known, an output that cannot be written without loss.
    RuleError, ModelError
        A rule file, a profile or a model that cannot be used; before anything is done.
    MissingExtraError
        If a package is missing that ``pip install 'saring[cli]'`` installs.
    OSError
        If the output cannot be written. A note of the exception says whether the output is as it
        was, or unfinished: then the next run with this folder completes it.

    Notes
    -----
    Files are read once: documents wait in files inside `out`, as they were read until it is known
    what repeats on their sites, and clean ones until the copies are known. Memory is bounded by
    the batches, 37 bytes and the id for each document, a sample of at most 262,144 documents of
    the sites, as hashes of their lines, and what the comparison needs. Outputs are moved into place
    when all are written, ``report.json`` last. Nothing is raised because of what is in a file:
    records and files that cannot be read are quarantined.

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
