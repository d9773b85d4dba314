"""Arguments of every command, and how errors are shown."""

import argparse
import contextlib
import errno
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from io import TextIOWrapper
from types import FrameType
from typing import Any, NoReturn, cast

from saring._nearest import did_you_mean
from saring._option_names import option, shell_names
from saring._visible import visible
from saring.cli import exit_codes
from saring.cli.terminal import say
from saring.cli.version import VersionAction
from saring.errors import SaringError, UsageError
from saring.io.paths import printable

# A run that is interrupted ends in a fraction of this.
_PATIENCE_SECONDS = 2.0

Command = Callable[[argparse.Namespace], int]

_EXIT_CODES = """\
exit codes:
  0    done
  1    done, but some records or files could not be read, or were quarantined
  2    wrong usage; nothing was done
  3    something could not be read or written, or a package is missing
  4    an internal error: a bug in saring; --debug shows where
  130  interrupted (Ctrl-C)
  141  the reader of the output closed the pipe
  143  terminated (SIGTERM)"""
_DEBUG_HELP = "show the traceback of an error"
# Options that name files, in any bytes; values of other options are text.
_PATHS = frozenset(
    {
        "against",
        "audit",
        "config",
        "save_config",
        "file",
        "files",
        "folders",
        "index",
        "model",
        "out",
        "paths",
        "removed",
        "report",
        "rules",
        "test",
        "word_lists",
    }
)


class _Parser(argparse.ArgumentParser):
    """A parser with messages that are safe to show; for a wrong name they suggest a right one."""

    _given: tuple[str, ...] = ()

    def error(self, message: str) -> NoReturn:
        files = [name for name in self._given if name[:1] == "-" and os.path.isfile(name)]
        hints = "".join(f"; '{name}' is a file: write './{name}'" for name in files)
        super().error(printable(message + hints))

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """Parse; a command refuses what it does not know itself, as its options are not ours."""
        self._given = tuple(sys.argv[1:] if args is None else args)
        parsed, unknown = super().parse_known_args(args, namespace)
        if unknown:
            hints = dict.fromkeys(self._meant(name) for name in unknown if name[:1] == "-")
            message = f"unrecognized arguments: {' '.join(unknown)}"
            self.error("; ".join([message, *filter(None, hints)]))
        return parsed, unknown

    def _meant(self, given: str) -> str:
        """Ask for the options that may be meant, which have the names of Python too."""
        flags = {flag: flag for flag in self._option_string_actions}
        for action in self._actions:
            if action.option_strings and isinstance(action.dest, str):
                dest = "--" + action.dest.replace("_", "-")
                flags.setdefault(dest, action.option_strings[-1])
        name = given.partition("=")[0].replace("_", "-")
        if name in flags:
            return did_you_mean(name, [flags[name]], 0.0)
        return did_you_mean(name, self._option_string_actions) if name[:2] == "--" else ""

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        try:
            super()._check_value(action, value)
        except argparse.ArgumentError as error:
            hint = did_you_mean(str(value), map(str, action.choices or ()))
            raise argparse.ArgumentError(
                action, f"{error.message}; {hint}" if hint else error.message
            ) from None

    def _print_message(self, message: str, file: Any = None) -> None:
        # That of argparse ignores it where a message cannot be written.
        (file or sys.stderr).write(message)


class _Formatter(argparse.RawDescriptionHelpFormatter):
    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=32, width=100)


def build_parser() -> argparse.ArgumentParser:
    """Make the parser of the whole command line."""
    from saring.cli import (
        clean_command,
        completion_command,
        dedup_command,
        filter_commands,
        index_command,
        overlap_command,
        profile_command,
        restore_command,
        signals_command,
        train_command,
        why_command,
    )

    parser = _Parser(
        prog="saring",
        description="Make clean text corpora from scraped articles.",
        epilog=(
            "examples:\n"
            "  saring clean crawl/*.jsonl.zst -o clean/\n"
            "  saring detect < lines.txt\n"
            "  saring strip < article.txt\n\n"
            "'saring COMMAND --help' says more, with examples.\n\n"
            f"{_EXIT_CODES}"
        ),
        formatter_class=_Formatter,
    )
    parser.add_argument("--debug", action="store_true", help=_DEBUG_HELP)
    parser.add_argument("--version", action=VersionAction)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)

    def add(name: str, summary: str, examples: str, run: Command) -> argparse.ArgumentParser:
        command = commands.add_parser(
            name,
            help=summary,
            description=summary[0].upper() + summary[1:] + ".",
            epilog=f"examples:\n{examples}\n\n{_EXIT_CODES}",
            formatter_class=_Formatter,
        )
        # Without a default here, as that would undo the option before the command.
        command.add_argument(
            "--debug", action="store_true", default=argparse.SUPPRESS, help=_DEBUG_HELP
        )
        command.set_defaults(run=run)
        return command

    clean_command.add_to(add)
    why_command.add_to(add)
    restore_command.add_to(add)
    filter_commands.add_to(add)
    signals_command.add_to(add)
    dedup_command.add_to(add)
    index_command.add_to(add)
    overlap_command.add_to(add)
    profile_command.add_to(add)
    train_command.add_to(add)
    completion_command.add_to(add)
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
    return _Call(arguments).run()


class _Call:
    """One command, and how its errors are shown."""

    def __init__(self, arguments: Sequence[str]) -> None:
        self._arguments = arguments
        self._closed = _open_standard_streams()
        self._debug = False

    def run(self) -> int:
        """Run it and write out what is left in standard output."""
        code = self._command()
        try:
            sys.stdout.flush()
        except BrokenPipeError:
            return exit_codes.BROKEN_PIPE
        except OSError as error:
            if code in (exit_codes.OK, exit_codes.QUARANTINED):
                return self._fail(error, self._explain(error), exit_codes.FAILED)
        return code

    def _command(self) -> int:
        try:
            parsed = build_parser().parse_args(self._arguments)
            self._debug = parsed.debug
            with shell_names(vars(parsed).keys()):
                _check_text(vars(parsed))
                return int(parsed.run(parsed))
        except SystemExit as error:  # argparse
            return error.code if isinstance(error.code, int) else exit_codes.USAGE
        except KeyboardInterrupt as error:
            return self._fail(error, "interrupted", exit_codes.INTERRUPTED)
        except UsageError as error:
            return self._fail(error, str(error), exit_codes.USAGE)
        except SaringError as error:
            return self._fail(error, str(error), exit_codes.FAILED)
        except BrokenPipeError:
            return exit_codes.BROKEN_PIPE
        except OSError as error:
            return self._fail(error, self._explain(error), exit_codes.FAILED)
        except MemoryError as error:
            advice = "out of memory; a smaller --chunk-size or fewer --threads need less"
            return self._fail(error, advice, exit_codes.FAILED)
        except Exception as error:
            what = f"internal error: {type(error).__name__}: {error}"
            where = "" if self._debug else "; run again with --debug to see where"
            return self._fail(error, what + where, exit_codes.INTERNAL)

    def _fail(self, error: BaseException, message: str, code: int) -> int:
        with contextlib.suppress(OSError):  # the code says it where standard error fails too
            if self._debug:
                where = "".join(traceback.format_exception(error))
                sys.stderr.write(visible(where, lines=True))
            for line in (message, *getattr(error, "__notes__", ())):
                say(line, "bad")
        return code

    def _explain(self, error: OSError) -> str:
        if error.errno == errno.EBADF and self._closed:
            return f"closed: {' and '.join(self._closed)}"
        return _reason(error)


def run_process(arguments: Sequence[str]) -> NoReturn:
    """Run one command and end the process at once, whatever its threads still do.

    Parameters
    ----------
    arguments
        The command line without the program's name.
    """
    terminated = False
    interrupted = 0.0  # when the first signal came

    def interrupt(number: int, _frame: FrameType | None) -> None:
        nonlocal terminated, interrupted
        terminated = terminated or number == signal.SIGTERM
        if not interrupted:
            interrupted = time.monotonic()
            raise KeyboardInterrupt
        # A later signal is ignored, so that the run can end in order; after a while it is heeded.
        if time.monotonic() - interrupted > _PATIENCE_SECONDS:
            os._exit(exit_codes.TERMINATED if terminated else exit_codes.INTERRUPTED)

    signal.signal(signal.SIGTERM, interrupt)
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # not where it is ignored
        signal.signal(signal.SIGINT, interrupt)
    code = main(arguments)
    if terminated:
        code = exit_codes.TERMINATED
    # A worker may be in the middle of a batch: nobody waits for its result.
    os._exit(code)


def _open_standard_streams() -> list[str]:
    """Put something in the place of closed standard streams; name those that were.

    A file that is opened later would get the number of the closed one, and be read or written as
    standard input or output. What is put there instead fails when it is used, as a closed one
    would, except standard error, which is discarded.
    """
    closed = []
    for number, (name, flags) in enumerate(
        (("stdin", os.O_WRONLY), ("stdout", os.O_RDONLY), ("stderr", os.O_WRONLY))
    ):
        try:
            os.fstat(number)
        except OSError:
            opened = os.open(os.devnull, flags)  # the lowest number that is free: this one
            mode = "r" if name == "stdin" else "w"
            setattr(sys, name, os.fdopen(opened, mode, encoding="utf-8", closefd=False))
            if name != "stderr":
                closed.append(f"standard {name.removeprefix('std')}put")
    # The names of files in a summary may contain anything.
    cast(TextIOWrapper, sys.stdout).reconfigure(errors="backslashreplace")
    return closed


def _check_text(options: dict[str, Any]) -> None:
    """Refuse what is not UTF-8 in options that are text."""
    for name, value in options.items():
        if name in _PATHS:
            continue
        # A factor for each language is a dict: its keys are what was typed.
        texts = value if isinstance(value, (list, tuple, dict)) else (value,)
        for text in texts:
            if isinstance(text, str) and not _is_utf8(text):
                raise UsageError(f"{option(name)} is not UTF-8: '{text}'")


def _is_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


_NO_ROOM = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.EFBIG: "the file would be larger than permitted",
}


def _reason(error: OSError) -> str:
    number = error.errno or 0
    what = _NO_ROOM.get(number, error.strerror or str(error))
    if not error.filename:
        return what
    name = f"'{os.fsdecode(error.filename)}'"
    if number not in _NO_ROOM:
        return f"{what}: {name}"
    remedy = "raise the limit (ulimit -f)" if number == errno.EFBIG else "make room there"
    return f"{what}: {name} cannot be written; {remedy} or choose another place"
