"""`saring why` and `saring restore`: nothing is lost, in every format."""

from __future__ import annotations

import datetime
import html
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet as pq
import pytest
import zstandard
from saring_cli import audit
from saring_cli import saring as run_saring
from test_conservation import BOILERPLATE, SENTENCES, documents

import saring
from saring.runs.traces import Traces


def some_texts() -> list[str]:
    """Texts of all kinds, some of them twice, but no bytes."""
    texts = [
        document.text
        for number, document in enumerate(documents())
        if number % 25 < 3 and document.kind not in ("byte order mark", "not utf-8")
    ]
    return [*texts, *texts[:10]]


def records_of(texts: list[str]) -> list[dict[str, Any]]:
    """Records with fields of several kinds."""
    return [
        {"n": n, "id": f"d{n}", "text": text, "meta": {"é": [n, None]}, "big": 2**70, "f": n / 7}
        for n, text in enumerate(texts)
    ]


def write_jsonl(path: Path, texts: list[str]) -> None:
    """Write JSON Lines with a blank one among them."""
    lines = [json.dumps(row, ensure_ascii=row["n"] % 2 == 0) for row in records_of(texts)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="")


def write_array(path: Path, texts: list[str]) -> None:
    """Write one JSON array."""
    path.write_text(json.dumps(records_of(texts)), encoding="utf-8")


def write_pretty(path: Path, texts: list[str]) -> None:
    """Write objects over several lines."""
    path.write_text("\n".join(json.dumps(row, indent=2) for row in records_of(texts)))


def write_csv(path: Path, texts: list[str]) -> None:
    """Write a table with quoted fields."""
    delimiter = "\t" if path.suffix == ".tsv" else ","
    rows = [["n", "text", "id", "note"]]
    rows += [[str(n), text, f"d{n}", f'q"{n}"'] for n, text in enumerate(texts)]
    quoted = [['"' + field.replace('"', '""') + '"' for field in row] for row in rows]
    path.write_text("".join(delimiter.join(row) + "\r\n" for row in quoted), newline="")


def table_of(texts: list[str]) -> Any:
    """Make a table with columns of several types."""
    count = len(texts)
    return pa.table(
        {
            "id": [f"d{n}" for n in range(count)],
            "when": [datetime.datetime(2024, 1, 1, n % 24) for n in range(count)],
            "text": texts,
            "tags": [["a"] * (n % 3) for n in range(count)],
            "raw": [bytes([255, n % 256]) for n in range(count)],
        }
    )


def write_parquet(path: Path, texts: list[str]) -> None:
    """Write Parquet."""
    pq.write_table(table_of(texts), path, row_group_size=70)


def write_arrow(path: Path, texts: list[str]) -> None:
    """Write an Arrow file."""
    pa.feather.write_feather(table_of(texts), path, compression="uncompressed")


def write_wet(path: Path, texts: list[str]) -> None:
    """Write conversions."""
    parts = []
    for n, text in enumerate(texts):
        block = text.encode()
        head = (
            f"WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Record-ID: <urn:d{n}>\r\n"
            f"WARC-Target-URI: https://a{n % 7}.example/{n}\r\nContent-Type: text/plain\r\n"
            f"Content-Length: {len(block)}\r\n\r\n"
        )
        parts.append(head.encode() + block + b"\r\n\r\n")
    path.write_bytes(b"".join(parts))


WRITERS: dict[str, Callable[[Path, list[str]], None]] = {
    "a.jsonl": write_jsonl,
    "a.json": write_array,
    "pretty.json": write_pretty,
    "a.csv": write_csv,
    "a.tsv": write_csv,
    "a.parquet": write_parquet,
    "a.arrow": write_arrow,
    "a.wet": write_wet,
}


@pytest.mark.parametrize("to", [None, "all.parquet", "all.jsonl"])
@pytest.mark.parametrize("name", WRITERS)
def test_what_is_kept_and_removed_gives_every_text_back(
    name: str, to: str | None, tmp_path: Path
) -> None:
    if name.endswith(".wet"):
        pytest.importorskip("fastwarc")
    # A text in CSV has no line besides its row; a text in WET has no invalid bytes.
    texts = some_texts()
    WRITERS[name](tmp_path / name, texts)
    report = saring.clean(tmp_path / name, tmp_path / "out", to=to)
    assert report.documents_read == len(texts)
    assert 30 < report.documents_kept < len(texts) - 10
    traces = Traces(tmp_path / "out").find([f"{name}:{n}" for n in range(len(texts))])
    assert [trace.text() for trace in traces] == texts
    assert sum(trace.removed is None for trace in traces) == report.documents_kept


@pytest.mark.parametrize("name", WRITERS)
def test_documents_come_back_in_their_own_format(name: str, tmp_path: Path) -> None:
    if name.endswith(".wet"):
        pytest.importorskip("fastwarc")
    texts = some_texts()
    WRITERS[name](tmp_path / name, texts)
    saring.clean(tmp_path / name, tmp_path / "out")
    places = [f"{name}:{n}" for n in range(len(texts))]
    own = name if not name.endswith(".json") else "back.jsonl"
    back = tmp_path / f"back-{own}"
    result = run_saring("restore", tmp_path / "out", *places, "-o", back)
    assert result.returncode == 0, result.stderr
    if own.endswith(".jsonl"):
        found = [json.loads(line) for line in back.read_bytes().split(b"\n") if line]
        assert found == records_of(texts)
        if name == "a.jsonl":
            # Every byte outside of the text is as it was; a text may be escaped in another way.
            lines = back.read_bytes().split(b"\n")
            assert b'"meta": {"\\u00e9": [0, null]}, "big": 1180591620717411303424' in lines[0]
    elif own.endswith((".csv", ".tsv")):
        assert back.read_bytes() == (tmp_path / name).read_bytes()
    elif own.endswith(".parquet"):
        assert pq.read_table(back).to_pylist() == table_of(texts).to_pylist()
    elif own.endswith(".arrow"):
        assert pa.feather.read_table(back).to_pylist() == table_of(texts).to_pylist()
    else:
        assert back.read_bytes().count(b"WARC/1.0") == len(texts)
        again = saring.clean(
            back, tmp_path / "again", strip=False, dedup=False, format="warc", id_field=None
        )
        assert again.data["characters"]["read"] == sum(map(len, texts))


def test_text_files_and_lines_come_back(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    texts = some_texts()[::5]
    for n, text in enumerate(texts):
        (folder / f"{n:03}.{'md' if n % 2 else 'txt'}").write_bytes(text.encode())
    lines = [f"{SENTENCES[n % 3]} {n}" if n % 3 else BOILERPLATE[n % 9] for n in range(40)]
    (folder / "z.txt").write_text("\n".join(lines))
    for to in (None, "all.parquet"):
        out = tmp_path / f"out-{to}"
        saring.clean(folder, out, to=to)
        names = sorted(path.name for path in folder.iterdir())[:-1]
        traces = Traces(out).find([f"{name}:0" for name in names])
        assert [trace.text() for trace in traces] == texts
        saring.clean(folder / "z.txt", tmp_path / f"lines-{to}", lines=True, to=to)
        traces = Traces(tmp_path / f"lines-{to}").find([f"z.txt:{n}" for n in range(40)])
        assert [trace.text() for trace in traces] == lines
    back = tmp_path / "back.txt"
    assert run_saring("restore", out, f"{names[3]}:0", "-o", back).returncode == 0
    assert back.read_bytes() == texts[3].encode()


def page_of(number: int) -> str:
    """Write a page with a last line that is not part of the article."""
    rng = random.Random(number)
    body = "".join(f"<p>{rng.choice(SENTENCES)} {rng.random()}</p>" for _ in range(7))
    return (
        f"<html><head><title>Sungai {number}</title></head><body><nav><a href=/>Beranda</a></nav>"
        f"<article><h1>Sungai Kecil {number} Dibersihkan Warga Desa</h1>{body}<p>Baca juga:</p>"
        "</article><footer>Hak cipta Kabar Desa</footer></body></html>"
    )


def visible_text(page: str) -> str:
    """Every visible line of a page."""
    return "".join(line.text + "\n" for line in saring.extract(page).lines)


@pytest.mark.parametrize("to", [None, "all.parquet"])
@pytest.mark.parametrize("form", ["html", "warc", "html_field"])
def test_pages_give_their_visible_text_back(form: str, to: str | None, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    pages = [page_of(n) for n in range(6)]
    pages.append(pages[2])
    options: dict[str, Any] = {"to": to}
    if form == "html":
        places = [f"{n}.html:0" for n in range(7)]
        for n, page in enumerate(pages):
            (folder / f"{n}.html").write_text(page)
    elif form == "warc":
        pytest.importorskip("fastwarc")
        places = [f"a.warc:{n}" for n in range(7)]
        parts = []
        for n, page in enumerate(pages):
            http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + page.encode()
            head = (
                f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{n}>\r\n"
                "Content-Type: application/http;msgtype=response\r\n"
                f"WARC-Target-URI: https://a.example/{n}\r\nContent-Length: {len(http)}\r\n\r\n"
            )
            parts.append(head.encode() + http + b"\r\n\r\n")
        (folder / "a.warc").write_bytes(b"".join(parts))
    else:
        places = [f"a.jsonl:{n}" for n in range(7)]
        rows = [json.dumps({"n": n, "html": page}) for n, page in enumerate(pages)]
        (folder / "a.jsonl").write_text("\n".join(rows))
        options["html_field"] = "html"
    saring.clean(folder, tmp_path / "out", **options)
    traces = Traces(tmp_path / "out").find(places)
    assert sum(trace.removed is not None for trace in traces) == 1
    assert all(len(trace.removals) > 1 for trace in traces)
    for trace, page in zip(traces, pages, strict=True):
        assert trace.text().rstrip("\n") == visible_text(page).rstrip("\n")


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """Clean a few records."""
    body = "\n".join(f"{sentence} Nomor {n}." for n, sentence in enumerate(SENTENCES))
    other = "\n".join(f"{sentence} Bagian {n}." for n, sentence in enumerate(reversed(SENTENCES)))
    third = "\n".join(f"{sentence} Lagi {n}." for n, sentence in enumerate(SENTENCES[2:]))
    records = [
        {"id": 1, "text": f"{body}\nBagikan", "k": "x"},
        {"id": "kata", "text": f"Baca juga:\n{other}\n(ANTARA/HO-Dinas Pertanian)"},
        {"id": 3, "text": f"{body}\nBagikan\n© 2024 Kabar Desa. Hak cipta dilindungi."},
        {"id": 4, "text": "Bagikan"},
        {"id": "utuh", "text": third},
        {"id": "kata", "text": "\x1b[31mmerah\x1b[0m \u202eterbalik\u202c " + SENTENCES[1] * 3},
        {"id": "\x1b]0;x", "text": "Harga \x1b[2J cabai naik\u2066 " + SENTENCES[5]},
    ]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, records)) + "\n\n")
    saring.clean(tmp_path / "a.jsonl", tmp_path / "out", keep="first")
    return tmp_path / "out"


def why(output: Path, *ids: str) -> str:
    """Run `saring why`."""
    result = run_saring("why", output, *ids)
    assert result.returncode == 0, result.stderr
    return result.stdout.decode()


def test_why_shows_each_line_and_what_became_of_it(output: Path) -> None:
    shown = why(output, "1")
    assert shown.startswith("a.jsonl:0 (line 1), id 1\nkept; 1 line and 1 span were removed\n")
    assert "- Bagikan   share: " in shown
    assert f"\n  {SENTENCES[0]} Nomor 0.\n" in shown
    assert "\n~ [-KabarDesa.com - -]Kapal nelayan" in shown
    assert why(output, "a.jsonl:0") == shown
    emptied = why(output, "4")
    assert "removed: emptied by stripping (empty)" in emptied
    assert "nothing was removed" in why(output, "utuh")


def test_why_shows_a_copy_beside_what_is_kept(output: Path) -> None:
    shown = why(output, "3")
    assert "copy of a.jsonl line 1, id 1 (duplicate)" in shown
    assert "this document" in shown
    assert "| kept: a.jsonl:0 (line 1), id 1, similarity 1.00" in shown
    assert shown.count(" | ") > len(SENTENCES)


def test_why_is_without_effect_on_a_terminal(output: Path) -> None:
    for place in ("a.jsonl:5", "a.jsonl:6"):
        shown = why(output, place)
        assert not any(char in shown for char in "\x1b\u202e\u202c\u2066")
    assert "\\x1b[31mmerah\\x1b[0m \\u202eterbalik" in why(output, "a.jsonl:5")
    assert "id \\x1b]0;x" in why(output, "\x1b]0;x")


def test_ids_that_are_none_or_several_are_told(output: Path, tmp_path: Path) -> None:
    for wanted, message in (
        ("tidak", "has no document 'tidak'"),
        ("a.jsonl:7", "has no document 'a.jsonl:7'"),
        ("b.jsonl:0", "has no document 'b.jsonl:0'"),
        ("kata", "2 documents have the id 'kata': name one as a.jsonl:1, a.jsonl:5"),
    ):
        result = run_saring("why", output, wanted)
        assert result.returncode == 2
        assert message.encode() in result.stderr
    for folder in (tmp_path, tmp_path / "none", tmp_path / "a.jsonl"):
        result = run_saring("why", folder, "1")
        assert result.returncode == 2
        assert b"saring clean" in result.stderr


def test_an_audit_of_another_version_is_refused(output: Path) -> None:
    path = output / "removed.jsonl.zst"
    whole = zstandard.ZstdDecompressor().decompressobj().decompress(path.read_bytes())
    head, rest = whole.split(b"\n", 1)
    assert json.loads(head) == {"kind": "audit", "version": 2, "saring": saring.__version__}
    for data, message in (
        (rest, b"version 1 of the audit"),
        (head.replace(b'"version":2', b'"version":3') + b"\n" + rest, b"version 3 of the audit"),
    ):
        path.write_bytes(zstandard.compress(data))
        result = run_saring("why", output, "1")
        assert result.returncode == 2
        assert message in result.stderr
    path.write_bytes(zstandard.compress(whole)[:-20])
    result = run_saring("why", output, "1")
    assert result.returncode == 2
    assert b"damaged" in result.stderr


def restore(output: Path, *arguments: str) -> list[dict[str, Any]]:
    """Run `saring restore` to JSON Lines."""
    path = output.parent / f"back{len(list(output.parent.iterdir()))}.jsonl"
    result = run_saring("restore", output, *arguments, "-o", path)
    assert result.returncode == 0, result.stderr
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_restore_brings_back_whole_documents(output: Path) -> None:
    records = [
        json.loads(line) for line in (output.parent / "a.jsonl").read_text().splitlines()[:7]
    ]
    (output.parent / "a.jsonl").unlink()
    found = restore(output, "1", "a.jsonl:1", "3", "4", "utuh")
    assert found == records[:5]


def test_restore_brings_back_lines_of_a_role(output: Path) -> None:
    [row] = restore(output, "3", "--role", "share")
    assert row["text"].endswith("\nBagikan")
    assert "Hak cipta" not in row["text"]
    # Without ids: those that are kept and had such lines.
    rows = restore(output, "--role", "share")
    assert [row["id"] for row in rows] == [1]
    assert rows[0]["text"].endswith("\nBagikan")


def test_what_restore_cannot_do(output: Path, tmp_path: Path) -> None:
    (tmp_path / "there.jsonl").write_text("")
    for arguments, message in (
        (["1", "-o", tmp_path / "there.jsonl"], b"exists"),
        (["1", "-o", tmp_path / "x.docx"], b"unknown format"),
        (["1", "-o", tmp_path / "x.parquet"], b"name a .jsonl file"),
        (["1", "-o", tmp_path / "no" / "x.jsonl"], b"is no folder"),
        (["-o", tmp_path / "x.jsonl"], b"name documents by their ids"),
        (["--role", "foto", "-o", tmp_path / "x.jsonl"], b"no role 'foto'"),
        (["1", "tidak", "-o", tmp_path / "x.jsonl"], b"has no document"),
    ):
        result = run_saring("restore", output, *arguments)
        assert result.returncode == 2, message
        assert message in result.stderr
    assert not (tmp_path / "x.jsonl").exists()


def test_the_audit_is_the_same_whatever_the_batches(tmp_path: Path) -> None:
    for name in ("a.parquet", "a.csv", "a.jsonl"):
        WRITERS[name](tmp_path / name, some_texts())
    paths = [tmp_path / name for name in ("a.parquet", "a.csv", "a.jsonl")]
    saring.clean(paths, tmp_path / "one", num_threads=1, report=False)
    saring.clean(paths, tmp_path / "two", num_threads=3, chunk_size=2000, report=False)
    name = "removed.jsonl.zst"
    assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    kinds = [row["kind"] for row in audit(tmp_path / "one")]
    assert kinds[0] == "audit"
    assert {"line", "document", "kept", "rows", "record"} <= set(kinds)


def test_html_is_escaped_in_a_page_that_comes_back(tmp_path: Path) -> None:
    body = "".join(f"<p>{html.escape(sentence)} &lt;b&gt;</p>" for sentence in SENTENCES)
    (tmp_path / "a.html").write_text(f"<article><h1>Judul Berita Hari Ini</h1>{body}</article>")
    saring.clean(tmp_path / "a.html", tmp_path / "out")
    back = tmp_path / "back.html"
    assert run_saring("restore", tmp_path / "out", "a.html:0", "-o", back).returncode == 0
    assert "&lt;b&gt;</p>" in back.read_text()


@pytest.mark.parametrize("to", [None, "all.jsonl"])
def test_a_source_with_its_own_fields_gives_its_documents_back(
    tmp_path: Path, to: str | None
) -> None:
    text = "Hujan turun di kota kami sejak pagi, kata warga.\nBagikan\n"
    (tmp_path / "a.jsonl").write_text(json.dumps({"nomor": 7, "isi": text, "n": 1}) + "\n")
    (tmp_path / "b.jsonl").write_text(json.dumps({"id": 8, "text": "Iklan"}) + "\n")
    saring.clean(
        [tmp_path / "a.jsonl", tmp_path / "b.jsonl"],
        tmp_path / "out",
        sources={"a.jsonl": {"text_field": "isi", "id_field": "nomor"}},
        to=to,
        columns=["n"] if to else None,
        min_chars=10,
    )
    assert "Bagikan" in why(tmp_path / "out", "7")
    assert restore(tmp_path / "out", "8") == [{"id": 8, "text": "Iklan"}]
    (back,) = restore(tmp_path / "out", "7")
    if to is None:
        assert back == {"nomor": 7, "isi": text, "n": 1}
    else:
        assert back["text"] == text and back["n"] == 1 and "isi" not in back


def test_documents_of_very_many_files_are_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("summary", "run"):
        monkeypatch.setattr(f"saring.runs.{module}.FILES_SHOWN", 2)
    (tmp_path / "in").mkdir()
    for number in range(4):
        text = (
            f"Berita nomor {number} terbit di halaman depan koran pagi ini." if number else "Iklan"
        )
        (tmp_path / "in" / f"{number}.txt").write_text(text)
    saring.clean(tmp_path / "in", tmp_path / "out", min_chars=10)
    assert "Berita nomor 3" in why(tmp_path / "out", "3.txt:0")
    assert "Iklan" in why(tmp_path / "out", "0.txt:0")
