"""`saring.clean`: the output is the cleaned input, in the input's format."""

import gzip
import json
import os
import random
import sys
from pathlib import Path
from typing import Any

import pytest
import zstandard
from cleaned_files import outputs_of, write_file
from saring_cli import (
    ARTICLE,
    OTHER,
    clean,
    jsonl,
    quarantine,
    read_jsonl,
    removed,
)

import saring
from saring.cleaning import CleanReport
from saring.errors import UsageError

EXAMPLES = Path(__file__).parents[2] / "examples" / "crawl"


def _open(path: Path) -> bytes:
    data = path.read_bytes()
    if path.suffix == ".gz":
        return gzip.decompress(data)
    if path.suffix == ".zst":
        return zstandard.ZstdDecompressor().decompressobj().decompress(data)
    return data


def test_the_examples_come_out_clean(tmp_path: Path) -> None:
    report = saring.clean(EXAMPLES, tmp_path / "out")
    assert report.documents_read == 63
    assert report.quarantined == 0
    assert report.removed["duplicate"] > 30
    assert {"ind_Latn", "zsm_Latn", "eng_Latn", "jav_Latn", "sun_Latn"} <= set(report.languages)
    sites = {row["site"]: row["documents"] for row in report.data["sites"]}
    assert sites == {"kabar.example": 19, "warta.example": 19}
    for path in report.outputs:
        assert path.is_file()
    # One copy of each of the nineteen stories is left, without boilerplate between.
    kept = "".join(
        _open(path).decode()
        for path in report.outputs
        if path.name.endswith((".jsonl", ".zst", ".txt", ".gz", ".html"))
        and not path.name.startswith(("removed", "report"))
    )
    for label in ("Baca juga:", "Berita Terkait", "Kongsi", "Read also:", "WhatsApp", "newsletter"):
        assert label not in kept


@pytest.mark.parametrize("suffix", ["", ".gz", ".zst"])
def test_json_records_keep_every_byte_but_their_text(tmp_path: Path, suffix: str) -> None:
    text = ARTICLE.replace("\n", "\\n")
    record = (
        f'{{ "id":12345678901234567890123, "z":1.10,"text": "{text}" ,"n":{{"text":"Bagikan"}}, '
        '"e":"\\u00e9\\/", "e":1e400}'
    )
    source = write_file(tmp_path / f"a.jsonl{suffix}", f"{record}\r\n".encode())
    saring.clean(source, tmp_path / "out")
    line = _open(tmp_path / "out" / source.name).decode()
    head, tail = record.split(f'"{text}"')
    assert line.startswith(head + '"Nelayan')
    assert line.endswith(tail + "\r\n")
    assert "Bagikan" not in line[len(head) : -len(tail) - 2]
    assert "Baca juga" not in line


def test_every_removal_says_what_where_and_why(tmp_path: Path) -> None:
    source = write_file(tmp_path / "a.jsonl", jsonl({"id": "x", "text": OTHER}, {"text": ARTICLE}))
    saring.clean(source, tmp_path / "out")
    lines = removed(tmp_path / "out")
    assert {line["role"] for line in lines} >= {"related_label", "related_link", "share"}
    for line in lines:
        assert line["kind"] in ("line", "span")
        assert (line["file"], line["record"], line["line"]) == ("a.jsonl", 1, 2)
        assert ARTICLE[line["start"] : line["end"]] == line["text"]
        assert ARTICLE.split("\n")[line["text_line"] - 1].find(line["text"]) >= 0
        assert 0 <= line["score"] <= 1
        assert line["rule"] or line["reason"]


def test_what_was_taken_out_can_be_put_back(tmp_path: Path) -> None:
    texts = [ARTICLE, OTHER, "Café é " + ARTICLE.replace("\n", "\r\n"), "\n\n" + ARTICLE + "\n\n"]
    source = write_file(tmp_path / "a.jsonl", jsonl(*({"text": text} for text in texts)))
    saring.clean(source, tmp_path / "out", dedup=False)
    kept = [record["text"] for record in read_jsonl(tmp_path / "out" / "a.jsonl")]
    entries = removed(tmp_path / "out")
    for number, text in enumerate(texts):
        rest, at = "", 0
        for entry in (entry for entry in entries if entry["record"] == number):
            rest += text[at : entry["start"]]
            at = entry["end"]
        rest += text[at:]
        # But for line ends and the white space at them, nothing else is gone.
        assert "".join(rest.split()) == "".join(kept[number].split())


def test_documents_in_other_languages_go_and_are_named(tmp_path: Path) -> None:
    english = "The river fell again and the farmers brought the harvest home before the rain."
    source = write_file(tmp_path / "a.jsonl", jsonl({"text": OTHER}, {"text": english}))
    report = saring.clean(source, tmp_path / "out", languages=["id"])
    assert report.removed["language"] == 1
    (entry,) = [entry for entry in removed(tmp_path / "out") if entry["kind"] == "document"]
    assert (entry["reason"], entry["lang"], entry["text"]) == ("language", "eng_Latn", english)
    with pytest.raises(UsageError, match=r"'indonesan'; did you mean 'ind_Latn' \(Indonesian\)\?"):
        saring.clean(source, tmp_path / "other", languages=["indonesan"])
    assert not (tmp_path / "other").exists()


def test_short_and_empty_documents_go(tmp_path: Path) -> None:
    source = write_file(
        tmp_path / "a.jsonl", jsonl({"text": "---"}, {"text": "Halo"}, {"text": OTHER})
    )
    report = saring.clean(source, tmp_path / "out", min_chars=50)
    assert (report.removed["empty"], report.removed["too_short"]) == (1, 1)
    assert report.documents_kept == 1


@pytest.mark.parametrize("name", ["a.txt", "a.html"])
def test_rules_of_the_callers_own_are_used(tmp_path: Path, name: str) -> None:
    phrases = write_file(tmp_path / "kata.txt", b"Sumber gambar milik desa\n")
    lines = OTHER.splitlines()
    lines.insert(2, "Sumber gambar milik desa")
    page = "<article>" + "".join(f"<p>{line}</p>" for line in lines) + "</article>"
    text = page if name == "a.html" else "\n".join(lines) + "\n"
    source = write_file(tmp_path / name, text.encode())
    saring.clean(source, tmp_path / "without")
    assert "Sumber gambar" in (tmp_path / "without" / name).read_text()
    report = saring.clean(source, tmp_path / "out", rules=phrases)
    written = (tmp_path / "out" / name).read_text()
    assert "Sumber gambar" not in written
    assert "Rak buku" in written
    assert "kata.txt:1" in {row["rule"] for row in report.data["rules"]}
    assert report.data["settings"]["rules"] == [str(phrases)]


def test_the_language_can_be_written_to_a_field(tmp_path: Path) -> None:
    source = write_file(
        tmp_path / "a.jsonl", jsonl({"text": OTHER, "lang": "?"}, {"text": ARTICLE})
    )
    saring.clean(source, tmp_path / "out", lang_field="lang")
    records = read_jsonl(tmp_path / "out" / "a.jsonl")
    assert [record["lang"] for record in records] == ["ind_Latn", "ind_Latn"]


def test_a_parquet_file_keeps_schema_metadata_and_other_columns(tmp_path: Path) -> None:
    pa, pq = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    table = pa.table(
        {
            "key": pa.array([5, 6, 7, 8], pa.uint16()),
            "text": pa.array([ARTICLE, OTHER, None, OTHER], pa.large_string()),
            "tags": pa.array([["a"], [], None, ["b", "c"]]),
        }
    ).replace_schema_metadata({"owner": "kami"})
    pq.write_table(table, tmp_path / "a.parquet", row_group_size=1, compression="zstd")
    report = saring.clean(tmp_path / "a.parquet", tmp_path / "out", id_field="key")
    assert (report.documents_kept, report.quarantined) == (2, 1)
    file = pq.ParquetFile(tmp_path / "out" / "a.parquet")
    assert file.schema_arrow.equals(pq.read_schema(tmp_path / "a.parquet"), check_metadata=True)
    assert file.metadata.row_group(0).column(0).compression == "ZSTD"
    assert file.num_row_groups == 2
    result = file.read().to_pydict()
    assert result["key"] == [5, 6]
    assert result["tags"] == [["a"], []]
    assert "Baca juga" not in result["text"][0]
    assert "row 2: the text is null" in quarantine(tmp_path / "out")[0]["reason"]


@pytest.mark.parametrize("kind", ["string", "large_string", "dictionary", "string_view"])
def test_a_parquet_text_column_keeps_its_type(tmp_path: Path, kind: str) -> None:
    pa, pq = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    if not hasattr(pa, kind):
        pytest.skip(f"this pyarrow has no {kind}")
    text = pa.array([ARTICLE, OTHER])
    column = text.dictionary_encode() if kind == "dictionary" else text.cast(getattr(pa, kind)())
    table = pa.table({"text": column})
    pq.write_table(table, tmp_path / "a.parquet")
    saring.clean(tmp_path / "a.parquet", tmp_path / "out")
    result = pq.read_table(tmp_path / "out" / "a.parquet")
    read_again = pq.read_table(tmp_path / "a.parquet")
    assert result.schema.field("text").type == read_again.schema.field("text").type
    assert result.num_rows == 2


def test_a_parquet_file_without_rows_comes_out_without_rows(tmp_path: Path) -> None:
    pa, pq = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    schema = pa.schema([("text", pa.string()), ("n", pa.int8())])
    pq.write_table(schema.empty_table(), tmp_path / "a.parquet")
    saring.clean(tmp_path / "a.parquet", tmp_path / "out")
    assert pq.read_table(tmp_path / "out" / "a.parquet").schema.equals(schema)


def test_a_page_comes_out_as_a_page_that_holds_the_article(tmp_path: Path) -> None:
    source = EXAMPLES / "pages" / "panen.html"
    saring.clean(source, tmp_path / "out")
    page = (tmp_path / "out" / "panen.html").read_text(encoding="utf-8")
    assert "<h1>Petani Lembah Cempaka" in page
    assert page.count("<p>") >= 4
    assert "Berita Terkait" not in page
    assert "Copyright" not in page
    assert saring.clean(tmp_path / "out" / "panen.html", tmp_path / "twice").documents_kept == 1


def test_text_files_are_documents_or_hold_one_a_line(tmp_path: Path) -> None:
    lines = OTHER.strip().split("\n")
    source = write_file(tmp_path / "a.txt.gz", OTHER.encode())
    whole = saring.clean(source, tmp_path / "whole")
    assert whole.documents_read == 1
    assert _open(tmp_path / "whole" / "a.txt.gz").decode() == OTHER
    by_line = saring.clean(source, tmp_path / "lines", lines=True, strip=False)
    assert by_line.documents_read == len(lines)
    assert _open(tmp_path / "lines" / "a.txt.gz").decode().splitlines() == lines


def test_the_output_does_not_depend_on_threads_chunks_or_hash_seed(tmp_path: Path) -> None:
    texts = [f"Judul nomor {i}\n" + (ARTICLE if i % 3 else OTHER) * (1 + i % 5) for i in range(300)]
    records = ({"id": i, "text": text} for i, text in enumerate(texts))
    write_file(tmp_path / "in" / "a.jsonl.zst", jsonl(*records) + b"{\n" + jsonl({"text": 1}))
    write_file(tmp_path / "in" / "lines.jsonl.gz", b"\n\n{\n" * 5000 + jsonl({"text": OTHER}))
    _write_tables(tmp_path / "in", texts)
    for path in EXAMPLES.rglob("*"):
        if path.is_file():
            write_file(tmp_path / "in" / "x" / path.relative_to(EXAMPLES), b"")
            (tmp_path / "in" / "x" / path.relative_to(EXAMPLES)).write_bytes(path.read_bytes())
    results = []
    for number, (threads, chunk) in enumerate(
        [("1", "1K"), ("2", "7K"), ("4", "300K"), ("2", "4M"), ("4", "64M")]
    ):
        out = tmp_path / f"out{number}"
        options = ("--threads", threads, "--chunk-size", chunk, "--lang-field", "lang")
        environment = {**os.environ, "PYTHONHASHSEED": str(number % 2)}
        arguments = (tmp_path / "in", "-o", out, *options)
        report, _ = clean(*arguments, code=1, env=environment)
        del report["run"]
        results.append((report, outputs_of(out)))
    assert results[0][0]["documents"]["removed"]["duplicate"] > 100
    for result in results[1:]:
        assert result == results[0]


def _write_tables(folder: Path, texts: list[str]) -> None:
    """Parquet files: of large and small rows, with nested columns, with a damaged group."""
    pa, pq = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    rng = random.Random(7)
    names = [rng.randbytes(rng.choice([10, 20_000])).hex() for _ in texts]
    odd: list[bytes | None] = [text.encode() for text in texts]
    for at in range(0, len(odd), 7):
        odd[at] = None if at % 2 else (odd[at] or b"").replace(b"e", b"\xff", 1)
    column = pa.array(odd, pa.binary()).view(pa.string())
    table = pa.table({"text": column, "n": names, "tags": [[n[:9]] * 3 for n in names]})
    pq.write_table(table, folder / "t.parquet", row_group_size=120, compression="zstd")
    pq.write_table(table, folder / "u.parquet", row_group_size=100, use_dictionary=False)
    column = pq.read_metadata(folder / "u.parquet").row_group(1).column(0)
    data = bytearray((folder / "u.parquet").read_bytes())
    for at in range(column.data_page_offset, column.data_page_offset + 40):
        data[at] ^= 0xFF
    (folder / "u.parquet").write_bytes(data)


def test_the_report_adds_up(tmp_path: Path) -> None:
    report = saring.clean(EXAMPLES, tmp_path / "out", languages=["id", "ms"], min_chars=100)
    documents, characters = report.data["documents"], report.data["characters"]
    assert documents["read"] == documents["kept"] + sum(documents["removed"].values())
    assert characters["read"] == (
        characters["kept"]
        + characters["removed_in_lines"]
        + sum(characters["removed_in_documents"].values())
    )
    assert sum(row["documents"] for row in report.data["files"]) == documents["read"]
    assert sum(row["kept"] for row in report.data["files"]) == documents["kept"]
    assert sum(row["documents"] for row in report.data["languages"]) == documents["read"]
    assert report.data == json.loads((tmp_path / "out" / "report.json").read_bytes())
    lines = [entry for entry in removed(tmp_path / "out") if entry["kind"] != "document"]
    assert len(lines) == sum(role["lines"] for role in report.data["roles"])
    assert len(lines) == sum(rule["lines"] for rule in report.data["rules"])


def test_an_output_folder_that_holds_something_is_refused(tmp_path: Path) -> None:
    source = write_file(tmp_path / "a.txt", OTHER.encode())
    out = tmp_path / "out"
    saring.clean(source, out)
    before = outputs_of(out)
    with pytest.raises(UsageError, match="not empty"):
        saring.clean(source, out)
    assert outputs_of(out) == before
    with pytest.raises(UsageError, match="is a file"):
        saring.clean(source, source)


def test_overwriting_replaces_the_earlier_run_and_nothing_else(tmp_path: Path) -> None:
    out = tmp_path / "out"
    saring.clean(write_file(tmp_path / "a.txt", OTHER.encode()), out)
    (out / "mine.txt").write_text("stays")
    saring.clean(write_file(tmp_path / "b.txt", OTHER.encode()), out, overwrite=True)
    names = {path.name for path in out.iterdir()}
    assert names == {"b.txt", "mine.txt", "removed.jsonl.zst", "report.html", "report.json"}


def test_inputs_are_never_written_over(tmp_path: Path) -> None:
    source = write_file(tmp_path / "data" / "a.txt", ARTICLE.encode())
    with pytest.raises(UsageError, match="overwritten"):
        saring.clean(source, tmp_path / "data", overwrite=True)
    with pytest.raises(UsageError, match="also an input"):
        saring.clean(tmp_path / "data", tmp_path / "data", overwrite=True)
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "data")
    with pytest.raises(UsageError, match="overwritten"):
        saring.clean(source, link, overwrite=True)
    linked = tmp_path / "hard" / "a.txt"
    linked.parent.mkdir()
    linked.hardlink_to(source)
    with pytest.raises(UsageError, match="overwritten"):
        saring.clean(source, linked.parent, overwrite=True)
    assert source.read_text() == ARTICLE


def test_an_output_folder_inside_the_input_is_not_read(tmp_path: Path) -> None:
    write_file(tmp_path / "data" / "a.txt", OTHER.encode())
    out = tmp_path / "data" / "clean"
    assert saring.clean(tmp_path / "data", out).documents_read == 1
    assert saring.clean(tmp_path / "data", out, overwrite=True).documents_read == 1


def test_files_of_equal_names_and_of_our_names_do_not_collide(tmp_path: Path) -> None:
    first = write_file(tmp_path / "x" / "a.txt", OTHER.encode())
    second = write_file(tmp_path / "y" / "a.txt", ARTICLE.encode())
    third = write_file(tmp_path / "y" / "report.html", b"<p>Sebuah laporan pendek dari desa.</p>")
    report = saring.clean([first, second, third], tmp_path / "out")
    assert report.documents_kept == 3
    texts = [path.read_text() for path in (tmp_path / "out").rglob("a.txt")]
    assert len(texts) == 2
    assert "What saring removed" in (tmp_path / "out" / "report.html").read_text()


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"threshold": 0.0}, "threshold"),
        ({"threshold": 1.5}, "threshold"),
        ({"keep": "newest"}, "keep"),
        ({"min_confidence": 2.0}, "min_confidence"),
        ({"num_threads": -1}, "num_threads"),
        ({"chunk_size": 0}, "chunk_size"),
        ({"keep_roles": ["body", "nonsense"]}, "nonsense"),
        ({"languages": "id"}, "list"),
        ({"on_heavy_loss": "delete"}, "'keep', 'drop', 'quarantine'"),
        ({"lang_field": "text"}, "lang_field"),
        ({"cluster_size_field": ""}, "cluster_size_field must not be empty"),
        ({"cluster_size_field": "url"}, "cluster_size_field and site_field"),
        ({"cluster_size_field": "x", "lang_field": "x"}, "cluster_size_field and lang_field"),
        (
            {"cluster_size_field": "x", "dedup": False},
            "does not go with dedup=False",
        ),
    ],
)
def test_settings_out_of_range_are_refused_before_anything_is_done(
    tmp_path: Path, settings: dict[str, Any], message: str
) -> None:
    source = write_file(tmp_path / "a.txt", OTHER.encode())
    with pytest.raises(UsageError, match=message):
        saring.clean(source, tmp_path / "out", **settings)
    assert not (tmp_path / "out").exists()


def test_roles_that_stay_can_be_chosen(tmp_path: Path) -> None:
    source = write_file(tmp_path / "a.txt", ARTICLE.encode())
    roles = ["headline", "body", "subheading", "quote", "list", "share"]
    saring.clean(source, tmp_path / "out", keep_roles=roles)
    text = (tmp_path / "out" / "a.txt").read_text()
    assert "Bagikan" in text
    assert "Baca juga" not in text


def test_the_report_page_needs_nothing_else_and_escapes_what_it_shows(tmp_path: Path) -> None:
    text = ARTICLE.replace("Nelayan", "<script>alert(1)</script> Nelayan")
    source = write_file(
        tmp_path / "a.jsonl", jsonl({"id": "<b>", "text": text}, {"id": "<b>", "text": OTHER})
    )
    report = saring.clean(source, tmp_path / "out")
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    for forbidden in (
        "<script>alert",
        "<script src",
        "http://",
        "https://",
        "src=",
        "@import",
        "<b>&lt;",
    ):
        assert forbidden not in page
    assert "&lt;script&gt;" in page
    assert 'name="viewport"' in page and "prefers-color-scheme: dark" in page
    assert "<svg" in report._repr_html_()
    assert not (saring.clean(source, tmp_path / "no", report=False).out / "report.html").exists()


def test_a_report_tells_the_run_in_one_line(tmp_path: Path) -> None:
    report = saring.clean(write_file(tmp_path / "a.txt", OTHER.encode()), tmp_path / "out")
    assert isinstance(report, CleanReport)
    assert repr(report).startswith("CleanReport(read=1, kept=1, removed={}, quarantined=0")
    assert report.roles == {}


def test_a_missing_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = write_file(tmp_path / "a.txt", OTHER.encode())
    monkeypatch.setitem(sys.modules, "zstandard", None)
    with pytest.raises(saring.MissingExtraError, match=r"pip install 'saring\[cli\]'"):
        saring.clean(source, tmp_path / "out")
    assert not (tmp_path / "out").exists()
