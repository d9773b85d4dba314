"""Finds which texts another corpus, or an index, has already."""

from __future__ import annotations

from collections.abc import Iterable, Sized
from typing import Any, NamedTuple, Protocol, TypeGuard

from saring import _core
from saring._chunks import chunks
from saring._dedup_options import checked_ids, normalize_names
from saring._table import Table, table_of


class TextIndex(Protocol):
    """What `saring.Index` has of what is needed here."""

    @property
    def threshold(self) -> float:
        """Least similarity of near-duplicates."""

    @property
    def measure(self) -> str:
        """Name of the similarity."""

    @property
    def ngram_size(self) -> int:
        """Words in an n-gram."""

    @property
    def normalize(self) -> tuple[str, ...]:
        """Differences that do not count."""

    def query_batch(
        self, texts: Iterable[Any], *, similar_only: bool = False, num_threads: int = 0
    ) -> Table:
        """Find the near-duplicates of each of many texts."""


def _is_index(against: Iterable[Any] | TextIndex) -> TypeGuard[TextIndex]:
    return hasattr(type(against), "query_batch")


class Known(NamedTuple):
    """What is known of texts already."""

    matches: Table
    rows: list[int]
    """Rows of the texts that have a match, ascending."""
    all_found: bool


def find_known(
    texts: Iterable[Any],
    against: Iterable[Any] | TextIndex,
    ids: Iterable[str | int] | None,
    **settings: Any,
) -> Known:
    """Look texts up in a corpus or an index, by the settings of `near_duplicates`."""
    if _is_index(against):
        if ids is not None:
            raise ValueError("against_ids= is for a corpus: an index has its own ids")
        _check_settings(against, settings)
        matches = against.query_batch(texts, similar_only=True, num_threads=settings["num_threads"])
        return Known(matches, _rows(matches), True)
    matcher, size = _matcher(texts, against, settings)
    names = checked_ids(ids)
    if names is not None and len(names) != size:
        raise ValueError(f"against_ids: expected {size:,} values, got {len(names):,}")
    matches = table_of(matcher.matches(names))
    return Known(matches, _rows(matches), matcher.all_found)


def _matcher(
    texts: Iterable[Any], against: Any, settings: dict[str, Any]
) -> tuple[_core.CorpusMatcher, int]:
    """Compare two corpora, of which the smaller one is held; also the size of the other one."""
    options = {
        "threshold": settings["threshold"],
        "measure": settings["measure"],
        "match_limit": settings["pair_limit"],
        "ngram_size": settings["ngram_size"],
        "normalize": normalize_names(settings["normalize"]),
        "num_threads": settings["num_threads"],
    }
    if isinstance(against, Sized) and isinstance(texts, Sized) and len(against) < len(texts):
        core = _core.CorpusMatcher(reports_indexed=False, **options)
        core.index(against, "against")
        core.compare(texts, "texts")
        return core, len(against)
    core = _core.CorpusMatcher(reports_indexed=True, **options)
    core.index(texts, "texts")
    for chunk in chunks(against):
        core.compare(chunk, "against")
    return core, core.num_compared


def _check_settings(index: TextIndex, settings: dict[str, Any]) -> None:
    """Raise ValueError where an index compares texts in another way."""
    for name in ("threshold", "measure", "ngram_size"):
        if settings[name] != getattr(index, name):
            raise ValueError(
                f"{name} is {settings[name]!r}, and {getattr(index, name)!r} in the index"
            )
    normalize = sorted(set(normalize_names(settings["normalize"])))
    if normalize != sorted(index.normalize):
        raise ValueError(
            f"normalize is {normalize!r}, and {sorted(index.normalize)!r} in the index"
        )


def _rows(matches: Table) -> list[int]:
    return sorted(set(matches["row"].to_pylist()))
