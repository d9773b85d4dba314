"""Arguments of every command, and what becomes of errors."""

import argparse
import errno
import os
import signal
import sys
from collections.abc import Callable, Sequence
from types import FrameType
from typing import NoReturn

from saring._core import __version__
from saring.cli import exit_codes
from saring.errors import MissingExtraError, SaringError, UsageError

Command = Callable[[argparse.Namespace], int]

_EXIT_CODES = """\
exit codes:
  0  all is well
  1  done, but some records or files could not be read
  2  the request is wrong; nothing was done
  3  the output could not be written, or a package is missing
  130  interrupted (Ctrl-C); no output was left behind"""


class _Formatter(argparse.RawDescriptionHelpFormatter):
    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=32, width=100)


def build_parser() -> argparse.ArgumentParser:
    """Make the parser of the whole command line."""
    from saring.cli import clean_command, filter_commands, train_command

    parser = argparse.ArgumentParser(
        prog="saring",
        description="Clean text corpora out of scraped articles.",
        epilog=(
            "examples:\n"
            "  saring clean crawl/*.jsonl.zst -o clean/\n"
            "  saring detect < lines.txt\n"
            "  saring strip < article.txt\n\n"
            "'saring COMMAND --help' tells more and shows examples."
        ),
        formatter_class=_Formatter,
    )
    parser.add_argument("--version", action="version", version=f"saring {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)

    def add(name: str, summary: str, examples: str, run: Command) -> argparse.ArgumentParser:
        command = commands.add_parser(
            name,
            help=summary,
            description=summary[0].upper() + summary[1:] + ".",
            epilog=f"examples:\n{examples}\n\n{_EXIT_CODES}",
            formatter_class=_Formatter,
        )
        command.set_defaults(run=run)
        return command

    clean_command.add_to(add)
    filter_commands.add_to(add)
    train_command.add_to(add)
    return parser


def main(arguments: Sequence[str]) -> int:
    """Run one command.

    Parameters
    ----------
    arguments
        The command line without the program's name.

    Returns
    -------
    int
        The exit code.
    """
    try:
        parsed = build_parser().parse_args(arguments)
        code: int = parsed.run(parsed)
        sys.stdout.flush()
    except MissingExtraError as error:
        return _fail(str(error), exit_codes.FAILED)
    except UsageError as error:
        return _fail(str(error), exit_codes.USAGE)
    except SaringError as error:
        return _fail(str(error), exit_codes.FAILED)
    except BrokenPipeError:
        return exit_codes.BROKEN_PIPE
    except OSError as error:
        return _fail(_explain(error), exit_codes.FAILED)
    except MemoryError:
        return _fail(
            "out of memory; a smaller --chunk-size or fewer --threads need less", exit_codes.FAILED
        )
    except KeyboardInterrupt:
        return _fail("interrupted", exit_codes.INTERRUPTED)
    except SystemExit as error:  # argparse
        return error.code if isinstance(error.code, int) else exit_codes.USAGE
    return code


def run_process(arguments: Sequence[str]) -> NoReturn:
    """Run one command and end the process at once, whatever its threads still do.

    Parameters
    ----------
    arguments
        The command line without the program's name.
    """
    terminated = False

    def terminate(_number: int, _frame: FrameType | None) -> None:
        nonlocal terminated
        terminated = True
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, terminate)
    code = main(arguments)
    if terminated:
        code = exit_codes.TERMINATED
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        code = code or exit_codes.FAILED
    # A worker may be in the middle of a batch: nobody waits for its result.
    os._exit(code)


def _fail(message: str, code: int) -> int:
    print(f"saring: {message}", file=sys.stderr)
    return code


_ADVICE = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.EFBIG: "the file would be larger than permitted",
}


def _explain(error: OSError) -> str:
    what = _ADVICE.get(error.errno or 0, error.strerror or str(error))
    return f"{what}: '{error.filename}'" if error.filename else what
