"""`saring dedup`: keep one copy of each text, or of each part."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from saring import _core
from saring._counted import counted
from saring._dedup_options import KEEP_RULES
from saring.cli import exit_codes
from saring.cli.arguments import add_files, add_format, add_threads, size
from saring.cli.clean_command import add_normalize
from saring.cli.dedup_files import run_files
from saring.cli.filter_commands import wrong_values_are_usage_errors
from saring.cli.filter_input import STDIN, Block, FilterInput
from saring.cli.known_texts import Against, KnownTexts
from saring.cli.stories import check_options, with_stories
from saring.cli.terminal import data_output, say
from saring.errors import UsageError
from saring.io.records import Outcome
from saring.runs.options import CONTAINED

if TYPE_CHECKING:
    from saring.runs.spool import Spool

_DEDUP_EXAMPLES = """\
  saring dedup < lines.txt > unique.txt
  saring dedup --threshold 0.9 --keep first < crawl.jsonl > unique.jsonl
  saring dedup crawl/*.jsonl.zst -o unique/ --memory 1.5G
  saring dedup --against news.saring < today.jsonl > new.jsonl
  saring dedup --against yesterday.jsonl --against archive/ < today.jsonl > new.jsonl
  saring dedup --clusters story --time-field date < crawl.jsonl > stories.jsonl
  saring dedup --by passage --removed passages.jsonl < crawl.jsonl > shorter.jsonl"""


def add_to(add: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the command to the parser."""
    dedup = add("dedup", "keep one copy of each text", _DEDUP_EXAMPLES, run_dedup)
    add_files(dedup)
    add_format(dedup, "each line is a text")
    add_threads(dedup, "threads of the search (default: all cores)")
    dedup.add_argument(
        "-o",
        "--output",
        metavar="FOLDER",
        help="output folder, one file per input file (default: standard output); run the same "
        "command again to continue an interrupted run",
    )
    dedup.add_argument(
        "--memory",
        type=size,
        metavar="SIZE",
        help="memory limit of the whole run, e.g. 1.5G; files are read twice",
    )
    dedup.add_argument(
        "--by",
        choices=("text", "paragraph", "line", "passage"),
        default="text",
        help="compare whole texts, or remove repeated parts of them (default: text)",
    )
    dedup.add_argument(
        "--min-words",
        type=int,
        metavar="N",
        help="shortest part to remove, in words (default: passage 50, paragraph and line 10)",
    )
    dedup.add_argument(
        "--min-count",
        type=int,
        metavar="N",
        help="remove parts that occur at least N times (default: 2)",
    )
    dedup.add_argument(
        "--removed",
        metavar="FILE",
        help="write the removed parts to this file, as jsonl",
    )
    dedup.add_argument(
        "--threshold",
        type=float,
        metavar="J",
        help="similarity from which texts are copies (default: 0.8, or that of the index)",
    )
    dedup.add_argument(
        "--against",
        action="append",
        metavar="PATH",
        help="also remove texts with a copy in this index (see 'saring index'), file or folder; "
        "repeatable",
    )
    add_normalize(dedup)
    rules = [rule for rule in KEEP_RULES if rule != "site"]
    dedup.add_argument(
        "--keep", choices=rules, help="which copy to keep (default: longest; for parts, the first)"
    )
    dedup.add_argument(
        "--keep-field",
        metavar="NAME",
        help="field with the date for --keep newest, or the score for --keep best",
    )
    dedup.add_argument(
        "--contained",
        choices=CONTAINED,
        default="excerpts",
        help="which texts to remove that another text contains: excerpts (teasers and shorter "
        "versions), all, or keep for none (default: excerpts)",
    )
    dedup.add_argument(
        "--clusters",
        choices=("star", "story"),
        default="star",
        help="story (jsonl only): also write the story number of each kept text (default: star)",
    )
    dedup.add_argument(
        "--story-field", metavar="NAME", help="jsonl: field for the story number (default: story)"
    )
    dedup.add_argument(
        "--time-field",
        metavar="NAME",
        help="field with the date; texts more than five days apart are never one story",
    )


def run_dedup(arguments: argparse.Namespace) -> int:
    """Run `saring dedup`."""
    is_bounded = bool(arguments.output or arguments.memory or len(arguments.files) > 1)
    if arguments.by != "text":
        from saring.cli.repeats import run_repeats

        check_options(arguments)
        if arguments.output or arguments.memory:
            raise UsageError(
                "--output and --memory are for whole texts: leave them out with "
                f"--by {arguments.by}"
            )
        of_texts = (arguments.against, arguments.threshold, arguments.keep_field)
        if of_texts != (None, None, None) or arguments.clusters != "star":
            raise UsageError(
                "--against, --threshold, --keep-field and --clusters are for whole texts"
            )
        return run_repeats(arguments)
    if (arguments.min_words, arguments.min_count, arguments.removed) != (None, None, None):
        raise UsageError(
            "--min-words, --min-count and --removed need --by passage, paragraph or line"
        )
    check_options(arguments)
    keep = arguments.keep or "longest"
    if (keep in ("newest", "best")) != bool(arguments.keep_field):
        raise UsageError("--keep newest and best need --keep-field, other rules take none")
    if is_bounded:
        return run_files(arguments, keep)
    return _run_one(arguments, keep)


def _run_one(arguments: argparse.Namespace, keep: str) -> int:
    """Run it on one input, which is read once."""
    from saring.runs.spool import Spool

    cleaner = _core.Cleaner(
        model_path="",
        strip=False,
        filter=False,
        text_field=arguments.text_field,
        rank_field=arguments.keep_field or "",
    )
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="saring-"))
        with wrong_values_are_usage_errors():
            against = stack.enter_context(Against(arguments, Path(folder)))
            finder = _core.CopyFinder(
                threshold=against.threshold,
                normalize=list(arguments.normalize),
                contained=arguments.contained,
                num_threads=arguments.num_threads,
                temp_folder=folder,
            )
        spool = Spool(Path(folder) / "spool")
        table = _core.DocumentTable()
        table.add_source("")
        with FilterInput(arguments, (arguments.files or [STDIN])[0]) as source:
            check_options(arguments, source)
            known = None
            if against:
                known = KnownTexts(against.find, source, arguments.text_field)
            for block in source.blocks():
                if known is not None:
                    block = known.without(block)
                batch = cleaner.clean([source.piece(block).for_core()], table)
                for _, line, _, reason, _, outcome, _ in batch.problems():
                    if outcome == Outcome.QUARANTINED:
                        source.problem(line, reason)
                first_row, end_row = table.append(batch)
                finder.add(batch, first_row)
                spool.append(spool.pack(block.data, False), first_row, end_row)
            spool.finish()
            copies = finder.finish(keep, table)
            known_lines = known.lines if known is not None else set()
            labelled: dict[int, bytes] = {}
            if arguments.clusters == "story":
                labelled = with_stories(source, spool, table, copies, arguments)
            _write_unique(spool, table, copies, known_lines, labelled)
            removed = counted(len(copies), "copy", "copies")
            found = f", {len(known_lines):,} known" if against else ""
            say(f"{len(table) + len(known_lines):,} read{found}, {removed} removed")
            if copies.expected_recall < 1:
                say(
                    "some texts share most of their words with very many others and were searched "
                    f"by MinHash: expected recall {copies.expected_recall:.3f}"
                )
            return exit_codes.QUARANTINED if against.lost else source.exit_code()


def _write_unique(
    spool: Spool, table: Any, copies: Any, known_lines: set[int], labelled: dict[int, bytes]
) -> None:
    """Write all lines except the copies; blank lines and lines that are no records stay.

    `labelled` has what is written in place of some of the lines.
    """
    out = data_output()
    first_record = 0
    for stored, first_row, end_row in spool.batches():
        lines: list[bytes | None] = list(Block(1, spool.unpack(stored)).lines())
        for row in range(first_row, end_row):
            if copies.find(row) is not None:
                lines[table.location(row)[1] - first_record] = None
        for at in range(len(lines)):
            if first_record + at in known_lines:
                lines[at] = None
            elif first_record + at in labelled:
                lines[at] = labelled[first_record + at]
        first_record += len(lines)
        kept = [line for line in lines if line is not None]
        if kept:
            out.write(b"\n".join(kept) + b"\n")
