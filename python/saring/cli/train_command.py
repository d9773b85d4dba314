"""`saring train-lang` and `saring train-strip`: train models."""

import argparse
from collections.abc import Callable
from dataclasses import fields
from inspect import signature
from typing import Any

from saring.cli import exit_codes
from saring.cli.arguments import add_threads
from saring.cli.clean_command import names
from saring.cli.progress import make_reporter
from saring.cli.terminal import show
from saring.errors import require
from saring.training.data import BUILTIN
from saring.training.options import LineTrainOptions, TrainOptions

_LANGUAGE_EXAMPLES = """\
  saring train-lang lines/ -o mine.saring
  saring train-lang news/ chats/ -o malay.saring --labels ind_Latn,zsm_Latn,min_Latn --size 4
  saring train-lang lines/ -o mine.saring --report mine.report.json --threads 2

A folder has one file per language, one text per line: ind_Latn.txt, jav_Latn.txt.zst, …
The model is used by 'saring detect --model mine.saring', from Python by
saring.Detector("mine.saring")."""


_LINE_EXAMPLES = """\
  saring train-strip labelled/ -o mine.lines
  saring train-strip news/ blogs/ -o mine.lines --report mine.report.json --threads 2

A folder has files of one document a row, *.jsonl (also .gz, .zst):
  {"site": "example.org", "lines": ["A headline", "Share", "A sentence."], "keep": [1, 0, 1]}
The model is used by 'saring strip --strip-model mine.lines', also of 'clean', from Python by
saring.strip(text, model="mine.lines"). Needs: pip install "saring[cli,train]"."""


def add_to(add: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the commands to the parser."""
    parser = add(
        "train-lang",
        "train a language model on labelled lines of text",
        _LANGUAGE_EXAMPLES,
        run_train_language,
    )
    _add_files(parser, "folders of label.txt (also .gz, .zst)")
    parser.add_argument(
        "--labels",
        type=names,
        metavar="CODES",
        help=f"train only these; '{BUILTIN}': languages with a name in saring (default: all)",
    )
    parser.add_argument(
        "--word-lists",
        nargs="+",
        default=[],
        metavar="FOLDER",
        help="folders with label.tsv files: word, tab, frequency (also .gz, .zst)",
    )
    _add_options(parser, TrainOptions)
    parser = add(
        "train-strip",
        "train a line model for strip on labelled documents",
        _LINE_EXAMPLES,
        run_train_lines,
    )
    _add_files(parser, "folders of labelled documents, *.jsonl (also .gz, .zst)")
    _add_options(parser, LineTrainOptions)


def _add_files(parser: argparse.ArgumentParser, folders: str) -> None:
    parser.add_argument("folders", nargs="+", metavar="FOLDER", help=folders)
    parser.add_argument(
        "-o", "--out", required=True, metavar="MODEL", help="file to write or replace"
    )


def _add_options(parser: argparse.ArgumentParser, options: type[Any]) -> None:
    parser.add_argument(
        "--report",
        metavar="FILE",
        help="write the scores as JSON (default: MODEL with the ending .json)",
    )
    how = parser.add_argument_group("how")
    for option in fields(options):
        how.add_argument(
            f"--{option.name.replace('_', '-')}",
            type=type(option.default),
            default=option.default,
            metavar=option.metadata["unit"],
            help=f"{option.metadata['text']} (default: {option.default:g})",
        )
    add_threads(how)
    how.add_argument("-q", "--quiet", action="store_true", help="show only errors")


def run_train_language(arguments: argparse.Namespace) -> int:
    """Run `saring train-lang`."""
    from saring.training import train_language_model

    return _run(train_language_model, arguments, "lines")


def run_train_lines(arguments: argparse.Namespace) -> int:
    """Run `saring train-strip`."""
    from saring.training import train_line_model

    return _run(train_line_model, arguments, "documents")


def _run(train: Callable[..., Any], arguments: argparse.Namespace, noun: str) -> int:
    require("rich")
    given = signature(train).parameters.keys() & vars(arguments).keys()
    reporter = make_reporter(arguments.quiet, noun)
    try:
        report = train(**{name: getattr(arguments, name) for name in given}, observer=reporter)
    finally:
        if reporter is not None:
            reporter.close()
    if not arguments.quiet:
        show(str(report))
    return exit_codes.OK
