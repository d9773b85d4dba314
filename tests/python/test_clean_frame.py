"""`saring.clean_frame`: the same as `saring clean` over files, for frames of every library."""

from __future__ import annotations

import inspect
import json
import pickle
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import saring
from saring.errors import UsageError
from saring.runs.options import CleanOptions

# Written for this test.
SENTENCES = (
    "Warga membersihkan sungai kecil di belakang pasar sejak pagi, kata ketua kelompok mereka.",
    "Kapal nelayan kembali ke pelabuhan setelah angin kencang reda pada Senin.",
    "The village school received forty new desks, and the old ones were given to the library.",
    "Harga cabai naik sedikit karena hujan turun terus selama dua minggu di lereng gunung itu.",
)
PAGE = (
    "<html lang=id><head><title>Sungai | Kabar</title><meta name=author content='Rina Wati'></head>"
    "<body><nav><a href=/>Beranda</a></nav><article><h1>Sungai Dibersihkan Warga</h1>"
    + "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)
    + "</article></body></html>"
)


def records(count: int = 60) -> list[dict[str, Any]]:
    """Articles of three sites with their phrases, copies, and rows without text."""
    rng = random.Random(5)
    rows: list[dict[str, Any]] = []
    for n in range(count):
        lines = [f"{rng.choice(SENTENCES)} {rng.random()}" for _ in range(5)]
        site = f"www.a{n % 3}.example"
        text = "\n".join([f"Berita nomor {n}", *lines, "Bagikan", f"Hubungi redaksi a{n % 3}"])
        date = f"2024-05-{1 + n % 28:02d}"
        rows.append({"id": n, "url": f"https://{site}/{n}", "text": text, "date": date, "n": n * n})
    rows[7]["text"] = rows[3]["text"]
    rows[20]["text"] = rows[3]["text"].upper()
    rows[30]["text"] = None
    rows[31]["text"] = "Bagikan"
    return rows


def datasets_of(rows: list[dict[str, Any]]) -> Any:
    return pytest.importorskip("datasets").Dataset.from_list(rows)


KINDS: dict[str, Callable[[list[dict[str, Any]]], Any]] = {
    "dicts": lambda rows: rows,
    "pandas": lambda rows: pd.DataFrame(rows, index=[f"r{row['id']}" for row in rows]),
    "pandas with one label": lambda rows: pd.DataFrame(rows, index=[1] * len(rows)),
    "pandas arrow": lambda rows: pd.DataFrame(rows).convert_dtypes(dtype_backend="pyarrow"),
    "pandas category": lambda rows: pd.DataFrame(rows).astype({"text": "category"}),
    "polars": pl.DataFrame,
    "arrow": pa.Table.from_pylist,
    "arrow batch": pa.RecordBatch.from_pylist,
    "datasets": datasets_of,
}


def rows_of(frame: Any) -> list[dict[str, Any]]:
    """Rows of any frame, missing values as None."""
    if isinstance(frame, pd.DataFrame):
        return pa.Table.from_pandas(frame, preserve_index=False).to_pylist()
    if isinstance(frame, pl.DataFrame):
        return frame.to_dicts()
    if isinstance(frame, pa.Table):
        return frame.to_pylist()
    return list(frame)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """What `saring.clean` makes of the same records: its table and report."""
    folder = tmp_path_factory.mktemp("run")
    path = folder / "in.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in records()), encoding="utf-8")
    report = saring.clean(path, folder / "out", to="all.parquet", signals=True)
    return pq.read_table(folder / "out" / "all.parquet").to_pylist(), report.data


@pytest.mark.parametrize("kind", KINDS)
def test_it_gives_what_clean_gives(kind: str, run: Any) -> None:
    expected, data = run
    given = KINDS[kind](records())
    cleaned = saring.clean_frame(given, signals=True)
    found = rows_of(cleaned.frame)
    assert len(expected) < 58
    same = [name for name in expected[0] if name not in ("id", "url", "date", "source")]
    assert [{name: row[name] for name in same} for row in found] == [
        {name: row[name] for name in same} for row in expected
    ]
    assert [str(row["id"]) for row in found] == [row["id"] for row in expected]
    assert [row["n"] for row in found] == [row["record"] ** 2 for row in found]
    for name in ("documents", "characters", "languages", "roles"):
        assert cleaned.report.data[name] == data[name]
    assert type(cleaned.frame) is type(given) or kind == "arrow batch"
    assert type(cleaned.removed) is type(cleaned.frame)
    if isinstance(given, pd.DataFrame):
        kept = [row["record"] for row in found]
        assert cleaned.frame.index.equals(given.index[kept])
        assert cleaned.frame.n.dtype == given.n.dtype


def test_what_was_removed_is_a_frame() -> None:
    cleaned = saring.clean_frame(pd.DataFrame(records()), keep="first")
    removed = cleaned.removed.set_index("record")
    documents = removed[removed.kind == "document"]
    assert documents.reason.to_dict() == {
        7: "duplicate",
        20: "duplicate",
        30: "no_text",
        31: "empty",
    }
    assert documents.copy_of.dropna().to_dict() == {7: 3, 20: 3}
    assert documents.relation[7] == "exact"
    assert documents.similarity[7] == 1
    lines = removed[removed.kind == "line"]
    assert (lines.role == "share").sum() >= 50
    texts = [row["text"] for row in records()]
    for row in lines.reset_index().itertuples():
        assert texts[row.record][int(row.start) : int(row.end)] == row.text
    assert cleaned.report.removed["duplicate"] == 2
    assert cleaned.report.quarantined == 1
    assert repr(cleaned) == (
        "CleanedFrame: 56 of 60 rows kept, removed 1 empty, 2 duplicate, 1 not read"
    )
    assert "documents kept" in cleaned._repr_html_()
    assert cleaned.report.outputs == []
    assert cleaned.report.to_dict()["run"]["command"] == "saring.clean_frame(frame, keep='first')"
    assert "out=" not in repr(cleaned.report)
    again = pickle.loads(pickle.dumps(cleaned))
    assert again.frame.equals(cleaned.frame)


def test_what_repeats_on_a_site_is_counted_over_the_frame() -> None:
    rows = [
        {
            "url": f"https://ellery.example/{n}",
            "text": f"Street {n} is repaired\nWork on street {n} began, the mayor said.\n"
            "Write to us about your street",
        }
        for n in range(1, 6)
    ]
    found = saring.clean_frame(rows, dedup=False).removed
    assert {row["rule"] for row in found} >= {"site.line"}
    for options in ({"profile": "none"}, {"site": "text"}):
        without = saring.clean_frame(rows, dedup=False, **options).removed
        assert "site.line" not in {row["rule"] for row in without}


def test_columns_are_named() -> None:
    frame = pd.DataFrame(records()).rename(columns={"text": "isi", "id": "nomor", "url": "host"})
    cleaned = saring.clean_frame(frame, "isi", id="nomor", site="host", keep="first")
    plain = saring.clean_frame(records(), keep="first").frame
    assert cleaned.frame.text.tolist() == [row["text"] for row in plain]
    assert cleaned.frame.isi.tolist() == frame.isi[cleaned.frame.record].tolist()
    assert cleaned.frame.id.tolist() == [str(n) for n in cleaned.frame.nomor]
    assert cleaned.frame.site.tolist() == [row["site"] for row in plain]
    without = saring.clean_frame(frame, "isi", profile="none")
    assert not without.removed.rule.dropna().str.startswith("site.").any()
    assert without.frame.id.isna().all()


def test_columns_of_the_result_replace_those_of_an_earlier_one() -> None:
    once = saring.clean_frame(pl.DataFrame(records()), signals=True)
    twice = saring.clean_frame(once.frame, signals=True)
    assert twice.frame.columns == once.frame.columns
    assert twice.frame["text"].to_list() == once.frame["text"].to_list()
    assert twice.frame["record"].to_list() == list(range(len(once.frame)))


def test_options_are_those_of_clean() -> None:
    rows = records()
    newest = saring.clean_frame(rows, keep="newest", keep_field="date").frame
    kept = {row["id"] for row in newest} & {3, 7, 20}
    assert kept == {20}
    copies = saring.clean_frame(rows, dedup=False)
    assert {row["cluster"] for row in copies.frame} == {None}
    assert saring.clean_frame(rows, where="words > 9999").report.removed["where"] > 50
    english = saring.clean_frame(rows, languages=["English"], min_confidence=0.1)
    assert {row["lang"] for row in english.frame} <= {"eng_Latn"}
    shown = inspect.signature(saring.clean_frame).parameters
    for name in shown.keys() - {"frame", "text", "html", "id", "site", "observer"}:
        assert shown[name].default == CleanOptions.__dataclass_fields__[name].default
    left_out = CleanOptions.__dataclass_fields__.keys() - shown.keys()
    assert {"text_field", "to", "overwrite", "report"} < left_out


def test_an_index_is_asked_and_filled(tmp_path: Path) -> None:
    index = tmp_path / "seen.saring"
    first = saring.clean_frame(records(), index=index)
    assert len(first.frame) == 56
    second = saring.clean_frame(records(), index=index)
    found = {row["in_index"] for row in second.removed if row["kind"] == "document"}
    assert "5" in found or len(second.frame) == 56  # a run that is made again gives the same
    other = saring.clean_frame([{"id": "new", "text": records()[5]["text"]}], index=index)
    assert other.frame == []
    assert [row["in_index"] for row in other.removed if row["kind"] == "document"] == ["5"]


def test_pages_are_extracted() -> None:
    pages = [PAGE, PAGE.encode(), "\ufeff" + PAGE, None, PAGE.encode("utf-16")]
    for frame in (pd.DataFrame({"page": pages}), [{"page": page} for page in pages]):
        cleaned = saring.clean_frame(frame, html="page", dedup=False)
        found = rows_of(cleaned.frame)
        assert [row["record"] for row in found] == [0, 1, 2, 4]
        assert {row["text"] for row in found} == {saring.extract(PAGE).text}
        assert {row["byline"] for row in found} == {"Rina Wati"}
        assert {row["title"] for row in found} == {"Sungai Dibersihkan Warga"}


@pytest.mark.parametrize(
    "texts",
    [
        pa.chunked_array([["satu dua", None], [], ["tiga empat"]]),
        pa.array(["x", "satu dua", None, "tiga empat", "y"]).slice(1, 3),
        pa.array(["satu dua", None, "tiga empat"]).dictionary_encode(),
        pa.array(["satu dua", None, "tiga empat"], pa.string_view()),
        pa.array([b"satu dua", None, b"tiga empat"], pa.binary_view()),
        pa.array(["satu dua", None, "tiga empat"], pa.large_string()),
    ],
    ids=["chunked", "sliced", "dictionary", "string_view", "binary_view", "large"],
)
def test_every_column_of_arrow_is_taken(texts: Any) -> None:
    table = pa.table({"text": texts, "n": [0, 1, 2]})
    cleaned = saring.clean_frame(table, min_chars=1)
    assert cleaned.frame["text"].to_pylist() == ["satu dua", "tiga empat"]
    assert cleaned.frame["n"].to_pylist() == [0, 2]
    from_polars = saring.clean_frame(pl.DataFrame(table))
    assert from_polars.frame["text"].to_list() == ["satu dua", "tiga empat"]


@pytest.mark.parametrize("kind", ["dicts", "pandas", "polars", "arrow", "datasets"])
def test_empty_frames_and_frames_of_which_nothing_is_kept(kind: str) -> None:
    rows = [{"id": n, "text": "Bagikan"} for n in range(6)]
    cleaned = saring.clean_frame(KINDS[kind](rows))
    assert len(cleaned.frame) == 0
    assert len(cleaned.removed) == 12
    if kind != "datasets":
        empty = saring.clean_frame(KINDS[kind](rows)[:0])
        assert len(empty.frame) == len(empty.removed) == 0


def test_odd_values_are_read() -> None:
    frame = pd.DataFrame(
        {
            "id": [1, "dua", None, 4.5],
            "text": ["satu \ud800 dua", b"tiga empat", np.nan, pd.NA],
            "tags": [["a"], None, {"b": 1}, 3],
        }
    )
    cleaned = saring.clean_frame(frame)
    assert cleaned.frame.text.tolist() == ["satu \ufffd dua", "tiga empat"]
    assert cleaned.frame.id.tolist() == [1, "dua"]
    assert cleaned.frame.tags.tolist() == [["a"], None]
    assert set(cleaned.removed.reason) == {"no_text"}


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: saring.clean_frame(records(), "txt"), UsageError, "frame has: id, url, text"),
        (lambda: saring.clean_frame(records(), id="x"), UsageError, "no column 'x'"),
        (lambda: saring.clean_frame(records(), keep_field="x", keep="best"), UsageError, "'x'"),
        (lambda: saring.clean_frame(records(), to="a.parquet"), TypeError, "'to'.*threshold"),
        (lambda: saring.clean_frame(records(), keep="x"), UsageError, "one of 'longest'"),
        (lambda: saring.clean_frame(records(), threshold=2), UsageError, "threshold"),
        (lambda: saring.clean_frame(pl.LazyFrame(records())), UsageError, r"collect\(\)"),
        (lambda: saring.clean_frame(pd.Series(["a"])), UsageError, "to_frame"),
        (lambda: saring.clean_frame("a.parquet"), UsageError, "not str"),
        (lambda: saring.clean_frame(["a"]), UsageError, "not list"),
        (lambda: saring.clean_frame([{"text": 3}]), TypeError, r"text\[0\].*got int"),
        (lambda: saring.clean_frame(pd.DataFrame({"a": [1]}), "a"), TypeError, "a: .*int64"),
        (lambda: saring.clean_frame(pl.DataFrame({"a": [1]}), "a"), TypeError, "a: .*int64"),
        (
            lambda: saring.clean_frame(pd.DataFrame([["a", "b"]], columns=["text", "text"])),
            UsageError,
            "one name",
        ),
        (
            lambda: saring.clean_frame(pa.table([["a"], ["b"]], names=["text", "text"])),
            UsageError,
            "one name, 'text'",
        ),
    ],
)
def test_what_cannot_be_cleaned_is_said(
    call: Callable[[], Any], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        call()


def test_features_of_a_dataset_stay() -> None:
    datasets = pytest.importorskip("datasets")
    features = datasets.Features(
        {"text": datasets.Value("string"), "topic": datasets.ClassLabel(names=["a", "b"])}
    )
    given = datasets.Dataset.from_dict(
        {"text": [row["text"] or "" for row in records(40)], "topic": [0, 1] * 20},
        features=features,
    ).select(range(39, -1, -1))
    cleaned = saring.clean_frame(given, keep="first")
    assert cleaned.frame.features["topic"] == features["topic"]
    assert cleaned.frame.column_names[:2] == ["text", "topic"]
    assert cleaned.frame[0]["topic"] == given[cleaned.frame[0]["record"]]["topic"]
    whole = datasets.DatasetDict({"train": given})
    with pytest.raises(UsageError, match="one of its splits"):
        saring.clean_frame(whole)
    with pytest.raises(UsageError, match="make a Dataset"):
        saring.clean_frame(given.to_iterable_dataset())


def test_many_rows() -> None:
    frame = pd.DataFrame({"text": [f"{n} {n * 7} {n * 13} {n % 11}" for n in range(19_999)]})
    frame.loc[19_999] = frame.loc[0]
    cleaned = saring.clean_frame(frame, strip=False)
    assert len(cleaned.frame) == 19_999
    assert cleaned.removed[["record", "copy_of"]].to_numpy().tolist() == [[19_999, 0]]
    assert cleaned.frame.record.to_numpy().tolist() == list(range(19_999))
