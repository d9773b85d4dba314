"""`saring dedup --clusters story`."""

from __future__ import annotations

import json
from typing import Any

import pytest
from saring_cli import jsonl, saring

import saring as api

REPORT = (
    "Warga Desa Kalibaru kembali ke rumah setelah dua malam di balai, kata Lurah Sekar Ayuning. "
    "Petugas memastikan aliran lahar sudah surut dan jembatan gantung aman dilewati mobil kecil. "
    "Sebanyak 214 orang sempat mengungsi ke balai warga ketika hujan turun tiga jam tanpa henti. "
    "Dapur umum tetap dibuka sampai Kamis sambil menunggu listrik di 38 rumah menyala lagi."
)
OTHER = "Harga cabai rawit turun menjelang akhir pekan karena panen di dataran tinggi berlimpah."
SHORTER = "Warga Pulang\nLERENG (Kantor Berita) - " + REPORT[:260]
TEXTS = [OTHER, REPORT, SHORTER, REPORT.upper(), OTHER + " Tidak."]


def _dedup(*arguments: str, records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    result = saring("dedup", *arguments, stdin=jsonl(*records))
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_kept_records_get_the_story_that_the_function_finds() -> None:
    records = [{"id": at, "text": text} for at, text in enumerate(TEXTS)]
    kept = _dedup("--clusters", "story", "--keep", "first", records=records)
    found = api.near_duplicates(TEXTS, keep="first", clusters="story")
    assert found.story is not None
    assert [(r["id"], r["story"]) for r in kept] == [
        (at, story)
        for at, (story, keep) in enumerate(zip(found.story, found.keep, strict=True))
        if keep
    ]
    assert kept[0] == records[0] | {"story": 0}
    assert kept[1]["story"] == kept[2]["story"] == 1


def test_stories_count_from_0_among_what_is_kept() -> None:
    records = [{"text": OTHER}, {"text": REPORT}, {"text": OTHER + " Tidak."}]
    kept = _dedup("--clusters", "story", "--keep", "last", records=records)
    assert [(r["text"], r["story"]) for r in kept] == [(REPORT, 0), (OTHER + " Tidak.", 1)]


def test_the_field_can_be_chosen_and_is_replaced() -> None:
    records = [{"group": "x", "text": REPORT}, {"text": SHORTER, "group": None}]
    kept = _dedup("--clusters", "story", "--story-field", "group", records=records)
    assert [list(r.items()) for r in kept] == [
        [("group", 0), ("text", REPORT)],
        [("text", SHORTER), ("group", 0)],
    ]


def test_dates_keep_stories_apart() -> None:
    options = ("--clusters", "story", "--time-field", "date")
    for day, stories in (("2024-03-08", [0, 1]), ("2024-03-03", [0, 0]), ("unknown", [0, 0])):
        records = [{"text": REPORT, "date": "2024-03-01"}, {"text": SHORTER, "date": day}]
        assert [r["story"] for r in _dedup(*options, records=records)] == stories
    records = [{"text": REPORT, "date": 0}, {"text": SHORTER, "date": 10 * 86400}]
    assert [r["story"] for r in _dedup(*options, records=records)] == [0, 1]


def test_lines_that_are_no_records_pass_through() -> None:
    given = b"\nbukan json\n" + jsonl({"text": REPORT}) + b'{"no": 1}\n' + jsonl({"text": SHORTER})
    result = saring("dedup", "--clusters", "story", "--format", "jsonl", stdin=given)
    assert result.returncode == 1
    lines = result.stdout.splitlines()
    assert (lines[0], lines[1], lines[3]) == (b"", b"bukan json", b'{"no": 1}')
    assert [json.loads(lines[at])["story"] for at in (2, 4)] == [0, 0]
    assert result.stderr.count(b"bukan") <= 1
    assert result.stderr.count(b"line 2") == 1


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--clusters", "story", "--contained", "all"), b"--contained excerpts or keep"),
        (("--clusters", "story", "--format", "text"), b"needs JSON Lines"),
        (("--clusters", "story", "--by", "line"), b"are for whole texts"),
        (("--story-field", "s"), b"need --clusters story"),
        (("--time-field", "t", "--by", "line"), b"need --clusters story"),
        (("--clusters", "connected"), b"invalid choice"),
    ],
)
def test_what_does_not_go_together_is_a_usage_error(
    options: tuple[str, ...], message: bytes
) -> None:
    result = saring("dedup", *options, stdin=jsonl({"text": REPORT}))
    assert result.returncode == 2
    assert message in result.stderr
    assert result.stdout == b""
