"""Options of single sources: files with other fields, formats or encodings than the run."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Any

from saring._nearest import did_you_mean
from saring.errors import UsageError
from saring.io.discover import FileOptions
from saring.io.records import Container
from saring.runs.options import SOURCE_OPTIONS, CleanOptions


def nearest(name: str, known: Sequence[str]) -> str:
    """Suggest the nearest known name, for messages."""
    return did_you_mean(name, known, 0.5) or f"expected {', '.join(known)}"


class OptionsBySource:
    """The options of each source of a run.

    Sources with the same options are a group. Group 0 has the options of the run.

    Parameters
    ----------
    options
        The options of the run. `CleanOptions.sources` has the options of some of its files.

    Attributes
    ----------
    groups
        The options of each group.

    Raises
    ------
    UsageError
        An unknown option of a source, or a value that it cannot have.
    """

    def __init__(self, options: CleanOptions) -> None:
        self._options = options
        self._sections = dict(options.sources or {})
        self._numbers: dict[tuple[str, ...], int] = {(): 0}
        self._unused = set(self._sections)
        self.groups = [options]
        for pattern, settings in self._sections.items():
            for name in settings:
                if name not in SOURCE_OPTIONS:
                    what = "no option of a source"
                    raise UsageError(
                        f"source '{pattern}': '{name}' is {what}; {nearest(name, SOURCE_OPTIONS)}"
                    )
            self._combined((pattern,))  # raises for a wrong value

    def of_file(self, path: str) -> FileOptions:
        """Return the options of one file for the search for files."""
        matching = tuple(p for p in self._sections if PurePosixPath(path).match(p))
        self._unused -= set(matching)
        if matching not in self._numbers:
            self._numbers[matching] = len(self.groups)
            self.groups.append(self._combined(matching))
        number = self._numbers[matching]
        options = self.groups[number]
        forced = None if options.format is None else Container(options.format)
        return FileOptions(forced, options.read_options().text_field, number)

    @property
    def unused(self) -> list[str]:
        """Return the patterns that have matched no file so far."""
        return [pattern for pattern in self._sections if pattern in self._unused]

    def _combined(self, patterns: tuple[str, ...]) -> CleanOptions:
        settings: dict[str, Any] = {}
        for pattern in patterns:
            settings |= self._sections[pattern]
        if isinstance(settings.get("rules"), str):
            settings["rules"] = (settings["rules"],)
        # A field of pages replaces the field of texts.
        if "html_field" in settings and "text_field" not in settings:
            settings["text_field"] = "text"
        if "text_field" in settings and "html_field" not in settings:
            settings["html_field"] = None
        try:
            return dataclasses.replace(self._options, **settings, sources=None)
        except UsageError as error:
            raise UsageError(f"source '{patterns[-1]}': {error}") from None
