"""An index on disk of earlier runs: looked up in the first pass, updated at the end."""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Literal

from saring import _core
from saring._option_names import option
from saring.errors import SaringError, UsageError, require, usage_error
from saring.held_signals import held_signals
from saring.index import Index
from saring.io.records import Source
from saring.io.remote import is_url
from saring.runs.options import CleanOptions
from saring.runs.spool import Spool

_BATCH = 4096  # documents per addition


@contextlib.contextmanager
def run_index(
    options: CleanOptions, out: Path, sources: Sequence[Source]
) -> Iterator[RunIndex | None]:
    """Open the index of a run, if it has one; `UsageError` if its settings differ."""
    if options.index is None:
        yield None
        return
    if not options.dedup:
        raise UsageError(
            f"{option('index')} is for copies: it does not go with {option('dedup', False)}"
        )
    if options.dry_run and not os.path.lexists(options.index):
        yield None
        return
    with dropped_if_empty(options.index):
        try:
            mode: Literal["r", "a"] = "r" if options.dry_run else "a"
            index = Index.open(
                options.index, mode=mode, threshold=options.threshold, normalize=options.normalize
            )
        except SaringError:
            raise
        except ValueError as error:
            raise usage_error(error) from None
        with index:
            yield RunIndex(index, _identity(out, sources), sources)


@contextlib.contextmanager
def dropped_if_empty(path: str | os.PathLike[str]) -> Iterator[None]:
    """Delete an index that the block makes, if it fails before anything was added.

    Its settings, which are fixed when it is made, would hold for the next try too.

    Parameters
    ----------
    path
        Of the index, which is closed when the block ends.
    """
    is_new = not os.path.lexists(path)
    try:
        yield
    except BaseException:
        if is_new and os.path.isfile(path):
            with held_signals(), contextlib.suppress(SaringError, OSError):
                _delete_if_empty(path)
        raise


def _delete_if_empty(path: str | os.PathLike[str]) -> None:
    if not os.path.getsize(path):  # it was not even begun: there was no room
        _delete(path)
        return
    with Index.open(path) as index:  # so that no other process adds to it meanwhile
        if not len(index):
            _delete(path)


def _delete(path: str | os.PathLike[str]) -> None:
    for file in (path, f"{os.fspath(path)}-lock"):
        with contextlib.suppress(FileNotFoundError):
            os.unlink(file)


def _identity(out: Path, sources: Sequence[Source]) -> str:
    """Make the name of a run: the same if the run is repeated on the same files."""
    parts = [os.path.abspath(out)]
    for source in sources:
        with contextlib.suppress(OSError):
            if is_url(source.path):
                parts.append(f"{source.path} {source.size} {source.mtime_ns}")
                continue
            status = source.path.stat()
            parts.append(f"{os.path.abspath(source.path)} {status.st_size} {status.st_mtime_ns}")
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogateescape")).hexdigest()[:16]


class RunIndex:
    """The index of a run.

    Parameters
    ----------
    index
        Open for writing.
    identity
        Of the run.
    sources
        The sources of the run.

    Notes
    -----
    Documents that this same run added earlier do not count as known. So a run that was stopped
    while it added them, or that is repeated, gives the same result. Their group in the index is the
    run's identity.
    """

    def __init__(self, index: Index, identity: str, sources: Sequence[Source]) -> None:
        self._index = index
        self._identity = identity
        self._sources = sources
        self._known: dict[int, str] = {}

    def mark(self, batch: Any, table: Any, first: int, end: int) -> None:
        """Mark the documents of a batch that are in the index as duplicates."""
        orjson = require("orjson")
        texts = [batch.text(row) for row in range(first, end)]
        found = self._index.query_batch(texts, similar_only=True)
        names = ("row", "id", "relation", "similarity", "group")
        known: dict[int, str] = {}
        for at, name, relation, similarity, group in zip(
            *(found[column].to_pylist() for column in names), strict=True
        ):
            if first + at in known or group == self._identity:
                continue
            members = {
                "relation": relation,
                "similarity": round(similarity, 4),
                "in_index": {"id": name},
            }
            known[first + at] = "," + orjson.dumps(members)[1:-1].decode()
        table.set_duplicates(list(known))
        self._known.update(known)

    def saved(self, start: int) -> list[tuple[int, str]]:
        """Return the marks, without the first `start`."""
        return list(itertools.islice(self._known.items(), start, None))

    def restore(self, marked: Iterable[tuple[int, str]]) -> None:
        """Take over the marks of another process."""
        self._known.update(marked)

    def describe(self, copies: Any) -> None:
        """Add the places of the marked documents to the audit."""
        copies.set_known(self._known)

    @property
    def known(self) -> int:
        """Number of marked documents."""
        return len(self._known)

    def add_kept(self, spool: Spool, table: Any) -> None:
        """Add the kept documents, after the output is in place."""
        used: set[str] = set()
        waiting: dict[str, str] = {}
        for stored, first, end in spool.batches():
            batch = _core.StoredBatch(spool.unpack(stored), table, first, end)
            places = [table.location(row) for row in range(first, end)]
            kept = {
                (number, record): text
                for number in {place[0] for place in places}
                for record, text, _, _ in batch.kept(table, number)
            }
            for number, record, _, ident in places:
                text = kept.get((number, record))
                if text is None:
                    continue
                name = _name_of(ident)
                if name is None or name in used:  # no id, or an id that occurs twice
                    name = f"{self._sources[number].name}#{record}"
                used.add(name)
                waiting[name] = text
            if len(waiting) >= _BATCH:
                self._add(waiting)
                waiting = {}
        self._add(waiting)

    def _add(self, texts: dict[str, str]) -> None:
        for change, is_there in ((self._index.update, True), (self._index.add, False)):
            names = [name for name in texts if (name in self._index) is is_there]
            if names:
                change(
                    names,
                    [texts[name] for name in names],
                    groups=[self._identity] * len(names),
                )


def _name_of(ident: bytes | None) -> str | None:
    """Make the name in the index for a document with this id, as JSON."""
    if ident is None:
        return None
    value = require("orjson").loads(ident)
    name = value if isinstance(value, str) else ident.decode()
    return name if 0 < len(name.encode()) <= _core.MAX_INDEX_ID_BYTES else None
