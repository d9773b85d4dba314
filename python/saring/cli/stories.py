"""Stories of the records that `saring dedup` keeps."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from saring import _core
from saring._dedup_options import seconds_of, story_times
from saring.cli.filter_input import Block, FilterInput
from saring.errors import UsageError, require

if TYPE_CHECKING:
    from saring.runs.spool import Spool


def check_options(arguments: argparse.Namespace, source: FilterInput | None = None) -> None:
    """Raise `UsageError` for settings, or an input, that stories cannot be written for."""
    if arguments.clusters != "story":
        if (arguments.story_field, arguments.time_field) != (None, None):
            raise UsageError("--story-field and --time-field need --clusters story")
        return
    try:
        story_times(arguments.clusters, arguments.contained, None)
    except ValueError:
        raise UsageError(
            "--clusters story needs --contained excerpts or keep: all takes the stories of a "
            "round-up for the round-up"
        ) from None
    if source is not None and not source.is_jsonl:
        raise UsageError("--clusters story needs JSON Lines: the story is written to a field")


def with_stories(
    source: FilterInput, spool: Spool, table: Any, copies: Any, arguments: argparse.Namespace
) -> dict[int, bytes]:
    """Return each kept record with the number of its story, by the number of its line from 0.

    Holds the kept records and their texts in memory.
    """
    lines: list[int] = []
    records: list[bytes] = []
    texts: list[str] = []
    first_line = 0
    for stored, first_row, end_row in spool.batches():
        block = Block(first_line + 1, spool.unpack(stored))
        rows = range(first_row, end_row)
        kept = {table.location(row)[1] for row in rows if copies.find(row) is None}
        for at, record, text in source.records(block, tells=False):
            if first_line + at in kept:
                lines.append(first_line + at)
                records.append(record)
                texts.append(text)
        first_line += len(block.lines())
    times = _times(records, arguments.time_field)
    stories = _core.stories(texts, range(len(texts)), times, _core.StoryRule(), 0)
    field = arguments.story_field or "story"
    return {
        line: _core.set_json_member(record, field, b"%d" % story)
        for line, record, story in zip(lines, records, stories, strict=True)
    }


def _times(records: list[bytes], field: str | None) -> list[float]:
    """Return the seconds of each record's date, NaN if it has none; empty without a field."""
    if field is None:
        return []
    orjson = require("orjson")
    return [_seconds(orjson.loads(record).get(field)) for record in records]


def _seconds(value: Any) -> float:
    if not isinstance(value, str | int | float):
        return seconds_of(None)
    try:
        return seconds_of(value)
    except ValueError:  # not a date
        return seconds_of(None)
