"""Nothing is lost: kept and removed parts together give every text back."""

from __future__ import annotations

import json
import random
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from saring_cli import removed
from saring_cli import saring as run_saring

import saring
from saring.io.streams import Utf8Chunks

DOCUMENTS_OF_A_KIND = 250
FILES_OF_A_KIND = 25

# Written for this test.
SENTENCES = (
    "Warga membersihkan sungai kecil di belakang pasar sejak pagi, kata ketua kelompok mereka.",
    "KabarDesa.com - Kapal nelayan kembali ke pelabuhan setelah angin kencang reda pada Senin.",
    "The village school received forty new desks, and the old ones were given to the library.",
    "Die Brücke über den Bach wurde am Freitag wieder geöffnet, nachdem sie repariert worden war.",
    "Harga cabai naik sedikit karena hujan turun terus selama dua minggu di lereng gunung itu.",
    '"Kami menanam pohon di tepi jalan supaya anak-anak bisa berteduh," ujarnya kepada wartawan.',
    "Le marché couvert a rouvert ses portes après des travaux qui ont duré tout l’hiver dernier.",
)
BOILERPLATE = (
    "Baca juga:",
    "Read also:",
    "Pasar Lama Dibuka Kembali Setelah Direnovasi",
    "Bagikan",
    "Share this article",
    "Rina Wulandari",
    "By Anna Holm",
    "© 2024 Kabar Desa. Hak cipta dilindungi.",
    "Berita Terkait",
    "Subscribe to our newsletter",
    "Home | News | Sport | Weather",
    "(ANTARA/HO-Dinas Pertanian)",
)


@dataclass(frozen=True)
class Document:
    """A text, and the bytes of a file with this text."""

    kind: str
    text: str
    data: bytes


def compose(rng: random.Random, pick_end: Callable[[], str], blank: float = 0.15) -> str:
    """Write a text of sentences and boilerplate, with a line end after each line."""
    parts = []
    for _ in range(rng.randint(1, 14)):
        line = rng.choice(SENTENCES if rng.random() < 0.5 else BOILERPLATE)
        parts.append("" if rng.random() < blank else line)
        parts.append(pick_end())
    return "".join(parts)


def of_kind(kind: str, rng: random.Random) -> Document:
    """Write one document."""
    ends = {
        "crlf": ("\r\n",),
        "cr": ("\r",),
        "mixed": ("\n", "\r\n", "\r", "\n\r", "\r\r\n"),
        "unicode": ("\x85", "\u2028", "\u2029", "\n"),
        "feeds": ("\f", "\v", "\n\f\n", "\n\v", "\n"),
    }.get(kind, ("\n",))
    text = compose(rng, lambda: rng.choice(ends), blank=0.6 if kind == "blank lines" else 0.15)
    encoding = "utf-8"
    if kind == "no final line end":
        text = text.rstrip("\n") or "x"
    elif kind == "white space":
        around = ("", " ", "\t ", "\u00a0", "\u3000", "  ")
        text = "\n".join(rng.choice(around) + x + rng.choice(around) for x in text.split("\n"))
    elif kind == "byte order mark":
        text = "\ufeff" + text
    elif kind == "utf-16 and utf-32":
        encoding = rng.choice(("utf-16", "utf-32", "utf-16-le", "utf-16-be"))
        data = ("\ufeff" if encoding[-2:] in ("le", "be") else "") + text
        return Document(kind, text, data.encode(encoding))
    elif kind == "not utf-8":
        data = text.encode("cp1252")
        data = data.replace(b" ", rng.choice((b" ", b" \x93", b" \xe2\x80", b" \xf0\x9f\x98 ")), 3)
        decoded = b"".join(Utf8Chunks(iter([data])))
        return Document(kind, decoded.decode("utf-8", "replace"), data)
    return Document(kind, text, text.encode(encoding))


KINDS = (
    "lf",
    "crlf",
    "cr",
    "mixed",
    "unicode",
    "feeds",
    "no final line end",
    "blank lines",
    "white space",
    "byte order mark",
    "utf-16 and utf-32",
    "not utf-8",
)


@cache
def documents() -> tuple[Document, ...]:
    """All documents, kind by kind."""
    rng = random.Random(20)
    return tuple(of_kind(kind, rng) for kind in KINDS for _ in range(DOCUMENTS_OF_A_KIND))


def put_back(kept: str, removals: Iterable[dict[str, Any]]) -> str:
    """Put what is in removed.jsonl back into the text that was kept."""
    text = ""
    for row in sorted(removals, key=lambda row: row["start"]):
        before, after = row.get("before", ""), row.get("after", "")
        count = row["start"] - len(before) - len(text)
        text += kept[:count] + before + row["text"] + after
        kept = kept[count:]
        assert row["end"] == row["start"] + len(row["text"])
    return text + kept


def restored(out: Path, kept: dict[Any, str]) -> dict[Any, str]:
    """Rebuild every document of a run, by file and record; `kept` has the kept documents."""
    texts = dict(kept)
    removals = defaultdict(list)
    for row in removed(out):
        if row["kind"] == "repair":
            continue
        place = (row["file"], row["record"])
        if row["kind"] == "document":
            assert place not in texts
            texts[place] = row["text"]
        else:
            removals[place].append(row)
    return {place: put_back(text, removals[place]) for place, text in texts.items()}


def test_there_are_3000_documents_of_12_kinds_and_each_kind_is_cut() -> None:
    assert len(documents()) == 3000
    assert len(KINDS) == 12
    for kind in KINDS:
        stripped = [saring.strip(d.text) for d in documents() if d.kind == kind]
        assert sum(bool(s.removed_ranges) and bool(s.text) for s in stripped) > 10, kind


def test_text_and_removed_ranges_of_strip_give_the_text_back() -> None:
    for document in documents():
        s = saring.strip(document.text)
        assert s.original == document.text
        parts = []
        kept = s.text
        at = 0
        for start, end in s.removed_ranges:
            assert at <= start < end
            parts += [kept[: start - at], s.original[start:end]]
            kept = kept[start - at :]
            at = end
        assert "".join([*parts, kept]) == document.text
        dropped = {(line.start, line.end) for line in s.removed}
        for start, end in s.removed_ranges:
            dropped -= {row for row in dropped if start <= row[0] and row[1] <= end}
        assert not dropped


def test_kept_lines_of_strip_keep_their_own_line_ends() -> None:
    for document in documents():
        s = saring.strip(document.text)
        lines = s.lines
        kept = ""
        for line, after in zip(lines, [*lines[1:], None], strict=True):
            if not line.keep:
                continue
            end = len(s.original) if after is None else after.start
            gone = [(a, b) for a, b in s.removed_ranges if line.start <= a and b <= line.end]
            at = line.start
            for start, stop in gone:
                kept += s.original[at:start]
                at = stop
            kept += s.original[at:end]
        assert kept.startswith(s.text)
        assert kept[len(s.text) :] in ("", "\n", "\r\n")


def test_strip_batch_gives_the_texts_of_strip() -> None:
    texts = [document.text for document in documents()]
    batch = saring.strip_batch(texts)["text"].to_pylist()
    assert batch == [saring.strip(text).text for text in texts]


def test_clean_gives_every_text_of_json_lines_back(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    texts = [document.text for document in documents()]
    rows = [json.dumps({"text": text}, ensure_ascii=n % 2 == 0) for n, text in enumerate(texts)]
    path.write_text("\n".join(rows), encoding="utf-8", newline="")
    report = saring.clean(path, tmp_path / "out")
    assert 100 < report.documents_kept < 2900
    kept = {}
    places = iter(sorted(set(range(3000)) - removed_records(tmp_path / "out")))
    for row in read_jsonl_lines(tmp_path / "out" / "in.jsonl"):
        kept["in.jsonl", next(places)] = row["text"]
    found = restored(tmp_path / "out", kept)
    assert [found["in.jsonl", n] for n in range(3000)] == texts


def removed_records(out: Path) -> set[int]:
    """Records of documents that are removed."""
    return {row["record"] for row in removed(out) if row["kind"] == "document"}


def read_jsonl_lines(path: Path) -> list[Any]:
    """Records of a file in which a text may have any line separator except LF."""
    return [json.loads(line) for line in path.read_bytes().split(b"\n") if line]


def test_clean_gives_every_text_of_parquet_back(tmp_path: Path) -> None:
    table = pa.table({"text": [d.text for d in documents()], "row": list(range(3000))})
    pq.write_table(table, tmp_path / "in.parquet", row_group_size=700)
    saring.clean(tmp_path / "in.parquet", tmp_path / "out")
    rows = pq.read_table(tmp_path / "out" / "in.parquet").to_pylist()
    texts = restored(tmp_path / "out", {("in.parquet", row["row"]): row["text"] for row in rows})
    assert [texts["in.parquet", n] for n in range(3000)] == [d.text for d in documents()]


def test_clean_gives_every_text_file_back_as_it_was_decoded(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    chosen = [d for n, d in enumerate(documents()) if n % DOCUMENTS_OF_A_KIND < FILES_OF_A_KIND]
    for n, document in enumerate(chosen):
        (folder / f"{n:03}.txt").write_bytes(document.data)
    saring.clean(folder, tmp_path / "read", strip=False, dedup=False)
    decoded = files_of(tmp_path / "read")
    saring.clean(folder, tmp_path / "out")
    texts = restored(tmp_path / "out", files_of(tmp_path / "out"))
    assert len(texts) == len(chosen)
    for n, document in enumerate(chosen):
        place = (f"{n:03}.txt", 0)
        assert texts[place] == document.text.removeprefix("\ufeff")
        # Without a letter or digit, a document is removed from both.
        assert decoded.get(place, texts[place]) == texts[place]


def files_of(out: Path) -> dict[Any, str]:
    """Texts of the clean text files."""
    return {(path.name, 0): path.read_bytes().decode() for path in out.glob("*.txt")}


def test_clean_keeps_the_line_ends_of_lines_that_are_documents(tmp_path: Path) -> None:
    lines = [f"{sentence} {n}" for n, sentence in enumerate(SENTENCES)]
    ends = ["\r\n", "\n", "\r\r\n", "\x85\n", "\u2028\r\n", "\f\n", ""]
    data = "".join(line + end for line, end in zip(lines, ends, strict=True)).encode()
    (tmp_path / "in.txt").write_bytes(data)
    saring.clean(tmp_path / "in.txt", tmp_path / "out", lines=True, strip=False, dedup=False)
    assert (tmp_path / "out" / "in.txt").read_bytes() == data


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_strip_command_writes_whole_lines_with_their_own_line_ends(end: str) -> None:
    lines = [SENTENCES[0], SENTENCES[4], "Bagikan", ""]
    result = run_saring("strip", stdin=end.join(lines).encode())
    assert result.stdout.decode() == f"{SENTENCES[0]}{end}{SENTENCES[4]}{end}"
    whole = f"{SENTENCES[0]}{end}{SENTENCES[4]}".encode()
    assert run_saring("strip", stdin=whole).stdout == whole


class _Blocks(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[str] = []
        self._is_open = False
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self._is_open = tag in ("h1", "h2", "p", "li", "blockquote")
        if self._is_open:
            self.blocks.append("")

    def handle_endtag(self, tag: str) -> None:
        self._is_open = False

    def handle_data(self, data: str) -> None:
        if self._is_open:
            self.blocks[-1] += data


def test_removals_of_a_page_give_its_visible_text_back(tmp_path: Path) -> None:
    body = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)
    page = (
        "<html><head><title>Sungai</title></head><body><nav><a href=/>Beranda</a></nav>"
        f"<article><h1>Sungai Kecil Dibersihkan Warga</h1>{body}<p>Baca juga:</p>"
        "<p>Pasar Lama Dibuka Kembali</p></article><footer>Hak cipta Kabar Desa</footer></body>"
    )
    (tmp_path / "a.html").write_text(page, encoding="utf-8")
    saring.clean(tmp_path / "a.html", tmp_path / "out")
    blocks = _Blocks((tmp_path / "out" / "a.html").read_text("utf-8")).blocks
    rows = [row for row in removed(tmp_path / "out") if row["kind"] in ("line", "span")]
    assert len(rows) > 2
    visible = "".join(line.text + "\n" for line in saring.extract(page).lines)
    assert put_back("".join(block + "\n" for block in blocks), rows) == visible
