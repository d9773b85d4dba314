"""Errors that saring raises. All are subclasses of `SaringError`."""

import contextlib
import importlib
import importlib.util
import sys
from types import ModuleType

from saring._core import IndexFileError, InvalidUtf8Error, ModelError, RuleError, SaringError
from saring._option_names import in_callers_form

__all__ = [
    "IndexFileError",
    "InvalidUtf8Error",
    "MissingExtraError",
    "ModelError",
    "RuleError",
    "SaringError",
    "UsageError",
    "require",
    "require_posix",
    "usage_error",
]


class UsageError(SaringError, ValueError):
    """A request that cannot be carried out. Nothing was read or written."""


def usage_error(error: ValueError) -> UsageError:
    """Make the error of a request of what the core says of a value in it."""
    return UsageError(in_callers_form(str(error)))


class MissingExtraError(SaringError, ImportError):
    """A package that an extra of saring installs is missing."""


def require_posix(what: str) -> None:
    """Refuse what a system without the file functions of POSIX cannot do: Windows.

    Parameters
    ----------
    what
        The subject of the message, e.g. ``"an output folder"``.

    Raises
    ------
    UsageError
        There are no locks on open files, no folders that stay open and no owners of files.

    Examples
    --------
    >>> from saring.errors import require_posix
    >>> require_posix("an output folder")
    """
    if importlib.util.find_spec("fcntl") is None:
        raise UsageError(
            f"{what} needs the files of Linux or macOS, which this system does not have"
        )


def require(module: str, extra: str = "cli") -> ModuleType:
    """Import an optional package.

    Parameters
    ----------
    module
        Name to import, e.g. ``"zstandard"``.
    extra
        The extra of saring that installs it.

    Returns
    -------
    ModuleType
        The module.

    Raises
    ------
    MissingExtraError
        With the command that installs the extra.

    Examples
    --------
    >>> from saring.errors import require
    >>> require("json").dumps([1])
    '[1]'
    """
    from saring.held_signals import held_signals

    try:
        # Some packages crash if a signal's handler raises while they are imported. One that is
        # there already may still be being imported by another thread, which is waited for.
        with contextlib.nullcontext() if module in sys.modules else held_signals():
            return importlib.import_module(module)
    except ModuleNotFoundError as error:
        raise MissingExtraError(
            f"this needs the package {error.name}: pip install 'saring[{extra}]'", name=error.name
        ) from None
