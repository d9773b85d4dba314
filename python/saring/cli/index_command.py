"""`saring index`: an index of texts on disk."""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from saring import _core
from saring._counted import counted
from saring.cli import exit_codes
from saring.cli.arguments import add_encoding, add_files, add_threads
from saring.cli.filter_input import Block, FilterInput, filter_inputs
from saring.cli.terminal import data_output, say
from saring.errors import UsageError, require, usage_error
from saring.index import Index
from saring.runs.run_index import dropped_if_empty

_EXAMPLES = """\
  saring index add news.saring monday.jsonl --time-field date --group-field site
  saring index query news.saring < tuesday.jsonl     the records with a field "matches"
  saring index query news.saring --format text < lines.txt
  saring index remove news.saring ids.txt            ids, one a line
  saring index stats news.saring
  saring dedup --against news.saring < tuesday.jsonl > new.jsonl"""
# Records that are added at once: each time waits for the disk.
_BATCH = 4096
# Fixed when an index is made.
_SETTINGS = ("threshold", "measure", "ngram_size", "normalize", "containment")


def add_to(add: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the command to the parser."""
    parser = add("index", "find near-duplicates with an index on disk", _EXAMPLES, run_index)
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)

    adding = actions.add_parser(
        "add", help="add JSON records; creates the index if it does not exist"
    )
    _add_input(adding)
    adding.add_argument(
        "--id-field", default="id", metavar="NAME", help="field with the id (default: id)"
    )
    adding.add_argument(
        "--time-field", metavar="NAME", help="field with the date of publication, ISO 8601"
    )
    adding.add_argument(
        "--group-field", metavar="NAME", help="field with the group of a text, such as its site"
    )
    adding.add_argument(
        "--existing",
        choices=("error", "skip", "update"),
        default="error",
        help="what to do with a record whose id is already in the index (default: error)",
    )
    adding.add_argument(
        "--threshold",
        type=float,
        metavar="J",
        help="new index: similarity from which texts match (default: 0.8)",
    )
    adding.add_argument(
        "--measure", metavar="NAME", help="new index: similarity measure (default: jaccard)"
    )
    adding.add_argument(
        "--ngram-size", type=int, metavar="N", help="new index: words per shingle (default: 5)"
    )
    adding.add_argument(
        "--normalize",
        metavar="NAMES",
        help="new index: differences to ignore, as in 'dedup' (default: case,punctuation)",
    )
    adding.add_argument(
        "--containment",
        type=float,
        metavar="SHARE",
        help="new index: also match texts that contain at least this share of another "
        "(default: 0, off)",
    )
    adding.set_defaults(format="jsonl")

    querying = actions.add_parser("query", help="list the near-duplicates of each record or line")
    _add_input(querying)
    querying.add_argument("--format", choices=("auto", "text", "jsonl"), default="auto")
    querying.add_argument(
        "--match-field",
        default="matches",
        metavar="NAME",
        help="field for the matches (default: matches)",
    )

    removing = actions.add_parser("remove", help="remove documents by id, one id per line")
    removing.add_argument("index", metavar="INDEX")
    add_files(removing)
    removing.set_defaults(format="text", text_field="text")

    for name, text in (
        ("stats", "write counts as JSON"),
        ("check", "read all of it, and say what is damaged"),
        ("compact", "free the space of what was removed"),
    ):
        actions.add_parser(name, help=text).add_argument("index", metavar="INDEX")


def _add_input(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("index", metavar="INDEX")
    add_files(parser)
    parser.add_argument(
        "--text-field", default="text", metavar="NAME", help="field with the text (default: text)"
    )
    add_encoding(parser, "the input")
    add_threads(parser)


def open_index(path: str | Path, **options: Any) -> Index:
    """Open an index; settings that it refuses, and one that is not there, are `UsageError`."""
    try:
        return Index.open(path, **options)
    except FileNotFoundError:
        if options.get("mode") != "r" and not Path(path).parent.is_dir():
            raise UsageError(f"there is no folder '{Path(path).parent}' for the index") from None
        raise UsageError(f"there is no index '{path}'") from None
    except ValueError as error:
        if isinstance(error, UsageError) or type(error) is not ValueError:
            raise
        raise usage_error(error) from None


def run_index(arguments: argparse.Namespace) -> int:
    """Run `saring index`."""
    actions = {
        "add": _add,
        "query": _query,
        "remove": _remove,
        "stats": _stats,
        "check": _check,
        "compact": _compact,
    }
    return actions[arguments.action](arguments)


def _add(arguments: argparse.Namespace) -> int:
    require("orjson")
    settings = {name: getattr(arguments, name) for name in _SETTINGS}
    added, code = 0, exit_codes.OK
    with _index_to_fill(arguments.index, settings) as index:
        for source in filter_inputs(arguments):
            for rows in _batches(_rows(source, arguments)):
                added += _add_rows(index, rows, arguments)
            code = max(code, source.exit_code())
        say(f"{added:,} added, {len(index):,} in '{arguments.index}'")
    return code


@contextlib.contextmanager
def _index_to_fill(path: str, settings: Mapping[str, Any]) -> Iterator[Index]:
    """Open an index, or make one, of which nothing is left if the block fails before it adds."""
    with dropped_if_empty(path), open_index(path, **settings) as index:
        yield index


@dataclasses.dataclass(frozen=True, slots=True)
class _Row:
    id: str
    text: str
    timestamp: Any
    group: str | None
    place: str  # in the input, as people are shown it


def _rows(source: FilterInput, arguments: argparse.Namespace) -> Iterator[_Row]:
    orjson = require("orjson")
    for block in source.blocks():
        for at, record, text in source.records(block):
            fields = orjson.loads(record)
            ident = fields.get(arguments.id_field)
            if not isinstance(ident, str | int) or isinstance(ident, bool) or ident == "":
                source.problem(
                    block.first_line + at, f"no id in '{arguments.id_field}'", "left out"
                )
                continue
            group = fields.get(arguments.group_field) if arguments.group_field else None
            time = fields.get(arguments.time_field) if arguments.time_field else None
            place = f"{source.name}, line {block.first_line + at}"
            yield _Row(str(ident), text, time, None if group is None else str(group), place)


def _batches(rows: Iterator[_Row]) -> Iterator[list[_Row]]:
    batch: list[_Row] = []
    for row in rows:
        batch.append(row)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _add_rows(index: Index, rows: list[_Row], arguments: argparse.Namespace) -> int:
    threads = arguments.num_threads
    places: dict[str, str] = {}
    for row in rows:
        if row.id in places:
            raise UsageError(f"{row.place}: the id '{row.id}' is that of {places[row.id]} too")
        places[row.id] = row.place
    known = [] if arguments.existing == "error" else [row for row in rows if row.id in index]
    if known:
        ids = {row.id for row in known}
        rows = [row for row in rows if row.id not in ids]
        if arguments.existing == "update":
            _change(index.update, known, threads)
    if rows:
        _change(index.add, rows, threads)
    return len(rows)


def _change(change: Callable[..., None], rows: list[_Row], num_threads: int) -> None:
    try:
        change(
            [row.id for row in rows],
            [row.text for row in rows],
            timestamps=[row.timestamp for row in rows],
            groups=[row.group for row in rows],
            num_threads=num_threads,
        )
    except ValueError as error:
        if type(error) is not ValueError:
            raise
        raise usage_error(error) from None


def _query(arguments: argparse.Namespace) -> int:
    require("orjson")
    out = data_output()
    code = exit_codes.OK
    with open_index(arguments.index, mode="r") as index:
        for source in filter_inputs(arguments):
            for block in source.blocks():
                out.write(_matched(index, source, block, arguments))
                out.flush()
            code = max(code, source.exit_code())
    return code


def _matched(
    index: Index, source: FilterInput, block: Block, arguments: argparse.Namespace
) -> bytes:
    """Write its near-duplicates to each record or line of a block."""
    orjson = require("orjson")
    lines = block.lines()
    if source.is_jsonl:
        records = source.records(block)
        found = matches_of(index, [text for _, _, text in records], arguments.num_threads)
        for (at, record, _), matches in zip(records, found, strict=True):
            value = orjson.dumps(matches)
            lines[at] = _core.set_json_member(record, arguments.match_field, value)
    else:
        texts = [line.removesuffix(b"\r").decode("utf-8", "replace") for line in lines]
        found = matches_of(index, texts, arguments.num_threads)
        lines = [
            orjson.dumps({arguments.text_field: text, arguments.match_field: matches})
            for text, matches in zip(texts, found, strict=True)
        ]
    return b"\n".join(lines) + b"\n"


def matches_of(index: Index, texts: list[str], num_threads: int = 0) -> list[list[dict[str, Any]]]:
    """Find the near-duplicates of each text, as JSON has them."""
    table = index.query_batch(texts, num_threads=num_threads)
    matches: list[list[dict[str, Any]]] = [[] for _ in texts]
    names = table.keys()[1:]  # but for the row
    columns = [table[name].to_pylist() for name in names]
    for row, *values in zip(table["row"].to_pylist(), *columns, strict=True):
        matches[row].append(dict(zip(names, values, strict=True)))
    return matches


def _remove(arguments: argparse.Namespace) -> int:
    code = exit_codes.OK
    _require_index(arguments)
    with open_index(arguments.index) as index:
        ids = []
        for source in filter_inputs(arguments):
            ids += [
                line.removesuffix(b"\r").decode("utf-8", "replace")
                for block in source.blocks()
                for line in block.lines()
                if line.strip()
            ]
            code = max(code, source.exit_code())
        try:
            index.remove(ids)
        except ValueError as error:
            if type(error) is not ValueError:
                raise
            raise usage_error(error) from None
        say(f"{len(ids):,} removed, {len(index):,} in '{arguments.index}'")
    return code


def _stats(arguments: argparse.Namespace) -> int:
    orjson = require("orjson")
    with open_index(arguments.index, mode="r") as index:
        settings = {name: getattr(index, name) for name in _SETTINGS}
        counts = dataclasses.asdict(index.stats())
    data_output().write(orjson.dumps({**settings, **counts}) + b"\n")
    return exit_codes.OK


def _check(arguments: argparse.Namespace) -> int:
    with open_index(arguments.index, mode="r") as index:
        index.check()
        say(f"{counted(len(index), 'document')}, all whole")
    return exit_codes.OK


def _require_index(arguments: argparse.Namespace) -> None:
    """Raise `UsageError` if the index is not there: opened for writing, it would be made."""
    if not Path(arguments.index).exists():
        raise UsageError(f"there is no index '{arguments.index}'")


def _compact(arguments: argparse.Namespace) -> int:
    _require_index(arguments)
    with open_index(arguments.index) as index:
        before = index.stats().file_bytes
        index.compact()
        say(f"{counted(before, 'byte')} before, {index.stats().file_bytes:,} after")
    return exit_codes.OK
