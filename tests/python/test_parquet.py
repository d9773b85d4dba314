"""Odd and damaged Parquet files through `saring.clean`."""

import datetime
import decimal
import json
import os
from pathlib import Path
from typing import Any

import pytest
from saring_cli import ARTICLE, OTHER, clean, quarantine, read_jsonl, removed

import saring
from saring.errors import UsageError
from saring.io import parquet

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")

TEXTS = [
    f"Warga desa nomor {number} menanam padi di sawah seluas {number * 37} meter persegi.\n"
    for number in range(40)
]


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


def _bad_strings(values: list[bytes]) -> Any:
    """A column of strings that need not be UTF-8."""
    return pa.array(values, pa.binary()).view(pa.string())


def _clean(path: Path, out: Path, **options: Any) -> tuple[saring.CleanReport, Any]:
    report = saring.clean(path, out, dedup=False, strip=False, **options)
    return report, pq.read_table(out / path.name)


def _damage(path: Path, group: int, column: int) -> None:
    """Damage the pages of a column of a row group."""
    place = pq.ParquetFile(path).metadata.row_group(group).column(column)
    start = place.dictionary_page_offset or place.data_page_offset
    data = bytearray(path.read_bytes())
    for at in range(start, start + place.total_compressed_size):
        data[at] ^= 0xFF
    path.write_bytes(data)


def test_invalid_utf8_in_the_text_is_repaired_and_the_bytes_are_kept(
    tmp_path: Path, out: Path
) -> None:
    bad = TEXTS[1].encode().replace(b"padi", b"p\xffdi")
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"text": _bad_strings([TEXTS[0].encode(), bad])}), path)
    report, table = _clean(path, out)
    assert report.data["documents"]["repaired"] == 1
    assert table["text"].to_pylist()[1] == bad.decode("utf-8", "replace")
    (entry,) = [entry for entry in removed(out) if entry["kind"] == "repair"]
    assert entry["reason"].startswith("row 1: invalid UTF-8")


@pytest.mark.parametrize("use_dictionary", [True, False])
def test_invalid_utf8_in_ids_sites_and_other_columns_stays_as_it_is(
    tmp_path: Path, out: Path, use_dictionary: bool
) -> None:
    odd = _bad_strings([b"b\xe9", b"baik"])
    nested = pa.ListArray.from_arrays([0, 1, 2], odd)
    path = tmp_path / "a.parquet"
    table = pa.table({"text": TEXTS[:2], "id": odd, "url": odd, "other": odd, "list": nested})
    pq.write_table(table, path, use_dictionary=use_dictionary)
    report, result = _clean(path, out)
    assert (report.documents_kept, report.quarantined) == (2, 0)
    for name in ("id", "url", "other"):
        assert result[name].cast(pa.binary()).to_pylist() == [b"b\xe9", b"baik"]
    assert result["list"].combine_chunks().values.cast(pa.binary()).to_pylist()[0] == b"b\xe9"


@pytest.mark.parametrize("name", ["text", "id", "url", "lang"])
def test_two_columns_of_the_name_that_is_asked_for_set_the_file_aside(
    tmp_path: Path, out: Path, name: str
) -> None:
    names = ["text", name] if name == "text" else ["text", name, name]
    arrays = [pa.array(TEXTS[:2])] * len(names)
    pq.write_table(pa.Table.from_arrays(arrays, names=names), tmp_path / "a.parquet")
    (tmp_path / "b.txt").write_text(OTHER)
    _, stderr = clean(*sorted(tmp_path.glob("*.*")), "-o", out, "--lang-field", "lang", code=1)
    assert f"a.parquet: 2 columns are called '{name}'" in stderr
    assert [entry["file"] for entry in quarantine(out)] == ["a.parquet"]
    assert (out / "b.txt").read_text() == OTHER
    assert not (out / "a.parquet").exists()


def test_two_columns_of_another_name_stay(tmp_path: Path, out: Path) -> None:
    arrays = [pa.array([1, 2]), pa.array(TEXTS[:2]), pa.array(["a", "b"])]
    path = tmp_path / "a.parquet"
    pq.write_table(pa.Table.from_arrays(arrays, names=["n", "text", "n"]), path)
    report = saring.clean(path, out, strip=False)
    assert report.documents_kept == 2
    assert pq.ParquetFile(out / "a.parquet").schema_arrow.names == ["n", "text", "n"]


@pytest.mark.parametrize("codec", ["NONE", "SNAPPY", "GZIP", "BROTLI", "LZ4", "ZSTD"])
def test_every_compression_is_read_and_kept(tmp_path: Path, out: Path, codec: str) -> None:
    if codec != "NONE" and not pa.Codec.is_available(codec.lower()):
        pytest.skip(f"this pyarrow has no {codec}")
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"text": TEXTS, "n": range(40)}), path, compression=codec)
    _, table = _clean(path, out)
    assert table["text"].to_pylist() == TEXTS
    written = pq.ParquetFile(out / "a.parquet").metadata.row_group(0).column(0).compression
    assert written == ("UNCOMPRESSED" if codec == "NONE" else codec)


_IDS: list[tuple[Any, Any]] = [
    (pa.array([decimal.Decimal("1.50"), decimal.Decimal("2.25")]), "1.50"),
    (pa.array([datetime.datetime(2026, 1, 2), None], pa.timestamp("us")), "2026-01-02T00:00:00"),
    (pa.array([1, 2], pa.timestamp("ns")), None),
    (pa.array([5, 6], pa.duration("ns")), None),
    (pa.array([b"\xff\x00", b"b"]), "�\0"),
    (pa.array([["a"], []]), ["a"]),
    (pa.array([{"x": 1}, None]), {"x": 1}),
    (pa.array([[("k", 1)], None], pa.map_(pa.string(), pa.int8())), [["k", 1]]),
    (pa.array([float("nan"), 1.5]), None),
    (pa.array([2**63, 2**64 - 1], pa.uint64()), 2**63),
    (pa.array([True, False]), True),
    (pa.array(["x", "y"]).dictionary_encode(), "x"),
    # Without a value in Python.
    (pa.array([[2**62], []], pa.list_(pa.timestamp("us"))), None),
    (pa.array([{"x": 2**62}, None], pa.struct([("x", pa.timestamp("us"))])), None),
    (pa.array([1, 2], pa.timestamp("us", "Nowhere/None")), None),
]


@pytest.mark.parametrize(("column", "first"), _IDS, ids=[str(column.type) for column, _ in _IDS])
def test_an_id_of_any_type_is_written_as_json(
    tmp_path: Path, out: Path, column: Any, first: Any
) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"text": [OTHER, "---"], "id": column}), path)
    report = saring.clean(path, out)
    assert (report.documents_kept, report.removed["empty"]) == (1, 1)
    assert pq.read_table(out / "a.parquet")["id"].type == column.type
    saring.clean(path, out, min_chars=100_000, overwrite=True)
    entry = next(entry for entry in removed(out) if entry["kind"] == "document")
    if first is not None:
        assert entry["id"] == first


@pytest.mark.parametrize(
    "table",
    [
        pa.table({"text": pa.array([], pa.string())}),
        pa.schema([("text", pa.string())]).empty_table(),
    ],
    ids=["no_rows", "no_groups"],
)
def test_a_file_without_rows_comes_out_without_rows(tmp_path: Path, out: Path, table: Any) -> None:
    path = tmp_path / "a.parquet"
    with pq.ParquetWriter(path, table.schema) as writer:
        if table.num_columns:
            writer.write_table(table)
    report, result = _clean(path, out)
    assert (report.documents_read, report.quarantined, result.num_rows) == (0, 0, 0)


def _groups(path: Path) -> list[int]:
    """How many rows each row group has."""
    metadata = pq.ParquetFile(path).metadata
    return [metadata.row_group(group).num_rows for group in range(metadata.num_row_groups)]


def test_row_groups_stay_whatever_the_size_of_a_batch(tmp_path: Path, out: Path) -> None:
    rows = 2 * parquet.MAX_ROWS + 100
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"text": [OTHER] * (rows + 300)}), path, row_group_size=rows)
    assert _groups(path) == [rows, 300]
    _clean(path, out)
    assert _groups(out / "a.parquet") == [rows, 300]


def test_a_row_group_of_which_no_row_is_kept_is_left_out(tmp_path: Path, out: Path) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"text": [OTHER, "--", "--", OTHER]}), path, row_group_size=1)
    _clean(path, out)
    assert _groups(out / "a.parquet") == [1, 1]


@pytest.mark.parametrize("kind", ["no columns", "not parquet", "cut", "nul", "empty"])
def test_a_file_that_cannot_be_read_is_quarantined_and_the_others_are_written(
    tmp_path: Path, out: Path, kind: str
) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"text": TEXTS}), path)
    if kind == "no columns":
        pq.write_table(pa.table({"text": TEXTS}).select([]), path)
    data = path.read_bytes()
    path.write_bytes(
        {
            "no columns": data,
            "not parquet": b"this is no Parquet file at all",
            "cut": data[: len(data) * 2 // 3],
            "nul": bytes(len(data)),
            "empty": b"",
        }[kind]
    )
    (tmp_path / "b.txt").write_text(OTHER)
    report, stderr = clean(*sorted(tmp_path.glob("*.*")), "-o", out, code=1)
    assert [entry["file"] for entry in quarantine(out)] == ["a.parquet"]
    assert "a.parquet: " in stderr
    assert (out / "b.txt").read_text() == OTHER
    assert not (out / "a.parquet").exists()
    assert report["documents"]["kept"] == 1


@pytest.mark.parametrize("column", [0, 1], ids=["text", "other"])
def test_damage_in_a_row_group_leaves_the_other_groups(
    tmp_path: Path, out: Path, column: int
) -> None:
    path = tmp_path / "a.parquet"
    table = pa.table({"text": TEXTS, "n": [f"nomor {number}" for number in range(40)]})
    pq.write_table(table, path, row_group_size=10, compression="zstd")
    _damage(path, 2, column)
    report, result = _clean(path, out)
    assert result.to_pylist() == table.to_pylist()[:20] + table.to_pylist()[30:]
    (entry,) = quarantine(out)
    assert entry["reason"].startswith("rows 20 to 29 cannot be read: ")
    assert (report.documents_read, report.quarantined) == (30, 1)


def test_a_temporary_file_that_cannot_be_written_ends_the_run(
    tmp_path: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"text": TEXTS}), path)
    for name in ("rows_path", "schema_path"):
        with monkeypatch.context() as patch:
            patch.setattr(parquet, name, lambda source, scratch: Path("/dev/full"))
            with pytest.raises(OSError, match="No space left"):
                saring.clean(path, out)
        assert not out.exists()


def test_a_file_that_is_replaced_by_another_is_read_from_one_of_them(
    tmp_path: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"text": TEXTS}), path)
    pq.write_table(pa.table({"text": pa.array(TEXTS[:3], pa.large_string())}), tmp_path / "b")
    real = parquet.why_unusable
    opened = []

    def replace(schema: Any, options: Any) -> Any:
        opened.append(schema)
        (tmp_path / "b").replace(path)
        return real(schema, options)

    monkeypatch.setattr(parquet, "why_unusable", replace)
    report = saring.clean(path, out)
    assert len(opened) == 1
    assert (report.documents_kept, report.quarantined) == (0, 1)
    assert quarantine(out)[0]["problem"] == "source_changed"
    assert not (out / "a.parquet").exists()


def test_a_file_that_is_replaced_after_it_was_read_comes_out_as_it_was(
    tmp_path: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"text": TEXTS, "n": range(40)}), path)
    (tmp_path / "b.txt").write_text(OTHER)
    from saring.runs import run

    real = run.find_copies

    def swap(*arguments: Any) -> Any:
        pq.write_table(pa.table({"text": ["Lain"]}), path)
        return real(*arguments)

    monkeypatch.setattr(run, "find_copies", swap)
    report = saring.clean([path, tmp_path / "b.txt"], out, dedup=False, strip=False)
    assert report.quarantined == 0
    table = pq.read_table(out / "a.parquet")
    assert (table["text"].to_pylist(), table["n"].to_pylist()) == (TEXTS, list(range(40)))
    assert (out / "b.txt").read_text() == OTHER


@pytest.mark.parametrize("kind", ["new", "string", "dictionary", "large_string"])
def test_the_language_is_written_to_a_column(tmp_path: Path, out: Path, kind: str) -> None:
    columns = {"text": pa.array([OTHER, ARTICLE]), "n": pa.array([1, 2])}
    if kind != "new":
        column = pa.array(["?", None])
        columns["lang"] = (
            column.dictionary_encode() if kind == "dictionary" else column.cast(getattr(pa, kind)())
        )
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table(columns), path)
    saring.clean(path, out, lang_field="lang")
    result = pq.read_table(out / "a.parquet")
    assert result["lang"].to_pylist() == ["ind_Latn", "ind_Latn"]
    assert result["n"].to_pylist() == [1, 2]
    if kind != "new":
        assert result.schema.field("lang").type == columns["lang"].type


def test_a_column_of_numbers_is_not_overwritten_by_the_language(tmp_path: Path, out: Path) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"text": TEXTS, "n": range(40)}), path)
    saring.clean(path, out, lang_field="n")
    assert "not int64" in quarantine(out)[0]["reason"]
    for name in ("text", "id", "url"):
        with pytest.raises(UsageError, match="lang_field"):
            saring.clean(path, tmp_path / "no", lang_field=name)
    assert not (tmp_path / "no").exists()


@pytest.mark.parametrize("kind", [None, pa.int32(), pa.uint64()])
def test_the_size_of_clusters_is_written_to_a_column(tmp_path: Path, out: Path, kind: Any) -> None:
    columns = {"text": pa.array([OTHER, ARTICLE, OTHER.upper()]), "m": pa.array([1, 2, 3])}
    if kind is not None:
        columns["n"] = pa.array([7, None, 9], kind)
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table(columns), path)
    saring.clean(path, out, cluster_size_field="n", lang_field="lang", keep="first", strip=False)
    result = pq.read_table(out / "a.parquet")
    assert result.select(["m", "n", "lang"]).to_pydict() == {
        "m": [1, 2],
        "n": [2, 1],
        "lang": ["ind_Latn", "ind_Latn"],
    }
    assert result.schema.field("n").type == (kind or pa.int64())


@pytest.mark.parametrize("column", [pa.array(["a"] * 40), pa.array([1] * 40, pa.int16())])
def test_a_column_that_cannot_hold_sizes_is_not_overwritten(
    tmp_path: Path, out: Path, column: Any
) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"text": TEXTS, "n": column}), path)
    saring.clean(path, out, cluster_size_field="n")
    assert f"not {column.type}" in quarantine(out)[0]["reason"]


def test_the_language_is_written_to_records_pages_and_no_lines(tmp_path: Path, out: Path) -> None:
    record = json.dumps({"id": 1, "text": OTHER}).encode()
    (tmp_path / "a.jsonl").write_bytes(record + b"\n")
    (tmp_path / "b.txt").write_text(OTHER.split("\n")[1] + "\n")
    page = "<html><body><article>" + "".join(f"<p>{line}</p>" for line in ARTICLE.split("\n"))
    (tmp_path / "c.html").write_text(page)
    saring.clean(
        sorted(tmp_path.glob("*.*")), out, lang_field='b"<', lines=True, dedup=False, strip=False
    )
    assert read_jsonl(out / "a.jsonl") == [{"id": 1, "text": OTHER, 'b"<': "ind_Latn"}]
    assert (out / "b.txt").read_text() == OTHER.split("\n")[1] + "\n"
    assert '<meta name="b&quot;&lt;" content="ind_Latn">' in (out / "c.html").read_text()


def test_a_file_whose_name_is_not_utf8_is_read_and_written(tmp_path: Path, out: Path) -> None:
    name = os.fsdecode(b"caf\xe9.parquet")
    with open(tmp_path / name, "wb") as file:
        pq.write_table(pa.table({"text": TEXTS}), file)
    clean(tmp_path / name, "-o", out, "--no-dedup")
    with open(out / name, "rb") as file:
        assert pq.read_table(file).num_rows == 40


def test_a_file_damaged_in_whatever_byte_costs_no_other_file(tmp_path: Path, out: Path) -> None:
    crawl = tmp_path / "crawl"
    crawl.mkdir()
    table = pa.table({"text": TEXTS[:2], "u": ["a", "b"], "l": [["a"], []]})
    pq.write_table(table, crawl / "sound.parquet", compression="NONE")
    sound = (crawl / "sound.parquet").read_bytes()
    # For some bytes pyarrow would end the process, or take values from behind a dictionary.
    for at in range(4, len(sound) - 8):
        if at > 4 + 250 and at < len(sound) - 8 - int.from_bytes(sound[-8:-4], "little"):
            continue
        data = bytearray(sound)
        data[at] = (data[at] + 0x10) % 256
        (crawl / f"{at}.parquet").write_bytes(data)
    (crawl / "z.txt").write_text(ARTICLE)
    report, _ = clean(crawl, "-o", out, "--no-dedup", "--quiet", code=1)
    rows = {row["file"]: row for row in report["files"]}
    assert (rows["sound.parquet"]["kept"], rows["z.txt"]["kept"]) == (2, 1)


def _kinds_of_text() -> list[pa.DataType]:
    kinds = [pa.string(), pa.large_string(), pa.binary(), pa.large_binary()]
    kinds += [pa.dictionary(pa.int32(), kind) for kind in (pa.string(), pa.binary())]
    for name in ("string_view", "binary_view"):
        if hasattr(pa, name):
            kinds.append(getattr(pa, name)())
    return kinds


@pytest.mark.parametrize("kind", _kinds_of_text(), ids=str)
def test_text_is_read_from_columns_of_every_layout(
    tmp_path: Path, out: Path, kind: pa.DataType
) -> None:
    value_kind = kind.value_type if pa.types.is_dictionary(kind) else kind
    is_bytes = "binary" in str(value_kind)
    values = [text.encode() if is_bytes else text for text in [*TEXTS, TEXTS[0]]]
    array = pa.array(values, value_kind)
    if pa.types.is_dictionary(kind):
        array = array.dictionary_encode().cast(kind)
    table = pa.table({"id": range(len(values)), "text": array})
    pq.write_table(table, tmp_path / "a.parquet")
    report = saring.clean(tmp_path / "a.parquet", out, strip=False)
    written = pq.read_table(out / "a.parquet")
    assert written.schema == pq.read_table(tmp_path / "a.parquet").schema
    assert report.removed["duplicate"] == 1
    texts = [value.decode() if is_bytes else value for value in written["text"].to_pylist()]
    assert texts == TEXTS


def test_bytes_that_are_no_utf8_are_repaired(tmp_path: Path, out: Path) -> None:
    table = pa.table({"text": pa.array([b"caf\xe9 buka"], pa.binary())})
    pq.write_table(table, tmp_path / "a.parquet")
    report = saring.clean(tmp_path / "a.parquet", out, strip=False)
    assert report.data["problems"] == {"invalid_utf8": 1}
    assert pq.read_table(out / "a.parquet")["text"].to_pylist() == ["caf\ufffd buka".encode()]


def test_dotted_names_lead_into_structs(tmp_path: Path, out: Path) -> None:
    rows = [
        {"doc": {"n": n, "body": {"text": text, "m": [n]}}, "meta": {"id": f"x{n}", "url": None}}
        for n, text in enumerate([*TEXTS, TEXTS[1]])
    ]
    table = pa.table({name: [row[name] for row in rows] for name in ("doc", "meta")})
    pq.write_table(table, tmp_path / "a.parquet", row_group_size=2)
    fields = {"text_field": "doc.body.text", "id_field": "meta.id", "site_field": "meta.url"}
    report = saring.clean(tmp_path / "a.parquet", out, **fields, lang_field="lang")
    written = pq.read_table(out / "a.parquet")
    assert written.drop_columns("lang").schema == table.schema
    clean_texts = [saring.strip(text).text for text in TEXTS]
    kept = written.to_pylist()
    assert [row["doc"]["body"]["text"] for row in kept] == clean_texts
    assert [row["doc"]["n"] for row in kept] == [row["doc"]["body"]["m"][0] for row in kept]
    assert report.removed["duplicate"] == 1
    (copy,) = (e for e in removed(out) if e.get("reason") == "duplicate")
    assert (copy["id"], copy["record"], copy["kept"]["id"]) == (f"x{len(TEXTS)}", len(TEXTS), "x1")


def test_a_struct_that_is_null_has_no_text_and_a_whole_name_comes_first(
    tmp_path: Path, out: Path
) -> None:
    table = pa.table({"a": [{"text": TEXTS[0]}, None, {"text": None}], "n": [1, 2, 3]})
    pq.write_table(table, tmp_path / "a.parquet")
    report = saring.clean(tmp_path / "a.parquet", out / "a", text_field="a.text", strip=False)
    assert report.quarantined == 2
    assert pq.read_table(out / "a" / "a.parquet").to_pylist() == [{"a": {"text": TEXTS[0]}, "n": 1}]
    table = table.append_column("a.text", pa.array([TEXTS[1]] * 3))
    pq.write_table(table, tmp_path / "b.parquet")
    saring.clean(tmp_path / "b.parquet", out / "b", text_field="a.text", dedup=False, strip=False)
    assert pq.read_table(out / "b" / "b.parquet")["a.text"].to_pylist() == [TEXTS[1]] * 3
    report = saring.clean(tmp_path / "a.parquet", out / "c", text_field="n.text")
    assert report.data["problems"] == {"no_text": 1}
    assert "no column 'n.text' (columns: 'a', 'n')" in report.data["warnings"][0]["reason"]
