"""Languages, stripped texts, articles, profiles and cleaning: the same as the plain functions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import saring
from saring.errors import UsageError
from saring.integrations.spark import clean, detect, extract, site_profile, strip

STORIES = [
    "Warga tiga desa di lereng gunung mulai kembali ke rumah setelah dua malam di pengungsian.",
    "Petugas memastikan aliran lahar dingin sudah surut dan jembatan gantung aman dilewati.",
    "Harga cabai rawit turun menjelang akhir pekan karena panen di dataran tinggi berlimpah.",
    "The council voted on Tuesday to repair the river walk before the summer season begins.",
]


def page(number: int) -> str:
    story = STORIES[number % 4]
    return (
        f"Berita {number}\n{story} Catatan nomor {number} dibuat warga sendiri.\n"
        "Papan kabar pasar lama kota tua\nBaca juga:\nKirim cerita Anda ke meja redaksi kami"
    )


TEXTS: list[str | None] = [None, "", "Baca juga:", "2026 10", *(page(i) for i in range(36))]
SITES = [None if i % 13 == 0 else f"https://www.s{i % 3}.example/a/{i}" for i in range(40)]
HTML = [
    None if i % 11 == 0 else f"<nav>Beranda</nav><article><h1>B{i}</h1><p>{page(i)}</p></article>"
    for i in range(40)
]


@pytest.fixture(scope="module")
def spark(start: Callable[[str], Any]) -> Iterator[Any]:
    with start("local[2]") as session:
        yield session


@pytest.fixture(scope="module")
def df(spark: Any) -> Any:
    rows = [(i, TEXTS[i], SITES[i], HTML[i], (HTML[i] or "").encode() or None) for i in range(40)]
    schema = "id long, text string, site string, html string, bytes binary"
    # Seven partitions, some of them without rows.
    return spark.createDataFrame(rows, schema).repartition(7, "site")


def values(frame: Any, column: str) -> list[dict[str, Any]]:
    rows = sorted(frame.select("id", column).collect(), key=lambda row: row["id"])
    return [row[column].asDict() for row in rows]


def expected(table: Any) -> list[dict[str, Any]]:
    columns = table.to_dict()
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def test_languages_are_those_of_detect_batch(df: Any) -> None:
    found = detect(df, languages=["id", "en"], top=2)
    assert found.columns == [*df.columns, "language"]
    assert values(found, "language") == expected(
        saring.detect_batch(TEXTS, languages=["id", "en"], top=2)
    )


def test_texts_are_stripped_with_what_repeats_on_their_sites(df: Any) -> None:
    one = saring.SiteProfile.build(TEXTS, SITES)
    profile = site_profile(df)
    assert profile.sites() == one.sites()
    assert [profile.show(site) for site in profile.sites()] == [one.show(s) for s in one.sites()]
    found = values(strip(df, site="site", profile=profile), "stripped")
    assert found == expected(saring.strip_batch(TEXTS, site=SITES, profile=one))
    without = values(strip(df, into="text"), "text")
    assert without == expected(saring.strip_batch(TEXTS))
    assert [row["text"] for row in found] != [row["text"] for row in without]


def test_articles_are_those_of_extract_batch(df: Any) -> None:
    from_text = values(extract(df, url="site", formats=["markdown"]), "article")
    assert from_text == expected(saring.extract_batch(HTML, urls=SITES, formats=["markdown"]))
    from_bytes = values(extract(df, "bytes"), "article")
    assert from_bytes == expected(saring.extract_batch([h and h.encode() for h in HTML]))


def test_an_empty_frame_has_the_columns(spark: Any) -> None:
    empty = spark.createDataFrame([], "id long, text string")
    assert detect(empty).select("language.*").columns == ["lang", "confidence", "is_reliable"]
    assert strip(detect(empty)).count() == 0


def test_clean_is_the_steps_one_after_another(df: Any, tmp_path: Path) -> None:
    plain = df.select("id", "text", "site")
    found = clean(plain, site="site", profile="auto", languages=["id"], checkpoint=str(tmp_path))
    profile = saring.SiteProfile.build(TEXTS, SITES)
    texts = saring.strip_batch(TEXTS, site=SITES, profile=profile)["text"].to_pylist()
    langs = saring.detect_batch(texts)["lang"].to_pylist()
    reasons: list[str | None] = []
    for text, lang in zip(texts, langs, strict=True):
        has_words = any(map(str.isalnum, text or ""))
        reasons.append("empty" if not has_words else None if lang == "ind_Latn" else "language")
    left = [i for i in range(40) if reasons[i] is None]
    copies = saring.near_duplicates([texts[i] for i in left], ids=left)
    sizes = {}
    representatives: dict[int, int | None] = dict.fromkeys(range(40))
    for place, i in enumerate(left):
        if not copies.keep[place]:
            reasons[i] = "duplicate"
        representatives[i] = left[copies.representative[place]]
        sizes[i] = copies.cluster_size[place]

    kept = {row["id"]: row for row in found.frame.collect()}
    removed = {row["id"]: row for row in found.removed.collect()}
    assert {id: row["reason"] for id, row in removed.items()} == {
        i: reason for i, reason in enumerate(reasons) if reason is not None
    }
    assert set(kept) == {i for i in range(40) if reasons[i] is None}
    assert len(kept) > 3
    assert {"empty", "language"} <= {row["reason"] for row in removed.values()}
    for id, row in kept.items():
        assert (row["text"], row["lang"], row["site"]) == (texts[id], langs[id], SITES[id])
        assert (row["chars_before"], row["chars_after"]) == (
            len(TEXTS[id] or ""),
            len(texts[id] or ""),
        )
        assert row["cluster_size"] == sizes[id]
    for id, row in removed.items():
        assert row["representative"] == representatives[id]


def test_pages_are_cleaned_without_a_search_for_copies(df: Any) -> None:
    found = clean(df.select("id", "html", "site"), html="html", site="site", deduplicate=False)
    rows = {row["id"]: row["text"] for row in found.frame.collect()}
    texts = saring.extract_batch(HTML, urls=SITES)["text"].to_pylist()
    assert rows == {i: texts[i] for i in range(40) if HTML[i] is not None}
    assert {row["reason"] for row in found.removed.collect()} == {"empty"}


def test_what_is_wrong_is_said(df: Any) -> None:
    with pytest.raises(UsageError, match="there is no column 'body'"):
        detect(df, "body")
    with pytest.raises(UsageError, match="go together"):
        strip(df, site="site")
    with pytest.raises(UsageError, match="profile= needs url="):
        extract(df, profile=saring.SiteProfile())
    with pytest.raises(UsageError, match="profile='auto' needs texts"):
        clean(df, profile="auto")
    with pytest.raises(UsageError, match="keep= is of no use with deduplicate=False"):
        clean(df, deduplicate=False, keep="first")
