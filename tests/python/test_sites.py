"""saring.SiteProfile, strip with one, and `saring profile`."""

from __future__ import annotations

import doctest
import json
import pickle
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

import pytest
from saring_cli import saring as run

import saring
from saring import sites

SITE = "ellery.example"
NOUNS = [
    "bridge",
    "quay",
    "council",
    "harbour",
    "school",
    "garden",
    "tower",
    "market",
    "library",
    "ferry",
    "square",
]
APPEAL = "Have you seen something on the coast? Write to the desk and tell us."
MOTTO = "Our reporters live where you live."


def article(number: int) -> str:
    """Make an article with sentences that no other number has."""
    random = Random(number)
    lines = [f"Report number {number}"]
    for part in range(4):
        a, b, c = random.sample(NOUNS, 3)
        lines.append(
            f"The {a} of {number} was discussed at the {b} for the {part} time, said the {c}."
        )
    return "\n\n".join(lines)


def page(number: int) -> str:
    """Make a page: an article with two lines of the site behind it."""
    return f"{article(number)}\n\n{APPEAL}\n\n{MOTTO}"


PAGES = [page(number) for number in range(40)]


@pytest.fixture(scope="module")
def profile() -> saring.SiteProfile:
    """Give the profile of PAGES."""
    return saring.SiteProfile.build(PAGES, SITE)


def test_examples_of_the_docstrings_are_right() -> None:
    assert doctest.testmod(sites).failed == 0


def test_lines_of_the_site_go_and_the_article_stays(profile: saring.SiteProfile) -> None:
    for number, text in enumerate(PAGES):
        stripped = saring.strip(text, site=f"https://www.{SITE}/{number}", profile=profile)
        assert stripped.text == article(number)
        rules = {line.rule for line in stripped.removed if line.text.strip()}
        assert rules == {"site.line"}


def test_a_site_that_is_not_in_the_profile_changes_nothing(profile: saring.SiteProfile) -> None:
    assert saring.strip(PAGES[0], site="other.example", profile=profile) == saring.strip(PAGES[0])
    assert saring.strip(PAGES[0], profile=profile) == saring.strip(PAGES[0])


def test_stripping_again_changes_nothing(profile: saring.SiteProfile) -> None:
    for text in PAGES[:5]:
        once = saring.strip(text, site=SITE, profile=profile).text
        assert saring.strip(once, site=SITE, profile=profile).text == once


def test_strip_batch_gives_the_texts_of_strip(profile: saring.SiteProfile) -> None:
    texts = [*PAGES[:3], None, PAGES[3]]
    names = [SITE, None, "other.example", SITE, SITE]
    table = saring.strip_batch(texts, site=names, profile=profile)
    expected = [
        None if text is None else saring.strip(text, site=name or "?", profile=profile).text
        for text, name in zip(texts, names, strict=True)
    ]
    assert table["text"].to_pylist() == expected
    of_one = saring.strip_batch(PAGES, site=SITE, profile=profile)["text"].to_pylist()
    assert of_one == [article(number) for number in range(40)]


def test_profiles_merge_in_any_order_to_the_same_file(tmp_path: Path) -> None:
    random = Random(1)
    files = set()
    for round_ in range(6):
        pages = [(text, name) for text in PAGES for name in (SITE, "b.example")]
        random.shuffle(pages)
        parts = [saring.SiteProfile(max_documents=16, max_samples=2) for _ in range(3)]
        for text, name in pages:
            random.choice(parts).add([text], [name])
        random.shuffle(parts)
        parts[0].merge(parts[1])
        parts[0].merge(parts[2])
        path = tmp_path / f"{round_}.profile"
        parts[0].save(path)
        files.add(path.read_bytes())
    assert len(files) == 1


def test_what_is_saved_is_loaded_and_pickled_the_same(
    profile: saring.SiteProfile, tmp_path: Path
) -> None:
    path = tmp_path / "ellery.profile"
    profile.save(path)
    for other in (saring.SiteProfile.load(path), pickle.loads(pickle.dumps(profile))):
        assert other.show(SITE) == profile.show(SITE)
        assert other.sites() == profile.sites() == {SITE: 40}
        assert len(other) == 1
    assert [p.name for p in tmp_path.iterdir()] == ["ellery.profile"]


def test_show_lists_what_goes(profile: saring.SiteProfile) -> None:
    shown = profile.show(f"https://{SITE}/1")
    assert sorted((line.text, line.documents) for line in shown) == [(APPEAL, 40), (MOTTO, 40)]
    assert profile.show("other.example") == []


@pytest.mark.parametrize("damage", ["cut", "changed", "other", "empty"])
def test_a_damaged_file_is_an_error_that_names_it(
    profile: saring.SiteProfile, tmp_path: Path, damage: str
) -> None:
    path = tmp_path / "ellery.profile"
    profile.save(path)
    data = path.read_bytes()
    path.write_bytes(
        {
            "cut": data[:-1],
            "changed": data[:-9] + b"x" + data[-8:],
            "other": b"x" * 100,
            "empty": b"",
        }[damage]
    )
    with pytest.raises(saring.ModelError, match=r"ellery\.profile: "):
        saring.SiteProfile.load(path)


def test_wrong_arguments_are_named(profile: saring.SiteProfile) -> None:
    with pytest.raises(ValueError, match="max_documents: 2 was given"):
        saring.SiteProfile(max_documents=2)
    with pytest.raises(ValueError, match="sites: has 1 rows, texts has 2"):
        profile.add(["a", "b"], ["c"])
    with pytest.raises(ValueError, match="site: has 1 rows, texts has 2"):
        saring.strip_batch(["a", "b"], site=["c"], profile=profile)
    with pytest.raises(ValueError, match="different options"):
        profile.merge(saring.SiteProfile(max_documents=5))
    with pytest.raises(TypeError, match="profile: expected SiteProfile, got str"):
        saring.strip("a", site=SITE, profile="ellery.profile")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="site"):
        saring.strip("a", site=5, profile=profile)  # type: ignore[arg-type]


def test_threads_may_add_and_strip_at_once() -> None:
    shared = saring.SiteProfile()

    def work(number: int) -> None:
        shared.add([PAGES[number]], [SITE])
        saring.strip(PAGES[number], site=SITE, profile=shared)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(40)))
    assert shared.sites() == {SITE: 40}
    assert saring.strip(PAGES[0], site=SITE, profile=shared).text == article(0)


def test_the_command_builds_merges_and_shows(tmp_path: Path) -> None:
    for part in range(2):
        records = [
            json.dumps({"url": f"https://{SITE}/{number}", "text": PAGES[number]})
            for number in range(part, 40, 2)
        ]
        (tmp_path / f"{part}.jsonl").write_text("\n".join(records) + "\n")
        out = tmp_path / f"{part}.profile"
        built = run("profile", "build", tmp_path / f"{part}.jsonl", "-o", out)
        assert (built.returncode, built.stderr) == (0, b"saring: 20 documents of 1 site\n")
    both = tmp_path / "both.profile"
    merged = run("profile", "merge", tmp_path / "1.profile", tmp_path / "0.profile", "-o", both)
    assert merged.returncode == 0
    expected = tmp_path / "expected.profile"
    saring.SiteProfile.build(PAGES, SITE).save(expected)
    assert both.read_bytes() == expected.read_bytes()
    assert run("profile", "show", both).stdout.split() == [b"40", SITE.encode()]
    shown = run("profile", "show", both, SITE).stdout.decode()
    assert APPEAL in shown
    assert MOTTO in shown


def test_the_command_takes_texts_of_one_site_and_says_what_it_cannot_read(tmp_path: Path) -> None:
    for number in range(3):
        (tmp_path / f"{number}.txt").write_text(PAGES[number])
    (tmp_path / "bad.jsonl").write_text('{"text": 5}\n' + json.dumps({"text": PAGES[3]}) + "\n")
    out = tmp_path / "out.profile"
    built = run("profile", "build", tmp_path, "--site", SITE, "-o", out)
    assert built.returncode == 1
    assert built.stderr.startswith(b"saring: bad.jsonl, line 1: ")
    assert saring.SiteProfile.load(out).sites() == {SITE: 4}
    assert run("profile", "show", tmp_path / "bad.jsonl").returncode == 3
    assert run("profile", "build", tmp_path, "-o", out, "--max-documents", "1").returncode == 2
