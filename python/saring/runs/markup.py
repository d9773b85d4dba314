"""Texts that are HTML: reported once per file, because they are stripped as plain text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from saring._option_names import option
from saring.io.containers import CONTAINERS
from saring.io.records import Outcome, Problem, Source


class MarkupNotes:
    """Notes the first text of each file that is HTML.

    Parameters
    ----------
    sources
        The files of the run, by number.
    text_fields
        Name of the field with the text, for each group of sources.
    """

    def __init__(self, sources: Sequence[Source], text_fields: Sequence[str]) -> None:
        self._sources = sources
        self._text_fields = text_fields
        self._told: set[int] = set()

    def of_batch(self, cleaned: Any) -> Iterator[Problem]:
        """Yield a note for each file that has its first HTML text in a cleaned batch."""
        for number, record, line in cleaned.markup():
            if number in self._told:
                continue
            self._told.add(number)
            source = self._sources[number]
            place = "the text" if line else f"row {record}: the text"
            reason = f"{place} is HTML, and is treated as plain text; {self._remedy(source)}"
            yield Problem(
                source, line, reason, "markup", None, Outcome.NOTED, of_file=True, record=record
            )

    def _remedy(self, source: Source) -> str:
        if CONTAINERS[source.container].HAS_FIELDS:
            return (
                f"{option('html_field', self._text_fields[source.group])} reads the field as pages"
            )
        return f"{option('format', 'html')} reads the file as a page"
