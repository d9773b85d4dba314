"""The texts of the suites: read from a data folder, or generated here from sentences.

A data folder has the files ``lid/dev/*.tsv.zst`` (label, tab, text), ``boilerplate/*.jsonl.zst``
and ``dedup/*.jsonl.xz``. Without one, a small corpus is generated, which is always the same. It is
enough to check that everything runs and to compare speed, but too uniform to measure quality.
"""

from __future__ import annotations

import io
import json
import lzma
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SENTENCES: dict[str, tuple[str, ...]] = {
    "ind_Latn": (
        "Pemerintah kota akan memperbaiki jembatan yang rusak akibat banjir bulan lalu.",
        "Para petani berharap harga pupuk tidak naik lagi menjelang musim tanam.",
        "Ia mengatakan bahwa keputusan itu sudah dibahas bersama warga desa.",
        "Kereta terakhir berangkat pukul sepuluh malam dari stasiun utama.",
        "Anak-anak belajar menari di balai desa setiap hari Sabtu sore.",
        "Harga cabai di pasar turun setelah pasokan dari daerah kembali lancar.",
    ),
    "jav_Latn": (
        "Bocah-bocah padha dolanan ing latar ngarep omah nalika wayah sore.",
        "Simbah lagi nandur pari ana ing sawah sacedhake kali.",
        "Dheweke durung bisa mulih amarga udan deres wiwit esuk.",
        "Pasar kuwi rame banget saben dina Minggu Legi.",
    ),
    "sun_Latn": (
        "Barudak keur arulin di buruan imah bari ngadagoan bapana balik.",
        "Kuring rék indit ka pasar isukan isuk-isuk jeung indung.",
        "Hujan ti peuting nepi ka beurang teu eureun-eureun.",
        "Manéhna geus lila teu datang ka lembur sabab loba pagawéan.",
    ),
    "eng_Latn": (
        "The council will repair the bridge that was damaged by last month's flood.",
        "Farmers hope that the price of fertiliser will not rise again this season.",
        "She said that the decision had already been discussed with the villagers.",
        "The last train leaves the main station at ten o'clock at night.",
        "Children learn to dance in the village hall every Saturday afternoon.",
        "Prices at the market fell after supplies from the region recovered.",
    ),
    "deu_Latn": (
        "Der Stadtrat will die Brücke reparieren, die beim Hochwasser beschädigt wurde.",
        "Die Bauern hoffen, dass die Preise für Dünger nicht weiter steigen.",
        "Der letzte Zug fährt um zehn Uhr abends vom Hauptbahnhof ab.",
        "Sie sagte, die Entscheidung sei längst mit den Bewohnern besprochen.",
    ),
    "fra_Latn": (
        "La mairie va réparer le pont endommagé par les inondations du mois dernier.",
        "Les agriculteurs espèrent que le prix des engrais ne montera plus.",
        "Le dernier train quitte la gare principale à dix heures du soir.",
        "Elle a dit que la décision avait déjà été discutée avec les habitants.",
    ),
    "spa_Latn": (
        "El ayuntamiento reparará el puente dañado por la inundación del mes pasado.",
        "Los agricultores esperan que el precio del abono no vuelva a subir.",
        "El último tren sale de la estación principal a las diez de la noche.",
        "Dijo que la decisión ya se había hablado con los vecinos del pueblo.",
    ),
    "rus_Cyrl": (
        "Городской совет отремонтирует мост, который пострадал от наводнения.",
        "Крестьяне надеются, что цены на удобрения больше не вырастут.",
        "Последний поезд уходит с главного вокзала в десять часов вечера.",
        "Она сказала, что решение уже обсуждали с жителями деревни.",
    ),
    "arb_Arab": (
        "سيصلح مجلس المدينة الجسر الذي تضرر من الفيضان في الشهر الماضي.",
        "يأمل المزارعون ألا ترتفع أسعار السماد مرة أخرى هذا الموسم.",
        "يغادر القطار الأخير المحطة الرئيسية في الساعة العاشرة ليلا.",
    ),
    "tur_Latn": (
        "Belediye, geçen ayki selde zarar gören köprüyü onaracak.",
        "Çiftçiler gübre fiyatlarının bir daha artmamasını umuyor.",
        "Son tren gece saat onda ana istasyondan kalkıyor.",
    ),
}
LABELS = ("Baca juga:", "Lihat juga:", "Simak juga:")
HEADLINES = (
    "Jembatan Baru Diresmikan Pekan Depan",
    "Warga Gotong Royong Bersihkan Sungai",
    "Tim Tari Desa Raih Juara di Kabupaten",
    "Pasokan Cabai Kembali Normal",
)
JUNK_TAIL = (
    "Bagikan:",
    "Facebook",
    "WhatsApp",
    "Berita Terkait",
    "Halaman Selanjutnya",
    "Komentar",
)


@dataclass(frozen=True)
class LabelledLines:
    """A plain text, with a label for each line: part of the article or not."""

    lines: list[str]
    keep: list[int]
    skip: frozenset[int]  # lines that are not scored
    language: str


@dataclass(frozen=True)
class Page:
    """An HTML page and its article."""

    html: str
    gold: str


def open_lines(path: Path) -> Iterator[str]:
    """Yield the lines of a file, decompressed."""
    if path.suffix == ".zst":
        import zstandard

        with path.open("rb") as raw:
            stream = zstandard.ZstdDecompressor().stream_reader(raw)
            yield from io.TextIOWrapper(stream, "utf-8")
    elif path.suffix == ".xz":
        with lzma.open(path, "rt", encoding="utf-8") as file:
            yield from file
    else:
        with path.open(encoding="utf-8") as file:
            yield from file


def rows(path: Path, limit: int) -> Iterator[dict[str, Any]]:
    """Yield the first objects of a JSONL file."""
    for number, line in enumerate(open_lines(path)):
        if number >= limit:
            return
        yield json.loads(line)


def labelled_sentences(data: Path | None, labels: frozenset[str]) -> list[tuple[str, str]]:
    """Return pairs of label and sentence, shuffled in the same way every time."""
    if data is None:
        found = [(label, s) for label, sentences in SENTENCES.items() for s in sentences] * 100
    else:
        path = data / "lid" / "dev" / "ntrex.tsv.zst"
        pairs = (line.rstrip("\n").split("\t", 1) for line in open_lines(path))
        found = [(label, text) for label, text in pairs if label in labels]
    random.Random(0).shuffle(found)
    return found


def join_documents(pairs: list[tuple[str, str]], num_bytes: int) -> list[tuple[str, str]]:
    """Join sentences of one language into documents of about `num_bytes`."""
    by_label: dict[str, list[str]] = {}
    for label, text in pairs:
        by_label.setdefault(label, []).append(text)
    documents = []
    for label in sorted(by_label):
        parts, size = [], 0
        for text in by_label[label]:
            parts.append(text)
            size += len(text.encode()) + 1
            if size >= num_bytes:
                documents.append((label, " ".join(parts)))
                parts, size = [], 0
    random.Random(0).shuffle(documents)
    return documents


def paragraph(chance: random.Random, label: str) -> str:
    """Return a paragraph of sentences of one language."""
    return " ".join(chance.choices(SENTENCES[label], k=chance.randint(2, 5)))


def made_lines(number: int) -> LabelledLines:
    """Return a generated article with the boilerplate of a site around it."""
    chance = random.Random(number)
    lines, keep = [chance.choice(HEADLINES)], [1]
    for _ in range(chance.randint(4, 9)):
        lines.append(paragraph(chance, "ind_Latn"))
        keep.append(1)
        if chance.random() < 0.3:
            lines += [chance.choice(LABELS), chance.choice(HEADLINES)]
            keep += [0, 0]
    tail = [*JUNK_TAIL[:4], *chance.sample(HEADLINES, 3), *JUNK_TAIL[4:]]
    return LabelledLines(lines + tail, keep + [0] * len(tail), frozenset({0}), "id")


def labelled_lines(data: Path | None, limit: int) -> list[LabelledLines]:
    """Return texts with labelled lines."""
    if data is None:
        return [made_lines(number) for number in range(limit)]
    found = []
    for name in ("lines-dev.jsonl.zst", "id-news-dev.jsonl.zst"):
        for row in rows(data / "boilerplate" / name, limit):
            skip = frozenset(row.get("skip") or ())
            found.append(LabelledLines(row["lines"], row["keep"], skip, row.get("lang") or ""))
    return found


def pages(data: Path | None, limit: int) -> list[Page]:
    """Return HTML pages with their articles."""
    if data is None:
        return [made_page(number) for number in range(limit)]
    path = data / "boilerplate" / "html-dev.jsonl.zst"
    return [Page(row["html"], row["gold_text"]) for row in rows(path, limit)]


def made_page(number: int) -> Page:
    """Return a generated page: menu, article, related links, footer."""
    article = made_lines(number)
    body = [line for line, keep in zip(article.lines, article.keep, strict=True) if keep]
    links = "".join(f'<li><a href="/{i}">{text}</a></li>' for i, text in enumerate(HEADLINES))
    paragraphs = "".join(f"<p>{text}</p>" for text in body[1:])
    html = (
        f"<!DOCTYPE html><html><head><title>{body[0]}</title></head><body>"
        f"<nav><ul>{links}</ul></nav><article><h1>{body[0]}</h1>{paragraphs}</article>"
        f"<aside><h2>Berita Terkait</h2><ul>{links}</ul></aside>"
        "<footer>Kontak | Redaksi | Pedoman</footer></body></html>"
    )
    return Page(html, "\n".join(body))


def documents(data: Path | None, limit: int) -> list[str]:
    """Return documents, some of which are near-duplicates of others."""
    if data is None:
        return made_copies(limit)
    found = []
    for name in ("natural_dev.jsonl.xz", "wirecopy_dev_docs.jsonl.xz"):
        for row in rows(data / "dedup" / name, limit // 2):
            text = row.get("text") or "\n".join([row.get("title") or "", *row["paras"]])
            found.append(text)
    return found


def made_copies(count: int) -> list[str]:
    """Return generated documents; a third are copies of earlier ones with a few words changed."""
    chance = random.Random(0)
    words = sorted({w for sentences in SENTENCES.values() for s in sentences for w in s.split()})
    found: list[str] = []
    for _ in range(count):
        if found and chance.random() < 0.33:
            copy = chance.choice(found).split()
            for _ in range(chance.randint(0, 4)):
                copy[chance.randrange(len(copy))] = chance.choice(words)
            found.append(" ".join(copy))
        else:
            found.append(" ".join(chance.choices(words, k=chance.randint(80, 400))))
    return found
