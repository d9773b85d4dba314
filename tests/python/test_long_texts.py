"""Long texts: no part of an article is lost because the article is long."""

from __future__ import annotations

import random

import pytest

import saring

# Written for this test: a pattern of sentences and its words, by language.
PATTERNS: dict[str, tuple[str, dict[str, str]]] = {
    "eng": (
        "On day {i} the {a} near the {b} was {c} again, said {d}, because the {e} had been {f} for "
        "{n} months and nobody could wait any longer.",
        {
            "a": "bridge market school harbour road",
            "b": "mill river station church park",
            "c": "opened closed repaired moved",
            "d": "Holm Anna Berg Tomas",
            "e": "dam office hospital garden",
            "f": "shut broken empty",
        },
    ),
    "ind": (
        "Pada hari ke-{i} {a} di dekat {b} {c} kembali, kata {d}, karena {e} itu sudah {f} sejak "
        "{n} bulan lalu dan tidak dapat menunggu lebih lama lagi.",
        {
            "a": "jembatan pasar sekolah waduk jalan",
            "b": "stasiun sungai masjid taman",
            "c": "dibuka ditutup diperbaiki",
            "d": "warga petugas Sari menteri",
            "e": "kantor pelabuhan stadion",
            "f": "ditutup rusak kosong",
        },
    ),
    "zsm": (
        "Pada hari ke-{i} {a} berhampiran {b} {c} semula, kata {d}, kerana {e} itu telah {f} sejak "
        "{n} bulan lalu dan tidak dapat menunggu lebih lama.",
        {
            "a": "jambatan pasar sekolah",
            "b": "sungai stesen masjid",
            "c": "dibuka ditutup dibaiki",
            "d": "penduduk pegawai Siti",
            "e": "pejabat hospital taman",
            "f": "ditutup rosak kosong",
        },
    ),
    "hrv": (
        "Na dan {i} {a} pokraj {b} {c} je ponovno, kaže {d}, jer je {e} već {n} mjeseci {f} i više "
        "se nije moglo čekati na odluku.",
        {
            "a": "most trg vrt put",
            "b": "rijeke škole luke crkve",
            "c": "otvoren zatvoren popravljen",
            "d": "gradonačelnik ravnatelj susjed",
            "e": "ured park dom",
            "f": "zatvoren prazan oštećen",
        },
    ),
    "cmn": (
        "第{i}天，{b}附近的{a}重新{c}，{d}表示，因为{e}已经{f}{n}个月，大家都不能再等下去了。",
        {
            "a": "桥 市场 学校",
            "b": "河 车站 公园",
            "c": "开放 关闭 修好",
            "d": "市长 农民 居民",
            "e": "办公室 医院",
            "f": "关闭 空置",
        },
    ),
}


def sentences(language: str, count: int) -> list[str]:
    pattern, words = PATTERNS[language]
    choose = random.Random(count)
    return [
        pattern.format(
            i=i,
            n=choose.randrange(2, 12),
            **{name: choose.choice(list_.split()) for name, list_ in words.items()},
        )
        for i in range(count)
    ]


@pytest.mark.parametrize("language", PATTERNS)
@pytest.mark.parametrize("separator", ["\n", "\n\n", " "], ids=["lines", "paragraphs", "one line"])
@pytest.mark.parametrize(
    "count",
    [
        1,
        5,
        50,
        300,
        2000,
    ],
)
def test_an_article_of_any_length_is_kept(language: str, separator: str, count: int) -> None:
    text = separator.join(sentences(language, count))
    kept = saring.strip(text).text
    assert len(kept) >= 0.99 * len(text)
