"""`saring completion`: a script that completes the command line in a shell, made by shtab."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from saring.cli import exit_codes
from saring.cli.terminal import data_output
from saring.errors import require

SHELLS = ("bash", "zsh", "tcsh")
_EXAMPLES = """\
  saring completion bash > ~/.local/share/bash-completion/completions/saring
  saring completion zsh > ~/.zfunc/_saring        with a folder of $fpath"""
# Kinds of values that are files, by how the help names them.
_FILES = frozenset({"FILE", "PATH", "MODEL", "PROFILE", "INDEX"})
_FOLDERS = frozenset({"FOLDER"})


def add_to(add: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the command to the parser."""
    parser = add("completion", "write the completion script of a shell", _EXAMPLES, run_completion)
    parser.add_argument("shell", choices=SHELLS, help="shell to write the script for")


def run_completion(arguments: argparse.Namespace) -> int:
    """Run `saring completion`."""
    from saring.cli.commands import build_parser

    shtab: Any = require("shtab")
    parser = build_parser()
    _complete_files(parser, shtab)
    data_output().write(shtab.complete(parser, arguments.shell).encode() + b"\n")
    return exit_codes.OK


def _complete_files(parser: argparse.ArgumentParser, shtab: Any) -> None:
    """Say which arguments are files, for a parser and those of its commands."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for command in {id(p): p for p in action.choices.values()}.values():
                _complete_files(command, shtab)
        elif action.metavar in _FILES:
            action.complete = shtab.FILE  # type: ignore[attr-defined]
        elif action.metavar in _FOLDERS:
            action.complete = shtab.DIRECTORY  # type: ignore[attr-defined]
