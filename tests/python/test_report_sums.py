"""Every figure of report.json adds up, also with the outputs."""

import gzip
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import zstandard
from saring_cli import ARTICLE, HEAVY, OTHER, jsonl, quarantine, removed

import saring
from saring.io import containers

Report = dict[str, Any]

ENGLISH = "The river fell again and the farmers brought the harvest home before the rain came.\n"


def _make(folder: Path) -> None:
    """All containers, with copies, other languages, bad records and repairs."""
    pa, pq = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    folder.mkdir()
    records: list[Any] = [
        {"id": f"r{number % 35}", "url": f"https://www.situs{number % 3}.id/x", "text": text}
        for number, text in enumerate(
            [f"{ARTICLE}Kalimat tambahan nomor {n}.\n" for n in range(20)]
            + [OTHER] * 5
            + [OTHER + "Bagikan\n"]
            + [HEAVY, HEAVY[:170]]
            + ["“Kata” – “mereka” – “semua” – “warga” – “kota”"]  # the file is in UTF-8
            + [ENGLISH, "---", "pendek", "12", ARTICLE.upper()]
        )
    ]
    bad = b'{"text": "rusak\n[1]\n{"text": 7}\n{"id": 5}\n'
    repaired = b'{"text": "Ikan \xff segar dijual di pasar pagi ini kepada warga kota."}\n'
    surrogate = b'{"text": "Kapal \\ud800 kayu berlayar menuju pulau seberang sejak pagi."}\n'
    (folder / "a.jsonl").write_bytes(jsonl(*records) + bad + repaired + surrogate)
    (folder / "b.jsonl.gz").write_bytes(gzip.compress(jsonl(*records[:9]))[:-6])
    (folder / "c.jsonl.zst").write_bytes(zstandard.ZstdCompressor().compress(jsonl(*records[5:])))
    (folder / "changed.jsonl").write_bytes(jsonl(*records[3:25], {"text": ENGLISH * 3}))
    (folder / "d.txt").write_text(OTHER + "\n" + ENGLISH)
    (folder / "e.txt.gz").write_bytes(
        gzip.compress("“Di” – “kafe” – “ini”: ".encode() + b"caf\xe9 ini ramai setiap pagi hari.\n")
    )
    paragraphs = "".join(f"<p>{line}</p>" for line in (ARTICLE + OTHER).split("\n"))
    page = f"<html><body><article>{paragraphs}</article></body></html>"
    (folder / "f.html").write_text(page)
    (folder / "g.html").write_text("<html><body></body></html>")
    rows = [OTHER, None, ENGLISH, ARTICLE, *(f"Baris {n} dari tabel padi." for n in range(30))]
    table = pa.table({"text": rows, "id": range(len(rows)), "url": ["tabel.id"] * len(rows)})
    pq.write_table(table, folder / "h.parquet", row_group_size=10)
    (folder / "i.parquet").write_bytes(b"no table")
    (folder / "j.txt").symlink_to("nowhere")
    (folder / "k.txt").write_bytes(b"")
    (folder / "photo.png").write_bytes(b"x")


def _count_documents(path: Path, lines: bool) -> int:
    if path.suffix == ".parquet":
        import pyarrow.parquet as pq

        return int(pq.read_metadata(path).num_rows)
    data = path.read_bytes()
    if path.suffix == ".gz":
        data = gzip.decompress(data)
    elif path.suffix == ".zst":
        data = zstandard.ZstdDecompressor().decompressobj().decompress(data)
    return data.count(b"\n") if ".jsonl" in path.name or (lines and ".txt" in path.name) else 1


def _check_totals(data: Report) -> None:
    documents, characters = data["documents"], data["characters"]
    assert documents["read"] == documents["kept"] + sum(documents["removed"].values())
    assert characters["read"] == (
        characters["kept"]
        + characters["removed_in_lines"]
        + sum(characters["removed_in_documents"].values())
    )
    assert set(documents["removed"]) == set(characters["removed_in_documents"])


def _check_heavy_losses(data: Report, options: dict[str, Any]) -> None:
    losses = data["heavy_losses"]
    assert losses["documents"] == sum(losses["reasons"].values()) == len(losses["heaviest"])
    assert bool(losses["documents"]) == options.get("strip", True)
    how = options.get("on_heavy_loss", "keep")
    removed_as_such = data["documents"]["removed"]["heavy_loss"]
    assert removed_as_such == (losses["documents"] if how == "drop" else 0)
    assert data["problems"].get("heavy_loss", 0) == (
        losses["documents"] if how == "quarantine" else 0
    )


def _check_languages(data: Report) -> None:
    documents, characters = data["documents"], data["characters"]
    languages = data["languages"]
    assert sum(row["documents"] for row in languages) == documents["read"]
    assert sum(row["kept"] for row in languages) == documents["kept"]
    assert sum(row["chars_kept"] for row in languages) == characters["kept"]
    assert sum(row["chars"] for row in languages) == (
        characters["read"] - characters["removed_in_lines"]
    )


def _check_files(data: Report, folder: Path, out: Path, lines: bool) -> None:
    documents, files = data["documents"], data["files"]
    assert sum(row["documents"] for row in files) == documents["read"]
    for name in ("kept", "quarantined", "repaired"):
        assert sum(row[name] for row in files) == documents[name], name
    assert len(files) == len(list(folder.iterdir())) - 1
    for row in files:
        written = out / row["file"]
        assert written.exists() == (row["file"] in data["outputs"])
        if written.exists():
            # If a file is one document, its output exists only if the document is kept.
            assert _count_documents(written, lines) == row["kept"], row
        else:
            assert row["kept"] == 0


def _check_sites(data: Report) -> None:
    files = data["files"]
    sites = data["sites"]
    named = sum(entry["documents"] for entry in files if entry["file"] in ("h.parquet",))
    assert {row["site"] for row in sites} == {"situs0.id", "situs1.id", "situs2.id", "tabel.id"}
    assert next(row for row in sites if row["site"] == "tabel.id")["documents"] == named
    assert all(row["chars_after"] <= row["chars_before"] for row in sites)


def _check_audit(data: Report, out: Path) -> None:
    documents, characters = data["documents"], data["characters"]
    entries = removed(out)
    kinds = Counter(entry["kind"] for entry in entries)
    parts = [entry for entry in entries if entry["kind"] in ("line", "span")]
    gone = [entry for entry in entries if entry["kind"] == "document"]
    assert kinds["repair"] == documents["repaired"]
    reasons = Counter(entry["reason"] for entry in gone)
    assert reasons == Counter(
        {name: count for name, count in documents["removed"].items() if count}
    )
    for name, chars in characters["removed_in_documents"].items():
        assert chars == sum(len(entry["text"]) for entry in gone if entry["reason"] == name)
    for group, key in (("roles", "role"), ("rules", "rule")):
        rows = data[group]
        assert sum(row["lines"] for row in rows) == len(parts), group
        assert sum(row["chars"] for row in rows) == sum(len(entry["text"]) for entry in parts)
        assert len({row[key] for row in rows}) == len(rows)
    assert Counter({row["role"]: row["lines"] for row in data["roles"]}) == Counter(
        entry["role"] for entry in parts
    )
    assert Counter({row["rule"]: row["lines"] for row in data["rules"]}) == Counter(
        entry.get("rule") or entry["reason"] for entry in parts
    )


def _check_duplicates(data: Report) -> None:
    documents = data["documents"]
    duplicates = data["duplicates"]
    sizes = {int(size): count for size, count in duplicates["sizes"].items()}
    assert duplicates["clusters"] == sum(sizes.values())
    assert (
        sum((size - 1) * count for size, count in sizes.items())
        == (documents["removed"]["duplicate"])
    )
    assert [cluster["size"] for cluster in duplicates["largest"]] == sorted(
        (size for size, count in sizes.items() for _ in range(count)), reverse=True
    )[:30]
    for cluster in duplicates["largest"]:
        assert len(cluster["copies"]) == min(cluster["size"] - 1, 5)
        assert cluster["kept"]["file"] != "changed.jsonl"


def _check_problems(data: Report, out: Path) -> None:
    documents, files = data["documents"], data["files"]
    unreadable = quarantine(out)
    assert len(unreadable) == documents["quarantined"]
    assert Counter(entry["file"] for entry in unreadable) == Counter(
        {row["file"]: row["quarantined"] for row in files if row["quarantined"]}
    )
    warnings = data["warnings"]
    assert sum(data["problems"].values()) == len(warnings)
    assert Counter(entry["problem"] for entry in warnings) == Counter(data["problems"])
    outcomes = Counter(entry["outcome"] for entry in warnings)
    assert outcomes["quarantined"] == documents["quarantined"]
    assert outcomes["repaired"] == documents["repaired"]


def _check_outputs(data: Report, folder: Path, out: Path) -> None:
    assert data["repeated_ids"]["count"] >= len(data["repeated_ids"]["first"]) > 0
    assert data["files_left_aside"] == [{"file": f"{folder}/photo.png", "reason": "unknown format"}]
    present = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
    assert set(data["outputs"]) == present
    assert data == json.loads((out / "report.json").read_bytes())
    assert data["run"]["input_bytes"] > 0


@pytest.mark.parametrize("lines", [False, True], ids=["files", "lines"])
@pytest.mark.parametrize(
    "options",
    [
        {},
        {"languages": ["id"], "min_chars": 15},
        {"min_confidence": 0.9, "keep": "first", "lang_field": "lang"},
        {"dedup": False},
        {"strip": False},
        {"on_heavy_loss": "drop"},
        {"on_heavy_loss": "quarantine"},
    ],
    ids=["default", "languages", "confidence", "no-dedup", "no-strip", "drop", "quarantine"],
)
def test_every_figure_adds_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: dict[str, Any], lines: bool
) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    _make(folder)
    real = containers.CONTAINERS[containers.Container.JSONL].read

    def change(source: Any, *arguments: Any) -> Any:
        for item in real(source, *arguments):
            if source.name == "changed.jsonl":
                (folder / "changed.jsonl").write_bytes(b"\n")
            yield item

    monkeypatch.setattr(containers.CONTAINERS[containers.Container.JSONL], "read", change)
    data = saring.clean(folder, out, lines=lines, chunk_size=700, **options).data
    documents = data["documents"]

    # The run was of the kind that this is about.
    assert documents["removed"]["source_changed"] > 0
    assert documents["quarantined"] > 5
    assert documents["repaired"] == 3
    if options.get("dedup", True):
        assert documents["removed"]["duplicate"] > 5

    _check_totals(data)
    _check_heavy_losses(data, options)
    _check_languages(data)
    _check_files(data, folder, out, lines)
    _check_sites(data)
    _check_audit(data, out)
    _check_duplicates(data)
    _check_problems(data, out)
    _check_outputs(data, folder, out)
