"""Repeated lines of the sites of a run, from a given profile or from its own documents."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Sequence
from typing import Any

from saring import _core
from saring._option_names import option
from saring.errors import UsageError
from saring.io.containers import CONTAINERS
from saring.io.paths import printable
from saring.io.records import Source
from saring.runs.options import CleanOptions
from saring.sites import SiteProfile


class SiteLines:
    """The repeated lines of sites that are removed from the documents of a run.

    Parameters
    ----------
    options
        The options of the run, with the profile.

    Attributes
    ----------
    sites
        The core's `RunSites`; None: no profile is used, or it is no longer needed.

    Raises
    ------
    UsageError
        The profile is not a file.
    ModelError
        The file is damaged or is not a profile.
    OSError
        The file cannot be read.
    """

    def __init__(self, options: CleanOptions) -> None:
        self.sites: Any = None
        self._summary: dict[str, Any] | None = None
        self._is_of_run = options.profile == "auto"
        self._has_site_field = options.site_field is not None
        if not options.strip or options.profile == "none":
            return
        self._summary = {"source": "run", "file": None, "sha256": None}
        if self._is_of_run:
            self.sites = _core.RunSites()
            return
        profile = options.profile
        if isinstance(profile, SiteProfile):
            self._summary["source"] = "object"
        else:
            self._summary |= {"source": "file", "file": options.public()["profile"]}
            profile = _loaded(profile)
        self._summary["sha256"] = hashlib.sha256(profile._core.to_bytes()).hexdigest()
        self.sites = _core.RunSites(profile._core)

    def are_counted(self, sources: Sequence[Source]) -> bool:
        """Whether all documents must be counted before the first one is cleaned."""
        return (
            self._is_of_run
            and self.sites is not None
            and self._has_site_field
            and any(CONTAINERS[source.container].HAS_FIELDS for source in sources)
        )

    def count_again(self) -> None:
        """Discard the counts."""
        self.sites = _core.RunSites()

    def saved(self) -> dict[str, Any]:
        """Return the state for another process, without the counts of `saved_counts`."""
        known = self.sites.known if self.sites is not None else []
        return {"summary": self._summary, "known": known, "is_finished": self.sites is None}

    def saved_counts(self) -> bytes:
        """Return the counts of the run's documents; empty with a given profile or with none."""
        if not self._is_of_run or self.sites is None:
            return b""
        counts: bytes = self.sites.save()
        return counts

    def restore(self, state: dict[str, Any], counts: bytes) -> None:
        """Continue from the results of `saved` and `saved_counts`."""
        self._summary = state["summary"]
        if state["is_finished"]:
            self.sites = None
        elif self.sites is not None:
            self.sites.restore(counts, state["known"])

    def finish(self) -> None:
        """Keep only the figures, when all documents are cleaned."""
        if self._summary is not None:
            self._summary |= {
                "sites": self.sites.num_known,
                "max_documents": self.sites.max_documents,
                "share_of_sites": self.sites.share_of_sites,
            }
        self.sites = None

    def summary(self) -> dict[str, Any] | None:
        """Return the part of the report; None if no profile is used."""
        return self._summary


def _loaded(path: str | os.PathLike[str]) -> SiteProfile:
    shown = printable(os.fsdecode(path))
    try:
        is_file = stat.S_ISREG(os.stat(path).st_mode)
    except (FileNotFoundError, NotADirectoryError):
        raise UsageError(
            f"{option('profile')}: no such file: '{shown}' (expected a profile, 'auto' or 'none')"
        ) from None
    if not is_file:
        raise UsageError(f"{option('profile')}: '{shown}' is not a file")
    return SiteProfile.load(path)
