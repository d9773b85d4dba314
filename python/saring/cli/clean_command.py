"""The command `saring clean`."""

import argparse
import contextlib
import dataclasses
import sys
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from saring._counted import counted
from saring._dedup_options import NORMALIZE
from saring.cli import clean_streams, exit_codes
from saring.cli.arguments import sample, size
from saring.cli.config_file import settings_of
from saring.cli.examples import print_examples
from saring.cli.progress import Reporter, make_reporter
from saring.cli.terminal import say, show_row
from saring.errors import require
from saring.io.paths import printable
from saring.runs.options import HOW, NORMALIZE_HELP, CleanOptions
from saring.runs.reasons import counted_reason

MAX_ID_CHARS = 80  # of an id in the summary
LEFT_ASIDE_SHOWN = 10
_NOT_KEPT = "(--audit FOLDER)"  # in place of a folder

_EXAMPLES = """\
  saring clean crawl/ -o clean/
  saring clean crawl/*.jsonl.zst -o clean/ --languages id,ms --min-confidence 0.8
  saring clean news.parquet -o clean/ --text-field body --id-field url --keep first
  saring clean pages/*.html -o clean/ --no-dedup --quiet
  zstdcat crawl.jsonl.zst | saring clean - -o - --audit audit/ > clean.jsonl"""


def names(value: str) -> list[str]:
    """Parts of a list with commas."""
    parts = [part.strip() for part in value.split(",") if part.strip()]
    if not parts:
        raise argparse.ArgumentTypeError("an empty list")
    return parts


def add_normalize(parser: argparse.ArgumentParser) -> None:
    """Add which differences between texts do not count."""
    parser.add_argument(
        "--normalize",
        type=names,
        default=NORMALIZE,
        metavar="NAMES",
        help=NORMALIZE_HELP,
    )


def add_to(add: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the command to the parser."""
    parser = add(
        "clean", "strip, detect and deduplicate files, with a report", _EXAMPLES, run_clean
    )
    parser.add_argument(
        "paths",
        nargs="+",
        metavar="PATH",
        help="files, folders or patterns, or - for standard input: .txt, .md, .jsonl, .ndjson, "
        ".json, .csv, .tsv, .html (also .gz, .zst, .bz2, .xz, .lz4), .warc, "
        ".wet, .parquet, .arrow, .feather",
    )
    parser.add_argument(
        "-o",
        "--out",
        required=True,
        metavar="FOLDER",
        help="output folder; -: write the clean file of one input to standard output, without "
        "report and audit",
    )
    parser.add_argument(
        "--audit",
        metavar="FOLDER",
        help="with -o -: folder for the report, the audit and the clean file",
    )
    groups: dict[str, Any] = {}
    for field in dataclasses.fields(CleanOptions):
        if field.metadata.get("is_hidden"):
            continue
        name = field.metadata["group"]
        if name not in groups:
            groups[name] = parser.add_argument_group(name)
        _add_option(groups[name], field)
    groups[HOW].add_argument(
        "--config",
        metavar="FILE",
        help="TOML file with options of the run and of sources; the command line takes precedence",
    )
    groups[HOW].add_argument(
        "--save-config",
        metavar="FILE",
        help="write the options of this run to a file that --config reads",
    )
    groups[HOW].add_argument("-q", "--quiet", action="store_true", help="show only errors")


def _add_option(group: Any, field: dataclasses.Field[Any]) -> None:
    """Add the argument of one setting."""
    about = field.metadata
    flag = about["flag"] or "--" + field.name.replace("_", "-")
    flags = [about["short"], flag] if "short" in about else [flag]
    # What is not given may be in the file of --config.
    more: dict[str, Any] = {"dest": field.name, "default": argparse.SUPPRESS, "help": about["help"]}
    if isinstance(field.default, bool):
        more["action"] = "store_true"
        if field.default:
            more["action"] = "store_false" if about["flag"] else argparse.BooleanOptionalAction
    elif about["metavar"] == "FILE":
        more |= {"metavar": "FILE", "action": "append"}
    elif "choices" in about:
        more["choices"] = about["choices"]
    else:
        more["metavar"] = about["metavar"]
        more["type"] = _TYPES.get(about["metavar"], str)
    group.add_argument(*flags, **more)


_TYPES = {
    "SAMPLE": sample,
    "CODES": names,
    "ROLES": names,
    "NAMES": names,
    "P": float,
    "J": float,
    "N": int,
    "SIZE": size,
}


def run_clean(arguments: argparse.Namespace) -> int:
    """Run `saring clean`."""
    for module in ("orjson", "zstandard", "rich"):
        require(module)
    from saring.cleaning import clean

    reporter = make_reporter(arguments.quiet)
    settings = settings_of(arguments)
    arguments.format = settings.get("format")
    arguments.resume = settings.get("resume", False)
    with ExitStack() as stack:
        out = stack.enter_context(clean_streams.output_folder(arguments))
        try:
            paths = stack.enter_context(clean_streams.with_standard_input(arguments))
            report = clean(paths, out, **settings, observer=reporter)
        except KeyboardInterrupt as error:
            _say_interrupted(reporter, error)
            return exit_codes.INTERRUPTED
        finally:
            _close(reporter)
        is_dry = settings.get("dry_run", False)
        if arguments.out == clean_streams.STDOUT:
            if not is_dry:
                clean_streams.write_clean_file(report.data, out)
            if not arguments.quiet:
                with contextlib.redirect_stdout(sys.stderr):
                    print_summary(report.data, arguments.audit, is_dry=is_dry)
        elif not arguments.quiet:
            try:
                print_summary(report.data, out, is_dry=is_dry)
                if is_dry:
                    print_examples(report.data)
                sys.stdout.flush()
            except OSError as error:
                error.add_note(f"the output in '{printable(out)}' is complete")
                raise
    return exit_codes.QUARANTINED if report.quarantined else exit_codes.OK


def _close(reporter: Reporter | None) -> None:
    if reporter is not None:
        reporter.close()


def _say_interrupted(reporter: Reporter | None, error: KeyboardInterrupt) -> None:
    _close(reporter)
    count = f" after {counted(reporter.documents, 'document')}" if reporter is not None else ""
    for line in (f"interrupted{count}", *getattr(error, "__notes__", ())):
        say(line)


def print_summary(report: dict[str, Any], folder: str | None, *, is_dry: bool = False) -> None:
    """Print what a run did, for people; None: its folder is not kept."""
    out = _NOT_KEPT if folder is None else printable(folder).rstrip("/")
    documents, characters = report["documents"], report["characters"]
    removed = [counted_reason(count, name) for name, count in documents["removed"].items() if count]
    lines = sum(role["lines"] for role in report["roles"])
    share = 100 * characters["kept"] / characters["read"] if characters["read"] else 0.0
    languages = ", ".join(f"{row['name']} {row['documents']:,}" for row in report["languages"][:5])
    elsewhere = counted(lines, "line or span", "lines and spans")
    show_row("documents", f"{documents['read']:,} read, {documents['kept']:,} kept", "good")
    show_row("removed", f"{', '.join(removed) or 'none'}; {elsewhere} elsewhere")
    show_row("characters", f"{characters['kept']:,} of {characters['read']:,} kept ({share:.1f} %)")
    show_row("languages", languages or "none")
    _print_warnings(report, out)
    seconds = report["run"]["seconds"]
    rate = report["run"]["input_bytes"] / 1e6 / seconds if seconds else 0.0
    show_row("time", f"{seconds:.1f} s, {rate:.0f} MB/s")
    if is_dry:
        show_row("dry run", "nothing was written")
    elif folder is None:
        show_row("report", f"not kept; {out} is for it, and for what was removed")
    else:
        show_row("report", f"{out}/{_page(report)}")


def _print_warnings(report: dict[str, Any], out: str) -> None:
    """Print what a person should look at."""
    documents, repeated = report["documents"], report["repeated_ids"]
    if count := repeated["count"]:
        occur = counted(count, "occurs", "occur")
        _warn("ids", f"{occur} twice or more, first: {_repeated(repeated)}")
    if heavy := report["heavy_losses"]["documents"]:
        _warn("heavy loss", f"{_documents(heavy)} to review, first in {out}/{_page(report)}")
    if unsure := report["unsure_texts"]:
        _warn("unsure", f"{_documents(unsure)} whose article is unsure")
    if mojibake := report["mojibake_texts"]:
        _warn("mojibake", f"{_documents(mojibake)}, marked in removed.jsonl.zst")
    if markup := report["markup_texts"]:
        remedy = "--html-field for a field, --format html for files"
        _warn("mark-up", f"{_documents(markup)} whose text is HTML: {remedy}")
    if repaired := documents["repaired"]:
        originals = "the original is" if repaired == 1 else "the originals are"
        _warn("repaired", f"{counted(repaired, 'record')}; {originals} in removed.jsonl.zst")
    if quarantined := documents["quarantined"]:
        _warn("quarantined", f"{counted(quarantined, 'record')}; see {out}/quarantine.jsonl")
    if (table := report["table"]) and (missing := table["not_found"]):
        _warn("columns", f"no input has {', '.join(map(_shortened, missing[:10]))}")
    _print_left_aside(report["files_left_aside"], report["files_left_aside_unlisted"])


def _print_left_aside(left_aside: list[dict[str, str]], unlisted: int) -> None:
    if not left_aside:
        return
    what = counted(len(left_aside) + unlisted, "file or folder", "files and folders")
    which = f"the first {len(left_aside):,} " if unlisted else ""
    _warn("skipped", f"{what}, {which}listed in report.json")
    for entry in left_aside[:LEFT_ASIDE_SHOWN]:
        show_row("", f"{entry['file']}: {entry['reason']}")


def _warn(label: str, text: str) -> None:
    show_row(label, text, "warning")


def _documents(count: int) -> str:
    return counted(count, "document")


def _page(report: dict[str, Any]) -> str:
    return "report.html" if "report.html" in report["outputs"] else "report.json"


def _shortened(text: str) -> str:
    return text if len(text) <= MAX_ID_CHARS else text[:MAX_ID_CHARS] + "…"


def _repeated(repeated: dict[str, Any]) -> str:
    first = repeated["first"][0]
    earlier = first["earlier"]
    ident = _shortened(repr(first["id"]))
    return f"{ident} {_place(first)} and {_place(earlier)}"


def _place(entry: dict[str, Any]) -> str:
    line = entry["line"]
    return f"{entry['file']}:{line}" if line else f"{entry['file']} row {entry['record']}"
