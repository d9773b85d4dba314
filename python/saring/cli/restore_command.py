"""The command `saring restore`: documents as they were read, brought back from an output."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from saring._counted import counted
from saring.cli import exit_codes
from saring.cli.clean_command import names
from saring.cli.terminal import say
from saring.errors import UsageError, require
from saring.runs.restore import write_restored
from saring.runs.traces import Traces

_EXAMPLES = """\
  saring restore clean/ 4711 4712 -o back.jsonl
  saring restore clean/ news.parquet:17 -o back.parquet
  saring restore clean/ --role caption -o with_captions.jsonl.zst"""


def add_to(add: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the command to the parser."""
    parser = add(
        "restore",
        "restore removed documents or lines from an output folder",
        _EXAMPLES,
        run_restore,
    )
    parser.add_argument("out", metavar="OUT", help="output folder of saring clean")
    parser.add_argument(
        "ids",
        nargs="*",
        metavar="ID",
        help="document id, or FILE:RECORD with records counted from 0; with --role and no ID, all "
        "kept documents that had such lines",
    )
    parser.add_argument(
        "--role",
        type=names,
        metavar="ROLES",
        help="restore only the lines with these roles, e.g. caption,byline",
    )
    parser.add_argument(
        "-o",
        "--output",
        required=True,
        dest="file",
        metavar="FILE",
        help="file to write: .jsonl (or .jsonl.zst and so on), or the format of the inputs",
    )


def run_restore(arguments: argparse.Namespace) -> int:
    """Run `saring restore`."""
    for module in ("orjson", "zstandard"):
        require(module)
    if not arguments.ids and arguments.role is None:
        raise UsageError("name documents by their ids, or lines by --role")
    traces = Traces(Path(arguments.out))
    roles = arguments.role
    found = traces.find(arguments.ids) if arguments.ids else traces.with_roles(roles)
    write_restored(found, Path(arguments.file), roles)
    say(f"{counted(len(found), 'document')} in '{arguments.file}'", "good")
    return exit_codes.OK
