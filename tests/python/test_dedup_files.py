"""`saring dedup FILES… -o FOLDER --memory SIZE`: the same result as for one file, and resumable."""

import contextlib
import gzip
import json
import os
import random
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from saring_cli import saring

from saring.cli.arguments import size
from saring.cli.commands import main

STORY = (
    "Warga tiga desa di lereng gunung mulai kembali ke rumah setelah dua malam di pengungsian "
    "karena petugas memastikan aliran lahar dingin sudah surut dan jembatan aman dilewati"
)
OTHER = (
    "Harga cabai rawit di pasar induk turun menjelang akhir pekan karena panen di dataran tinggi "
    "berlimpah dan pengiriman antar pulau kembali lancar setelah libur panjang usai"
)
FILES = {
    "a.jsonl": [{"text": STORY, "n": 1}, {"text": OTHER, "n": 2}, {"text": "pendek", "n": 3}],
    "b.jsonl.gz": [{"text": STORY.upper(), "n": 4}, {"text": OTHER + " kemarin", "n": 5}],
    "c.jsonl": [{"text": STORY + " hari ini", "n": 6}, {"text": "Pendek!", "n": 7}],
}


def write_files(folder: Path) -> list[str]:
    """Write the files; blank and broken lines are passed on."""
    folder.mkdir()
    for name, records in FILES.items():
        data = "\n".join([*map(json.dumps, records), "", "[1"]).encode() + b"\n"
        (folder / name).write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    return [str(folder / name) for name in FILES]


def numbers(data: bytes) -> list[int]:
    return [json.loads(line)["n"] for line in data.split(b"\n") if line.startswith(b"{")]


def read_folder(folder: Path) -> dict[str, list[int]]:
    return {
        path.name: numbers(
            gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        )
        for path in folder.iterdir()
    }


EXPECTED = {"a.jsonl": [], "b.jsonl.gz": [5], "c.jsonl": [6, 7]}


def test_files_are_deduplicated_together(tmp_path: Path) -> None:
    files = write_files(tmp_path / "in")
    out = tmp_path / "out"
    result = saring("dedup", *files, "-o", str(out), "--memory", "500M")
    assert result.returncode == 1
    assert b"7 read from 3 files, 4 copies removed" in result.stderr
    assert read_folder(out) == EXPECTED
    assert (out / "a.jsonl").read_bytes() == b"\n[1\n"
    together = saring("dedup", *files)
    assert numbers(together.stdout) == [5, 6, 7]
    assert together.stdout.count(b"[1") == 3
    one = saring("dedup", files[0], files[0])
    assert numbers(one.stdout) == [1, 2, 3]


def test_memory_of_too_few_bytes_is_refused_with_what_is_needed(tmp_path: Path) -> None:
    files = write_files(tmp_path / "in")
    result = saring("dedup", *files, "--memory", "10M")
    assert result.returncode == 2
    assert b"need a memory of at least" in result.stderr
    assert size("1.5G") == 3 << 29
    assert size("800MiB") == 800 << 20
    for wrong in ("", "G", "-1G", "many", "0.1", "9" * 400):
        assert saring("dedup", *files, "--memory", wrong).returncode == 2


@pytest.mark.parametrize("phase", ["read", "searched", "first file"])
def test_an_interrupted_run_goes_on(
    phase: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    from saring.cli import dedup_files
    from saring.runs.phases import Phases

    files = write_files(tmp_path / "in")
    out = tmp_path / "out"
    command = ["dedup", *files, "-o", str(out), "--keep", "first"]
    calls: list[str] = []

    def stop_after(self: Any, *arguments: Any, **more: Any) -> None:
        original(self, *arguments, **more)
        calls.append(arguments[0])
        if phase in ("first file", arguments[0]):
            raise OSError(5, "disk lost")

    attribute = "put_into_place" if phase == "first file" else "finish"
    original = getattr(Phases, attribute)
    with monkeypatch.context() as patch:
        patch.setattr(Phases, attribute, stop_after)
        assert main(command) != 0
    said = capfd.readouterr().err
    assert "goes on from there" in said
    assert (out / ".saring-work").is_dir()

    def no_reading(*_: Any) -> None:
        raise AssertionError("read again")

    # Other options and inputs are refused, and leave everything as it was.
    assert main([*command[:-1], "last"]) == 2
    assert "had other options" in capfd.readouterr().err
    assert main(["dedup", *files[:2], "-o", str(out), "--keep", "first"]) == 2
    assert "had other inputs" in capfd.readouterr().err
    with monkeypatch.context() as patch:
        patch.setattr(dedup_files._Run, "_read", no_reading)
        assert main(command) == 1
    assert read_folder(out) == {"a.jsonl": [1, 2, 3], "b.jsonl.gz": [], "c.jsonl": []}
    assert main(command) == 2
    assert "is not empty" in capfd.readouterr().err


def test_an_input_that_changed_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    from saring.runs.phases import Phases

    files = write_files(tmp_path / "in")
    out = tmp_path / "out"

    def interrupted(*_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Phases, "put_into_place", interrupted)
        main(["dedup", *files, "-o", str(out)])
    os.utime(files[1], (1, 1))
    assert main(["dedup", *files, "-o", str(out)]) == 2
    assert "has changed since" in capfd.readouterr().err


@pytest.mark.parametrize("change", ["append", "replace", "touch"])
def test_a_file_that_changes_between_its_two_readings_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], change: str
) -> None:
    from saring.cli.dedup_files import _Run

    files = write_files(tmp_path / "in")
    search = _Run._search

    def changed(run: _Run) -> Any:
        found = search(run)
        path = Path(files[2])
        if change == "append":
            path.write_bytes(b'{"text": "baru", "n": 8}\n' + path.read_bytes())
        elif change == "replace":
            path.with_name("other").write_bytes(path.read_bytes())
            path.with_name("other").replace(path)
        else:
            os.utime(path, (1, 1))
        return found

    monkeypatch.setattr(_Run, "_search", changed)
    assert main(["dedup", *files]) == 3
    assert f"'{files[2]}' changed while it was read" in capfd.readouterr().err


def test_the_search_has_as_many_threads_as_are_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from saring import _core

    asked: list[int] = []
    finder = _core.FileCopyFinder

    def noted(*, num_threads: int, **options: Any) -> Any:
        asked.append(num_threads)
        return finder(num_threads=num_threads, **options)

    files = write_files(tmp_path / "in")
    monkeypatch.setattr(_core, "FileCopyFinder", noted)
    for threads in (1, 2):
        out = tmp_path / str(threads)
        assert main(["dedup", *files, "--memory", "500M", "-j", str(threads), "-o", str(out)]) == 1
        assert read_folder(out) == EXPECTED
    assert asked == [1, 2]


def test_files_may_be_named_by_their_urls(tmp_path: Path) -> None:
    files = write_files(tmp_path / "in")
    urls = [f"file://{files[0]}", files[1], f"file://{files[2]}"]
    assert saring("dedup", *urls).stdout == saring("dedup", *files).stdout != b""
    out = tmp_path / "out"
    assert saring("dedup", *urls, "-o", out).returncode == 1
    assert read_folder(out) == EXPECTED


def test_a_folder_that_cannot_be_begun_is_not_left(tmp_path: Path) -> None:
    files = write_files(tmp_path / "in")

    def no_room() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))

    for command in (["dedup", *files], ["clean", *files]):
        result = saring(*command, "-o", tmp_path / "out", preexec_fn=no_room)
        assert result.returncode == 3 and b"larger than permitted: " in result.stderr
        assert os.listdir(tmp_path) == ["in"]
    index = tmp_path / "new.saring"
    assert saring("index", "add", index, files[0], preexec_fn=no_room).returncode == 3
    assert os.listdir(tmp_path) == ["in"]


def _write_many(folder: Path) -> list[str]:
    """Write three files of a megabyte with copies; words are longer than their shingles."""
    rng = random.Random(2)
    words = [8 * word for word in (STORY + OTHER).split()]
    texts = [" ".join(rng.choices(words, k=120)) for _ in range(300)]
    folder.mkdir()
    for name in ("a.jsonl", "b.jsonl", "c.jsonl"):
        lines = [json.dumps({"text": text}) for text in rng.choices(texts, k=200)]
        (folder / name).write_text("\n".join(lines) + "\n")
    return [str(folder / name) for name in ("a.jsonl", "b.jsonl", "c.jsonl")]


def _content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def _kill_at_random(command: list[str], work: Path, turns: int) -> int:
    """Start a command again and again, and kill it with all it started; how often it was killed.

    The first time it is killed as soon as its work folder is there, then up to a second later.
    """
    rng = random.Random(turns)
    killed = 0
    for turn in range(turns):
        process = subprocess.Popen(
            command, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        while process.poll() is None and not (work.is_dir() and any(work.iterdir())):
            time.sleep(1e-3)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(rng.uniform(0, 1) if turn else 0)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        killed += process.wait() == -signal.SIGKILL
        if not work.exists():
            break
    return killed


def test_killed_at_any_moment_it_goes_on_to_the_same_bytes(tmp_path: Path) -> None:
    files = _write_many(tmp_path / "in")
    whole, out = tmp_path / "whole", tmp_path / "out"
    options = ["--memory", "500M"]
    assert saring("dedup", *files, "-o", str(whole), *options).returncode == 0
    command = [sys.executable, "-m", "saring", "dedup", *files, "-o", str(out), *options]
    assert _kill_at_random(command, out / ".saring-work", turns=4) > 0
    if not out.exists() or (out / ".saring-work").exists() or not any(out.iterdir()):
        assert subprocess.run(command, check=False, capture_output=True).returncode == 0
    assert _content(out) == _content(whole)
    assert len(_content(out)) == 3
    assert not (out / ".saring-work").exists()


# Of the largest output: the shingles of all files take less than four fifths of it, so that the
# first share ends the reading, and the second the writing.
@pytest.mark.parametrize(("share", "phase"), [(0.1, None), (0.8, "searched")])
def test_on_a_full_disk_nothing_is_lost(
    share: float, phase: str | None, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    files = _write_many(tmp_path / "in")
    whole, out = tmp_path / "whole", tmp_path / "out"
    assert main(["dedup", *files, "-o", str(whole)]) == 0
    largest = max(len(data) for data in _content(whole).values())
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(share * largest), before[1]))
    try:
        code = main(["dedup", *files, "-o", str(out)])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)
    assert code == 3
    said = capfd.readouterr().err
    assert "larger than permitted" in said
    assert "cannot be written; raise the limit" in said
    names = [f"{out}/{Path(file).name}" for file in files] if phase else [f"{out}/.saring-work/"]
    assert any(f"permitted: '{name}" in said for name in names)
    assert ("goes on from there" in said) == (phase is not None)
    assert not out.exists() or _content(out) == {}
    assert main(["dedup", *files, "-o", str(out)]) == 0
    assert _content(out) == _content(whole)


@pytest.mark.parametrize(
    "arguments",
    [
        ["-o", "out"],
        ["--memory", "1G"],
        ["a.txt", "b.txt", "--by", "line", "--memory", "1G"],
        ["a.txt", "b.txt", "--against", "x.saring"],
        ["a.txt", "sub/a.txt", "-o", "out"],
    ],
)
def test_what_cannot_be_is_refused(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sub").mkdir()
    for name in ("a.txt", "b.txt", "sub/a.txt"):
        (tmp_path / name).write_text("satu\n")
    assert main(["dedup", *arguments]) == 2
    assert not (tmp_path / "out").exists()
