"""saring in pandas, Polars and DuckDB, beyond what the contract test compares."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pytest
from polars.exceptions import ColumnNotFoundError

import saring
import saring.integrations.duckdb
import saring.integrations.pandas
import saring.integrations.polars
from saring.integrations import _columns

NEWS = "The town opened the river walk on Friday after a year of repair.\nShare this article"
COPY = NEWS.replace("\n", " ").upper()
HELLO = "Selamat pagi, apa kabar hari ini?"
PAGE = "<title>Jembatan dibuka</title><h1>Jembatan dibuka</h1><p>Warga memperbaiki jembatan."


def text(name: str = "text") -> Any:
    return pl.col(name).saring  # type: ignore[attr-defined]


def test_importing_saring_imports_no_integration() -> None:
    program = (
        "import sys, saring; saring.detect_batch(['a']); saring.strip('a')\n"
        "outside = {'pandas', 'polars', 'pyarrow', 'duckdb', 'datasets', 'saring.integrations'}\n"
        "assert not outside & set(sys.modules), outside & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_one_import_is_enough_for_pandas() -> None:
    program = (
        "import saring.integrations.pandas\n"
        "import pandas\n"
        "assert saring.detect('12').lang == 'zxx'\n"
        "assert pandas.Series(['12']).saring.detect().lang[0] == 'zxx'"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_a_library_that_is_missing_is_named_with_its_extra() -> None:
    program = (
        "import sys\n"
        "sys.modules['duckdb'] = None\n"
        "import saring.errors\n"
        "try:\n"
        "    import saring.integrations.duckdb\n"
        "except saring.errors.MissingExtraError as error:\n"
        "    print(error)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    )
    assert "pip install 'saring[duckdb]'" in done.stdout


def test_pandas_results_join_on_any_index() -> None:
    df = pd.DataFrame({"text": [NEWS, HELLO, None], "n": [1, 2, 3]}, index=[30, 10, 20])
    joined = df.join(df["text"].saring.detect())
    assert joined["lang"].to_dict() == {30: "eng_Latn", 10: "ind_Latn", 20: None}
    picked = df[df["n"] > 1]["text"].saring.detect()
    assert picked.index.tolist() == [10, 20]
    assert picked.loc[10, "lang"] == "ind_Latn"


def test_pandas_masks_copies_and_takes_other_columns() -> None:
    df = pd.DataFrame({"text": [NEWS, COPY, HELLO], "score": [1.0, 2.0, 0.0]}, index=list("abc"))
    best = df["text"].saring.near_duplicates(keep="best", scores=df["score"])
    assert df[best.keep].index.tolist() == ["b", "c"]
    languages = df["text"].saring.detect().lang
    words = df["text"].saring.signals(language=languages)
    assert words["stop_words"].notna().all()
    pages = pd.Series([PAGE, None], index=[7, 7])
    found = pages.saring.extract(urls=pd.Series(["https://a.example/1", None]))
    assert found["title"].tolist() == ["Jembatan dibuka", None]
    assert found.index.tolist() == [7, 7]


def test_pandas_says_which_row_is_no_text() -> None:
    with pytest.raises(TypeError, match=r"texts\[1\]: expected str, bytes or None, got int"):
        pd.Series(["a", 2]).saring.detect()


def test_polars_knows_the_type_before_it_computes() -> None:
    lazy = pl.LazyFrame({"text": [NEWS]}).select(
        d=text().detect(top=2), s=text().strip(removed=True), n=text().near_duplicates()
    )
    schema = lazy.collect_schema()
    assert lazy.collect().schema == schema
    fields = {field.name: field.dtype for field in schema["d"].fields}  # type: ignore[attr-defined]
    assert fields["lang"] == pl.String
    assert fields["top_lang"] == pl.List(pl.String)


def test_polars_says_at_once_that_an_option_is_wrong() -> None:
    with pytest.raises(ValueError, match="unknown language 'xxyy'"):
        text().detect(languages=["xxyy"])
    with pytest.raises(TypeError, match="unexpected keyword argument 'langs'"):
        text().detect(langs=["id"])


def test_polars_streams_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes = []
    detect = _columns.FUNCTIONS["detect"]

    def counted(texts: pl.Series, **options: Any) -> Any:
        sizes.append(len(texts))
        return detect(texts, **options)

    monkeypatch.setitem(_columns.FUNCTIONS, "detect", counted)
    frame = pl.concat([pl.DataFrame({"text": ["12"] * 150_000})] * 2)
    lazy = frame.lazy().filter(pl.col("text") != "").select(text().detect())
    assert lazy.collect(engine="streaming").height == 300_000
    assert sizes.pop(0) == 0  # the sample that tells the type
    assert len(sizes) > 1
    assert sum(sizes) == 300_000


def test_polars_takes_expressions_as_options() -> None:
    frame = pl.DataFrame(
        {"text": [NEWS, COPY, HELLO], "lang": ["en", "en", "id"], "score": [1.0, 2.0, 0.0]}
    )
    found = frame.select(
        best=text().near_duplicates(keep="best", scores=pl.col("score")).struct.field("keep"),
        words=text().signals(language=pl.col("lang")).struct.field("stop_words"),
    )
    assert found["best"].to_list() == [False, True, True]
    plain = saring.signals_batch(frame["text"], frame["lang"])["stop_words"].to_pylist()
    assert found["words"].to_list() == plain
    with pytest.raises(ColumnNotFoundError):
        frame.select(text().signals(language=pl.col("nothing")))


def test_polars_looks_for_copies_in_the_whole_column_or_in_groups() -> None:
    frame = pl.DataFrame({"text": [NEWS, HELLO, COPY], "g": [1, 1, 2]})
    keep = text().near_duplicates(keep="first").struct.field("keep")
    for engine in ("in-memory", "streaming"):
        found = frame.lazy().select(keep).collect(engine=engine)  # type: ignore[call-overload]
        assert found["keep"].to_list() == [True, True, False]
    assert frame.select(keep.over("g"))["keep"].to_list() == [True, True, True]


def test_polars_extracts_pages() -> None:
    pages = pl.Series("html", [PAGE, None])
    found = pages.saring.extract().struct.unnest()  # type: ignore[attr-defined]
    assert found["title"].to_list() == ["Jembatan dibuka", None]
    assert found["text"][1] is None


def test_duckdb_functions_are_replaced_with_other_options() -> None:
    with duckdb.connect() as connection:
        saring.integrations.duckdb.register(connection)
        saring.integrations.duckdb.register(connection, detect={"languages": ["en"]})
        query = "SELECT saring_detect($t).lang"
        found = connection.sql(query, params={"t": HELLO}).fetchall()
    plain = saring.detect(HELLO, languages=["en"]).lang
    assert plain != saring.detect(HELLO).lang
    assert found == [(plain,)]


def test_duckdb_takes_a_second_argument_that_may_be_null() -> None:
    texts = pd.DataFrame({"t": [NEWS, NEWS, None], "l": ["en", None, "en"]})
    with duckdb.connect() as connection:
        saring.integrations.duckdb.register(connection)
        connection.register("texts", texts)
        query = "SELECT saring_signals(t, l).stop_words AS s FROM texts"
        found = [row[0] for row in connection.sql(query).fetchall()]
        page = "SELECT (saring_extract($p, NULL)).title"
        assert connection.sql(page, params={"p": PAGE}).fetchall() == [("Jembatan dibuka",)]
    assert found == saring.signals_batch(texts.t, texts.l)["stop_words"].to_pylist()
    assert found[0] is not None
    assert found[1] is None


def test_duckdb_says_what_is_wrong() -> None:
    with duckdb.connect() as connection:
        with pytest.raises(ValueError, match="unknown language 'xxyy'"):
            saring.integrations.duckdb.register(connection, detect={"languages": ["xxyy"]})
        saring.integrations.duckdb.register(connection)
        with pytest.raises(duckdb.BinderException, match=r"saring_detect\(VARCHAR\)"):
            connection.sql("SELECT saring_detect(5)")
