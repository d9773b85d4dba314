"""What a run saves of its objects to go on with in another process."""

from __future__ import annotations

import io
import pickle
from collections.abc import Mapping
from typing import Any

from saring.errors import SaringError

# Besides the classes of saring. A work folder may come from elsewhere, and a pickle may call
# whatever it names: nothing else is taken from it.
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
    """What an interrupted run saved cannot be used."""


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
        if module == "pathlib._local":  # where Python 3.13 has its paths
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
    """Make bytes of objects.

    Parameters
    ----------
    value
        What can be pickled.
    shared
        Objects that are not saved, by name: the other process puts its own in their place.

    Returns
    -------
    bytes
        For `load`.
    """
    file = io.BytesIO()
    _Pickler(file, shared or {}).dump(value)
    return file.getvalue()


def load(data: bytes, shared: Mapping[str, Any] | None = None) -> Any:
    """Make the objects again that `save` was given.

    Parameters
    ----------
    data
        Of `save`. It makes objects of saring and of Python's containers alone.
    shared
        Objects by name.

    Returns
    -------
    object
        Equal to the one saved.

    Raises
    ------
    DamagedStateError
        The bytes are damaged, or of something else.
    """
    try:
        return _Unpickler(data, shared or {}).load()
    except Exception as error:
        # Whatever pickle meets in damaged bytes.
        raise DamagedStateError(f"what was saved of a run is damaged: {error}") from error
