"""Bad input through the command line: a clear message, and nothing lost."""

import base64
import gzip
import json
import os
import random
from pathlib import Path

import pytest
import zstandard
from saring_cli import (
    ARTICLE,
    OTHER,
    clean,
    incompressible,
    jsonl,
    quarantine,
    read_jsonl,
    removed,
    saring,
)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


def _texts(path: Path) -> list[str]:
    return [record["text"] for record in read_jsonl(path)]


def test_empty_files_are_named_and_harm_nothing(tmp_path: Path, out: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b"")
    (tmp_path / "b.txt").write_bytes(b"")
    (tmp_path / "c.html").write_bytes(b"")
    (tmp_path / "d.jsonl.gz").write_bytes(gzip.compress(b""))
    (tmp_path / "e.jsonl").write_bytes(jsonl({"text": ARTICLE}))
    files = sorted(tmp_path.glob("*.*"))
    report, stderr = clean(*files, "-o", out)
    assert report["documents"]["kept"] == 1
    for name in ("a.jsonl", "b.txt", "c.html", "d.jsonl.gz"):
        assert f"{name}: the file is empty" in stderr
    assert (out / "a.jsonl").read_bytes() == b""


def test_a_compressed_file_of_no_bytes_is_empty_not_damaged(tmp_path: Path, out: Path) -> None:
    (tmp_path / "a.jsonl.zst").write_bytes(b"")
    _, stderr = clean(tmp_path / "a.jsonl.zst", "-o", out)
    assert "a.jsonl.zst: the file is empty" in stderr


def test_a_folder_without_documents_is_a_usage_error(tmp_path: Path, out: Path) -> None:
    folder = tmp_path / "crawl"
    folder.mkdir()
    (folder / "photo.png").write_bytes(b"x")
    _, stderr = clean(folder, "-o", out, code=2)
    skipped = f"(skipped: '{folder}/photo.png', unknown format)"
    assert f"no documents in '{folder}' {skipped}; " in stderr
    assert ".jsonl" in stderr
    assert not out.exists()


def test_a_path_that_does_not_exist_is_a_usage_error(tmp_path: Path, out: Path) -> None:
    _, stderr = clean(tmp_path / "nowhere.jsonl", "-o", out, code=2)
    assert "no such file or folder" in stderr
    _, stderr = clean(str(tmp_path / "*.jsonl"), "-o", out, code=2)
    assert "no file matches" in stderr


def test_a_file_of_unknown_format_is_a_usage_error(tmp_path: Path, out: Path) -> None:
    (tmp_path / "a.docx").write_bytes(b"x")
    _, stderr = clean(tmp_path / "a.docx", "-o", out, code=2)
    assert "a.docx" in stderr and ".parquet" in stderr


def test_a_record_cut_in_the_middle_is_quarantined(tmp_path: Path, out: Path) -> None:
    whole = jsonl({"id": 1, "text": ARTICLE}, {"id": 2, "text": OTHER})
    (tmp_path / "a.jsonl").write_bytes(whole[:-20])
    report, stderr = clean(tmp_path / "a.jsonl", "-o", out, code=1)
    assert "a.jsonl, line 2: not JSON" in stderr
    assert report["documents"]["kept"] == 1
    (entry,) = quarantine(out)
    assert (entry["file"], entry["line"]) == ("a.jsonl", 2)
    assert entry["raw"].encode() == whole.splitlines(keepends=True)[1][:-20]
    assert [record["id"] for record in read_jsonl(out / "a.jsonl")] == [1]


@pytest.mark.parametrize("suffix", ["gz", "zst"])
def test_a_compressed_file_that_was_cut_is_read_up_to_the_cut(
    tmp_path: Path, out: Path, suffix: str
) -> None:
    data = incompressible(2000)
    packed = gzip.compress(data) if suffix == "gz" else zstandard.ZstdCompressor().compress(data)
    name = f"a.jsonl.{suffix}"
    (tmp_path / name).write_bytes(packed[: len(packed) * 2 // 3])
    report, stderr = clean(tmp_path / name, "-o", out, code=1)
    kept = report["documents"]["read"]
    assert 500 < kept < 2000
    entries = quarantine(out)
    assert any("ends early" in entry["reason"] for entry in entries)
    assert f"{name}" in stderr
    # What was decompressed and could not be read is there.
    rest = "".join(entry.get("raw", "") for entry in entries)
    lines = data.decode().splitlines()
    assert rest == "" or lines[kept].startswith(rest)


@pytest.mark.parametrize("seed", range(1, 5))
def test_damage_inside_a_compressed_file_is_reported(tmp_path: Path, out: Path, seed: int) -> None:
    packed = bytearray(gzip.compress(incompressible(2000, seed)))
    packed[len(packed) // 2 :] = bytes(len(packed) - len(packed) // 2)
    (tmp_path / "a.jsonl.gz").write_bytes(packed)
    (tmp_path / "b.txt.gz").write_bytes(random.Random(seed).randbytes(5000))
    _, stderr = clean(tmp_path / "a.jsonl.gz", tmp_path / "b.txt.gz", "-o", out, code=1)
    assert "gzip stream" in stderr
    assert {entry["file"] for entry in quarantine(out)} == {"a.jsonl.gz", "b.txt.gz"}


def _damaged_after_bad_lines(path: Path, bad: int) -> None:
    """Write lines that are no JSON, then a second gzip member that is cut."""
    cut = gzip.compress(incompressible(50))
    good = b'{"text": "Hujan turun."}\n'
    path.write_bytes(gzip.compress(good + b"{bukan JSON\n" * bad) + cut[: len(cut) // 2])


def test_a_damaged_file_is_reported_after_any_number_of_bad_lines(
    tmp_path: Path, out: Path
) -> None:
    _damaged_after_bad_lines(tmp_path / "a.jsonl.gz", 1500)
    (tmp_path / "b.jsonl").symlink_to("nowhere")
    report, stderr = clean(tmp_path / "a.jsonl.gz", tmp_path / "b.jsonl", "-o", out, code=1)
    assert stderr.count("not JSON") == 5
    assert stderr.count("further problems are listed") == 1
    assert "a.jsonl.gz: the gzip stream ends early" in stderr
    assert "b.jsonl: cannot be read: No such file" in stderr
    # The first thousand problems, and the problems of whole files.
    assert [entry["problem"] for entry in report["warnings"][1000:]] == ["cut", "unreadable"]


@pytest.mark.parametrize("command", ["detect", "strip", "dedup"])
def test_a_filter_reports_a_damaged_file_after_any_number_of_bad_lines(
    tmp_path: Path, command: str
) -> None:
    _damaged_after_bad_lines(tmp_path / "a.jsonl.gz", 30)
    result = saring(command, tmp_path / "a.jsonl.gz")
    stderr = result.stderr.decode()
    assert result.returncode == 1
    assert stderr.count("not JSON") == 20
    assert "a.jsonl.gz: the gzip stream ends early" in stderr


def test_a_cut_text_file_is_quarantined_with_what_could_be_read(tmp_path: Path, out: Path) -> None:
    text = (ARTICLE * 400).encode()
    packed = gzip.compress(text)
    (tmp_path / "a.txt.gz").write_bytes(packed[:-30])
    clean(tmp_path / "a.txt.gz", "-o", out, code=1)
    (entry,) = quarantine(out)
    assert text.startswith(entry["raw"].encode()[:1000])
    assert not (out / "a.txt.gz").exists()


def test_a_cut_parquet_file_is_quarantined(tmp_path: Path, out: Path) -> None:
    pa, pq = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    pq.write_table(pa.table({"text": [ARTICLE]}), tmp_path / "a.parquet")
    data = (tmp_path / "a.parquet").read_bytes()
    (tmp_path / "a.parquet").write_bytes(data[: len(data) // 2])
    _, stderr = clean(tmp_path / "a.parquet", "-o", out, code=1)
    assert "a.parquet: not a readable Parquet file" in stderr
    assert not (out / "a.parquet").exists()


def test_invalid_utf8_is_replaced_and_the_original_bytes_are_kept(
    tmp_path: Path, out: Path
) -> None:
    line = (
        json.dumps({"id": 7, "text": ARTICLE}).encode().replace(b"Teluk Bunga", b"Teluk \xffunga")
    )
    # Other characters tell that the file is in UTF-8.
    quoted = {"id": 1, "text": f"“{OTHER}”, “kata” – “mereka” – “semua”"}
    (tmp_path / "a.jsonl").write_bytes(jsonl(quoted) + line + b"\n")
    (tmp_path / "b.txt").write_bytes(
        "“Judul” – “yang” – “baik”\n".encode() + b"caf\xe9 ini ramai setiap pagi hari.\n"
    )
    report, stderr = clean(tmp_path / "a.jsonl", tmp_path / "b.txt", "-o", out)
    assert "a.jsonl, line 2: invalid UTF-8" in stderr
    assert "b.txt, line 2: invalid UTF-8" in stderr
    assert report["documents"]["repaired"] == 2
    assert any("Teluk �unga" in text for text in _texts(out / "a.jsonl"))
    assert "caf� ini" in (out / "b.txt").read_text()
    originals = [
        base64.b64decode(entry["raw_base64"]) for entry in removed(out) if entry["kind"] == "repair"
    ]
    assert line in originals


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "utf-32"])
def test_other_encodings_of_unicode_are_decoded(tmp_path: Path, out: Path, encoding: str) -> None:
    (tmp_path / "a.txt").write_bytes(OTHER.encode(encoding))
    (tmp_path / "b.jsonl").write_bytes(jsonl({"text": ARTICLE}).decode().encode(encoding))
    _, stderr = clean(tmp_path / "a.txt", tmp_path / "b.jsonl", "-o", out)
    if encoding != "utf-8-sig":
        assert "a.txt, line 1: decoded from utf-" in stderr
    assert "perpustakaan baru" in (out / "a.txt").read_text(encoding="utf-8")
    assert "Para nelayan" in _texts(out / "b.jsonl")[0]


def test_nul_bytes_stay_in_texts_and_damage_only_their_json_line(tmp_path: Path, out: Path) -> None:
    (tmp_path / "a.txt").write_bytes(OTHER.encode().replace(b"kayu bekas", b"kayu\0bekas"))
    good = jsonl({"text": ARTICLE.replace("ikan yang", "ikan\0yang")})
    (tmp_path / "b.jsonl").write_bytes(good + b'{"text": "a\0b"}\n' + bytes(40) + b"\n")
    report, stderr = clean(tmp_path / "a.txt", tmp_path / "b.jsonl", "-o", out, code=1)
    assert "kayu\0bekas" in (out / "a.txt").read_text()
    assert "ikan\0yang" in _texts(out / "b.jsonl")[0]
    assert "b.jsonl, line 2: not JSON" in stderr
    assert [entry["line"] for entry in quarantine(out)] == [2, 3]
    assert report["documents"]["kept"] == 2


def test_lone_surrogates_become_u_fffd_and_other_fields_stay(tmp_path: Path, out: Path) -> None:
    record = r'{"text": "Ikan \ud800 segar dijual di pasar ikan pagi ini.", "note": "\udfff"}'
    (tmp_path / "a.jsonl").write_text(record + "\n")
    _, stderr = clean(tmp_path / "a.jsonl", "-o", out)
    assert "a.jsonl, line 1: lone surrogates in 'text'" in stderr
    line = (out / "a.jsonl").read_text()
    assert "Ikan � segar" in line
    assert r'"note": "\udfff"' in line
    assert any(entry.get("raw") == record for entry in removed(out))


def test_a_line_of_100_mb_goes_through_where_that_is_permitted(tmp_path: Path, out: Path) -> None:
    sentence = "Kapal kayu itu berlayar menuju pulau seberang. "
    text = sentence * (100_000_000 // len(sentence))
    with open(tmp_path / "a.jsonl", "wb") as file:
        file.write(jsonl({"id": 1, "text": ARTICLE}))
        file.write(b'{"id": 2, "text": "' + text.encode() + b'"}\n')
        file.write(jsonl({"id": 3, "text": OTHER}))
    report, stderr = clean(tmp_path / "a.jsonl", "-o", tmp_path / "less", code=1)
    assert report["documents"]["kept"] == 2
    assert "line 2: the line is" in stderr
    report, _ = clean(tmp_path / "a.jsonl", "-o", out, "--max-document", "200M")
    assert report["documents"]["read"] == 3
    assert report["documents"]["kept"] == 3
    with open(out / "a.jsonl", "rb") as file:
        lines = file.readlines()
    assert len(json.loads(lines[1])["text"]) > 99_000_000


def test_rows_that_are_not_objects_are_quarantined(tmp_path: Path, out: Path) -> None:
    rows = [[1, 2], "text", 5, None, {"text": ARTICLE}]
    (tmp_path / "a.jsonl").write_bytes(jsonl(*rows))
    _, stderr = clean(tmp_path / "a.jsonl", "-o", out, code=1)
    assert "a.jsonl, line 1: a record must be an object, not a list" in stderr
    assert "a.jsonl, line 4: a record must be an object, not null" in stderr
    assert [entry["line"] for entry in quarantine(out)] == [1, 2, 3, 4]
    assert [json.loads(entry["raw"]) for entry in quarantine(out)] == rows[:4]


def test_a_missing_text_field_is_reported_with_the_fields_there_are(
    tmp_path: Path, out: Path
) -> None:
    rows = [{"title": "a", "content": ARTICLE}, {"text": None}, {"text": 5}, {"text": ARTICLE}]
    (tmp_path / "a.jsonl").write_bytes(jsonl(*rows))
    _, stderr = clean(tmp_path / "a.jsonl", "-o", out, code=1)
    assert "line 1: no field 'text' (fields: 'title', 'content')" in stderr
    assert "--text-field" in stderr
    assert "line 2: the field 'text' must be a string, not null" in stderr
    assert [json.loads(entry["raw"]) for entry in quarantine(out)] == rows[:3]
    clean(tmp_path / "a.jsonl", "-o", out, "--text-field", "content", "--overwrite", code=1)
    assert "Para nelayan" in read_jsonl(out / "a.jsonl")[0]["content"]


def test_a_parquet_file_without_the_column_is_reported(tmp_path: Path, out: Path) -> None:
    pa, pq = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    pq.write_table(pa.table({"body": [ARTICLE], "n": [1]}), tmp_path / "a.parquet")
    _, stderr = clean(tmp_path / "a.parquet", "-o", out, code=1)
    assert "no column 'text' (columns: 'body', 'n')" in stderr
    _, stderr = clean(tmp_path / "a.parquet", "-o", out, "--text-field", "n", "--overwrite", code=1)
    assert "must hold strings, not int64" in stderr


def test_repeated_ids_are_reported_and_both_documents_are_kept(tmp_path: Path, out: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(jsonl({"id": "x", "text": ARTICLE}, {"id": "y", "text": ""}))
    (tmp_path / "b.jsonl").write_bytes(jsonl({"id": "x", "text": OTHER}, {"id": 3, "text": "a b"}))
    result = saring("clean", tmp_path / "a.jsonl", tmp_path / "b.jsonl", "-o", out)
    assert result.returncode == 0
    assert "'x' b.jsonl:1 and a.jsonl:1" in result.stdout.decode()
    report = json.loads((out / "report.json").read_bytes())
    assert report["repeated_ids"]["count"] == 1
    (repeated,) = report["repeated_ids"]["first"]
    assert (repeated["file"], repeated["line"]) == ("b.jsonl", 1)
    assert repeated["earlier"]["file"] == "a.jsonl"
    assert len(_texts(out / "a.jsonl")) == 1
    assert len(_texts(out / "b.jsonl")) == 2


def test_files_that_cannot_be_opened_are_named_and_the_run_continues(
    tmp_path: Path, out: Path
) -> None:
    folder = tmp_path / "crawl"
    folder.mkdir()
    (folder / "a.txt").symlink_to("nowhere")
    (folder / "b.txt").symlink_to("b.txt")
    os.mkfifo(folder / "c.jsonl")
    (folder / "d.txt").write_text(ARTICLE)
    (folder / "loop").symlink_to(folder)
    report, stderr = clean(folder, "-o", out, code=1)
    assert "a.txt: cannot be read: No such file" in stderr
    assert "b.txt: cannot be read: Too many levels of symbolic links" in stderr
    assert report["files_left_aside"] == [{"file": f"{folder}/c.jsonl", "reason": "a FIFO"}]
    assert report["documents"]["kept"] == 1
    assert [entry["file"] for entry in quarantine(out)] == ["a.txt", "b.txt"]


def test_file_names_that_are_not_utf8_are_kept(tmp_path: Path, out: Path) -> None:
    name = os.fsdecode(b"caf\xe9.jsonl")
    (tmp_path / name).write_bytes(jsonl({"text": ARTICLE}) + b"[]\n")
    report, stderr = clean(tmp_path / name, "-o", out, code=1)
    assert "caf\N{REPLACEMENT CHARACTER}.jsonl, line 2" in stderr
    assert report["files"][0]["file"] == "caf\N{REPLACEMENT CHARACTER}.jsonl"
    assert len(_texts(out / name)) == 1


def test_an_output_folder_whose_name_is_not_utf8_is_written(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(jsonl({"text": ARTICLE}))
    out = tmp_path / os.fsdecode(b"caf\xe9")
    clean(tmp_path / "a.jsonl", "-o", out)
    assert len(_texts(out / "a.jsonl")) == 1


def test_the_report_of_ids_that_are_too_large_for_a_float_is_json(
    tmp_path: Path, out: Path
) -> None:
    line = b'{"id": -1e999, "text": ' + json.dumps(ARTICLE).encode() + b"}\n"
    (tmp_path / "a.jsonl").write_bytes(line * 2)
    clean(tmp_path / "a.jsonl", "-o", out)

    def refuse(constant: str) -> None:
        raise ValueError(constant)

    report = json.loads((out / "report.json").read_bytes(), parse_constant=refuse)
    assert report["repeated_ids"]["first"][0]["id"] == "-1e999"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_files_and_folders_without_permission_are_named(tmp_path: Path, out: Path) -> None:
    folder = tmp_path / "crawl"
    (folder / "closed").mkdir(parents=True)
    (folder / "a.txt").write_text(ARTICLE)
    (folder / "b.txt").write_text(OTHER)
    (folder / "b.txt").chmod(0)
    (folder / "closed").chmod(0)
    _, stderr = clean(folder, "-o", out, code=1)
    (folder / "closed").chmod(0o700)
    assert "b.txt: cannot be read: Permission denied" in stderr
    assert "closed: cannot be searched: Permission denied" in stderr


def _with_wrong_checksum(data: bytes, suffix: str) -> bytes:
    """Compressed, with a wrong checksum at the end."""
    if suffix == "gz":
        packed = bytearray(gzip.compress(data))
        packed[-7] ^= 0xFF
    else:
        packed = bytearray(zstandard.ZstdCompressor(write_checksum=True).compress(data))
        packed[-2] ^= 0xFF
    return bytes(packed)


@pytest.mark.parametrize("suffix", ["gz", "zst"])
@pytest.mark.parametrize("records", [3, 2000])
def test_a_wrong_checksum_loses_no_record_before_it(
    tmp_path: Path, out: Path, suffix: str, records: int
) -> None:
    data = incompressible(records)
    (tmp_path / f"a.jsonl.{suffix}").write_bytes(_with_wrong_checksum(data, suffix))
    report, _ = clean(tmp_path / f"a.jsonl.{suffix}", "-o", out, "--no-strip", "--no-dedup", code=1)
    assert report["documents"]["kept"] == records
    (entry,) = quarantine(out)
    assert "stream is damaged" in entry["reason"]


@pytest.mark.parametrize("suffix", ["gz", "zst"])
def test_what_is_before_garbage_is_read(tmp_path: Path, out: Path, suffix: str) -> None:
    compress = gzip.compress if suffix == "gz" else zstandard.ZstdCompressor().compress
    first, second = jsonl({"id": 1, "text": ARTICLE}), jsonl({"id": 2, "text": OTHER})
    name = f"a.jsonl.{suffix}"
    (tmp_path / name).write_bytes(
        compress(first) + compress(second) + b"bukan data" + compress(first)
    )
    report, _ = clean(tmp_path / name, "-o", out, code=1)
    assert report["documents"]["kept"] == 2
    assert len(quarantine(out)) == 1


@pytest.mark.parametrize("suffix", ["", ".gz", ".zst"])
@pytest.mark.parametrize("name", ["a.txt", "a.jsonl", "a.html", "lines"])
def test_a_file_of_nul_bytes_is_quarantined(
    tmp_path: Path, out: Path, name: str, suffix: str
) -> None:
    options = ["--lines"] if name == "lines" else []
    name = "a.txt" if options else name
    (tmp_path / (name + suffix)).write_bytes(bytes(5000))
    (tmp_path / "b.txt").write_text(OTHER)
    files = [tmp_path / (name + suffix), tmp_path / "b.txt"]
    report, stderr = clean(*files, "-o", out, *options, code=1)
    assert report["documents"]["kept"] == (3 if options else 1)
    assert ("stream is damaged" if suffix else "only NUL bytes") in stderr
    assert [entry["file"] for entry in quarantine(out)] == [name + suffix]


@pytest.mark.parametrize("depth", [985, 1010])
def test_deep_ids_and_members_are_kept_as_they_are(tmp_path: Path, out: Path, depth: int) -> None:
    deep = "[" * depth + "]" * depth
    lines = [
        f'{{"id": {deep}, "text": "Satu dua tiga empat lima enam tujuh."}}',
        f'{{"id": 2, "text": "Kapal kayu berlayar menuju pulau seberang.", "x": {deep}}}',
        f'{{"text": "Pasar pagi ramai sekali hari ini di kota kami.", "id": {"9" * 5000}}}',
        r'{"text": "Petani menanam padi di sawah yang luas itu.", "id": "a\ud800"}',
    ]
    (tmp_path / "a.jsonl").write_text("\n".join([*lines, ""]))
    report, _ = clean(tmp_path / "a.jsonl", "-o", out)
    assert report["documents"]["kept"] == 4
    assert (out / "a.jsonl").read_text().splitlines() == lines
    # A copy names the id of the document that stays.
    clean(tmp_path / "a.jsonl", "-o", out, "--overwrite", "--min-chars", "1000")
    assert len([entry for entry in removed(out) if entry["kind"] == "document"]) == 4


def test_deeper_records_are_quarantined_and_no_others(tmp_path: Path, out: Path) -> None:
    deep = "[" * 5000 + "]" * 5000
    (tmp_path / "a.jsonl").write_text(
        f'{{"id": {deep}, "text": "a"}}\n{{"text": "Pasar pagi ramai.", "x": {deep}}}\n'
        '{"text": "Kapal kayu berlayar menuju pulau seberang."}\n'
    )
    report, _ = clean(tmp_path / "a.jsonl", "-o", out, code=1)
    assert report["documents"]["kept"] == 1
    assert [entry["line"] for entry in quarantine(out)] == [1, 2]


def test_utf16_lines_are_decoded_and_their_bad_ones_quarantined(tmp_path: Path, out: Path) -> None:
    lines = jsonl({"id": 1, "text": ARTICLE}) + b"{\n" + jsonl({"id": 2, "text": OTHER})
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(lines.decode().encode("utf-16")))
    report, _ = clean(tmp_path / "a.jsonl.gz", "-o", out, code=1)
    assert report["documents"]["kept"] == 2
    assert [entry["line"] for entry in quarantine(out)] == [2]
