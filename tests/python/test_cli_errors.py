"""Failures on the command line: internal errors, closed streams, odd arguments."""

import os
import select
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from saring_cli import ARTICLE, clean, jsonl, read_jsonl, saring

ENGLISH = "The harvest came early this year because the river had fallen."


def _shell(command: str, **options: Any) -> Any:
    """Run a line of the shell in which `saring` is the command."""
    script = f'saring() {{ "{sys.executable}" -m saring "$@"; }}; {command}'
    return subprocess.run(
        ["bash", "-c", script], input=b"", capture_output=True, timeout=60, **options
    )


def _broken(tmp_path: Path, fault: str) -> dict[str, str]:
    """An environment in which reading the input ends in a fault."""
    (tmp_path / "sitecustomize.py").write_text(
        f"import saring.html\ndef extract(*_, **__):\n    {fault}\nsaring.html.extract = extract\n"
    )
    path = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])
    return {**os.environ, "PYTHONPATH": path}


def test_an_internal_error_is_one_line_with_a_code_of_its_own(tmp_path: Path) -> None:
    broken = _broken(tmp_path, "raise KeyError('gone')")
    result = saring("extract", env=broken)
    assert result.returncode == 4
    assert result.stderr.decode().splitlines() == [
        "saring: internal error: KeyError: 'gone'; run again with --debug to see where"
    ]


@pytest.mark.parametrize("arguments", [("--debug", "extract"), ("extract", "--debug")])
def test_debug_shows_where_an_error_was_raised(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    result = saring(*arguments, env=_broken(tmp_path, "raise KeyError('gone')"))
    lines = result.stderr.decode().splitlines()
    assert result.returncode == 4
    assert lines[0] == "Traceback (most recent call last):"
    assert any("in run_extract" in line for line in lines)
    assert lines[-1] == "saring: internal error: KeyError: 'gone'"


@pytest.mark.parametrize(
    ("error", "code", "first"),
    [
        ("OSError(28, 'full')", 3, "the disk is full"),
        (
            "OSError(28, 'full', 'a/b')",
            3,
            "the disk is full: 'a/b' cannot be written; make room there or choose another place",
        ),
        ("KeyboardInterrupt()", 130, "interrupted"),
        ("saring.errors.UsageError('no')", 2, "no"),
        ("MemoryError()", 3, "out of memory; a smaller --chunk-size or fewer --threads need less"),
    ],
)
def test_the_notes_of_an_error_are_lines_of_their_own(
    tmp_path: Path, error: str, code: int, first: str
) -> None:
    fault = f"e = {error}; e.add_note('nothing was written'); e.add_note('try again'); raise e"
    result = saring("extract", env=_broken(tmp_path, f"import saring.errors; {fault}"))
    lines = [f"saring: {line}" for line in (first, "nothing was written", "try again")]
    assert (result.returncode, result.stderr.decode().splitlines()) == (code, lines)


@pytest.mark.parametrize("command", ["detect", "strip", "extract", "dedup"])
def test_closed_standard_streams_are_no_traceback(command: str) -> None:
    no_input = _shell(f"saring {command} <&-")
    assert (no_input.returncode, no_input.stdout) == (3, b"")
    assert no_input.stderr == b"saring: closed: standard input\n"
    no_output = _shell(f"echo halo dunia | saring {command} >&-")
    assert no_output.returncode == 3
    assert b"saring: closed: standard output\n" in no_output.stderr
    no_errors = _shell(f"echo halo dunia | saring {command} 2>&-")
    assert no_errors.returncode == 0
    assert no_errors.stdout.strip().endswith(b"halo dunia") or command == "extract"
    none = _shell(f"saring {command} <&- >&- 2>&-")
    assert (none.returncode, none.stdout, none.stderr) == (3, b"", b"")


def test_a_full_disk_at_standard_error_leaves_the_code() -> None:
    assert _shell("saring detect none.txt 2>/dev/full").returncode == 3
    assert _shell("saring detect -l zzzz 2>/dev/full").returncode == 2


def test_what_goes_to_a_closed_standard_error_goes_nowhere_else() -> None:
    result = _shell("saring detect none.txt 2>&-")
    assert (result.returncode, result.stdout) == (3, b"")


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("command", ["--help", "--version", "detect --help", "detect", "extract"])
def test_a_full_disk_at_standard_output_is_said(command: str, unbuffered: str) -> None:
    environment = {**os.environ, "PYTHONUNBUFFERED": unbuffered}
    result = _shell(f"echo halo dunia | saring {command} >/dev/full", env=environment)
    assert result.returncode == 3
    assert result.stderr == b"saring: the disk is full\n"


@pytest.mark.parametrize(
    ("command", "option"),
    [
        ("detect --languages $'\\xff'", "--languages"),
        ("detect --prior $'\\xff=2'", "--prior"),
        ("strip --text-field $'\\xff'", "--text-field"),
        ("extract --url $'\\xff'", "--url"),
    ],
)
def test_arguments_that_are_not_utf8_are_usage_errors(command: str, option: str) -> None:
    result = _shell(f"echo halo | saring {command}")
    assert (result.returncode, result.stdout) == (2, b"")
    message = f"saring: {option} is not UTF-8: '\N{REPLACEMENT CHARACTER}'\n"
    assert result.stderr.decode() == message


def test_names_of_files_need_not_be_utf8(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"caf\xe9.txt")).write_text(ENGLISH)
    assert saring("detect", os.fsdecode(bytes(tmp_path) + b"/caf\xe9.txt")).returncode == 0
    missing = _shell("saring detect $'none\\xe9.txt'")
    assert missing.returncode == 3
    text = missing.stderr.decode()
    assert text == "saring: No such file or directory: 'none\N{REPLACEMENT CHARACTER}.txt'\n"


@pytest.mark.parametrize(
    "command",
    [
        "detect $'no\\e[31mne.txt'",
        "extract $'no\\e[31mne.html'",
        "clean $'no\\e[31mne.txt' -o out",
        "detect --model $'no\\e[31mne.saring'",
        "strip --format $'no\\e[31mne'",
        "$'no\\e[31mne'",
        "train-lang $'no\\e[31mne' -o model",
        "train-strip $'no\\e[31mne' -o model",
    ],
)
def test_control_characters_of_arguments_are_shown_escaped(tmp_path: Path, command: str) -> None:
    result = _shell(f"echo halo | saring {command}", cwd=tmp_path)
    assert result.returncode in (2, 3)
    assert rb"no\x1b[31mne" in result.stderr
    assert b"\x1b" not in result.stderr + result.stdout


def test_a_summary_shows_names_escaped_and_long_ids_cut(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(jsonl(*[{"id": "x" * 5000, "text": ARTICLE}] * 2))
    result = saring("clean", tmp_path / "a.jsonl", "-o", tmp_path / "out\x1b[31m")
    assert result.returncode == 0
    text = result.stdout.decode()
    assert "\x1b" not in text
    assert r"out\x1b[31m/report.html" in text
    assert max(map(len, text.splitlines())) < 500


def test_the_reason_of_a_problem_is_shown_without_control_characters(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(jsonl({"text": ARTICLE}))
    _, stderr = clean(
        tmp_path / "a.jsonl", "-o", tmp_path / "out", "--text-field", "x\x1b[31m", code=1
    )
    assert "\x1b" not in stderr
    assert r"no field 'x\x1b[31m'" in stderr


def test_a_run_is_not_lost_where_its_messages_cannot_be_shown(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b"no record\n" + jsonl({"text": ARTICLE}))
    command = f"saring clean {tmp_path}/a.jsonl -o {tmp_path}/"
    assert _shell(f"{command}full 2>/dev/full").returncode == 1
    assert len(read_jsonl(tmp_path / "full" / "a.jsonl")) == 1
    _shell(f"{command}gone 2>&1 >/dev/null | true")
    assert len(read_jsonl(tmp_path / "gone" / "a.jsonl")) == 1


def test_a_full_disk_at_standard_output_does_not_hide_that_the_run_is_complete(
    tmp_path: Path,
) -> None:
    (tmp_path / "a.jsonl").write_bytes(jsonl({"text": ARTICLE}))
    result = _shell(f"saring clean {tmp_path}/a.jsonl -o {tmp_path}/out >/dev/full")
    assert result.returncode == 3
    message = f"saring: the disk is full\nsaring: the output in '{tmp_path}/out' is complete\n"
    assert result.stderr.decode() == message


def test_a_text_of_too_many_lines_is_a_usage_error() -> None:
    result = saring("strip", stdin=b"\n" * 300_000)
    assert (result.returncode, result.stdout) == (2, b"")
    assert result.stderr == b"saring: the text has 300000 lines, more than 250000\n"


@pytest.mark.parametrize("command", ["detect", "strip", "dedup", "extract"])
def test_a_filter_opens_no_fifo(tmp_path: Path, command: str) -> None:
    os.mkfifo(tmp_path / "a.txt")
    result = _shell(f"timeout 30 {sys.executable} -m saring {command} {tmp_path}/a.txt")
    shown = f"saring: it is a FIFO, where a file is expected: '{tmp_path}/a.txt'\n"
    assert (result.returncode, result.stderr.decode()) == (3, shown)


@pytest.mark.parametrize("command", ["detect", "strip", "dedup", "extract"])
def test_a_filter_names_a_folder_that_it_was_given(tmp_path: Path, command: str) -> None:
    result = saring(command, tmp_path)
    shown = f"saring: it is a folder, where a file is expected: '{tmp_path}'\n"
    assert (result.returncode, result.stderr.decode()) == (3, shown)


@pytest.mark.parametrize(
    ("command", "line"), [("detect", b"halo dunia\n"), ("strip", b'{"text": "halo dunia"}\n')]
)
def test_a_filter_answers_each_line_as_it_comes(command: str, line: bytes) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "saring", command], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdin
        assert process.stdout
        for _ in range(2):
            process.stdin.write(line)
            process.stdin.flush()
            assert select.select([process.stdout], [], [], 30)[0], "no answer before the end"
            assert b"halo dunia" in process.stdout.readline()
        process.stdin.close()


def test_a_filter_waits_for_an_input_that_does_not_block() -> None:
    reading, writing = os.pipe()
    os.set_blocking(reading, False)
    with subprocess.Popen(
        [sys.executable, "-m", "saring", "detect"], stdin=reading, stdout=subprocess.PIPE
    ) as process:
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(timeout=1)
        os.write(writing, b"halo dunia\n")
        os.close(writing)
        assert process.stdout
        assert process.stdout.read().endswith(b"halo dunia\n")
    os.close(reading)
    assert process.returncode == 0
