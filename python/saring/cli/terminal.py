"""What the command line shows to people, and what it passes on as data.

Messages, summaries and tables show control characters and marks of writing direction as escapes.
Data (texts and records that a filter passes on) are written as they are, except to a terminal.
"""

import sys
from typing import BinaryIO

from saring._visible import visible
from saring.io.paths import printable


def say(message: str) -> None:
    """Write a message to standard error, in one line."""
    print(f"saring: {printable(message)}", file=sys.stderr)


def show(text: str) -> None:
    """Write lines for people to standard output."""
    print(visible(text, lines=True))


class _Terminal:
    """Standard output that is a terminal."""

    def write(self, data: bytes) -> None:
        """Write data as people may see them."""
        text = visible(data.decode("utf-8", "replace"), lines=True)
        sys.stdout.buffer.write(text.encode())

    def flush(self) -> None:
        """Write what is waiting."""
        sys.stdout.buffer.flush()


def data_output() -> BinaryIO | _Terminal:
    """Return where a filter writes its data."""
    return _Terminal() if sys.stdout.isatty() else sys.stdout.buffer
