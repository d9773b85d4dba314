"""The filter `saring signals`: the signals of quality of a text, or of each record."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from saring import _core
from saring.cli import exit_codes
from saring.cli.arguments import add_files, add_format, add_threads
from saring.cli.filter_commands import wrong_values_are_usage_errors
from saring.cli.filter_input import Block, FilterInput, filter_inputs
from saring.cli.terminal import data_output
from saring.errors import require
from saring.io.reading import SIGNAL_DECIMALS, SIGNALS_FIELD

_EXAMPLES = """\
  saring strip < article.txt | saring signals
  saring signals --language id clean.jsonl > measured.jsonl"""


def add_to(add: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the command to the parser."""
    parser = add(
        "signals", "measure the quality signals of texts or records", _EXAMPLES, run_signals
    )
    add_files(parser)
    add_format(parser, "each input is one text")
    add_threads(parser)
    parser.add_argument(
        "--language", metavar="CODE", help="language of all texts, code or name (default: detected)"
    )
    parser.add_argument(
        "--signals-field",
        default=SIGNALS_FIELD,
        metavar="NAME",
        help=f"jsonl: field for the signals, an object (default: {SIGNALS_FIELD})",
    )


def run_signals(arguments: argparse.Namespace) -> int:
    """Run `saring signals`."""
    require("orjson")
    out = data_output()
    with wrong_values_are_usage_errors():
        _measured([], arguments)
    code = exit_codes.OK
    for source in filter_inputs(arguments):
        if source.is_jsonl:
            for block in source.blocks():
                out.write(_measured_records(source, block, arguments))
                out.flush()
        else:
            (row,) = _measured([source.text().decode("utf-8", "replace")], arguments)
            out.write("".join(f"{name}\t{_shown(value)}\n" for name, value in row.items()).encode())
        code = max(code, source.exit_code())
    return code


def _measured(texts: list[str], arguments: argparse.Namespace) -> list[dict[str, Any]]:
    """Measure texts: for each its signals by name."""
    from saring.lang import detect_batch
    from saring.quality import signals_batch

    threads = arguments.num_threads
    languages = arguments.language or detect_batch(texts, num_threads=threads)["lang"]
    table = signals_batch(texts, languages, num_threads=threads)
    columns = [table[name].to_pylist() for name in table.column_names]
    return [
        {name: _rounded(value) for name, value in zip(table.column_names, row, strict=True)}
        for row in zip(*columns, strict=True)
    ]


def _rounded(value: float | None) -> float | None:
    rounded = value if value is None else round(value, SIGNAL_DECIMALS)
    return int(rounded) if rounded is not None and rounded == int(rounded) else rounded


def _shown(value: float | None) -> str:
    return "unknown" if value is None else str(value)


def _measured_records(source: FilterInput, block: Block, arguments: argparse.Namespace) -> bytes:
    """Add their signals to the records of a block; other lines are unchanged."""
    orjson = require("orjson")
    lines = block.lines()
    records = source.records(block)
    rows = _measured([text for _, _, text in records], arguments)
    for (at, record, _), row in zip(records, rows, strict=True):
        lines[at] = _core.set_json_member(record, arguments.signals_field, orjson.dumps(row))
    return b"\n".join(lines) + b"\n"
