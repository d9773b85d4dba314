"""What the first pass saves at the end of a shard, so that another process can continue."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from saring import _core
from saring.io.audit import audit_head
from saring.io.containers import CONTAINERS, Batch, Place
from saring.io.discover import Discovery
from saring.io.records import Source
from saring.io.writer import CompressedWriter
from saring.progress import Observer
from saring.runs.options import CleanOptions
from saring.runs.output_folder import OutputFolder
from saring.runs.quarantine import QUARANTINE, REPAIRS
from saring.runs.read_spool import ReadSpool
from saring.runs.run_index import RunIndex
from saring.runs.saved_state import load, save
from saring.runs.shards import PUBLISHING, Progress
from saring.runs.site_lines import SiteLines
from saring.runs.spool import Spool

if TYPE_CHECKING:
    from saring.runs.first_pass import FirstPass

REMOVED = "removed.jsonl.zst"
_DECIDED = "decided"  # the table after the second pass
# Parts of FirstPass that are not saved whole.
_APART = frozenset({"spool", "table", "finder"})


class _Parts:
    """A file of the work folder to which each shard adds bytes."""

    def __init__(self, name: str, sizes: list[int]) -> None:
        self.sizes = sizes
        self._name = name

    def add(self, data: bytes) -> tuple[str, int, bytes]:
        """Return the value for `Progress.parts`."""
        at = sum(self.sizes)
        self.sizes = [*self.sizes, len(data)]
        return self._name, at, data

    def read(self, work: Path) -> Iterator[bytes]:
        """Yield the added parts, in order."""
        if self.sizes:
            with open(work / self._name, "rb") as file:
                for size in self.sizes:
                    yield file.read(size)


class PassState:
    """Saves and restores the first pass.

    Parameters
    ----------
    options, sources, folder, observer
        Of the run.
    found
        The result of the search for sources.
    site_lines, index
        Other objects that change in the first pass.

    Attributes
    ----------
    phase
        The last phase in which an interrupted run finished a shard: ``""``, ``"counting"``,
        ``"cleaning"``, ``"cleaned"``.
    place
        Where reading continues.
    batch
        Number of the batch in the `ReadSpool` at which cleaning continues.
    changed
        Numbers of the sources that changed while their documents were counted.
    seconds
        Time that the run took before.
    """

    def __init__(
        self,
        options: CleanOptions,
        found: Discovery,
        folder: OutputFolder,
        observer: Observer,
        site_lines: SiteLines,
        index: RunIndex | None,
    ) -> None:
        self._found = found
        self._folder = folder
        self._site_lines = site_lines
        self._index = index
        self._work = folder.scratch.parent
        self._removed: CompressedWriter | None = None
        self._started = time.monotonic()
        self._shared = {
            "options": options,
            "sources": found.sources,
            "folder": folder,
            "observer": observer,
        }
        state: dict[str, Any] = {}
        if folder.saved is not None:
            state = load(folder.saved, self._shared)
            found.problems[:], left_aside = state["found"]
            found.left_aside.take(left_aside)
        self._state = state
        self.phase: str = state.get("phase", "")
        self.place: Place = state.get("place", Place())
        self.batch: int = state.get("batch", 0)
        self.changed: set[int] = state.get("changed", set())
        self.seconds: float = state.get("seconds", 0.0)
        self._rows = _Parts("rows", state.get("rows", []))
        self._known = _Parts("known", state.get("known", []))
        self._counts = _Parts("sites", state.get("sites", []))
        self._num_rows = 0
        self._num_known = 0
        self._synced = self.place.source

    @property
    def at(self) -> str:
        """Name of the source in which the run continues."""
        return self._found.sources[self.place.source].name

    @property
    def has_documents(self) -> bool:
        """Whether any documents were cleaned."""
        return self.phase in ("cleaning", "cleaned")

    def removed(self) -> CompressedWriter:
        """Open the audit."""
        saved = self._state["removed"] if self.has_documents else None
        self._removed = CompressedWriter(self._folder.stage(REMOVED), "zst", saved)
        if saved is None:
            self._removed.write(audit_head())
        return self._removed

    def read_spool(self) -> ReadSpool:
        """Open the spool that was written while documents were counted."""
        saved = self._state.get("read")
        return ReadSpool(self._folder.scratch, saved, is_finished=self.has_documents)

    def spool(self) -> Spool:
        """Open the file of the cleaned documents."""
        path = self._folder.scratch / "spool"
        return Spool(path, self._state.get("spool"), is_finished=self.phase == "cleaned")

    def published(self, table: Any) -> tuple[str, str, bytes]:
        """Return the value for `Shards.note` when only the index must still be updated."""
        return PUBLISHING, _DECIDED, table.save(0, len(table))

    @property
    def is_published(self) -> bool:
        """Whether only the index must still be updated."""
        is_there = self._folder.stage(REMOVED).exists()
        return self._folder.phase == PUBLISHING and not is_there

    def decided_table(self) -> Any:
        """Return the table as it was when the output was published."""
        table = _core.DocumentTable()
        for source in self._found.sources:
            table.add_source(source.name)
        table.load((self._work / _DECIDED).read_bytes())
        return table

    def restore(self, first: FirstPass) -> None:
        """Put the saved state into a new first pass."""
        for name, value in self._state["fields"].items():
            now = getattr(first, name)
            if hasattr(now, "restore"):
                now.restore(value)
            else:
                setattr(first, name, value)
        for rows in self._rows.read(self._work):
            first.table.load(rows)
        self._num_rows = len(first.table)
        if self._index is not None:
            for known in self._known.read(self._work):
                self._index.restore(load(known))
            self._num_known = self._index.known
        counts = b"".join(self._counts.read(self._work))
        self._site_lines.restore(self._state["site_lines"], counts)

    def counting(self, spool: ReadSpool, batch: Batch, changed: set[int]) -> Progress:
        """Make the state that is saved after a batch was counted."""
        state = {"read": spool.saved(), "place": batch.end, "changed": changed}
        files = [*spool.paths, *self._waiting(batch.end)]
        return self._progress("counting", state, files)

    def cleaning(
        self, first: FirstPass, end: Place, spool: ReadSpool | None, batch: int
    ) -> Progress:
        """Make the state that is saved after batch `batch` - 1 of a `ReadSpool` was cleaned."""
        progress = self._with_documents("cleaning", first, end, spool, batch)
        if spool is not None:
            progress.then = lambda: spool.delete_before(batch)
        return progress

    def cleaned(self, first: FirstPass, then: Callable[[], None]) -> Progress:
        """Make the state that is saved at the end of the pass."""
        end = Place(max(len(self._found.sources) - 1, 0))
        progress = self._with_documents("cleaned", first, end, None, 0)
        progress.then = then
        return progress

    def _with_documents(
        self, phase: str, first: FirstPass, end: Place, spool: ReadSpool | None, batch: int
    ) -> Progress:
        assert self._removed is not None
        parts = [self._rows.add(first.table.save(self._num_rows, len(first.table)))]
        self._num_rows = len(first.table)
        if self._index is not None:
            known = self._index.saved(self._num_known)
            parts.append(self._known.add(save(known)))
            self._num_known += len(known)
        if not self._counts.sizes and (counts := self._site_lines.saved_counts()):
            parts.append(self._counts.add(counts))
        names = {field.name for field in dataclasses.fields(first)} - _APART
        state = {
            "fields": {name: _saved(getattr(first, name)) for name in names},
            "spool": first.spool.saved(),
            "removed": self._removed.saved(),
            "rows": self._rows.sizes,
            "known": self._known.sizes,
            "sites": self._counts.sizes,
            "site_lines": self._site_lines.saved(),
            "place": end,
            "read": spool.saved() if spool is not None else None,
            "batch": batch,
        }
        stage, scratch = self._folder.stage, self._folder.scratch
        files = [first.spool.path, stage(REMOVED), stage(QUARANTINE), scratch / REPAIRS]
        files += spool.paths if spool is not None else self._waiting(end)
        progress = self._progress(phase, state, files)
        progress.parts = parts
        return progress

    def _progress(self, phase: str, state: dict[str, Any], files: list[Path]) -> Progress:
        state |= {
            "phase": phase,
            "seconds": self.seconds + time.monotonic() - self._started,
            "found": (self._found.problems, self._found.left_aside),
        }
        place = _described(self._found.sources, state["place"])
        return Progress(phase, save(state, self._shared), place, files=files)

    def _waiting(self, end: Place) -> Iterator[Path]:
        """Yield the files with waiting rows of sources that were read since the last call."""
        start, self._synced = self._synced, end.source
        for source in self._found.sources[start : end.source + 1]:
            for suffix in CONTAINERS[source.container].WAITING:
                yield self._folder.scratch / f"rows-{source.number}{suffix}"


def _saved(value: Any) -> Any:
    return value.saved() if hasattr(value, "saved") else value


def _described(sources: Sequence[Source], place: Place) -> dict[str, Any]:
    """Describe the last source of a shard for the manifest."""
    if not sources:
        return {}
    source = sources[place.source]
    return {
        "source": source.name,
        "number": source.number,
        "size": source.size,
        "mtime_ns": source.mtime_ns,
    }
