"""The output folder: nothing appears in it before the run has succeeded."""

import contextlib
import fcntl
import os
import shutil
import signal
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from saring.errors import UsageError, require
from saring.io.output_names import WORK_FOLDER

_LOCK = "lock"


class OutputFolder:
    """Where a run writes: first into a work folder inside, then by renaming into place.

    Parameters
    ----------
    path
        The folder; it is made where it does not exist.
    overwrite
        False: a folder that holds anything is refused. True: files of the same name are replaced,
        and what an earlier run wrote and this one does not is deleted; all else stays.

    Raises
    ------
    UsageError
        The folder is not empty, is no folder, or another run is writing to it.
    OSError
        It cannot be made or written to.
    """

    def __init__(self, path: Path, overwrite: bool) -> None:
        self.path = path
        self._made = _missing_folders(path)
        if path.exists() and not path.is_dir():
            raise UsageError(f"'{path}' is a file; the output must be a folder")
        if not overwrite and path.is_dir():
            others = [name for name in os.listdir(path) if name != WORK_FOLDER]
            if others:
                raise UsageError(
                    f"the folder '{path}' is not empty (it holds '{min(others)}'): choose another, "
                    "or pass --overwrite to replace what is in it"
                )
        self._work = path / WORK_FOLDER
        self._work.mkdir(parents=True, exist_ok=True)
        self._lock: IO[bytes] = open(self._work / _LOCK, "wb")  # noqa: SIM115
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self._lock.close()
            raise UsageError(f"another run is writing to '{path}'") from None
        # Left behind by a run that was killed.
        for name in os.listdir(self._work):
            if name != _LOCK:
                shutil.rmtree(self._work / name)
        self.scratch = self._work / "scratch"
        self.scratch.mkdir()
        self._staged = self._work / "staged"
        self._staged.mkdir()

    def stage(self, name: str) -> Path:
        """Path at which to write the output `name` (with ``/``) before it is published."""
        return self._staged / name

    def publish(self, last: str) -> list[str]:
        """Move every staged file into place, the file `last` at the end; return their names."""
        names = sorted(
            (path.relative_to(self._staged).as_posix() for path in _files(self._staged)),
            key=lambda name: (name == last, name),
        )
        with _signals_held():
            self._publish(names, last)
        return names

    def _publish(self, names: list[str], last: str) -> None:
        stale = set(_earlier_outputs(self.path / last)) - set(names)
        for name in names:
            target = self.path / name
            target.parent.mkdir(parents=True, exist_ok=True)
            os.replace(self._staged / name, target)
        for name in sorted(stale):
            with contextlib.suppress(OSError):
                (self.path / name).unlink()

    def close(self, succeeded: bool) -> None:
        """Remove the work folder, and after a failure the folders made for the run."""
        shutil.rmtree(self._work, ignore_errors=True)
        self._lock.close()
        if not succeeded:
            for folder in self._made:
                with contextlib.suppress(OSError):
                    folder.rmdir()

    def __enter__(self) -> "OutputFolder":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close(kind is None)


@contextlib.contextmanager
def _signals_held() -> Iterator[None]:
    """Let Ctrl-C wait: either all outputs appear or none."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _missing_folders(path: Path) -> list[Path]:
    missing = []
    while not path.exists():
        missing.append(path)
        path = path.parent
    return missing


def _files(folder: Path) -> Iterable[Path]:
    return (path for path in folder.rglob("*") if path.is_file())


def _earlier_outputs(report: Path) -> list[str]:
    """Names that the report of an earlier run lists as written; only those inside the folder."""
    try:
        outputs: Any = require("orjson").loads(report.read_bytes())["outputs"]
        names = [name for name in outputs if isinstance(name, str)]
    except (OSError, ValueError, KeyError, TypeError):
        return []
    return [name for name in names if ".." not in Path(name).parts and not Path(name).is_absolute()]
