"""What comes from a document, a page, a file's name or a model does nothing where it is shown."""

from __future__ import annotations

import ast
import json
import os
import pty
import re
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

import saring
from saring import _core
from saring._visible import html_text, visible
from saring.boilerplate import Stripped
from saring.cli.terminal import show
from saring.report.page import fragment, render
from saring.training.report import TrainingReport

MARKUP = (
    "<xss7 onx=1>",
    '"><xss7>',
    "'><xss7>",
    "</style><xss7>",
    "</script><xss7>",
    "</title><xss7>",
    "</textarea><xss7>",
    "--><xss7>",
    "<!--xss7",
    "<![CDATA[<xss7>",
    "]]><xss7>",
    "<?xss7 ?>",
    "<!DOCTYPE xss7>",
    '" onxss=1 xss7="',
    "' onxss=1 xss7='",
    '" style="background:url(xss7)',
    "javascript:alert(/xss7/)",
    "${title}xss7$style",
    "{{xss7*7}}`${1}`",
    "\0<xss7>",
    "<\0xss7>",
    "<svg/onload=xss7>",
    "<a href=//xss7.example>xss7</a>",
    "<img src=x onerror=xss7>",
)
CONTROLS = (
    "\x1b[31mxss7\x1b[2J",
    "\x1b]0;xss7\x07",
    "\x1b]8;;https://xss7.example\x1b\\x\x1b]8;;\x1b\\",
    "\x9b31mxss7\x9d",
    "xss7\rsaring: all is well",
    "xss7\b\b\b\bsafe",
    "xss7\x7f\x00\x0b\x0c",
    "\u202exss7\u202c",
    "\u2066xss7\u2067\u2068\u2069",
    "\u202axss7\u202b\u202d",
    "\u200exss7\u200f\u061c",
    "xss7\x85one\u2028two\u2029three",
)
PAYLOADS = MARKUP + CONTROLS
SENTENCE = (
    "The harvest came early this year because the river had fallen, said the farmers of the "
    "valley on Monday morning."
)
FORBIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)
ATTRIBUTES = frozenset(
    re.findall(
        r"\S+",
        "aria-hidden aria-label charset class content height lang name open preserveaspectratio "
        "role style title viewbox width x y",
    )
)
TAGS = frozenset(
    re.findall(
        r"\S+",
        "article b blockquote body br caption code del details div footer h1 h2 h3 head header "
        "html i li main mark meta p rect section small span strong style summary svg table tbody "
        "td tfoot th thead title tr ul",
    )
)


class Inert(HTMLParser):
    """Fails where HTML has an element or attribute that saring does not write."""

    def __init__(self, page: str, *, is_data: bool = False) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self._in_style = False
        if not is_data:
            assert not FORBIDDEN.search(page)
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in TAGS
        self._in_style = tag == "style"
        for name, value in attrs:
            assert name in ATTRIBUTES, (tag, name, value)
            if name == "style":
                assert value is not None
                assert re.fullmatch(r"[a-z0-9 #%.,:;()-]*", value), value
                assert "url" not in value

    def handle_endtag(self, tag: str) -> None:
        assert tag in TAGS
        self._in_style = False

    def handle_data(self, data: str) -> None:
        if self._in_style:
            assert "xss7" not in data
        self.text += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")

    def handle_pi(self, data: str) -> None:
        raise AssertionError(f"an instruction: {data}")

    def handle_decl(self, decl: str) -> None:
        assert decl.lower() == "doctype html"

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(f"a declaration: {data}")


def check_shown(data: bytes) -> str:
    """Fail where an output for people holds what acts on a terminal; return it."""
    text = data.decode()
    assert not FORBIDDEN.search(text), FORBIDDEN.search(text)
    return text


def hostile_text(payload: str) -> str:
    """Write a document in which a payload stands in each place that a text has."""
    return "\n".join(
        (
            f"{payload} title of a story {payload}",
            f"By {payload}",
            f"JAKARTA, KabarDesa.com - {SENTENCE} {payload}",
            f"{SENTENCE} {payload} and more was said there.",
            "Read also:",
            f"{payload} old mill to become a library",
            f"Share this article {payload}",
            f"© 2024 {payload}",
        )
    )


def file_name(payload: str, end: str) -> str:
    """Name a file after a payload."""
    return payload.replace("/", "%").replace("\0", "%")[:80] + end


@cache
def hostile_records() -> str:
    """Write JSON Lines whose texts, ids, URLs and keys are payloads, some of them broken."""
    rows = []
    for n, payload in enumerate(PAYLOADS):
        for copy in range(2):
            record = {
                "id": payload,
                "url": f"http://{payload}/{copy}",
                "text": f"{hostile_text(payload)}\n{n}",
                payload: payload,
            }
            rows.append(json.dumps(record, ensure_ascii=bool(n % 2)))
        rows += [json.dumps({payload: 1}), json.dumps({"text": 5, "id": payload})]
        rows.append(re.sub(r"[\r\n\x85\u2028\u2029]", " ", payload) or "x")
    return "\n".join(rows) + "\n"


def write_hostile_folder(folder: Path) -> None:
    """Write files with hostile names and contents."""
    folder.mkdir()
    (folder / file_name(PAYLOADS[0], ".jsonl")).write_text(hostile_records(), encoding="utf-8")
    for payload in PAYLOADS:
        text = f"{SENTENCE} {payload}\nRead also:\n{payload}\n"
        (folder / file_name(payload, ".txt")).write_text(text, encoding="utf-8", newline="")
        page = (
            f"<title>{payload}</title><h1>{payload}</h1><p>{SENTENCE} &lt;xss7&gt; "
            f"{html_text(payload)}</p><p>{payload}</p>"
        )
        (folder / file_name(payload, ".html")).write_text(page, encoding="utf-8", newline="")
        (folder / file_name(payload, ".parquet")).write_bytes(b"xss7" + payload.encode())


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
    return {
        "Stripped": [stripped, replace(stripped, lines=tuple(lines))],
        "Article": [article, replace(article, title=payload)],
        "Explanation": [
            explanation,
            replace(explanation, winner=payload, runner_up=payload, parts=parts),
            replace(explanation, winner=payload, parts=[]),
        ],
        "Languages": [type(saring.languages())([language])],
        "TrainingReport": [TrainingReport(training)],
        "Duplicates": [saring.near_duplicates([hostile_text(payload)] * 2)],
        "CleanReport": [],  # above
    }


@pytest.mark.parametrize("payload", PAYLOADS)
def test_every_notebook_view_is_inert(payload: str) -> None:
    for name, shown in views(payload).items():
        for value in shown:
            page = Inert(value._repr_html_())
            if name != "Duplicates":
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


def test_visible_escapes_what_acts_and_keeps_all_letters() -> None:
    for payload in PAYLOADS:
        assert not FORBIDDEN.search(visible(payload))
    text = "Élan سلام 你好 👩‍👩‍👧 می‌خواهم"
    assert visible(text) == text
    assert visible("a\tb\r\nc\rd", lines=True) == "a\tb\nc\\x0dd"
    assert visible("a\tb\n") == r"a\x09b\x0a"


def test_the_core_and_the_package_escape_the_same_characters() -> None:
    characters = [chr(c) for c in range(0x110000) if not 0xD800 <= c < 0xE000]
    for start in range(0, len(characters), 40):  # messages show 200 bytes of a name
        name = "x" + "".join(characters[start : start + 40])
        with pytest.raises(ValueError, match="unknown measure") as caught:
            _core.dedup_similarity(name, 1, 1, 1)
        assert visible(name) in str(caught.value)


COMMANDS = """
import json, sys
from saring.cli.commands import main
for arguments in json.load(sys.stdin):
    print("##", flush=True)
    print("##", file=sys.stderr, flush=True)
    main(arguments)
    sys.stdout.flush()
"""


def run_all(commands: list[list[str]], **options: Any) -> tuple[list[str], list[str]]:
    """Run commands in one process; what each wrote to standard output and standard error."""
    result = subprocess.run(
        [sys.executable, "-c", COMMANDS],
        input=json.dumps(commands).encode(),
        capture_output=True,
        timeout=600,
        **options,
    )
    assert result.returncode == 0, result.stderr
    out, err = (check_shown(data).split("##\n")[1:] for data in (result.stdout, result.stderr))
    assert len(out) == len(err) == len(commands)
    return out, err


def arguments_with(payload: str) -> list[list[str]]:
    """Command lines that are refused, with a payload in each place that a message repeats."""
    name = file_name(payload, "") or "x"
    return [
        [name],
        [f"--{name}"],
        ["clean", name, "-o", "out"],
        ["clean", name + ".jsonl", name + "*.txt", "-o", "out"],
        ["clean", "in.jsonl", "-o", "in.jsonl/" + name],
        ["clean", "in.jsonl", "-o", "out", "--languages", name],
        ["clean", "in.jsonl", "-o", "out", "--keep-roles", name],
        ["clean", "in.jsonl", "-o", "out", "--keep", name],
        ["clean", "in.jsonl", "-o", "out", "--chunk-size", name],
        ["--debug", "detect", name],
        ["detect", "-l", name],
        ["detect", "--prior", f"{name}=1"],
        ["detect", "--prior", f"id={name}"],
        ["detect", "--model", name],
        ["--debug", "detect", "--model", name],
        ["strip", name],
        ["strip", "--keep-roles", name, "in.txt"],
        ["extract", name],
        ["dedup", name],
        ["dedup", "--threshold", name],
        ["train-lang", name, "-o", "model"],
        ["train-lang", ".", "-o", name, "--labels", name],
    ]


def test_messages_with_hostile_arguments_are_inert(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text('{"text": "x"}\n')
    (tmp_path / "in.txt").write_text("x\n")
    chosen = [*CONTROLS, PAYLOADS[0]]
    commands = [arguments for payload in chosen for arguments in arguments_with(payload)]
    commands = [[a for a in arguments if "\0" not in a] for arguments in commands]
    out, err = run_all(commands, cwd=tmp_path)
    assert not "".join(out)
    for command, text in zip(commands, err, strict=True):
        assert text, command
        assert "internal error" not in text, command
    assert sum("xss7" in text for text in err) > 0.7 * len(err)


@pytest.mark.parametrize(
    "call",
    [
        lambda name: saring.detect("satu dua", languages=[name]),
        lambda name: saring.detect("satu dua", prior={name: 2.0}),
        lambda name: saring.near_duplicates(["satu dua"], keep=name),
        lambda name: saring.near_duplicates(["satu dua"], measure=name),
        lambda name: saring.near_duplicates(["satu dua"], search=name),
        lambda name: getattr(saring.detect_batch(["satu dua"]), name),
        lambda name: saring.LineStripper().strip("a", keep_roles=[name]),
    ],
)
def test_errors_show_what_acts_in_a_name_as_escapes(call: Callable[[str], object]) -> None:
    with pytest.raises((ValueError, AttributeError)) as caught:
        call("a\x1b[31m\u202eb")
    assert "\x1b" not in str(caught.value)
    assert "\u202e" not in str(caught.value)
    assert r"a\x1b[31m\u202eb" in str(caught.value)


def test_what_the_commands_show_of_hostile_texts_is_inert(tmp_path: Path) -> None:
    lines = [re.sub(r"\n", " ", f"{payload} selamat pagi") for payload in PAYLOADS]
    (tmp_path / "lines.txt").write_text("\n".join(lines), encoding="utf-8", newline="")
    text = "\n".join(hostile_text(payload) for payload in PAYLOADS)
    (tmp_path / "text.txt").write_text(text, encoding="utf-8", newline="")
    (tmp_path / "in.jsonl").write_text(hostile_records(), encoding="utf-8")
    write_hostile_folder(tmp_path / "in")
    commands = [
        ["detect", "lines.txt"],
        ["detect", "--explain", "lines.txt"],
        ["strip", "--show", "text.txt"],
        ["strip", "--show", "in.jsonl"],
        ["clean", "in", "-o", "out", "--lang-field", "<xss7>\x1b[31m"],
        ["clean", "in", "-o", "out"],
    ]
    out, err = run_all(commands, cwd=tmp_path)
    for shown in out[:4]:
        assert r"\x1b[31mxss7" in shown
        assert r"\u202exss7" in shown
    assert "ids" in out[4]
    assert "xss7" in err[4]
    assert "not empty" in err[5]


def test_filters_pass_texts_and_records_on_as_they_are(tmp_path: Path) -> None:
    text = (
        f"{SENTENCE} \x1b[31m\u202e\u200f\x9b\nA new bridge will join both villages, and the "
        "old ferry stops in spring, the council of the district said.\x00\n"
    ).encode()
    record = json.dumps({"text": text.decode(), "\u202e": "\x9b"}, ensure_ascii=False).encode()
    for command, data in (("strip", text), ("dedup", text), ("dedup", record + b"\n")):
        result = subprocess.run(
            [sys.executable, "-m", "saring", command], input=data, capture_output=True, check=True
        )
        assert result.stdout == data


def on_a_terminal(command: list[str], **options: Any) -> str:
    """Run a command whose standard output and standard error are a terminal; what it wrote."""
    ours, theirs = pty.openpty()
    written = []

    def read() -> None:
        try:
            while data := os.read(ours, 1 << 16):
                written.append(data)
        except OSError:  # the other end is closed
            pass

    reader = threading.Thread(target=read)
    try:
        reader.start()
        subprocess.run(
            [sys.executable, "-m", "saring", *command],
            stdin=subprocess.DEVNULL,
            stdout=theirs,
            stderr=theirs,
            timeout=600,
            **options,
        )
    finally:
        os.close(theirs)
        reader.join(60)
        os.close(ours)
    return b"".join(written).replace(b"\r\n", b"\n").decode()


def test_filters_show_a_terminal_no_controls_of_their_texts(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(hostile_text(CONTROLS[0] + CONTROLS[7]), encoding="utf-8")
    record = json.dumps({"text": SENTENCE + CONTROLS[7], "x": "\x9b"}, ensure_ascii=False)
    (tmp_path / "a.jsonl").write_text(record + "\n", encoding="utf-8")
    page = f"<p>{SENTENCE} \u202e xss7</p>"
    (tmp_path / "a.html").write_text(page, encoding="utf-8")
    for command in (
        ["strip", "a.txt"],
        ["strip", "a.jsonl"],
        ["detect", "a.txt"],
        ["detect", "a.jsonl"],
        ["dedup", "a.txt"],
        ["extract", "a.html"],
        ["extract", "--json", "a.html"],
    ):
        shown = on_a_terminal(command, cwd=tmp_path)
        assert "xss7" in shown, command
        assert r"\u202e" in shown, command
        check_shown(shown.encode())


def test_the_bar_of_a_terminal_passes_no_name_of_a_file_on(tmp_path: Path) -> None:
    write_hostile_folder(tmp_path / "in")
    shown = on_a_terminal(["clean", "in", "-o", "out"], cwd=tmp_path)
    assert "xss7" in shown
    check_shown(re.sub(r"\x1b\[[0-9;?]*[A-Za-ln-z]|\x1b\[(?!31m)[0-9;]*m|\r", "", shown).encode())


def test_show_writes_no_controls(capsys: pytest.CaptureFixture[str]) -> None:
    show("\n".join(PAYLOADS))
    assert not FORBIDDEN.search(capsys.readouterr().out)
