"""The tables of `tools/boilerplate/measure_lines.py`, against scores worked out by hand."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOOL = ROOT / "tools" / "boilerplate" / "measure_lines.py"
sys.path.append(str(TOOL.parent))

import measure_lines as tool  # noqa: E402


def document(keep: str, skip: tuple[int, ...] = (), **fields: Any) -> tool.Document:
    """Return a document of ten characters a line; `keep` has a digit a line."""
    given = {
        "key": "a:full",
        "file": "lines-dev",
        "lines": [f"line {i:05}" for i in range(len(keep))],
        "keep": [int(k) for k in keep],
        "skip": frozenset(skip),
        "language": "en",
        "kind": "news",
        "source": "s",
        "site": "s.example",
        "variety": "full",
        "has_comments": False,
    }
    return tool.Document(**(given | fields))


def flags(text: str) -> list[int]:
    return [int(flag) for flag in text]


def test_an_error_counts_where_it_stands() -> None:
    #                      gold 0011001100, kept 1010010110
    found = tool.score(document("0011001100"), flags("1010010110"))
    assert (found.before, found.inside, found.after) == (10, 10, 10)
    assert (found.hits, found.lost) == (20, 20)
    assert (found.found, found.claimed, found.wanted) == (3, 5, 6)
    assert found.f1 == pytest.approx(2 * 20 / (50 + 40))


def test_a_skipped_line_counts_nowhere() -> None:
    found = tool.score(document("1100", skip=(0, 3)), flags("0101"))
    assert (found.hits, found.lost, found.extra) == (10, 0, 0)
    assert (found.found, found.claimed, found.wanted) == (1, 1, 1)


@pytest.mark.parametrize(
    ("gold", "kept", "f1"), [("00", "00", 1.0), ("00", "01", 0.0), ("11", "00", 0.0)]
)
def test_f1_is_defined_without_article_and_without_anything_kept(
    gold: str, kept: str, f1: float
) -> None:
    assert tool.score(document(gold), flags(kept)).f1 == f1


def test_a_wrong_number_of_flags_is_an_error() -> None:
    with pytest.raises(ValueError, match="a:full: 1 flags for 2 lines"):
        tool.score(document("11"), [1])


def test_characters_are_a_mean_over_documents_and_dropped_lines_are_pooled() -> None:
    long, short = document("1" + "0" * 9), document("10", key="b:full")
    decisions = {"a:full": flags("1" + "0" * 9), "b:full": flags("11")}
    group = tool.grouped([long, short], decisions)["whole pages"]
    assert group.characters == pytest.approx((1 + 2 / 3) / 2)
    assert group.dropped == pytest.approx(2 * 9 / (9 + 10))
    assert group.kept_junk("after") == pytest.approx((0 + 1) / 2)
    assert group.lost == 0


def test_one_page_of_junk_counts_as_one_article_at_most() -> None:
    group = tool.grouped([document("1" + "0" * 50)], {"a:full": [1] * 51})["whole pages"]
    assert group.kept_junk("after") == 1


def test_documents_without_decisions_are_left_out() -> None:
    groups = tool.grouped([document("1"), document("1", key="b:full")], {"b:full": [1]})
    assert len(groups["whole pages"].scores) == 1


@pytest.mark.parametrize(
    ("fields", "sets"),
    [
        ({}, {"whole pages", "whole pages, news"}),
        ({"kind": "product", "file": "lines-3-dev"}, {"whole pages"}),
        ({"variety": "weak"}, {"extractors", "extractors, news"}),
        ({"file": "lines-more-dev"}, {"other languages"}),
        ({"file": "id-news-dev", "variety": "extracted"}, {"Indonesian news"}),
        ({"file": "id-news-more-dev", "variety": "extracted"}, {"Indonesian news, other sites"}),
        ({"file": "vi-news-more-dev", "variety": "extracted"}, {"Vietnamese news"}),
        ({"file": "lines-3-tune"}, {"tune, whole pages"}),
        (
            {"file": "lines-3-tune", "variety": "weak", "has_comments": True},
            {"tune, extractors", "tune, with comments"},
        ),
    ],
)
def test_a_document_counts_in_the_sets_of_its_file_and_kind(
    fields: dict[str, Any], sets: set[str]
) -> None:
    parts = ("language ", "type ", "source ", "lines ", "tune, source ")
    names = set(tool.groups_of(document("1", **fields)))
    assert {name for name in names if not name.startswith(parts)} == sets


@pytest.mark.parametrize(
    ("lines", "size"), [(4, "under 5"), (5, "5 to 150"), (150, "5 to 150"), (151, "over 150")]
)
def test_lengths_are_those_of_the_whole_text(lines: int, size: str) -> None:
    assert f"lines {size}, whole pages" in set(tool.groups_of(document("1" * lines)))


def test_a_line_is_kept_if_one_of_its_units_is(tmp_path: Path) -> None:
    path = tmp_path / "scores.jsonl"
    row = {"id": "a:full", "units": [0, 1, 1, 2], "scores": [0.44, 0.9, 0.1, 0.45]}
    path.write_text(json.dumps(row) + "\n" + json.dumps(row | {"id": "unknown"}) + "\n")
    decisions = tool.read_decisions(path, [document("1110")], 0.45)
    assert decisions == {"a:full": [0, 1, 1, 0]}


def test_decisions_come_back_as_they_were_written(tmp_path: Path) -> None:
    decisions = {"a:full": [0, 1]}
    tool.write_decisions(tmp_path / "kept.jsonl", decisions)
    assert tool.read_decisions(tmp_path / "kept.jsonl", [document("11")], 0.5) == decisions


def test_documents_that_get_worse_are_counted() -> None:
    documents = [document("1111", key=f"{i}:full") for i in range(4)]
    now = {f"{i}:full": flags(f) for i, f in enumerate(("1111", "1110", "1000", "1111"))}
    before = {d.key: [1] * 4 for d in documents[:3]} | {"3:full": flags("1000")}
    rows = tool.table(tool.grouped(documents, now, before), {})
    row = dict(zip(rows[0], rows[1], strict=True))
    assert (row["lose > 0.1"], row["lose > 0.3"]) == ("0.5000", "0.2500")


def test_a_set_below_its_floor_is_marked() -> None:
    reached = tool.table(tool.grouped([document("10")], {"a:full": flags("10")}), {})
    missed = tool.table(tool.grouped([document("10")], {"a:full": flags("11")}), {})
    assert reached[1][4] == "0.895 / 0.945"
    assert missed[1][4] == "0.895 / 0.945 missed"


def test_a_language_below_keeping_everything_is_marked() -> None:
    rows = tool.table(tool.grouped([document("11")], {"a:full": flags("10")}), {})
    notes = {row[0]: row[4] for row in rows}
    assert notes["language en, whole pages"] == "below keep all"


def test_the_worst_documents_come_first_with_what_is_wrong() -> None:
    good, bad = document("110"), document("100", key="b:full")
    decisions = {"a:full": flags("110"), "b:full": flags("011")}
    rows = tool.worst([good, bad], decisions, 2)
    assert [row[0] for row in rows[1:]] == ["b:full", "a:full"]
    assert rows[1][-2:] == ["after 20, lost 10", "line 00000"]
    assert rows[2][-2:] == ["", ""]


def test_rules_of_the_package_go_before_the_model_s_decisions() -> None:
    lines = ["Baca juga: Harga beras naik", *(f"Menteri mengatakan hal ke-{i}." for i in (1, 2))]
    texts = [document("111", lines=lines)]
    for own in ([1, 0, 1], [1, 1, 0], [0, 0, 0]):
        assert tool.by_package(texts, {"a:full": own}) == {"a:full": [0, *own[1:]]}


def write_data(folder: Path) -> None:
    """Write a page and an Indonesian text, as the development data has them."""
    prose = "The council agreed on a new bridge over the river after two years of debate."
    page = {"id": "p", "variety": "full", "lines": ["Home | News | Sport", prose], "keep": [0, 1]}
    rows = [page | {"type": "news", "source": "made", "domain": "a.example", "lang": "en"}]
    (folder / "lines-dev.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    text = {"id": "t", "variety": "extracted", "lines": ["Baca juga: Beras naik"], "keep": [0]}
    (folder / "id-news-dev.jsonl").write_text(json.dumps(text | {"lang": "id"}) + "\n")


def test_the_command_measures_the_package_and_saves_its_decisions(tmp_path: Path) -> None:
    write_data(tmp_path)
    command = [sys.executable, str(TOOL), str(tmp_path), "--all"]
    saved = tmp_path / "kept.jsonl"
    done = subprocess.run(
        [*command, "--save", str(saved)], check=True, capture_output=True, text=True
    )
    assert "| whole pages, news " in done.stdout
    kept = {row["id"]: row["keep"] for row in tool.read_lines(saved)}
    assert kept == {"p:full": [0, 1], "t:extracted": [0]}
    again = [*command, "--decisions", str(saved), "--against", str(saved)]
    done = subprocess.run(again, check=True, capture_output=True, text=True)
    assert "lose > 0.1" in done.stdout


def test_a_page_has_comments_from_five_lines_of_them_on(tmp_path: Path) -> None:
    row = {"variety": "full", "lines": ["a"] * 6, "keep": [1, 0, 0, 0, 0, 0]}
    kinds: dict[str, Any] = {"4": {"comment": [1, 2, 3, 4]}, "5": {"comment": [1, 2, 3, 4, 5]}}
    kinds |= {"none": None, "other": {"related": [1, 2, 3, 4, 5]}}
    rows = [json.dumps(row | {"id": name, "junk_kinds": kind}) for name, kind in kinds.items()]
    (tmp_path / "lines-3-tune.jsonl").write_text("\n".join(rows))
    assert [d.key for d in tool.load(tmp_path) if d.has_comments] == ["5:full"]


def test_c4_is_measured_in_the_same_run() -> None:
    pytest.importorskip("justext")
    texts = [document("10", lines=["One sentence of the article is here.", "Read more"])]
    assert tool.peers()["C4"](texts) == {"a:full": [1, 0]}
