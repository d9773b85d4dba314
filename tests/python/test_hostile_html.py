"""Hostile texts, pages, file names and models have no effect in reports and notebooks."""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from hostile import (
    FORBIDDEN,
    PAYLOADS,
    SENTENCE,
    hostile_text,
    write_hostile_folder,
)

import saring
from saring._column import column_of
from saring._made_columns import made_column
from saring._table import table_of
from saring._visible import html_text
from saring.boilerplate import Stripped
from saring.report.page import fragment, render
from saring.training.report import TrainingReport

SCRIPT = files("saring.report").joinpath("script.js").read_text("utf-8").strip()
ATTRIBUTES = frozenset(
    re.findall(
        r"\S+",
        "aria-hidden aria-label charset class content data-label dir height hidden href http-equiv "
        "id lang name open placeholder preserveaspectratio role scope style tabindex title type "
        "viewbox width x y colspan",
    )
)
TAGS = frozenset(
    re.findall(
        r"\S+",
        "a article b blockquote body br button caption code dd del details div dl dt footer g h1 "
        "h2 h3 head header html i input label li main mark meta nav output p rect script section "
        "small span strong style summary svg table tbody td tfoot th thead title tr ul",
    )
)


class Inert(HTMLParser):
    """Fails if HTML has an element or attribute that saring does not write."""

    def __init__(self, page: str, *, is_data: bool = False) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self._in_style = self._in_script = False
        if not is_data:
            assert not FORBIDDEN.search(page)
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in TAGS
        self._in_style = tag == "style"
        self._in_script = tag == "script"
        for name, value in attrs:
            assert name in ATTRIBUTES, (tag, name, value)
            if name == "href":
                assert value is not None
                assert re.fullmatch(r"#[a-z-]+|\./[A-Za-z0-9%/._~-]+", value), value
            if name == "dir":
                assert value == "auto"
            if name in ("http-equiv", "type"):
                assert value in ("Content-Security-Policy", "search")
            if name == "style":
                assert value is not None
                assert re.fullmatch(r"[A-Za-z0-9 #%.,:;()-]*", value), value
                assert "url" not in value.lower()

    def handle_endtag(self, tag: str) -> None:
        assert tag in TAGS
        self._in_style = self._in_script = False

    def handle_data(self, data: str) -> None:
        if self._in_style:
            assert "xss7" not in data
        if self._in_script:
            assert data == SCRIPT
        self.text += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")

    def handle_pi(self, data: str) -> None:
        raise AssertionError(f"an instruction: {data}")

    def handle_decl(self, decl: str) -> None:
        assert decl.lower() == "doctype html"

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(f"a declaration: {data}")


def with_payload(value: Any, payload: str) -> Any:
    """Put a payload in the place of every string of a report."""
    if isinstance(value, dict):
        return {key: with_payload(item, payload) for key, item in value.items()}
    if isinstance(value, list):
        return [with_payload(item, payload) for item in value]
    return payload if isinstance(value, str) else value


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A run over files in which everything is hostile."""
    folder = tmp_path_factory.mktemp("hostile")
    write_hostile_folder(folder / "in")
    return saring.clean(folder / "in", folder / "out", lang_field="<xss7>")


def test_the_report_of_hostile_files_is_inert(report: Any) -> None:
    page = Inert((report.out / "report.html").read_text("utf-8"))
    assert "<xss7 onx=1>" in page.text
    assert r"\x1b[31mxss7" in page.text
    assert r"\u202exss7" in page.text
    Inert(report._repr_html_())


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_report_is_inert_whatever_its_strings_are(report: Any, payload: str) -> None:
    data = with_payload(report.data, payload)
    for row in data["samples"]:
        row["text"] = f"{payload}\n{payload} and {payload}"
        row["removals"] = [row["removals"][0] | {"start": 0, "end": len(payload)}]
    for row in [*data["duplicates"]["largest"]]:
        row["kept"]["text"] = f"{payload} {SENTENCE}"
    assert "xss7" in Inert(render(data)).text
    Inert(fragment(data))


def test_the_pages_that_clean_writes_have_no_elements_of_their_texts(report: Any) -> None:
    pages = [path for path in report.out.glob("*.html") if path.name != "report.html"]
    assert len(pages) > 20
    for path in pages:
        Inert(path.read_text("utf-8"), is_data=True)


def views(payload: str) -> dict[str, Any]:
    """Everything that a notebook shows, full of a payload."""
    stripped = saring.strip(hostile_text(payload))
    lines = [
        replace(
            line,
            role=payload,
            rule=payload,
            reason=payload,
            spans=tuple(replace(span, role=payload, rule=payload) for span in line.spans),
        )
        for line in stripped.lines
    ]
    article = saring.extract(
        f"<title>{payload}</title><h1>{html_text(payload)}</h1><p>{SENTENCE}</p>"
        f"<p>{payload} {SENTENCE}</p>"
    )
    explanation = saring.detect(f"{SENTENCE} {payload} {SENTENCE}").explain()
    assert explanation.parts
    parts = [part._replace(feature=payload) for part in explanation.parts]
    language = replace(
        saring.languages()[0],
        code=payload,
        name=payload,
        script=payload,
        bcp47=payload,
        iso639_1=payload,
        iso639_2b=payload,
        macrolanguage=payload,
    )
    scores = {"lines": 1, "held_out_lines": 1, "f1": 0.5, "taken_for": {payload: 1}}
    training = {
        "model": payload,
        "bytes": 1,
        "held_out": [],
        "labels": {payload: scores},
        "confusions": [{"label": payload, "taken_for": payload, "lines": 1, "share": 0.5}],
    }
    figures = {"character_f1": 1.0, "dropped_line_f1": 1.0, "article_lost": 0.0}
    compared = dict.fromkeys(("new", "built_in", "everything"), figures)
    of_lines = {
        "model": payload,
        "bytes": 1,
        "documents": 1,
        "scores": compared,
        "sites": [{"site": payload, "documents": 1, **compared}],
        "remarks": [payload],
        "comparison": payload,
    }
    column = column_of(made_column("large_string", [payload]))
    return {
        "Stripped": [stripped, replace(stripped, lines=tuple(lines))],
        "Article": [article, replace(article, title=payload)],
        "Explanation": [
            explanation,
            replace(explanation, winner=payload, runner_up=payload, parts=parts),
            replace(explanation, winner=payload, parts=[]),
        ],
        "Languages": [type(saring.languages())([language])],
        "Tables": [TrainingReport(training), saring.LineTrainingReport(of_lines)],
        "Duplicates": [saring.near_duplicates([hostile_text(payload)] * 2)],
        "Repeats": [saring.repeated_passages([f"{payload} {SENTENCE}"] * 2, min_words=3)],
        "Overlap": [saring.overlap([SENTENCE], [SENTENCE])],
        "Detection": [saring.detect(hostile_text(payload))],
        "Table": [table_of({payload: column}), saring.strip_batch([hostile_text(payload)])],
        "Column": [column],
        "Rows": [stripped.lines, article.lines],
        "CleanedFrame": [saring.clean_frame([{"text": hostile_text(payload)}])],
        "ThresholdCurve": [saring.dedup.explain_threshold()],
        "CleanReport": [],  # above
    }


# Views of figures alone.
NO_TEXT = ("CleanedFrame", "Detection", "Duplicates", "Overlap", "Repeats", "ThresholdCurve")


@pytest.mark.parametrize("payload", PAYLOADS)
def test_every_notebook_view_is_inert(payload: str) -> None:
    for name, shown in views(payload).items():
        for value in shown:
            page = Inert(value._repr_html_())
            if name not in NO_TEXT:
                assert "xss7" in page.text
            assert not FORBIDDEN.search(repr(value))
            if not isinstance(value, Stripped):  # its str is the article
                assert not FORBIDDEN.search(str(value))


def test_every_class_with_a_notebook_view_is_among_those_tested() -> None:
    found = set()
    for path in Path(saring.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef):
                names = {item.name for item in node.body if isinstance(item, ast.FunctionDef)}
                found |= {node.name} if "_repr_html_" in names else set()
    assert found == set(views("x"))
