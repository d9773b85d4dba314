"""`saring.clean`: what comes in comes out clean, in the format it came in."""

import gzip
import json
import os
import random
import sys
from pathlib import Path
from typing import Any

import pytest
import zstandard
from saring_cli import (
    ARTICLE,
    HEAVY,
    OTHER,
    UNSURE,
    UNSURE_TEXTS,
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


def _write(path: Path, data: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".gz":
        data = gzip.compress(data)
    elif path.suffix == ".zst":
        data = zstandard.ZstdCompressor().compress(data)
    path.write_bytes(data)
    return path


def _open(path: Path) -> bytes:
    data = path.read_bytes()
    if path.suffix == ".gz":
        return gzip.decompress(data)
    if path.suffix == ".zst":
        return zstandard.ZstdDecompressor().decompressobj().decompress(data)
    return data


def _outputs(folder: Path) -> dict[str, bytes]:
    """Every file but the report, which names the time it took."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in ("report.json", "report.html")
    }


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
    source = _write(tmp_path / f"a.jsonl{suffix}", f"{record}\r\n".encode())
    saring.clean(source, tmp_path / "out")
    line = _open(tmp_path / "out" / source.name).decode()
    head, tail = record.split(f'"{text}"')
    assert line.startswith(head + '"Nelayan')
    assert line.endswith(tail + "\r\n")
    assert "Bagikan" not in line[len(head) : -len(tail) - 2]
    assert "Baca juga" not in line


def test_every_removal_says_what_where_and_why(tmp_path: Path) -> None:
    source = _write(tmp_path / "a.jsonl", jsonl({"id": "x", "text": OTHER}, {"text": ARTICLE}))
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
    source = _write(tmp_path / "a.jsonl", jsonl(*({"text": text} for text in texts)))
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


def test_a_copy_is_taken_out_and_names_the_document_that_stays(tmp_path: Path) -> None:
    edited = OTHER.replace("dua buku cerita", "tiga buku cerita")
    records = [
        {"id": 1, "text": OTHER},
        {"id": 2, "text": edited + "Bagikan\n"},
        {"id": 3, "text": OTHER.upper()},
    ]
    source = _write(tmp_path / "a.jsonl", jsonl(*records))
    report = saring.clean(source, tmp_path / "out", keep="first", threshold=0.7)
    assert report.removed["duplicate"] == 2
    entries = [entry for entry in removed(tmp_path / "out") if entry["kind"] == "document"]
    assert [(e["id"], e["relation"]) for e in entries] == [(2, "near"), (3, "exact")]
    for entry in entries:
        assert entry["reason"] == "duplicate"
        assert entry["kept"] == {"file": "a.jsonl", "record": 0, "line": 1, "id": 1}
        assert 0.7 <= entry["similarity"] <= 1
    assert entries[0]["text"].rstrip("\n") == edited.rstrip("\n")
    assert saring.clean(source, tmp_path / "all", dedup=False).documents_kept == 3


def _long_text(name: str, words: int) -> str:
    return " ".join(f"{name}{n}" for n in range(words))


def test_a_teaser_goes_where_its_whole_stands_and_the_stories_of_a_round_up_stay(
    tmp_path: Path,
) -> None:
    whole, other = _long_text("kata", 90), _long_text("lain", 70)
    texts = [whole[:200] + "...", whole, other, f"Rangkuman: {whole} {other}"]
    source = _write(
        tmp_path / "a.jsonl", jsonl(*({"id": n, "text": text} for n, text in enumerate(texts)))
    )
    report = saring.clean(source, tmp_path / "out", strip=False)
    assert report.removed["duplicate"] == 1
    (entry,) = [entry for entry in removed(tmp_path / "out") if entry["kind"] == "document"]
    assert (entry["id"], entry["relation"]) == (0, "contained_in")
    assert entry["kept"]["id"] == 1
    assert report.data["duplicates"]["largest"][0]["copies"][0]["relation"] == "contained_in"
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "contained in the one that is kept" in page
    kept = saring.clean(source, tmp_path / "kept", strip=False, contained="keep")
    assert kept.documents_kept == 4
    everything = saring.clean(source, tmp_path / "all", strip=False, contained="all")
    assert everything.documents_kept == 1


def test_the_most_complete_copy_is_kept_or_none(tmp_path: Path) -> None:
    text = _long_text("kata", 90)
    records = [
        {"id": 0, "text": text},
        {"id": 1, "title": "Judul", "author": "Penulis", "text": text},
        {"id": 2, "text": text + " sisa"},
        {"id": 3, "text": _long_text("lain", 60)},
    ]
    source = _write(tmp_path / "a.jsonl", jsonl(*records))
    for keep, ids in (("most_complete", [1, 3]), ("last", [2, 3]), ("none", [3])):
        report = saring.clean(source, tmp_path / keep, strip=False, keep=keep)
        kept = [record["id"] for record in read_jsonl(tmp_path / keep / "a.jsonl")]
        assert kept == ids
        assert report.removed["duplicate"] == 4 - len(ids)
    entries = [entry for entry in removed(tmp_path / "none") if entry["kind"] == "document"]
    (original,) = [entry for entry in entries if entry["relation"] == "copied"]
    assert "kept" not in original
    others = [entry for entry in entries if entry is not original]
    assert all(entry["copy_of"]["id"] == original["id"] for entry in others)
    assert "No document of each group" in (tmp_path / "none" / "report.html").read_text()


def test_the_newest_the_best_or_the_copy_of_a_site_is_kept(tmp_path: Path) -> None:
    text = _long_text("kata", 90)
    records = [
        {"id": 0, "url": "https://a.id/1", "date": "2024-03-05", "score": 3, "text": text},
        {"id": 1, "url": "https://www.b.id/1", "date": "6 Maret 2024", "score": None, "text": text},
        {"id": 2, "url": "https://c.id/1", "date": None, "score": "7.5", "text": text + " sisa"},
    ]
    source = _write(tmp_path / "a.jsonl", jsonl(*records))
    cases: list[tuple[dict[str, Any], int]] = [
        ({"keep": "newest", "keep_field": "date"}, 1),
        ({"keep": "best", "keep_field": "score"}, 2),
        ({"keep": "site", "site_order": ["b.id", "a.id"]}, 1),
        ({"keep": "site", "site_order": ["https://a.id/"]}, 0),
    ]
    for number, (arguments, ident) in enumerate(cases):
        out = tmp_path / f"out{number}"
        saring.clean(source, out, strip=False, **arguments)
        assert [record["id"] for record in read_jsonl(out / "a.jsonl")] == [ident]


def test_rules_without_their_field_are_usage_errors(tmp_path: Path) -> None:
    source = _write(tmp_path / "a.jsonl", jsonl({"text": "satu"}))
    for arguments in ({"keep": "newest"}, {"keep_field": "date"}):
        with pytest.raises(saring.UsageError, match="need keep_field"):
            saring.clean(source, tmp_path / "out", **arguments)  # type: ignore[arg-type]
    for more in ({"keep": "site"}, {"site_order": ["a.id"]}):
        with pytest.raises(saring.UsageError, match="needs site_order"):
            saring.clean(source, tmp_path / "out", **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("end", ["", "\n", "\n\n", "\r\n"])
@pytest.mark.parametrize("strip", [True, False])
def test_the_text_of_a_copy_is_listed_as_it_would_have_been_written(
    tmp_path: Path, end: str, strip: bool
) -> None:
    texts = [OTHER, OTHER.rstrip("\n") + " Bagus.\nBagikan" + end]
    source = _write(tmp_path / "a.jsonl", jsonl(*({"text": text} for text in texts)))
    saring.clean(source, tmp_path / "all", dedup=False, strip=strip)
    report = saring.clean(source, tmp_path / "out", keep="first", threshold=0.5, strip=strip)
    assert report.removed["duplicate"] == 1
    (entry,) = [entry for entry in removed(tmp_path / "out") if entry["kind"] == "document"]
    assert entry["text"] == read_jsonl(tmp_path / "all" / "a.jsonl")[1]["text"]


@pytest.mark.parametrize("ident", [2**64 + 1, -(2**63) - 1, 123456789012345678901234567890])
def test_ids_beyond_64_bits_stay_exact_in_report_and_audit(tmp_path: Path, ident: int) -> None:
    records = [{"id": ident, "text": OTHER}, {"id": ident, "text": OTHER}]
    clean(_write(tmp_path / "a.jsonl", jsonl(*records)), "-o", tmp_path / "out")
    report = json.loads((tmp_path / "out" / "report.json").read_text())
    (repeated,) = report["repeated_ids"]["first"]
    assert (repeated["id"], type(repeated["id"])) == (ident, int)
    (entry,) = [entry for entry in removed(tmp_path / "out") if entry["kind"] == "document"]
    assert entry["id"] == entry["kept"]["id"] == ident
    assert str(ident) in (tmp_path / "out" / "report.html").read_text()


def test_the_longest_copy_is_kept_by_default(tmp_path: Path) -> None:
    longer = OTHER + "Murid-murid senang.\n"
    source = _write(tmp_path / "a.jsonl", jsonl({"text": OTHER}, {"text": longer}))
    saring.clean(source, tmp_path / "out")
    assert [r["text"] for r in read_jsonl(tmp_path / "out" / "a.jsonl")] == [longer]


def test_boilerplate_neither_hides_nor_fakes_a_copy(tmp_path: Path) -> None:
    tail = "Bagikan\nBerita Terkait\n" + "\n".join(
        f"Warga Desa {name} Bergotong Royong Memperbaiki Saluran Air" for name in "ABCDEFGH"
    )
    records = [{"text": OTHER}, {"text": OTHER + tail}, {"text": ARTICLE + tail}]
    source = _write(tmp_path / "a.jsonl", jsonl(*records))
    assert saring.clean(source, tmp_path / "out").documents_kept == 2


def test_documents_in_other_languages_go_and_are_named(tmp_path: Path) -> None:
    english = "The river fell again and the farmers brought the harvest home before the rain."
    source = _write(tmp_path / "a.jsonl", jsonl({"text": OTHER}, {"text": english}))
    report = saring.clean(source, tmp_path / "out", languages=["id"])
    assert report.removed["language"] == 1
    (entry,) = [entry for entry in removed(tmp_path / "out") if entry["kind"] == "document"]
    assert (entry["reason"], entry["lang"], entry["text"]) == ("language", "eng_Latn", english)
    with pytest.raises(UsageError, match=r"'indonesan'; did you mean 'ind_Latn' \(Indonesian\)\?"):
        saring.clean(source, tmp_path / "other", languages=["indonesan"])
    assert not (tmp_path / "other").exists()


def test_short_and_empty_documents_go(tmp_path: Path) -> None:
    source = _write(tmp_path / "a.jsonl", jsonl({"text": "---"}, {"text": "Halo"}, {"text": OTHER}))
    report = saring.clean(source, tmp_path / "out", min_chars=50)
    assert (report.removed["empty"], report.removed["too_short"]) == (1, 1)
    assert report.documents_kept == 1


@pytest.mark.parametrize("name", ["a.txt", "a.html"])
def test_rules_of_the_callers_own_are_used(tmp_path: Path, name: str) -> None:
    phrases = _write(tmp_path / "kata.txt", b"Sumber gambar milik desa\n")
    lines = OTHER.splitlines()
    lines.insert(2, "Sumber gambar milik desa")
    page = "<article>" + "".join(f"<p>{line}</p>" for line in lines) + "</article>"
    text = page if name == "a.html" else "\n".join(lines) + "\n"
    source = _write(tmp_path / name, text.encode())
    saring.clean(source, tmp_path / "without")
    assert "Sumber gambar" in (tmp_path / "without" / name).read_text()
    report = saring.clean(source, tmp_path / "out", rules=phrases)
    written = (tmp_path / "out" / name).read_text()
    assert "Sumber gambar" not in written
    assert "Rak buku" in written
    assert "kata.txt:1" in {row["rule"] for row in report.data["rules"]}
    assert report.data["settings"]["rules"] == [str(phrases)]


def test_heavy_losses_are_counted_and_what_is_left_is_kept(tmp_path: Path) -> None:
    records = ({"id": 1, "text": OTHER}, {"id": 2, "text": HEAVY}, {"id": 3, "text": HEAVY[:-90]})
    source = _write(tmp_path / "a.jsonl", jsonl(*records))
    report = saring.clean(source, tmp_path / "out")
    assert report.heavy_losses == 2
    losses = report.data["heavy_losses"]
    assert sum(losses["reasons"].values()) == losses["documents"] == 2
    assert [row["id"] for row in losses["heaviest"]] == [2, 3]  # of most characters first
    first = losses["heaviest"][0]
    assert (first["record"], first["line"], first["kept_text"]) == (1, 2, "")
    assert HEAVY.startswith(first["text"])
    assert first["chars_before"] - first["chars_after"] == len(HEAVY)
    assert first["reason"] == saring.strip(HEAVY).review_reason
    # Nothing is left, which is why they are removed.
    assert report.removed["empty"] == 2
    assert report.removed["heavy_loss"] == 0
    flagged = {entry["id"] for entry in removed(tmp_path / "out") if "review_reason" in entry}
    assert flagged == {2, 3}
    page = (tmp_path / "out" / "report.html").read_text()
    assert page.index("To review") < page.index("<h2>Languages")
    assert first["reason"] in page


def test_heavy_losses_can_be_dropped_with_the_reason_in_the_audit(tmp_path: Path) -> None:
    source = _write(tmp_path / "a.jsonl", jsonl({"text": HEAVY}, {"text": OTHER}))
    report = saring.clean(source, tmp_path / "out", on_heavy_loss="drop", languages=["ms", "id"])
    assert report.removed["heavy_loss"] == report.heavy_losses == 1
    (entry,) = [entry for entry in removed(tmp_path / "out") if entry["kind"] == "document"]
    assert entry["reason"] == "heavy_loss"
    assert entry["review_reason"] == saring.strip(HEAVY).review_reason
    assert report.documents_kept == 1


def test_documents_whose_article_is_unsure_are_counted_and_stay(tmp_path: Path) -> None:
    reasons = [saring.strip(text, language="en").review_reason for text in UNSURE_TEXTS]
    texts = [text for text, reason in zip(UNSURE_TEXTS, reasons, strict=True) if reason == UNSURE]
    assert texts
    source = _write(tmp_path / "a.jsonl", jsonl(*({"text": text} for text in [*texts, OTHER])))
    for how in ("drop", "quarantine"):
        report = saring.clean(source, tmp_path / how, on_heavy_loss=how, dedup=False)
        assert (report.unsure_texts, report.heavy_losses) == (len(texts), 0)
        assert (report.documents_kept, report.quarantined) == (len(texts) + 1, 0)
    assert UNSURE in {entry.get("review_reason") for entry in removed(tmp_path / "drop")}
    assert "article is unsure" in (tmp_path / "drop" / "report.html").read_text()


@pytest.mark.parametrize("name", ["a.jsonl", "a.txt", "a.html", "a.parquet"])
def test_heavy_losses_can_be_quarantined_as_they_were_read(tmp_path: Path, name: str) -> None:
    paragraphs = "".join(f"<p>{line}</p>" for line in HEAVY.splitlines())
    raw = {
        "a.jsonl": jsonl({"x": 1, "text": HEAVY}),
        "a.txt": HEAVY.encode(),
        "a.html": f"<html><body><article>{paragraphs}</article></body></html>".encode(),
        "a.parquet": HEAVY.encode(),
    }[name]
    source = tmp_path / "in" / name
    if name == "a.parquet":
        pa, pq = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
        source.parent.mkdir()
        pq.write_table(pa.table({"text": [HEAVY, OTHER]}), source)
    else:
        _write(source, raw)
    report = saring.clean(source, tmp_path / "out", on_heavy_loss="quarantine")
    assert report.quarantined == report.heavy_losses == 1
    (entry,) = quarantine(tmp_path / "out")
    assert entry["problem"] == "heavy_loss"
    assert entry["reason"].endswith(saring.strip(HEAVY).review_reason or "")
    assert entry["raw"].encode() == raw.removesuffix(b"\n" if name == "a.jsonl" else b"")
    assert report.documents_read == report.documents_kept == (1 if name == "a.parquet" else 0)
    assert not any(entry["text"] in HEAVY for entry in removed(tmp_path / "out"))
    assert report.data["problems"] == {"heavy_loss": 1}


def test_what_is_done_with_heavy_losses_does_not_depend_on_the_batches(tmp_path: Path) -> None:
    texts = [HEAVY[: 90 * n] for n in range(1, 10)] + [OTHER, ARTICLE]
    random.Random(5).shuffle(texts)
    records = ({"id": number, "text": text} for number, text in enumerate(texts))
    source = _write(tmp_path / "a.jsonl", jsonl(*records))
    for how in ("keep", "drop", "quarantine"):
        found = []
        for run, chunk_size in enumerate((1, 700, 1 << 20)):
            out = tmp_path / f"{how}{run}"
            report = saring.clean(source, out, on_heavy_loss=how, chunk_size=chunk_size)
            found.append((_outputs(out), report.data["heavy_losses"]))
        assert found[0] == found[1] == found[2]


def test_the_language_can_be_written_to_a_field(tmp_path: Path) -> None:
    source = _write(tmp_path / "a.jsonl", jsonl({"text": OTHER, "lang": "?"}, {"text": ARTICLE}))
    saring.clean(source, tmp_path / "out", lang_field="lang")
    records = read_jsonl(tmp_path / "out" / "a.jsonl")
    assert [record["lang"] for record in records] == ["ind_Latn", "ind_Latn"]


@pytest.mark.parametrize("chunk_size", [1, 1 << 20])
def test_what_is_kept_says_how_many_documents_it_stands_for(
    tmp_path: Path, chunk_size: int
) -> None:
    given = [OTHER, ARTICLE, OTHER.upper(), OTHER + "Lagi.\n"]
    records = [{"text": text, "n": at} for at, text in enumerate(given)]
    source = _write(tmp_path / "a.jsonl", jsonl(*records))
    page = tmp_path / "b.html"
    page.write_text("<article>" + "".join(f"<p>{line}</p>" for line in OTHER.splitlines()))
    options: dict[str, Any] = {"strip": False, "keep": "first", "chunk_size": chunk_size}
    saring.clean([source, page], tmp_path / "out", cluster_size_field="n", **options)
    assert read_jsonl(tmp_path / "out" / "a.jsonl") == [
        {"text": OTHER, "n": 4},
        {"text": ARTICLE, "n": 1},
    ]
    saring.clean(page, tmp_path / "page", cluster_size_field="n", **options)
    assert '<meta name="n" content="1">' in (tmp_path / "page" / "b.html").read_text()
    none = saring.clean(source, tmp_path / "none", cluster_size_field="m", keep="none", strip=False)
    assert none.documents_kept == 1
    assert read_jsonl(tmp_path / "none" / "a.jsonl") == [{"text": ARTICLE, "n": 1, "m": 1}]


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
    source = _write(tmp_path / "a.txt.gz", OTHER.encode())
    whole = saring.clean(source, tmp_path / "whole")
    assert whole.documents_read == 1
    assert _open(tmp_path / "whole" / "a.txt.gz").decode() == OTHER
    by_line = saring.clean(source, tmp_path / "lines", lines=True, strip=False)
    assert by_line.documents_read == len(lines)
    assert _open(tmp_path / "lines" / "a.txt.gz").decode().splitlines() == lines


def test_the_output_does_not_depend_on_threads_chunks_or_hash_seed(tmp_path: Path) -> None:
    texts = [f"Judul nomor {i}\n" + (ARTICLE if i % 3 else OTHER) * (1 + i % 5) for i in range(300)]
    records = ({"id": i, "text": text} for i, text in enumerate(texts))
    _write(tmp_path / "in" / "a.jsonl.zst", jsonl(*records) + b"{\n" + jsonl({"text": 1}))
    _write(tmp_path / "in" / "lines.jsonl.gz", b"\n\n{\n" * 5000 + jsonl({"text": OTHER}))
    _write_tables(tmp_path / "in", texts)
    for path in EXAMPLES.rglob("*"):
        if path.is_file():
            _write(tmp_path / "in" / "x" / path.relative_to(EXAMPLES), b"")
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
        results.append((report, _outputs(out)))
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
    source = _write(tmp_path / "a.txt", OTHER.encode())
    out = tmp_path / "out"
    saring.clean(source, out)
    before = _outputs(out)
    with pytest.raises(UsageError, match="not empty"):
        saring.clean(source, out)
    assert _outputs(out) == before
    with pytest.raises(UsageError, match="is a file"):
        saring.clean(source, source)


def test_overwriting_replaces_the_earlier_run_and_nothing_else(tmp_path: Path) -> None:
    out = tmp_path / "out"
    saring.clean(_write(tmp_path / "a.txt", OTHER.encode()), out)
    (out / "mine.txt").write_text("stays")
    saring.clean(_write(tmp_path / "b.txt", OTHER.encode()), out, overwrite=True)
    names = {path.name for path in out.iterdir()}
    assert names == {"b.txt", "mine.txt", "removed.jsonl.zst", "report.html", "report.json"}


def test_inputs_are_never_written_over(tmp_path: Path) -> None:
    source = _write(tmp_path / "data" / "a.txt", ARTICLE.encode())
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
    _write(tmp_path / "data" / "a.txt", OTHER.encode())
    out = tmp_path / "data" / "clean"
    assert saring.clean(tmp_path / "data", out).documents_read == 1
    assert saring.clean(tmp_path / "data", out, overwrite=True).documents_read == 1


def test_files_of_equal_names_and_of_our_names_do_not_collide(tmp_path: Path) -> None:
    first = _write(tmp_path / "x" / "a.txt", OTHER.encode())
    second = _write(tmp_path / "y" / "a.txt", ARTICLE.encode())
    third = _write(tmp_path / "y" / "report.html", b"<p>Sebuah laporan pendek dari desa.</p>")
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
    source = _write(tmp_path / "a.txt", OTHER.encode())
    with pytest.raises(UsageError, match=message):
        saring.clean(source, tmp_path / "out", **settings)
    assert not (tmp_path / "out").exists()


def test_roles_that_stay_can_be_chosen(tmp_path: Path) -> None:
    source = _write(tmp_path / "a.txt", ARTICLE.encode())
    roles = ["headline", "body", "subheading", "quote", "list", "share"]
    saring.clean(source, tmp_path / "out", keep_roles=roles)
    text = (tmp_path / "out" / "a.txt").read_text()
    assert "Bagikan" in text
    assert "Baca juga" not in text


def test_the_report_page_needs_nothing_else_and_escapes_what_it_shows(tmp_path: Path) -> None:
    text = ARTICLE.replace("Nelayan", "<script>alert(1)</script> Nelayan")
    source = _write(
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
    report = saring.clean(_write(tmp_path / "a.txt", OTHER.encode()), tmp_path / "out")
    assert isinstance(report, CleanReport)
    assert repr(report).startswith("CleanReport(read=1, kept=1, removed={}, quarantined=0")
    assert report.roles == {}


def test_a_missing_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = _write(tmp_path / "a.txt", OTHER.encode())
    monkeypatch.setitem(sys.modules, "zstandard", None)
    with pytest.raises(saring.MissingExtraError, match=r"pip install 'saring\[cli\]'"):
        saring.clean(source, tmp_path / "out")
    assert not (tmp_path / "out").exists()
