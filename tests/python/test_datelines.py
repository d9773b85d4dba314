"""Place, agency and date in front of the first sentence."""

from __future__ import annotations

import pytest

import saring

SENTENCES = {
    "id": "Warga menanam padi dua pekan lebih awal karena hujan turun sejak awal, kata lurah.",
    "en": "The footbridge opens again on Friday after a year of repair, the town council said.",
    "zh": "河边的步道在修缮一年以后星期五重新开放，市政府在声明中这样说。",
    "ja": "川沿いの遊歩道が一年の修理を終えて金曜日に再び開くと市が発表した。",
    "ko": "강변 산책로가 일 년 동안의 수리를 마치고 금요일에 다시 문을 연다고 시가 밝혔다.",
    "ar": "يفتح الممشى على النهر يوم الجمعة بعد سنة من الإصلاح كما قالت البلدية في بيان.",
    "ru": "Набережная снова открывается в пятницу после года ремонта, сообщила мэрия города.",
    "hi": "नदी के किनारे का रास्ता एक साल की मरम्मत के बाद शुक्रवार को फिर खुलेगा।",
    "de": "Der Steg wird am Freitag nach einem Jahr wieder geöffnet, teilte die Stadt mit.",
}


def opened(front: str, language: str, second: str = "") -> saring.boilerplate.Stripped:
    """Strip a text with a headline, `front` before the first sentence, and a second paragraph."""
    sentence = SENTENCES[language]
    return saring.strip(f"{sentence[:24]}\n{front}{sentence}\n{second or sentence[::-1]}\n")


@pytest.mark.parametrize(
    ("front", "language"),
    [
        ("Semarang - ", "id"),
        ("PALEMBANG – ", "id"),
        ("Kuching: ", "id"),
        ("KUALA TERENGGANU: ", "id"),
        ("BANDUNG. ", "id"),
        ("Warta9.com, Medan ", "id"),
        ("Kendari, 4 Juni (ANTARA) - ", "id"),
        ("Ambon, 12/7 (ANTARA) - ", "id"),
        ("LARANTUKA, 4 Juni - ", "id"),
        ("Oslo, 4 June (NTB) — ", "en"),
        ("Lagos: ", "en"),
        ("Accra, Ghana | AFP | ", "en"),
        ("(AFP) ", "en"),
        ("MINSK, June 4. /TASS/. ", "en"),
        ("Nürnberg (dpa/lby) - ", "de"),
        ("Århus (Ritzau) – ", "de"),
        ("中新网上海6月4日电 ", "zh"),
        ("【ワシントン共同】", "ja"),
        ("(부산=한소식) 김나루 기자 = ", "ko"),
        ("عمان (أ ف ب) - ", "ar"),
        ("КАЗАНЬ, 4 июня. /ТАСС/. ", "ru"),
        ("मुंबई, चार जून (भाषा) ", "hi"),
    ],
)
def test_a_dateline_goes_and_the_sentence_stays(front: str, language: str) -> None:
    s = opened(front, language)
    assert SENTENCES[language] in s.text
    assert front.strip() not in s.text
    assert s.dateline == front.strip()


@pytest.mark.parametrize(
    "line",
    [
        "Medan dan Padang: dua kota yang menunggu hujan reda setelah tiga hari tanpa henti.",
        "London: a city that rises early and goes to bed when the last train has left.",
        "Solo: cara menanam cabai sendiri di rumah tanpa bantuan siapa pun sejak awal musim.",
        "Penting: warga diminta menyimpan air bersih karena pipa diperbaiki sampai hari Jumat.",
        "Sari: Kami menunggu di balai desa sejak pagi dan hujan tidak juga berhenti sampai siang.",
        "北京的步道在修缮一年以后于6月4日重新开放，记者致电市政府时得到了证实。",
        "AWAS. Warga diminta menyimpan air bersih karena pipa diperbaiki sampai hari Jumat siang.",
    ],
)
def test_a_sentence_that_begins_like_a_dateline_is_kept(line: str) -> None:
    text = f"Kabar dari Desa\n{line}\n{SENTENCES['id']}\n{SENTENCES['en']}"
    assert line in saring.strip(text).text


def test_a_city_with_a_sign_on_a_line_of_its_own_goes() -> None:
    for city in ("Semarang -", "KOTA KINABALU:", "Nairobi —"):
        s = saring.strip(f"Kabar dari Desa\n{city}\n{SENTENCES['id']}\n{SENTENCES['en']}")
        assert city not in s.text
        assert SENTENCES["id"] in s.text


def test_cities_in_a_list_are_kept() -> None:
    lines = [
        f"{city}: Hujan turun sejak pagi dan warga diminta tetap di rumah sampai sore hari."
        for city in ("Jakarta", "Bandung", "Semarang", "Surabaya", "Denpasar")
    ]
    s = saring.strip("Cuaca Hari Ini\n" + "\n".join(lines))
    assert [line for line in lines if line not in s.text] == []
