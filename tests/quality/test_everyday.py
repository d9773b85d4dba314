"""Short informal English, Japanese without kana, and romanised text, written for this project.

The limits are those of a model trained as ``docs/contributing/train-the-models.md`` says.
"""

from __future__ import annotations

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
# The label of the language in Latin letters, and text as people type it.
ROMANISED = [
    ("hin_Latn", "aap kahan ja rahe ho bhai, ghar par sab theek hai na"),
    ("hin_Latn", "kal subah jaldi uthna hai isliye aaj jaldi so jaunga"),
    ("hin_Latn", "yeh film mujhe bilkul achchi nahi lagi"),
    ("mar_Latn", "mala aaj khup kaam aahe, udya bhetuya ka"),
    ("ben_Latn", "ami aaj office jabo na, shorir bhalo nei"),
    ("ben_Latn", "tumi kothay thako ekhon, onek din dekha hoy na"),
    ("guj_Latn", "tame kem cho, hu aaje bahar javano chhu"),
    ("pan_Latn", "tusi kithe ja rahe ho, sanu vi nal lai chalo"),
    ("tam_Latn", "enakku romba pasikkudhu, saapida enna irukku"),
    ("tam_Latn", "nee eppo veettukku vara, amma kettaanga"),
    ("tel_Latn", "nenu repu hyderabad veltunnanu, meeru vastara"),
    ("kan_Latn", "naanu naale oorige hogtini, neevu yaavaga barthira"),
    ("mal_Latn", "njan innu veettil poyilla, nale varam ennu paranju"),
    ("npi_Latn", "ma bholi ghar jandai chhu, timi pani aunchhau ki"),
    ("rus_Latn", "ya ne znayu chto delat, pomogi mne pozhaluysta"),
    ("rus_Latn", "zavtra vecherom vstretimsya u metro, ne opazdyvay"),
    ("rus_Latn", "spasibo bolshoe za pomoshch, vsyo poluchilos"),
    ("ukr_Latn", "ya ne znayu shcho robyty, dopomozhy meni bud laska"),
    ("bul_Latn", "kakvo shte pravim dovechera, nyamam pari za kino"),
    ("bul_Latn", "blagodarya ti mnogo za pomoshtta, shte se vidim utre"),
    ("ell_Latn", "ti kaneis re file, pote tha vgoume gia kafe"),
    ("ell_Latn", "den mporo na erthw simera, exw poli douleia"),
    ("jpn_Latn", "ashita wa shigoto ga yasumi dakara eiga o mi ni ikimasu"),
    ("jpn_Latn", "kono mise no ramen wa totemo oishikatta desu"),
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


@pytest.mark.xfail(strict=True, reason="the shipped model has no labels for romanised text")
def test_romanised_text_has_its_label_or_none() -> None:
    found = [(label, text, saring.detect(text)) for label, text in ROMANISED]
    wrong = [(x, text, d.lang) for x, text, d in found if d.lang not in (x, "und")]
    assert len(wrong) <= 1, wrong
    assert [(x, text, d.lang) for x, text, d in found if d.is_reliable and d.lang != x] == []
