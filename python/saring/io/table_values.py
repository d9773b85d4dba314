"""Values of columns in the types of one table: cast, or written as JSON."""

from __future__ import annotations

import base64
import math
from collections.abc import Iterable
from typing import Any

from saring import _core
from saring.errors import require
from saring.io.arrow_columns import is_bytes, is_text

# Stands for the type of integers up to 2^53, which a double holds.
SMALL_INT = "small int"


def plain_type(kind: Any) -> Any:
    """Return the type that a table has for an input's: strings and bytes of one layout.

    Parameters
    ----------
    kind
        A type of Arrow.

    Returns
    -------
    pyarrow.DataType
        Dictionaries become what their values are.
    """
    pa = require("pyarrow")
    if is_text(kind):
        return pa.string()
    if is_bytes(kind):
        return pa.binary()
    return plain_type(kind.value_type) if pa.types.is_dictionary(kind) else kind


def common_type(kinds: Iterable[Any]) -> Any:
    """Find a type that holds the values of all of some types without loss.

    Parameters
    ----------
    kinds
        Types of Arrow as `plain_type` gives them; `SMALL_INT`; None for values of several types.

    Returns
    -------
    pyarrow.DataType or None
        None if there is none: the values are written as JSON then.
    """
    pa = require("pyarrow")
    found = list(dict.fromkeys(kinds))
    found = [kind for kind in found if kind is None or kind == SMALL_INT or kind != pa.null()]
    if not found:
        return pa.string()
    if len(found) == 1:
        return pa.int64() if found[0] == SMALL_INT else found[0]
    if None in found:
        return None
    if all(kind == SMALL_INT or pa.types.is_integer(kind) for kind in found):
        return None if pa.uint64() in found else pa.int64()
    if all(kind == SMALL_INT or _fits_double(kind) for kind in found):
        return pa.float64()
    return None


def type_of_members(kinds: int) -> Any:
    """Return the type of members of JSON records, of the kinds that the core has found.

    Parameters
    ----------
    kinds
        A sum, as `StoredBatch.member_kinds` gives it.

    Returns
    -------
    pyarrow.DataType, str or None
        As `common_type` takes it.
    """
    pa = require("pyarrow")
    known = {
        0: pa.null(),
        1: pa.bool_(),
        2: SMALL_INT,
        4: pa.int64(),
        6: pa.int64(),
        8: pa.float64(),
        10: pa.float64(),
        16: pa.string(),
    }
    return known.get(kinds)


def _fits_double(kind: Any) -> bool:
    types = require("pyarrow").types
    return bool(types.is_floating(kind) or (types.is_integer(kind) and kind.bit_width <= 32))


def as_type(column: Any, kind: Any) -> Any:
    """Cast a column; strings of numbers and truth values are read."""
    pa = require("pyarrow")
    if pa.types.is_dictionary(column.type) and not pa.types.is_dictionary(kind):
        column = column.cast(column.type.value_type)
    return column if column.type == kind else column.cast(kind)


def as_json(column: Any) -> Any:
    """Write the values of a column as JSON.

    Parameters
    ----------
    column
        An array, or a chunked one.

    Returns
    -------
    pyarrow.Array or ChunkedArray
        Of strings, as a dictionary where the column is one. Bytes that are not UTF-8 become
        base64, dates and decimals strings; NaN and infinities become null.
    """
    pa, pc = require("pyarrow"), require("pyarrow.compute")
    types, kind = pa.types, column.type
    if isinstance(column, pa.ChunkedArray):
        chunks = [as_json(chunk) for chunk in column.chunks]
        return pa.chunked_array(chunks, None if chunks else pa.string())
    if types.is_dictionary(kind):
        return pa.DictionaryArray.from_arrays(column.indices, as_json(column.dictionary))
    if is_text(kind):
        return string_array(len(column), _core.json_strings(column)).cast(pa.string())
    if types.is_integer(kind) or types.is_boolean(kind):
        return column.cast(pa.string())
    if types.is_floating(kind):
        finite = pc.if_else(pc.is_finite(column), column, pa.scalar(None, kind))
        return finite.cast(pa.string())
    return pa.array([_json(value) for value in column], pa.string())


def string_array(length: int, buffers: tuple[bytes, bytes, bytes]) -> Any:
    """Make an array of the buffers that the core gives, with 64-bit offsets."""
    pa = require("pyarrow")
    return pa.Array.from_buffers(pa.large_string(), length, [pa.py_buffer(b) for b in buffers])


def _json(item: Any) -> str | None:
    """Write an Arrow scalar as JSON; None for null."""
    pa, orjson = require("pyarrow"), require("orjson")
    if not item.is_valid:
        return None
    try:
        value = item.as_py()
    except (ValueError, OverflowError, TypeError, LookupError):  # LookupError: no such time zone
        value = str(item.cast(pa.string()))
    encoded: bytes = orjson.dumps(plain_value(value), default=str)
    return encoded.decode()


def plain_value(value: Any) -> Any:
    """Make a value one that JSON has."""
    if isinstance(value, bytes):
        try:
            return value.decode()
        except UnicodeDecodeError:
            return base64.b64encode(value).decode()
    if isinstance(value, dict):
        return {str(key): plain_value(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain_value(item) for item in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 1 << 63:
        return str(value)
    return value
