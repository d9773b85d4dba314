"""Messages name an option as the caller writes it."""

import re
from pathlib import Path
from typing import Any

import pytest
from saring_cli import ARTICLE, jsonl, saring

from saring import UsageError, clean
from saring._option_names import option, shell_names

PYTHON_NAME = re.compile(r"\b[a-z]+_[a-z_]+\b|`|=True|=False")
SHELL_NAME = re.compile(r"(?<!\S)--[a-z]")

# Settings that are refused, in Python and in a shell.
REFUSED: list[tuple[dict[str, Any], list[str], str, str]] = [
    ({"keep": "newest"}, ["--keep", "newest"], "keep_field", "--keep-field"),
    ({"keep": "site"}, ["--keep", "site"], "site_order", "--site-order"),
    ({"threshold": 2.0}, ["--threshold", "2"], "threshold must", "--threshold must"),
    ({"min_confidence": 2}, ["--min-confidence", "2"], "min_confidence", "--min-confidence"),
    ({"min_chars": -1}, ["--min-chars", "-1"], "min_chars", "--min-chars"),
    ({"num_threads": -1}, ["--threads", "-1"], "num_threads", "--threads"),
    ({"html_field": ""}, ["--html-field", ""], "html_field", "--html-field"),
    (
        {"cluster_size_field": "n", "dedup": False},
        ["--cluster-size-field", "n", "--no-dedup"],
        "dedup=False",
        "--no-dedup",
    ),
    (
        {"lang_field": "text"},
        ["--lang-field", "text"],
        "lang_field and text_field are both 'text'",
        "--lang-field and --text-field are both 'text'",
    ),
    ({"profile": "/nowhere/x"}, ["--profile", "/nowhere/x"], "profile:", "--profile:"),
    (
        {"index": "x.index", "dedup": False},
        ["--index", "x.index", "--no-dedup"],
        "index is for copies",
        "--index is for copies",
    ),
]


@pytest.mark.parametrize(("settings", "arguments", "in_python", "in_shell"), REFUSED)
def test_a_refused_setting_is_named_as_the_caller_wrote_it(
    tmp_path: Path, settings: dict[str, Any], arguments: list[str], in_python: str, in_shell: str
) -> None:
    (tmp_path / "a.jsonl").write_bytes(jsonl({"text": ARTICLE}))
    with pytest.raises(UsageError) as raised:
        clean(tmp_path / "a.jsonl", tmp_path / "out", **settings)
    assert in_python in str(raised.value)
    assert not SHELL_NAME.search(str(raised.value))
    result = saring("clean", tmp_path / "a.jsonl", "-o", tmp_path / "out", *arguments)
    assert result.returncode == 2
    assert in_shell in result.stderr.decode()
    assert not PYTHON_NAME.search(result.stderr.decode())


def test_a_folder_that_is_not_empty_asks_for_overwrite_in_the_callers_form(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(jsonl({"text": ARTICLE}))
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine").touch()
    with pytest.raises(UsageError, match="pass overwrite=True to replace"):
        clean(tmp_path / "a.jsonl", tmp_path / "out")
    result = saring("clean", tmp_path / "a.jsonl", "-o", tmp_path / "out")
    assert b"pass --overwrite to replace" in result.stderr


@pytest.mark.parametrize("name", ["a.jsonl", "a.csv"])
def test_what_is_wrong_with_a_file_names_options_in_the_callers_form(
    tmp_path: Path, name: str
) -> None:
    data = jsonl({"body": ARTICLE}) if name == "a.jsonl" else b"body\nhalo\n"
    (tmp_path / name).write_bytes(data)
    report = clean(tmp_path / name, tmp_path / "python")
    assert report.quarantined == 1
    quarantine = (tmp_path / "python" / "quarantine.jsonl").read_text()
    assert "with text_field" in quarantine
    result = saring("clean", tmp_path / name, "-o", tmp_path / "shell")
    assert b"with --text-field" in result.stderr
    assert "with --text-field" in (tmp_path / "shell" / "quarantine.jsonl").read_text()


def test_a_text_of_too_many_lines_names_the_option_in_the_callers_form(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\n" * 300_000)
    result = saring("clean", tmp_path / "a.txt", "-o", tmp_path / "out")
    assert b"; --lines makes each line" in result.stderr
    clean(tmp_path / "a.txt", tmp_path / "python")
    assert "; lines=True makes" in (tmp_path / "python" / "quarantine.jsonl").read_text()


@pytest.mark.parametrize(
    ("command", "message"),
    [
        (("dedup", "--threshold", "7"), "--threshold must"),
        (("dedup", "--by", "passage", "--min-count", "1"), "--min-count must"),
        (("overlap", "x", "--test", "x", "--passage-words", "99"), "--passage-words must"),
    ],
)
def test_values_that_the_core_refuses_are_named_as_options(
    tmp_path: Path, command: tuple[str, ...], message: str
) -> None:
    (tmp_path / "x").write_text('{"text": "satu"}\n')
    result = saring(*command, cwd=tmp_path)
    assert result.returncode == 2
    assert message in result.stderr.decode()


def test_the_names_end_with_the_command() -> None:
    with shell_names({"keep_field"}):
        assert option("keep_field") == "--keep-field"
        assert option("overwrite", True) == "--overwrite"
        assert option("keep", "newest") == "--keep newest"
    assert option("overwrite", True) == "overwrite=True"
    assert option("keep", "newest") == "keep='newest'"
