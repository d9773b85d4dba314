"""The finished shards of a run: one line each, on disk before the next shard counts."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any

from saring.runs.saved_state import DamagedStateError

MANIFEST = "manifest.jsonl"
_VERSION = 1


class Manifest:
    """The manifest of a work folder: JSON Lines. The first line describes the run.

    Parameters
    ----------
    work
        The work folder. A line that was cut, for example by a power loss, and all lines after it
        are ignored.

    Attributes
    ----------
    head
        The first line; empty if there is no manifest.
    last
        The last finished shard; None if there is none.
    """

    def __init__(self, work: Path) -> None:
        self._work = work
        self._path = work / MANIFEST
        self._size = 0
        self.head: dict[str, Any] = {}
        self.last: dict[str, Any] | None = None
        if not os.path.lexists(self._path):
            return
        for line in self._path.read_bytes().splitlines(keepends=True):
            entry = _entry(line)
            if entry is None:
                break
            self._size += len(line)
            if not self.head:
                if entry.get("manifest_version") != _VERSION:
                    break
                self.head = entry
            else:
                self.last = entry

    def append(self, entry: dict[str, Any]) -> None:
        """Add a line, and wait until it is on disk; the first line gets the version."""
        if not self.head:
            entry = self.head = {"manifest_version": _VERSION, **entry}
        else:
            self.last = entry
        line = json.dumps(entry).encode() + b"\n"
        descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o666)
        try:
            os.ftruncate(descriptor, self._size)
            os.lseek(descriptor, self._size, os.SEEK_SET)
            write_all(descriptor, line)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        self._size += len(line)

    def delete(self) -> None:
        """Remove the manifest: there is nothing to continue."""
        self._path.unlink(missing_ok=True)
        self.head, self.last, self._size = {}, None, 0

    def state(self) -> bytes:
        """Return the state of the last finished shard; `DamagedStateError` if it is damaged."""
        assert self.last is not None
        try:
            data = (self._work / self.last["state"]).read_bytes()
        except OSError as error:
            raise DamagedStateError(f"what was saved of a run is not there: {error}") from None
        if hashlib.sha256(data).hexdigest() != self.last["state_sha256"]:
            raise DamagedStateError("what was saved of a run is damaged")
        return data


def _entry(line: bytes) -> dict[str, Any] | None:
    if not line.endswith(b"\n"):
        return None
    try:
        entry = json.loads(line)
    except ValueError:
        return None
    return entry if isinstance(entry, dict) else None


def write_all(descriptor: int, data: bytes) -> None:
    """Write all bytes, in as many calls as the system needs."""
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]
