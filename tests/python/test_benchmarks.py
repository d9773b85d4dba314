"""The benchmark runner on generated texts, with the peers that are installed."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.clean_corpus import Corpus, kept_characters, score  # noqa: E402
from benchmarks.corpora import LabelledLines  # noqa: E402
from benchmarks.suites import lang_lengths  # noqa: E402
from benchmarks.suites.lang_codes import is_right  # noqa: E402


def run_suite(name: str, out: Path) -> dict[str, Any]:
    """Return what the runner writes of a suite, few texts and one round."""
    options = ["--limit", "30", "--rounds", "1", "--seconds", "0.01", "--out", str(out)]
    subprocess.run(
        [sys.executable, "benchmarks/run.py", name, *options],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    found: dict[str, Any] = json.loads((out / f"{name}.json").read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Return the result of the suite `lang`."""
    return run_suite("lang", tmp_path_factory.mktemp("results"))


def test_every_contender_is_scored_and_the_base_is_one(result: dict[str, Any]) -> None:
    for workload in result["workloads"].values():
        base = workload["contenders"]["saring"]
        assert base["saring_is_times_faster"] == 1
        assert base["quality"]["accuracy"] > 0.9
        assert "saring, one by one" in workload["contenders"]


def test_tables_have_a_figure_in_every_column(result: dict[str, Any]) -> None:
    titles = [table["title"] for table in result["tables"]]
    assert len(titles) == len(set(titles)) == 3
    for table in result["tables"]:
        assert table["rows"]
        for row in table["rows"].values():
            assert len(row) == len(table["columns"])
            assert all(figure >= 0 for figure in row)


def test_an_answer_is_right_by_any_code_of_its_language() -> None:
    assert all(is_right("tgl_Latn", answer) for answer in ("tl", "fil_Latn", "TGL"))
    assert not any(is_right("tgl_Latn", answer) for answer in ("id", "und", ""))


def test_texts_are_cut_to_words_that_follow_each_other() -> None:
    text = "satu dua tiga empat lima"
    for number in range(20):
        piece = lang_lengths.cut(text, 2, random.Random(number))
        assert piece is not None
        assert len(piece.split()) == 2
        assert piece in text
    assert lang_lengths.cut("dua kata", 2, random.Random(0)) is None
    assert lang_lengths.cut("1 2 3", 2, random.Random(0)) is None


def test_accuracy_by_length_weighs_languages_alike() -> None:
    gold = ["ind_Latn", "ind_Latn", "ind_Latn", "zsm_Latn"]
    assert lang_lengths.mean_recall(gold, ["id", "ind", "en", "ms"]) == pytest.approx(5 / 6)


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_process_that_detects_stays_small(result: dict[str, Any]) -> None:
    table = result["tables"][0]
    resident = dict(zip(table["columns"], table["rows"]["saring"], strict=True))["resident MB"]
    assert resident < 40


def test_threads_are_measured_for_every_call_on_columns(tmp_path: Path) -> None:
    tables = run_suite("threads", tmp_path)["tables"]
    for name in ("detect_batch", "strip_batch", "extract_batch", "near_duplicates"):
        assert any(table["title"].startswith(name) for table in tables)
    for table in tables:
        assert list(table["rows"]) == ["1", "2", "8", "32"]
        assert all(len(row) == len(table["columns"]) for row in table["rows"].values())


def test_calls_on_a_whole_collection_are_timed(tmp_path: Path) -> None:
    whole, hard = run_suite("corpus", tmp_path)["tables"]
    assert whole["title"].startswith("30 texts")
    for call in ("near_duplicates", "overlap of one half and the other", "repeated_passages"):
        assert len(whole["rows"][call]) == len(whole["columns"])
    assert len(hard["rows"]) == 18


def test_the_page_is_that_of_the_results_in_plain_numbers() -> None:
    command = [sys.executable, "tools/bench_table.py", "--check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "docs/benchmarks.md is up to date\n")
    assert "e+" not in (ROOT / "docs/benchmarks.md").read_text(encoding="utf-8")


def test_clean_is_scored_by_what_it_wrote(tmp_path: Path) -> None:
    found = run_suite("clean", tmp_path)
    (workload,) = found["workloads"].values()
    quality = workload["contenders"]["saring"]["quality"]
    assert quality["article_kept,_made"] > 0.9
    assert quality["junk_removed,_made"] > 0.9
    assert quality["elapsed_seconds"] > 0
    (table,) = found["tables"]
    assert list(table["rows"]) == ["1", "2"]


def test_what_is_left_of_lines_is_found_in_their_order() -> None:
    lines = ["Masuk", "Warga desa menanam padi di sawah.", "Masuk", "Baca juga: berita lain"]
    assert kept_characters(lines, "\n".join(lines)) == [len(line) for line in lines]
    assert kept_characters(lines, "Warga desa menanam padi.\nMasuk") == [5, 0, 0, 0]
    assert kept_characters(lines, "Warga menanam padi di sawah.\n\nMasuk") == [0, 28, 5, 0]
    assert kept_characters(lines, "") == [0, 0, 0, 0]


def test_scores_of_a_cleaned_corpus_are_shares(tmp_path: Path) -> None:
    item = LabelledLines(["Menu", "Padi ditanam.", "Judul"], [0, 1, 1], frozenset({2}), "id")
    corpus = Corpus(
        tmp_path / "in.jsonl",
        labelled={"a": {"1": item, "2": item}},
        clusters=[["3", "4", "5"], ["6", "7"]],
        distractors=["8", "9"],
    )
    clean = {"1": "Menu\nPadi ditanam.", "3": "", "4": "", "8": ""}
    assert score(corpus, clean) == {
        "article_kept,_a": 0.5,
        "junk_removed,_a": 0.5,
        "copies_removed": pytest.approx(2 / 3),
        "distractors_kept": 0.5,
    }
