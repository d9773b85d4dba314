"""What a command writes is whole or not there, and never in the place of what it reads."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from saring_cli import saring

from saring.errors import UsageError
from saring.io.new_file import new_file

LINES = (
    "Ikuti kanal kami setiap hari ya kawan semua di sini.\nSungai meluap.\n"
    "Ikuti kanal kami setiap hari ya kawan semua di sini!\n"
)
RECORD = '{"id": 1, "text": "Hujan turun di kota kami sejak pagi.", "url": "https://a.example/1"}\n'


def _named(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text)
    return path


def test_a_file_is_put_into_place_whole_or_not_at_all(tmp_path: Path) -> None:
    path = _named(tmp_path, "a.txt", "old")
    path.chmod(0o640)
    with pytest.raises(KeyboardInterrupt), new_file(path) as staged:
        staged.write_text("half")
        raise KeyboardInterrupt
    assert os.listdir(tmp_path) == ["a.txt"] and path.read_text() == "old"
    with new_file(path) as staged:
        staged.write_text("new")
        assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["a.txt"] and path.read_text() == "new"
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_link_stays_one_and_a_device_is_written_to_itself(tmp_path: Path) -> None:
    path, link = tmp_path / "a.txt", tmp_path / "b.txt"
    link.symlink_to(path)
    with new_file(link) as staged:
        staged.write_text("new")
    assert link.is_symlink() and path.read_text() == "new"
    with new_file(os.devnull) as staged:
        assert staged == Path(os.devnull)
    with pytest.raises(UsageError, match="is a folder"), new_file(tmp_path):
        pass


def test_an_error_of_writing_names_the_file_that_was_asked_for(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as caught, new_file(tmp_path / "no" / "a") as staged:
        staged.write_text("new")
    assert caught.value.filename == str(tmp_path / "no" / "a")


def test_a_pipe_is_written_to_by_its_name(tmp_path: Path) -> None:
    path = _named(tmp_path, "a.txt", LINES)
    result = saring("dedup", "--by", "line", "--min-words", "5", path, "--removed", "/dev/stderr")
    assert result.returncode == 0 and b'"first_line":1' in result.stderr
    assert result.stdout == LINES.rpartition("Ikuti")[0].encode()


@pytest.mark.parametrize("name", ["a.txt", "./a.txt", "link.txt"])
def test_what_was_removed_does_not_replace_an_input(tmp_path: Path, name: str) -> None:
    path = _named(tmp_path, "a.txt", LINES)
    (tmp_path / "link.txt").symlink_to(path)
    command = ["dedup", "--by", "line", "--min-words", "5", "a.txt", "--removed", name]
    result = saring(*command, cwd=tmp_path)
    assert result.returncode == 2 and b"is an input: name another file" in result.stderr
    assert path.read_text() == LINES


def test_what_was_removed_does_not_replace_standard_input(tmp_path: Path) -> None:
    path = _named(tmp_path, "a.txt", LINES)
    with path.open("rb") as file:
        result = subprocess.run(
            [sys.executable, "-m", "saring", "dedup", "--by", "line", "--removed", path],
            stdin=file,
            capture_output=True,
        )
    assert result.returncode == 2 and path.read_text() == LINES


def test_a_profile_does_not_replace_an_input(tmp_path: Path) -> None:
    path = _named(tmp_path, "a.jsonl", RECORD)
    result = saring("profile", "build", tmp_path, "-o", path)
    assert result.returncode == 2 and b"is an input: name another file" in result.stderr
    assert path.read_text() == RECORD


def test_saved_options_replace_nothing_but_options(tmp_path: Path) -> None:
    path = _named(tmp_path, "a.jsonl", RECORD)
    config = _named(tmp_path, "a.toml", "dedup = false\n")
    command = ["clean", path, "-o", tmp_path / "out", "--quiet", "--save-config"]
    result = saring(*command, path)
    assert result.returncode == 2 and b"is no file of options" in result.stderr
    assert path.read_text() == RECORD and not (tmp_path / "out").exists()
    assert saring(*command, config, "--min-chars", "3").returncode == 0
    assert "min_chars = 3" in config.read_text()


@pytest.mark.parametrize("command", ["detect", "strip", "signals", "dedup", "extract"])
def test_a_filter_does_not_append_to_what_it_reads(tmp_path: Path, command: str) -> None:
    path = _named(tmp_path, "a.jsonl", RECORD)
    for name, stdin in ((path, None), ("-", path)):
        with path.open("ab") as out, (stdin or Path(os.devnull)).open("rb") as file:
            result = subprocess.run(
                [sys.executable, "-m", "saring", command, name],
                stdin=file,
                stdout=out,
                stderr=subprocess.PIPE,
                timeout=60,
            )
        assert result.returncode == 2 and b"is standard output too" in result.stderr
    assert path.read_text() == RECORD


@pytest.mark.parametrize("text", ["", RECORD * 2, '{"id": "' + "x" * 501 + '", "text": "a"}\n'])
def test_an_index_that_could_not_be_filled_is_not_made(tmp_path: Path, text: str) -> None:
    path, index = tmp_path / "a.jsonl", tmp_path / "new.saring"
    if text:
        path.write_text(text)
    result = saring("index", "add", index, path)
    assert result.returncode in (2, 3) and b"Traceback" not in result.stderr
    assert set(os.listdir(tmp_path)) <= {"a.jsonl"}


def test_an_index_that_could_not_be_filled_further_stays(tmp_path: Path) -> None:
    index = tmp_path / "new.saring"
    assert saring("index", "add", index, _named(tmp_path, "a.jsonl", RECORD)).returncode == 0
    assert saring("index", "add", index, tmp_path / "missing.jsonl").returncode == 3
    assert b'"documents":1' in saring("index", "stats", index).stdout


def test_an_interrupted_first_addition_leaves_no_index(tmp_path: Path) -> None:
    index = tmp_path / "new.saring"
    with subprocess.Popen(
        [sys.executable, "-m", "saring", "index", "add", index, "-"],
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdin and process.stderr
        process.stdin.write(RECORD.encode())
        process.stdin.flush()
        deadline = time.monotonic() + 60
        while not index.exists() and time.monotonic() < deadline:
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        assert process.stderr.read() == b"saring: interrupted\n"
    assert process.returncode == 130 and not os.listdir(tmp_path)


def test_a_run_that_fails_leaves_no_new_index(tmp_path: Path) -> None:
    _named(tmp_path, "a.jsonl", RECORD)
    (tmp_path / "out").mkdir()
    _named(tmp_path / "out", "other", "")  # the folder is not empty: refused
    command = ["clean", tmp_path / "a.jsonl", "-o", tmp_path / "out", "--quiet", "--index"]
    assert saring(*command, tmp_path / "new.saring").returncode == 2
    assert sorted(os.listdir(tmp_path)) == ["a.jsonl", "out"]


@pytest.mark.parametrize("action", ["add", "query", "stats", "compact"])
def test_an_index_that_is_a_pipe_is_refused_unopened(tmp_path: Path, action: str) -> None:
    os.mkfifo(tmp_path / "pipe")
    files = [_named(tmp_path, "a.jsonl", RECORD)] if action in ("add", "query") else []
    result = saring("index", action, tmp_path / "pipe", *files)
    assert result.returncode == 3 and b"is not a file" in result.stderr


def test_a_circle_of_links_is_named_as_one(tmp_path: Path) -> None:
    (tmp_path / "one").symlink_to("two")
    (tmp_path / "two").symlink_to("one")
    result = saring("clean", "one", "-o", "out", cwd=tmp_path)
    assert (result.returncode, result.stdout) == (2, b"")
    assert b"'one' cannot be read: " in result.stderr and b"symbolic links" in result.stderr


def test_files_go_into_a_folder_and_nothing_else(tmp_path: Path) -> None:
    for name in ("a.jsonl", "b.jsonl", "taken"):
        _named(tmp_path, name, RECORD)
    result = saring("dedup", "a.jsonl", "b.jsonl", "-o", "taken", cwd=tmp_path)
    assert result.returncode == 2 and b"the output must be a folder" in result.stderr
    assert (tmp_path / "taken").read_text() == RECORD


def test_a_limit_is_named_by_its_option_where_the_command_has_one(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    with path.open("wb") as file:
        file.truncate((64 << 20) + 1)
    assert b"--max-document" not in saring("dedup", path).stderr
    assert (
        b"--max-document (64 bytes)"
        in saring("overlap", path, "--test", path, "--max-document", "64").stderr
    )


def test_a_profile_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    result = saring(
        "profile", "build", _named(tmp_path, "a.jsonl", RECORD), "-o", tmp_path / "no" / "p"
    )
    assert result.returncode == 3
    assert result.stderr == f"saring: No such file or directory: '{tmp_path}/no/p'\n".encode()
