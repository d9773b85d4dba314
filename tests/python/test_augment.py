"""The training pages that `tools/boilerplate/augment.py` makes from others are correct."""

from __future__ import annotations

import random
import sys
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "tools" / "boilerplate"))

import augment  # noqa: E402
from labelled_pages import ARTICLE, JUNK, SKIPPED, Page, Pool  # noqa: E402

NOUNS = ["council", "bridge", "river", "market", "school", "harbour", "farmer", "museum"]
VERBS = ["opened", "closed", "repaired", "measured", "visited", "painted", "sold", "moved"]
SEEDS = range(40)


def sentence(rng: random.Random) -> str:
    """Return a sentence that no other call is likely to give."""
    first, second, third = rng.sample(NOUNS, 3)
    place = f"at number {rng.randint(1, 99_999)}"
    return f"The {first} {rng.choice(VERBS)} the {second} and the old {third} {place} last week."


def page(number: int, kind: str = "news", language: str = "en") -> Page:
    """Return a page: menu, headline, eight paragraphs with a teaser among them, footer."""
    rng = random.Random(f"{number}:{kind}:{language}")
    body = [" ".join(sentence(rng) for _ in range(rng.randint(1, 3))) for _ in range(8)]
    lines = [f"Menu {number}", f"Headline {{{number}}}", *body[:5], f"Read more {number}"]
    labels = [JUNK, SKIPPED, *[ARTICLE] * 5, JUNK]
    return Page(
        f"page-{number}:full",
        [*lines, *body[5:], "Anna Brook", f"All rights reserved {number}"],
        [*labels, *[ARTICLE] * 3, JUNK, JUNK],
        language,
        kind,
    )


def pages() -> list[Page]:
    """Return pages of one fold: articles in two languages and forum pages."""
    articles = [page(i, language="en" if i % 3 else "id") for i in range(60)]
    return articles + [page(i, kind="forum") for i in range(60, 70)]


def inserted(made: Page, base: Page) -> list[int]:
    """Indices of one run of lines of `made`, without which it is `base`."""
    extra = len(made.lines) - len(base.lines)
    start = next(
        i
        for i in range(len(base.lines) + 1)
        if base.lines == made.lines[:i] + made.lines[i + extra :]
        and base.labels == made.labels[:i] + made.labels[i + extra :]
    )
    return list(range(start, start + extra))


def test_the_same_seed_gives_the_same_pages_and_another_seed_others() -> None:
    one, again, other = (list(augment.augment(pages(), seed)) for seed in (1, 1, 2))
    assert one == again
    assert one != other


def test_every_kind_is_made_under_a_key_that_names_its_page() -> None:
    made = [pair for seed in range(6) for pair in augment.augment(pages(), seed)]
    keys = {p.key for p in pages()}
    assert {what for _, what in made} == {
        "comments",
        "sentences",
        "short",
        "broken",
        "clean",
        "long",
    }
    for made_page, what in made:
        base, name = made_page.key.rsplit("#", 1)
        assert base in keys
        assert name == what


def test_made_pages_have_a_label_for_each_line_and_no_blank_or_broken_line() -> None:
    for seed in range(6):
        for made, what in augment.augment(pages(), seed):
            assert len(made.lines) == len(made.labels)
            assert ARTICLE in made.labels
            for line in made.lines:
                assert line.strip(), (what, made.key)
                assert "\n" not in line
                assert "\r" not in line


def test_nothing_is_made_of_forum_pages() -> None:
    forum = {p.key for p in pages() if p.kind == "forum"}
    assert not {made.key.rsplit("#", 1)[0] for made, _ in augment.augment(pages(), 1)} & forum


def test_text_comes_from_the_given_pages_only() -> None:
    """Numbers stand for sentences: those of another fold would be unknown ones."""
    own = {word for p in pages() for line in p.lines for word in line.split()}
    figures = {word for word in own if word.isdigit() and int(word) > 9999}
    for made, _ in augment.augment(pages(), 3):
        words = " ".join(made.lines).split()
        assert {w for w in words if w.isdigit() and int(w) > 9999} <= figures


@pytest.mark.parametrize("seed", SEEDS)
def test_a_thread_stands_behind_the_article_and_changes_nothing_else(seed: int) -> None:
    base = page(1)
    made = augment.with_comments(base, Pool(pages()), random.Random(seed))
    assert made is not None
    thread = inserted(made, base)
    assert {made.labels[i] for i in thread} == {JUNK}
    assert thread[0] > base.last_article_line()


def test_threads_differ_in_layout_language_and_label() -> None:
    pool = Pool(pages())
    english = [augment.thread(random.Random(i), pool, "en", "T") for i in range(300)]
    indonesian = [augment.thread(random.Random(i), pool, "id", "T") for i in range(300)]
    text = "\n".join(line for lines in english for line in lines)
    for expected in ("says:", "Reply", " ago", "Leave a Reply", "#2\n", "[2] ", "2. "):
        assert expected in text, expected
    local = "\n".join(line for lines in indonesian for line in lines)
    for expected in ("berkata:", "Balas", "lalu", "Tinggalkan Balasan", "Komentar"):
        assert expected in local, expected
    assert "says:" not in local
    heads = ("comment", "discussion", "thoughts", "responses", "replies", "say", "reviews")
    labelled = sum(lines[0].lower().find(h) >= 0 for lines in english for h in heads)
    assert 100 < labelled < 250  # with and without a label


def test_a_thread_takes_its_words_from_posts_of_forums() -> None:
    forum = [page(i, kind="forum") for i in range(10)]
    posts = {line for p in forum for line in p.article()}
    threads = [augment.thread(random.Random(i), Pool(forum), "en", "T") for i in range(10)]
    assert {line for lines in threads for line in lines} & posts


def test_braces_in_titles_and_names_are_text() -> None:
    one = page(2)
    named = Page("n", ["Al {0} Bo"], [JUNK], "en", "news")
    for seed in SEEDS:
        assert augment.with_comments(one, Pool([one, named]), random.Random(seed)) is not None


def test_without_text_there_is_no_thread() -> None:
    assert augment.thread(random.Random(1), Pool([]), "en", "T") == []
    assert augment.with_comments(page(1), Pool([]), random.Random(1)) is None
    empty = Page("e", ["Menu"], [JUNK], "en", "news")
    assert augment.with_comments(empty, Pool(pages()), random.Random(1)) is None


@pytest.mark.parametrize("seed", SEEDS)
def test_a_long_page_is_the_articles_in_their_order(seed: int) -> None:
    parts = [page(i) for i in range(7)]
    made = augment.long_page(parts, random.Random(seed), "long")
    assert made.article() == [line for p in parts for line in p.article()]
    at = [i for i, label in enumerate(made.labels) if label == ARTICLE]
    assert at == list(range(at[0], at[-1] + 1))
    assert made.lines[: at[0]] in ([], parts[0].lines[:2])
    assert made.lines[at[-1] + 1 :] in ([], parts[-1].lines[-2:])


def test_sentences_give_the_paragraphs_back() -> None:
    base = page(3)
    made = augment.as_sentences(base, "s")
    assert " ".join(made.lines) == " ".join(base.lines)
    assert len(made.lines) > len(base.lines)
    assert " ".join(made.article()) == " ".join(base.article())
    chinese = Page("c", ["市议会同意建桥。工程明年开始！完成了吗？"], [ARTICLE], "zh", "news")
    assert augment.as_sentences(chinese, "s").lines == [
        "市议会同意建桥。",
        "工程明年开始！",
        "完成了吗？",
    ]


@pytest.mark.parametrize("seed", SEEDS)
def test_broken_paragraphs_give_the_paragraphs_back(seed: int) -> None:
    base = page(4)
    made = augment.broken(base, random.Random(seed), "b")
    assert " ".join(made.lines) == " ".join(base.lines)
    assert " ".join(made.article()) == " ".join(base.article())
    assert all(made.lines)
    assert len(made.lines) > len(base.lines)


@pytest.mark.parametrize("seed", SEEDS)
def test_short_lines_stand_inside_the_article_as_article(seed: int) -> None:
    base = page(5)
    made = augment.with_short_lines(base, random.Random(seed))
    assert made is not None
    block = inserted(made, base)
    assert {made.labels[i] for i in block} == {ARTICLE}
    assert made.labels[: block[0]].count(ARTICLE) >= 3
    assert made.labels[block[-1] + 1 :].count(ARTICLE) >= 2
    assert max(len(made.lines[i].split()) for i in block) <= 8


def test_a_refrain_repeats_after_every_verse() -> None:
    words = [f"word{i}" for i in range(80)]
    verses = augment._verses(random.Random(1), words)
    refrain = [i for i, line in enumerate(verses) if line == verses[0]]
    assert len(refrain) >= 3
    assert all(b - a == 6 or a == 0 for a, b in pairwise(refrain))


def test_a_short_article_gets_no_block_of_short_lines() -> None:
    base = Page("p", [sentence(random.Random(i)) for i in range(5)], [ARTICLE] * 5, "en", "news")
    assert augment.with_short_lines(base, random.Random(1)) is None


def titled(number: int) -> Page:
    """Return a page with a headline that is part of the article."""
    base = page(number)
    base.lines[1] = f"The harbour of page {number} opens again"
    base.labels[1] = ARTICLE
    return base


@pytest.mark.parametrize("seed", SEEDS)
def test_links_to_other_stories_stand_inside_the_article(seed: int) -> None:
    base = titled(seed)
    others = [titled(i) for i in range(100, 110)]
    made = augment.with_related(base, Pool(others), random.Random(seed))
    assert made is not None
    extra = len(made.lines) - len(base.lines)
    assert extra > 0
    assert made.article() == base.article()
    assert made.labels.count(JUNK) == base.labels.count(JUNK) + extra
    first = made.labels.index(ARTICLE)
    inside = made.lines[first : made.last_article_line()]
    assert any(other.lines[1] in line for other in others for line in inside)


def test_without_titles_no_links_are_made() -> None:
    assert augment.with_related(page(1), Pool(pages()), random.Random(1)) is None
