"""The output folder: its files are all old or all new, or a journal lists the remaining moves."""

import contextlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType

from saring._counted import counted
from saring._option_names import option
from saring.errors import UsageError
from saring.held_signals import held_signals
from saring.io.output_names import WORK_FOLDER, TargetCheck
from saring.io.paths import FileId, file_id, printable
from saring.runs.identity import Identity
from saring.runs.manifest import Manifest
from saring.runs.publication import JOURNAL, STAGED, Publication, State
from saring.runs.shards import PUBLISHING, Shards, may_go_on
from saring.runs.work_folder import WorkFolder, check_is_folder, remove


class OutputFolder:
    """The folder that a run writes to: first into a work folder inside, then by renaming.

    A context manager. An exception that passes through it gets a note (`BaseException.add_note`) on
    the state of the output.

    Parameters
    ----------
    path
        The folder; it is made if it does not exist.
    overwrite
        False: a folder that is not empty is refused. True: files of the same name are replaced.
        Files that an earlier run wrote and this run does not write are deleted. Everything else is
        kept.
    inputs
        Files that are never replaced or deleted.
    identity
        The identity of the run; None: the run cannot be continued.
    resume
        True: the run continues where an interrupted run stopped.
    only_completes
        True: only an earlier publication is completed.

    Attributes
    ----------
    path
        The folder.
    scratch
        A folder for temporary files, removed at the end.
    saved
        State of the last finished shard of an interrupted run; None: the run starts from the
        beginning.
    phase
        The phase of that shard.
    completed
        A sentence on what was completed of an earlier run; None if nothing was.

    Raises
    ------
    UsageError
        On entering: the folder is not empty, is not a folder, or another run is writing to it; its
        work folder is not ours; or this run cannot continue the unfinished run that is there.
    OSError
        The folder cannot be made or written to.
    """

    def __init__(
        self,
        path: Path,
        overwrite: bool,
        inputs: Iterable[Path] = (),
        identity: Identity | None = None,
        resume: bool = False,
        only_completes: bool = False,
    ) -> None:
        self.path = path
        self.scratch = path / WORK_FOLDER / "scratch"
        self.completed: str | None = None
        self.saved: bytes | None = None
        self.phase = ""
        self._identity = identity
        self._resume = resume
        self._only_completes = only_completes
        self._shards: Shards | None = None
        self._manifest: Manifest | None = None
        self._is_begun = False
        self._overwrite = overwrite
        self._inputs = dict(_identified(inputs))
        self._made: list[Path] = []
        self._work: WorkFolder | None = None
        self._publication: Publication | None = None

    @property
    def shards(self) -> Shards:
        """The record of the finished shards of the run."""
        assert self._shards is not None
        return self._shards

    def stage(self, name: str) -> Path:
        """Return the path for writing the output `name` (with ``/``) before it is published."""
        return self.path / WORK_FOLDER / STAGED / name

    def publish(self, last: str) -> list[str]:
        """Move every staged file into place, the file `last` at the end.

        Parameters
        ----------
        last
            The file that is moved last: if it is there, all others are too.

        Returns
        -------
        list of str
            The names of the files.

        Raises
        ------
        OSError
            A file cannot be moved into place. The note says whether anything has changed.
        """
        assert self._publication is not None
        return self._publication.publish(last)

    def __enter__(self) -> "OutputFolder":
        """Lock the folder, complete an earlier unfinished publication, and prepare it."""
        try:
            if not os.path.lexists(self.path / WORK_FOLDER):
                self._check_folder()
            self._made = _missing_folders(self.path)
            self._open()
        except BaseException as error:
            self._close(error)
            raise
        return self

    def _open(self) -> None:
        with held_signals():
            self._work = WorkFolder(self.path)
        self._publication = Publication(
            self.path, self._work.path, TargetCheck(self.path, self._inputs)
        )
        self._manifest = Manifest(self._work.path)
        self._publication.before_end = self._delete_manifest
        files = self._publication.complete_earlier()
        if files is not None:
            self.completed = (
                f"an earlier run was interrupted while it put its files into "
                f"'{printable(self.path)}'; this was completed first ({counted(files, 'file')})"
            )
        if self._only_completes:
            return
        if self._identity is not None and self._goes_on(self._identity):
            self._tidy()
        else:
            self._check_folder()
            self._work.clear()
            self._manifest.delete()
            self.scratch.mkdir()
            self.stage("").mkdir()
        if self._identity is not None:
            self._shards = Shards(self._work.path, self._manifest, self._identity, self._overwrite)
        # With a new check, because the folder may have changed.
        check = TargetCheck(self.path, self._inputs)
        self._publication = Publication(self.path, self._work.path, check)
        self._publication.before_end = self._delete_manifest
        self._is_begun = True

    def _goes_on(self, identity: Identity) -> bool:
        """Whether the run continues an interrupted one, with the permissions of that one."""
        assert self._manifest is not None and self._work is not None
        resume, overwrite = self._resume, self._overwrite
        if not may_go_on(
            self._manifest, identity, self.path, self._work.path, resume=resume, overwrite=overwrite
        ):
            return False
        assert self._manifest.last is not None
        self.saved, self.phase = self._manifest.state(), self._manifest.last["phase"]
        # During publication, its own files came into the folder.
        is_its_own = self.phase == PUBLISHING
        self._overwrite = overwrite or self._manifest.head["overwrite"] or is_its_own
        self._check_folder()
        return True

    def _tidy(self) -> None:
        """Delete staged files that are written again."""
        for name in os.listdir(self.stage("")):
            if name not in ("removed.jsonl.zst", "quarantine.jsonl"):
                remove(self.stage(name))

    def _delete_manifest(self) -> None:
        """When all files are in place, only the index can still need an update."""
        assert self._manifest is not None
        if self._manifest.head.get("options", {}).get("index") is None:
            self._manifest.delete()

    def _check_folder(self) -> None:
        if not os.path.lexists(self.path):
            return
        check_is_folder(self.path)
        others = [name for name in os.listdir(self.path) if name != WORK_FOLDER]
        if others and not self._overwrite:
            raise UsageError(
                f"the folder '{printable(self.path)}' is not empty (it holds "
                f"'{printable(min(others))}'): choose another, or pass "
                f"{option('overwrite', True)} to replace what is in it"
            )

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Remove the work folder, unless the publication is unfinished."""
        try:
            self._close(error)
        except BaseException as interrupt:  # a delayed signal
            if interrupt is not error:
                interrupt.add_note(self._outcome(self._may_go_on(interrupt)))
            raise

    def _close(self, error: BaseException | None) -> None:
        if self._shards is not None:
            self._shards.close()
        is_kept = self._may_go_on(error)
        if error is not None:
            error.add_note(self._outcome(is_kept))
        with held_signals():
            state = self._state()
            if self._work is not None:
                self._work.release(keep=is_kept or state is State.UNFINISHED)
            if state is State.NOT_BEGUN and not is_kept:
                for folder in self._made:
                    with contextlib.suppress(OSError):
                        folder.rmdir()

    def _may_go_on(self, error: BaseException | None) -> bool:
        """Whether the finished work is kept, so that a run can continue."""
        if self._manifest is None or self._manifest.last is None:
            return False
        if not self._is_begun:
            return True  # it belongs to an earlier run
        return error is not None and not isinstance(error, UsageError)

    def _state(self) -> State:
        return State.NOT_BEGUN if self._publication is None else self._publication.state

    def _outcome(self, is_kept: bool) -> str:
        """Describe the state of the output."""
        name = f"'{printable(self.path)}'"
        publication = self._publication
        if is_kept and self._state() is State.COMPLETE:
            outcome = (
                f"the output in {name} is complete, but not all of it is in the index: the same "
                f"run with {option('resume', True)} adds the rest"
            )
        elif is_kept and self._is_begun and self._state() is State.NOT_BEGUN:
            outcome = (
                f"unfinished: what was done so far is kept in {name}; the same run with "
                f"{option('resume', True)} goes on, with {option('overwrite', True)} it starts anew"
            )
        elif publication is None or publication.state is State.NOT_BEGUN:
            outcome = f"nothing was written to {name}"
        elif publication.state is State.COMPLETE:
            outcome = f"the output in {name} is complete"
        elif publication.total == 0:
            outcome = f"unfinished: what an earlier run began in {name} cannot be completed"
        else:
            outcome = (
                f"unfinished: {publication.placed:,} of {counted(publication.total, 'new file')} "
                f"in place in {name}; the next run with this output folder completes them first"
            )
        return outcome if self.completed is None else f"{self.completed}; {outcome}"


@contextlib.contextmanager
def completed_earlier_run(path: Path) -> Iterator[str | None]:
    """Complete the unfinished publication of an interrupted run in an output folder.

    Call it before the search for inputs, because they may be in that folder.

    Parameters
    ----------
    path
        The output folder; it need not exist.

    Yields
    ------
    str or None
        A sentence on what was completed; None if nothing was. An exception that passes gets it as a
        note.

    Raises
    ------
    UsageError
        Another run is writing to the folder, or its work folder is not ours.
    OSError
        The publication cannot be completed.
    """
    completed = None
    if os.path.lexists(path / WORK_FOLDER / JOURNAL):
        with OutputFolder(path, overwrite=True, only_completes=True) as folder:
            completed = folder.completed
    try:
        yield completed
    except BaseException as error:
        if completed is not None:
            error.add_note(completed)
        raise


def clear_after_complete_run(path: Path) -> None:
    """Remove the work folder of a complete run that was killed before it could do so.

    Parameters
    ----------
    path
        The output folder.

    Raises
    ------
    UsageError
        Another run is writing to the folder, or its work folder is not ours.
    """
    if os.path.lexists(path / WORK_FOLDER):
        with OutputFolder(path, overwrite=True, only_completes=True):
            pass


def _identified(paths: Iterable[Path]) -> Iterator[tuple[FileId, Path]]:
    for path in paths:
        with contextlib.suppress(OSError):  # the reader will report it
            yield file_id(os.stat(path)), path


def _missing_folders(path: Path) -> list[Path]:
    missing = []
    while not os.path.lexists(path):
        missing.append(path)
        path = path.parent
    return missing
