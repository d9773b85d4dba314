"""`saring.extract`: articles from web pages."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import saring
from saring import html

PARAGRAPHS = (
    "Nelayan di teluk itu mulai memasang lampu di perahu sejak awal tahun, setelah beberapa "
    "kecelakaan terjadi pada malam hari.",
    "Kepala desa mengatakan biaya lampu ditanggung bersama, dan setiap keluarga membayar sedikit "
    "demi sedikit selama setahun.",
    "Sekarang hampir semua perahu sudah memakainya, kata seorang nelayan yang ditemui di dermaga, "
    "dan belum ada kecelakaan lagi.",
)

PAGE = (
    '<!doctype html><html lang="id"><head><meta charset="utf-8">'
    "<title>Lampu di perahu | Harian Teluk</title>"
    '<meta property="og:site_name" content="Harian Teluk">'
    '<meta property="article:published_time" content="2023-04-05"></head><body>'
    '<nav><a href="/">Beranda</a> <a href="/laut">Laut</a> <a href="/kota">Kota</a></nav>'
    "<article><h1>Lampu di perahu</h1>" + "".join(f"<p>{p}</p>" for p in PARAGRAPHS) + "</article>"
    '<div class="related-posts"><h3>Baca Juga</h3><a href="/a">Harga ikan naik</a></div>'
    "<footer>© 2023 Harian Teluk</footer></body></html>"
)


def test_extract_gives_the_article_without_boilerplate() -> None:
    article = saring.extract(PAGE, url="https://teluk.example/lampu")
    assert article.title == "Lampu di perahu"
    assert article.site_name == "Harian Teluk"
    assert article.date == "2023-04-05"
    assert article.language_hint == "id"
    assert article.url == "https://teluk.example/lampu"
    assert article.byline is None
    for paragraph in PARAGRAPHS:
        assert paragraph in article.text
    for junk in ("Beranda", "Harga ikan naik", "© 2023"):
        assert junk not in article.text


def test_lines_point_into_the_page_text_and_make_up_the_text() -> None:
    article = saring.extract(PAGE.replace("teluk itu", "teluk itu 🐟 é"))
    assert all(article.page_text[line.start : line.end] == line.text for line in article.lines)
    assert "\n".join(line.text for line in article.lines if line.keep) == article.text
    assert {line.role for line in article.removed} >= {"navigation", "related_link", "copyright"}
    assert all(0 <= line.score <= 1 and line.reason for line in article.lines)


def test_str_and_bytes_of_any_encoding_give_the_same() -> None:
    page = PAGE.replace("Nelayan", "Nelayan café")
    text = saring.extract(page).text
    assert saring.extract(page.encode()).text == text
    assert saring.extract(bytearray(page.encode())).text == text
    assert saring.extract(page.encode("utf-16")).text == text
    assert saring.extract(page.replace("utf-8", "windows-1252").encode("cp1252")).text == text
    latin = saring.extract(
        page.replace('<meta charset="utf-8">', "").encode("latin1"), charset="latin1"
    )
    assert latin.text == text
    assert latin.encoding == "windows-1252"


@pytest.mark.parametrize("depth", [300, 10_000, 200_000])
def test_an_article_in_nested_elements_is_found(depth: int) -> None:
    page = "<div>" * depth + "".join(f"<p>{p}</p>" for p in PARAGRAPHS) + "</div>" * depth
    text = saring.extract(page).text
    assert all(paragraph in text for paragraph in PARAGRAPHS)


@pytest.mark.parametrize(
    "page",
    [
        "",
        "<",
        "\0",
        "\ud800",
        "<p>\ud800</p>",
        "<plaintext><p>x",
        "<!--",
        "<script>",
        "plain text only",
        b"",
        b"\xff\xfe",
        b"\xff\xfe\x00",
        b"\x00" * 100,
        b"<p>\xff\xfe\xfd</p>",
        "<p " + "a" * 100_000,
    ],
)
def test_odd_input_gives_an_article(page: str | bytes) -> None:
    article = saring.extract(page)
    assert isinstance(article.text, str)
    article.text.encode()


@given(st.text() | st.binary())
@settings(max_examples=200, deadline=None)
def test_any_input_gives_an_article(page: str | bytes) -> None:
    article = saring.extract(page)
    assert "\n".join(line.text for line in article.lines if line.keep) == article.text


TAGS = [
    "<p>",
    "</p>",
    "<div>",
    "</div>",
    "<table>",
    "<td>",
    "</table>",
    "<a href=x>",
    "</a>",
    "<h1>",
    "<li>",
    "<ul>",
    "</ul>",
    "<br>",
    "<!--",
    "-->",
    "<script>",
    "</script>",
    "kata ",
    "Satu dua. ",
]


@given(st.lists(st.sampled_from(TAGS), max_size=80))
@settings(max_examples=200, deadline=None)
def test_tag_soup_gives_the_text_that_is_kept_in_order(pieces: list[str]) -> None:
    article = saring.extract("".join(pieces))
    starts = [line.start for line in article.lines]
    assert starts == sorted(starts)


def test_keep_roles_chooses_the_kept_lines() -> None:
    article = saring.extract(PAGE, keep_roles=["headline"])
    assert article.text == "Lampu di perahu"


@pytest.mark.parametrize("page", [None, 3, ["<p>"]])
def test_a_value_that_is_not_a_page_is_refused(page: object) -> None:
    with pytest.raises(TypeError):
        saring.extract(page)  # type: ignore[arg-type]


def test_extract_batch_equals_extract_one_by_one() -> None:
    pages = [PAGE, PAGE.encode(), None, "", "<p>" + PARAGRAPHS[0]] * 7
    table = saring.extract_batch(pages, num_threads=2)
    single = saring.extract_batch(pages, num_threads=1)
    texts = table["text"].to_pylist()
    assert texts == [None if p is None else saring.extract(p).text for p in pages]
    assert texts == single["text"].to_pylist()
    assert table["title"].to_pylist()[:3] == ["Lampu di perahu", "Lampu di perahu", None]


def test_extract_is_shared_by_threads() -> None:
    expected = saring.extract(PAGE).text
    results: list[str] = []

    def work() -> None:
        results.extend(saring.extract(PAGE).text for _ in range(20))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [expected] * 80


def test_repr_and_notebook_view_escape_the_page() -> None:
    article = saring.extract("<title>a &lt;b&gt;</title><p>x &lt;script&gt; y</p>")
    assert repr(article).startswith("Article(title=")
    assert "<script>" not in article._repr_html_()
    assert isinstance(article, html.Article)


def test_a_long_title_is_cut_to_sixty_characters_in_the_repr() -> None:
    for length, shown in ((60, "a" * 60), (61, "a" * 59 + "…")):
        page = f"<title>{'a' * length}</title><p>Warga desa memanen padi dua minggu lebih awal.</p>"
        assert f"title='{shown}', " in repr(saring.extract(page))
