"""Names that are near a wrong one: "did you mean …?"."""

from __future__ import annotations

import difflib
import inspect
from collections.abc import Callable, Iterable

_MOST_SHOWN = 3


def did_you_mean(name: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """Ask for the names that may be meant by one that is not known.

    Parameters
    ----------
    name
        The wrong name.
    known
        The right ones.
    cutoff
        Least similarity, in [0, 1].

    Returns
    -------
    str
        A question with up to three names, the nearest first; empty where none is near.

    Examples
    --------
    >>> did_you_mean("--treads", ["--threads", "--theme", "--out"])
    "did you mean '--threads'?"
    """
    near = difflib.get_close_matches(name, list(dict.fromkeys(known)), _MOST_SHOWN, cutoff)
    return f"did you mean {' or '.join(map(repr, near))}?" if near else ""


def unexpected_argument(
    function: Callable[..., object], name: str, more: Iterable[str] = ()
) -> TypeError:
    """Make the error for an argument that a function does not take.

    Parameters
    ----------
    function
        The function, whose signature has the right names.
    name
        The wrong one.
    more
        Further right ones, which it takes by ``**``.

    Returns
    -------
    TypeError
        With the names that may be meant; else with all that it takes.

    Examples
    --------
    >>> print(unexpected_argument(lambda texts, keep: None, "kep"))
    <lambda>() got an unexpected argument 'kep': did you mean 'keep'?
    """
    parameters = inspect.signature(function).parameters.values()
    named = [
        parameter.name
        for parameter in parameters
        if parameter.kind in (parameter.POSITIONAL_OR_KEYWORD, parameter.KEYWORD_ONLY)
    ]
    takes = [*named, *more]
    hint = did_you_mean(name, takes) or f"it takes {', '.join(takes)}"
    what = getattr(function, "__name__", "the function")
    return TypeError(f"{what}() got an unexpected argument {name!r}: {hint}")


def check_arguments(function: Callable[..., object], names: Iterable[str]) -> None:
    """Raise `unexpected_argument` for a name that a function without ``**`` does not take."""
    parameters = inspect.signature(function).parameters
    if any(parameter.kind is parameter.VAR_KEYWORD for parameter in parameters.values()):
        return
    for name in names:
        if name not in parameters:
            raise unexpected_argument(function, name)
