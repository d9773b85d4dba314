"""How messages name an option: as the caller writes it, in Python or in a shell.

Messages are made where something is found wrong, below the command line as well; `option` is the
one place that knows who reads them.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Collection, Iterator

# Arguments whose option has another name.
_FLAGS = {"num_threads": "--threads"}
_QUOTED = re.compile(r"`([a-z_]+)(=True)?`")
# Of the whole process: a message may be made in any thread. None: the caller is Python.
_shell: Collection[str] | None = None


@contextlib.contextmanager
def shell_names(names: Collection[str]) -> Iterator[None]:
    """Name options as on the command line, until the block ends.

    Parameters
    ----------
    names
        The arguments of the command that runs, as in Python.
    """
    global _shell
    before, _shell = _shell, names
    try:
        yield
    finally:
        _shell = before


def option(name: str, value: object = None) -> str:
    """Name an option for the caller.

    Parameters
    ----------
    name
        The argument in Python.
    value
        The value that is meant with it.

    Returns
    -------
    str
        ``keep_field``, ``keep='newest'``; or ``--keep-field``, ``--keep newest``.

    Examples
    --------
    >>> option("dedup", False)
    'dedup=False'
    >>> with shell_names({"dedup", "num_threads"}):
    ...     option("dedup", False), option("num_threads", 2)
    ('--no-dedup', '--threads 2')
    """
    if _shell is None:
        return name if value is None else f"{name}={value!r}"
    flag = _FLAGS.get(name) or "--" + name.replace("_", "-")
    if value is False:
        return flag.replace("--", "--no-", 1)
    return flag if value is None or value is True else f"{flag} {value}"


def is_known(name: str) -> bool:
    """Whether the caller could have given an option: not every command has it.

    Parameters
    ----------
    name
        The argument in Python.

    Examples
    --------
    >>> with shell_names({"threshold"}):
    ...     is_known("threshold"), is_known("max_document")
    (True, False)
    """
    return _shell is None or name in _shell


def in_callers_names(message: str) -> str:
    """Name the options that stand between backquotes as the caller writes them.

    Parameters
    ----------
    message
        E.g. ``name the text's field with `text_field```.

    Returns
    -------
    str
        The message without these backquotes.

    Examples
    --------
    >>> in_callers_names("`lines=True` makes each line a document")
    'lines=True makes each line a document'
    """
    return _QUOTED.sub(lambda found: option(found[1], True if found[2] else None), message)


def in_callers_form(message: str) -> str:
    """Name the option that a message of the core begins with as the caller writes it.

    Parameters
    ----------
    message
        E.g. ``threshold must be in (0, 1], not 2``.

    Returns
    -------
    str
        The message; of the command line with ``--threshold``.

    Examples
    --------
    >>> with shell_names({"min_words"}):
    ...     in_callers_form("min_words of passages must be between 1 and 1000, not 0")
    '--min-words of passages must be between 1 and 1000, not 0'
    """
    message = in_callers_names(message)
    begin = re.match(r"([a-z_]+)(?=:? )", message)
    if _shell is None or begin is None or begin[1] not in _shell:
        return message
    return option(begin[1]) + message[begin.end() :]
