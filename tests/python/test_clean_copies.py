"""How `saring.clean` treats copies: which one is kept, and under which name."""

import json
from pathlib import Path
from typing import Any

import pytest
from cleaned_files import write_file
from saring_cli import (
    ARTICLE,
    OTHER,
    clean,
    jsonl,
    read_jsonl,
    removed,
)

import saring


def test_a_copy_is_taken_out_and_names_the_document_that_stays(tmp_path: Path) -> None:
    edited = OTHER.replace("dua buku cerita", "tiga buku cerita")
    records = [
        {"id": 1, "text": OTHER},
        {"id": 2, "text": edited + "Bagikan\n"},
        {"id": 3, "text": OTHER.upper()},
    ]
    source = write_file(tmp_path / "a.jsonl", jsonl(*records))
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
    source = write_file(
        tmp_path / "a.jsonl", jsonl(*({"id": n, "text": text} for n, text in enumerate(texts)))
    )
    report = saring.clean(source, tmp_path / "out", strip=False)
    assert report.removed["duplicate"] == 1
    (entry,) = [entry for entry in removed(tmp_path / "out") if entry["kind"] == "document"]
    assert (entry["id"], entry["relation"]) == (0, "contained_in")
    assert entry["kept"]["id"] == 1
    assert report.data["duplicates"]["largest"][0]["copies"][0]["relation"] == "contained_in"
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "contained in the kept document" in page
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
    source = write_file(tmp_path / "a.jsonl", jsonl(*records))
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
    assert "No document of each cluster" in (tmp_path / "none" / "report.html").read_text()


def test_the_newest_the_best_or_the_copy_of_a_site_is_kept(tmp_path: Path) -> None:
    text = _long_text("kata", 90)
    records = [
        {"id": 0, "url": "https://a.id/1", "date": "2024-03-05", "score": 3, "text": text},
        {"id": 1, "url": "https://www.b.id/1", "date": "6 Maret 2024", "score": None, "text": text},
        {"id": 2, "url": "https://c.id/1", "date": None, "score": "7.5", "text": text + " sisa"},
    ]
    source = write_file(tmp_path / "a.jsonl", jsonl(*records))
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
    source = write_file(tmp_path / "a.jsonl", jsonl({"text": "satu"}))
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
    source = write_file(tmp_path / "a.jsonl", jsonl(*({"text": text} for text in texts)))
    saring.clean(source, tmp_path / "all", dedup=False, strip=strip)
    report = saring.clean(source, tmp_path / "out", keep="first", threshold=0.5, strip=strip)
    assert report.removed["duplicate"] == 1
    (entry,) = [entry for entry in removed(tmp_path / "out") if entry["kind"] == "document"]
    assert entry["text"] == read_jsonl(tmp_path / "all" / "a.jsonl")[1]["text"]


@pytest.mark.parametrize("ident", [2**64 + 1, -(2**63) - 1, 123456789012345678901234567890])
def test_ids_beyond_64_bits_stay_exact_in_report_and_audit(tmp_path: Path, ident: int) -> None:
    records = [{"id": ident, "text": OTHER}, {"id": ident, "text": OTHER}]
    clean(write_file(tmp_path / "a.jsonl", jsonl(*records)), "-o", tmp_path / "out")
    report = json.loads((tmp_path / "out" / "report.json").read_text())
    (repeated,) = report["repeated_ids"]["first"]
    assert (repeated["id"], type(repeated["id"])) == (ident, int)
    (entry,) = [entry for entry in removed(tmp_path / "out") if entry["kind"] == "document"]
    assert entry["id"] == entry["kept"]["id"] == ident
    assert str(ident) in (tmp_path / "out" / "report.html").read_text()


def test_the_longest_copy_is_kept_by_default(tmp_path: Path) -> None:
    longer = OTHER + "Murid-murid senang.\n"
    source = write_file(tmp_path / "a.jsonl", jsonl({"text": OTHER}, {"text": longer}))
    saring.clean(source, tmp_path / "out")
    assert [r["text"] for r in read_jsonl(tmp_path / "out" / "a.jsonl")] == [longer]


def test_boilerplate_neither_hides_nor_fakes_a_copy(tmp_path: Path) -> None:
    tail = "Bagikan\nBerita Terkait\n" + "\n".join(
        f"Warga Desa {name} Bergotong Royong Memperbaiki Saluran Air" for name in "ABCDEFGH"
    )
    records = [{"text": OTHER}, {"text": OTHER + tail}, {"text": ARTICLE + tail}]
    source = write_file(tmp_path / "a.jsonl", jsonl(*records))
    assert saring.clean(source, tmp_path / "out").documents_kept == 2


@pytest.mark.parametrize("chunk_size", [1, 1 << 20])
def test_what_is_kept_says_how_many_documents_it_stands_for(
    tmp_path: Path, chunk_size: int
) -> None:
    given = [OTHER, ARTICLE, OTHER.upper(), OTHER + "Lagi.\n"]
    records = [{"text": text, "n": at} for at, text in enumerate(given)]
    source = write_file(tmp_path / "a.jsonl", jsonl(*records))
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
