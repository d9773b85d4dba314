"""JSON of every layout and compression, files without a suffix, and files that are skipped."""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
import shutil
from collections.abc import Callable
from pathlib import Path

import lz4.frame
import pytest
import zstandard
from saring_cli import ARTICLE, OTHER, clean, jsonl, quarantine, removed, saring

import saring as package
from saring.io.compression import COMPRESSIONS, of_content, of_name
from saring.io.formats import find_format
from saring.io.records import Container

COMPRESS: dict[str, Callable[[bytes], bytes]] = {
    "": bytes,
    ".gz": gzip.compress,
    ".zst": lambda data: zstandard.ZstdCompressor().compress(data),
    ".zstd": lambda data: zstandard.ZstdCompressor().compress(data),
    ".bz2": bz2.compress,
    ".xz": lzma.compress,
    ".lz4": lambda data: lz4.frame.compress(data, block_checksum=True),
}
DECOMPRESS: dict[str, Callable[[bytes], bytes]] = {
    "": bytes,
    ".gz": gzip.decompress,
    ".zst": lambda data: zstandard.ZstdDecompressor().decompressobj().decompress(data),
    ".bz2": bz2.decompress,
    ".xz": lzma.decompress,
    ".lz4": lz4.frame.decompress,
}
DECOMPRESS[".zstd"] = DECOMPRESS[".zst"]
RECORDS = [{"id": 1, "text": ARTICLE}, {"id": 2, "text": OTHER}]


@pytest.mark.parametrize("suffix", [".jsonl", ".ndjson", ".json"])
@pytest.mark.parametrize("compression", list(COMPRESS))
def test_json_lines_have_any_suffix_and_compression(
    tmp_path: Path, suffix: str, compression: str
) -> None:
    name = "a" + suffix + compression
    data = jsonl(*RECORDS)
    # Of two members or frames.
    half = data.index(b"\n") + 1
    packed = COMPRESS[compression](data[:half]) + COMPRESS[compression](data[half:])
    (tmp_path / name).write_bytes(packed)
    clean(tmp_path / name, "-o", tmp_path / "out", "--no-strip")
    assert DECOMPRESS[compression]((tmp_path / "out" / name).read_bytes()) == data


@pytest.mark.parametrize("compression", [".bz2", ".xz", ".lz4"])
def test_damage_and_cuts_are_quarantined_in_every_compression(
    tmp_path: Path, compression: str
) -> None:
    lines = b"".join(
        json.dumps({"id": n, "text": f"Baris nomor {n}: {hash(str(n))} {ARTICLE}"}).encode() + b"\n"
        for n in range(3000)
    )
    whole = COMPRESS[compression](lines)
    for name, data in {
        "cut": COMPRESS[compression](jsonl(*RECORDS)) + whole[: len(whole) // 2],
        "damaged": COMPRESS[compression](jsonl(*RECORDS)) + whole[:40] + b"\xff" * 64 + whole[104:],
    }.items():
        path = tmp_path / f"{name}.jsonl{compression}"
        path.write_bytes(data)
        report, stderr = clean(path, "-o", tmp_path / name, "--no-dedup", code=1)
        assert report["documents"]["read"] >= 2
        assert any(entry["problem"] == "cut" for entry in quarantine(tmp_path / name)), stderr


@pytest.mark.parametrize("compression", [".bz2", ".xz", ".lz4"])
def test_what_compresses_well_is_read_in_bounded_pieces(tmp_path: Path, compression: str) -> None:
    path = tmp_path / f"a.txt{compression}"
    path.write_bytes(COMPRESS[compression](b"x" * (32 << 20)))
    report, _ = clean(path, "-o", tmp_path / "out", "--max-document", "4M", code=1)
    assert report["problems"] == {"too_long": 1}


def test_frames_with_the_largest_window_are_read(tmp_path: Path) -> None:
    parameters = zstandard.ZstdCompressionParameters.from_level(3, window_log=31)
    compressor = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    data = compressor.compress(jsonl(*RECORDS)) + compressor.flush()
    assert zstandard.get_frame_parameters(data).window_size == 1 << 31
    (tmp_path / "RC.zst").write_bytes(data)
    report, _ = clean(tmp_path / "RC.zst", "-o", tmp_path / "out")
    assert report["documents"]["read"] == 2


def test_an_array_is_written_as_an_array_of_the_same_records(tmp_path: Path) -> None:
    records = [*RECORDS, {"id": 3, "text": ARTICLE, "meta": {"x": [1.50, "]", "}"]}}]
    path = tmp_path / "a.json.gz"
    path.write_bytes(gzip.compress(json.dumps(records, indent=2).encode()))
    for name, options in (("as is", ["--no-strip", "--no-dedup"]), ("stripped", [])):
        clean(path, "-o", tmp_path / name, *options)
    as_is = gzip.decompress((tmp_path / "as is" / "a.json.gz").read_bytes()).decode()
    assert json.loads(as_is) == records
    assert '"id": 3,\n    "text":' in as_is
    stripped = json.loads(gzip.decompress((tmp_path / "stripped" / "a.json.gz").read_bytes()))
    assert [record["id"] for record in stripped] == [1, 2]
    assert "Bagikan" not in stripped[0]["text"]
    # Records have the number in the array, and the line on which they begin.
    entries = removed(tmp_path / "stripped")
    assert {(entry["record"], entry["line"]) for entry in entries} == {(0, 2), (2, 10)}
    assert [entry["reason"] for entry in entries if entry["kind"] == "document"] == ["duplicate"]


def test_an_array_of_which_nothing_is_kept_is_empty(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps(RECORDS))
    clean(tmp_path / "a.json", "-o", tmp_path / "out", "--min-chars", "9999")
    assert (tmp_path / "out" / "a.json").read_text() == "[]\n"


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_objects_of_several_lines_are_written_as_they_were(tmp_path: Path, newline: str) -> None:
    text = (newline * 2).join(json.dumps(record, indent=3) for record in RECORDS)
    text = text.replace("\n", newline) if newline == "\r\n" and "\r" not in text else text
    (tmp_path / "a.jsonl").write_bytes(text.encode())
    clean(tmp_path / "a.jsonl", "-o", tmp_path / "out", "--no-strip")
    written = (tmp_path / "out" / "a.jsonl").read_bytes().decode()
    assert written == text.replace(newline * 2, "\n") + "\n"


def test_broken_records_of_an_array_do_not_spoil_the_others(tmp_path: Path) -> None:
    good = [json.dumps(record) for record in RECORDS]
    array = f'[{good[0]},\n{{"text": "tanpa akhir}},\n{{"text": 5}}, 7,\n{good[1]}]\nlebih'
    (tmp_path / "a.json").write_text(array)
    (tmp_path / "b.json").write_text(f"[{good[0]}, {good[1][:30]}")
    out = tmp_path / "out"
    report, _ = clean(tmp_path / "a.json", tmp_path / "b.json", "-o", out, "--no-dedup", code=1)
    found = [(entry["file"], entry["line"], entry["problem"]) for entry in quarantine(out)]
    assert found == [
        ("a.json", 2, "not_json"),
        ("a.json", 3, "no_text"),
        ("a.json", 3, "not_object"),
        ("a.json", 5, "not_json"),
        ("b.json", 1, "cut"),
    ]
    assert quarantine(out)[0]["raw"].startswith('{"text": "tanpa akhir')
    assert [record["id"] for record in json.loads((out / "a.json").read_text())] == [1, 2]
    assert [record["id"] for record in json.loads((out / "b.json").read_text())] == [1]
    assert report["documents"]["read"] == 3


@pytest.mark.parametrize("size", ["1", "100", "4M"])
def test_the_output_does_not_depend_on_batches(tmp_path: Path, size: str) -> None:
    (tmp_path / "a.json").write_text(json.dumps(RECORDS * 20, indent=1))
    package.clean(tmp_path / "a.json", tmp_path / "reference")
    clean(tmp_path / "a.json", "-o", tmp_path / size, "--chunk-size", size, "-j", "2")
    for name in ("a.json", "removed.jsonl.zst"):
        assert (tmp_path / size / name).read_bytes() == (tmp_path / "reference" / name).read_bytes()


def test_a_long_record_of_an_array_is_quarantined(tmp_path: Path) -> None:
    records = [*RECORDS, {"text": "x" * 5000}]
    (tmp_path / "a.json").write_text(json.dumps(records))
    report, _ = clean(tmp_path / "a.json", "-o", tmp_path / "out", "--max-document", "2K", code=1)
    assert report["problems"] == {"too_long": 1}
    assert report["documents"]["read"] == 2


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b'{"a": 1}\n{"a"', (Container.JSONL, "")),
        (b' [\n {"a": 1}', (Container.JSON_ARRAY, "")),
        (b"{\n", (Container.JSON, "")),
        (gzip.compress(b'{"a": 1}\n', mtime=0), (Container.JSONL, "gz")),
        (b"<!-- x --><!DOCTYPE html>", (Container.HTML, "")),
        (b"PAR1\x15\x04", (Container.PARQUET, "")),
        (b"{a: 1}", None),
        (b"Hujan turun.", None),
        (b"", None),
    ],
)
def test_content_tells_the_format_of_a_name_without_suffix(
    tmp_path: Path, head: bytes, expected: object
) -> None:
    for name, is_named in (("part-00000", False), ("part", True), ("dump.2024", True)):
        (tmp_path / name).write_bytes(head)
        assert find_format(tmp_path / name, is_named=is_named) == expected
    assert find_format(tmp_path / "dump.2024", is_named=False) is None


def test_a_format_may_be_forced(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "catatan.log").write_text("Hujan turun di kota kami sejak pagi.")
    (tmp_path / "in" / "x.gz").write_bytes(gzip.compress(b"Harga cabai naik di pasar kecil."))
    assert saring("clean", tmp_path / "in", "-o", tmp_path / "none").returncode == 2
    report, _ = clean(tmp_path / "in", "-o", tmp_path / "out", "--format", "txt")
    assert [row["file"] for row in report["files"]] == ["catatan.log", "x.gz"]
    assert report["documents"]["read"] == 2
    with pytest.raises(package.UsageError, match="format must be"):
        package.clean(tmp_path / "in", tmp_path / "o", format="pdf")


def test_files_left_aside_are_named_with_their_reason(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    (folder / ".ipynb_checkpoints").mkdir(parents=True)
    (folder / ".ipynb_checkpoints" / "a.jsonl").write_bytes(jsonl(*RECORDS))
    (folder / "._a.jsonl").write_bytes(b"\0\5\x16\7")
    (folder / "a.jsonl").write_bytes(jsonl(*RECORDS))
    for number in range(12):
        (folder / f"foto{number:02}.png").write_bytes(b"x")
    (folder / "out").mkdir()
    clean(folder / "a.jsonl", "-o", folder / "out" / "earlier")
    shutil.rmtree(folder / "out" / "earlier" / "removed.jsonl.zst", ignore_errors=True)
    (folder / "out" / "earlier" / "removed.jsonl.zst").unlink()
    result = saring("clean", folder, "-o", tmp_path / "out")
    assert result.returncode == 0, result.stderr
    report = json.loads((tmp_path / "out" / "report.json").read_bytes())
    left = {entry["file"]: entry["reason"] for entry in report["files_left_aside"]}
    assert left[f"{folder}/.ipynb_checkpoints"] == "hidden"
    assert left[f"{folder}/._a.jsonl"] == "hidden"
    assert left[f"{folder}/foto00.png"] == "unknown format"
    assert left[f"{folder}/out/earlier/report.json"] == "the report of a run of saring"
    assert len(left) == 15
    shown = result.stdout.decode()
    assert "skipped     15 files and folders" in shown
    assert shown.count(": unknown format") + shown.count(": hidden") == 10
    # By name, hidden files are read.
    report, _ = clean(folder / ".ipynb_checkpoints", "-o", tmp_path / "hidden")
    assert report["documents"]["read"] == 2


def test_json_that_is_no_collection_is_left_aside_and_refused_by_name(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "package.json").write_text('{\n  "name": "koran",\n  "version": "1"\n}\n')
    (folder / "lock.json").write_text(json.dumps({"packages": {"x" * n: 1 for n in range(400)}}))
    (folder / "list.json").write_text("[\n  1,\n  2\n]\n")
    (folder / "empty.json").write_text("[]")
    (folder / "one.json").write_text(json.dumps({"id": 7, "text": ARTICLE}, indent=2))
    (folder / "wrong.json").write_bytes(jsonl({"body": "a"}, {"body": "b"}))
    report, _ = clean(folder, "-o", tmp_path / "out", code=1)
    left = {Path(e["file"]).name: e["reason"] for e in report["files_left_aside"]}
    assert left == {
        "package.json": "one JSON object with no field 'text' (fields: 'name', 'version'); name "
        "the text's field with --text-field",
        "lock.json": "one JSON object with no field 'text' (fields: 'packages'); name the text's "
        "field with --text-field",
        "list.json": "its JSON has no records",
        "empty.json": "its JSON has no records",
    }
    assert report["documents"]["kept"] == 1
    # Several records without the text are documents that were looked at wrongly.
    assert {e["file"] for e in quarantine(tmp_path / "out")} == {"wrong.json"}
    for name in left:
        result = saring("clean", folder / name, "-o", tmp_path / "none")
        assert result.returncode == 2
        assert f"{name}': ".encode() in result.stderr
    report, _ = clean(folder / "*.json", "-o", tmp_path / "all", "--text-field", "name", code=1)
    assert (tmp_path / "all" / "package.json").exists()
    with pytest.raises(package.UsageError, match=r"with text_field$"):
        package.clean(folder / "package.json", tmp_path / "none")


def test_a_wrong_text_field_stops_the_run_with_one_message(tmp_path: Path) -> None:
    path, out = tmp_path / "a.jsonl", tmp_path / "out"
    path.write_bytes(jsonl(*({"id": n, "body": ARTICLE} for n in range(1000))))
    result = saring("clean", path, "-o", out)
    assert result.returncode == 2
    message = result.stderr.decode()
    assert message.count("no field 'text' (fields: 'id', 'body')") == 1
    assert "none of the first 1,000 records has a text" in message
    assert not out.exists()
    path.write_bytes(jsonl(*({"id": n, "body": ARTICLE} for n in range(999))))
    report, _ = clean(path, "-o", out, code=1)
    assert report["documents"]["quarantined"] == 999


@pytest.mark.parametrize("chunk_size", ["1K", "4M"])
@pytest.mark.parametrize("profile", ["auto", "none"])
def test_a_file_with_a_wrong_text_field_is_set_aside_whole(
    tmp_path: Path, chunk_size: str, profile: str
) -> None:
    wrong = jsonl(*({"id": n, "body": ARTICLE} for n in range(5000)))
    late = jsonl(*({"body": 1} for _ in range(998)), {"text": OTHER}, *({"x": 1},) * 3000)
    nulls = jsonl(*({"text": None} for _ in range(1500)), {"text": ARTICLE})
    (tmp_path / "wrong.jsonl").write_bytes(wrong)
    (tmp_path / "array.json").write_text(json.dumps([{"body": "x"}] * 1200))
    (tmp_path / "late.jsonl").write_bytes(late)
    (tmp_path / "nulls.jsonl").write_bytes(nulls)
    inputs = [tmp_path / n for n in ("wrong.jsonl", "array.json", "late.jsonl", "nulls.jsonl")]
    out = tmp_path / "out"
    report, stderr = clean(
        *inputs, "-o", out, "--chunk-size", chunk_size, "--profile", profile, code=1
    )
    assert report["problems"] == {"no_text": 998 + 3000 + 1500, "wrong_field": 2}
    assert report["documents"]["kept"] == 2
    assert stderr.count("none of the first 1,000 records has a text") == 2
    assert "array.json: none of" in stderr
    assert not (out / "wrong.jsonl").exists()
    both = saring("clean", *inputs[:2], "-o", tmp_path / "both")
    assert both.returncode == 2
    assert b"no record of the 2 files has a text that can be read; first: 'wrong.jsonl'" in (
        both.stderr
    )


def test_compressions_are_told_by_suffix_and_content() -> None:
    for key, compression in COMPRESSIONS.items():
        for suffix in compression.suffixes:
            assert of_name("A.JSON" + suffix.upper()) == ("a.json", key)
            assert of_content(COMPRESS[suffix](b"isi")) == key
    assert of_name("a.tar.rar") == ("a.tar.rar", "")
    assert of_content(b"PK\3\4") == ""
