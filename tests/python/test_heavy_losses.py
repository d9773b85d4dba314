"""Documents that would lose most of their text, or with an uncertain article."""

import random
from pathlib import Path

import pytest
from cleaned_files import outputs_of, write_file
from saring_cli import (
    ARTICLE,
    HEAVY,
    OTHER,
    UNSURE,
    UNSURE_TEXTS,
    jsonl,
    quarantine,
    removed,
)

import saring


def test_heavy_losses_are_counted_and_what_is_left_is_kept(tmp_path: Path) -> None:
    records = ({"id": 1, "text": OTHER}, {"id": 2, "text": HEAVY}, {"id": 3, "text": HEAVY[:-90]})
    source = write_file(tmp_path / "a.jsonl", jsonl(*records))
    report = saring.clean(source, tmp_path / "out")
    assert report.heavy_losses == 2
    losses = report.data["heavy_losses"]
    assert sum(losses["reasons"].values()) == losses["documents"] == 2
    assert [row["id"] for row in losses["heaviest"]] == [2, 3]  # of most characters first
    first = losses["heaviest"][0]
    assert (first["record"], first["line"], first["kept_text"]) == (1, 2, "")
    assert HEAVY.startswith(first["text"])
    assert first["chars_before"] - first["chars_after"] == len(HEAVY)
    assert first["reason"] == saring.strip(HEAVY).review_reason
    # Nothing is left, which is why they are removed.
    assert report.removed["empty"] == 2
    assert report.removed["heavy_loss"] == 0
    flagged = {entry["id"] for entry in removed(tmp_path / "out") if "review_reason" in entry}
    assert flagged == {2, 3}
    page = (tmp_path / "out" / "report.html").read_text()
    assert page.index("To review") < page.index("<h2>Languages")
    assert first["reason"] in page


def test_heavy_losses_can_be_dropped_with_the_reason_in_the_audit(tmp_path: Path) -> None:
    source = write_file(tmp_path / "a.jsonl", jsonl({"text": HEAVY}, {"text": OTHER}))
    report = saring.clean(source, tmp_path / "out", on_heavy_loss="drop", languages=["ms", "id"])
    assert report.removed["heavy_loss"] == report.heavy_losses == 1
    (entry,) = [entry for entry in removed(tmp_path / "out") if entry["kind"] == "document"]
    assert entry["reason"] == "heavy_loss"
    assert entry["review_reason"] == saring.strip(HEAVY).review_reason
    assert report.documents_kept == 1


def test_documents_whose_article_is_unsure_are_counted_and_stay(tmp_path: Path) -> None:
    reasons = [saring.strip(text, language="en").review_reason for text in UNSURE_TEXTS]
    texts = [text for text, reason in zip(UNSURE_TEXTS, reasons, strict=True) if reason == UNSURE]
    assert texts
    source = write_file(tmp_path / "a.jsonl", jsonl(*({"text": text} for text in [*texts, OTHER])))
    for how in ("drop", "quarantine"):
        report = saring.clean(source, tmp_path / how, on_heavy_loss=how, dedup=False)
        assert (report.unsure_texts, report.heavy_losses) == (len(texts), 0)
        assert (report.documents_kept, report.quarantined) == (len(texts) + 1, 0)
    assert UNSURE in {entry.get("review_reason") for entry in removed(tmp_path / "drop")}
    assert "unsure article" in (tmp_path / "drop" / "report.html").read_text()


@pytest.mark.parametrize("name", ["a.jsonl", "a.txt", "a.html", "a.parquet"])
def test_heavy_losses_can_be_quarantined_as_they_were_read(tmp_path: Path, name: str) -> None:
    paragraphs = "".join(f"<p>{line}</p>" for line in HEAVY.splitlines())
    raw = {
        "a.jsonl": jsonl({"x": 1, "text": HEAVY}),
        "a.txt": HEAVY.encode(),
        "a.html": f"<html><body><article>{paragraphs}</article></body></html>".encode(),
        "a.parquet": HEAVY.encode(),
    }[name]
    source = tmp_path / "in" / name
    if name == "a.parquet":
        pa, pq = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
        source.parent.mkdir()
        pq.write_table(pa.table({"text": [HEAVY, OTHER]}), source)
    else:
        write_file(source, raw)
    report = saring.clean(source, tmp_path / "out", on_heavy_loss="quarantine")
    assert report.quarantined == report.heavy_losses == 1
    (entry,) = quarantine(tmp_path / "out")
    assert entry["problem"] == "heavy_loss"
    assert entry["reason"].endswith(saring.strip(HEAVY).review_reason or "")
    assert entry["raw"].encode() == raw.removesuffix(b"\n" if name == "a.jsonl" else b"")
    assert report.documents_read == report.documents_kept == (1 if name == "a.parquet" else 0)
    assert not any(entry["text"] in HEAVY for entry in removed(tmp_path / "out"))
    assert report.data["problems"] == {"heavy_loss": 1}


def test_what_is_done_with_heavy_losses_does_not_depend_on_the_batches(tmp_path: Path) -> None:
    texts = [HEAVY[: 90 * n] for n in range(1, 10)] + [OTHER, ARTICLE]
    random.Random(5).shuffle(texts)
    records = ({"id": number, "text": text} for number, text in enumerate(texts))
    source = write_file(tmp_path / "a.jsonl", jsonl(*records))
    for how in ("keep", "drop", "quarantine"):
        found = []
        for run, chunk_size in enumerate((1, 700, 1 << 20)):
            out = tmp_path / f"{how}{run}"
            report = saring.clean(source, out, on_heavy_loss=how, chunk_size=chunk_size)
            found.append((outputs_of(out), report.data["heavy_losses"]))
        assert found[0] == found[1] == found[2]
