"""`saring train-lang`: a language model of one's own."""

import argparse
import sys
from collections.abc import Callable

from saring.cli import exit_codes
from saring.cli.clean_command import names
from saring.cli.progress import make_reporter
from saring.errors import require
from saring.training.data import BUILTIN

_EXAMPLES = """\
  saring train-lang lines/ -o mine.saring
  saring train-lang news/ chats/ -o malay.saring --labels ind_Latn,zsm_Latn,min_Latn --size 4
  saring train-lang lines/ -o mine.saring --report mine.report.json --threads 2

A folder holds one file a language, one text a line: ind_Latn.txt, jav_Latn.txt.zst, … (also .gz).
The model is used by 'saring detect --model mine.saring', from Python by
saring.Detector("mine.saring")."""


def add_to(add: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the command to the parser."""
    parser = add(
        "train-lang", "make a language model from labelled lines of text", _EXAMPLES, run_train
    )
    parser.add_argument(
        "folders", nargs="+", metavar="FOLDER", help="folders of label.txt (also .gz, .zst)"
    )
    parser.add_argument("-o", "--out", required=True, metavar="MODEL", help="file to write")
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
    how.add_argument("--size", type=float, default=16.0, metavar="MB", help="at most, roughly (16)")
    how.add_argument(
        "--epochs", type=int, default=4, metavar="N", help="passes before weak weights go (4)"
    )
    how.add_argument("--refine-epochs", type=int, default=2, metavar="N", help="and after it (2)")
    how.add_argument(
        "--max-lines", type=int, default=60_000, metavar="N", help="read of a language (60000)"
    )
    how.add_argument("--seed", type=int, default=1, metavar="N", help="(1)")
    how.add_argument("-j", "--threads", type=int, default=0, metavar="N", help="(all cores)")
    how.add_argument("-q", "--quiet", action="store_true", help="say nothing but errors")


def run_train(arguments: argparse.Namespace) -> int:
    """Run `saring train-lang`."""
    require("rich")
    from saring.training import train_language_model

    labels = arguments.labels
    reporter = make_reporter(arguments.quiet, "lines")
    try:
        report = train_language_model(
            arguments.folders,
            arguments.out,
            labels=BUILTIN if labels == [BUILTIN] else labels,
            word_lists=arguments.word_lists,
            report=arguments.report,
            size=arguments.size,
            epochs=arguments.epochs,
            refine_epochs=arguments.refine_epochs,
            max_lines=arguments.max_lines,
            seed=arguments.seed,
            threads=arguments.threads,
            observer=reporter,
        )
    except KeyboardInterrupt:
        if reporter is not None:
            reporter.close()
        print(f"saring: interrupted; '{arguments.out}' was not written", file=sys.stderr)
        return exit_codes.INTERRUPTED
    finally:
        if reporter is not None:
            reporter.close()
    if not arguments.quiet:
        print(report)
    return exit_codes.OK
