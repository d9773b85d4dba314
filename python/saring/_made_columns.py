"""Columns made of Python's values."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable
from typing import Any

from saring import _core

# Arrow's letters, and those of `array`.
_NUMBERS = {"double": ("g", "d"), "int64": ("l", "q")}
_SURROGATE = re.compile("[\ud800-\udfff]")


def made_column(type: str, values: Iterable[Any]) -> _core.Column:
    """Make a column of values.

    Parameters
    ----------
    type
        ``"bool"``, ``"double"``, ``"int64"`` or ``"large_string"``.
    values
        Of that type; None for null. In strings, lone surrogates become U+FFFD.

    Returns
    -------
    saring._core.Column
        The values.

    Examples
    --------
    >>> made_column("int64", [1, None]).to_pylist()
    [1, None]
    """
    items = list(values)
    validity = None
    if any(item is None for item in items):
        validity = _bits([item is not None for item in items])
    buffers: tuple[bytes, ...]
    if type == "bool":
        letter, buffers = "b", (_bits(items),)
    elif type == "large_string":
        letter, buffers = "U", _strings(items)
    else:
        letter, code = _NUMBERS[type]
        buffers = (array(code, [0 if item is None else item for item in items]).tobytes(),)
    return _core.Column((1, letter, len(items), validity, buffers, (), None))


def _bits(flags: list[Any]) -> bytes:
    digits = "".join("1" if flag else "0" for flag in reversed(flags))
    return int(digits or "0", 2).to_bytes((len(flags) + 7) // 8, "little")


def _strings(items: list[str | None]) -> tuple[bytes, bytes]:
    encoded = [_SURROGATE.sub("\ufffd", item or "").encode() for item in items]
    offsets = array("q", [0])
    for text in encoded:
        offsets.append(offsets[-1] + len(text))
    return offsets.tobytes(), b"".join(encoded)
