"""`saring profile`: make, merge and show profiles of sites."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from saring import _core
from saring._counted import counted
from saring.cli import exit_codes
from saring.cli.arguments import add_encoding, add_threads, size
from saring.cli.filter_input import checked_encoding
from saring.cli.progress import ProblemLines
from saring.cli.terminal import say, show
from saring.errors import UsageError, usage_error
from saring.io.containers import Batch, read_batches
from saring.io.discover import FileOptions, discover
from saring.io.documents import documents
from saring.io.new_file import check_no_input
from saring.io.reading import MAX_DOCUMENT, ReadOptions
from saring.io.records import Container, Outcome, Problem
from saring.runs.pool import OrderedPool
from saring.sites import SiteProfile

_EXAMPLES = """\
  saring profile build crawl/*.jsonl.zst -o sites.profile
  saring profile build articles/ --site ellery.example -o ellery.profile
  saring profile merge monday.profile tuesday.profile -o week.profile
  saring profile show sites.profile ellery.example

A profile says which lines repeat over the documents of a site. From Python:
saring.strip(text, site=…, profile=saring.SiteProfile.load("sites.profile"))."""
_PROBLEMS_SHOWN = 20


def add_to(add: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the command to the parser."""
    parser = add("profile", "make, merge and show profiles of web sites", _EXAMPLES, run_profile)
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)

    build = actions.add_parser("build", help="count the lines of documents by site")
    build.add_argument(
        "paths",
        nargs="+",
        metavar="PATH",
        help="files, folders or patterns: .txt, .jsonl (also .gz, .zst), .parquet",
    )
    _add_out(build)
    build.add_argument(
        "--text-field", default="text", metavar="NAME", help="field with the text (default: text)"
    )
    build.add_argument(
        "--site-field",
        default="url",
        metavar="NAME",
        help="field with the URL or host name (default: url)",
    )
    build.add_argument("--site", default="", metavar="HOST", help="site of documents without one")
    build.add_argument(
        "--lines", action="store_true", help="treat each line of a text file as a document"
    )
    build.add_argument(
        "--max-documents",
        type=int,
        default=1024,
        metavar="N",
        help="documents to keep as a sample of each site (default: 1024)",
    )
    add_encoding(build, "text files and JSON Lines")
    add_threads(build)
    build.add_argument("--max-document", type=size, default=MAX_DOCUMENT, metavar="SIZE")

    merge = actions.add_parser("merge", help="merge profiles into one")
    merge.add_argument("paths", nargs="+", metavar="PROFILE")
    _add_out(merge)

    shown = actions.add_parser("show", help="list the sites, or the boilerplate of one site")
    shown.add_argument("file", metavar="PROFILE")
    shown.add_argument("host", nargs="?", metavar="SITE", help="host name or URL")


def _add_out(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("-o", "--out", required=True, metavar="PROFILE", help="profile to write")


def run_profile(arguments: argparse.Namespace) -> int:
    """Run `saring profile`."""
    actions = {"build": _build, "merge": _merge, "show": _show}
    return actions[arguments.action](arguments)


def _build(arguments: argparse.Namespace) -> int:
    options = ReadOptions(
        text_field=arguments.text_field,
        id_field=None,
        site_field=arguments.site_field,
        lines=arguments.lines,
        encoding=checked_encoding(arguments.encoding),
        max_document=arguments.max_document,
    )
    try:
        profile = SiteProfile(max_documents=arguments.max_documents)
    except ValueError as error:
        raise usage_error(error) from None
    problems = ProblemLines(_PROBLEMS_SHOWN, "further problems are not shown")
    lost = 0

    def work(batch: Batch) -> list[Problem]:
        """Count the documents of a batch; the order of batches does not matter."""
        met = [*batch.problems]
        for piece in batch.pieces:
            texts: list[str | bytes] = []
            sites: list[str] = []
            for document in documents(piece, options, met):
                texts.append(document.text)
                sites.append(document.site or arguments.site)
            profile.add(texts, sites)
        return met

    threads = _core.resolve_threads(arguments.num_threads)
    pool = OrderedPool(
        work, lambda batch: batch.memory, threads, 2 * threads * options.batch_memory
    )
    with tempfile.TemporaryDirectory(prefix="saring-") as folder:
        of_files = FileOptions(text_field=options.text_field)
        found = discover(arguments.paths, Path(folder) / "out", lambda _: of_files)
        check_no_input(arguments.out, (source.path for source in found.sources))
        if any(source.container is Container.HTML for source in found.sources):
            raise UsageError("a profile counts the lines of texts, not of HTML pages")
        for _, met in pool.results(read_batches(found.sources, options, Path(folder))):
            for problem in met:
                if problem.outcome is Outcome.QUARANTINED:
                    lost += 1
                    if (line := problems.line(problem, "left out")) is not None:
                        print(line, file=sys.stderr)
    profile.save(arguments.out)
    counted_documents = counted(sum(profile.sites().values()), "document")
    say(f"{counted_documents} of {counted(len(profile), 'site')}")
    return exit_codes.QUARANTINED if lost else exit_codes.OK


def _merge(arguments: argparse.Namespace) -> int:
    profiles = [SiteProfile.load(path) for path in arguments.paths]
    merged = profiles[0]
    for path, profile in zip(arguments.paths[1:], profiles[1:], strict=True):
        try:
            merged.merge(profile)
        except ValueError as error:
            raise UsageError(f"'{path}': {error}") from None
    merged.save(arguments.out)
    return exit_codes.OK


def _show(arguments: argparse.Namespace) -> int:
    profile = SiteProfile.load(arguments.file)
    if arguments.host is None:
        for site, documents in profile.sites().items():
            show(f"{documents:>10,}  {site}")
        return exit_codes.OK
    for line in profile.show(arguments.host):
        kind = "template" if line.is_template else "label" if line.has_titles else "line"
        show(f"{line.documents:>10,}  {kind:<8}  {line.text or '(no text kept)'}")
    return exit_codes.OK
