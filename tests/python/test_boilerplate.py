"""saring.boilerplate: strip and strip_batch."""

from __future__ import annotations

import copy
import dataclasses
import doctest
import gc
import pickle
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from saring_cli import UNSURE, UNSURE_TEXTS
from stripped_pages import PAGE, SENTENCE

import saring
from saring import boilerplate

# Texts that are likely to hit rules, structure and offsets outside ASCII.
PIECES = st.sampled_from(
    [
        "Baca juga:",
        "\n",
        "\r\n",
        " ",
        "KabarDesa.com - ",
        "(abc/def)",
        SENTENCE,
        "Share",
        "Berita Terkait",
        "Old Mill",
        "é",
        "人民",
        "𝒳",
        "12:30",
        "© 2024",
        "\ud800",
        "\u2028",
        "\x00",
    ]
)


TEXTS = st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=30).map("".join))


def test_strip_keeps_the_article_and_names_its_parts() -> None:
    s = saring.strip(PAGE, language="en")
    assert s.text.splitlines()[0] == "River walk opens after repair"
    assert "Reuters" not in s.text
    assert "library" not in s.text
    assert "Share" not in s.text
    assert s.text.endswith("dit-il.")
    assert s.title == "River walk opens after repair"
    assert s.byline == "Anna Holm"
    assert s.dateline == "OSLO (Reuters) -"
    assert s.caption is None


def test_strip_gives_offsets_in_code_points() -> None:
    s = saring.strip("«Élan»\n" + PAGE)
    for line in s.lines:
        assert s.original[line.start : line.end] == line.text
        for span in line.spans:
            assert line.start <= span.start < span.end <= line.end
    assert any(span.role == "dateline" for line in s.lines for span in line.spans)


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_strip_lines_cover_any_text(text: str) -> None:
    s = saring.strip(text)
    at = 0
    for line in s.lines:
        assert s.original[at : line.start] in ("", "\n", "\r\n")
        at = line.end
    assert at == len(s.original) == len(text)


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_strip_text_is_the_kept_lines_without_their_dropped_spans(text: str) -> None:
    s = saring.strip(text)
    rebuilt = []
    for line in s.lines:
        if not line.keep:
            continue
        left = ""
        at = line.start
        for span in line.spans:
            if span.keep:
                continue
            left += s.original[at : span.start]
            at = span.end
        rebuilt.append(left + s.original[at : line.end])
    wanted = "\n".join(rebuilt)
    # White space that a dropped span would leave at an end of its line, or twice between words, is
    # dropped too.
    assert [x.split() for x in s.text.split("\n")] == [x.split() for x in wanted.split("\n")]


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_strip_batch_agrees_with_strip(text: str) -> None:
    table = saring.strip_batch([text, None, text], num_threads=2)
    s = saring.strip(text)
    assert table["text"].to_pylist() == [s.text, None, s.text]
    assert table["title"].to_pylist()[0] == (s.title or None)


def test_what_is_built_when_asked_for_does_not_depend_on_the_order_of_questions() -> None:
    names = [field.name for field in dataclasses.fields(saring.Stripped)]
    wanted = saring.strip(PAGE)
    values = {name: getattr(wanted, name) for name in names}
    for first in names:
        s = saring.strip(PAGE)
        assert getattr(s, first) == values[first]
        assert s == wanted
        assert hash(s) == hash(wanted)
    s = saring.strip(PAGE)
    assert s.lines is s.lines
    assert dataclasses.asdict(s)["byline"] == "Anna Holm"
    assert dataclasses.replace(saring.strip(PAGE), title=None) == saring.Stripped(
        **{**values, "title": None}
    )
    assert repr(saring.strip(PAGE)) == repr(wanted)
    assert saring.strip(PAGE)._repr_html_() == wanted._repr_html_()


def test_a_stripped_text_is_immutable_and_copied_before_and_after_it_is_asked() -> None:
    for asked in (False, True):
        s = saring.strip(PAGE)
        if asked:
            assert s.lines
        for again in (copy.copy(s), copy.deepcopy(s), pickle.loads(pickle.dumps(s))):
            assert again == saring.strip(PAGE)
        with pytest.raises(dataclasses.FrozenInstanceError):
            s.text = ""  # type: ignore[misc]
        with pytest.raises(AttributeError, match="no attribute 'line'"):
            s.line  # type: ignore[attr-defined]  # noqa: B018


def test_a_stripped_text_outlives_its_stripper_and_its_rules(tmp_path: Path) -> None:
    rules = tmp_path / "und.tsv"
    rules.write_text("my.rule\tshare_line\t\tfrobnicate\tfrobnicate\ty\tme\n")
    s = saring.LineStripper([rules], built_in_rules=False).strip("Frobnicate")
    gc.collect()
    assert [line.rule for line in s.lines] == ["my.rule"]


def test_the_original_is_the_str_that_was_given_unless_it_was_repaired() -> None:
    assert saring.strip(PAGE).original is PAGE
    damaged = "\ud800 Bagikan\n"
    s = saring.strip(damaged)
    assert s.original == "\ufffd Bagikan\n"

    class Text(str):
        __slots__ = ()

    assert type(saring.strip(Text(PAGE)).original) is str


@pytest.mark.parametrize(
    "language",
    ["id", "ind", "ind_Latn", "id-ID", "in", "Indonesian", "indonesia", "Bahasa Indonesia", "IND"],
)
def test_a_language_is_any_code_or_name(language: str) -> None:
    text = f"{SENTENCE}\nBaca juga:\nJalan rusak di kota\n{SENTENCE}\n"
    wanted = saring.strip(text, language="ind_Latn")
    assert "Jalan rusak" not in wanted.text
    assert saring.strip(text, language=language) == wanted
    assert saring.strip_batch([text], language=language)["text"].to_pylist() == [wanted.text]


def test_an_unknown_language_is_an_error_with_the_nearest_match() -> None:
    message = r"unknown language 'indonesan'; did you mean 'ind_Latn' \(Indonesian\)\?"
    with pytest.raises(ValueError, match=message):
        saring.strip(PAGE, language="indonesan")
    with pytest.raises(ValueError, match=message):
        saring.strip_batch([PAGE], language="indonesan")
    with pytest.raises(ValueError, match="unknown language ''"):
        saring.strip(PAGE, language="")


def test_a_language_without_rules_and_no_language_are_no_errors() -> None:
    for language in ("quy_Latn", "und", "zxx", "ara", *(saring.detect(x).lang for x in ("", PAGE))):
        assert saring.strip(PAGE, language=language).text


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_strip_batch_lists_what_was_removed(text: str) -> None:
    table = saring.strip_batch([text, None, text], removed=True, num_threads=2)
    s = saring.strip(text)
    names = ("start", "end", "role", "rule", "score")
    columns = [table[f"removed_{name}"].to_pylist() for name in names]
    assert all(column[1] is None for column in columns)
    assert all(column[0] == column[2] for column in columns)
    rows = list(zip(*(column[0] for column in columns), strict=True))
    assert [(start, end) for start, end, *_ in rows] == list(s.removed_ranges)
    decided = [(line.role, line.rule or None, line.score) for line in s.lines if not line.keep]
    decided += [(span.role, span.rule, 1) for line in s.lines for span in line.spans]
    assert {(role, rule) for _, _, role, rule, _ in rows} <= {row[:2] for row in decided}
    assert all(0 <= score <= 1 for *_, score in rows)


def test_what_was_removed_is_listed_on_demand_and_read_by_arrow() -> None:
    pa = pytest.importorskip("pyarrow")
    pl = pytest.importorskip("polars")
    assert not any(name.startswith("removed") for name in saring.strip_batch([PAGE]).column_names)
    table = saring.strip_batch([PAGE, None, "", "Bagikan"], removed=True)
    wanted = table["removed_role"].to_pylist()
    assert wanted[2:] == [[], ["share"]]
    assert "dateline" in wanted[0]
    read = pa.table(table)
    assert read["removed_role"].to_pylist() == wanted
    assert read["removed_start"].to_pylist() == table["removed_start"].to_pylist()
    frame = pl.DataFrame(table)
    assert frame["removed_role"].to_list() == wanted
    assert frame["removed_score"].to_list() == table["removed_score"].to_pylist()


def test_texts_that_need_a_review_say_why() -> None:
    heavy = "\n".join(
        f"Copyright {year} PT Kabar Desa. Dilarang menyalin isi halaman ini tanpa izin tertulis."
        for year in range(2010, 2020)
    )
    s = saring.strip(heavy)
    assert s.needs_review
    assert s.review_reason
    assert s.review_reason in repr(s)
    assert s.review_reason in s._repr_html_()
    plain = saring.strip(PAGE)
    assert (plain.needs_review, plain.review_reason) == (False, None)
    assert "review" not in repr(plain) + plain._repr_html_().lower()
    table = saring.strip_batch([heavy, None, PAGE])
    assert table["needs_review"].to_pylist() == [True, None, False]
    assert table["review_reason"].to_pylist() == [s.review_reason, None, None]


def test_texts_whose_article_is_unsure_say_so() -> None:
    plain = saring.strip(PAGE)
    assert 0.8 < plain.confidence <= 1
    texts = [*UNSURE_TEXTS, PAGE, None]
    table = saring.strip_batch(texts)
    stripped = [saring.strip(text) for text in texts[:-1]]
    assert UNSURE in [s.review_reason for s in stripped]
    for s in stripped:
        assert s.needs_review == (s.confidence < 0.8)
    assert table["needs_review"].to_pylist() == [*(s.needs_review for s in stripped), None]
    assert table["confidence"].to_pylist() == [*(s.confidence for s in stripped), None]


def test_a_thread_of_comments_is_named_as_one_and_kept_where_that_is_asked_for() -> None:
    thread = "3 Comments\n" + "".join(
        f"Anna Holm\nI walked there on day {day} with my kids and we loved it!\nReply\n"
        for day in range(1, 4)
    )
    thread = thread.strip()
    lines = [line for line in saring.strip(PAGE + "\n" + thread).lines[-10:] if not line.keep]
    assert len(lines) > 5
    assert {line.role for line in lines} == {"comments"}
    kept = saring.strip(PAGE + "\n" + thread, keep_roles={"body", "comments"})
    assert thread in kept.text


def test_strip_accepts_bytes_and_repairs_them() -> None:
    assert saring.strip(PAGE.encode()).text == saring.strip(PAGE).text
    assert "\ufffd" in saring.strip(b"caf\xff").original
    with pytest.raises(TypeError):
        saring.strip(7)  # type: ignore[arg-type]


def test_strip_keep_roles_changes_what_is_kept() -> None:
    with_byline = saring.strip(PAGE, keep_roles=[*boilerplate.ARTICLE_ROLES, "byline"])
    assert "By Anna Holm" in with_byline.text
    assert saring.strip(PAGE, keep_roles=()).text == ""


ROLE_TAKERS = {
    "strip": lambda roles: saring.strip(PAGE, keep_roles=roles),
    "strip_batch": lambda roles: saring.strip_batch([PAGE], keep_roles=roles),
    "extract": lambda roles: saring.extract(PAGE, keep_roles=roles),
    "extract_batch": lambda roles: saring.extract_batch([PAGE], keep_roles=roles),
}


@pytest.mark.parametrize("name", ROLE_TAKERS)
def test_keep_roles_is_checked_alike_everywhere(name: str) -> None:
    take = ROLE_TAKERS[name]
    unknown = "keep_roles: there is no role 'bylines'; the roles are headline, body, .*, other$"
    with pytest.raises(ValueError, match=unknown):
        take(["body", "bylines"])
    with pytest.raises(ValueError, match="there is no role '\\\\udcff'"):
        take(["\udcff"])
    for wrong, got in (("body", "str"), (b"body", "bytes"), (7, "int")):
        with pytest.raises(TypeError, match=f"keep_roles: expected a collection .*, got {got}$"):
            take(wrong)
    with pytest.raises(TypeError, match="expected role names, got int"):
        take(["body", 7])
    for roles in (None, [], ("body",), {"body"}, iter(["body"])):
        take(roles)


def test_strip_refuses_a_threshold_outside_its_range() -> None:
    with pytest.raises(ValueError, match="threshold"):
        saring.strip(PAGE, threshold=1.5)


def test_strip_of_nothing_is_nothing() -> None:
    s = saring.strip("")
    assert s.text == ""
    assert len(s.lines) == 1
    assert s.removed == ()


def test_stripped_has_a_repr_and_a_notebook_view() -> None:
    s = saring.strip("<b>River</b> walk opens again\n" + SENTENCE + "\nShare\n")
    assert "lines kept" in repr(s)
    assert str(s) == s.text
    page = s._repr_html_()
    assert "&lt;b&gt;" in page
    assert "<b>" not in page
    assert "line-through" in page


def test_line_stripper_can_be_pickled_and_shared() -> None:
    stripper = pickle.loads(pickle.dumps(saring.LineStripper()))
    wanted = saring.strip(PAGE).text
    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(lambda _: stripper.strip(PAGE).text, range(40))) == {wanted}


def test_strip_batch_does_not_depend_on_threads() -> None:
    texts = [PAGE * (i % 5) for i in range(100)]
    one = saring.strip_batch(texts, num_threads=1)
    assert one["text"].to_pylist() == saring.strip_batch(texts, num_threads=3)["text"].to_pylist()
    assert one["num_removed_lines"].to_pylist()[1] == 4


def test_examples_in_the_docstrings_run() -> None:
    assert doctest.testmod(boilerplate).failed == 0


def test_the_fields_of_a_result_are_listed_before_they_are_read() -> None:
    text = "Satu kalimat saja."
    names = dir(saring.strip(text))
    assert {"text", "lines", "removed", "confidence", "needs_review", "title"} <= set(names)
