"""The command line: help, usage, progress, filters."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from saring_cli import ARTICLE, OTHER, clean, jsonl, read_jsonl, saring, start_on_a_terminal

ENGLISH = "The harvest came early this year because the river had fallen."


def _lines(output: bytes) -> list[str]:
    return output.decode().splitlines()


COMMANDS = ("clean", "detect", "strip", "signals", "extract", "dedup", "train-lang", "train-strip")


def test_help_shows_the_commands_and_examples() -> None:
    result = saring("--help")
    assert result.returncode == 0
    text = result.stdout.decode()
    for word in (*COMMANDS, "examples:"):
        assert word in text


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_a_command_shows_examples_and_exit_codes(command: str) -> None:
    text = saring(command, "--help").stdout.decode()
    assert f"  saring {command}" in text or f"| saring {command}" in text
    assert "exit codes:" in text


def test_the_version_is_that_of_the_package() -> None:
    import saring as package

    first = saring("--version").stdout.decode().splitlines()[0]
    assert first == f"saring {package.__version__}"


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("nonsense",),
        ("clean",),
        ("clean", "x.txt"),
        ("clean", "x.txt", "-o", "out", "--threshold", "many"),
        ("clean", "x.txt", "-o", "out", "--chunk-size", "0"),
        ("clean", "x.txt", "-o", "out", "--languages", ","),
        ("clean", "x.txt", "-o", "out", "--max-document", "99999999999G"),
        ("clean", "x.txt", "-o", "out", "--min-chars", "1" + "0" * 30),
        ("detect", "--format", "pdf"),
    ],
)
def test_wrong_usage_exits_with_2_and_says_why(arguments: tuple[str, ...]) -> None:
    result = saring(*arguments)
    assert result.returncode == 2
    assert result.stderr
    assert b"Traceback" not in result.stderr


def test_an_unknown_language_is_named_before_anything_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(OTHER)
    _, stderr = clean(tmp_path / "a.txt", "-o", tmp_path / "out", "-l", "id,zzzz", code=2)
    assert "zzzz" in stderr
    assert not (tmp_path / "out").exists()


def test_strip_takes_the_name_of_a_language_and_refuses_an_unknown_one() -> None:
    by_code = saring("strip", "--language", "id", stdin=ARTICLE.encode())
    by_name = saring("strip", "--language", "Bahasa Indonesia", stdin=ARTICLE.encode())
    assert by_name.stdout == by_code.stdout
    wrong = saring("strip", "--language", "indonesan", stdin=ARTICLE.encode())
    assert (wrong.returncode, wrong.stdout) == (2, b"")
    assert b"did you mean 'ind_Latn' (Indonesian)?" in wrong.stderr
    shown = saring("strip", "--show", "--language", "indonesan", stdin=ARTICLE.encode())
    assert (shown.returncode, shown.stdout) == (2, b"")


def test_rules_reach_every_command_that_strips(tmp_path: Path) -> None:
    first, second = tmp_path / "satu.txt", tmp_path / "dua.txt"
    first.write_text("Sumber gambar milik desa\n")
    second.write_text("Naskah oleh panitia desa\n")
    story = OTHER.partition("\n")[2]
    text = f"{OTHER}Sumber gambar milik desa\n{story}Naskah oleh panitia desa\n{story[:46]}\n"
    rules = ("--rules", first, "--rules", second)
    result = saring("strip", *rules, stdin=text.encode())
    assert b"desa" not in result.stdout
    assert b"Rak buku" in result.stdout
    shown = saring("strip", "--show", *rules, stdin=text.encode())
    assert b"satu.txt:1" in shown.stdout
    page = "".join(f"<p>{line}</p>" for line in text.splitlines())
    extracted = saring("extract", *rules, stdin=f"<article>{page}</article>".encode())
    assert b"desa" not in extracted.stdout
    assert b"Rak buku" in extracted.stdout
    (tmp_path / "a.txt").write_text(text)
    report, _ = clean(tmp_path / "a.txt", "-o", tmp_path / "out", *rules)
    assert report["settings"]["rules"] == [str(first), str(second)]
    assert {"satu.txt:1", "dua.txt:1"} <= {row["rule"] for row in report["rules"]}


def test_broken_rules_are_refused_before_anything_is_read(tmp_path: Path) -> None:
    rules = tmp_path / "mine.tsv"
    rules.write_text("my.rule\n")
    (tmp_path / "a.txt").write_text(OTHER)
    for arguments in (
        ("strip", "--rules", rules),
        ("extract", "--rules", rules),
        ("clean", tmp_path / "a.txt", "-o", tmp_path / "out", "--rules", rules),
    ):
        result = saring(*arguments, stdin=OTHER.encode())
        assert (result.returncode, result.stdout) == (3, b"")
        assert b"mine.tsv:1: " in result.stderr
    assert not (tmp_path / "out").exists()


def test_a_run_prints_a_summary_and_quiet_prints_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(ARTICLE)
    result = saring("clean", tmp_path / "a.txt", "-o", tmp_path / "out")
    text = result.stdout.decode()
    assert "1 read, 1 kept" in text
    assert "Indonesian 1" in text
    assert f"{tmp_path}/out/report.html" in text
    quiet = saring("clean", tmp_path / "a.txt", "-o", tmp_path / "quiet", "--quiet")
    assert (quiet.returncode, quiet.stdout, quiet.stderr) == (0, b"", b"")


def test_options_reach_the_run(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(
        jsonl({"body": OTHER, "key": 1}, {"body": OTHER, "key": 2}, {"body": ENGLISH, "key": 3})
    )
    options = ("--text-field", "body", "--id-field", "key", "--keep", "first", "--lang-field", "l")
    report, _ = clean(
        tmp_path / "a.jsonl", "-o", tmp_path / "out", *options, "--languages", "id,ms", "-j", "1"
    )
    assert report["settings"]["languages"] == ["id", "ms"]
    assert report["documents"]["removed"]["duplicate"] == 1
    assert report["documents"]["removed"]["language"] == 1
    (record,) = read_jsonl(tmp_path / "out" / "a.jsonl")
    assert (record["key"], record["l"]) == (1, "ind_Latn")
    both = (tmp_path / "a.jsonl", "-o", tmp_path / "none", "--text-field", "body")
    report, _ = clean(*both, "--no-dedup", "--no-strip", "--no-report")
    assert report["documents"]["kept"] == 3
    assert not (tmp_path / "none" / "report.html").exists()


def test_detect_explains_line_by_line_but_not_records() -> None:
    arguments = ("detect", "--languages", "id,ms", "--explain")
    result = saring(*arguments, stdin=b"Kerana awak boleh\nKarena kamu bisa\n")
    output = _lines(result.stdout)
    assert [line.split("\t")[0] for line in output if "\t" in line] == ["zsm_Latn", "ind_Latn"]
    assert sum(line.startswith("    sum, in nats") for line in output) == 2
    records = saring(*arguments, stdin=b'{"text": "Kerana awak boleh"}\n')
    assert records.returncode == 2
    assert b"--explain is for lines" in records.stderr


def test_patterns_are_expanded_without_a_shell(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(ARTICLE)
    (tmp_path / "b.txt").write_text(OTHER)
    report, _ = clean(str(tmp_path / "*.txt"), "-o", tmp_path / "out")
    assert report["documents"]["read"] == 2


def test_progress_is_a_line_now_and_then_where_there_is_no_terminal(tmp_path: Path) -> None:
    from io import StringIO

    from saring.cli.progress import LineReporter

    stream = StringIO()
    reporter = LineReporter(stream, seconds=0)
    reporter.stage("reading", 200)
    reporter.advance(50, 1234)
    reporter.stage("writing", 10)
    reporter.advance(10, 10)
    assert stream.getvalue().splitlines() == [
        "saring: cleaning 25 %, 1,234 documents",
        "saring: writing 100 %, 10 documents",
    ]


def test_progress_is_a_bar_on_a_terminal(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(jsonl(*({"text": f"{i} {ARTICLE}"} for i in range(3000)), 5))
    process, finish = start_on_a_terminal(
        "clean",
        tmp_path / "a.jsonl",
        "-o",
        tmp_path / "out",
        stdout=subprocess.DEVNULL,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "120"},
    )
    seen = finish()
    assert process.returncode == 1
    assert "cleaning" in seen and "documents" in seen
    assert "a.jsonl, line 3001: a record must be an object" in seen


def test_a_missing_extra_is_named(tmp_path: Path) -> None:
    (tmp_path / "orjson.py").write_text("raise ModuleNotFoundError('none', name='orjson')")
    path = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])
    for command in (("clean", "x.txt", "-o", "out"), ("signals",)):
        result = saring(*command, stdin=b"halo", env={**os.environ, "PYTHONPATH": path})
        assert result.returncode == 3
        assert b"orjson: pip install 'saring[cli]'" in result.stderr


def test_detecting_and_stripping_need_no_extra(tmp_path: Path) -> None:
    for name in ("orjson", "pyarrow", "rich", "zstandard"):
        (tmp_path / f"{name}.py").write_text("raise ModuleNotFoundError('none', name=__name__)")
    path = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])
    record = b'{"text": "%s"}\n' % ENGLISH.encode()
    for command, stdin, expected in (
        ("detect", ENGLISH.encode(), b"eng_Latn"),
        ("detect", record, b'"lang":"eng_Latn"'),
        ("strip", ENGLISH.encode(), ENGLISH.encode()),
        ("strip", record, ENGLISH.encode()),
    ):
        result = saring(command, stdin=stdin, env={**os.environ, "PYTHONPATH": path})
        assert result.returncode == 0, result.stderr
        assert expected in result.stdout


def test_detect_labels_lines() -> None:
    result = saring("detect", stdin=f"{OTHER.splitlines()[1]}\n\n{ENGLISH}\n".encode())
    rows = [line.split("\t") for line in _lines(result.stdout)]
    assert [row[0] for row in rows] == ["ind_Latn", "zxx", "eng_Latn"]
    assert all(0 <= float(row[1]) <= 1 for row in rows)
    assert rows[2][2] == ENGLISH
    assert result.returncode == 0


def test_detect_adds_fields_to_records_and_changes_nothing_else() -> None:
    record = b'{"n": 123456789012345678901234567890, "text": "%s"}' % ENGLISH.encode()
    result = saring("detect", stdin=record + b"\n")
    head, _, tail = result.stdout.partition(b',"lang":"eng_Latn","confidence":')
    assert head == record[:-1]
    assert 0 <= float(tail[:5]) <= 1
    assert tail[5:] == b"}\n"


def test_detect_chooses_among_the_languages_asked_for() -> None:
    for languages, label in (("id,en", "ind_Latn"), ("ms,en", "zsm_Latn")):
        result = saring("detect", "-l", languages, stdin=OTHER.splitlines()[1].encode())
        assert result.stdout.startswith(label.encode())
    assert saring("detect", "-l", "zzzz", stdin=b"x").returncode == 2


def test_detect_weighs_languages_by_a_prior() -> None:
    text = b"rumah saya"
    rows = {}
    for prior in ("id=1000", "ms=1000"):
        result = saring("detect", "-l", "id,ms", "--prior", prior, stdin=text)
        rows[prior] = result.stdout.split(b"\t")[0]
    assert rows == {"id=1000": b"ind_Latn", "ms=1000": b"zsm_Latn"}
    for wrong in ("id", "id=x", "id=-1", "id=nan", "zzzz=2"):
        result = saring("detect", "--prior", wrong, stdin=text)
        assert result.returncode == 2, wrong
        assert result.stdout == b""


def test_detect_uses_a_model_of_ones_own(tmp_path: Path) -> None:
    words = {"aaa_Latn": "kupa rimo talu beka", "bbb_Latn": "west dorn falk brim"}
    for label, known in words.items():
        (tmp_path / f"{label}.txt").write_text(f"{known}\n" * 200)
    model = tmp_path / "own.saring"
    made = saring("train-lang", tmp_path, "-o", model, "-q", "--epochs", "1")
    assert made.returncode == 0, made.stderr
    result = saring("detect", "--model", model, stdin=b"talu rimo kupa beka talu\n")
    assert result.stdout.startswith(b"aaa_Latn\t")
    missing = saring("detect", "--model", tmp_path / "none.saring", stdin=b"talu")
    assert missing.returncode == 3
    assert b"none.saring" in missing.stderr


def test_strip_takes_boilerplate_out_of_one_text() -> None:
    result = saring("strip", stdin=ARTICLE.encode())
    text = result.stdout.decode()
    assert "Para nelayan" in text
    assert "Baca juga" not in text and "Bagikan" not in text
    with_language = saring("strip", "--language", "id", stdin=ARTICLE.encode())
    assert with_language.stdout == result.stdout


def test_strip_shows_every_line_with_its_role() -> None:
    rows = _lines(saring("strip", "--show", stdin=ARTICLE.encode()).stdout)
    assert [row[-40:].strip() for row in rows if row.startswith("- share")]
    assert any(row.startswith("+ headline") for row in rows)
    assert len(rows) == ARTICLE.count("\n") + 1


def test_strip_replaces_the_text_of_records() -> None:
    result = saring("strip", stdin=jsonl({"id": 1, "text": ARTICLE}, {"id": 2, "text": ""}))
    records = [json.loads(line) for line in _lines(result.stdout)]
    assert [record["id"] for record in records] == [1, 2]
    assert "Bagikan" not in records[0]["text"]
    assert records[1]["text"] == ""


def test_dedup_passes_one_copy_on() -> None:
    lines = OTHER.splitlines()[1:]
    result = saring("dedup", stdin="\n".join([*lines, lines[0].upper(), lines[1]]).encode())
    assert len(_lines(result.stdout)) == 2
    assert b"4 read, 2 copies removed" in result.stderr
    records = jsonl({"id": 1, "text": OTHER}, {"id": 2, "text": OTHER + "Lagi.\n"})
    first = saring("dedup", "--keep", "first", stdin=records)
    assert [json.loads(line)["id"] for line in _lines(first.stdout)] == [1]
    longest = saring("dedup", stdin=records)
    assert [json.loads(line)["id"] for line in _lines(longest.stdout)] == [2]


def test_extract_takes_the_article_out_of_a_page(tmp_path: Path) -> None:
    paragraphs = "".join(f"<p>{line}</p>" for line in OTHER.splitlines()[1:])
    page = f"<html><head><title>Judul</title></head><body><article>{paragraphs}</article></body>"
    text = saring("extract", stdin=page.encode()).stdout.decode()
    assert "perpustakaan baru" in text
    (tmp_path / "a.html").write_text(page)
    record = json.loads(saring("extract", "--format", "json", tmp_path / "a.html").stdout)
    assert record["title"] == "Judul"
    assert "perpustakaan baru" in record["text"]
    assert record["language_hint"] is None
    assert [line["keep"] for line in record["lines"]] == [True] * len(record["lines"])
    in_indonesian = saring(
        "extract", "--format", "json", stdin=page.replace("<html", "<html lang=id").encode()
    )
    assert json.loads(in_indonesian.stdout)["language_hint"] == "id"


def test_extract_writes_markdown_and_html() -> None:
    text = "".join(f"<p>{line}</p>" for line in OTHER.splitlines()[1:])
    page = f"<article><h1>Judul</h1>{text}<p>Lihat <a href='/a'>halaman lain</a>.</p></article>"
    markdown = saring("extract", "--format", "markdown", stdin=page.encode()).stdout.decode()
    assert markdown.startswith("# Judul\n\n")
    assert markdown.endswith("Lihat [halaman lain](/a).\n")
    plain = saring("extract", "--format", "markdown", "--no-links", stdin=page.encode())
    assert plain.stdout.decode().endswith("Lihat halaman lain.\n")
    html = saring("extract", "--format", "html", stdin=page.encode()).stdout.decode()
    assert html.startswith("<h1>Judul</h1>\n<p>")
    assert '<a href="/a">halaman lain</a>' in html
    assert saring("extract", "--format", "pdf", stdin=page.encode()).returncode == 2


def test_extract_uses_the_profile_of_the_site_of_the_address(tmp_path: Path) -> None:
    import saring as package

    note = "Kirim kabar dari desa Anda kepada redaksi kami lewat surat."
    pages = [
        f"<article><h1>Jembatan {n}</h1><p>Warga desa ke-{n} membangun jembatan bambu di atas "
        f"sungai kecil sejak bulan lalu, kata ketua kelompok {n}.</p><p>{note}</p></article>"
        for n in range(1, 9)
    ]
    texts = [package.extract(page).text for page in pages]
    file = tmp_path / "sites.profile"
    package.SiteProfile.build(texts, site="sungai.example").save(file)
    options = ("extract", "--profile", file, "--url")
    page = pages[0].encode()
    assert note in saring(*options, "https://lain.example/a", stdin=page).stdout.decode()
    assert note not in saring(*options, "https://sungai.example/a", stdin=page).stdout.decode()
    without = saring("extract", "--profile", file, stdin=page)
    assert (without.returncode, b"--profile needs --url" in without.stderr) == (2, True)


def test_extract_refuses_more_than_a_page_can_be(tmp_path: Path) -> None:
    with (tmp_path / "large.html").open("wb") as file:
        file.truncate((64 << 20) + 1)
    result = saring("extract", tmp_path / "large.html")
    assert (result.returncode, result.stdout) == (2, b"")
    assert b"larger than 64 MiB" in result.stderr


def test_filters_pass_on_what_they_cannot_read_and_say_so() -> None:
    stdin = b"{" + b"\n" + jsonl({"text": ENGLISH}, {"body": 1}, {"text": OTHER}) + b"\n"
    for command in ("detect", "strip", "dedup"):
        result = saring(command, stdin=stdin)
        assert result.returncode == 1
        lines = result.stdout.split(b"\n")
        assert len(lines) == len(stdin.split(b"\n"))
        assert (lines[0], lines[2], lines[4]) == (b"{", stdin.split(b"\n")[2], b"")
        assert b"<stdin>, line 1: not JSON" in result.stderr
        assert b"<stdin>, line 3: no field 'text'" in result.stderr
        assert result.stderr.count(b"(passed on unchanged)") == 2


def test_filters_read_files_and_nothing_at_all(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(ENGLISH)
    assert saring("detect", tmp_path / "a.txt").stdout.startswith(b"eng_Latn")
    for command in ("detect", "strip", "dedup"):
        result = saring(command)
        assert (result.returncode, result.stdout.strip()) == (0, b"")
    missing = saring("detect", tmp_path / "none.txt")
    assert missing.returncode == 3
    assert b"none.txt" in missing.stderr


def test_a_filter_whose_reader_goes_away_ends_quietly() -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "saring", "detect"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout
    process.stdout.close()
    process.stdout = None
    _, stderr = process.communicate((ENGLISH + "\n").encode() * 20_000, timeout=60)
    assert process.returncode == 141
    assert stderr == b""
