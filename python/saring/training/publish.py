"""The outputs of a training: checked before any work, staged next to the targets, then renamed."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import stat
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path
from types import TracebackType

from saring.errors import UsageError, require_posix
from saring.held_signals import held_signals
from saring.io.paths import file_kind
from saring.training.files import quoted

# Errors that mean that an output cannot be written there. Others, like a full disk, may pass.
_FORBIDDING = frozenset(
    (
        errno.EACCES,
        errno.EPERM,
        errno.EROFS,
        errno.ENOENT,
        errno.ENOTDIR,
        errno.EEXIST,
        errno.ELOOP,
        errno.ENAMETOOLONG,
    )
)


def check_output(path: str | os.PathLike[str]) -> None:
    """Refuse a path where no regular file can be written.

    Parameters
    ----------
    path
        The output.

    Raises
    ------
    UsageError
        If something other than a regular file is there, or if it cannot be examined.
    """
    name = os.fspath(path)
    try:
        mode = os.lstat(name or os.curdir).st_mode
    except FileNotFoundError:
        mode = stat.S_IFDIR if name.endswith(os.sep) else stat.S_IFREG
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise UsageError(f"{quoted(path)} cannot be written: {reason}; name another file") from None
    if not stat.S_ISREG(mode):
        raise UsageError(f"{quoted(path)} is {file_kind(mode)}; expected the name of a file")


def check_outputs(
    out: str | os.PathLike[str], report: str | os.PathLike[str] | None
) -> tuple[Path, Path]:
    """Return the paths of model and report, after a check that both can be files.

    Parameters
    ----------
    out, report
        The model; the report, by default next to it with the ending ``.json``.

    Raises
    ------
    UsageError
        If one cannot be written, or if both are the same file.
    """
    check_output(out)
    model_path = Path(out)
    if report is None:
        report = model_path.with_suffix(".json")
    check_output(report)
    report_path = Path(report)
    check_apart(model_path, report_path)
    return model_path, report_path


def check_apart(model: Path, report: Path) -> None:
    """Refuse model and report that are the same file, also under different names.

    Parameters
    ----------
    model, report
        The outputs.

    Raises
    ------
    UsageError
        If both are the same file, also if case is ignored.
    """
    real = [os.path.join(os.path.realpath(path.parent), path.name) for path in (model, report)]
    if _is_same(model, report) or real[0].casefold() == real[1].casefold():
        raise UsageError(f"model and report are both {quoted(model)}: name another report")


def check_no_input(
    path: Path, files: Sequence[Path], folders: Sequence[Path], is_input: Callable[[str], bool]
) -> None:
    """Refuse an output that is training text, or that the next training would read as such.

    Parameters
    ----------
    path
        The output.
    files, folders
        All files to train on, and the folders that were searched.
    is_input
        Whether a file with this name in such a folder would be an input.

    Raises
    ------
    UsageError
        If it is one of the files, under any name, or has the name of an input in such a folder.
    """
    for file in files:
        if _is_same(path, file):
            raise UsageError(
                f"{quoted(path)} would be replaced, but is the input {quoted(file)}: name "
                "another file"
            )
    if is_input(path.name) and any(_is_same(path.parent, folder) for folder in folders):
        raise UsageError(
            f"{quoted(path)} would be an input of the next training: name it otherwise, or "
            "choose another folder"
        )


def _is_same(one: Path, other: Path) -> bool:
    try:
        return os.path.samefile(one, other)
    except OSError:
        return False


class StagedFile:
    """A new file in the folder of an output, with a temporary name until it is complete.

    Parameters
    ----------
    target
        The output. A missing folder is made.

    Raises
    ------
    UsageError
        If its folder cannot be made or written to.
    OSError
        If the disk fails.
    """

    def __init__(self, target: Path) -> None:
        require_posix("a file that is published whole")
        self.target = target
        self._name = f".saring-{secrets.token_hex(8)}.part"
        self._made: list[Path] = []
        self._folder = self._file = -1
        try:
            self._open()
        except BaseException as error:
            self.discard()
            if isinstance(error, OSError) and error.errno in _FORBIDDING:
                raise UsageError(
                    f"{quoted(target)} cannot be written: {error.strerror}; choose a folder that "
                    "you can write to"
                ) from None
            raise

    def _open(self) -> None:
        missing = []
        folder = self.target.parent
        while not os.path.lexists(folder) and folder != folder.parent:
            missing.append(folder)
            folder = folder.parent
        for folder in reversed(missing):
            os.mkdir(folder)
            self._made.append(folder)
        # The descriptor stays on the same folder, even if another folder gets its name.
        self._folder = os.open(self.target.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        self._file = os.open(self._name, flags, 0o666, dir_fd=self._folder)

    @property
    def path(self) -> Path:
        """Path of the staged file."""
        return self.target.parent / self._name

    def write(self, data: bytes) -> None:
        """Append to the file."""
        with self._named():
            rest = memoryview(data)
            while rest:
                rest = rest[os.write(self._file, rest) :]

    def sync(self) -> None:
        """Wait until the written bytes are on disk."""
        with self._named():
            os.fsync(self._file)

    def sync_folder(self) -> None:
        """Wait until the names in the folder are on disk, if the file system supports this."""
        with self._named():
            try:
                os.fsync(self._folder)
            except OSError as error:
                if error.errno != errno.EINVAL:
                    raise

    def check(self) -> None:
        """Raise `OSError` unless this file can still be renamed to its target."""
        with self._named():
            there = os.stat(self._name, dir_fd=self._folder, follow_symlinks=False)
            if not os.path.samestat(there, os.fstat(self._file)):
                raise OSError(errno.ESTALE, "another program replaced the new file")
            try:
                mode = os.lstat(self.target.name, dir_fd=self._folder).st_mode
            except FileNotFoundError:
                return
            if not stat.S_ISREG(mode):
                raise OSError(errno.EEXIST, f"it has become {file_kind(mode)}")

    def publish(self) -> None:
        """Rename the file to its target."""
        with self._named():
            os.replace(
                self._name, self.target.name, src_dir_fd=self._folder, dst_dir_fd=self._folder
            )
        self._name = ""
        self._made.clear()

    def discard(self) -> None:
        """Remove unpublished files and folders; close open descriptors."""
        if self._file >= 0 and self._name:
            with contextlib.suppress(OSError):
                os.unlink(self._name, dir_fd=self._folder)
        for descriptor in (self._file, self._folder):
            if descriptor >= 0:
                os.close(descriptor)
        self._file = self._folder = -1
        for folder in reversed(self._made):
            with contextlib.suppress(OSError):  # another file is in it now
                os.rmdir(folder)

    @contextlib.contextmanager
    def _named(self) -> Iterator[None]:
        """Name the target in errors: descriptors have no name."""
        try:
            yield
        except OSError as error:
            error.filename, error.filename2 = str(self.target), None
            raise


class Publication:
    """New files that appear together or not at all.

    Parameters
    ----------
    targets
        The outputs, in the order in which they are renamed.

    Attributes
    ----------
    files
        The staged file of each.

    Notes
    -----
    An error that leaves the ``with`` block gets a note on which outputs were written. A
    `UsageError` gets no note: it means that nothing was written.
    """

    def __init__(self, targets: Sequence[Path]) -> None:
        self.files: list[StagedFile] = []
        self._targets = targets
        self._written: list[Path] = []

    def __enter__(self) -> Publication:
        try:
            # Made now, so that an output that cannot be written is known before the training.
            with held_signals():
                for target in self._targets:
                    self.files.append(StagedFile(target))
        except BaseException as error:
            self._leave(error)
            raise
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._leave(error)

    def publish(self) -> None:
        """Rename all files to their targets; call it at the end of the ``with`` block.

        Raises
        ------
        OSError
            If this is not possible. As much as possible is checked before the first rename.
        """
        for file in self.files:
            file.sync()
        with held_signals():
            for file in self.files:
                file.check()
            for file in self.files:
                file.publish()
                self._written.append(file.target)
        for file in self.files:
            file.sync_folder()

    def _leave(self, error: BaseException | None) -> None:
        """Remove unpublished files; add a note on the published ones to the error."""
        if error is not None and not isinstance(error, UsageError):
            error.add_note(describe(self._targets, self._written))
        with held_signals():
            # In reverse order: the folder that was made for the first file may hold the others.
            while self.files:
                self.files.pop().discard()


def describe(targets: Sequence[Path], written: Collection[Path]) -> str:
    """Return a sentence that says which outputs were written.

    Parameters
    ----------
    targets, written
        All outputs, and the written ones.

    Returns
    -------
    str
        The sentence, for a note on an error.

    Examples
    --------
    >>> describe([Path("m.saring"), Path("m.json")], [Path("m.saring")])
    "'m.saring' was written; 'm.json' was not written"
    """
    parts = []
    for target in targets:
        parts.append(f"{quoted(target)} was {'' if target in written else 'not '}written")
    return "; ".join(parts)
