"""Kinds of text of which `strip` once took too much or too little."""

import pytest

import saring

ARTICLE = """Old quay gets a new crane
The old quay in Marsh End got a new crane on Monday, eleven months after the last one fell.
Dockers had unloaded by hand since then, which took three days for a ship.
The crane cost two million and will be paid for by a levy on timber."""


def dropped(text: str) -> list[str]:
    """Lines of the text that are not in the stripped one."""
    return [text[line.start : line.end] for line in saring.strip(text).lines if not line.keep]


def test_a_notice_that_someone_utters_is_the_articles() -> None:
    text = """What bakers print on their bags
Every bag in the valley has a line of small letters, and nobody had ever read them.
All rights reserved for the last roll, Hanna Moor jokes, who bakes it at five.
Cookies are what people come for on a Sunday, and the shop is full by eight."""
    assert saring.strip(text).text == text
    assert saring.strip(text.replace("\n", " ")).text == text.replace("\n", " ")


def test_a_sentence_like_a_notice_between_two_of_the_article_stays() -> None:
    text = """How printers sign their sheets
For three hundred years a printer had signed each sheet at its foot with a small wheel.
Copyright 1874 by the heirs was what the wheel meant, though no court ever said so.
Then the workshop burnt down, and with it went the wheel and the men who cut it."""
    assert saring.strip(text).text == text


@pytest.mark.parametrize("word", ["Share", "Bagikan", "Search"])
def test_a_word_with_a_comma_is_a_verse_and_no_button(word: str) -> None:
    text = f"""The miller's round
The wheel goes round and the water runs low,
{word},
The miller has flour and nowhere to go,
{word},
He hangs up his apron and closes the door,
{word},
And the mice have the mill as they had it before."""
    assert saring.strip(text).text == text


def test_a_rule_of_law_about_websites_is_no_cookie_notice() -> None:
    text = """What a court said about small print
By using a shop's website, you agree to nothing at all, unless the shop asks you first.
The court of appeal held so in March, and three thousand shops had to rewrite their pages."""
    assert saring.strip(text).text == text


def test_a_word_of_menus_between_sentences_is_a_heading() -> None:
    text = """Three words that the printer hates
A printer sets what he is given, but there are words that he would rather not set at all.
Disclaimer
It stands at the foot of every bill and means that nobody will pay for anything.
FAQ
Nobody has ever asked the questions that stand below it, he says, and he has set thousands."""
    assert saring.strip(text).text == text


@pytest.mark.parametrize(
    ("before", "label", "after"),
    [
        ("De sluis gaat dicht.", "Lees ook: De haven verzandt", "Een schipper wacht drie dagen."),
        (
            "Шлюз закрыли вчера.",
            "Читайте также: Гавань у моста мелеет",
            "Капитан ждёт уже три дня.",
        ),
        ("Havuz dün kapandı.", "İlgili Haber: Liman yine sığlaştı", "Kaptan üç gündür bekliyor."),
    ],
)
def test_a_related_title_takes_no_sentence_that_is_glued_to_it(
    before: str, label: str, after: str
) -> None:
    text = " ".join([before * 4, label, after, before * 4])
    assert after in saring.strip(text).text
    assert label.split(":")[0] not in saring.strip(text).text


@pytest.mark.parametrize(
    "block",
    [
        ["Press contact:", "Ines Corder", "Harbour Office", "Tel. +44 1632 960 123"],
        ["Narahubung:", "Sari Lestari", "Humas Pelabuhan", "HP: 0812-0000-2222"],
        ["Untuk maklumat lanjut, sila hubungi:", "Aminah Yusof", "Tel: 012-000 1111"],
        ["Pressekontakt:", "Jutta Brandt", "Hafenamt", "Tel.: 0421 000 11"],
    ],
)
def test_the_contact_block_of_a_press_release_goes(block: list[str]) -> None:
    text = "\n".join([ARTICLE, *block])
    assert dropped(text) == block


def test_names_below_a_label_of_comments_are_those_of_readers() -> None:
    thread = ["Comments", "Ruth", "I liked the old crane, it had a face."]
    thread += ["Ben", "We paid for that twice, you know.", "Ada", "My boat waits since Friday."]
    text = "\n".join([ARTICLE, *thread])
    assert dropped(text) == thread


def test_names_over_the_answers_of_a_survey_are_the_articles() -> None:
    survey = ["Ruth", "I liked the old crane, it had a face.", "Ben"]
    survey += ["We paid for that twice, you know.", "Ada", "My boat waits since Friday."]
    text = "\n".join([ARTICLE, *survey])
    assert saring.strip(text).text == text


def test_a_malay_dateline_on_a_line_of_its_own_goes_and_a_speaker_stays() -> None:
    body = (
        "Kren baharu mula beroperasi di jeti lama pada hari Isnin selepas sebelas bulan ditunggu.\n"
        "Ketua jeti berkata, kapal kini boleh dipunggah dalam masa satu hari sahaja."
    )
    assert dropped("Kren baharu di jeti lama\nKOTA BHARU:\n" + body) == ["KOTA BHARU:"]
    assert dropped("Kren baharu di jeti lama\nPAK MAT:\n" + body) == []


def test_a_note_about_the_author_goes_and_a_sentence_about_a_writer_stays() -> None:
    note = "Ines Corder is a novelist and sailor from Marsh End. Follow her on Instagram @icorder."
    assert dropped(ARTICLE + "\n" + note) == [note]
    sentence = "Ines Corder is a novelist from Marsh End, and she has written about cranes before."
    assert dropped(ARTICLE + "\n" + sentence) == []
