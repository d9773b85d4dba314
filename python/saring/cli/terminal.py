"""What the command line shows to people, and what it passes on as data.

Messages, summaries and tables show control characters and marks of writing direction as escapes.
Data (texts and records that a filter passes on) are written as they are, except to a terminal.
On a terminal some of it is in colour, unless NO_COLOR is set (https://no-color.org).
"""

import os
import sys
from collections.abc import Iterable
from typing import BinaryIO, TextIO

from saring._visible import visible
from saring.io.paths import printable

# Select Graphic Rendition, ECMA-48.
_STYLES = {"bold": "1", "dim": "2", "bad": "1;31", "good": "32", "warning": "33", "name": "36"}


def has_colour(stream: TextIO) -> bool:
    """Whether text on a stream may be in colour: on a terminal, where NO_COLOR is not set."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return stream.isatty()


def painted(text: str, style: str, stream: TextIO) -> str:
    """Put text in colour, if the stream has any.

    Parameters
    ----------
    text
        As people may see it: see `visible`.
    style
        ``"bold"``, ``"dim"``, ``"bad"``, ``"good"``, ``"warning"`` or ``"name"``.
    stream
        Where it will be written.

    Returns
    -------
    str
        The text, between escape sequences where `has_colour` says so.
    """
    return f"\x1b[{_STYLES[style]}m{text}\x1b[0m" if text and has_colour(stream) else text


def say(message: str, style: str = "bold") -> None:
    """Write a message to standard error, in one line."""
    name = painted("saring:", style, sys.stderr)
    print(f"{name} {printable(message)}", file=sys.stderr)


def show(text: str) -> None:
    """Write lines for people to standard output."""
    print(visible(text, lines=True))


def show_text(text: str) -> None:
    """Write lines for people, who may see them as they are, to standard output."""
    sys.stdout.buffer.write(text.encode())


def show_row(label: str, text: str, style: str = "bold") -> None:
    """Write one row of a summary to standard output."""
    print(painted(f"{label:<11}", style, sys.stdout), visible(text, lines=True))


class _Terminal:
    """Standard output that is a terminal."""

    def write(self, data: bytes) -> None:
        """Write data as people may see them."""
        text = visible(data.decode("utf-8", "replace"), lines=True)
        sys.stdout.buffer.write(text.encode())

    def writelines(self, parts: Iterable[bytes]) -> None:
        """Write data in parts."""
        for part in parts:
            self.write(part)

    def flush(self) -> None:
        """Write what is waiting."""
        sys.stdout.buffer.flush()


def data_output() -> BinaryIO | _Terminal:
    """Return where a filter writes its data."""
    return _Terminal() if sys.stdout.isatty() else sys.stdout.buffer
