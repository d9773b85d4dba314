"""One table of all kept documents: `saring clean --to`."""

from __future__ import annotations

import datetime
import gzip
import json
import random
import struct
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet as pq
import pytest
import zstandard
from saring_cli import saring as run_saring

import saring
from saring.io.row_sizes import table_row_sizes, value_sizes
from saring.io.table_values import SMALL_INT, as_json, common_type, type_of_members

# Written for this test.
SENTENCES = (
    "Warga membersihkan sungai kecil di belakang pasar sejak pagi, kata ketua kelompok mereka.",
    "Kapal nelayan kembali ke pelabuhan setelah angin kencang reda pada Senin.",
    "The village school received forty new desks, and the old ones were given to the library.",
    "Harga cabai naik sedikit karena hujan turun terus selama dua minggu di lereng gunung itu.",
)
OWN = [
    *("id", "text", "lang", "script", "confidence", "is_reliable", "title", "byline", "date"),
    *("url", "site", "source", "record", "chars_before", "chars_after", "cluster", "cluster_size"),
]
PAGE = (
    "<html lang=id><head><title>Sungai | Kabar</title><meta name=author content='Rina Wati'>"
    "<meta property='article:published_time' content='2024-05-01T10:00:00+07:00'>"
    "<meta property='og:site_name' content='Kabar'><meta name=description content='Tentang \"x\"'>"
    "<link rel=canonical href='https://www.kabar.example/sungai'></head><body>"
    "<nav><a href=/>Beranda</a></nav><article><h1>Sungai Kecil Dibersihkan Warga</h1>"
    + "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)
    + "</article><footer>Hak cipta Kabar</footer></body></html>"
)


def text_of(number: int) -> str:
    """Make an article that is like no other."""
    rng = random.Random(number)
    lines = [f"{rng.choice(SENTENCES)} {rng.random()}" for _ in range(6)]
    return "\n".join([f"Berita nomor {number}", *lines, "Bagikan"])


@pytest.fixture
def inputs(tmp_path: Path) -> Path:
    """Make a folder with a file of each container."""
    folder = tmp_path / "in"
    folder.mkdir()
    records = [
        {"id": n, "url": f"https://www.a{n % 3}.example/{n}", "text": text_of(n), "n": n}
        for n in range(60)
    ]
    records[7]["text"] = records[3]["text"]
    (folder / "a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in records))
    table = pa.table(
        {
            "id": [f"p{n}" for n in range(50)],
            "text": [text_of(100 + n) for n in range(50)],
            "kind": pa.array(["k", None] * 25).dictionary_encode(),
            "when": [datetime.datetime(2024, 1, 1 + n % 20) for n in range(50)],
            "tags": [["a", "b"], [], None, ["c"], None] * 10,
            "n": pa.array(range(50), pa.int32()),
        }
    )
    pq.write_table(table, folder / "b.parquet", row_group_size=17)
    rows = "".join(f'c{n},"{text_of(200 + n)}",q{n}\n' for n in range(10))
    (folder / "c.csv").write_text("id,text,kind\n" + rows)
    (folder / "d.html").write_text(PAGE)
    (folder / "e.txt").write_text(text_of(300))
    return folder


def rows_of(path: Path) -> list[dict[str, Any]]:
    """Read a table of any form."""
    if path.suffix == ".parquet":
        return pq.read_table(path).to_pylist()
    if path.suffix in (".arrow", ".feather"):
        return pa.feather.read_table(path).to_pylist()
    data = path.read_bytes()
    if path.suffix == ".zst":
        data = zstandard.ZstdDecompressor().decompressobj().decompress(data)
    if path.suffix == ".gz":
        data = gzip.decompress(data)
    return [json.loads(line) for line in data.splitlines()]


def test_a_table_has_a_row_for_each_document_that_is_kept(inputs: Path, tmp_path: Path) -> None:
    report = saring.clean(inputs, tmp_path / "out", to="all.parquet", columns=["kind"])
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "all.parquet",
        "removed.jsonl.zst",
        "report.html",
        "report.json",
    ]
    assert report.outputs[0] == tmp_path / "out" / "all.parquet"
    table = pq.read_table(tmp_path / "out" / "all.parquet")
    assert table.schema.names == [*OWN, "kind"]
    assert table.schema.field("lang").type == pa.string()
    rows = table.to_pylist()
    assert len(rows) == report.documents_kept == 121
    order = [(row["source"], row["record"]) for row in rows]
    assert order == sorted(order)
    first = rows[0]
    assert (first["id"], first["url"], first["site"]) == (
        "0",
        "https://www.a0.example/0",
        "a0.example",
    )
    assert first["text"] == text_of(0).removesuffix("\nBagikan")
    assert first["chars_before"] == len(text_of(0))
    assert first["chars_after"] == len(first["text"])
    assert (first["lang"], first["script"]) == ("ind_Latn", "Latn")
    assert 0 < first["confidence"] <= 1
    page = next(row for row in rows if row["source"] == "d.html")
    assert page["title"] == "Sungai Kecil Dibersihkan Warga"
    assert (page["byline"], page["date"]) == ("Rina Wati", "2024-05-01T10:00:00+07:00")
    assert (page["url"], page["site"]) == ("https://www.kabar.example/sungai", "kabar.example")
    kinds = {row["source"]: row["kind"] for row in rows}
    assert kinds == {
        "a.jsonl": None,
        "b.parquet": None,
        "c.csv": "q9",
        "d.html": None,
        "e.txt": None,
    }
    assert [row["kind"] for row in rows if row["source"] == "b.parquet"][:2] == ["k", None]


def test_clusters_join_the_table_and_the_audit(inputs: Path, tmp_path: Path) -> None:
    saring.clean(inputs / "a.jsonl", tmp_path / "out", to="all.jsonl", keep="first")
    rows = rows_of(tmp_path / "out" / "all.jsonl")
    kept = next(row for row in rows if row["id"] == "3")
    assert (kept["cluster"], kept["cluster_size"]) == (3, 2)
    assert {row["cluster_size"] for row in rows if row["id"] != "3"} == {1}
    with (tmp_path / "out" / "removed.jsonl.zst").open("rb") as file:
        lines = zstandard.ZstdDecompressor().stream_reader(file).read().splitlines()
    documents = [row for row in map(json.loads, lines) if row["kind"] == "document"]
    assert [(row["id"], row["cluster"], row["why"]) for row in documents] == [
        (7, 3, "copy of a.jsonl line 4, id 3")
    ]
    saring.clean(inputs / "a.jsonl", tmp_path / "all", to="all.jsonl", dedup=False)
    assert {row["cluster"] for row in rows_of(tmp_path / "all" / "all.jsonl")} == {None}


NAMES = [
    "all.parquet",
    "all.arrow",
    "all.feather",
    "all.jsonl",
    "all.ndjson",
    "all.jsonl.gz",
    "all.jsonl.zst",
    "all.jsonl.bz2",
    "all.jsonl.xz",
]


@pytest.mark.parametrize("name", NAMES)
def test_the_bytes_depend_on_neither_threads_nor_batches(
    name: str, inputs: Path, tmp_path: Path
) -> None:
    settings: dict[str, Any] = {"to": name, "columns": ["kind", "n", "tags"], "report": False}
    saring.clean(inputs, tmp_path / "a", num_threads=1, **settings)
    saring.clean(inputs, tmp_path / "b", num_threads=3, chunk_size=1000, **settings)
    data = (tmp_path / "a" / name).read_bytes()
    assert data == (tmp_path / "b" / name).read_bytes()
    assert len(data) > 5000


def test_every_form_has_the_same_rows(inputs: Path, tmp_path: Path) -> None:
    wanted = None
    for name in ("all.parquet", "all.arrow", "all.jsonl.zst", "all.jsonl.gz"):
        out = tmp_path / name
        saring.clean(inputs, out, to=name, columns=["kind", "n", "tags"], report=False)
        rows = rows_of(out / name)
        for row in rows:
            row["confidence"] = struct.pack("f", row["confidence"])
        wanted = wanted or rows
        assert rows == wanted


def test_shards_hold_whole_rows_and_the_same_ones(inputs: Path, tmp_path: Path) -> None:
    for suffix in (".parquet", ".jsonl", ".jsonl.gz", ".arrow"):
        out = tmp_path / suffix[1:]
        report = saring.clean(inputs, out, to="all" + suffix, shard_size=4000, report=False)
        names = [f"all-{number:05}{suffix}" for number in range(len(report.outputs) - 2)]
        assert report.data["table"]["files"] == names
        assert len(names) > 3
        rows = [row for name in names for row in rows_of(out / name)]
        assert report.data["table"]["rows"] == len(rows) == report.documents_kept
        places = [(row["source"], row["record"]) for row in rows]
        assert places == sorted(places)
        again = tmp_path / ("again" + suffix)
        options: dict[str, Any] = {"chunk_size": 900, "num_threads": 2, "report": False}
        saring.clean(inputs, again, to="all" + suffix, shard_size=4000, **options)
        for name in names:
            assert (again / name).read_bytes() == (out / name).read_bytes()


def test_types_that_all_inputs_have_are_kept(inputs: Path, tmp_path: Path) -> None:
    names = ["n", "when", "tags", "kind", "url", "none"]
    report = saring.clean(inputs, tmp_path / "out", to="all.parquet", columns=names)
    schema = pq.read_schema(tmp_path / "out" / "all.parquet")
    assert schema.field("n").type == pa.int64()
    assert schema.field("when").type == pa.timestamp("us")
    assert schema.field("tags").type == pa.list_(pa.string())
    assert schema.field("kind").type == pa.string()
    assert schema.names.count("url") == 1
    assert report.data["table"]["not_found"] == ["none"]
    rows = rows_of(tmp_path / "out" / "all.parquet")
    assert rows[5]["n"] == 5
    parquet = [row for row in rows if row["source"] == "b.parquet"]
    assert [row["tags"] for row in parquet[:4]] == [["a", "b"], [], None, ["c"]]
    assert parquet[1]["when"] == datetime.datetime(2024, 1, 2)


def test_types_that_do_not_go_together_become_json(tmp_path: Path) -> None:
    texts = [text_of(n) for n in range(6)]
    values = [1, "satu", None, [1, {"a": "é"}], 2.5, True]
    rows = [
        json.dumps({"text": text, "v": value, "m": {"v": value}, "big": 2**53 + 1, "f": n / 2})
        for n, (text, value) in enumerate(zip(texts, values, strict=True))
    ]
    (tmp_path / "a.jsonl").write_text("\n".join(rows))
    other = pa.table({"text": [text_of(9)], "big": [0.5], "f": pa.array([1], pa.int32())})
    pq.write_table(other, tmp_path / "b.parquet")
    paths = [tmp_path / "a.jsonl", tmp_path / "b.parquet"]
    report = saring.clean(paths, tmp_path / "out", to="t.parquet", columns=["v", "m.v", "big", "f"])
    table = pq.read_table(tmp_path / "out" / "t.parquet")
    for name in ("v", "m.v"):
        found = table.column(name).to_pylist()
        assert [None if v is None else json.loads(v) for v in found] == [*values, None]
    # A double cannot represent the integer.
    assert table.column("big").to_pylist() == ["9007199254740993"] * 6 + ["0.5"]
    assert table.column("f").to_pylist() == [0, 0.5, 1, 1.5, 2, 2.5, 1]
    types = {row["name"]: row["type"] for row in report.data["table"]["columns"]}
    assert (types["v"], types["big"], types["f"]) == ("JSON", "JSON", "double")
    saring.clean(paths, tmp_path / "lines", to="t.jsonl", columns=["v", "big"])
    lines = rows_of(tmp_path / "lines" / "t.jsonl")
    assert [row["v"] for row in lines] == [*values, None]
    assert [row["big"] for row in lines] == [9007199254740993] * 6 + [0.5]


def test_columns_fill_what_a_head_would(tmp_path: Path) -> None:
    records = [
        {"text": text_of(0), "title": "Judul", "date": 2024},
        {"text": text_of(1), "title": None},
    ]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, records)))
    pages = pa.table({"html": [PAGE], "title": ["Lain"]})
    pq.write_table(pages, tmp_path / "b.parquet")
    saring.clean(tmp_path / "a.jsonl", tmp_path / "a", to="t.jsonl", columns=["title", "date"])
    rows = rows_of(tmp_path / "a" / "t.jsonl")
    assert [(row["title"], row["date"]) for row in rows] == [("Judul", "2024"), (None, None)]
    saring.clean(tmp_path / "b.parquet", tmp_path / "b", html_field="html", to="t.parquet")
    [row] = rows_of(tmp_path / "b" / "t.parquet")
    assert row["title"] == "Sungai Kecil Dibersihkan Warga"
    saring.clean(
        tmp_path / "b.parquet", tmp_path / "c", html_field="html", to="t.parquet", columns=["title"]
    )
    [row] = rows_of(tmp_path / "c" / "t.parquet")
    assert (row["title"], row["byline"]) == ("Lain", "Rina Wati")


def test_signals_are_columns(inputs: Path, tmp_path: Path) -> None:
    saring.clean(inputs, tmp_path / "out", to="all.parquet", signals=True)
    table = pq.read_table(tmp_path / "out" / "all.parquet")
    assert table.schema.field("signals.words").type == pa.int64()
    rows = table.to_pylist()
    assert rows[0]["signals.words"] == saring.signals(rows[0]["text"])["words"]


def test_an_empty_table_has_its_columns(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "..."}\n')
    for name in ("t.parquet", "t.arrow", "t.jsonl"):
        saring.clean(tmp_path / "a.jsonl", tmp_path / name, to=name, columns=["n"])
        assert rows_of(tmp_path / name / name) == []
    assert pq.read_schema(tmp_path / "t.parquet" / "t.parquet").names == [*OWN, "n"]


def test_large_and_nested_inputs(tmp_path: Path) -> None:
    texts = pa.array([text_of(n) for n in range(40)], pa.large_string())
    table = pa.table(
        {
            "text": texts,
            "view": pa.array([f"v{n}" for n in range(40)], pa.string_view()),
            "meta": [{"a": {"b": n}, "s": ["x"] * n} for n in range(40)],
            "bytes": [b"\xff\x00"] * 40,
            "none": pa.nulls(40),
        }
    )
    with pa.ipc.new_file(tmp_path / "a.arrow", table.schema) as writer:
        writer.write_table(table)
    columns = ["view", "meta", "meta.a.b", "bytes", "none"]
    saring.clean(tmp_path / "a.arrow", tmp_path / "out", to="t.parquet", columns=columns)
    found = pq.read_table(tmp_path / "out" / "t.parquet")
    assert found.column("view").to_pylist() == [f"v{n}" for n in range(40)]
    assert found.column("meta.a.b").to_pylist() == list(range(40))
    assert found.column("meta").to_pylist() == table.column("meta").to_pylist()
    assert found.column("bytes").to_pylist() == [b"\xff\x00"] * 40
    assert found.column("none").null_count == 40
    saring.clean(tmp_path / "a.arrow", tmp_path / "lines", to="t.jsonl", columns=columns)
    rows = rows_of(tmp_path / "lines" / "t.jsonl")
    assert rows[2]["meta"] == {"a": {"b": 2}, "s": ["x", "x"]}
    assert rows[2]["bytes"] == "/wA="


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"to": "all.txt"}, "to must end in"),
        ({"to": "all.parquet.gz"}, "to must end in"),
        ({"to": "sub/all.parquet"}, "name of a file in the output folder"),
        ({"to": "removed.jsonl.zst"}, "saring's own names"),
        ({"columns": ["a"]}, "columns is for one table"),
        ({"shard_size": 5}, "shard_size is for one table"),
        ({"to": "a.parquet", "columns": ["lang"]}, "'lang', which the table has"),
        ({"to": "a.parquet", "columns": ["text"]}, "'text', which the table has"),
        ({"to": "a.parquet", "columns": ["a", "a"]}, "more than once"),
        ({"to": "a.parquet", "columns": "a"}, "columns must be a list"),
        ({"to": "a.parquet", "lang_field": "l"}, "lang_field is for files of their own form"),
        ({"to": "a.parquet", "shard_size": 0}, "shard_size must be positive"),
    ],
)
def test_what_cannot_be_is_said_before_any_work(
    options: dict[str, Any], message: str, inputs: Path, tmp_path: Path
) -> None:
    with pytest.raises(saring.UsageError, match=message.replace("(", r"\(")):
        saring.clean(inputs, tmp_path / "out", **options)
    assert not (tmp_path / "out").exists()


def test_an_input_is_not_replaced(inputs: Path) -> None:
    with pytest.raises(saring.UsageError, match="is an input and would be overwritten"):
        saring.clean(inputs / "b.parquet", inputs, to="b.parquet", overwrite=True)


def test_the_command_line(inputs: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    result = run_saring(
        "clean", inputs, "-o", out, "--to", "all.jsonl.zst", "--columns", "kind,n", "--quiet"
    )
    assert result.returncode == 0
    rows = rows_of(out / "all.jsonl.zst")
    assert rows[0]["n"] == 0
    assert list(rows[0]) == [*OWN, "kind", "n"]
    wrong = run_saring("clean", inputs, "-o", tmp_path / "no", "--to", "all.txt")
    assert wrong.returncode == 2
    assert b"--to must end in .parquet" in wrong.stderr


def test_pages_keep_their_heads(inputs: Path, tmp_path: Path) -> None:
    saring.clean(inputs / "d.html", tmp_path / "out")
    before = saring.extract(PAGE)
    after = saring.extract((tmp_path / "out" / "d.html").read_bytes())
    for name in ("title", "byline", "date", "site_name", "url", "description", "language_hint"):
        assert getattr(after, name) == getattr(before, name) is not None, name


def test_sizes_of_rows_depend_on_the_rows_alone() -> None:
    table = pa.table(
        {
            "s": ["a", "bcd", None, "é"],
            "d": pa.array(["x", "yy", "x", None]).dictionary_encode(),
            "l": [[1, 2], None, [], [3]],
            "m": pa.array([[("a", 1)], None, [], [("b", 2)]], pa.map_(pa.string(), pa.int64())),
            "t": [{"a": "xx", "b": 1}] * 4,
            "f": pa.array([[1, 2]] * 4, pa.list_(pa.int16(), 2)),
            "v": pa.array(["a", "bb", "", None], pa.string_view()),
        }
    )
    whole = table_row_sizes(table).to_pylist()
    assert whole == [
        size for at in range(4) for size in table_row_sizes(table.slice(at, 1)).to_pylist()
    ]
    assert value_sizes(table.column("s").chunk(0)).to_pylist() == [1, 3, 0, 2]


def test_common_types() -> None:
    assert common_type([]) == pa.string()
    assert common_type([pa.null(), pa.bool_()]) == pa.bool_()
    assert common_type([SMALL_INT]) == pa.int64()
    assert common_type([SMALL_INT, pa.int8(), pa.int64()]) == pa.int64()
    assert common_type([pa.uint64()]) == pa.uint64()
    assert common_type([pa.uint64(), pa.int8()]) is None
    assert common_type([SMALL_INT, pa.float32(), pa.int32()]) == pa.float64()
    assert common_type([pa.int64(), pa.float64()]) is None
    assert common_type([pa.string(), pa.int64()]) is None
    assert common_type([None, pa.null()]) is None
    assert type_of_members(1 + 16) is None
    assert type_of_members(2 + 4) == pa.int64()
    assert type_of_members(2 + 8) == pa.float64()


def test_values_as_json() -> None:
    column = pa.chunked_array([[1.5, float("nan"), None]])
    assert as_json(column).to_pylist() == ["1.5", None, None]
    assert as_json(pa.array(["a\n", None])).to_pylist() == ['"a\\n"', None]
    assert as_json(pa.array([True, None])).to_pylist() == ["true", None]
    date = as_json(pa.array([datetime.date(2024, 5, 1)])).to_pylist()
    assert date == ['"2024-05-01"']


def test_the_screen_names_columns_that_no_input_has(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "Hujan turun di kota kami sejak pagi."}\n')
    result = run_saring(
        "clean",
        tmp_path / "a.jsonl",
        "-o",
        tmp_path / "out",
        "--to",
        "x.jsonl",
        "--columns",
        "topik",
    )
    assert result.returncode == 0
    assert b"columns     no input has topik" in result.stdout + result.stderr
