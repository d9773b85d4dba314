"""Options in a TOML file, of the run and of single sources."""

import json
import tomllib
from pathlib import Path

import pytest
from saring_cli import ARTICLE, OTHER, clean, jsonl, quarantine, read_jsonl, removed, saring

import saring as package

ENGLISH = "The harvest came early this year because the river had fallen, the farmers said."


def _write(folder: Path) -> Path:
    """Files with texts in different fields."""
    folder.mkdir()
    (folder / "a.jsonl").write_bytes(jsonl({"id": 1, "text": ARTICLE}, {"id": 2, "text": ENGLISH}))
    (folder / "b.jsonl").write_bytes(jsonl({"key": "b1", "body": OTHER}))
    row = f'7,"{ARTICLE.replace(chr(34), chr(34) * 2)}"'
    (folder / "c.csv").write_bytes(f"nomor,isi\n{row}\n".encode())
    page = f"<article><h1>Judul</h1><p>{OTHER}</p></article>"
    (folder / "d.jsonl").write_bytes(jsonl({"id": 4, "page": page}))
    (folder / "e.data").write_bytes(jsonl({"id": 5, "text": "caf\xe9 " + OTHER}))
    return folder


CONFIG = """\
# a comment
languages = ["Indonesian"]
no_such = 1
"""

SECTIONS = """\
dedup = false
min-chars = 3

[source."b.*"]
text-field = "body"
id_field = "key"

[source."*.csv"]
text_field = "isi"
id_field = "nomor"

[source."in/d.jsonl"]
html_field = "page"

[source."*.data"]
format = "jsonl"
"""


def test_each_source_is_read_with_its_own_options(tmp_path: Path) -> None:
    folder = _write(tmp_path / "in")
    (tmp_path / "c.toml").write_text(SECTIONS)
    paths = sorted(folder.iterdir())
    report, _ = clean(*paths, "-o", tmp_path / "out", "--config", tmp_path / "c.toml")
    assert report["documents"] | {"removed": {}} == {
        "read": 6,
        "kept": 6,
        "removed": {},
        "quarantined": 0,
        "repaired": 0,
    }
    out = tmp_path / "out"
    stripped = package.strip(ARTICLE).text
    assert read_jsonl(out / "a.jsonl")[0]["text"] == stripped
    assert read_jsonl(out / "b.jsonl") == [{"key": "b1", "body": OTHER}]
    assert stripped.splitlines()[-1] in (out / "c.csv").read_text()
    assert "Bagikan" not in (out / "c.csv").read_text()
    assert "<" not in read_jsonl(out / "d.jsonl")[0]["page"]
    assert read_jsonl(out / "e.data")[0]["id"] == 5
    assert {e["id"] for e in removed(out) if e["kind"] == "line"} >= {1, "7"}
    assert report["settings"]["sources"]["*.csv"] == {"text_field": "isi", "id_field": "nomor"}


def test_encodings_and_rules_are_those_of_the_source(tmp_path: Path) -> None:
    text = "Çığ düştü ve köyün yolu kapandı.\nKaynak haber odası\n"
    (tmp_path / "a.txt").write_bytes(text.encode("cp1254"))
    (tmp_path / "b.txt").write_text(text)
    (tmp_path / "kata.txt").write_text("Kaynak haber odası\n")
    sources = {"a.*": {"encoding": "windows-1254", "rules": str(tmp_path / "kata.txt")}}
    files = [tmp_path / "a.txt", tmp_path / "b.txt"]
    package.clean(files, tmp_path / "out", sources=sources, dedup=False, profile="none")
    first = text.partition("\n")[0]
    assert (tmp_path / "out" / "a.txt").read_text().strip() == first
    assert "Kaynak" in (tmp_path / "out" / "b.txt").read_text()


def test_what_is_given_on_the_command_line_comes_first(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(jsonl({"text": ENGLISH, "body": OTHER}))
    (tmp_path / "c.toml").write_text(
        'languages = "en"\nmax_document = "2M"\n[source."*"]\ntext_field = "text"\n'
    )
    config = ("--config", tmp_path / "c.toml")
    report, _ = clean(tmp_path / "a.jsonl", "-o", tmp_path / "file", *config)
    assert report["documents"]["kept"] == 1
    assert report["settings"]["max_document"] == 2 << 20
    given = ("--text-field", "body", "-l", "id")
    report, _ = clean(tmp_path / "a.jsonl", "-o", tmp_path / "given", *config, *given)
    assert report["documents"]["kept"] == 1
    assert [row["lang"] for row in report["languages"]] == ["ind_Latn"]


def test_the_options_of_a_run_are_written_and_give_it_again(tmp_path: Path) -> None:
    folder = _write(tmp_path / "in")
    (tmp_path / "c.toml").write_text(SECTIONS)
    saved = tmp_path / "saved.toml"
    options = ("-l", "Indonesian", "--min-confidence", "0.25", "-j", "2", "--overwrite")
    options += ("--config", tmp_path / "c.toml", "--save-config", saved)
    paths = sorted(folder.iterdir())
    first, _ = clean(*paths, "-o", tmp_path / "one", *options)
    values = tomllib.loads(saved.read_text())
    assert values["languages"] == ["Indonesian"]
    assert values["min_confidence"] == 0.25
    assert values["source"]["b.*"] == {"text_field": "body", "id_field": "key"}
    assert "overwrite" not in values
    assert "threshold" not in values
    second, _ = clean(*paths, "-o", tmp_path / "two", "--config", saved)
    assert first["settings"] == second["settings"]
    for path in paths:
        name = path.name
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_sizes_and_shares_are_written_as_on_the_command_line(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(jsonl({"text": ENGLISH}))
    config = tmp_path / "c.toml"
    config.write_text('memory = "1.5G"\nsample = "100%"\nshard-size = "8M"\nto = "all.jsonl"\n')
    again = tmp_path / "again.toml"
    first, _ = clean(
        tmp_path / "a.jsonl", "-o", tmp_path / "one", "--config", config, "--save-config", again
    )
    assert "memory = 1610612736" in again.read_text()
    assert first["settings"]["shard_size"] == 8 << 20
    assert first["settings"]["sample"] == 1.0
    second, _ = clean(tmp_path / "a.jsonl", "-o", tmp_path / "two", "--config", again)
    assert second["settings"] == first["settings"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (CONFIG, "line 3: 'no_such' is no option here; "),
        ("min_char = 3\n", "line 1: 'min_char' is no option here; did you mean 'min_chars'?"),
        ('\n[source."*.csv"]\ntxt_field = "a"\n', "line 3: 'txt_field' is no option here; did you"),
        ('[source."*"]\nmin_chars = 3\n', "line 2: 'min_chars' is no option here; "),
        ("min_chars = 'many'\n", "line 1: 'min_chars' must be a whole number, not \"many\""),
        ("dedup = 1\n", "line 1: 'dedup' must be true or false, not 1"),
        ("max-document = '9X'\n", "line 1: 'max-document': not a size"),
        ("memory = 'much'\n", "line 1: 'memory': not a size"),
        ("memory = true\n", "line 1: 'memory' must be a whole number, not true"),
        ("sample = 'few'\n", "line 1: 'sample': not a share or number"),
        ("languages = [1]\n", "line 1: 'languages' must be a string or a list of strings"),
        ("source = 3\n", 'line 1: expected sections such as [source."*.csv"]'),
        ("min_chars = = 3\n", "is not TOML: Invalid value (at line 1"),
        ("keep = 'newest'\n", "--keep 'newest' and 'best' need --keep-field"),
        ('[source."*.x"]\nformat = "pdf"\n', "source '*.x': --format must be"),
    ],
)
def test_errors_name_the_file_the_line_and_the_nearest_key(
    tmp_path: Path, text: str, told: str
) -> None:
    (tmp_path / "a.jsonl").write_bytes(jsonl({"text": ENGLISH}))
    (tmp_path / "c.toml").write_text(text)
    result = saring(
        "clean", tmp_path / "a.jsonl", "-o", tmp_path / "out", "--config", tmp_path / "c.toml"
    )
    assert result.returncode == 2, result.stderr
    assert told in result.stderr.decode()
    assert "line" not in told or f"{tmp_path}/c.toml" in result.stderr.decode()
    assert not (tmp_path / "out").exists()


def test_a_section_that_matches_nothing_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(jsonl({"text": ENGLISH}))
    (tmp_path / "c.toml").write_text('[source."*.csv"]\nlines = true\n')
    _, stderr = clean(tmp_path / "a.jsonl", "-o", tmp_path / "out", "--config", tmp_path / "c.toml")
    assert "no file matches the source '*.csv'" in stderr


def test_the_file_of_a_section_is_quarantined_by_its_own_field(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(jsonl({"text": ENGLISH}, {"body": OTHER}))
    (tmp_path / "b.jsonl").write_bytes(jsonl({"text": ENGLISH}, {"body": OTHER}))
    files = [tmp_path / "a.jsonl", tmp_path / "b.jsonl"]
    sources = {"b.*": {"text_field": "body"}}
    package.clean(files, tmp_path / "out", sources=sources)
    found = [(e["file"], json.loads(e["raw"])) for e in quarantine(tmp_path / "out")]
    assert found == [("a.jsonl", {"body": OTHER}), ("b.jsonl", {"text": ENGLISH})]


@pytest.mark.parametrize("sources", [{"*": 3}, {"*": {"min_chars": 3}}, {"*": {"format": "pdf"}}])
def test_sources_that_cannot_be_are_refused(tmp_path: Path, sources: object) -> None:
    (tmp_path / "a.jsonl").write_bytes(jsonl({"text": ENGLISH}))
    with pytest.raises(package.UsageError, match="source"):
        package.clean(tmp_path / "a.jsonl", tmp_path / "out", sources=sources)  # type: ignore[arg-type]
