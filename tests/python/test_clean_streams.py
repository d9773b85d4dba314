"""`saring clean - -o -`: standard input and output."""

import gzip
import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from saring_cli import ARTICLE, OTHER, jsonl, read_jsonl, saring, start_on_a_terminal

RECORDS = jsonl({"id": 1, "text": ARTICLE}, {"id": 2, "text": OTHER}, {"id": 3, "text": ARTICLE})


def test_standard_input_is_cleaned_as_a_file_is(tmp_path: Path) -> None:
    (tmp_path / "stdin.jsonl").write_bytes(RECORDS)
    as_file = saring("clean", tmp_path / "stdin.jsonl", "-o", tmp_path / "file")
    piped = saring("clean", "-", "-o", tmp_path / "piped", stdin=RECORDS)
    assert (as_file.returncode, piped.returncode) == (0, 0)
    for name in ("stdin.jsonl", "removed.jsonl.zst"):
        assert (tmp_path / "piped" / name).read_bytes() == (tmp_path / "file" / name).read_bytes()


@pytest.mark.parametrize(
    ("name", "data", "options"),
    [
        ("stdin.jsonl", RECORDS, ()),
        ("stdin.jsonl.gz", gzip.compress(RECORDS), ()),
        ("stdin.html", f"<!doctype html><p>{OTHER}</p>".encode(), ()),
        ("stdin.txt", ARTICLE.encode(), ("--format", "txt")),
        ("stdin.csv", b"id,text\n1,Hujan turun di kota kami sejak pagi.\n", ("--format", "csv")),
        ("stdin.json", json.dumps([{"text": ARTICLE}]).encode(), ()),
        ("stdin.jsonl", jsonl({"body": ARTICLE}), ("--format", "jsonl", "--text-field", "body")),
    ],
)
def test_the_content_or_the_option_says_the_format(
    tmp_path: Path, name: str, data: bytes, options: tuple[str, ...]
) -> None:
    result = saring("clean", "-", "-o", tmp_path / "out", *options, stdin=data)
    assert result.returncode == 0, result.stderr
    streamed = saring("clean", "-", "-o", "-", *options, stdin=data)
    assert streamed.stdout == (tmp_path / "out" / name).read_bytes()
    assert streamed.returncode == 0


def test_text_of_no_known_format_asks_for_it(tmp_path: Path) -> None:
    result = saring("clean", "-", "-o", tmp_path / "out", stdin=ARTICLE.encode())
    assert (result.returncode, result.stdout) == (2, b"")
    assert result.stderr.startswith(
        b"saring: standard input: unknown format: name it with --format"
    )
    assert not (tmp_path / "out").exists()


def test_standard_output_has_the_clean_records_and_nothing_else(tmp_path: Path) -> None:
    result = saring("clean", "-", "-o", "-", stdin=RECORDS + b"bukan json\n", cwd=tmp_path)
    assert result.returncode == 1
    assert [json.loads(line)["id"] for line in result.stdout.splitlines()] == [1, 2]
    assert b"line 4: not JSON" in result.stderr
    assert b"1 copy of another" in result.stderr
    assert b"--audit FOLDER" in result.stderr
    assert list(tmp_path.iterdir()) == []
    quiet = saring("clean", "-", "-o", "-", "--quiet", stdin=RECORDS)
    assert (quiet.stdout, quiet.stderr) == (result.stdout, b"")


def test_the_audit_goes_into_a_folder_of_its_own(tmp_path: Path) -> None:
    audit = tmp_path / "audit"
    result = saring("clean", "-", "-o", "-", "--audit", audit, stdin=RECORDS)
    assert result.returncode == 0
    assert result.stdout == (audit / "stdin.jsonl").read_bytes()
    assert [e["id"] for e in read_jsonl(audit / "removed.jsonl.zst") if e["kind"] == "document"]
    assert (audit / "report.html").exists()
    assert f"report      {audit}/report.html".encode() in result.stderr


def test_a_file_of_any_format_is_streamed_in_it(tmp_path: Path) -> None:
    pq.write_table(pa.table({"text": [ARTICLE, OTHER]}), tmp_path / "a.parquet")
    result = saring("clean", tmp_path / "a.parquet", "-o", "-")
    assert pq.read_table(pa.BufferReader(result.stdout)).num_rows == 2
    _, finish = start_on_a_terminal("clean", tmp_path / "a.parquet", "-o", "-")
    assert "'a.parquet' is not text" in finish()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("a.jsonl", "b.jsonl", "-o", "-"), b"name one input, not 2"),
        ((".", "-o", "-"), b"the input is 2 files"),
        (("-", "-o", "out", "--resume"), b"--resume needs files"),
        (("a.jsonl", "-o", "-", "--resume"), b"--resume needs a folder: --audit FOLDER"),
        (("a.jsonl", "-o", "out", "--audit", "audit"), b"--audit goes with -o -"),
    ],
)
def test_what_one_stream_cannot_be_is_refused(
    tmp_path: Path, arguments: tuple[str, ...], told: bytes
) -> None:
    for name in ("a.jsonl", "b.jsonl"):
        (tmp_path / name).write_bytes(RECORDS)
    result = saring("clean", *arguments, cwd=tmp_path, stdin=RECORDS)
    assert (result.returncode, result.stdout) == (2, b"")
    assert told in result.stderr


def test_errors_about_standard_input_name_it_as_the_caller_does(tmp_path: Path) -> None:
    held = tmp_path / "held"
    held.mkdir()
    environment = {**os.environ, "TMPDIR": str(held)}
    data = b'{\n"name": "koran"\n}'
    result = saring("clean", "-", "-o", tmp_path / "out", stdin=data, env=environment)
    assert result.returncode == 2
    assert b"'-': one JSON object with no field 'text'" in result.stderr
    assert bytes(held) not in result.stderr


def test_an_error_of_the_system_about_the_copy_names_standard_input(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "import saring.cleaning\n"
        "def clean(paths, *_, **__):\n"
        "    raise OSError(5, 'Input/output error', paths[0])\n"
        "saring.cleaning.clean = clean\n"
    )
    path = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])
    environment = {**os.environ, "PYTHONPATH": path}
    result = saring("clean", "-", "-o", tmp_path / "out", stdin=RECORDS, env=environment)
    assert (result.returncode, result.stderr) == (3, b"saring: Input/output error: '-'\n")


def test_a_full_disk_for_the_copy_of_standard_input_is_said_with_what_to_do(
    tmp_path: Path,
) -> None:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))

    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    arguments = ("clean", "-", "-o", tmp_path / "out")
    result = saring(*arguments, stdin=RECORDS * 100, env=environment, preexec_fn=limit)
    assert result.returncode == 3
    first, second = result.stderr.decode().splitlines()
    assert f"larger than permitted: '{tmp_path}/" in first
    assert "a copy of standard input; TMPDIR names another folder" in second


def test_the_command_of_the_report_reads_standard_input(tmp_path: Path) -> None:
    result = saring("clean", "-", "-o", tmp_path / "out", stdin=RECORDS)
    assert result.returncode == 0
    report = json.loads((tmp_path / "out" / "report.json").read_bytes())
    assert report["run"]["command"] == f"saring clean - -o {tmp_path}/out"


def test_standard_input_may_stand_beside_files(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(jsonl({"id": 1, "text": ARTICLE}))
    result = saring("clean", tmp_path / "a.jsonl", "-", "-o", tmp_path / "out", stdin=RECORDS)
    assert result.returncode == 0
    assert [r["id"] for r in read_jsonl(tmp_path / "out" / "stdin.jsonl")] == [2]


def test_a_reader_that_goes_away_ends_the_program_quietly(tmp_path: Path) -> None:
    (tmp_path / "tmp").mkdir()
    records = jsonl(*({"id": n, "text": f"Berita {n}: {OTHER}"} for n in range(4000)))
    command = [sys.executable, "-m", "saring", "clean", "-", "-o", "-", "--no-dedup", "--quiet"]
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "TMPDIR": str(tmp_path / "tmp")},
    )
    assert process.stdin
    assert process.stdout
    assert process.stderr
    process.stdout.close()
    process.stdin.write(records)
    process.stdin.close()
    with process.stderr as stderr:
        assert stderr.read() == b""
    assert process.wait(60) == 141
    assert list((tmp_path / "tmp").iterdir()) == []
