"""`saring.extract`: articles from web pages."""

from __future__ import annotations

import dataclasses
import json
import threading
from html import escape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from web_pages import PAGE, PARAGRAPHS

import saring
from saring import html
from saring.boilerplate import ARTICLE_ROLES


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


def test_extract_gives_who_wrote_the_article_and_when() -> None:
    page = PAGE.replace(
        "</head>",
        '<meta property="og:image" content="/1.jpg">'
        '<meta property="article:section" content="Laut">'
        '<meta property="article:tag" content="ikan">'
        '<meta property="article:tag" content="perahu">'
        '<meta property="article:modified_time" content="2023-04-06T07:08:09+07:00"></head>',
    ).replace("</h1>", "</h1><p>Oleh: Sri Wahyuni dan Budi Santoso</p>")
    article = saring.extract(page, url="https://teluk.example/lampu")
    assert article.authors == ("Sri Wahyuni", "Budi Santoso")
    assert article.byline == "Sri Wahyuni, Budi Santoso"
    assert article.date == "2023-04-05"
    assert article.date_modified == "2023-04-06T07:08:09+07:00"
    assert article.image == "https://teluk.example/1.jpg"
    assert article.section == "Laut"
    assert article.tags == ("ikan", "perahu")


def test_a_page_without_metadata_has_none() -> None:
    article = saring.extract("<p>x")
    assert (article.title, article.byline, article.date, article.date_modified) == (None,) * 4
    assert (article.image, article.section, article.language_hint) == (None,) * 3
    assert (article.authors, article.tags) == ((), ())


def test_lines_point_into_the_page_text_and_make_up_the_text() -> None:
    article = saring.extract(PAGE.replace("teluk itu", "teluk itu 🐟 é"))
    assert all(article.page_text[line.start : line.end] == line.text for line in article.lines)
    assert "\n".join(line.text for line in article.lines if line.keep) == article.text
    assert {line.role for line in article.removed} >= {"navigation", "related_link", "copyright"}
    assert all(0 <= line.score <= 1 and line.reason for line in article.lines)


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


RICH = PAGE.replace(
    "</article>",
    "<h2>Cara memasang</h2><ol><li>Beli <b>lampu</b> yang terang di pasar kota.</li><li>Pasang di "
    'haluan, lihat <a href="/haluan" onclick="x()">gambar haluan</a> dari nelayan itu.</li></ol>'
    "<table><tr><th>Tahun<th>Perahu<tr><td>2022<td>12<tr><td>2023<td>15</table>"
    f"<p>{PARAGRAPHS[0]}</p></article>",
).replace(
    "<footer>",
    '<div id="comments"><h3>Komentar</h3><div class="comment"><b>Sri</b><p>Semoga semua perahu '
    'segera memakainya, aman sekali.</p></div><div class="comment"><b>Budi</b><p>Setuju dengan '
    "Sri, sudah lama kami tunggu.</p></div></div><footer>",
)


def words_of(page: str) -> str:
    """The text of a page without its white space."""
    parts: list[str] = []
    parser = HTMLParser(convert_charrefs=True)
    parser.handle_data = parts.append  # type: ignore[method-assign]
    parser.feed(page)
    parser.close()
    return "".join("".join(parts).split())


def test_markdown_and_html_have_the_words_of_the_text() -> None:
    article = saring.extract(RICH)
    assert "## Cara memasang\n\n1. Beli **lampu** yang terang" in article.markdown
    assert "2. Pasang di haluan, lihat [gambar haluan](/haluan) dari" in article.markdown
    assert "| Tahun | Perahu |\n| --- | --- |\n| 2022 | 12 |\n| 2023 | 15 |" in article.markdown
    assert "<ol><li>Beli <strong>lampu</strong> yang" in article.html
    assert "<tr><th>Tahun</th><th>Perahu</th></tr>" in article.html
    assert "onclick" not in article.html
    assert words_of(article.html) == "".join(article.text.split())
    plain = saring.extract(RICH, links=False).markdown
    assert plain == article.markdown.replace("[gambar haluan](/haluan)", "gambar haluan")


def test_comments_are_their_own_list() -> None:
    article = saring.extract(RICH)
    assert article.comments == (
        "Sri\nSemoga semua perahu segera memakainya, aman sekali.",
        "Budi\nSetuju dengan Sri, sudah lama kami tunggu.",
    )
    assert "Semoga" not in article.text
    assert saring.extract(PAGE).comments == ()


def test_json_has_every_field() -> None:
    article = saring.extract(RICH)
    record = json.loads(article.to_json())
    assert record == json.loads(json.dumps(article.to_dict()))
    assert set(record) == {field.name for field in dataclasses.fields(article)}
    assert record["comments"] == list(article.comments)
    assert record["lines"][0] == dataclasses.asdict(article.lines[0])
    assert "\n" not in article.to_json()


def test_extract_batch_gives_the_formats_that_are_asked_for() -> None:
    pages = [RICH, None, ""]
    assert "markdown" not in saring.extract_batch(pages).column_names
    table = saring.extract_batch(pages, formats=["markdown", "html"])
    article = saring.extract(RICH)
    assert table["markdown"].to_pylist() == [article.markdown, None, ""]
    assert table["html"].to_pylist() == [article.html, None, ""]
    (plain, *_) = saring.extract_batch(pages, formats="markdown", links=False)["markdown"]
    assert plain == saring.extract(RICH, links=False).markdown
    with pytest.raises(ValueError, match="formats: expected 'markdown' or 'html', got 'pdf'"):
        saring.extract_batch(pages, formats=["pdf"])


SHOWN = st.text(
    st.sampled_from("ab *_`[]()<>&#-+=~|!\\1.\n\"'") | st.characters(min_codepoint=0x20),
    max_size=20,
)


AROUND = st.sampled_from(
    [
        "p",
        "b",
        "i",
        "code",
        "li",
        "ul",
        "ol",
        "h2",
        "blockquote",
        "pre",
        "td",
        "s",
        "a href='/x'",
        "q",
    ]
)


TREE = st.recursive(
    SHOWN.map(escape),
    lambda inside: st.builds(
        lambda tag, parts: f"<{tag}>{''.join(parts)}</{tag.split()[0]}>",
        AROUND,
        st.lists(inside, max_size=4),
    ),
    max_leaves=20,
)


@given(TREE)
@settings(max_examples=200, deadline=None)
def test_the_html_of_any_article_has_its_text(inside: str) -> None:
    article = saring.extract(f"<article><p>{PARAGRAPHS[0]}</p>{inside}<p>{PARAGRAPHS[1]}</p>")
    assert words_of(article.html) == "".join(article.text.split())


def test_rules_of_the_callers_own_are_tried_on_the_article(tmp_path: Path) -> None:
    phrases = tmp_path / "kata.txt"
    phrases.write_text("Sumber gambar milik desa\n")
    body = (
        "<p>Warga desa membangun jembatan bambu di atas sungai kecil sejak bulan lalu.</p>"
        "<p>Sumber gambar milik desa</p>"
        "<p>Jembatan itu dipakai anak sekolah setiap pagi, kata kepala desa kepada kami.</p>"
    )
    page = f"<html><body><article>{body}</article></body></html>"
    plain = saring.extract(page)
    assert "Sumber gambar" in plain.text
    article = saring.extract(page, rules=phrases)
    assert article.text == plain.text.replace("Sumber gambar milik desa\n", "")
    assert article.markdown == plain.markdown.replace("Sumber gambar milik desa\n\n", "")
    assert article.html == plain.html.replace("<p>Sumber gambar milik desa</p>\n", "")
    (line,) = [line for line in article.lines if line.text == "Sumber gambar milik desa"]
    assert (line.keep, line.rule) == (False, "kata.txt:1")
    assert [x for x in article.lines if x != line] == [
        x for x in plain.lines if x.text != line.text
    ]
    assert saring.extract("", rules=phrases) == saring.extract("")


def test_rules_of_the_callers_own_are_tried_inside_preformatted_text(tmp_path: Path) -> None:
    phrases = tmp_path / "kata.txt"
    phrases.write_text("Sumber gambar milik desa\nTepi sungai milik desa\n")
    code = "<pre>untuk perahu:\n    pasang lampu\n\nSumber gambar milik desa</pre>"
    page = f"<article><h1>Lampu di perahu</h1><p>{PARAGRAPHS[0]}</p>{code}<p>{PARAGRAPHS[1]}</p>"
    plain = saring.extract(page + "<p>Tepi sungai milik desa</p></article>")
    assert "untuk perahu:\n    pasang lampu\n\nSumber" in plain.text
    article = saring.extract(page + "<p>Tepi sungai milik desa</p></article>", rules=phrases)
    assert "untuk perahu:\n    pasang lampu\n" in article.text
    assert "milik desa" not in article.text
    kept = {line.text: line.keep for line in article.lines}
    assert kept[code[5:-6]] and not kept["Tepi sungai milik desa"]


NOTE = "Kirim kabar dari desa Anda kepada redaksi kami lewat surat."


SITE = "kabarsungai.example"


def page_of_site(number: int) -> str:
    body = (
        f"<p>Warga desa ke-{number} membangun jembatan bambu di atas sungai kecil sejak bulan "
        f"lalu, kata ketua kelompok {number}.</p>"
        f"<p>Jembatan ke-{number} itu dipakai {number} anak sekolah setiap pagi, kata kepala desa "
        "kepada kami.</p>"
        f"<p>{NOTE}</p>"
    )
    return f"<html><body><article><h1>Jembatan {number}</h1>{body}</article></body></html>"


def profile_of_site() -> saring.SiteProfile:
    texts = [saring.extract(page_of_site(number)).text for number in range(1, 9)]
    return saring.SiteProfile.build(texts, site=SITE)


def test_a_page_uses_the_profile_of_the_site_of_its_address() -> None:
    profile = profile_of_site()
    page = page_of_site(20)
    url = f"https://www.{SITE}/jembatan"
    plain = saring.extract(page, url)
    assert NOTE in plain.text
    article = saring.extract(page, url, profile=profile)
    assert article.text == plain.text.replace("\n" + NOTE, "")
    assert NOTE not in article.markdown
    assert NOTE not in article.html
    (line,) = [line for line in article.lines if line.text == NOTE]
    assert (line.keep, line.role, line.rule) == (False, "other", "site.line")
    assert [x for x in article.lines if x != line] == [x for x in plain.lines if x.text != NOTE]
    assert saring.extract(page, profile=profile).text == plain.text
    assert saring.extract(page, "https://other.example/", profile=profile) == saring.extract(
        page, "https://other.example/"
    )
    kept = saring.extract(page, url, profile=profile, keep_roles=[*ARTICLE_ROLES, "other"])
    assert NOTE in kept.text


def test_a_sentence_of_the_site_inside_a_paragraph_becomes_a_span() -> None:
    def page_with_a_long_line(number: int) -> str:
        sentences = " ".join(
            f"Warga memakai jalan ke-{number} itu dari {place} sejak pagi sampai sore, kata kepala "
            f"desa {place} kepada kami."
            for place in (f"lereng {number}", f"sungai {number}", f"pasar {number}")
        )
        page = page_of_site(number)
        return page.replace(f"<p>{NOTE}</p>", f"<p>{sentences} {NOTE}</p>")

    texts = [saring.extract(page_with_a_long_line(number)).text for number in range(1, 9)]
    profile = saring.SiteProfile.build(texts, site=SITE)
    page = page_with_a_long_line(30)
    plain = saring.extract(page, SITE)
    article = saring.extract(page, SITE, profile=profile)
    spans = [span for span in article.spans if (span.rule or "").startswith("site.")]
    assert [article.page_text[span.start : span.end] for span in spans] == [NOTE]
    assert article.text == plain.text.replace(" " + NOTE, "")
    assert NOTE not in article.markdown


def test_a_batch_uses_the_profile_of_the_site_of_each_page() -> None:
    profile = profile_of_site()
    pages = [page_of_site(n) for n in range(20, 24)] + [None]
    urls = [f"https://{SITE}/a", None, "https://other.example/b", f"https://{SITE}/c", None]
    for threads in (1, 2):
        table = saring.extract_batch(pages, urls=urls, profile=profile, num_threads=threads)
        texts = table["text"].to_pylist()
        assert [NOTE in text for text in texts[:4]] == [False, True, True, False]
        assert texts[4] is None
        assert table["url"].to_pylist() == urls
    one = [
        saring.extract(p, u, profile=profile).text for p, u in zip(pages, urls, strict=True) if p
    ]
    assert one == texts[:4]


def test_addresses_and_profiles_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="urls: has 1 rows, pages has 2"):
        saring.extract_batch(["<p>a", "<p>b"], urls=["https://a.example/"])
    with pytest.raises(TypeError, match="profile: expected SiteProfile, got str"):
        saring.extract("<p>a", profile="sites.profile")  # type: ignore[arg-type]
