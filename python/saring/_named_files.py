"""Files whose errors of writing name them."""

import contextlib
import io
import os
from collections.abc import Iterator
from typing import Any, BinaryIO, cast


@contextlib.contextmanager
def naming(path: str | os.PathLike[str]) -> Iterator[None]:
    """Put the name of a file into an `OSError` that names none, as those of `write` do.

    Parameters
    ----------
    path
        The file that the block writes.
    """
    try:
        yield
    except OSError as error:
        if error.filename is None:
            error.filename = os.fspath(path)
        raise


class NamedFile(io.FileIO):
    """A file without a buffer."""

    def write(self, data: Any, /) -> int:
        """Write what the system takes at once."""
        with naming(cast(str, self.name)):
            return super().write(data)


def create(path: str | os.PathLike[str], mode: str = "wb") -> BinaryIO:
    """Open a file for writing, as `open` does; that its disk is full is said with its name.

    Parameters
    ----------
    path
        The file.
    mode
        ``wb``, ``xb`` or ``r+b``.

    Returns
    -------
    BinaryIO
        The file, with a buffer.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "a.txt"
    >>> with create(path) as file:
    ...     file.write(b"satu")
    4
    >>> path.read_text()
    'satu'
    """
    return io.BufferedWriter(NamedFile(os.fspath(path), mode))
