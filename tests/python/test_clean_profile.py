"""`saring.clean` with profiles of sites: made from the run's own documents, or given."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest
from saring_cli import clean, jsonl, quarantine, read_jsonl, removed

import saring
from saring.errors import ModelError, UsageError
from saring.progress import SilentObserver
from saring.runs import read_spool

PLACES = [
    "the bridge",
    "the quay",
    "the school",
    "the market",
    "the ferry",
    "the mill",
    "the tower",
]
PEOPLE = ["Ann Bell", "Tom Hart", "Eve Moss", "Ian Rowe", "Sue Lane", "Max Webb"]
VERBS = ["repaired", "painted", "measured", "closed", "opened", "moved", "cleaned"]

FOOTERS = {
    "ellery.example": ["The paper of Ellery and its harbour", "Write to the desk at Mill Lane"],
    "marlow.example": ["News for the valley since the flood", "Printed on the press in Marlow"],
}
# Sent by an agency: Ellery ran it twice, Marlow once.
WIRE = [
    "The ferry company said on Monday that it will build four new boats for the northern islands.",
    "Each of them is to carry ninety cars and will be ready in three years, its director said.",
]


def story(number: int) -> list[str]:
    """Make sentences that no other number has."""
    random = Random(number)
    lines = []
    for part in range(4):
        place, other = random.sample(PLACES, 2)
        who = random.choice(PEOPLE)
        lines.append(
            f"{who} said that {place} was {random.choice(VERBS)} {part + 2} times in year "
            f"{number + 1} before {other} was {random.choice(VERBS)} by the crew."
        )
    return lines


def records(pages: int = 10) -> list[dict[str, Any]]:
    """Make pages of two sites with footers of their own, and the wire story."""
    made = []
    for number, site in enumerate(FOOTERS):
        for page in range(pages):
            lines = story(100 * number + page)
            if page in (1, 4) and (site == "ellery.example" or page == 1):
                lines[2:2] = WIRE
            text = "\n".join([*lines, *FOOTERS[site]])
            made.append({"id": f"{site}-{page}", "url": f"https://www.{site}/{page}", "text": text})
    return made


RECORDS = records()
# Their articles alone.
ARTICLES = {record["id"]: "\n".join(record["text"].split("\n")[:-2]) for record in RECORDS}
NOT_KNOWN = {"id": "far-1", "url": "https://far.example/1", "text": RECORDS[0]["text"]}
WITHOUT_SITE = {"id": "none-1", "text": RECORDS[0]["text"]}


def write(path: Path, given: list[dict[str, Any]]) -> Path:
    """Write records, and return the path."""
    path.write_bytes(jsonl(*given))
    return path


def texts(out: Path, name: str = "in.jsonl") -> dict[str, str]:
    """Clean texts, by id."""
    return {record["id"]: record["text"] for record in read_jsonl(out / name)}


def test_the_footers_of_two_sites_go_and_the_articles_stay(tmp_path: Path) -> None:
    source = write(tmp_path / "in.jsonl", RECORDS)
    report = saring.clean(source, tmp_path / "out", dedup=False)
    assert texts(tmp_path / "out") == ARTICLES
    gone = removed(tmp_path / "out")
    assert {entry["rule"] for entry in gone} == {"site.line"}
    assert {entry["text"] for entry in gone} == {line for two in FOOTERS.values() for line in two}
    assert report.data["profile"] == {
        "source": "run",
        "file": None,
        "sha256": None,
        "sites": 2,
        "max_documents": 1024,
        "share_of_sites": 1.0,
    }
    assert "the pages of 2 sites were removed" in (tmp_path / "out" / "report.html").read_text()


def test_a_wire_story_that_a_site_ran_twice_stays(tmp_path: Path) -> None:
    source = write(tmp_path / "in.jsonl", RECORDS)
    saring.clean(source, tmp_path / "out", dedup=False)
    holders = [ident for ident, text in texts(tmp_path / "out").items() if WIRE[0] in text]
    assert holders == ["ellery.example-1", "ellery.example-4", "marlow.example-1"]


def test_without_a_profile_the_footers_stay(tmp_path: Path) -> None:
    source = write(tmp_path / "in.jsonl", RECORDS)
    report = saring.clean(source, tmp_path / "out", dedup=False, profile="none")
    got = texts(tmp_path / "out")
    # The line model alone may remove one.
    assert sum(got[record["id"]] == record["text"] for record in RECORDS) >= len(RECORDS) - 2
    assert report.data["profile"] is None
    assert report.data["settings"]["profile"] == "none"


@pytest.mark.parametrize("field", ["url", None])
def test_documents_without_a_site_and_small_sites_are_cleaned_as_without_a_profile(
    tmp_path: Path, field: str | None
) -> None:
    pair = [
        {**NOT_KNOWN, "id": f"far-{n}", "text": "\n".join([*story(n), WIRE[0]])} for n in (1, 2)
    ]
    loose = [{**WITHOUT_SITE, "id": f"none-{n}", "text": RECORDS[n]["text"]} for n in range(5)]
    source = write(tmp_path / "in.jsonl", [*RECORDS, *pair, *loose] if field else RECORDS)
    saring.clean(source, tmp_path / "out", dedup=False, site_field=field)
    saring.clean(source, tmp_path / "none", dedup=False, profile="none")
    got, plain = texts(tmp_path / "out"), texts(tmp_path / "none")
    for ident in got:
        is_known = field is not None and ident in ARTICLES
        assert got[ident] == (ARTICLES[ident] if is_known else plain[ident])


def test_threads_batches_and_the_order_of_documents_change_nothing(tmp_path: Path) -> None:
    shuffled = list(RECORDS)
    Random(3).shuffle(shuffled)
    source = write(tmp_path / "in.jsonl", RECORDS)
    saring.clean(source, tmp_path / "a", num_threads=1)
    saring.clean(source, tmp_path / "b", num_threads=3, chunk_size=1000)
    for name in ("in.jsonl", "removed.jsonl.zst"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()
    for name in ("report.json",):
        one, other = (json.loads((tmp_path / out / name).read_text()) for out in "ab")
        del one["run"], other["run"]
        assert one == other
    write(source, shuffled)
    saring.clean(source, tmp_path / "c", dedup=False)
    assert texts(tmp_path / "c") == ARTICLES


def test_a_saved_profile_is_used_and_named_in_the_report(tmp_path: Path) -> None:
    profile = saring.SiteProfile.build(
        [record["text"] for record in RECORDS], [record["url"] for record in RECORDS]
    )
    profile.save(tmp_path / "sites.profile")
    one = write(tmp_path / "in.jsonl", RECORDS[:1])
    by_path = saring.clean(one, tmp_path / "path", profile=tmp_path / "sites.profile")
    by_object = saring.clean(one, tmp_path / "object", profile=profile)
    alone = saring.clean(one, tmp_path / "alone")
    kept = {RECORDS[0]["id"]: ARTICLES[RECORDS[0]["id"]]}
    assert texts(tmp_path / "path") == texts(tmp_path / "object") == kept
    assert texts(tmp_path / "alone") != kept  # one page says nothing of its site
    assert alone.data["profile"]["sites"] == 0
    checksum = hashlib.sha256((tmp_path / "sites.profile").read_bytes()).hexdigest()
    assert by_path.data["profile"]["file"] == str(tmp_path / "sites.profile")
    assert by_path.data["profile"]["sha256"] == checksum
    assert by_path.data["profile"]["sites"] == 1
    assert by_path.data["settings"]["profile"] == str(tmp_path / "sites.profile")
    assert by_object.data["profile"] == {
        **by_path.data["profile"],
        "source": "object",
        "file": None,
    }


def test_rows_of_parquet_are_cleaned_of_what_repeats_on_their_sites(tmp_path: Path) -> None:
    pa, pq = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    pq.write_table(pa.Table.from_pylist(RECORDS), tmp_path / "in.parquet")
    saring.clean(tmp_path / "in.parquet", tmp_path / "out", dedup=False)
    rows = pq.read_table(tmp_path / "out" / "in.parquet").to_pylist()
    assert {row["id"]: row["text"] for row in rows} == ARTICLES


class Changing(SilentObserver):
    """Does something at the first advance of a step, and remembers the steps."""

    def __init__(self, step: str, change: Callable[[], object]) -> None:
        self.steps: list[str] = []
        self._step = step
        self._change: Callable[[], object] | None = change

    def stage(self, name: str, total: int) -> None:
        """Remember it."""
        self.steps.append(name)

    def advance(self, done: int, documents: int) -> None:
        """Do it, once."""
        if self.steps[-1] == self._step and self._change is not None:
            self._change()
            self._change = None


def test_files_are_read_once(tmp_path: Path) -> None:
    source = write(tmp_path / "in.jsonl", RECORDS)
    observer = Changing("reading", source.unlink)
    report = saring.clean(source, tmp_path / "out", dedup=False, chunk_size=500, observer=observer)
    assert observer.steps == ["counting", "reading", "comparing", "writing"]
    assert report.quarantined == 0
    assert texts(tmp_path / "out") == ARTICLES


def test_what_a_file_that_changes_has_in_common_with_others_does_not_count(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    write(folder / "a.jsonl", RECORDS[:2])
    changed = write(folder / "b.jsonl", RECORDS[2:10])

    def change() -> None:
        with open(changed, "ab") as file:
            file.write(jsonl(RECORDS[11]))

    options: dict[str, Any] = {"dedup": False, "chunk_size": 500, "num_threads": 1}
    saring.clean(folder, tmp_path / "whole", **options)
    assert texts(tmp_path / "whole", "a.jsonl").items() <= ARTICLES.items()
    saring.clean(folder, tmp_path / "out", **options, observer=Changing("counting", change))
    assert [entry["problem"] for entry in quarantine(tmp_path / "out")] == ["source_changed"]
    left = {record["id"]: record["text"] for record in RECORDS[:2]}
    assert texts(tmp_path / "out", "a.jsonl") == left


def test_documents_that_wait_are_deleted_as_they_are_cleaned(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(read_spool, "FILE_BYTES", 2000)
    source = write(tmp_path / "in.jsonl", RECORDS)
    scratch = tmp_path / "out" / ".saring-work" / "scratch"
    waiting: dict[str, int] = {}

    class Looking(SilentObserver):
        def stage(self, name: str, total: int) -> None:
            waiting[name] = len(list(scratch.glob("read-*")))

    saring.clean(source, tmp_path / "out", dedup=False, chunk_size=500, observer=Looking())
    assert waiting["reading"] > 3
    assert waiting["comparing"] == 0
    assert texts(tmp_path / "out") == ARTICLES


@pytest.mark.parametrize(
    ("profile", "error", "message"),
    [
        ("no.profile", UsageError, "no such file"),
        (".", UsageError, "is not a file"),
        ("", UsageError, "must be 'auto'"),
        (None, UsageError, "must be 'auto'"),
        ("bad.profile", ModelError, "not a site profile"),
    ],
)
def test_a_profile_that_cannot_be_used_is_refused_before_anything_is_done(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    profile: Any,
    error: type[Exception],
    message: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bad.profile").write_bytes(b"x" * 100)
    source = write(tmp_path / "in.jsonl", RECORDS[:1])
    with pytest.raises(error, match=message):
        saring.clean(source, tmp_path / "out", profile=profile)
    assert not (tmp_path / "out").exists()


def test_the_command_takes_a_profile(tmp_path: Path) -> None:
    source = write(tmp_path / "in.jsonl", RECORDS)
    auto, _ = clean(source, "-o", tmp_path / "auto", "--no-dedup", "--quiet")
    none, _ = clean(source, "-o", tmp_path / "none", "--no-dedup", "--quiet", "--profile", "none")
    assert auto["profile"]["source"] == "run"
    assert none["profile"] is None
    profile = saring.SiteProfile.build([r["text"] for r in RECORDS], [r["url"] for r in RECORDS])
    profile.save(tmp_path / "sites.profile")
    given, _ = clean(
        source, "-o", tmp_path / "file", "--no-dedup", "--profile", tmp_path / "sites.profile"
    )
    assert given["profile"]["source"] == "file"
    assert texts(tmp_path / "auto") == texts(tmp_path / "file") == ARTICLES
    assert texts(tmp_path / "none") != ARTICLES
