"""An interrupted publication leaves the old output, the new one, or one to be completed."""

import contextlib
import errno
import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from publishing import NEW, NEW_WHOLE, OLD, OLD_WHOLE, outcome_of, publish, snapshot, write

from saring.held_signals import held_signals
from saring.runs import publication
from saring.runs.output_folder import OutputFolder, completed_earlier_run


class _Failing:
    """Makes the k-th call of a function of `os` fail."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, name: str, at: int) -> None:
        self._real: Callable[..., Any] = getattr(os, name)
        self._at = at
        self._lock = threading.Lock()
        self.calls = 0
        monkeypatch.setattr(os, name, self)

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        with self._lock:
            self.calls += 1
            fails = self.calls == self._at
        if fails:
            raise OSError(errno.EIO, "Input/output error")
        return self._real(*arguments, **options)


WHOLE = {"nothing was written": OLD_WHOLE, "is complete": NEW_WHOLE}
FUNCTIONS = ["rename", "fsync", "write", "pwrite", "unlink", "mkdir", "open", "listdir", "scandir"]


@pytest.mark.parametrize("function", FUNCTIONS)
def test_whatever_call_fails_the_output_is_whole_or_is_completed_by_the_next_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, function: str
) -> None:
    outcomes: Counter[str] = Counter()
    for at in range(1, 1000):
        out = tmp_path / str(at)
        write(out, OLD_WHOLE)
        with monkeypatch.context() as patch:
            failing = _Failing(patch, function, at)
            try:
                publish(out, NEW, "new")
                outcome = "is complete"
            except OSError as error:
                outcome = outcome_of(error)
        outcomes[outcome] += 1
        if outcome == "unfinished":
            with completed_earlier_run(out) as completed:
                assert completed is not None and "completed first (4 files)" in completed
            assert snapshot(out) == NEW_WHOLE, at
        else:
            assert snapshot(out) == WHOLE[outcome], at
            with completed_earlier_run(out):
                assert snapshot(out) == WHOLE[outcome], at
        with OutputFolder(out, overwrite=True):
            pass
        assert not (out / ".saring-work").exists()
        if failing.calls < at:
            break
    assert outcomes["nothing was written"] >= (function != "unlink")
    assert outcomes["unfinished"] >= (function in ("rename", "fsync", "unlink"))
    # Before the first file has moved a publication is cancelled.
    assert outcomes["unfinished"] <= {"mkdir": 0, "rename": 3}.get(function, 99)


@pytest.mark.parametrize("function", [name for name in FUNCTIONS if "write" not in name])
def test_completing_may_fail_too_and_is_taken_up_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, function: str
) -> None:
    for at in range(1, 1000):
        out = tmp_path / str(at)
        write(out, OLD_WHOLE)
        with monkeypatch.context() as patch:
            _Failing(patch, "rename", 4)
            with pytest.raises(OSError, match="error") as failed:
                publish(out, NEW, "new")
        assert failed.value.__notes__ == [
            f"unfinished: 2 of 4 new files in place in '{out}'; the next run with this output "
            "folder completes them first"
        ]
        assert snapshot(out) not in (OLD_WHOLE, NEW_WHOLE)
        with monkeypatch.context() as patch:
            failing = _Failing(patch, function, at)
            try:
                with completed_earlier_run(out):
                    pass
            except OSError as error:
                assert outcome_of(error) in ("unfinished", "is complete", "nothing was written")
        with completed_earlier_run(out):
            assert snapshot(out) == NEW_WHOLE, at
        if failing.calls < at:
            break
    assert at > 1


@pytest.fixture
def unfinished(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An output folder of which some files are new and some old."""
    out = tmp_path / "out"
    write(out, OLD_WHOLE)
    with monkeypatch.context() as patch:
        _Failing(patch, "rename", 3)
        with pytest.raises(OSError, match="error"):
            publish(out, NEW, "new")
    return out


def test_a_run_says_what_it_completed_and_then_keeps_to_its_own_rules(unfinished: Path) -> None:
    with (
        pytest.raises(ValueError, match="not empty") as refused,
        completed_earlier_run(unfinished),
        OutputFolder(unfinished, overwrite=False),
    ):
        pass
    assert any("this was completed first (4 files)" in note for note in refused.value.__notes__)
    assert snapshot(unfinished) == NEW_WHOLE


def test_the_output_folder_completes_what_it_finds_by_itself(unfinished: Path) -> None:
    with OutputFolder(unfinished, overwrite=True) as folder:
        assert folder.completed is not None
        assert snapshot(unfinished) == NEW_WHOLE


def test_a_damaged_journal_is_reported_and_deletes_nothing(unfinished: Path) -> None:
    before = snapshot(unfinished)
    journal = unfinished / ".saring-work" / "journal.json"
    contents = ["{", '{"version": 2}', "[" * 100_000]
    contents += [f'{{"version": 1, "names": [{name}], "deleted": {{}}}}' for name in ('"../x"', 5)]
    for content in contents:
        journal.write_text(content)
        with pytest.raises(OSError, match="journal of an interrupted run is damaged") as failed:
            publish(unfinished, OLD, "other")
        assert failed.value.__notes__[0].startswith("unfinished: what an earlier run began")
        assert snapshot(unfinished) == before
        assert journal.read_text() == content
    journal.unlink()
    os.mkfifo(journal)
    with pytest.raises(OSError, match="it is a FIFO, where a file is expected"):
        publish(unfinished, OLD, "other")
    assert snapshot(unfinished) == before


def test_an_obstacle_stops_a_publication_before_it_begins(
    tmp_path: Path,
) -> None:
    out = tmp_path / "out"
    write(out, OLD_WHOLE)
    (tmp_path / "elsewhere").mkdir()
    with (
        pytest.raises(OSError, match="is a symbolic link") as failed,
        OutputFolder(out, overwrite=True) as folder,
    ):
        write(folder.stage(""), NEW)
        (out / "deep").symlink_to("../elsewhere")
        folder.publish(last="report.json")
    assert outcome_of(failed.value) == "nothing was written"
    (out / "deep").unlink()
    assert snapshot(out) == OLD_WHOLE
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_files_and_folders_are_synced_before_the_first_rename_and_the_journal_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    events: list[str] = []
    real_fsync, real_rename = os.fsync, os.rename

    def fsync(descriptor: int) -> None:
        real_fsync(descriptor)
        events.append("sync " + os.path.basename(os.readlink(f"/proc/self/fd/{descriptor}")))

    def rename(source: Path, target: Path) -> None:
        real_rename(source, target)
        events.append("rename " + os.path.basename(target))

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(os, "rename", rename)
    publish(tmp_path / "out", NEW, "new")
    begun = events.index("rename journal.json")
    staged = ["a.txt", "b.txt", "c.txt", "report.json", "staged", "sub", "down"]
    assert {f"sync {name}" for name in [*staged, "journal.json.draft"]} <= set(events[:begun])
    assert events[begun + 1] == "sync .saring-work"
    renames = [event for event in events[begun + 1 :] if event.startswith("rename")]
    assert renames == [f"rename {name}" for name in ("a.txt", "c.txt", "b.txt", "report.json")]
    after = events[events.index("rename report.json") :]
    assert {f"sync {name}" for name in ("out", "sub", "deep", "down")} <= set(after)


@pytest.fixture
def other_thread() -> Iterator[None]:
    """A second thread, like the one that draws a progress bar."""
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait)
    thread.start()
    yield
    stop.set()
    thread.join()


@contextlib.contextmanager
def signal_at_each_rename(number: signal.Signals) -> Iterator[None]:
    """Send a signal before each `os.rename`; its handler raises, and is the same at the end."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    def rename(source: Path, target: Path) -> None:
        os.kill(os.getpid(), number)
        time.sleep(0.01)
        real(source, target)

    real, before = os.rename, signal.signal(number, stop)
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(os, "rename", rename)
            yield
        assert signal.getsignal(number) is stop
    finally:
        signal.signal(number, before)


@pytest.mark.usefixtures("other_thread")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_waits_for_the_end_of_a_publication_whatever_threads_there_are(
    tmp_path: Path, number: signal.Signals
) -> None:
    out = tmp_path / "out"
    write(out, OLD_WHOLE)
    with signal_at_each_rename(number), pytest.raises(KeyboardInterrupt) as interrupted:
        publish(out, NEW, "new")
    assert interrupted.value.__notes__ == [f"the output in '{out}' is complete"]
    assert snapshot(out) == NEW_WHOLE
    assert not (out / ".saring-work").exists()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_waits_for_the_completion_of_an_earlier_publication(
    unfinished: Path, number: signal.Signals
) -> None:
    with (
        signal_at_each_rename(number),
        pytest.raises(KeyboardInterrupt),
        completed_earlier_run(unfinished),
    ):
        pass
    assert snapshot(unfinished) == NEW_WHOLE
    assert not (unfinished / ".saring-work" / "journal.json").exists()


def test_signals_that_are_ignored_stay_so_and_other_threads_hold_nothing() -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with held_signals():
            os.kill(os.getpid(), signal.SIGINT)
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)
    seen = []

    def work() -> None:
        with held_signals():
            seen.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [before]


def test_a_file_that_has_taken_the_name_of_one_to_be_deleted_stays(tmp_path: Path) -> None:
    out = tmp_path / "out"
    write(out, OLD_WHOLE)
    with OutputFolder(out, overwrite=True) as folder:
        write(folder.stage(""), NEW)
        folder.stage("report.json").write_text("{}")
        real = publication.os.rename

        def rename(source: Path, target: Path) -> None:
            real(source, target)
            if target == out / "a.txt":
                (out / "gone.txt").unlink()
                (out / "gone.txt").write_text("somebody's new file")

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(os, "rename", rename)
            folder.publish(last="report.json")
    assert (out / "gone.txt").read_text() == "somebody's new file"
    assert not (out / "quarantine.jsonl").exists()
