"""Inputs by URL: fsspec's memory and local file systems."""

import gzip
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import fsspec
import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet as pq
import pytest
import zstandard
from saring_cli import ARTICLE, OTHER, clean, jsonl, quarantine, saring

import saring as package
from saring.io import remote
from saring.io.compression import READ_BYTES
from saring.io.formats import really_compressed
from saring.io.remote import RemotePath, is_url
from saring.io.streams import ByteStream

RECORDS = jsonl({"id": 1, "text": ARTICLE}, {"id": 2, "text": OTHER}, {"id": 3, "text": ARTICLE})
TABLE = pa.table({"id": [1, 2], "text": [ARTICLE, OTHER]})


def _parquet() -> bytes:
    sink = pa.BufferOutputStream()
    pq.write_table(TABLE, sink)
    return sink.getvalue().to_pybytes()


def _feather() -> bytes:
    sink = pa.BufferOutputStream()
    pyarrow.feather.write_feather(TABLE, sink)
    return sink.getvalue().to_pybytes()


FILES = {
    "a.jsonl": RECORDS,
    "b.jsonl.zst": zstandard.compress(RECORDS),
    "c.csv": b"id,text\n1,Hujan turun di kota kami sejak pagi.\n",
    "d.txt": ARTICLE.encode(),
    "e.html": f"<!doctype html><p>{OTHER}</p>".encode(),
    "f.parquet": _parquet(),
    "g.feather": _feather(),
    "sub/h.json": b'[{"text": "Harga beras naik lagi pada awal bulan ini."}]',
}


@pytest.fixture
def bucket() -> Iterator[str]:
    """A folder of the memory file system."""
    system = fsspec.filesystem("memory")
    name = f"/{uuid.uuid4().hex}"
    for path, data in FILES.items():
        system.pipe(f"{name}/{path}", data)
    yield f"memory:/{name}"
    system.rm(name, recursive=True)


def _local(folder: Path) -> Path:
    for path, data in FILES.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return folder


def _outputs(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith("report")
    }


def test_a_remote_folder_gives_what_a_local_one_does(tmp_path: Path, bucket: str) -> None:
    system = fsspec.filesystem("memory")
    system.pipe(f"{bucket}/.hidden/x.jsonl", RECORDS)
    system.pipe(f"{bucket}/foto.png", b"x")
    package.clean(_local(tmp_path / "in"), tmp_path / "local")
    report = package.clean(bucket, tmp_path / "remote")
    assert _outputs(tmp_path / "remote") == _outputs(tmp_path / "local")
    assert set(FILES) - {"e.html"} <= set(_outputs(tmp_path / "remote"))
    left = {e["file"]: e["reason"] for e in report.data["files_left_aside"]}
    assert left == {f"{bucket}/.hidden/x.jsonl": "hidden", f"{bucket}/foto.png": "unknown format"}


@pytest.mark.parametrize("name", sorted(FILES))
def test_each_format_is_read_by_its_url(tmp_path: Path, bucket: str, name: str) -> None:
    report = package.clean(f"{bucket}/{name}", tmp_path / "out")
    assert report.documents_read > 0
    assert report.quarantined == 0
    assert (tmp_path / "out" / Path(name).name).exists()


@pytest.mark.parametrize(
    ("pattern", "names"),
    [
        ("*.jsonl*", ["a.jsonl", "b.jsonl.zst"]),
        ("[cd].*", ["c.csv", "d.txt"]),
        ("**/*.json", ["h.json"]),
        ("?.html", ["e.html"]),
    ],
)
def test_patterns_of_urls_are_expanded(
    tmp_path: Path, bucket: str, pattern: str, names: list[str]
) -> None:
    report = package.clean(f"{bucket}/{pattern}", tmp_path / "out")
    assert [row["file"] for row in report.data["files"]] == names


def test_the_command_reads_urls_of_the_local_file_system(tmp_path: Path) -> None:
    folder = _local(tmp_path / "in")
    report, _ = clean(f"file://{folder}/*.jsonl", "-o", tmp_path / "out")
    assert report["documents"]["kept"] == 2
    options = ("--config", tmp_path / "c.toml")
    (tmp_path / "c.toml").write_text('[source."a.jsonl"]\nid_field = "none"\n')
    clean(f"file://{folder}/a.jsonl", "-o", tmp_path / "two", *options)
    streamed = saring("clean", f"file://{folder}/a.jsonl", "-o", "-", "-q")
    assert streamed.stdout == (tmp_path / "out" / "a.jsonl").read_bytes()
    filtered = saring("detect", f"file://{folder}/a.jsonl")
    assert filtered.stdout.count(b'"lang":"ind_Latn"') == 3


def test_what_is_not_there_is_told(tmp_path: Path, bucket: str) -> None:
    for url, told in (
        (f"{bucket}/none.jsonl", "no such file"),
        (f"{bucket}/*.xyz", "no such file"),
        ("nosuch://bucket/a.jsonl", "nosuch"),
    ):
        with pytest.raises(package.UsageError, match=told):
            package.clean(url, tmp_path / "out")
    with pytest.raises(package.UsageError, match="must be a local folder"):
        package.clean(f"{bucket}/a.jsonl", "memory://out")


def test_without_fsspec_one_message_says_what_to_install(
    tmp_path: Path, bucket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    remote._system.cache_clear()
    monkeypatch.setitem(sys.modules, "fsspec", None)
    with pytest.raises(ImportError, match=r"fsspec: pip install 'saring\[remote\]'"):
        package.clean(f"{bucket}/a.jsonl", tmp_path / "out")


def test_a_damaged_remote_file_is_read_up_to_the_damage(tmp_path: Path, bucket: str) -> None:
    lines = jsonl(*({"id": n, "text": f"{n} {OTHER}"} for n in range(3000)))
    cut = zstandard.compress(lines)[:-50]
    fsspec.filesystem("memory").pipe(f"{bucket}/cut.jsonl.zst", cut)
    (tmp_path / "cut.jsonl.zst").write_bytes(cut)
    package.clean(f"{bucket}/cut.jsonl.zst", tmp_path / "remote")
    package.clean(tmp_path / "cut.jsonl.zst", tmp_path / "local")
    assert _outputs(tmp_path / "remote") == _outputs(tmp_path / "local")
    assert {e["problem"] for e in quarantine(tmp_path / "remote")} == {"cut", "not_json"}


def test_a_remote_file_that_changes_is_quarantined(
    tmp_path: Path, bucket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    system = fsspec.filesystem("memory")
    opened = remote._RemoteFile.close

    def close_and_change(self: Any) -> None:
        if self._url.endswith("a.jsonl") and not self.closed:
            system.pipe(f"{bucket}/a.jsonl", RECORDS + RECORDS)
        opened(self)

    monkeypatch.setattr(remote._RemoteFile, "close", close_and_change)
    report = package.clean(f"{bucket}/a.jsonl", tmp_path / "out")
    assert report.data["problems"] == {"source_changed": 1}


def test_a_remote_file_is_read_as_a_stream_of_blocks(bucket: str) -> None:
    data = jsonl({"text": "x" * 1000}) * 20_000
    fsspec.filesystem("memory").pipe(f"{bucket}/large.jsonl", data)
    sizes = []
    with ByteStream(RemotePath(f"{bucket}/large.jsonl"), "") as stream:
        sizes += [len(chunk) for chunk in stream.chunks()]
    assert sum(sizes) == len(data)
    assert max(sizes) <= READ_BYTES


def test_errors_of_a_file_system_are_problems_of_the_file(
    tmp_path: Path, bucket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("the token has expired")

    monkeypatch.setattr(type(fsspec.filesystem("memory")), "_open", fail)
    report = package.clean([f"{bucket}/a.jsonl"], tmp_path / "out", format="jsonl")
    (problem,) = quarantine(tmp_path / "out")
    assert report.quarantined == 1
    assert "cannot be read: the token has expired" in problem["reason"]


def test_what_is_a_url_and_what_is_a_path() -> None:
    assert all(map(is_url, ("s3://a/b", "zip://x::s3://a.zip", "https://a.example/b?c=d")))
    assert not any(map(is_url, ("a/b", "C:/a", "./x:y", "a:b", "-")))
    path = RemotePath("s3://bucket/crawl/a.jsonl.zst")
    assert (str(path), path.name, path.suffix) == (path.url, "a.jsonl.zst", ".zst")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.jsonl.gz", zstandard.compress(RECORDS)),
        ("b.jsonl.zst", RECORDS),
        ("c.jsonl", gzip.compress(RECORDS)),
        ("d.txt", gzip.compress(b"%PDF-1.7\n" + bytes(range(256)) * 20)),
        ("e.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20),
    ],
)
def test_the_content_of_a_remote_file_decides_as_that_of_a_local_one(
    tmp_path: Path, bucket: str, name: str, data: bytes
) -> None:
    fsspec.filesystem("memory").pipe(f"{bucket}/wrong/{name}", data)
    (tmp_path / name).write_bytes(data)
    local = package.clean(tmp_path / name, tmp_path / "local")
    found = package.clean(f"{bucket}/wrong/{name}", tmp_path / "found")
    assert local.data["problems"] == found.data["problems"] != {}
    assert _outputs(tmp_path / "local") == _outputs(tmp_path / "found")


def test_a_filter_reads_a_remote_file_of_another_compression(bucket: str) -> None:
    system = fsspec.filesystem("memory")
    system.pipe(f"{bucket}/x.jsonl.gz", RECORDS)
    path = RemotePath(f"{bucket}/x.jsonl.gz")
    with ByteStream(path, really_compressed(path, "gz")) as stream:
        assert b"".join(stream.chunks()) == RECORDS
