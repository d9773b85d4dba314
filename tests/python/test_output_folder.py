"""The output folder: which files belong to a run, which it never touches, and one run at a time."""

import errno
import fcntl
import importlib.util
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from saring_cli import OTHER, clean, saring

from saring.errors import UsageError
from saring.io.output_names import MAGIC
from saring.runs.output_folder import OutputFolder

WORK = ".saring-work"


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


def _publish(out: Path, *names: str, inputs: tuple[Path, ...] = ()) -> None:
    with OutputFolder(out, overwrite=True, inputs=inputs) as folder:
        for name in names:
            folder.stage(name).parent.mkdir(parents=True, exist_ok=True)
            folder.stage(name).write_text("new")
        listed = ", ".join(f'"{name}"' for name in (*names, "report.json"))
        folder.stage("report.json").write_text(f'{{"saring": "", "outputs": [{listed}]}}')
        assert sorted(folder.publish(last="report.json")) == sorted([*names, "report.json"])


def _report(out: Path, *names: str) -> None:
    out.mkdir(exist_ok=True)
    listed = ", ".join(f'"{name}"' for name in names)
    (out / "report.json").write_text(f'{{"saring": "", "outputs": [{listed}]}}')


def test_outputs_appear_together_and_what_an_earlier_run_wrote_goes(out: Path) -> None:
    _publish(out, "a.txt", "sub/b.txt", "quarantine.jsonl")
    (out / "mine.txt").write_text("mine")
    _publish(out, "sub/c.txt")
    files = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
    assert files == {"sub/c.txt", "report.json", "mine.txt"}


def test_a_failed_run_leaves_no_folder_and_says_so(tmp_path: Path) -> None:
    out = tmp_path / "new" / "out"
    with pytest.raises(RuntimeError) as failed, OutputFolder(out, overwrite=False) as folder:
        folder.stage("a.txt").write_text("new")
        raise RuntimeError
    assert failed.value.__notes__ == [f"nothing was written to '{out}'"]
    assert not (tmp_path / "new").exists()


def test_an_error_after_publishing_says_that_the_output_is_complete(out: Path) -> None:
    with pytest.raises(KeyboardInterrupt) as failed, OutputFolder(out, overwrite=False) as folder:
        folder.stage("report.json").write_text("{}")
        folder.publish(last="report.json")
        raise KeyboardInterrupt
    assert failed.value.__notes__ == [f"the output in '{out}' is complete"]
    assert [path.name for path in out.iterdir()] == ["report.json"]


@pytest.mark.parametrize(
    "kind", ["a link", "a file", "a folder", "a marked link", "a foreign lock"]
)
def test_what_only_has_the_name_of_the_work_folder_is_left_untouched(
    tmp_path: Path, out: Path, kind: str
) -> None:
    precious = tmp_path / "precious"
    for folder in (precious / "scratch", out):
        folder.mkdir(parents=True)
    (precious / "scratch" / "a.txt").write_text("precious")
    if kind == "a file":
        (out / WORK).write_text("precious")
    elif kind == "a folder":
        precious.rename(out / WORK)
        precious = out / WORK
    elif kind == "a foreign lock":
        precious.rename(out / WORK)
        precious = out / WORK
        (precious / "lock").symlink_to("scratch/a.txt")
    else:
        (out / WORK).symlink_to(precious)
    if kind == "a marked link":
        (precious / "lock").write_bytes(MAGIC)
    for overwrite in (False, True):
        with pytest.raises(UsageError, match=r"was not made by this program .* was touched"):
            OutputFolder(out, overwrite).__enter__()
    kept = out / WORK if kind == "a file" else precious / "scratch" / "a.txt"
    assert kept.read_text() == "precious"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make files of another user")
def test_the_work_folder_of_another_user_is_left_untouched(out: Path) -> None:
    (out / WORK).mkdir(parents=True)
    (out / WORK / "lock").write_bytes(MAGIC)
    os.chown(out / WORK, 12345, 12345)
    with pytest.raises(UsageError, match="it belongs to another user"):
        OutputFolder(out, overwrite=True).__enter__()
    assert (out / WORK / "lock").exists()


@pytest.mark.parametrize("mark", [None, b"", MAGIC[:5], MAGIC])
def test_what_a_killed_run_left_is_cleared(out: Path, mark: bytes | None) -> None:
    (out / WORK).mkdir(parents=True)
    if mark is not None:
        (out / WORK / "lock").write_bytes(mark)
    if mark == MAGIC:
        (out / WORK / "scratch" / "deep").mkdir(parents=True)
        (out / WORK / "staged").symlink_to("/nowhere")
    with OutputFolder(out, overwrite=False) as folder:
        assert list(folder.scratch.iterdir()) == []
        assert list(folder.stage("").iterdir()) == []
    assert list(out.iterdir()) == []


def test_clearing_a_work_folder_follows_no_link(tmp_path: Path, out: Path) -> None:
    (tmp_path / "precious").mkdir()
    (tmp_path / "precious" / "a.txt").write_text("precious")
    (out / WORK).mkdir(parents=True)
    (out / WORK / "lock").write_bytes(MAGIC)
    (out / WORK / "staged").symlink_to(tmp_path / "precious")
    _publish(out, "a.txt")
    assert (tmp_path / "precious" / "a.txt").read_text() == "precious"


def test_nothing_is_deleted_through_a_link_or_that_is_no_file_of_ours(
    tmp_path: Path, out: Path
) -> None:
    precious = tmp_path / "precious"
    precious.mkdir()
    (precious / "a.txt").write_text("precious")
    _report(
        out, "link/a.txt", "b.txt", "folder", "../precious/a.txt", f"{precious}/a.txt", "in.txt"
    )
    (out / "link").symlink_to(precious)
    (out / "b.txt").symlink_to(precious / "a.txt")
    (out / "folder").mkdir()
    (out / "in.txt").write_text("input")
    _publish(out, "new.txt", inputs=(out / "in.txt",))
    assert (precious / "a.txt").read_text() == "precious"
    assert (out / "b.txt").is_symlink()
    assert (out / "folder").is_dir()
    assert (out / "in.txt").read_text() == "input"


@pytest.mark.parametrize("name", ["a.txt", "sub/a.txt"])
def test_an_input_is_not_replaced_even_if_it_came_late(
    tmp_path: Path, out: Path, name: str
) -> None:
    source = tmp_path / "source.txt"
    source.write_text("input")
    (out / "sub").mkdir(parents=True)
    (out / name).hardlink_to(source)
    with pytest.raises(OSError, match="is an input and would be overwritten"):
        _publish(out, name, inputs=(source,))
    assert source.read_text() == (out / name).read_text() == "input"


def test_a_folder_on_another_disk_is_refused_beforehand(tmp_path: Path, out: Path) -> None:
    (out / "sub").mkdir(parents=True)
    (out / "a.txt").write_text("old")
    command = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(out / "sub")]
    if subprocess.run(command, capture_output=True).returncode != 0:
        pytest.skip("mounting is not permitted here")
    try:
        with pytest.raises(OSError, match=r"'.*out/sub' is on another disk"):
            _publish(out, "a.txt", "sub/b.txt")
    finally:
        subprocess.run(["umount", str(out / "sub")], check=True)
    assert (out / "a.txt").read_text() == "old"


def test_an_output_folder_that_is_none_is_a_usage_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "dangling").symlink_to("nowhere")
    with pytest.raises(UsageError, match="is a file; the output must be a folder"):
        OutputFolder(tmp_path / "file", overwrite=True).__enter__()
    with pytest.raises(UsageError, match="is a symbolic link; the output must be a folder"):
        OutputFolder(tmp_path / "dangling", overwrite=True).__enter__()


def test_a_folder_that_is_not_empty_stays_without_a_trace(out: Path) -> None:
    out.mkdir()
    (out / "mine\x1b.txt").write_text("mine")
    with pytest.raises(UsageError, match=r"not empty \(it holds 'mine\\x1b.txt'\)"):
        OutputFolder(out, overwrite=False).__enter__()
    assert os.listdir(out) == ["mine\x1b.txt"]


# --- The lock -------------------------------------------------------------------------------------


def test_a_folder_is_held_by_one_run_at_a_time(out: Path) -> None:
    with (
        OutputFolder(out, overwrite=True),
        pytest.raises(UsageError, match="another run is writing"),
    ):
        OutputFolder(out, overwrite=True).__enter__()
    _publish(out, "a.txt")


@pytest.mark.parametrize("number", [errno.ENOLCK, errno.EOPNOTSUPP])
def test_a_lock_that_fails_for_another_reason_is_reported_as_it_is(
    out: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def fail(_descriptor: int, _operation: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(fcntl, "flock", fail)
    with pytest.raises(OSError, match="cannot be locked") as failed:
        OutputFolder(out, overwrite=True).__enter__()
    assert failed.value.errno == number
    assert os.strerror(number) in str(failed.value)
    assert not out.exists()


def test_a_system_without_the_files_of_posix_is_refused_before_anything_is_made(
    out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(UsageError, match="needs the files of Linux or macOS"):
        OutputFolder(out, overwrite=True).__enter__()
    assert not out.exists()


def test_a_lock_file_that_was_replaced_meanwhile_is_not_taken_for_the_lock(
    out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = fcntl.flock
    calls = 0

    def replace_and_lock(descriptor: int, operation: int) -> None:
        nonlocal calls
        calls += 1
        if calls == 1:  # as if the run before had ended and another begun just now
            (out / WORK / "lock").unlink()
            (out / WORK / "lock").touch()
        real(descriptor, operation)

    monkeypatch.setattr(fcntl, "flock", replace_and_lock)
    with OutputFolder(out, overwrite=True) as folder, open(out / WORK / "lock") as lock:
        assert calls == 2
        with pytest.raises(BlockingIOError):
            real(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        assert folder.scratch.is_dir()


def _compete(out: Path, holder: Path, results: Any) -> None:
    counts: Counter[str] = Counter()
    end = time.monotonic() + 3
    while time.monotonic() < end:
        try:
            with OutputFolder(out, overwrite=True) as folder:
                os.close(os.open(holder, os.O_CREAT | os.O_EXCL))
                folder.stage("report.json").write_text("{}")
                folder.publish(last="report.json")
                os.unlink(holder)
            counts["ok"] += 1
        except UsageError:
            counts["held"] += 1
        except BaseException as error:
            counts[repr(error)] += 1
    results.put(counts)


def test_no_two_of_many_runs_ever_hold_one_folder(tmp_path: Path, out: Path) -> None:
    context = multiprocessing.get_context("fork")
    results = context.Queue()
    arguments = (out, tmp_path / "holder", results)
    processes = [context.Process(target=_compete, args=arguments) for _ in range(4)]
    for process in processes:
        process.start()
    total: Counter[str] = sum((results.get() for _ in processes), Counter())
    for process in processes:
        process.join()
    assert set(total) == {"ok", "held"}, total


def test_the_command_line_needs_no_file_locks_where_it_takes_none() -> None:
    code = "import sys; sys.modules['fcntl'] = None; import saring.cli.commands, saring.cleaning"
    subprocess.run([sys.executable, "-c", code], check=True)


# --- Through the command line ---------------------------------------------------------------------


def _killed_while_publishing(folder: Path, out: Path) -> None:
    """Clean two files with a kill -9 after the first was put into place."""
    folder.mkdir()
    for name in ("a.txt", "b.txt"):
        (folder / name).write_text(OTHER)
    code = (
        "import os, signal, sys\n"
        "from saring.cli.commands import main\n"
        "real = os.rename\n"
        "def rename(source, target):\n"
        "    real(source, target)\n"
        "    if str(target).endswith('a.txt'): os.kill(os.getpid(), signal.SIGKILL)\n"
        "os.rename = rename\n"
        "main(sys.argv[1:])\n"
    )
    command = [sys.executable, "-c", code, "clean", str(folder), "-o", str(out), "--no-dedup"]
    assert subprocess.run(command).returncode == -signal.SIGKILL
    assert sorted(path.name for path in out.iterdir()) == [WORK, "a.txt"]


def test_an_unfinished_output_is_completed_by_the_next_clean(tmp_path: Path, out: Path) -> None:
    _killed_while_publishing(tmp_path / "in", out)
    refused = saring("clean", tmp_path / "in", "-o", out)
    assert refused.returncode == 2
    assert b"not empty" in refused.stderr
    assert (out / "b.txt").read_text() == OTHER
    assert (out / "report.json").exists()
    assert not (out / WORK).exists()


def test_a_clean_that_completes_an_earlier_one_says_so(tmp_path: Path, out: Path) -> None:
    _killed_while_publishing(tmp_path / "in", out)
    report, stderr = clean(tmp_path / "in" / "b.txt", "-o", out, "--overwrite")
    assert "this was completed first (5 files)" in stderr
    assert [warning["problem"] for warning in report["warnings"]] == ["interrupted_run"]
    assert not (out / "a.txt").exists()
    assert report["documents"]["kept"] == 1


def test_an_interrupted_run_says_that_nothing_was_written(tmp_path: Path, out: Path) -> None:
    (tmp_path / "a.txt").write_text(OTHER)
    code = (
        "import sys\n"
        "from saring.cli.commands import main\n"
        "from saring.runs.output_folder import OutputFolder\n"
        "def publish(self, last): raise KeyboardInterrupt\n"
        "OutputFolder.publish = publish\n"
        "sys.exit(main(sys.argv[1:]))\n"
    )
    command = [sys.executable, "-c", code, "clean", str(tmp_path / "a.txt"), "-o", str(out)]
    result = subprocess.run(command, capture_output=True, text=True)
    assert result.returncode == 130
    assert f"nothing was written to '{out}'" in result.stderr
    assert not out.exists()


@pytest.mark.parametrize("name", [".", "sub", "sub/../new"])
def test_the_output_folder_may_be_named_from_the_current_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    (tmp_path / "in.txt").write_text(OTHER)
    (tmp_path / "here" / "sub").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "here" / "sub" if name == "." else tmp_path / "here")
    for options in ((), ("--overwrite",)):
        report, _ = clean(tmp_path / "in.txt", "-o", name, *options)
        found = {path.name for path in Path(name).iterdir()}
        assert found == set(report["outputs"])
        assert found == {"in.txt", "removed.jsonl.zst", "report.json", "report.html"}
