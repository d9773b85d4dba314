"""The second pass: what stays is written, what is a copy goes to the audit."""

from __future__ import annotations

import html
import json
import re
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from saring.errors import require
from saring.io.records import Format, Source
from saring.io.write import CompressedWriter
from saring.io.write_parquet import write_filtered
from saring.progress import Observer
from saring.runs.audit import place
from saring.runs.doc_table import DUPLICATE, KEPT, DocTable
from saring.runs.options import CleanOptions
from saring.runs.output_folder import OutputFolder
from saring.runs.spool import Spool

CLUSTERS_SHOWN = 30
COPIES_SHOWN = 5
SNIPPET_CHARS = 900
PROGRESS_EVERY = 2048


@dataclass(slots=True)
class Copies:
    """Which documents are copies of which, by their numbers in the run."""

    kept: array[int] = field(default_factory=lambda: array("Q"))  # the document that stays
    similarity: array[float] = field(default_factory=lambda: array("d"))
    exact: bytearray = field(default_factory=bytearray)  # 1: the same words in the same order
    clusters: list[list[int]] = field(default_factory=list)  # of two and more, the kept one first


def find_copies(finder: Any, table: DocTable, keep: str) -> Copies:
    """Decide on the copies and mark them in the table.

    Parameters
    ----------
    finder
        Has seen the texts of all documents that were kept so far, in order.
    table
        The documents; copies are marked.
    keep
        ``"longest"`` or ``"first"``.

    Returns
    -------
    Copies
        Columns over all documents.
    """
    copies = Copies(kept=array("Q", range(len(table))))
    if finder is None:
        return copies
    compared = [document for document in range(len(table)) if table.verdict[document] == KEPT]
    kept, similarity, exact = _in_background(lambda: finder.finish(keep))
    kept, similarity = array("I", kept), array("d", similarity)
    copies.similarity = array("d", bytes(8 * len(table)))
    copies.exact = bytearray(len(table))
    members: dict[int, list[int]] = {}
    for at, document in enumerate(compared):
        if kept[at] == at:
            continue
        stays = compared[kept[at]]
        copies.kept[document] = stays
        copies.similarity[document] = similarity[at]
        copies.exact[document] = exact[at]
        table.verdict[document] = DUPLICATE
        members.setdefault(stays, [stays]).append(document)
    copies.clusters = [members[stays] for stays in sorted(members)]
    return copies


def _in_background(work: Callable[[], Any]) -> Any:
    """Run in a thread, so that Ctrl-C is heard meanwhile."""
    pool = ThreadPoolExecutor(1, thread_name_prefix="saring-compare")
    try:
        return pool.submit(work).result()
    finally:
        pool.shutdown(wait=False)


class Writing:
    """Runs the second pass.

    Parameters
    ----------
    options, folder, spool, removed, observer
        As in the first pass.
    table, copies
        What was decided of each document.
    """

    def __init__(
        self,
        options: CleanOptions,
        folder: OutputFolder,
        spool: Spool,
        removed: CompressedWriter,
        observer: Observer,
        table: DocTable,
        copies: Copies,
    ) -> None:
        self._options = options
        self._folder = folder
        self._removed = removed
        self._observer = observer
        self._table = table
        self._copies = copies
        self._documents = spool.documents()
        largest = sorted(copies.clusters, key=lambda cluster: (-len(cluster), cluster[0]))
        self._shown = largest[:CLUSTERS_SHOWN]
        self._wanted = {doc for cluster in self._shown for doc in cluster[: COPIES_SHOWN + 1]}
        self._snippets: dict[int, str] = {}
        self.duplicate_chars = 0
        self.by_source: dict[int, Counter[str]] = {}

    def run(self, sources: list[Source], unreadable: set[int]) -> None:
        """Write the clean file of every source but those that could not be read at all."""
        self._sources = sources
        for source in sources:
            begin = bisect_left(self._table.source, source.number)
            end = bisect_left(self._table.source, source.number + 1)
            self.by_source[source.number] = Counter(documents=end - begin)
            if begin == end and source.number in unreadable:
                continue
            documents = self._kept(source, begin, end)
            if source.format is Format.PARQUET:
                self._write_parquet(source, documents)
            else:
                self._write_plain(source, documents)

    def _write_plain(self, source: Source, documents: Iterator[tuple[int, bytes]]) -> None:
        # A file of records stands even where none is left; a document of its own does not.
        writer: CompressedWriter | None = None
        if source.format is Format.JSONL or (
            source.format is Format.TEXT and self._options.by_line
        ):
            writer = CompressedWriter(self._folder.stage(source.target), source.compression)
        try:
            for _, data in documents:
                if writer is None:
                    writer = CompressedWriter(self._folder.stage(source.target), source.compression)
                writer.write(data)
        except BaseException:
            if writer is not None:
                writer.abandon()
            raise
        if writer is not None:
            writer.close()

    def _write_parquet(self, source: Source, documents: Iterator[tuple[int, bytes]]) -> None:
        rows = ((self._table.number[document], data.decode()) for document, data in documents)
        target = self._folder.stage(source.target)
        write_filtered(source, self._options.text_field, rows, target)

    def _kept(self, source: Source, begin: int, end: int) -> Iterator[tuple[int, bytes]]:
        counter = self.by_source[source.number]
        for document in range(begin, end):
            verdict = self._table.verdict[document]
            if document % PROGRESS_EVERY == 0:
                self._observer.advance(document, document)
            if verdict not in (KEPT, DUPLICATE):
                continue
            data = next(self._documents)
            if document in self._wanted:
                text = self._text_of(source, data)
                self._snippets[document] = text[:SNIPPET_CHARS]
            if verdict == DUPLICATE:
                self._write_duplicate(source, document, data)
                continue
            counter["kept"] += 1
            yield document, data

    def _write_duplicate(self, source: Source, document: int, data: bytes) -> None:
        text = self._text_of(source, data)
        self.duplicate_chars += len(text)
        entry = {
            "kind": "document",
            **place(self._table, self._sources, document),
            "reason": "duplicate",
            **self._likeness(document),
            "kept": place(self._table, self._sources, self._copies.kept[document]),
            "text": text,
        }
        self._removed.write(require("orjson").dumps(entry) + b"\n")

    def _likeness(self, document: int) -> dict[str, Any]:
        return {
            "relation": "exact" if self._copies.exact[document] else "near",
            "similarity": round(self._copies.similarity[document], 4),
        }

    def _text_of(self, source: Source, data: bytes) -> str:
        if source.format is Format.JSONL:
            orjson = require("orjson")
            try:
                record = orjson.loads(data)
            except orjson.JSONDecodeError:
                record = json.loads(data)
            text: str = record[self._options.text_field]
            return text
        if source.format is Format.HTML:
            return _page_text(data.decode())
        return data.decode().removesuffix("\n") if source.format is Format.TEXT else data.decode()

    def clusters(self) -> list[dict[str, Any]]:
        """Describe the largest clusters, with the beginnings of some texts, for the report."""
        shown = []
        for cluster in self._shown:
            stays, *others = cluster
            shown.append(
                {
                    "size": len(cluster),
                    "kept": self._described(stays),
                    "copies": [
                        self._described(document) | self._likeness(document)
                        for document in others[:COPIES_SHOWN]
                    ],
                }
            )
        return shown

    def _described(self, document: int) -> dict[str, Any]:
        where = place(self._table, self._sources, document)
        return {**where, "text": self._snippets.get(document, "")}


_TAG = re.compile(r"<[^>]*>")


def _page_text(page: str) -> str:
    """Read the text of a page that the core wrote: one block a line inside its article."""
    body = page.partition("<article>\n")[2].partition("</article>")[0]
    return "\n".join(html.unescape(_TAG.sub("", line)) for line in body.splitlines())


def cluster_sizes(clusters: Sequence[Sequence[int]]) -> dict[str, int]:
    """How many clusters there are of each size, as JSON keys."""
    counts = Counter(len(cluster) for cluster in clusters)
    return {str(size): counts[size] for size in sorted(counts)}
