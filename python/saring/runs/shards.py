"""The shards of a run: the data of a shard is on disk before the manifest lists it."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from saring._option_names import option
from saring.errors import UsageError
from saring.held_signals import held_signals
from saring.io.containers import Batch
from saring.io.paths import printable
from saring.runs.identity import SOURCES, Identity
from saring.runs.manifest import Manifest, write_all
from saring.runs.publication import sync, sync_all

# A shard ends after so many bytes of documents, or after so much time. At the end of a file, fewer
# bytes are enough. So a few files are one shard each, and many small files share a shard.
SHARD_BYTES = 256 << 20
FILE_BYTES = 32 << 20
SHARD_SECONDS = 30.0
PUBLISHING = "publishing"  # the phase after the last shard


@dataclass(slots=True)
class Progress:
    """The data that a shard leaves.

    Attributes
    ----------
    phase
        The phase: ``"counting"``, ``"cleaning"``, ``"cleaned"``.
    state
        The result of `saved_state.save`.
    place
        The entry of the shard in the manifest.
    parts
        Bytes to write at a place of a file of the work folder, as its last bytes.
    files
        Files that were written.
    then
        Called when the shard is in the manifest.
    """

    phase: str
    state: bytes
    place: dict[str, Any]
    parts: list[tuple[str, int, bytes]] = field(default_factory=list)
    files: list[Path] = field(default_factory=list)
    then: Callable[[], None] | None = None


class Shards:
    """Records the finished shards of a run in its work folder.

    Parameters
    ----------
    work
        The work folder.
    manifest
        The manifest of the work folder.
    identity
        The identity of the run.
    overwrite
        Whether the run may replace what is in the output folder.
    """

    def __init__(self, work: Path, manifest: Manifest, identity: Identity, overwrite: bool) -> None:
        self._work = work
        self._manifest = manifest
        self._identity = identity
        self._overwrite = overwrite
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="saring-shards")
        self._waiting: Future[None] | None = None
        self._bytes = 0
        self._source = -1
        self._has_file_end = False
        self._since = time.monotonic()
        self._number = 0 if manifest.last is None else int(manifest.last["shard"]) + 1

    @property
    def any_done(self) -> bool:
        """Whether a shard is finished or about to be, so that a run can continue."""
        return self._manifest.last is not None or self._waiting is not None

    def ends_with(self, batch: Batch) -> bool:
        """Whether a shard ends with this batch, which is done next."""
        self._bytes += batch.size
        self._has_file_end |= self._source not in (-1, batch.end.source)
        self._source = batch.end.source
        if self._waiting is not None and not self._waiting.done():
            return False  # the disk is slower than the work, so the shard gets longer
        least = FILE_BYTES if self._has_file_end else SHARD_BYTES
        return self._bytes >= least or time.monotonic() - self._since >= SHARD_SECONDS

    def is_worth_it(self) -> bool:
        """Whether enough was done at the end of a phase for a shard."""
        is_long = time.monotonic() - self._since >= SHARD_SECONDS / 3
        return self.any_done or self._bytes >= FILE_BYTES or is_long

    def finish(self, progress: Progress) -> None:
        """Record a shard, while the run continues."""
        self.wait()
        self._bytes, self._has_file_end = 0, False
        self._since = time.monotonic()
        self._waiting = self._pool.submit(self._store, progress)

    def note(self, phase: str, name: str, data: bytes) -> None:
        """Record that a phase began after the last shard, with a file for it.

        Does nothing if there is no shard.
        """
        self.wait()
        if self._manifest.last is not None:
            _write_at(self._work / name, 0, data)
            sync(self._work)
            self._manifest.append({**self._manifest.last, "phase": phase})

    def wait(self) -> None:
        """Wait until the last shard is recorded; raise its error."""
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            waiting.result()

    def close(self) -> None:
        """End without an error. Work that is not recorded does not count."""
        with held_signals():
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._waiting = None

    def _store(self, progress: Progress) -> None:
        for part, at, data in progress.parts:
            _write_at(self._work / part, at, data)
        name = f"state-{self._number}"
        _write_at(self._work / name, 0, progress.state)
        sync_all(sorted({path for path in progress.files if path.exists()}))
        for folder in sorted({path.parent for path in progress.files}):
            sync(folder)
        if not self._manifest.head:
            self._identity.save_sources(self._work)
            sync(self._work / SOURCES)
            self._manifest.append({**self._identity.head, "overwrite": self._overwrite})
        earlier = self._manifest.last
        sync(self._work)
        self._manifest.append(
            {
                "shard": self._number,
                "phase": progress.phase,
                **progress.place,
                "settings_sha256": self._identity.settings_sha256,
                "state": name,
                "state_sha256": hashlib.sha256(progress.state).hexdigest(),
            }
        )
        if self._number == 0:
            sync(self._work)  # the name of the manifest
        self._number += 1
        if earlier is not None:
            (self._work / earlier["state"]).unlink(missing_ok=True)
        if progress.then is not None:
            progress.then()


def may_go_on(
    manifest: Manifest, identity: Identity, out: Path, work: Path, *, resume: bool, overwrite: bool
) -> bool:
    """Whether a run continues from the work folder of another one.

    Parameters
    ----------
    manifest
        The manifest of the work folder.
    identity
        The identity of the run.
    out, work
        The output folder and its work folder.
    resume, overwrite
        The options of the run.

    Returns
    -------
    bool
        False: it starts from the beginning.

    Raises
    ------
    UsageError
        The run can neither continue nor start.
    """
    if manifest.last is None:
        return False
    if not resume:
        if overwrite:
            return False
        raise UsageError(
            f"there is an unfinished run in '{printable(out)}': "
            f"{option('resume', True)} goes on with it, {option('overwrite', True)} starts anew"
        )
    difference = identity.difference_from(manifest.head, work)
    if difference is None:
        return True
    if overwrite:
        return False
    raise UsageError(
        f"the unfinished run in '{printable(out)}' cannot go on: {difference}. Run it again as it "
        f"was with {option('resume', True)}, or start anew with {option('overwrite', True)}"
    )


def _write_at(path: Path, at: int, data: bytes) -> None:
    """Write bytes at a place of a file, as its last bytes, and wait until they are on disk."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o666)
    try:
        os.ftruncate(descriptor, at)
        os.lseek(descriptor, at, os.SEEK_SET)
        write_all(descriptor, data)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
