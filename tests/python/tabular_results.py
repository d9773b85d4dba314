"""One result of each kind of table, from texts written for these tests."""

from __future__ import annotations

from typing import Any

import saring

TEXTS = [
    "Petani memanen padi lebih awal tahun ini karena hujan.",
    "The ferry left the harbour an hour late because of the fog.",
    None,
    "Petani memanen padi lebih awal tahun ini karena hujan.",
]


def results() -> dict[str, Any]:
    """One result of each kind that is a table."""
    passage = "Warga desa memperbaiki jembatan bambu yang rusak pekan lalu."
    page = f"<html><body><article><h1>Satu</h1><p>{passage} {passage}</p></article></body></html>"
    profile = saring.SiteProfile.build([f"Berita {n}\nBagikan ini" for n in range(5)], site="a.id")
    near = saring.near_duplicates(TEXTS, against=TEXTS[:1], clusters="story")
    return {
        "detect_batch": saring.detect_batch(TEXTS, top=2),
        "strip_batch": saring.strip_batch(["Bagikan", *TEXTS], removed=True),
        "extract_batch": saring.extract_batch([page, None]),
        "signals_batch": saring.signals_batch(TEXTS),
        "duplicates": near,
        "pairs": near.pairs,
        "matches": near.matches,
        "overlap": saring.overlap([passage], [passage, None]),
        "repeats": saring.repeated_passages([passage, passage], by="line", min_words=3),
        "spans": saring.detect("Selamat pagi.\nGood morning to you.", by="line"),
        "lines": saring.strip("Bagikan\n" + passage).lines,
        "lines of a page": saring.extract(page).lines,
        "lines of a site": profile.show("a.id"),
        "column": saring.detect_batch(TEXTS).lang,
    }
