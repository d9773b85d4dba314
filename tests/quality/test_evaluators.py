"""The evaluators: codes, cuts, variants, scores, and each report on a small data folder."""

from __future__ import annotations

import doctest
import json
import random
from pathlib import Path

import evaluate
import pytest
import zstandard
from quality import codes, floors, render, reports, retrain, scores, texts, tools, variants
from quality.texts import Labelled

import saring
from saring import _core

WRITTEN = [Labelled(s.label, s.text) for s in floors.read_sentences()]
LABELS = ("ind_Latn", "zsm_Latn", "jav_Latn", "sun_Latn", "eng_Latn", "deu_Latn", "rus_Cyrl")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data folder made from the project's sentences, numbered until some are held out."""
    root = tmp_path_factory.mktemp("lid")
    pack = zstandard.ZstdCompressor().compress
    for folder in texts.FOLDERS:
        (root / folder).mkdir()
        for label in LABELS:
            own = [x.text for x in WRITTEN if x.label == label]
            lines = [f"{a} {b}" for a in own for b in own if a != b]
            (root / folder / f"{label}.txt.zst").write_bytes(pack("\n".join(lines).encode()))
    (root / "dev").mkdir()
    for name in (*reports.DEV, "tico_ind_zsm"):
        rows = [f"{x.label}\t{x.text}\n" for x in WRITTEN if x.label in LABELS]
        (root / "dev" / f"{name}.tsv.zst").write_bytes(pack("".join(rows).encode()))
    return root


@pytest.mark.parametrize("module", [codes, render, scores], ids=lambda m: m.__name__)
def test_examples_run(module: object) -> None:
    failed, tried = doctest.testmod(module)  # type: ignore[arg-type]
    assert tried > 0
    assert failed == 0


def test_codes_of_every_scheme_meet() -> None:
    same = [
        ("zho_Hans", "zh-Hant", "cmn", "__label__zho_Hant"),
        ("arz_Arab", "ar", "ara", "ajp"),
        ("nob_Latn", "no", "nb", "nor"),
        ("kmr_Latn", "ku", "kur"),
        ("tgl_Latn", "fil", "tl"),
        ("quy_Latn", "quz", "qu"),
    ]
    for group in same:
        assert len({codes.canonical(c) for c in group}) == 1, group
    apart = ["ind_Latn", "zsm_Latn", "bos_Latn", "hrv_Latn", "srp_Latn", "yue_Hant", "zho_Hant"]
    assert len({codes.canonical(c) for c in apart}) == len(apart)


def test_what_a_tool_lacks_may_be_named_by_its_relative() -> None:
    has, lacks = frozenset({"ind", "zsm"}), frozenset({"zsm"})
    assert codes.accepted("ind", "zsm", lacks)
    assert not codes.accepted("ind", "zsm", has)
    assert codes.accepted("hrv", "hbs", frozenset({"hrv"}))
    assert codes.is_known("ind", lacks)
    assert not codes.is_known("jav", lacks)


def test_held_out_lines_are_those_of_the_trainer(data: Path) -> None:
    found = texts.held_out(data, LABELS, 10**6, 0)
    assert {x.label for x in found} <= set(LABELS)
    assert found
    assert all(_core.is_held_out(x.text) for x in found)
    every = texts.every_line(data, "train", LABELS, 10**6)
    assert len(found) < len(every) / 8
    assert texts.held_out(data, LABELS, 3, 1) == texts.held_out(data, LABELS, 3, 1)


@pytest.mark.parametrize("words", [1, 2, 4])
def test_cuts_have_the_words_asked_for(words: int) -> None:
    found = texts.cuts(WRITTEN, words, 0)
    assert found
    whole = {(x.label, x.text) for x in WRITTEN}
    for x in found:
        assert any(x.text in t for label, t in whole if label == x.label)
    spaced = [x for x in found if x.label == "ind_Latn"]
    assert all(len(x.text.replace("-", " ").split()) == words for x in spaced)
    assert texts.cut(Labelled("eng_Latn", "one two"), 3, random.Random(0)) is None


def test_variants_change_what_they_say() -> None:
    chance = random.Random(0)
    line = "Příliš žluťoučký kůň úpěl ďábelské ódy. Đến nơi."
    assert variants.plain(line, chance) == "Prilis zlutoucky kun upel dabelske ody. Den noi."
    assert variants.headline("harga naik lagi.", chance) == "Harga Naik Lagi"
    assert variants.capitals("straße", chance) == "STRASSE"
    assert variants.lower("Ah, ya! Don't go.", chance) == "ah ya don't go"
    assert variants.glued("satu, dua. tiga", random.Random(1)).count(" ") < 2
    for name in variants.VARIANTS:
        assert variants.vary(WRITTEN, name, 3) == variants.vary(WRITTEN, name, 3)
    changed = variants.vary(WRITTEN, "chat", 0)
    assert sum(a.text != b.text for a, b in zip(WRITTEN, changed, strict=True)) > 900


def test_peers_are_scored_on_their_languages() -> None:
    gold = ["ind", "jav", "eng", "eng"]
    lines = ["a", "b", "c", "d"]
    ours = tools.Tool("saring", frozenset({"ind", "jav", "eng"}), lambda t: ["ind"] * len(t))
    peer = tools.Tool("peer", frozenset({"eng", "zsm"}), lambda t: ["zsm", "eng", "fra"][: len(t)])
    first, second = scores.beside(gold, lines, ours, [peer])
    assert first["texts"] == 4
    assert (second["texts"], second["languages"]) == (3, 2)
    assert second["accuracy"] == pytest.approx(2 / 3)
    assert second["ours_accuracy"] == pytest.approx(1 / 3)


def test_calibration_error_is_the_gap() -> None:
    assert scores.calibration_error([1.0] * 10, [True] * 5 + [False] * 5) == pytest.approx(0.5)
    assert scores.calibration_error([], []) == 0


@pytest.mark.parametrize("report", ["short", "variants", "calibration", "confusions", "indonesia"])
def test_reports_run_and_write_their_tables(
    report: str, data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.json"
    page = tmp_path / "out.md"
    run = [report, str(data), "--peers", "", "--limit", "20", "--json", str(out)]
    evaluate.main([*run, "--markdown", str(page)])
    found = json.loads(out.read_text(encoding="utf-8"))
    assert report in capsys.readouterr().out
    assert all(isinstance(rows, list) for rows in found.values())
    assert page.read_text(encoding="utf-8").count("**") == 2 * len(found)
    first = out.read_bytes()
    evaluate.main(run)
    assert out.read_bytes() == first


def test_labels_left_out_keep_a_relative_in_the_model() -> None:
    labels = [x.code for x in saring.languages()]
    groups = retrain.close_groups(evaluate.TABLE)
    left_out = retrain.choose_left_out(labels, groups, 20, 5)
    assert left_out == retrain.choose_left_out(labels, groups, 20, 5)
    assert len(set(left_out)) == 20
    close = [x for x in left_out if x in groups]
    assert len(close) == 10
    assert len({groups[x] for x in close}) == 10
    for label in close:
        assert any(groups.get(x) == groups[label] for x in labels if x not in left_out)


def test_reports_that_train_need_a_folder(data: Path) -> None:
    with pytest.raises(SystemExit):
        evaluate.parse(["leave-out", str(data)])


@pytest.mark.parametrize("report", ["leave-out", "hold-source", "weak-labels"])
def test_reports_that_train_keep_their_models(report: str, data: Path, tmp_path: Path) -> None:
    out, models = tmp_path / "out.json", tmp_path / "models"
    run = [report, str(data), "--models", str(models), "--labels", "2", "--limit", "5"]
    evaluate.main([*run, "--json", str(out)])
    assert json.loads(out.read_text(encoding="utf-8"))
    made = sorted(models.glob("*.saring"))
    before = [p.stat().st_mtime_ns for p in made]
    evaluate.main(run)
    assert [p.stat().st_mtime_ns for p in made] == before
    if report == "leave-out":
        known = {x.code for x in saring.Detector(made[0]).languages()}
        assert len(known) == len(LABELS) - 2


def test_weak_labels_are_added_as_far_as_a_model_holds_them(tmp_path: Path) -> None:
    files = {f"a{i:02d}_Latn": tmp_path / f"{i}" for i in range(retrain.MAX_LABELS + 2)}
    for size, path in enumerate(files.values()):
        path.write_bytes(b"x" * size)
    labels = list(files)[:5]
    found = retrain.with_weak(files, labels)
    assert len(found) == retrain.MAX_LABELS
    assert set(labels) <= set(found)
    assert list(files)[-1] in found
    assert list(files)[5] not in found


def test_an_empty_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="no <label>"):
        texts.label_files(tmp_path, "train")


def test_documents_are_lines_of_one_label_in_their_order() -> None:
    items = [Labelled("ind_Latn", f"baris {i}") for i in range(5)]
    items[2:2] = [Labelled("eng_Latn", "a line"), Labelled("eng_Latn", "another")]
    found = {(x.label, x.text) for x in reports.joined(items, 2)}
    assert found == {
        ("ind_Latn", "baris 0\nbaris 1"),
        ("ind_Latn", "baris 2\nbaris 3"),  # the fifth line is left over
        ("eng_Latn", "a line\nanother"),
    }


def test_documents_are_measured_beside_their_lines() -> None:
    items = [x for x in WRITTEN if x.label in LABELS]
    wrong = [Labelled("eng_Latn", x.text) for x in items if x.label == "deu_Latn"][:5]
    found = reports.documents(saring.Detector(), {"own": items, "wrong": wrong}, 5)
    lines, documents, _, one_wrong = found["all labels"]
    assert lines["texts"] == len(items)
    assert documents["texts"] == sum(sum(x.label == label for x in items) // 5 for label in LABELS)
    assert documents["right"] == 1
    assert documents["reliable"] > lines["reliable"]
    assert (one_wrong["right"], one_wrong["reliable_wrong"]) == (0, 1)
    pair = found["Indonesian and Malay"]
    assert [(x["label"], x["lines"]) for x in pair] == [
        (label, n) for n in (1, 5) for label in ("ind_Latn", "zsm_Latn")
    ]
    assert all(x["lowest_confidence"] > 0.7 for x in pair if x["lines"] == 5)


def test_the_diagram_is_drawn(data: Path, tmp_path: Path) -> None:
    image = tmp_path / "reliability.png"
    evaluate.main(["calibration", str(data), "--limit", "5", "--diagram", str(image)])
    assert image.read_bytes().startswith(b"\x89PNG")


def test_confusions_of_close_groups_are_counted_and_drawn(data: Path, tmp_path: Path) -> None:
    malay = [x for x in WRITTEN if x.label in ("ind_Latn", "zsm_Latn")]
    wrong = [Labelled("zsm_Latn", x.text) for x in malay if x.label == "ind_Latn"][:3]
    items = [x for x in WRITTEN if x.label in ("ind_Latn", "eng_Latn", "deu_Latn")] + wrong
    groups = retrain.close_groups(evaluate.TABLE)
    ((group, labels, shares),) = reports.close_confusions(saring.Detector(), items, groups)
    assert (group, labels) == ("malay", ["ind_Latn", "zsm_Latn"])
    assert shares["zsm_Latn", "ind_Latn"] > 0.5
    image = tmp_path / "confused.png"
    evaluate.main(["confusions", str(data), "--limit", "5", "--plot", str(image)])
    assert image.read_bytes().startswith(b"\x89PNG")


def test_tables_show_shares_and_counts() -> None:
    rows = [{"label": "ind", "f1": 0.5, "texts": 1200}, {"label": "jav", "note": None}]
    assert render.markdown(rows).splitlines()[2] == "| ind | 0.5000 | 1,200 |  |"
    assert render.markdown(rows).splitlines()[3] == "| jav |  |  | – |"
