"""The TOML file of `saring clean --config`, and how `--save-config` writes it."""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from saring._named_files import create
from saring._option_names import option
from saring.cli.arguments import sample, size
from saring.errors import UsageError
from saring.io.new_file import new_file
from saring.io.paths import printable
from saring.runs.options import SOURCE_OPTIONS, CleanOptions
from saring.runs.source_options import nearest

_SECTIONS = "source"  # in the file: [source."*.csv"]
_FIELDS = {
    field.name: field for field in dataclasses.fields(CleanOptions) if field.name != "sources"
}
# By the metavar: what reads a value that is written as a string, as on the command line.
_READ: dict[str | None, Callable[[str], float]] = {"SIZE": size, "SAMPLE": sample}
# Of one run alone.
_NOT_SAVED = frozenset({"dry_run", "overwrite", "resume"})


def settings_of(arguments: argparse.Namespace) -> dict[str, Any]:
    """Return the options of a run: given options take precedence over ``--config``.

    An option that is given holds for every source, whatever the file says. With ``--save-config``
    the options are written, once they are known to be valid.

    Raises
    ------
    UsageError
        The file is not TOML, or has a key or value that no option has; the message names
        the file, the line and the nearest key.
    """
    given = {name: value for name, value in vars(arguments).items() if name in _FIELDS}
    settings: dict[str, Any] = {}
    if arguments.config is not None:
        settings = _read(Path(arguments.config))
    sections = {
        pattern: {name: value for name, value in of.items() if name not in given}
        for pattern, of in settings.pop("sources", {}).items()
    }
    settings |= given
    if sections:
        settings["sources"] = sections
    if arguments.save_config is not None:
        CleanOptions(**settings)
        text = _written(settings)
        _check_replaceable(Path(arguments.save_config))
        with new_file(arguments.save_config) as staged, create(staged) as file:
            file.write(text.encode())
    return settings


def _check_replaceable(path: Path) -> None:
    """Refuse to replace what is no file of options, such as an input named by mistake."""
    if not path.is_file():
        return
    try:
        _read(path)
    except UsageError:
        raise UsageError(
            f"{option('save_config', True)}: '{printable(path)}' exists and is no file of options: "
            "name another"
        ) from None


def _read(path: Path) -> dict[str, Any]:
    """Read a file; the options of sources are in ``sources``."""
    name = printable(path)
    try:
        text = path.read_text(encoding="utf-8")
        values = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"'{name}' is not TOML: {error}") from None
    check = _Check(name, text)
    sections = values.pop(_SECTIONS, {})
    settings = dict(check.options(values, tuple(_FIELDS)))
    if not isinstance(sections, Mapping):
        raise check.error(_SECTIONS, f'expected sections such as [{_SECTIONS}."*.csv"]')
    found = {}
    for pattern, of in sections.items():
        if not isinstance(of, Mapping):
            raise check.error(pattern, f'expected sections such as [{_SECTIONS}."*.csv"]')
        found[pattern] = dict(check.options(of, SOURCE_OPTIONS, pattern))
    return settings | ({"sources": found} if found else {})


class _Check:
    """Checks keys and values of a file."""

    def __init__(self, name: str, text: str) -> None:
        self._name = name
        self._lines = text.split("\n")

    def options(
        self, values: Mapping[str, Any], known: tuple[str, ...], section: str = ""
    ) -> Iterator[tuple[str, Any]]:
        """Yield options with their values; keys may be written with hyphens."""
        for key, value in values.items():
            name = key.replace("-", "_")
            name = "num_threads" if name == "threads" else name
            if name not in known:
                hint = nearest(name, known)
                raise self.error(key, f"'{key}' is no option here; {hint}", section)
            yield name, self._value(key, name, value, section)

    def _value(self, key: str, name: str, value: Any, section: str) -> Any:
        """Return a value that its option may have."""
        field = _FIELDS[name]
        metavar, default = field.metadata["metavar"], field.default
        if metavar in _READ and isinstance(value, str):
            try:
                return _READ[metavar](value)
            except argparse.ArgumentTypeError as error:
                raise self.error(key, f"'{key}': {error}", section) from None
        if isinstance(default, bool):
            expected, is_right = "true or false", isinstance(value, bool)
        elif metavar == "SAMPLE" or isinstance(default, float):
            expected, is_right = "a number", _is_number(value)
        elif isinstance(default, int) or metavar in ("N", "SIZE"):
            expected, is_right = "a whole number", _is_number(value) and isinstance(value, int)
        elif metavar in ("CODES", "ROLES", "NAMES", "FILE"):
            value = [value] if isinstance(value, str) else value
            expected = "a string or a list of strings"
            is_right = isinstance(value, list) and all(isinstance(part, str) for part in value)
        else:
            expected, is_right = "a string", isinstance(value, str)
        if not is_right:
            raise self.error(key, f"'{key}' must be {expected}, not {json.dumps(value)}", section)
        return value

    def error(self, key: str, what: str, section: str = "") -> UsageError:
        """Make the error, with the line on which a key is."""
        begun = not section
        for number, line in enumerate(self._lines, 1):
            begun = begun or (line.lstrip().startswith("[") and section in line)
            if begun and re.match(rf"\s*\[?[^=\]]*{re.escape(key)}", line):
                return UsageError(f"'{self._name}', line {number}: {what}")
        return UsageError(f"'{self._name}': {what}")


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _written(settings: Mapping[str, Any]) -> str:
    """Write options as TOML: those that are not as by default, and those of sources."""
    lines = ["# Options of saring clean, for --config."]
    for name, value in settings.items():
        if name != "sources" and name not in _NOT_SAVED and value != _FIELDS[name].default:
            lines += _line(name, value)
    for pattern, of in (settings.get("sources") or {}).items():
        lines += ["", f"[{_SECTIONS}.{_string(pattern)}]"]
        for name, value in of.items():
            lines += _line(name, value)
    return "\n".join(lines) + "\n"


def _line(name: str, value: Any) -> list[str]:
    if value is None:
        return []
    if isinstance(value, bool):
        return [f"{name} = {str(value).lower()}"]
    if isinstance(value, list | tuple):
        return [f"{name} = [{', '.join(_string(os.fsdecode(part)) for part in value)}]"]
    if isinstance(value, int | float):
        return [f"{name} = {value!r}"]
    return [f"{name} = {_string(os.fsdecode(value))}"]


def _string(text: str) -> str:
    """Write a basic string of TOML; its escapes are the same as in JSON."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise UsageError(f"--save-config: '{printable(text)}' is not UTF-8") from None
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
