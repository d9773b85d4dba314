"""Short informal English, Japanese without kana, and romanised text, written for this project.

The limits are those of a model trained as ``docs/contributing/train-the-models.md`` says.
"""

from __future__ import annotations

from pathlib import Path

import pytest

import saring

ENGLISH = [
    "hey whats up",
    "u coming tonight or no",
    "cant talk now im at work",
    "pls fix this asap",
    "my phone died sorry",
    "where r u guys",
    "gimme a sec",
    "how do i reset my pasword",
    "the app keeps crashing on me",
    "i dont get it",
    "thx for the help man",
    "wanna grab lunch tmrw",
    "still waiting for my refund",
    "lemme know when ur done",
    "he aint answering his phone",
    "this is so annoying omg",
    "idk maybe next week",
    "got any plans for saturday",
    "send me the adress pls",
    "she said shes on her way",
]
JAPANESE = [
    "図書館利用案内",
    "県立美術館特別展開催中",
    "会社概要 採用情報",
    "駅前駐車場満車",
    "関東地方 大雪警報",
    "株式会社総務部",
    "新発売 数量限定",
    "国際空港到着便遅延",
    "消費税込価格表示",
    "卒業証書授与式",
    "市役所窓口受付時間",
    "営業時間変更",
    "現在地周辺検索",
    "高速道路渋滞情報",
    "天気予報 最高気温",
    "運転免許証更新手続",
    "来週月曜日定休日",
    "歯科医院予約受付",
    "読売新聞社説",
    "沖縄県那覇市国際通",
]
# Rows "label<TAB>text", as people type; und if the model has no label for it.
ROMANISED = [
    tuple(line.split("\t"))
    for line in (Path(__file__).parent / "romanised.tsv").read_text(encoding="utf-8").splitlines()
]


def test_short_informal_english_is_english() -> None:
    found = saring.detect_batch(ENGLISH).lang.to_pylist()
    wrong = [x for x in zip(ENGLISH, found, strict=True) if x[1] != "eng_Latn"]
    assert len(wrong) <= 7, wrong


def test_japanese_without_kana_is_japanese() -> None:
    found = saring.detect_batch(JAPANESE).lang.to_pylist()
    wrong = [x for x in zip(JAPANESE, found, strict=True) if x[1] != "jpn_Jpan"]
    assert len(wrong) <= 1, wrong


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("图书馆借阅须知", "zho_Hans"),
        ("会议将于下周举行", "zho_Hans"),
        ("經濟部發言人表示", "zho_Hant"),
        ("請勿在車廂內飲食", "zho_Hant"),
    ],
)
def test_chinese_stays_chinese(text: str, label: str) -> None:
    assert saring.detect(text).lang == label


def test_romanised_text_has_its_label() -> None:
    labelled = [row for row in ROMANISED if row[0] != "und"]
    assert len(labelled) > 150
    wrong = [(x, text) for x, text in labelled if saring.detect(text).lang != x]
    assert len(wrong) <= len(labelled) // 10, wrong


def test_romanised_text_is_hardly_ever_wrong_and_reliable() -> None:
    """Among it text without a label: romanised Arabic, Persian, Hebrew, Chinese, Korean, Thai …"""
    found = [(label, text, saring.detect(text)) for label, text in ROMANISED]
    wrong = [(x, text, d.lang) for x, text, d in found if d.is_reliable and d.lang != x]
    assert len(wrong) <= len(ROMANISED) // 100, wrong
