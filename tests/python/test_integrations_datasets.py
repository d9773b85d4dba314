"""saring in Hugging Face datasets, and the cleaner of rows that Ray Data has too."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from datasets import ClassLabel, Dataset, disable_progress_bars, load_from_disk
from datasets.fingerprint import Hasher

import saring
import saring.integrations.ray
from saring.integrations.datasets import Cleaner, cleaner

disable_progress_bars()

NEWS = (
    "River walk opens after repair\nBy Anna Holm\n"
    "The town opened the river walk on Friday after a year of repair, the mayor said.\n"
    "Share this article\n"
)
ADDED = [
    *("title", "byline", "num_removed_lines", "needs_review"),
    *("lang", "script", "confidence", "is_reliable"),
]


def fingerprint(*arguments: Any, **options: Any) -> str:
    return Hasher.hash(cleaner(*arguments, **options))


@pytest.mark.parametrize("kind", [None, "arrow"])
@pytest.mark.parametrize("num_proc", [None, 2])
def test_map_adds_columns_and_keeps_the_others(kind: str | None, num_proc: int | None) -> None:
    rows = {"id": [1, 2, 3, 4], "text": ["12", None, NEWS, NEWS], "label": [0, 1, 0, 1]}
    given = Dataset.from_dict(rows).cast_column("label", ClassLabel(names=["a", "b"]))
    # The first batch has no title: types must not be guessed from values.
    found = given.with_format(kind).map(
        cleaner(num_threads=1), batched=True, batch_size=2, num_proc=num_proc
    )
    assert found.column_names == ["id", "text", "label", *ADDED]
    assert found.features["label"] == ClassLabel(names=["a", "b"])
    assert found.features["text"].dtype == "string"
    assert found.features["title"].dtype == "string"
    last = found.with_format(None)[3]
    assert last["text"] == saring.strip(NEWS).text
    assert (last["title"], last["byline"]) == ("River walk opens after repair", "Anna Holm")
    assert (last["lang"], last["script"]) == ("eng_Latn", "Latn")
    first, second = found.with_format(None).select([0, 1])
    assert (first["lang"], first["script"]) == ("zxx", None)
    assert {second[name] for name in ("text", *ADDED)} == {None}


def test_rows_that_were_picked_are_cleaned() -> None:
    given = Dataset.from_dict({"id": [1, 2, 3], "text": ["12", NEWS, "34"]}).select([1, 2])
    found = given.map(cleaner(), batched=True)
    assert found["id"][:] == [2, 3]
    assert found["lang"][:] == ["eng_Latn", "zxx"]


def test_a_stream_is_cleaned() -> None:
    stream = Dataset.from_dict({"text": ["12", NEWS]}).to_iterable_dataset()
    found = list(stream.map(cleaner(), batched=True, batch_size=1))
    assert [row["lang"] for row in found] == ["zxx", "eng_Latn"]
    assert found[1]["text"] == saring.strip(NEWS).text


def test_lists_by_column_give_the_columns_that_change() -> None:
    found = cleaner()({"id": [1], "text": [NEWS]})
    assert list(found) == ["text", *ADDED]
    assert found["byline"] == ["Anna Holm"]


def test_pages_are_extracted_into_a_new_column() -> None:
    page = "<title>Satu</title><h1>Jembatan dibuka</h1><p>Warga desa memperbaiki jembatan bambu."
    given = Dataset.from_dict({"html": [page.encode(), None]})
    found = given.map(cleaner(html="html", extract={"links": False}), batched=True)
    plain = saring.extract_batch([page.encode(), None])
    assert found["text"][:] == plain["text"].to_pylist()
    assert found.column_names[:5] == ["html", "text", "title", "byline", "date"]


def test_signals_are_of_the_clean_text_in_its_language() -> None:
    found = Dataset.from_dict({"text": [NEWS]}).map(cleaner(signals=True), batched=True)[0]
    clean = saring.signals(saring.strip(NEWS).text, "en")
    assert {name: found[f"signals.{name}"] for name in clean} == clean


def test_a_prefix_makes_room_beside_other_columns() -> None:
    given = Dataset.from_dict({"text": [NEWS], "title": ["mine"]})
    with pytest.raises(saring.UsageError, match="a column 'title' already: use prefix="):
        given.map(cleaner(), batched=True)
    found = given.map(cleaner(prefix="saring_"), batched=True)[0]
    assert found["title"] == "mine"
    assert found["saring_title"] == "River walk opens after repair"


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: cleaner("body")(pa.table({"text": ["a"]})), "no column 'body': there are text"),
        (
            lambda: cleaner(html="h")(pa.table({"text": ["a"], "h": ["b"]})),
            "a column 'text' already: name another with text=",
        ),
        (lambda: cleaner(extract={"links": True}), "name their column with html="),
        (lambda: cleaner(html="h", strip={"threshold": 0.5}), "with html= use extract="),
        (lambda: cleaner(detect={"languages": ["xxyy"]}), "unknown language 'xxyy'"),
        (lambda: cleaner(strip={"keep_roles": {"nothing"}}), "nothing"),
    ],
)
def test_a_mistake_is_named(make: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        make()


def test_other_batches_are_refused_with_the_remedy() -> None:
    frames = Dataset.from_dict({"text": ["a"]}).with_format("pandas")
    with pytest.raises(saring.UsageError, match=r"a batch is a DataFrame.*with_format"):
        frames.map(cleaner(), batched=True)
    with pytest.raises(saring.UsageError, match=r"a batch is a dict.*batch_format"):
        saring.integrations.ray.Cleaner()({"text": ["a"]})  # type: ignore[arg-type]


def test_the_fingerprint_is_the_same_in_every_process() -> None:
    program = (
        "from datasets.fingerprint import Hasher\n"
        "from saring.integrations.datasets import cleaner\n"
        "roles = {'body', 'list', 'quote', 'headline', 'caption'}\n"
        "print(Hasher.hash(cleaner(detect={'prior': {'id': 2, 'en': 1}}, "
        "strip={'keep_roles': roles, 'threshold': 0.4})))"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", program],
            check=True,
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout.strip()
        for seed in ("1", "2")
    }
    here = fingerprint(
        detect={"prior": {"en": 1, "id": 2}},
        strip={"threshold": 0.4, "keep_roles": ["body", "caption", "headline", "list", "quote"]},
    )
    assert found == {here}


def test_the_fingerprint_tells_other_results(tmp_path: Path) -> None:
    rules = tmp_path / "own.txt"
    rules.write_text("Baca terus\n")
    before = fingerprint(strip={"rules": rules})
    assert fingerprint(strip={"rules": str(rules)}) != fingerprint()
    rules.write_text("Baca lagi\n")
    assert fingerprint(strip={"rules": rules}) != before
    assert fingerprint(signals=True) != fingerprint()
    assert fingerprint("body") != fingerprint()
    assert fingerprint(detect={"languages": ["id"]}) != fingerprint(detect={"languages": ["en"]})


def test_the_cache_hits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Dataset.from_dict({"text": [NEWS, "12"]}).save_to_disk(tmp_path / "ds")
    first = load_from_disk(tmp_path / "ds").map(cleaner(), batched=True)

    def fail(*_: Any) -> Any:
        raise AssertionError("computed again")

    monkeypatch.setattr(Cleaner, "table", fail)
    again = load_from_disk(tmp_path / "ds").map(cleaner(), batched=True)
    assert again["text"][:] == first["text"][:]
    with pytest.raises(AssertionError, match="computed again"):
        load_from_disk(tmp_path / "ds").map(cleaner(signals=True), batched=True)
