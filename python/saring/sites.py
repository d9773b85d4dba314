"""What the pages of a web site have in common."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from saring import _core
from saring._named_files import naming
from saring._rows import Rows
from saring.errors import ModelError

__all__ = ["SiteLine", "SiteProfile"]

_MAX_PROFILE_BYTES = 4 << 30


@dataclass(frozen=True, slots=True)
class SiteLine:
    """A line that a profile calls boilerplate of its site.

    Attributes
    ----------
    text : str or None
        The line as one document has it, cut to 160 bytes; None where none of the documents whose
        lines are kept as text has it.
    documents : int
        Documents of the sample that have it.
    is_template : bool
        Whether it repeats but for numbers, dates and names.
    has_titles : bool
        Whether titles of other pages stand under it.
    """

    text: str | None
    documents: int
    is_template: bool
    has_titles: bool


class SiteLines(Rows, list[SiteLine]):
    """The boilerplate of a site: a list, and a table."""

    __slots__ = ()
    _COLUMNS: ClassVar[dict[str, str]] = {
        "text": "large_string",
        "documents": "int64",
        "is_template": "bool",
        "has_titles": "bool",
    }


class SiteProfile:
    r"""Lines that repeat over the documents of web sites, for `strip`, `strip_batch` and `clean`.

    Counts lines, sentences of long lines, and both with numbers, dates and names masked. A line
    is boilerplate where it stands in documents that otherwise differ: what only the copies of one
    article share is not.

    Parameters
    ----------
    max_documents : int, default 1024
        Documents of each site that are kept, as hashes of their lines: a uniform sample of its
        texts, 3 to 65,536. A line in a share p of the documents is in p ± sqrt(p (1 - p) /
        max_documents) of the sample (one standard error).
    max_samples : int, default 8
        Documents of each site whose lines are kept as text, for `show`; at most 256.

    Raises
    ------
    ValueError
        A number out of range.

    Notes
    -----
    The same documents give the same file, in whatever order they are added or merged (bottom-k
    sampling, Cohen and Kaplan 2007, "Summarizing data using bottom-k sketches"). A site takes some
    12 bytes a line of its sample: about 0.6 MB for 100,000 articles of 50 lines, 60 kB for 100.
    Safe to use from several threads; picklable.

    Examples
    --------
    >>> import saring
    >>> pages = [f"Street {i} is repaired\nWork on street {i} began, the mayor said.\n"
    ...          "Write to us about your street" for i in range(1, 6)]
    >>> profile = saring.SiteProfile.build(pages, site="ellery.example")
    >>> saring.strip(pages[0], site="ellery.example", profile=profile).removed[0].rule
    'site.line'
    """

    def __init__(self, *, max_documents: int = 1024, max_samples: int = 8) -> None:
        self._core = _core.SiteProfile(max_documents, max_samples)

    @classmethod
    def build(
        cls,
        texts: Any,
        site: Any = None,
        *,
        max_documents: int = 1024,
        max_samples: int = 8,
    ) -> SiteProfile:
        """Make a profile of a column of texts.

        Parameters
        ----------
        texts, site
            As for `add`.
        max_documents, max_samples
            As for the class.

        Returns
        -------
        SiteProfile
            The profile.
        """
        profile = cls(max_documents=max_documents, max_samples=max_samples)
        profile.add(texts, site)
        return profile

    def add(self, texts: Any, site: Any = None) -> None:
        """Count documents; a text that its site has already counts once.

        Parameters
        ----------
        texts : list, Arrow, NumPy, pandas or Polars column
            The documents as a scraper left them: before `strip`. Nulls are left out.
        site : str or column, optional
            The site of all texts, or of each: a host name or a URL, of which the host counts,
            without ``www.``. Without it, all are of the site ``""``. Rows with a null are left out.

        Raises
        ------
        ValueError
            `site` has another length than `texts`.
        """
        if site is None or isinstance(site, str):
            texts = texts if hasattr(texts, "__len__") else list(texts)
            site = [site or ""] * len(texts)
        self._core.add(texts, site)

    def merge(self, other: SiteProfile) -> None:
        """Add what another profile has counted; its sample must be as large.

        Parameters
        ----------
        other
            A profile with the same `max_documents` and `max_samples`.

        Raises
        ------
        ValueError
            These differ.
        """
        self._core.merge(other._core)

    def sites(self) -> dict[str, int]:
        """Return the number of documents of each site, by name."""
        return {site: documents for site, documents, _ in self._core.sites()}

    def show(self, site: str = "") -> SiteLines:
        """List what is boilerplate of a site, the most frequent first.

        Parameters
        ----------
        site
            Host name or URL.

        Returns
        -------
        SiteLines
            A list of SiteLine, and a table. Empty for a site that is not known or has fewer than
            three documents.
        """
        return SiteLines(SiteLine(*row) for row in self._core.show(site))

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the profile to a file, with version and checksum.

        Parameters
        ----------
        path
            Replaced if it exists.
        """
        data = self._core.to_bytes()
        temporary = f"{os.fspath(path)}.{os.getpid()}.tmp"
        try:
            with naming(path), open(temporary, "xb") as file:
                file.write(data)
            os.replace(temporary, path)
        except BaseException as error:
            if os.path.exists(temporary):
                os.unlink(temporary)
            if isinstance(error, OSError):
                error.filename, error.filename2 = os.fspath(path), None
            raise

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> SiteProfile:
        """Read a file by `save`.

        Parameters
        ----------
        path
            The file.

        Returns
        -------
        SiteProfile
            The profile.

        Raises
        ------
        ModelError
            The file is cut, changed (it has a checksum) or of another kind.
        OSError
            It cannot be read.
        """
        with open(path, "rb") as file:
            data = file.read(_MAX_PROFILE_BYTES + 1)
        if len(data) > _MAX_PROFILE_BYTES:
            raise ModelError(f"{_name(path)}: has more than {_MAX_PROFILE_BYTES} bytes")
        return _rebuild(data, _name(path))

    def __len__(self) -> int:
        return len(self._core)

    def __iter__(self) -> Iterable[str]:
        return iter(self.sites())

    def __contains__(self, site: object) -> bool:
        return site in self.sites()

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (self._core.to_bytes(), "pickled profile")

    def __repr__(self) -> str:
        documents = sum(self.sites().values())
        return f"<SiteProfile: {len(self)} sites, {documents} documents>"


def _name(path: str | os.PathLike[str]) -> str:
    """Return a file's name for errors; bytes that are not UTF-8 become U+FFFD."""
    return os.fsencode(path).decode("utf-8", errors="replace")


def _rebuild(data: bytes, name: str) -> SiteProfile:
    profile = SiteProfile.__new__(SiteProfile)
    profile._core = _core.SiteProfile.from_bytes(data, name)
    return profile


def core_of(profile: SiteProfile | None) -> Any:
    """Return what the core takes for a profile: None for none, which the stub cannot say."""
    if profile is None:
        return None
    if not isinstance(profile, SiteProfile):
        raise TypeError(f"profile: expected SiteProfile, got {type(profile).__name__}")
    return profile._core
