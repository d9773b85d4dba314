"""`saring train-lang`: train a language model."""

import argparse
from collections.abc import Callable
from dataclasses import fields
from inspect import signature

from saring.cli import exit_codes
from saring.cli.clean_command import names
from saring.cli.progress import make_reporter
from saring.cli.terminal import show
from saring.errors import require
from saring.training.data import BUILTIN
from saring.training.options import TrainOptions

_EXAMPLES = """\
  saring train-lang lines/ -o mine.saring
  saring train-lang news/ chats/ -o malay.saring --labels ind_Latn,zsm_Latn,min_Latn --size 4
  saring train-lang lines/ -o mine.saring --report mine.report.json --threads 2

A folder has one file per language, one text per line: ind_Latn.txt, jav_Latn.txt.zst, …
The model is used by 'saring detect --model mine.saring', from Python by
saring.Detector("mine.saring")."""


def add_to(add: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the command to the parser."""
    parser = add(
        "train-lang", "train a language model on labelled lines of text", _EXAMPLES, run_train
    )
    parser.add_argument(
        "folders", nargs="+", metavar="FOLDER", help="folders of label.txt (also .gz, .zst)"
    )
    parser.add_argument(
        "-o", "--out", required=True, metavar="MODEL", help="file to write or replace"
    )
    parser.add_argument(
        "--labels",
        type=names,
        metavar="CODES",
        help=f"train these only; '{BUILTIN}': the languages that saring has a name for (all)",
    )
    parser.add_argument(
        "--word-lists",
        nargs="+",
        default=[],
        metavar="FOLDER",
        help="folders of label.tsv: word, tab, frequency (also .gz, .zst)",
    )
    parser.add_argument(
        "--report", metavar="FILE", help="scores as JSON (MODEL with the ending .json)"
    )
    how = parser.add_argument_group("how")
    for option in fields(TrainOptions):
        how.add_argument(
            f"--{option.name.replace('_', '-')}",
            type=type(option.default),
            default=option.default,
            metavar=option.metadata["unit"],
            help=f"{option.metadata['text']} ({option.default:g})",
        )
    how.add_argument(
        "-j", "--threads", dest="num_threads", type=int, default=0, metavar="N", help="(all cores)"
    )
    how.add_argument("-q", "--quiet", action="store_true", help="show errors only")


def run_train(arguments: argparse.Namespace) -> int:
    """Run `saring train-lang`."""
    require("rich")
    from saring.training import train_language_model

    given = signature(train_language_model).parameters.keys() & vars(arguments).keys()
    reporter = make_reporter(arguments.quiet, "lines")
    try:
        report = train_language_model(
            **{name: getattr(arguments, name) for name in given}, observer=reporter
        )
    finally:
        if reporter is not None:
            reporter.close()
    if not arguments.quiet:
        show(str(report))
    return exit_codes.OK
