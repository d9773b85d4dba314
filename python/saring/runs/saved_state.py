"""Saves the objects of a run, so that another process can continue."""

from __future__ import annotations

import io
import pickle
from collections.abc import Mapping
from typing import Any

from saring.errors import SaringError

# Classes that are allowed besides those of saring. A work folder may come from elsewhere, and a
# pickle may call anything that it names. So nothing else is loaded.
_CLASSES = {
    ("array", "array"),
    ("array", "_array_reconstructor"),
    ("builtins", "bytearray"),
    ("builtins", "complex"),
    ("builtins", "frozenset"),
    ("builtins", "set"),
    ("collections", "Counter"),
    ("collections", "OrderedDict"),
    ("collections", "defaultdict"),
    ("collections", "deque"),
    ("pathlib", "PosixPath"),
    ("pathlib", "PurePosixPath"),
    ("pathlib", "WindowsPath"),
    ("builtins", "int"),
    ("builtins", "list"),
    ("builtins", "dict"),
}
_MODULES = ("saring.io.", "saring.runs.", "saring._core")


class DamagedStateError(SaringError):
    """The saved state of an interrupted run cannot be used."""


class _Pickler(pickle.Pickler):
    def __init__(self, file: io.BytesIO, shared: Mapping[str, Any]) -> None:
        super().__init__(file, protocol=5)
        self._names = {id(value): name for name, value in shared.items()}

    def persistent_id(self, value: Any) -> str | None:
        return self._names.get(id(value))


class _Unpickler(pickle.Unpickler):
    def __init__(self, data: bytes, shared: Mapping[str, Any]) -> None:
        super().__init__(io.BytesIO(data))
        self._shared = shared

    def persistent_load(self, name: Any) -> Any:
        return self._shared[name]

    def find_class(self, module: str, name: str) -> Any:
        found = None
        if module == "pathlib._local":  # the module of paths in Python 3.13
            module = "pathlib"
        if (module, name) in _CLASSES:
            found = super().find_class(module, name)
        elif module.startswith(_MODULES) and "." not in name:
            found = super().find_class(module, name)
            if not isinstance(found, type):
                found = None
        if found is None:
            raise pickle.UnpicklingError(f"{module}.{name} is no part of a saved state")
        return found


def save(value: Any, shared: Mapping[str, Any] | None = None) -> bytes:
    """Make bytes from objects.

    Parameters
    ----------
    value
        A value that can be pickled.
    shared
        Objects that are not saved, by name. The other process uses its own instead.

    Returns
    -------
    bytes
        For `load`.
    """
    file = io.BytesIO()
    _Pickler(file, shared or {}).dump(value)
    return file.getvalue()


def load(data: bytes, shared: Mapping[str, Any] | None = None) -> Any:
    """Make the objects of `save` again.

    Parameters
    ----------
    data
        The result of `save`. Only objects of saring and Python's containers are made.
    shared
        Objects by name.

    Returns
    -------
    object
        Equal to the one saved.

    Raises
    ------
    DamagedStateError
        The bytes are damaged, or are not the result of `save`.
    """
    try:
        return _Unpickler(data, shared or {}).load()
    except Exception as error:
        # Any error of pickle in damaged bytes.
        raise DamagedStateError(f"what was saved of a run is damaged: {error}") from error
