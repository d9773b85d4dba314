"""The pages that `tools/boilerplate/made_html.py` makes for training."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "tools" / "boilerplate"))

import html_pages  # noqa: E402
import made_html as tool  # noqa: E402

SITES = ("desa.example", "kota.example")


def article(number: int, site: str) -> html_pages.Page:
    lines = [
        f"Kalimat {i} dari artikel nomor {number} bercerita panjang tentang panen padi di sawah."
        for i in range(20)
    ]
    body = "".join(f"<p>{line}</p>" for line in lines)
    markup = f"<nav>Menu</nav><article><h1>Panen {number}</h1>{body}</article><footer>Kaki</footer>"
    return html_pages.Page(
        html=markup.encode(),
        gold="\n".join(lines),
        domain=site,
        kind="news",
        source="s",
        lang="id",
        file="html-dev",
        key=str(number),
    )


PAGES = [article(number, SITES[number % 2]) for number in range(6)]


def test_the_next_article_is_of_the_same_site_and_the_reference_stays() -> None:
    made = list(tool.next_articles(PAGES, lambda domain: 0))
    assert len(made) == 6
    for page in made:
        markup = page.html.decode()
        assert page.file == page.source == "made"
        assert page.gold in [p.gold for p in PAGES]
        own, other = (int(part.split("<")[0]) for part in markup.split("<h1>Panen ")[1:])
        assert PAGES[own].gold == page.gold
        assert own != other
        assert own % 2 == other % 2
        assert markup.count("<article>") == markup.count("</article>") == 2
        assert markup.endswith("<footer>Kaki</footer>")


def test_nothing_crosses_from_fold_to_fold() -> None:
    made = list(tool.next_articles([*PAGES[:2]], lambda domain: SITES.index(domain)))
    assert made == []


def test_a_page_without_its_text_in_one_article_is_not_used() -> None:
    page = article(0, SITES[0])
    assert tool.article_element(page) is not None
    for markup in (
        b"<p>" + page.html,  # still fine
        page.html.replace(b"<article>", b"<div>").replace(b"</article>", b"</div>"),
        page.html + b"<article>Lagi</article>",
        page.html + b"</article>",
        b"<article>pendek</article>" + page.html.replace(b"article>", b"div>"),
    ):
        found = tool.article_element(tool.made(page, markup))
        assert (found is not None) == (markup.startswith(b"<p>"))


def test_comments_stand_behind_the_article() -> None:
    made = list(tool.threads(PAGES, lambda domain: 0))
    assert len(made) >= 3
    for page in made:
        original = next(p for p in PAGES if p.gold == page.gold)
        markup = page.html.decode()
        last = page.gold.split("\n")[-1]
        head, tail = markup.split(last)[0], markup.rsplit("<footer>", 1)
        assert original.html.decode().startswith(head)
        assert len(markup) > len(original.html.decode())
        assert len(tail) == 2


def test_the_same_pages_give_the_same() -> None:
    one, two = (tool.made_pages(PAGES, lambda domain: 0) for _ in range(2))
    assert [p.html for p in one] == [p.html for p in two]
