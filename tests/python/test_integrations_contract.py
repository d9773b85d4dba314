"""Every integration gives the answers of the plain functions, for every form of a column."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
import spacy
from datasets import Dataset, disable_progress_bars
from datatrove.data import Document
from spacy.tokens import Doc

import saring
import saring.integrations.datasets
import saring.integrations.datatrove
import saring.integrations.duckdb
import saring.integrations.pandas
import saring.integrations.polars
import saring.integrations.ray
import saring.integrations.spacy

disable_progress_bars()

Results = dict[str, dict[str, list[Any]]]
"""By function, by column."""

TEXTS = [
    "Warga desa memperbaiki jembatan bambu yang rusak pekan lalu.\nBagikan artikel ini",
    None,
    "The town opened the river walk on Friday after a year of repair.\nRead also:\nOld mill",
    "",
    "12:30 — 4,5 %",
    "the town opened the river walk on friday after a year of repair; read also: old mill",
    "Kuća je na brdu iznad grada 🏠",
]


def strings(texts: list[str | None]) -> pa.ChunkedArray:
    return pa.chunked_array([texts], pa.string())


CASES: dict[str, Callable[[], pa.ChunkedArray]] = {
    "nulls": lambda: strings([None, None, TEXTS[0], None]),
    "chunked": lambda: pa.chunked_array([TEXTS[:3], [], TEXTS[3:]], pa.string()),
    "sliced": lambda: strings(["x", *TEXTS, "y"]).slice(1, len(TEXTS)),
    "empty": lambda: strings([]),
    "dictionary": lambda: strings([*TEXTS, *TEXTS]).dictionary_encode(),
    "string_view": lambda: strings(TEXTS).cast(pa.string_view()),
    "100,000 rows": lambda: strings([f"Kabar {i} dari desa {i * 7}" for i in range(100_000)]),
}


def texts_in(column: pa.ChunkedArray) -> list[str]:
    return [text for text in column.to_pylist() if text is not None]


def plain(result: Any) -> dict[str, list[Any]]:
    return {name: result[name].to_pylist() for name in result.column_names}


@cache
def expected(case: str, skip_nulls: bool = False) -> Results:
    """What the plain functions say."""
    column = CASES[case]()
    if skip_nulls:
        column = pa.array(texts_in(column), pa.string())
    dups = saring.near_duplicates(column)
    names = ("keep", "cluster", "representative", "similarity", "relation", "cluster_size")
    stripped = saring.strip_batch(column)
    return {
        "detect": plain(saring.detect_batch(column)),
        "strip": plain(stripped),
        "detect after strip": plain(saring.detect_batch(stripped["text"])),
        "signals": plain(saring.signals_batch(column, "id")),
        "near_duplicates": {name: getattr(dups, name).to_pylist() for name in names},
    }


def in_pandas(column: pa.ChunkedArray) -> Results:
    index = pd.Index([f"row {i * 3 % 1000}" for i in range(len(column))])
    texts = pd.Series(pd.arrays.ArrowExtensionArray(column), index=index)
    frames = {
        "detect": texts.saring.detect(),
        "strip": texts.saring.strip(),
        "signals": texts.saring.signals(language="id"),
        "near_duplicates": texts.saring.near_duplicates(),
    }
    assert all(frame.index.equals(index) for frame in frames.values())
    return {
        function: {
            str(name): frame[name].astype(object).where(frame[name].notna(), None).tolist()
            for name in frame.columns
        }
        for function, frame in frames.items()
    }


def in_polars(column: pa.ChunkedArray) -> Results:
    text = pl.col("text").saring  # type: ignore[attr-defined]
    found = (
        pl.LazyFrame({"text": pl.Series(column)})
        .select(
            detect=text.detect(),
            strip=text.strip(),
            signals=text.signals(language="id"),
            near_duplicates=text.near_duplicates(),
        )
        .collect(engine="streaming")
    )
    return {x: found[x].struct.unnest().to_dict(as_series=False) for x in found.columns}


def in_polars_series(column: pa.ChunkedArray) -> Results:
    texts = pl.Series("text", column).saring  # type: ignore[attr-defined]
    found = {"detect": texts.detect(), "near_duplicates": texts.near_duplicates()}
    return {x: structs.struct.unnest().to_dict(as_series=False) for x, structs in found.items()}


def in_duckdb(column: pa.ChunkedArray) -> Results:
    with duckdb.connect() as connection:
        saring.integrations.duckdb.register(connection)
        connection.register("given", pa.table({"text": column}))
        found = connection.sql(
            "SELECT saring_detect(text) AS detect, saring_strip(text) AS strip, "
            "saring_signals(text, 'id') AS signals FROM given"
        ).to_arrow_table()
    return {
        name: {
            field.name: found[name].combine_chunks().field(field.name).to_pylist()
            for field in found.schema.field(name).type
        }
        for name in found.column_names
    }


def cleaned(table: pa.Table) -> Results:
    names = ("text", "title", "byline", "num_removed_lines", "needs_review")
    return {
        "strip": {name: table[name].to_pylist() for name in names},
        "detect after strip": {
            name: table[name].to_pylist() for name in ("lang", "confidence", "is_reliable")
        },
    }


def in_datasets(column: pa.ChunkedArray) -> Results:
    clean = saring.integrations.datasets.cleaner()
    if not len(column):  # `map` calls nothing then
        return cleaned(clean(pa.table({"text": column})))
    ds = Dataset(pa.table({"text": column})).with_format("arrow")
    return cleaned(ds.map(clean, batched=True, batch_size=10_000)[:])


def in_ray(column: pa.ChunkedArray) -> Results:
    clean = saring.integrations.ray.Cleaner()
    table = pa.table({"text": column})
    size = max(1, len(table) // 3)
    batches = [clean(table.slice(i, size)) for i in range(0, max(1, len(table)), size)]
    return cleaned(pa.concat_tables(batches))


def in_datatrove(column: pa.ChunkedArray) -> Results:
    documents = [Document(text, id=str(i)) for i, text in enumerate(texts_in(column))]
    language = saring.integrations.datatrove.LanguageFilter()
    found = list(language.run(iter(documents)))
    labels = [
        "_".join(filter(None, (x.metadata["language"], x.metadata.get("language_script"))))
        for x in found
    ]
    scores = [x.metadata["language_score"] for x in found]
    strip = saring.integrations.datatrove.BoilerplateFormatter()
    return {
        "detect": {"lang": labels, "confidence": scores},
        "strip": {"text": [x.text for x in strip.run(iter(documents))]},
    }


def in_spacy(column: pa.ChunkedArray) -> Results:
    vocab = spacy.blank("xx").vocab

    def docs() -> Iterator[Doc]:
        for text in texts_in(column):
            yield Doc(vocab, words=[text] if text else [], spaces=[False] if text else [])

    component = saring.integrations.spacy.LanguageComponent()
    found = list(component.pipe(docs(), batch_size=1000))
    names = ("lang", "confidence", "is_reliable")
    return {"detect": {name: [doc._.get(f"saring_{name}") for doc in found] for name in names}}


INTEGRATIONS: dict[str, tuple[Callable[[pa.ChunkedArray], Results], set[str]]] = {
    "pandas": (in_pandas, {"detect", "strip", "signals", "near_duplicates"}),
    "polars": (in_polars, {"detect", "strip", "signals", "near_duplicates"}),
    "polars series": (in_polars_series, {"detect", "near_duplicates"}),
    "duckdb": (in_duckdb, {"detect", "strip", "signals"}),
    "datasets": (in_datasets, {"strip", "detect after strip"}),
    "ray": (in_ray, {"strip", "detect after strip"}),
    "datatrove": (in_datatrove, {"detect", "strip"}),
    "spacy": (in_spacy, {"detect"}),
}
# Their documents always have a text.
WITHOUT_NULLS = {"datatrove", "spacy"}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("integration", INTEGRATIONS)
def test_an_integration_gives_what_the_plain_functions_give(integration: str, case: str) -> None:
    compute, functions = INTEGRATIONS[integration]
    wanted = expected(case, integration in WITHOUT_NULLS)
    found = compute(CASES[case]())
    assert found.keys() == functions
    for function, columns in found.items():
        for name, values in columns.items():
            assert values == wanted[function][name], (function, name)


def test_the_cases_are_worth_comparing() -> None:
    found = expected("chunked")
    assert len(set(found["detect"]["lang"])) > 4
    assert found["strip"]["num_removed_lines"].count(0) < len(TEXTS) - 1
    assert not all(found["near_duplicates"]["keep"])
    assert None in found["detect"]["lang"]
