"""Phases of a run that can be interrupted. Finished phases are kept in a work folder."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from saring import _core
from saring._named_files import naming
from saring.errors import UsageError
from saring.held_signals import held_signals
from saring.io.containers import file_state
from saring.io.output_names import WORK_FOLDER
from saring.io.paths import printable
from saring.runs.work_folder import WorkFolder, check_is_folder, remove

_STATE = "state.json"


class Phases:
    """An output folder, and the progress of the run that writes to it.

    A context manager. A run that fails or is interrupted after a phase leaves the work folder. The
    next run with the same options and inputs continues from there.

    Parameters
    ----------
    out
        The output folder: empty, missing, or left by an interrupted run.
    options
        The options that change the result, as JSON values.
    inputs
        Files that every phase reads.

    Attributes
    ----------
    scratch
        The folder for files that one phase writes for another.
    done
        The last finished phase; None if there is none.
    state
        Data that the phases have recorded.

    Raises
    ------
    UsageError
        On entering: the folder is not empty, another run is writing to it, or the interrupted run
        had other options or inputs.
    OSError
        An input or the folder cannot be read or made.
    """

    def __init__(self, out: Path, options: dict[str, Any], inputs: Sequence[Path]) -> None:
        self.scratch = out / WORK_FOLDER / "dedup"
        self.done: str | None = None
        self.state: dict[str, Any] = {}
        self._out = out
        self._options = options
        self._inputs = inputs
        self._work: WorkFolder | None = None
        self._is_new = not os.path.lexists(out)

    def finish(self, phase: str, **notes: Any) -> None:
        """Record that a phase is done. The files that it leaves must be on disk before."""
        self._check_inputs(self.state["inputs"])
        with held_signals():
            self.state |= notes | {"phase": phase}
            self._save()
            self.done = phase

    def put_into_place(self, staged: Path, name: str) -> None:
        """Move a finished file into the output folder."""
        self._check_inputs(self.state["inputs"])
        with held_signals():
            os.replace(staged, self._out / name)
            self.state["written"].append(name)
            self._save()

    def __enter__(self) -> Phases:
        """Lock the folder, and find out which phases are done."""
        inputs = _identities(self._inputs)
        self._check_folder()
        try:
            with held_signals():
                self._work = WorkFolder(self._out)
            self._open(inputs)
        except BaseException:
            # Files of an interrupted run must not be removed here.
            if self._work is not None:
                self._work.release(keep=os.path.lexists(self.scratch / _STATE))
            self._remove_if_new()
            raise
        return self

    def _open(self, inputs: list[Any]) -> None:
        wanted = json.loads(
            json.dumps({"version": _core.__version__, "options": self._options, "inputs": inputs})
        )
        try:
            found = json.loads((self.scratch / _STATE).read_bytes())
        except FileNotFoundError:
            found = None
        if found is None:
            assert self._work is not None
            self._work.clear()
            self.scratch.mkdir()
            self.state = wanted
            self._check_folder()
            return
        for what, named in (("version", "version of saring"), ("options", "options")):
            if found[what] != wanted[what]:
                raise self._refusal(f"had other {named}: {_shown(found[what])}")
        self._check_inputs(found["inputs"], inputs)
        self.state = found
        self.done = found["phase"]

    def _check_folder(self) -> None:
        if not os.path.lexists(self._out) or os.path.lexists(self.scratch / _STATE):
            return
        check_is_folder(self._out)
        others = [name for name in os.listdir(self._out) if name != WORK_FOLDER]
        if others:
            raise UsageError(
                f"the folder '{printable(self._out)}' is not empty (it holds "
                f"'{printable(min(others))}'): choose another"
            )

    def _check_inputs(self, before: list[Any], now: list[Any] | None = None) -> None:
        now = _identities(self._inputs) if now is None else now
        if [path for path, *_ in before] != [path for path, *_ in now]:
            raise self._refusal("had other inputs: " + ", ".join(path for path, *_ in before))
        for old, new in zip(before, now, strict=True):
            if old != new:
                raise self._refusal(f"read '{printable(new[0])}', which has changed since")

    def _refusal(self, what: str) -> UsageError:
        return UsageError(
            f"the run in '{printable(self._out)}' {what}. Run it again as it was, or delete "
            f"'{printable(self._out / WORK_FOLDER)}' and what is in the folder to start over"
        )

    def _save(self) -> None:
        path = self.scratch / _STATE
        new = path.with_suffix(".new")
        with naming(new), open(new, "w", encoding="utf-8") as file:
            json.dump(self.state, file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(new, path)

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        """Remove the work folder, unless a run can continue from it."""
        keep = error is not None and self.done is not None
        if error is not None:
            error.add_note(self._outcome(keep))
        with held_signals():
            assert self._work is not None
            if not keep:
                with contextlib.suppress(OSError):
                    remove(self.scratch)
            self._work.release(keep=keep)
            if not keep and error is not None:
                self._remove_if_new()

    def _remove_if_new(self) -> None:
        """Remove the folder if it was made by this run and nothing is in it."""
        if self._is_new:
            with contextlib.suppress(OSError):
                self._out.rmdir()

    def _outcome(self, keep: bool) -> str:
        name = f"'{printable(self._out)}'"
        if not keep:
            return f"nothing was written to {name}"
        return (
            f"unfinished: the phase '{self.done}' is done; the same command with {name} goes on "
            "from there"
        )


def _identities(paths: Sequence[Path]) -> list[Any]:
    """Return the path, size and modification time of each file."""
    found = []
    for path in paths:
        size, time, _ = file_state(path)
        found.append([os.fspath(path), size, time])
    return found


def _shown(value: Any) -> str:
    return json.dumps(value) if not isinstance(value, str) else value
