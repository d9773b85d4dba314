"""The profile of the sites of a DataFrame, counted by all executors."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from saring.errors import require
from saring.sites import SiteProfile

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

_SCHEMA = "profile binary"
_MERGING_TASKS = 32  # what they have merged is merged by the driver


@dataclass(frozen=True)
class _Count:
    """Texts and sites of a task to one profile."""

    max_documents: int
    max_samples: int

    def __call__(self, batches: Iterator[Any]) -> Iterator[Any]:
        profile = SiteProfile(max_documents=self.max_documents, max_samples=self.max_samples)
        for batch in batches:
            profile.add(*batch.columns)
        yield _row(profile)


@dataclass(frozen=True)
class _Merge:
    """Profiles of a task to one."""

    max_documents: int
    max_samples: int

    def __call__(self, batches: Iterator[Any]) -> Iterator[Any]:
        profile = SiteProfile(max_documents=self.max_documents, max_samples=self.max_samples)
        for batch in batches:
            for data in batch.column(0):
                profile.merge(pickle.loads(data.as_buffer()))
        yield _row(profile)


def _row(profile: SiteProfile) -> Any:
    pa = require("pyarrow", "spark")
    return pa.RecordBatch.from_pydict({"profile": pa.array([pickle.dumps(profile)], pa.binary())})


def site_profile(
    df: DataFrame,
    text: str = "text",
    site: str = "site",
    *,
    max_documents: int = 1024,
    max_samples: int = 8,
) -> SiteProfile:
    """Make the profile of the sites of a DataFrame. Each task counts, and the counts are merged.

    Parameters
    ----------
    df
        The texts, before they are stripped.
    text, site
        Columns of the texts and of their host names or URLs.
    max_documents, max_samples
        As in `saring.SiteProfile`. The profile must fit into the memory of the driver and of each
        executor. For articles of 50 lines, it takes up to 0.6 MB per site, or an eighth of that
        with 128 documents.

    Returns
    -------
    SiteProfile
        The same profile as in one process, for any partitions.
    """
    require("pyspark", "spark")
    sizes = (max_documents, max_samples)
    whole = SiteProfile(max_documents=max_documents, max_samples=max_samples)
    counted = df.select(text, site).mapInArrow(_Count(*sizes), _SCHEMA)
    merged = counted.repartition(_MERGING_TASKS).mapInArrow(_Merge(*sizes), _SCHEMA)
    for row in merged.toLocalIterator():
        whole.merge(pickle.loads(row["profile"]))
    return whole
