"""An index of texts on disk that finds near-duplicates across runs."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, ClassVar, Literal, NoReturn

from saring import _core
from saring._counted import counted
from saring._dedup_options import normalize_names, seconds_of
from saring._rows import Rows
from saring._table import Table, table_of
from saring._visible import visible

__all__ = ["Index", "IndexMatch", "IndexStats"]


@dataclass(frozen=True, slots=True)
class IndexMatch:
    """A document of an index that is similar to a text, contains it, or is contained in it."""

    id: str
    relation: Literal["exact", "near", "contains", "contained_in"]
    """Of the text to the document. ``"exact"``: the same words in the same order."""
    similarity: float
    containment: float
    """Share of the text's shingles that are in the document."""
    containment_other: float
    """Share of the document's shingles that are in the text."""
    timestamp: float | None
    """Seconds since 1970, in UTC."""
    group: str | None


class IndexMatches(Rows, list[IndexMatch]):
    """The documents that a text is similar to, as a list and as a table."""

    __slots__ = ()
    _COLUMNS: ClassVar[dict[str, str]] = {
        "id": "large_string",
        "relation": "large_string",
        "similarity": "double",
        "containment": "double",
        "containment_other": "double",
        "timestamp": "double",
        "group": "large_string",
    }


@dataclass(frozen=True, slots=True)
class IndexStats:
    """The contents of an index in numbers."""

    documents: int
    removed: int
    """Documents that were removed. They take up space until `Index.compact`."""
    file_bytes: int
    runs: int
    """Sorted runs of postings. A query looks into each of them."""
    postings: int


class Index:
    """An index of texts on disk. Open one with `Index.open`.

    Notes
    -----
    One process writes at a time. Any number of others can read at the same time, and see the last
    commit. Every change takes effect completely or not at all. When a call returns, its change is
    on the disk. If a process is killed or the disk is full, the index stays as it was.

    Several threads can use an index. The GIL is released. Ctrl-C ends a call, and the call then
    changes nothing. An index cannot be pickled, and a forked child must open it again: pass the
    path.

    Examples
    --------
    >>> import saring, tempfile
    >>> folder = tempfile.TemporaryDirectory()
    >>> path = folder.name + "/news.saring"
    >>> with saring.Index.open(path, ngram_size=2) as index:
    ...     index.add(["a", "b"], ["Harga beras naik lagi pekan ini", "Hujan deras semalam"])
    ...     matches = index.query("HARGA BERAS naik lagi, pekan ini!")
    >>> matches[0].id, matches[0].relation, matches[0].similarity
    ('a', 'exact', 1.0)
    >>> with saring.Index.open(path, mode="r") as index:
    ...     len(index), "b" in index
    (2, True)
    >>> folder.cleanup()
    """

    def __init__(self, core: _core.Index, path: Path, mode: str) -> None:
        self._core = core
        self._path = path
        self._mode = mode

    @classmethod
    def open(
        cls,
        path: str | os.PathLike[str],
        *,
        mode: Literal["r", "a"] = "a",
        threshold: float | None = None,
        measure: str | None = None,
        ngram_size: int | None = None,
        normalize: str | Iterable[str] | None = None,
        containment: float | None = None,
    ) -> Index:
        """Open an index, or create one.

        Parameters
        ----------
        path : str or path
            The file. LMDB creates another one next to it, PATH-lock.
        mode : {"r", "a"}, default "a"
            "r" reads, "a" reads and writes. "a" creates the index if it does not exist.
        threshold : float, optional
            Lowest similarity of near-duplicates, in (0, 1]; 0.8 for a new index.
        measure : {"jaccard", "dice", "cosine"}, optional
            The similarity; "jaccard" for a new index.
        ngram_size : int, optional
            Words in an n-gram, 1 to 64; 5 for a new index.
        normalize : str or iterable of str, optional
            Differences that do not count, as in `saring.near_duplicates`; ("case", "punctuation")
            for a new index.
        containment : float, optional
            In (0, 1]: queries also find documents that contain the text or are contained in it, if
            at least this share of the smaller one's shingles (20 or more) is in the larger one. The
            file is then about two thirds larger. 0, the value for a new index, turns this off.

        Returns
        -------
        Index
            A context manager that closes the index.

        Raises
        ------
        ValueError
            For settings outside their ranges, or different from the settings of the index.
        IndexFileError
            For a file that is damaged, of another format, or not an index; if there already is a
            writer; if this process already has the index open.
        OSError
            If the file cannot be read or created.
        """
        if mode not in ("r", "a"):
            raise ValueError(f"mode must be 'r' or 'a', not {mode!r}")
        if not isinstance(path, str | os.PathLike):
            raise TypeError(f"path must be a path, not {visible(repr(path))}")
        core = _core.Index(
            Path(path),
            write=mode == "a",
            threshold=threshold,
            measure=measure,
            ngram_size=ngram_size,
            normalize=None if normalize is None else normalize_names(normalize),
            containment=containment,
        )
        return cls(core, Path(path), mode)

    def add(
        self,
        ids: Iterable[str | bytes],
        texts: Iterable[str | bytes | None],
        *,
        timestamps: Iterable[Any] | None = None,
        groups: Iterable[str | None] | None = None,
        num_threads: int = 0,
    ) -> None:
        """Add all of the texts, or none if there is an error.

        Parameters
        ----------
        ids : iterable of str, or any Arrow array
            n names of 1 to 500 bytes in UTF-8. None of them may be in the index.
        texts : iterable of str, bytes or None, or any Arrow array
            n texts.
        timestamps : n datetimes, dates, ISO 8601 strings, numbers or None, optional
            When each text was published, for ``clusters(keep="newest")``.
        groups : n str or None, optional
            The group that each text belongs to, such as a site.
        num_threads : int, default 0
            0 for all cores.

        Raises
        ------
        ValueError
            For an id that is empty, too long, given twice, or already in the index; for columns of
            different lengths; if the index is open for reading.
        OSError
            If the disk is full.

        Notes
        -----
        Each call waits for the disk. Calls with a few hundred texts or more are fastest. Memory is
        about 1.5 kB for each text of 2 kB.
        """
        self._core.add(ids, texts, _seconds(timestamps), groups, num_threads)

    def update(
        self,
        ids: Iterable[str | bytes],
        texts: Iterable[str | bytes | None],
        *,
        timestamps: Iterable[Any] | None = None,
        groups: Iterable[str | None] | None = None,
        num_threads: int = 0,
    ) -> None:
        """Replace all of the texts, timestamps and groups, or none if there is an error.

        Parameters
        ----------
        ids, texts, timestamps, groups, num_threads
            As in `add`, but the ids must be in the index.

        Raises
        ------
        ValueError
            For an id that is not in the index, and as in `add`.
        """
        self._core.update(ids, texts, _seconds(timestamps), groups, num_threads)

    def remove(self, ids: Iterable[str | bytes]) -> None:
        """Remove all of the documents, or none if there is an error.

        Parameters
        ----------
        ids : iterable of str
            Ids that are in the index.

        Raises
        ------
        ValueError
            For an id that is not in the index, or given twice.
        """
        self._core.remove(ids)

    def query(self, text: str | bytes) -> IndexMatches:
        """Find the near-duplicates of a text, and the documents that contain it or are in it.

        Parameters
        ----------
        text : str or bytes
            One text.

        Returns
        -------
        IndexMatches
            A list of IndexMatch that is also a table. It has every document with a similarity at
            or over the threshold. With `containment`, it also has the documents that contain the
            text or are in it. The most similar are first, then in the order of adding. Empty for a
            text without words.
        """
        if not isinstance(text, str | bytes | bytearray | memoryview):
            raise TypeError(f"text: expected str or bytes, got {type(text).__name__}")
        table = self._core.query([text], 1, False)
        columns = [table[name] for name in IndexMatches._COLUMNS]
        rows = zip(*(column.to_pylist() for column in columns), strict=True)
        return IndexMatches(IndexMatch(*row) for row in rows)

    def query_batch(
        self,
        texts: Iterable[str | bytes | None],
        *,
        similar_only: bool = False,
        num_threads: int = 0,
    ) -> Table:
        """Find the matches of `query` for each of many texts, in one state of the index.

        Parameters
        ----------
        texts : iterable of str, bytes or None, or any Arrow array
            n texts.
        similar_only : bool, default False
            Whether to leave out documents that only contain a text or are in it.
        num_threads : int, default 0
            0 for all cores. The result is the same for any number.

        Returns
        -------
        Table
            One row per match: ``row`` (of the text, from 0), ``id``, ``relation``,
            ``similarity``, ``containment``, ``containment_other``, ``timestamp`` and ``group``.
            Ordered by row, then as in `query`.
        """
        return table_of(self._core.query(texts, num_threads, similar_only))

    def clusters(
        self,
        *,
        keep: Literal["longest", "first", "last", "newest"] = "longest",
        num_threads: int = 0,
    ) -> Table:
        """Cluster all documents, as `saring.near_duplicates` does.

        Parameters
        ----------
        keep : {"longest", "first", "last", "newest"}, default "longest"
            Which document of a cluster is kept: the one with most bytes, the first or last that
            was added, or the one with the latest timestamp.
        num_threads : int, default 0
            0 for all cores.

        Returns
        -------
        Table
            ``id`` in the order of adding, ``keep``, ``cluster``, ``representative`` (an id) and
            ``similarity`` to it.
        """
        return table_of(self._core.clusters(keep, num_threads))

    def export(self) -> Table:
        """List all documents.

        Returns
        -------
        Table
            ``id`` in the order of adding, ``timestamp`` (seconds since 1970), ``group`` and
            ``shingles``, the number of different n-grams. Texts are not in the index.
        """
        return table_of(self._core.entries())

    def stats(self) -> IndexStats:
        """Count the contents of the index.

        Returns
        -------
        IndexStats
            Documents, removed documents, bytes of the file, runs and postings.
        """
        return IndexStats(**self._core.stats())

    def check(self) -> None:
        """Read the whole index to find damage.

        Raises
        ------
        IndexFileError
            If something is damaged. The message says what.
        """
        self._core.check()

    def compact(self) -> None:
        """Rewrite the index without removed documents and free space.

        Raises
        ------
        IndexFileError
            If another process has the index open.
        OSError
            If the disk has no room for two files of the new size next to the old one. The old file
            then stays as it was.
        """
        self._core.compact()

    def close(self) -> None:
        """Close the index. Calls that run in other threads finish first."""
        self._core.close()

    @property
    def path(self) -> Path:
        """The file."""
        return self._path

    @property
    def threshold(self) -> float:
        """Lowest similarity of near-duplicates."""
        return float(self._core.settings["threshold"])

    @property
    def measure(self) -> str:
        """Name of the similarity."""
        return str(self._core.settings["measure"])

    @property
    def ngram_size(self) -> int:
        """Words in an n-gram."""
        return int(self._core.settings["ngram_size"])

    @property
    def normalize(self) -> tuple[str, ...]:
        """Differences that do not count."""
        return tuple(self._core.settings["normalize"])

    @property
    def containment(self) -> float:
        """Lowest share of the smaller text that must be in the larger one; 0: not searched."""
        return float(self._core.settings["containment"])

    def __len__(self) -> int:
        """Return the number of documents."""
        return len(self._core)

    def __bool__(self) -> bool:
        """Return True, also for an empty index."""
        return True

    def __contains__(self, id: object) -> bool:
        """Return whether a document has this id."""
        return isinstance(id, str | bytes) and self._core.contains(id)

    def __iter__(self) -> Iterator[str]:
        """Iterate over the ids in the order of adding."""
        return iter(self.export()["id"].to_pylist())

    def __enter__(self) -> Index:
        """Return the index."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the index."""
        self.close()

    def __reduce__(self) -> NoReturn:
        """Raise TypeError, because an index is open in one process."""
        raise TypeError("an open index cannot be pickled: pass its path, and open it there")

    def __repr__(self) -> str:
        """Show path, mode and size."""
        state = "closed" if self._core.is_closed else counted(len(self), "document")
        return f"<Index {str(self._path)!r} mode={self._mode!r}, {state}>"


def _seconds(timestamps: Iterable[Any] | None) -> list[float]:
    return [] if timestamps is None else [seconds_of(value) for value in timestamps]
