"""An interrupted publication leaves the old output, the new one, or one to be completed."""

import contextlib
import errno
import multiprocessing
import os
import pty
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import pyarrow
import pyarrow.parquet
import pytest
from saring_cli import OTHER, jsonl, read_jsonl

from saring.held_signals import held_signals
from saring.runs import publication
from saring.runs.output_folder import OutputFolder, completed_earlier_run

OLD = {"a.txt": "old", "sub/b.txt": "old", "gone.txt": "old", "quarantine.jsonl": "old"}
NEW = {"a.txt": "new", "sub/b.txt": "new", "deep/down/c.txt": "new"}
MINE = {"mine.txt": "mine"}


def _report(outputs: dict[str, str], content: str) -> str:
    names = ", ".join(f'"{name}"' for name in [*outputs, "report.json"])
    return f'{{"saring": "{content}", "outputs": [{names}]}}'


OLD_WHOLE = OLD | MINE | {"report.json": _report(OLD, "old")}
NEW_WHOLE = NEW | MINE | {"report.json": _report(NEW, "new")}


def _write(folder: Path, files: dict[str, str]) -> None:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content)


def _snapshot(out: Path) -> dict[str, str]:
    found = {}
    for root, folders, names in os.walk(out):
        folders[:] = [name for name in folders if name != ".saring-work"]
        for name in names:
            with open(os.path.join(root, name), encoding="utf-8") as file:
                found[os.path.relpath(file.name, out)] = file.read()
    return found


def _publish(out: Path, files: dict[str, str], content: str) -> None:
    with OutputFolder(out, overwrite=True) as folder:
        _write(folder.stage(""), files)
        folder.stage("report.json").write_text(_report(files, content))
        folder.publish(last="report.json")


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


def _outcome(error: BaseException) -> str:
    """First words of the note."""
    (note,) = error.__notes__
    return next(
        kind for kind in ("nothing was written", "unfinished", "is complete") if kind in note
    )


WHOLE = {"nothing was written": OLD_WHOLE, "is complete": NEW_WHOLE}
FUNCTIONS = ["rename", "fsync", "write", "pwrite", "unlink", "mkdir", "open", "listdir", "scandir"]


@pytest.mark.parametrize("function", FUNCTIONS)
def test_whatever_call_fails_the_output_is_whole_or_is_completed_by_the_next_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, function: str
) -> None:
    outcomes: Counter[str] = Counter()
    for at in range(1, 1000):
        out = tmp_path / str(at)
        _write(out, OLD_WHOLE)
        with monkeypatch.context() as patch:
            failing = _Failing(patch, function, at)
            try:
                _publish(out, NEW, "new")
                outcome = "is complete"
            except OSError as error:
                outcome = _outcome(error)
        outcomes[outcome] += 1
        if outcome == "unfinished":
            with completed_earlier_run(out) as completed:
                assert completed is not None and "completed first (4 files)" in completed
            assert _snapshot(out) == NEW_WHOLE, at
        else:
            assert _snapshot(out) == WHOLE[outcome], at
            with completed_earlier_run(out):
                assert _snapshot(out) == WHOLE[outcome], at
        with OutputFolder(out, overwrite=True):
            pass
        assert not (out / ".saring-work").exists()
        if failing.calls < at:
            break
    assert outcomes["nothing was written"] >= (function != "unlink")
    assert outcomes["unfinished"] >= (function in ("rename", "fsync", "unlink"))
    # Before the first file has moved a publication is cancelled.
    assert outcomes["unfinished"] <= {"mkdir": 0, "rename": 3}.get(function, 99)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_completing_may_fail_too_and_is_taken_up_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, function: str
) -> None:
    for at in range(1, 1000):
        out = tmp_path / str(at)
        _write(out, OLD_WHOLE)
        with monkeypatch.context() as patch:
            _Failing(patch, "rename", 4)
            with pytest.raises(OSError, match="error") as failed:
                _publish(out, NEW, "new")
        assert failed.value.__notes__ == [
            f"unfinished: 2 of 4 new files are in place in '{out}'; the next run with this output "
            "folder completes them first"
        ]
        assert _snapshot(out) not in (OLD_WHOLE, NEW_WHOLE)
        with monkeypatch.context() as patch:
            failing = _Failing(patch, function, at)
            try:
                with completed_earlier_run(out):
                    pass
            except OSError as error:
                assert _outcome(error) in ("unfinished", "is complete", "nothing was written")
        with completed_earlier_run(out):
            assert _snapshot(out) == NEW_WHOLE, at
        if failing.calls < at:
            break


@pytest.fixture
def unfinished(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An output folder of which some files are new and some old."""
    out = tmp_path / "out"
    _write(out, OLD_WHOLE)
    with monkeypatch.context() as patch:
        _Failing(patch, "rename", 3)
        with pytest.raises(OSError, match="error"):
            _publish(out, NEW, "new")
    return out


def test_a_run_says_what_it_completed_and_then_keeps_to_its_own_rules(unfinished: Path) -> None:
    with (
        pytest.raises(ValueError, match="not empty") as refused,
        completed_earlier_run(unfinished),
        OutputFolder(unfinished, overwrite=False),
    ):
        pass
    assert any("this was completed first (4 files)" in note for note in refused.value.__notes__)
    assert _snapshot(unfinished) == NEW_WHOLE


def test_the_output_folder_completes_what_it_finds_by_itself(unfinished: Path) -> None:
    with OutputFolder(unfinished, overwrite=True) as folder:
        assert folder.completed is not None
        assert _snapshot(unfinished) == NEW_WHOLE


def test_a_damaged_journal_is_reported_and_deletes_nothing(unfinished: Path) -> None:
    before = _snapshot(unfinished)
    journal = unfinished / ".saring-work" / "journal.json"
    contents = ["{", '{"version": 2}', "[" * 100_000]
    contents += [f'{{"version": 1, "names": [{name}], "deleted": {{}}}}' for name in ('"../x"', 5)]
    for content in contents:
        journal.write_text(content)
        with pytest.raises(OSError, match="journal of an interrupted run is damaged") as failed:
            _publish(unfinished, OLD, "other")
        assert failed.value.__notes__[0].startswith("unfinished: what an earlier run began")
        assert _snapshot(unfinished) == before
        assert journal.read_text() == content
    journal.unlink()
    os.mkfifo(journal)
    with pytest.raises(OSError, match="not a regular file"):
        _publish(unfinished, OLD, "other")
    assert _snapshot(unfinished) == before


def test_an_obstacle_stops_a_publication_before_it_begins(
    tmp_path: Path,
) -> None:
    out = tmp_path / "out"
    _write(out, OLD_WHOLE)
    (tmp_path / "elsewhere").mkdir()
    with (
        pytest.raises(OSError, match="is a symbolic link") as failed,
        OutputFolder(out, overwrite=True) as folder,
    ):
        _write(folder.stage(""), NEW)
        (out / "deep").symlink_to("../elsewhere")
        folder.publish(last="report.json")
    assert _outcome(failed.value) == "nothing was written"
    (out / "deep").unlink()
    assert _snapshot(out) == OLD_WHOLE
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
    _publish(tmp_path / "out", NEW, "new")
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


@pytest.mark.usefixtures("other_thread")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_waits_for_the_end_of_a_publication_whatever_threads_there_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    def stop(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    out = tmp_path / "out"
    _write(out, OLD_WHOLE)
    real, before = os.rename, signal.signal(number, stop)

    def rename(source: Path, target: Path) -> None:
        os.kill(os.getpid(), number)
        time.sleep(0.01)
        real(source, target)

    monkeypatch.setattr(os, "rename", rename)
    try:
        with pytest.raises(KeyboardInterrupt) as interrupted:
            _publish(out, NEW, "new")
        assert signal.getsignal(number) is stop
    finally:
        signal.signal(number, before)
    assert interrupted.value.__notes__ == [f"the output in '{out}' is complete"]
    assert _snapshot(out) == NEW_WHOLE
    assert not (out / ".saring-work").exists()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_waits_for_the_completion_of_an_earlier_publication(
    unfinished: Path, monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    def stop(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    real, before = os.rename, signal.signal(number, stop)

    def rename(source: Path, target: Path) -> None:
        os.kill(os.getpid(), number)
        time.sleep(0.01)
        real(source, target)

    monkeypatch.setattr(os, "rename", rename)
    try:
        with pytest.raises(KeyboardInterrupt), completed_earlier_run(unfinished):
            pass
    finally:
        signal.signal(number, before)
    assert _snapshot(unfinished) == NEW_WHOLE
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


# --- kill -9 and Ctrl-C at any moment -------------------------------------------------------------

NAMES = [f"{number % 7}/{number:03}.txt" for number in range(200)]


def _rename_slowly(source: Path, target: Path, rename: Callable[..., None] = os.rename) -> None:
    time.sleep(1e-4)  # so that many moments are inside a publication
    rename(source, target)


def _one_run(out: Path, content: str, note: Path) -> None:
    """Publish 200 files over old ones, in a process of its own that begins with SIGINT blocked."""
    os.rename = _rename_slowly
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        threading.Thread(target=threading.Event().wait, daemon=True).start()
        _publish(out, dict.fromkeys(NAMES, content), content)
    except KeyboardInterrupt as interrupt:
        note.write_text(_outcome(interrupt) if hasattr(interrupt, "__notes__") else "")
    finally:
        os._exit(0)


def _interrupt(process: Any, out: Path, number: signal.Signals, rng: random.Random) -> None:
    journal = out / ".saring-work" / "journal.json"
    if rng.random() < 0.5:
        time.sleep(rng.uniform(0, 0.05))
    else:
        while process.is_alive() and not journal.exists():
            time.sleep(1e-4)
        time.sleep(rng.uniform(0, 0.04))
    # The process may have ended by now.
    with contextlib.suppress(ProcessLookupError):
        os.kill(process.pid, number)
    process.join(30)


@pytest.fixture
def fast_folder(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory, where there is one: a disk takes milliseconds for each file replaced."""
    memory = Path("/dev/shm")
    if not os.access(memory, os.W_OK | os.X_OK):
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(dir=memory) as folder:
        yield Path(folder)


def test_at_whatever_moment_a_run_is_killed_or_interrupted_its_output_is_whole(
    fast_folder: Path,
) -> None:
    rng = random.Random(7)
    out, note = fast_folder / "out", fast_folder / "note"
    content = "0"
    wholes = {}
    for turn in range(201):
        files = dict.fromkeys(NAMES, str(turn))
        wholes[str(turn)] = files | {"report.json": _report(files, str(turn))}
    _publish(out, dict.fromkeys(NAMES, content), content)
    seen: Counter[str] = Counter()
    context = multiprocessing.get_context("fork")
    for turn in range(1, 201):
        number = signal.SIGKILL if turn % 2 else signal.SIGINT
        note.unlink(missing_ok=True)
        process = context.Process(target=_one_run, args=(out, str(turn), note))
        # An interrupt right after the fork would run the rest of this test in the child, too.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        process.start()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        _interrupt(process, out, number, rng)
        with completed_earlier_run(out) as completed:
            found = _snapshot(out)
            new = str(turn)
            is_new = found["report.json"] == wholes[new]["report.json"]
            assert found == (wholes[new] if is_new else wholes[content]), (turn, completed)
        said = note.read_text() if note.exists() else ""
        if said:
            assert said == ("is complete" if is_new else "nothing was written")
        seen[f"{number.name} {'completed' if completed else said or 'silent'} {is_new}"] += 1
        content = new if is_new else content
    assert seen["SIGKILL completed True"] >= 10, seen
    assert seen["SIGKILL silent False"] >= 10, seen
    assert seen["SIGINT is complete True"] >= 10, seen
    assert seen["SIGINT nothing was written False"] >= 10, seen


def _documents(folder: Path, word: str) -> None:
    """Write 200 documents in 102 files."""
    _write(folder, {f"{n}.txt": f"{OTHER}{word} nomor {n} ada di desa.\n" for n in range(100)})
    texts = [f"{OTHER}{word} ke-{n} ada di kota.\n" for n in range(100)]
    (folder / "a.jsonl").write_bytes(jsonl(*({"text": text} for text in texts[:50])))
    pyarrow.parquet.write_table(pyarrow.table({"text": texts[50:]}), folder / "b.parquet")


def _word_of(out: Path) -> str:
    """Check that the output of one run is there whole; return the word in its texts."""
    texts = [path.read_text() for path in out.glob("*.txt")]
    texts += [record["text"] for record in read_jsonl(out / "a.jsonl")]
    texts += pyarrow.parquet.read_table(out / "b.parquet")["text"].to_pylist()
    words = {text.splitlines()[3].split()[0] for text in texts}
    assert len(texts) == 200
    assert len(words) == 1, words
    return words.pop()


def _on_a_terminal(command: list[str]) -> tuple[subprocess.Popen[bytes], Callable[[], str]]:
    """Start a command with standard error on a terminal, and return what waits for it."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=theirs)
    os.close(theirs)
    written: list[bytes] = []

    def read() -> None:
        with contextlib.suppress(OSError):  # EIO: the other side is closed
            while data := os.read(ours, 4096):
                written.append(data)

    reader = threading.Thread(target=read)
    reader.start()

    def finish() -> str:
        process.wait(60)
        reader.join(60)
        os.close(ours)
        return b"".join(written).decode()

    return process, finish


def test_at_whatever_moment_clean_is_killed_or_interrupted_its_output_is_whole(
    tmp_path: Path,
) -> None:
    rng = random.Random(11)
    out = tmp_path / "out"
    words = ["Perahu", "Sepeda"]
    for word in words:
        _documents(tmp_path / word, word)
    options = ["-o", str(out), "--overwrite", "--no-dedup", "--threads", "1"]
    command = [sys.executable, "-m", "saring", "clean"]
    started = time.monotonic()
    subprocess.run([*command, str(tmp_path / "Perahu"), *options], check=True, capture_output=True)
    seconds = time.monotonic() - started
    journal = out / ".saring-work" / "journal.json"
    word = "Perahu"
    seen: Counter[bool] = Counter()
    for turn in range(20):
        other = words[word == words[0]]
        process, finish = _on_a_terminal([*command, str(tmp_path / other), *options])
        if turn % 4 < 2:
            while process.poll() is None and not journal.exists():
                time.sleep(1e-4)
        else:
            time.sleep(rng.uniform(0.3, 1.0) * seconds)
        process.send_signal(signal.SIGKILL if turn % 2 else signal.SIGINT)
        stderr = finish()
        assert "Traceback" not in stderr
        with completed_earlier_run(out):
            now = _word_of(out)
        assert now in (word, other)
        if "nothing was written" in stderr:
            assert now == word
        if "is complete" in stderr:
            assert now == other
        seen[now == other] += 1
        word = now
    assert set(seen) == {True, False}, seen


def test_a_file_that_has_taken_the_name_of_one_to_be_deleted_stays(tmp_path: Path) -> None:
    out = tmp_path / "out"
    _write(out, OLD_WHOLE)
    with OutputFolder(out, overwrite=True) as folder:
        _write(folder.stage(""), NEW)
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
