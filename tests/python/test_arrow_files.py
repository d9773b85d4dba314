"""Arrow IPC files, streams and Feather through `saring.clean`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.feather
import pytest
from saring_cli import ARTICLE, OTHER, clean, quarantine, removed

import saring

RECORDS = [
    {"id": n, "text": (ARTICLE, OTHER)[n % 2], "meta": {"n": [n], "when": None}, "kind": "berita"}
    for n in range(4)
]


def table() -> pa.Table:
    """Some rows with columns of several kinds."""
    made = pa.Table.from_pylist(RECORDS)
    at = made.schema.get_field_index("kind")
    made = made.set_column(at, "kind", made["kind"].dictionary_encode())
    return made.replace_schema_metadata({"asal": "kabar"})


def write(path: Path, rows: pa.Table, form: str, max_rows: int = 3) -> Path:
    """Write rows in batches."""
    if form == "feather":
        pyarrow.feather.write_feather(rows, str(path))
    else:
        new = pa.ipc.new_file if form == "file" else pa.ipc.new_stream
        with new(str(path), rows.schema) as writer:
            writer.write_table(rows, max_rows)
    return path


def read(path: Path, form: str) -> pa.Table:
    """Read a file back."""
    with open(path, "rb") as file:
        return (pa.ipc.open_stream if form == "stream" else pa.ipc.open_file)(file).read_all()


@pytest.mark.parametrize(
    ("name", "form"), [("a.arrow", "file"), ("a.arrow", "stream"), ("a.feather", "feather")]
)
def test_rows_stay_as_they_were_and_texts_are_cleaned(tmp_path: Path, name: str, form: str) -> None:
    path = write(tmp_path / name, table(), form)
    clean(path, "-o", tmp_path / "as is", "--no-strip", "--no-dedup")
    assert read(tmp_path / "as is" / name, form).equals(table(), check_metadata=True)
    out = tmp_path / "out"
    report, _ = clean(path, "-o", out, "--lang-field", "lang", "--cluster-size-field", "copies")
    written = read(out / name, form).to_pylist()
    assert [row["id"] for row in written] == [0, 1]
    assert [row["copies"] for row in written] == [2, 2]
    assert {row["lang"] for row in written} == {"ind_Latn"}
    assert [row["meta"] for row in written] == [record["meta"] for record in RECORDS[:2]]
    assert report["documents"]["removed"]["duplicate"] == 2
    entries = [e for e in removed(out) if e["record"] == 0 and e["kind"] != "document"]
    text = written[0]["text"]
    for entry in sorted(entries, key=lambda entry: entry["start"]):
        before, after = entry.get("before", ""), entry.get("after", "")
        at = entry["start"] - len(before)
        text = text[:at] + before + entry["text"] + after + text[at:]
    assert text == ARTICLE


@pytest.mark.parametrize("form", ["file", "stream"])
def test_texts_of_other_layouts_and_in_structs(tmp_path: Path, form: str) -> None:
    texts = [ARTICLE, OTHER]
    columns: dict[str, Any] = {
        "large": pa.array(texts, pa.large_string()),
        "bytes": pa.array([text.encode() for text in texts]),
        "inner": pa.array([{"text": text} for text in texts]),
    }
    for name, column in columns.items():
        path = write(tmp_path / f"{name}.arrow", pa.table({name: column}), form)
        field = "inner.text" if name == "inner" else name
        report = saring.clean(path, tmp_path / name, text_field=field, strip=False)
        assert report.documents_kept == 2
        assert read(tmp_path / name / path.name, form)[name].combine_chunks().equals(column)


@pytest.mark.parametrize("form", ["file", "stream"])
@pytest.mark.parametrize("field", ["text", "inner.text"])
def test_dictionaries_of_texts_are_read_and_the_columns_beside_them_stay(
    tmp_path: Path, form: str, field: str
) -> None:
    coded = pa.array([ARTICLE, OTHER, None, ARTICLE]).dictionary_encode()
    if field == "inner.text":
        coded = pa.StructArray.from_arrays([coded, pa.array([1, 2, 3, 4])], ["text", "n"])
    kinds = pa.array(["berita", "cerita", "berita", "puisi"]).dictionary_encode()
    langs = pa.array(["x", "y", "x", "x"]).dictionary_encode()
    given = pa.table({field.partition(".")[0]: coded, "kind": kinds, "lang": langs})
    path = write(tmp_path / "coded.arrow", given, form)
    saring.clean(path, tmp_path / "out", text_field=field, lang_field="lang", dedup=False)
    written = read(tmp_path / "out" / "coded.arrow", form)
    assert written["kind"].to_pylist() == ["berita", "cerita", "puisi"]
    assert pa.types.is_dictionary(written.schema.field("kind").type)
    rows = written.to_pylist()
    if field == "inner.text":
        assert [row["inner"]["n"] for row in rows] == [1, 2, 4]
    texts = [row["text"] if field == "text" else row["inner"]["text"] for row in rows]
    assert texts[0] == texts[2] == saring.strip(ARTICLE).text
    assert [row["lang"] for row in rows] == ["ind_Latn"] * 3
    kind = written.schema.field("lang").type
    assert pa.types.is_dictionary(kind) == (form == "stream")


def test_bytes_that_are_no_utf8_are_repaired_and_nulls_set_aside(tmp_path: Path) -> None:
    column = pa.array([b"caf\xe9 buka", None, OTHER.encode()], pa.binary()).view(pa.string())
    write(tmp_path / "a.arrow", pa.table({"text": column}), "file")
    report = saring.clean(tmp_path / "a.arrow", tmp_path / "out", strip=False)
    assert report.data["problems"] == {"invalid_utf8": 1, "no_text": 1}
    assert report.documents_kept == 2


@pytest.mark.parametrize("form", ["file", "stream"])
def test_damaged_files_are_quarantined(tmp_path: Path, form: str) -> None:
    whole = write(tmp_path / "whole.arrow", table(), form).read_bytes()
    (tmp_path / "cut.arrow").write_bytes(whole[: len(whole) * 2 // 3])
    (tmp_path / "empty.arrow").write_bytes(b"")
    (tmp_path / "text.arrow").write_bytes(b"Hujan turun di kota kami sejak pagi.")
    inputs = [tmp_path / f"{name}.arrow" for name in ("cut", "empty", "text", "whole")]
    report, _ = clean(*inputs, "-o", tmp_path / "out", "--no-dedup", code=1)
    assert report["documents"]["kept"] >= 4
    assert {(e["file"], e["problem"]) for e in quarantine(tmp_path / "out")} == {
        (f"{name}.arrow", "not_arrow") for name in ("cut", "empty", "text")
    }


def test_places_that_lead_out_of_a_batch_are_damage(tmp_path: Path) -> None:
    offsets = pa.array([0, 900_000, 5], pa.int32()).buffers()[1]
    column = pa.Array.from_buffers(pa.string(), 2, [None, offsets, pa.py_buffer(b"x" * 10)])
    write(tmp_path / "a.arrow", pa.table({"text": column}), "file")
    report = saring.clean(tmp_path / "a.arrow", tmp_path / "out")
    assert report.data["problems"] == {"not_arrow": 1}


@pytest.mark.parametrize("size", ["1", "4M"])
def test_the_output_does_not_depend_on_batches(tmp_path: Path, size: str) -> None:
    write(tmp_path / "a.arrow", pa.concat_tables([table()] * 9), "stream")
    saring.clean(tmp_path / "a.arrow", tmp_path / "reference")
    clean(tmp_path / "a.arrow", "-o", tmp_path / size, "--chunk-size", size, "-j", "2")
    for name in ("a.arrow", "removed.jsonl.zst"):
        assert (tmp_path / size / name).read_bytes() == (tmp_path / "reference" / name).read_bytes()
