"""Wrong names of options, commands and arguments: the error suggests the right name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import saring
from saring.cli.commands import build_parser
from saring.integrations.row_cleaner import RowCleaner


@pytest.mark.parametrize(
    ("command", "hint"),
    [
        ("clean a -o b --treads 4", "saring clean: error: unrecognized arguments: --treads 4; did"),
        ("clean a -o b --treads 4", "did you mean '--threads'"),
        ("clean a -o b --num_threads=4", "did you mean '--threads'?"),
        ("clean a -o b --text_field x", "did you mean '--text-field'"),
        ("clen a -o b", "invalid choice: 'clen'"),
        ("clen a -o b", "did you mean 'clean'?"),
        ("dedup a --threshhold .5", "did you mean '--threshold'"),
        ("index ad x", "did you mean 'add'?"),
        ("index add x --theads 2", "saring index add: error: unrecognized arguments: --theads 2;"),
        ("dedup a --clusters stories", "did you mean 'story'?"),
        ("strip -z", "saring strip: error: unrecognized arguments: -z"),
    ],
)
def test_a_mistyped_option_or_command_is_named(
    command: str, hint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        build_parser().parse_args(command.split())
    assert caught.value.code == 2
    assert hint in capsys.readouterr().err


def test_a_name_that_is_like_no_other_gets_no_hint(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        build_parser().parse_args(["strip", "--zzz"])
    assert capsys.readouterr().err.endswith("unrecognized arguments: --zzz\n")


def test_a_file_whose_name_begins_with_a_dash_is_told_how_to_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("-x.txt").write_text("Hujan turun.")
    with pytest.raises(SystemExit):
        build_parser().parse_args(["clean", "-x.txt", "-o", "out"])
    assert capsys.readouterr().err.endswith("; '-x.txt' is a file: write './-x.txt'\n")


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: saring.clean_frame([], min_char=3), r"clean_frame\(\).*'min_char'.*'min_chars'"),
        (lambda: saring.clean_frame([], htm="x"), "did you mean 'html'"),
        (lambda: saring.near_duplicates([], treshold=0.5), "did you mean 'threshold'"),
        (lambda: saring.near_duplicates([], num_prm=3), "did you mean 'num_perm'"),
        (lambda: saring.near_duplicates([], zzz=3), "it takes texts, threshold, .*, temp_folder"),
        (
            lambda: RowCleaner(strip={"keep_role": []}),
            r"strip_batch\(\).*did you mean 'keep_roles'",
        ),
        (lambda: RowCleaner(detect={"langages": []}), "did you mean 'languages'"),
    ],
)
def test_a_mistyped_argument_is_named(call: Callable[[], object], message: str) -> None:
    with pytest.raises(TypeError, match=message):
        call()
