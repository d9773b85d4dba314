"""The work folder of an output: marked as ours, and locked by one run at a time."""

import contextlib
import errno
import os
import shutil
import stat
from pathlib import Path

from saring._named_files import naming
from saring.errors import UsageError, require_posix
from saring.io.output_names import LOCK_FILE, MAGIC, WORK_FOLDER
from saring.io.paths import file_id, file_kind, printable


class WorkFolder:
    """The folder ``.saring-work`` in an output folder, locked.

    It is made here or was made by an earlier run. It is a real folder of this user with our marked
    lock file. Anything else with this name is left untouched.

    Parameters
    ----------
    out
        The output folder; it exists.

    Raises
    ------
    UsageError
        Another run has locked it, or something else has this name.
    OSError
        It cannot be made or locked.
    """

    def __init__(self, out: Path) -> None:
        require_posix("an output folder")
        self.path = out / WORK_FOLDER
        self._out = out
        self._lock = -1
        while self._lock < 0:
            # Another run may remove the folder at any moment until it is locked.
            with contextlib.suppress(FileExistsError):
                os.makedirs(self.path, exist_ok=True)
            with contextlib.suppress(FileNotFoundError):
                _check_is_ours(self.path)
                self._lock = self._try_lock()

    def _try_lock(self) -> int:
        """Lock the folder; -1 if the locked file is no longer the one in the folder."""
        path = self.path / LOCK_FILE
        lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o666)
        try:
            _flock(lock, self._out)
            if not _is_at(lock, path):
                os.close(lock)
                return -1
            if os.fstat(lock).st_size < len(MAGIC):
                with naming(path):
                    os.pwrite(lock, MAGIC, 0)
        except UsageError:
            os.close(lock)
            raise
        except BaseException:
            self._remove_unmarked(lock)
            raise
        return lock

    def _remove_unmarked(self, lock: int) -> None:
        with contextlib.suppress(OSError):
            if os.fstat(lock).st_size < len(MAGIC):
                os.unlink(self.path / LOCK_FILE)
                os.rmdir(self.path)
        os.close(lock)

    def clear(self) -> None:
        """Delete everything in the folder except the lock file."""
        for name in os.listdir(self.path):
            if name != LOCK_FILE:
                remove(self.path / name)

    def release(self, keep: bool) -> None:
        """Remove the folder unless it must be kept, then unlock it; never raises."""
        if self._lock < 0:
            return
        lock, self._lock = self._lock, -1
        try:
            if not keep:
                with contextlib.suppress(OSError):
                    self.clear()
                    # A process that opened this lock file before finds it gone after the unlock,
                    # and tries again. The folder is removed only if it is empty.
                    os.unlink(self.path / LOCK_FILE)
                    os.rmdir(self.path)
        finally:
            os.close(lock)


def remove(path: Path) -> None:
    """Delete a file, a link, or a folder with its content; links are not followed."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()


def check_is_folder(path: Path) -> None:
    """Refuse an output folder that is there and is something else."""
    if not path.is_dir():
        kind = file_kind(os.lstat(path).st_mode).replace("regular ", "")
        raise UsageError(f"'{printable(path)}' is {kind}; the output must be a folder")


def _check_is_ours(folder: Path) -> None:
    status = os.lstat(folder)
    if not stat.S_ISDIR(status.st_mode):
        raise _not_ours(folder, f"it is {file_kind(status.st_mode)}")
    if status.st_uid != os.geteuid():
        raise _not_ours(folder, "it belongs to another user")
    mark = b""
    with contextlib.suppress(FileNotFoundError):
        lock = os.lstat(folder / LOCK_FILE)
        if not stat.S_ISREG(lock.st_mode):
            raise _not_ours(folder, f"'{LOCK_FILE}' in it is {file_kind(lock.st_mode)}")
        mark = (folder / LOCK_FILE).read_bytes() if lock.st_size <= len(MAGIC) else b"no"
    if mark == MAGIC:
        return
    # A run was killed before it wrote its mark, so the folder is still empty.
    if not MAGIC.startswith(mark) or set(os.listdir(folder)) - {LOCK_FILE}:
        raise _not_ours(folder, "it lacks saring's mark")


def _not_ours(folder: Path, reason: str) -> UsageError:
    return UsageError(
        f"'{printable(folder)}' was not made by this program for you: {reason}. Nothing in it was "
        "touched; move it away, or choose another output folder"
    )


def _flock(lock: int, out: Path) -> None:
    import fcntl  # not on Windows, where the folder was refused

    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in (errno.EAGAIN, errno.EACCES):
            raise UsageError(f"another run is writing to '{printable(out)}'") from None
        reason = error.strerror or str(error)
        raise OSError(
            error.errno,
            f"the output folder cannot be locked ({reason}); choose one on another disk",
            os.fspath(out),
        ) from error


def _is_at(descriptor: int, path: Path) -> bool:
    try:
        return file_id(os.lstat(path)) == file_id(os.fstat(descriptor))
    except FileNotFoundError:
        return False
