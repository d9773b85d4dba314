"""saring.clean(signals=True): signals in every format that can hold them."""

from __future__ import annotations

import csv
import html
import json
import re
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import saring
import saring.quality
from saring import UsageError

TEXTS = [
    "Para petani di desa itu memanen padi lebih awal tahun ini.\nHujan turun di kota.",
    "Harga beras naik lagi pada awal bulan ini, kata kepala pasar.",
    "12 345",
]
COLUMNS = [f"signals.{name}" for name in saring.quality.NAMES]


def wanted(text: str, lang: str) -> dict[str, Any]:
    return saring.signals(text, lang)


def rounded(values: dict[str, Any]) -> dict[str, Any]:
    return {k: None if v is None else pytest.approx(v, abs=6e-5) for k, v in values.items()}


LANGS = ["ind_Latn", "ind_Latn", "zxx"]


def test_records_get_an_object(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    records = [{"text": text, "signals": 1 if n else {}} for n, text in enumerate(TEXTS)]
    path.write_text("".join(json.dumps(r) + "\n" for r in records), encoding="utf-8")
    saring.clean(
        path, tmp_path / "out", signals=True, lang_field="lang", cluster_size_field="n", strip=False
    )
    lines = (tmp_path / "out" / "a.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(lines) == len(TEXTS)
    for line, text, lang in zip(lines, TEXTS, LANGS, strict=True):
        record = json.loads(line)
        assert list(record) == ["text", "signals", "lang", "n"]
        assert record["lang"] == lang
        assert list(record["signals"]) == list(saring.quality.NAMES)
        assert record["signals"] == rounded(wanted(text, lang))
        assert len(re.findall('"signals"', line)) == 1


@pytest.mark.parametrize("suffix", ["parquet", "arrow"])
def test_tables_get_columns(tmp_path: Path, suffix: str) -> None:
    table = pa.table({"text": TEXTS, "n": [1, 2, 3]})
    path = tmp_path / f"a.{suffix}"
    if suffix == "parquet":
        pq.write_table(table, path)
    else:
        with pa.ipc.new_file(path, table.schema) as file:
            file.write_table(table)
    # A second run replaces the columns of the first one.
    for out in ("one", "two"):
        saring.clean(path, tmp_path / out, signals=True, strip=False)
        path = tmp_path / out / f"a.{suffix}"
        found = pq.read_table(path) if suffix == "parquet" else pa.ipc.open_file(path).read_all()
        assert found.column_names == ["text", "n", *COLUMNS]
        assert found.schema.field("signals.words").type == pa.int64()
        for row, (text, lang) in enumerate(zip(TEXTS, LANGS, strict=True)):
            for name, value in wanted(text, lang).items():
                assert found[f"signals.{name}"][row].as_py() == value, name


def test_a_column_of_another_type_is_not_replaced(tmp_path: Path) -> None:
    pq.write_table(
        pa.table({"text": TEXTS, "signals.words": ["a", "b", "c"]}), tmp_path / "a.parquet"
    )
    report = saring.clean(tmp_path / "a.parquet", tmp_path / "out", signals=True)
    (problem,) = report.data["warnings"]
    assert "the column 'signals.words' must hold int64 for signals, not string" in problem["reason"]


def test_rows_of_csv_get_columns(tmp_path: Path) -> None:
    with open(tmp_path / "a.csv", "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["n", "text", "signals.lines"])
        writer.writerows([n, text, "old"] for n, text in enumerate(TEXTS))
    saring.clean(tmp_path / "a.csv", tmp_path / "out", signals=True, strip=False)
    with open(tmp_path / "out" / "a.csv", newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert set(rows[0]) == {"n", "text", *COLUMNS}
    for row, text, lang in zip(rows, TEXTS, LANGS, strict=True):
        for name, value in wanted(text, lang).items():
            cell = row[f"signals.{name}"]
            if value is None:
                assert cell == ""
            else:
                assert float(cell) == pytest.approx(value, abs=6e-5)
        assert row["signals.words"] == str(wanted(text, lang)["words"])


def test_pages_get_a_meta_element(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(f"<article><p>{TEXTS[0]}</p></article>", encoding="utf-8")
    saring.clean(tmp_path / "a.html", tmp_path / "out", signals=True)
    page = (tmp_path / "out" / "a.html").read_text(encoding="utf-8")
    match = re.search('<meta name="signals" content="([^"]*)">', page)
    assert match is not None
    assert json.loads(html.unescape(match[1]))["words"] == 15


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.wet"])
def test_files_without_a_place_for_them_are_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(TEXTS[0], encoding="utf-8")
    with pytest.raises(UsageError, match=f"'{name}' is a .* file, which has no place for signals"):
        saring.clean(tmp_path / name, tmp_path / "out", signals=True)
    assert not (tmp_path / "out" / name).exists()


def test_signals_do_not_replace_what_is_read(tmp_path: Path) -> None:
    for field in ("text_field", "id_field", "lang_field", "cluster_size_field"):
        for value in ("signals", "signals.words"):
            options: dict[str, Any] = {field: value}
            with pytest.raises(
                UsageError, match=f"{field} is '{value}', where signals are written"
            ):
                saring.clean(tmp_path, tmp_path / "out", signals=True, **options)


def test_nothing_is_added_without_the_option(tmp_path: Path) -> None:
    line = json.dumps({"text": TEXTS[0]}) + "\n"
    (tmp_path / "a.jsonl").write_text(line, encoding="utf-8")
    saring.clean(tmp_path / "a.jsonl", tmp_path / "out", where="words > 1", strip=False)
    assert (tmp_path / "out" / "a.jsonl").read_text(encoding="utf-8") == line
