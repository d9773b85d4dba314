"""Hostile texts, file names and arguments have no effect on a terminal."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hostile import (
    CONTROLS,
    FORBIDDEN,
    PAYLOADS,
    SENTENCE,
    check_shown,
    file_name,
    hostile_records,
    hostile_text,
    write_hostile_folder,
)
from saring_cli import start_on_a_terminal

import saring
from saring import _core
from saring._visible import visible
from saring.cli.terminal import show


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
        ["train-strip", name, "-o", "model"],
        ["train-strip", ".", "-o", name],
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
    """Run a command on a terminal; what it wrote."""
    _, finish = start_on_a_terminal(*command, **options)
    return finish().replace("\r\n", "\n")


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
        ["extract", "--format", "markdown", "a.html"],
        ["extract", "--format", "html", "a.html"],
        ["extract", "--format", "json", "a.html"],
    ):
        shown = on_a_terminal(command, cwd=tmp_path)
        assert "xss7" in shown, command
        assert r"\u202e" in shown, command
        # The colours are ours: a text has no sequence that begins or ends one.
        check_shown(re.sub(r"\x1b\[(1;31|[0-9]{1,2})m", "", shown).encode())
        no_colour = on_a_terminal(command, cwd=tmp_path, env={**os.environ, "NO_COLOR": "1"})
        check_shown(no_colour.encode())


def test_the_bar_of_a_terminal_passes_no_name_of_a_file_on(tmp_path: Path) -> None:
    write_hostile_folder(tmp_path / "in")
    shown = on_a_terminal(["clean", "in", "-o", "out"], cwd=tmp_path)
    assert "xss7" in shown
    check_shown(re.sub(r"\x1b\[[0-9;?]*[A-Za-ln-z]|\x1b\[(?!31m)[0-9;]*m|\r", "", shown).encode())


def test_show_writes_no_controls(capsys: pytest.CaptureFixture[str]) -> None:
    show("\n".join(PAYLOADS))
    assert not FORBIDDEN.search(capsys.readouterr().out)
