"""Filters: several inputs, threads, encodings; colours, version, completion."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from saring_cli import ARTICLE, OTHER, clean, jsonl, read_jsonl, saring, start_on_a_terminal

import saring as package
from saring._counted import counted

INDONESIAN = "Harga beras naik lagi pada awal bulan ini, kata pedagang."
ENGLISH = "The harvest came early this year because the river had fallen."


def _terminal(*arguments: str | Path, **options: object) -> str:
    _, finish = start_on_a_terminal(*arguments, **options)
    return finish().replace("\r\n", "\n")


def test_filters_read_files_in_turn_and_standard_input_where_it_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(f"{ENGLISH}\n")
    (tmp_path / "b.jsonl").write_bytes(jsonl({"text": ENGLISH}))
    stdin = f"{INDONESIAN}\n".encode()
    result = saring("detect", tmp_path / "a.txt", "-", tmp_path / "b.jsonl", stdin=stdin)
    first, second, third = result.stdout.decode().splitlines()
    assert (first[:8], second[:8]) == ("eng_Latn", "ind_Latn")
    assert '"lang":"eng_Latn"' in third
    one = [saring("strip", "-", stdin=text.encode()).stdout for text in (ARTICLE, OTHER)]
    for name, text in (("1.txt", ARTICLE), ("2.txt", OTHER)):
        (tmp_path / name).write_text(text)
    both = saring("strip", tmp_path / "1.txt", tmp_path / "2.txt")
    assert both.stdout == b"".join(one)


def test_extract_writes_the_pages_in_the_order_of_their_names(tmp_path: Path) -> None:
    names = []
    for number in range(6):
        names.append(tmp_path / f"{number}.html")
        names[-1].write_text(f"<article><h1>Hujan {number}</h1><p>{INDONESIAN}</p></article>")
    result = saring("extract", "--format", "json", "-j", "3", *names)
    titles = re.findall(rb'"title": "Hujan (\d)"', result.stdout)
    assert titles == [b"0", b"1", b"2", b"3", b"4", b"5"]


@pytest.mark.parametrize("threads", ["1", "4"])
def test_strip_gives_the_same_lines_with_any_number_of_threads(threads: str) -> None:
    records = [{"id": i, "text": ARTICLE + f"Nomor {i} datang.\n"} for i in range(400)]
    data = jsonl(*records[:200]) + b"bukan json\n\n" + jsonl(*records[200:])
    assert len(data) > 4 << 15
    result = saring("strip", "--threads", threads, stdin=data)
    lines = result.stdout.split(b"\n")
    assert lines[200:202] == [b"bukan json", b""]
    assert len(lines) == 403
    assert b"Bagikan" not in result.stdout
    assert b"line 201: not JSON" in result.stderr
    assert result.stdout == saring("strip", "-j", "2", stdin=data).stdout


def test_passages_are_found_over_several_files_and_the_record_says_in_which(
    tmp_path: Path,
) -> None:
    (tmp_path / "a.txt").write_text("Ikuti kanal kami setiap hari.\nSungai meluap.\n")
    (tmp_path / "b.txt").write_text("Lain.\nIkuti kanal kami setiap hari!\n")
    files = (tmp_path / "a.txt", tmp_path / "b.txt")
    removed = tmp_path / "removed.jsonl"
    result = saring("dedup", "--by", "line", "--min-words", "5", "--removed", removed, *files)
    assert result.stdout.decode() == "Ikuti kanal kami setiap hari.\nSungai meluap.\nLain.\n"
    (record,) = read_jsonl(removed)
    assert (record["line"], record["first_line"]) == (2, 1)
    assert (record["file"], record["first_file"]) == (str(files[1]), str(files[0]))


def test_an_index_takes_several_files(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / f"{name}.jsonl").write_bytes(jsonl({"id": name, "text": f"{name} {ARTICLE}"}))
    files = (tmp_path / "a.jsonl", tmp_path / "b.jsonl")
    added = saring("index", "add", tmp_path / "x", *files, "-j", "2")
    assert b"2 added, 2 in" in added.stderr
    found = saring("index", "query", tmp_path / "x", *files)
    assert found.stdout.count(b'"matches":[{') == 2
    (tmp_path / "ids").write_text("a\n")
    assert b"1 removed, 1 in" in saring("index", "remove", tmp_path / "x", tmp_path / "ids").stderr


@pytest.mark.parametrize("command", ["detect", "strip", "dedup"])
def test_filters_read_the_encoding_that_is_given(command: str) -> None:
    text = "Çığ düştü ve köyün yolu kapandı, öğrenciler okula gidemedi bugün.\n"
    result = saring(command, "--encoding", "windows-1254", stdin=text.encode("cp1254"))
    assert text.strip() in result.stdout.decode()
    wrong = saring(command, "--encoding", "klingon", stdin=b"halo")
    assert (wrong.returncode, wrong.stdout) == (2, b"")
    assert b"klingon" in wrong.stderr


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--against", "x.jsonl", "--memory", "1G"), "saring dedup --against PATH < unique.jsonl"),
        (("--clusters", "story", "--memory", "1G"), "saring dedup --clusters story < unique.jsonl"),
    ],
)
def test_what_a_bounded_search_cannot_do_says_how_it_is_done(
    tmp_path: Path, options: tuple[str, ...], told: str
) -> None:
    (tmp_path / "a.jsonl").write_bytes(jsonl({"text": ARTICLE}))
    result = saring("dedup", tmp_path / "a.jsonl", *options)
    assert result.returncode == 2
    assert told in result.stderr.decode()
    assert "--memory SIZE > unique.jsonl" in result.stderr.decode()


@pytest.mark.parametrize("threads", ["-1", "two", "99999999999"])
def test_a_number_of_threads_that_is_none_is_refused(threads: str) -> None:
    result = saring("detect", f"--threads={threads}", stdin=b"halo")
    assert result.returncode == 2
    assert b"not a number of threads" in result.stderr


def test_colours_are_for_terminals_and_no_color_takes_them_away(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(ARTICLE)
    (tmp_path / "a.jsonl").write_bytes(jsonl({"id": 1, "text": ARTICLE}))
    commands = (
        (("strip", "--show", tmp_path / "a.txt"), "\x1b[1;31m-\x1b[0m share"),
        (("detect", tmp_path / "a.txt"), "\x1b[36mind_Latn\x1b[0m"),
        (("detect", tmp_path / "none"), "\x1b[1;31msaring:\x1b[0m No such file"),
    )
    for command, coloured in commands:
        assert coloured in _terminal(*command), command
        environment = {**os.environ, "NO_COLOR": "1"}
        plain = _terminal(*command, env=environment)
        assert "\x1b" not in plain
        assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) in plain
        piped = saring(*command)
        assert b"\x1b" not in piped.stdout + piped.stderr
    shown = _terminal("clean", tmp_path / "a.jsonl", "-o", tmp_path / "out")
    assert "\x1b[32mdocuments  \x1b[0m 1 read, 1 kept" in shown


def test_the_version_names_the_models() -> None:
    first, *models = saring("--version").stdout.decode().splitlines()
    assert first == f"saring {package.__version__}"
    names = [re.match(r"model of (\w+) +[0-9a-f]{16}", model) for model in models]
    assert [name[1] for name in names if name] == ["languages", "lines", "pages"]
    assert f"({len(package.languages())} languages)" in models[0]


def test_completion_knows_commands_options_and_files(tmp_path: Path) -> None:
    script = tmp_path / "saring.bash"
    script.write_bytes(saring("completion", "bash").stdout)
    (tmp_path / "berita.txt").touch()
    complete = (
        f"source {script}; "
        "complete_line() { COMP_WORDS=($1); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); "
        "COMPREPLY=(); _shtab_saring; echo ${COMPREPLY[@]}; }; "
        "complete_line 'saring cle'; complete_line 'saring clean --text'; "
        "complete_line 'saring clean --keep mo'; complete_line 'saring strip ber'"
    )
    result = subprocess.run(
        ["bash", "-c", complete], capture_output=True, text=True, cwd=tmp_path, timeout=60
    )
    command, option, choice, file = result.stdout.splitlines()
    assert (command, option, choice) == ("clean", "--text-field", "most_complete")
    assert file == "berita.txt"
    assert b"_saring" in saring("completion", "zsh").stdout


def test_names_of_languages_are_understood_wherever_a_code_is(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(f"{ENGLISH}\n")
    text = f"{INDONESIAN}\n".encode()
    for name in ("Indonesian", "indonesia", "Bahasa Indonesia", "id", "ind_Latn"):
        assert saring("detect", "-l", f"{name},en", stdin=text).stdout.startswith(b"ind_Latn")
        assert saring("detect", "--prior", f"{name}=2", stdin=text).returncode == 0
        assert saring("strip", "--language", name, stdin=text).returncode == 0
        out = tmp_path / name
        report, _ = clean(tmp_path / "a.txt", "-o", out, "-l", name)
        assert report["documents"]["removed"]["language"] == 1
    for command in (
        ("detect", "-l", "Indonesain"),
        ("detect", "--prior", "Indonesain=2"),
        ("strip", "--language", "Indonesain"),
        ("clean", tmp_path / "a.txt", "-o", tmp_path / "out", "-l", "Indonesain"),
    ):
        result = saring(*command, stdin=text)
        assert result.returncode == 2
        assert b"did you mean 'ind_Latn' (Indonesian)?" in result.stderr


def test_the_summary_counts_one_as_one_and_says_reasons_in_plain_words(tmp_path: Path) -> None:
    records = [{"id": 1, "text": OTHER}, {"id": 2, "text": OTHER}, {"id": 3, "text": ENGLISH}]
    (tmp_path / "a.jsonl").write_bytes(jsonl(*records, {"id": 4, "text": "Bagikan"}) + b"x\n")
    result = saring("clean", tmp_path / "a.jsonl", "-o", tmp_path / "out", "-l", "Indonesian")
    shown = result.stdout.decode()
    assert "1 copy of another" in shown
    assert "1 in a language not wanted" in shown
    assert "1 record; see" in shown
    assert not re.search(r"\b1 (documents|copies|records|files|lines)\b", shown)


def test_counts_of_one_are_singular() -> None:
    assert [counted(n, "copy", "copies") for n in (0, 1, 2)] == ["0 copies", "1 copy", "2 copies"]
    assert counted(1_000_000, "file") == "1,000,000 files"


def test_a_file_is_read_where_standard_input_is_closed(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(f"{INDONESIAN}\n", encoding="utf-8")
    command = f"{sys.executable} -m saring detect {tmp_path / 'a.txt'} <&-"
    result = subprocess.run(["sh", "-c", command], capture_output=True, check=False)
    assert result.returncode == 0, result.stderr
    assert result.stdout.startswith(b"ind_Latn")
