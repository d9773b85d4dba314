"""Stories: what must join texts, what must not, and the tool that measures it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

import saring

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "tools" / "dedup"))

import measure_stories as tool  # noqa: E402
import story_sets  # noqa: E402

LANGUAGES = story_sets.LANGUAGES


def made(kind: str, language: str) -> list[tuple[story_sets.Collection, saring.dedup.Duplicates]]:
    """Return three collections of a kind, and what was found in each."""
    collections = [story_sets.collection(kind, language, seed=seed) for seed in range(3)]
    return [(c, saring.near_duplicates(c.texts, clusters="story")) for c in collections]


def joined(kind: str, language: str) -> tuple[int, int]:
    """Count the texts of the kind that have the label of another story, and all of them."""
    wrong = total = 0
    for texts, found in made(kind, language):
        for story, label, special in zip(texts.stories, found.story, texts.special, strict=True):
            others = {s for s, f in zip(texts.stories, found.story, strict=True) if f == label} - {
                story
            }
            total += special
            wrong += special and bool(others)
    return wrong, total


@pytest.mark.parametrize("language", LANGUAGES)
def test_copies_are_one_story_though_near_duplicates_miss_them(language: str) -> None:
    for texts, found in made("copies", language):
        assert tool.scores(texts.stories, list(found.story)).f1 == 1
        assert tool.scores(texts.stories, list(found.cluster)).f1 < 0.5


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["roundup", "digest", "ticker", "followup", "template"])
def test_texts_that_touch_stories_do_not_join_them(kind: str, language: str) -> None:
    wrong, total = joined(kind, language)
    assert total >= 24
    assert wrong <= total / 8
    for texts, found in made(kind, language):
        assert tool.scores(texts.stories, list(found.story)).f1 > 0.97


def test_links_alone_would_join_them() -> None:
    """What the tests above are about: connected components of similar pairs chain stories."""
    texts = story_sets.collection("roundup", "id")
    pairs = saring.near_duplicates(texts.texts, threshold=0.1).pairs.to_dict()
    labels = tool.components(len(texts.texts), pairs["left"], pairs["right"])
    assert tool.scores(texts.stories, labels).f1 < 0.5


def test_stories_are_a_label_and_remove_nothing() -> None:
    texts = story_sets.collection("copies", "en").texts
    stars = saring.near_duplicates(texts)
    found = saring.near_duplicates(texts, clusters="story")
    assert stars.story is None
    assert list(found.keep) == list(stars.keep)
    assert list(found.representative) == list(stars.representative)
    story_of: dict[int, int] = {}
    for cluster, story in zip(found.cluster, found.story, strict=True):
        assert story_of.setdefault(cluster, story) == story
    assert len(set(found.story)) < len(set(found.cluster))


def test_an_excerpt_is_of_the_story_of_its_whole() -> None:
    text = story_sets.collection("copies", "en", articles=1, copies=0).texts[0]
    teaser = text[: len(text) // 5]
    found = saring.near_duplicates([teaser, text], clusters="story", contained="excerpts")
    assert list(found.keep) == [False, True]
    assert list(found.story) == [0, 0]


def test_stories_of_texts_that_all_go() -> None:
    found = saring.near_duplicates(["a b c", "A b c", "d"], clusters="story", keep="none")
    assert list(found.keep) == [False, False, True]
    assert list(found.story) == [0, 0, 1]


def test_stories_are_listed_and_in_the_frame() -> None:
    article = story_sets.collection("copies", "en", articles=1, copies=0).texts[0]
    found = saring.near_duplicates(["Other news.", article, article.upper(), ""], clusters="story")
    assert list(found.story) == [0, 1, 1, 2]
    assert found.stories() == [[1, 2]]
    assert "3 stories" in repr(found)
    pytest.importorskip("pandas")
    assert found.to_pandas()["story"].tolist() == [0, 1, 1, 2]
    plain = saring.near_duplicates(["a"])
    assert "story" not in plain.to_pandas()
    with pytest.raises(ValueError, match="clusters='story'"):
        plain.stories()


def test_timestamps_keep_a_series_apart() -> None:
    original, _, cut = story_sets.collection("copies", "id", articles=1, copies=2).texts
    texts = [original, cut]  # no near-duplicates: these would share a story at any time
    near = saring.near_duplicates(
        texts, clusters="story", timestamps=["2025-03-01", "2025-03-04T06:00"]
    )
    assert list(near.story) == [0, 0]
    far = saring.near_duplicates(texts, clusters="story", timestamps=["2025-03-01", "2025-03-08"])
    assert list(far.story) == [0, 1]
    unknown = saring.near_duplicates(texts, clusters="story", timestamps=["2025-03-01", None])
    assert list(unknown.story) == [0, 0]
    newest = saring.near_duplicates(
        texts, keep="newest", clusters="story", timestamps=["2025-03-01", "2025-03-08"]
    )
    assert list(newest.story) == [0, 1]


def test_bad_arguments_say_what_is_wrong() -> None:
    with pytest.raises(ValueError, match="clusters must be one of 'star', 'story', not 'tale'"):
        saring.near_duplicates(["a"], clusters="tale")
    with pytest.raises(ValueError, match="2 timestamps and 1 texts"):
        saring.near_duplicates(["a"], clusters="story", timestamps=[1, 2])
    with pytest.raises(ValueError, match="goes with keep='newest', not keep='longest'"):
        saring.near_duplicates(["a"], timestamps=[1])
    with pytest.raises(ValueError, match="must be 'keep' or 'excerpts'"):
        saring.near_duplicates(["a"], clusters="story", contained="all")


def test_any_iterable_and_no_texts() -> None:
    assert list(saring.near_duplicates([], clusters="story").story) == []
    found = saring.near_duplicates((t for t in ["a b", None, "A b"]), clusters="story")
    assert list(found.story) == [0, 1, 0]


def test_scores_worked_out_by_hand() -> None:
    result = tool.scores([0, 0, 0, 1], [0, 0, 1, 1])
    assert result.precision == pytest.approx(1 / 2)
    assert result.recall == pytest.approx(1 / 3)
    assert result.f1 == pytest.approx(0.4)
    # B-cubed precision (1 + 1 + 1/2 + 1/2) / 4, recall (2/3 + 2/3 + 1/3 + 1) / 4.
    assert result.b_cubed == pytest.approx(2 * 0.75 * (2 / 3) / (0.75 + 2 / 3))
    assert tool.components(4, [0, 2], [1, 1]) == [0, 0, 0, 3]
    assert tool.auc([2, 1], [1, 0]) == pytest.approx(7 / 8)
