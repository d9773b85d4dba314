"""Failures of the system, through the command line: full disks, signals, two runs at once."""

import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from saring_cli import ARTICLE, clean, incompressible, jsonl


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


def _limit_files() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))


def test_a_full_disk_is_reported_and_leaves_nothing(tmp_path: Path, out: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(incompressible(1000))
    _, stderr = clean(tmp_path / "a.jsonl", "-o", out, code=3, preexec_fn=_limit_files)
    assert "larger than permitted" in stderr
    assert f"'{out}/" in stderr
    assert "cannot be written; raise the limit" in stderr
    assert not out.exists()


def test_a_disk_without_space_is_reported_and_leaves_what_was_there(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(disk)], capture_output=True
    )
    if mounted.returncode != 0:
        pytest.skip("mounting is not permitted here")
    try:
        (disk / "mine").write_text("stays")
        (tmp_path / "a.jsonl").write_bytes(incompressible(3000))
        arguments = (tmp_path / "a.jsonl", "-o", disk, "--overwrite")
        _, stderr = clean(*arguments, code=3)
        assert "the disk is full" in stderr
        assert [path.name for path in disk.iterdir()] == ["mine"]
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_a_filter_that_cannot_write_says_so() -> None:
    with open("/dev/full", "wb") as full:
        result = subprocess.run(
            [sys.executable, "-m", "saring", "strip"],
            input=(ARTICLE * 2000).encode(),
            stdout=full,
            stderr=subprocess.PIPE,
        )
    assert result.returncode == 3
    assert b"the disk is full" in result.stderr


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interrupted_run_stops_soon_and_leaves_nothing(
    tmp_path: Path, out: Path, number: signal.Signals, code: int
) -> None:
    (tmp_path / "a.jsonl").write_bytes(incompressible(60_000))
    command = [sys.executable, "-m", "saring", "clean", str(tmp_path / "a.jsonl"), "-o", str(out)]
    process = subprocess.Popen(
        [*command, "--threads", "1", "--chunk-size", "64K"], stderr=subprocess.PIPE
    )
    while not (out / ".saring-work" / "scratch" / "spool").exists():
        assert process.poll() is None
        time.sleep(0.02)
    time.sleep(0.1)
    process.send_signal(number)
    _, stderr = process.communicate(timeout=60)
    assert process.returncode == code
    assert b"interrupted after" in stderr
    assert b"Traceback" not in stderr
    assert not out.exists()


def test_what_a_killed_run_left_is_cleared_by_the_next(tmp_path: Path, out: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(incompressible(60_000))
    command = [sys.executable, "-m", "saring", "clean", str(tmp_path / "a.jsonl"), "-o", str(out)]
    process = subprocess.Popen([*command, "--threads", "1", "--chunk-size", "64K"])
    while not (out / ".saring-work" / "scratch" / "spool").exists():
        time.sleep(0.02)
    process.kill()
    process.wait()
    assert [path.name for path in out.iterdir()] == [".saring-work"]
    (tmp_path / "a.jsonl").write_bytes(jsonl({"text": ARTICLE}))
    report, _ = clean(tmp_path / "a.jsonl", "-o", out)
    assert report["documents"]["kept"] == 1
    assert not (out / ".saring-work").exists()


def test_two_runs_do_not_write_to_one_folder(tmp_path: Path, out: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(incompressible(60_000))
    command = [sys.executable, "-m", "saring", "clean", str(tmp_path / "a.jsonl"), "-o", str(out)]
    process = subprocess.Popen([*command, "--threads", "1"], stderr=subprocess.DEVNULL)
    try:
        while not (out / ".saring-work" / "scratch").exists():
            time.sleep(0.02)
        _, stderr = clean(tmp_path / "a.jsonl", "-o", out, code=2)
        assert "another run is writing" in stderr
    finally:
        process.kill()
        process.wait()


@pytest.mark.parametrize("name", ["spool", "removed.jsonl.zst", "quarantine.jsonl", "a.jsonl"])
def test_a_file_of_the_run_that_cannot_be_written_is_not_a_fault_of_a_source(
    tmp_path: Path, out: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    import saring as package
    from saring._named_files import NamedFile

    (tmp_path / "a.jsonl").write_bytes(incompressible(3000) + b"{\n")
    real = NamedFile.__init__

    def full(self: NamedFile, path: str, mode: str) -> None:
        real(self, "/dev/full" if Path(path).name == name else path, mode)

    monkeypatch.setattr(NamedFile, "__init__", full)
    with pytest.raises(OSError, match=r"No space left on device: '/dev/full'"):
        package.clean(tmp_path / "a.jsonl", out)
    assert not out.exists()


@pytest.mark.parametrize(("patience", "code"), [(60, 5), (0, 143)])
def test_ctrl_c_pressed_again_does_not_cut_the_end_short_but_for_the_impatient(
    patience: int, code: int
) -> None:
    program = f"""
import os, signal, time
from saring.cli import commands

def main(_arguments):
    try:
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(60)
    except KeyboardInterrupt:
        os.kill(os.getpid(), {int(signal.SIGTERM) if patience == 0 else int(signal.SIGINT)})
        time.sleep(0.1)
    return 5

commands.main, commands._PATIENCE_SECONDS = main, {patience}
commands.run_process([])
"""
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, timeout=60)
    assert (result.returncode, result.stderr) == (code, b"")
