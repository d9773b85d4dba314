"""HTML in a field of records: read as pages if the field is named, reported otherwise."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from saring_cli import clean, jsonl, read_jsonl, removed

import saring

SENTENCES = (
    "Jembatan lama di atas sungai kecil dibuka kembali pada Senin, kata kepala desa “Anna”.",
    "Para pekerja memperbaiki lengkungannya selama enam bulan, dan warga senang melihatnya.",
    "Anak-anak sekolah kini tidak perlu lagi memutar lewat jalan besar setiap pagi.",
)


def page(number: int, charset: str = "iso-8859-1") -> str:
    """A page of a site, with its menu; it declares an encoding that it is not in as a string."""
    paragraphs = "".join(f"<p>{sentence}</p>\n" for sentence in SENTENCES)
    return (
        f'<!DOCTYPE html>\n<html lang="id"><head><meta charset="{charset}">'
        f"<title>Jembatan {number}</title></head><body><nav><ul><li><a href=/>Beranda</a></li>"
        "<li><a href=/o>Olahraga</a></li></ul></nav><article>"
        f"<h1>Jembatan nomor {number} dibuka kembali</h1>\n{paragraphs}</article>"
        "<footer>© 2024 Kabar Desa. Hak cipta dilindungi.</footer></body></html>"
    )


def text_of(number: int) -> str:
    """What the page says."""
    return "\n".join((f"Jembatan nomor {number} dibuka kembali", *SENTENCES))


@pytest.mark.parametrize("layout", ["lines", "array", "pretty"])
@pytest.mark.parametrize("options", [(), ("--no-strip",)], ids=["strip", "no-strip"])
def test_pages_in_json_become_their_articles(
    tmp_path: Path, layout: str, options: tuple[str, ...]
) -> None:
    records: list[Any] = [{"id": n, "html": page(n), "n": 1.50} for n in range(3)]
    path = tmp_path / "a.json"
    if layout == "lines":
        path.write_bytes(jsonl(*records))
    elif layout == "array":
        path.write_text(json.dumps(records, indent=1))
    else:
        path.write_text("\n".join(json.dumps(record, indent=1) for record in records))
    out = tmp_path / "out"
    report, _ = clean(path, "-o", out, "--html-field", "html", "--no-dedup", *options)
    written = (out / "a.json").read_text()
    values = json.loads(written) if layout == "array" else _values(written)
    assert values == [{"id": n, "html": text_of(n), "n": 1.5} for n in range(3)]
    assert '"n": 1.5' in written
    assert report["markup_texts"] == 0
    assert report["languages"][0]["lang"] == "ind_Latn"


def _values(text: str) -> list[Any]:
    values = []
    decoder, at = json.JSONDecoder(), 0
    while at < len(text):
        value, at = decoder.raw_decode(text, at)
        values.append(value)
        at += len(text[at:]) - len(text[at:].lstrip())
    return values


def test_the_visible_text_of_a_page_is_what_is_kept_and_what_is_removed(tmp_path: Path) -> None:
    path, out = tmp_path / "a.jsonl", tmp_path / "out"
    path.write_bytes(jsonl({"id": "x", "html": page(7)}))
    clean(path, "-o", out, "--html-field", "html", "--no-dedup")
    parts = [(entry["start"], entry["text"]) for entry in removed(out)]
    assert {(entry["file"], entry["record"], entry["id"]) for entry in removed(out)} == {
        ("a.jsonl", 0, "x")
    }
    (kept,) = read_jsonl(out / "a.jsonl")
    # Every visible line once, and each removal at its place in the visible text.
    visible = ["Beranda", "Olahraga", *text_of(7).split("\n")]
    visible.append("© 2024 Kabar Desa. Hak cipta dilindungi.")
    lines = [text for _, text in parts] + kept["html"].split("\n")
    assert sorted(lines) == sorted(visible)
    whole = "\n".join(visible) + "\n"
    assert all(whole[start:].startswith(text) for start, text in parts)


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.binary(), pa.large_binary()])
def test_pages_in_parquet_become_their_articles(tmp_path: Path, kind: pa.DataType) -> None:
    path, out = tmp_path / "a.parquet", tmp_path / "out"
    is_text = pa.types.is_string(kind) or pa.types.is_large_string(kind)
    # Bytes are in the encoding that they declare; strings are decoded, whatever they declare.
    pages = [page(n) if is_text else page(n, "windows-1252").encode("cp1252") for n in range(3)]
    table = pa.table({"page": pa.array(pages, kind), "n": [1, 2, 3]})
    pq.write_table(table, path)
    report, _ = clean(path, "-o", out, "--html-field", "page", "--no-dedup")
    written = pq.read_table(out / "a.parquet")
    assert written.schema == table.schema
    texts = [value if is_text else value.decode() for value in written["page"].to_pylist()]
    assert texts == [text_of(n) for n in range(3)]
    assert report["documents"]["kept"] == 3


def test_a_text_field_that_holds_mark_up_is_told_of_once_a_file(tmp_path: Path) -> None:
    out = tmp_path / "out"
    records = [{"text": "Hujan turun di kota kami."}] + [{"text": page(n)} for n in range(40)]
    (tmp_path / "a.jsonl").write_bytes(jsonl(*records))
    (tmp_path / "b.txt").write_text(page(100))
    (tmp_path / "c.jsonl").write_bytes(jsonl({"text": "Harga cabai naik <b>sedikit</b>."}))
    pq.write_table(pa.table({"text": [page(1), page(2)]}), tmp_path / "d.parquet")
    inputs = [tmp_path / name for name in ("a.jsonl", "b.txt", "c.jsonl", "d.parquet")]
    report, stderr = clean(*inputs, "-o", out, "--no-dedup")
    assert report["markup_texts"] == 43
    notes = [entry for entry in report["warnings"] if entry["problem"] == "markup"]
    assert [(entry["file"], entry["line"]) for entry in notes] == [
        ("a.jsonl", 2),
        ("b.txt", 1),
        ("d.parquet", None),
    ]
    assert stderr.count("the text is HTML, and is treated as plain text") == 3
    assert "--html-field text reads the field as pages" in stderr
    assert "row 0: the text is HTML" in stderr
    assert "--format html reads the file as a page" in stderr
    assert "43 documents with HTML as text" in saring.clean(
        inputs, tmp_path / "again", dedup=False
    )._repr_html_().replace("</b><span>", " ")


def test_pages_of_records_are_bounded_as_pages_are(tmp_path: Path) -> None:
    path, out = tmp_path / "a.jsonl", tmp_path / "out"
    path.write_bytes(jsonl({"html": page(1)}, {"html": "<p>" * 250_001}, {"html": 5}))
    report, _ = clean(path, "-o", out, "--html-field", "html", code=1)
    assert report["problems"] == {"no_text": 1, "too_many_lines": 1}
    assert report["documents"]["kept"] == 1


def test_the_field_of_pages_is_one_field(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(jsonl({"html": page(1)}))
    for settings, message in (
        ({"html_field": ""}, "must not be empty"),
        ({"html_field": "html", "text_field": "body"}, "give one"),
        ({"html_field": "html", "lang_field": "html"}, "lang_field and html_field"),
    ):
        with pytest.raises(saring.UsageError, match=message):
            saring.clean(tmp_path / "a.jsonl", tmp_path / "out", **settings)
