"""Texts of an iterator, some at a time."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from typing import Any

_CHUNK = 10_000  # texts of an iterator that are held at once


def chunks(texts: Iterable[Any]) -> Iterator[Any]:
    """Yield the texts of an iterator in lists; others at once, as they may be Arrow arrays."""
    if not isinstance(texts, Iterator) or hasattr(texts, "__arrow_c_stream__"):
        yield texts
        return
    while chunk := list(itertools.islice(texts, _CHUNK)):
        yield chunk
