"""A line model file of the caller's own: in `strip`, `strip_batch`, `clean`, by `--strip-model`."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from pathlib import Path

import pytest
from saring_cli import saring as command

import saring

BUILT_IN = Path(__file__).parents[2] / "cpp" / "data" / "models" / "lines.bin"
VERSION, FEATURES = 8, 12  # offsets in the file
TEXT = (
    "The mill by the river was opened again on Friday after two years of repair.\n"
    "Hundreds of people came to see the new wheel and the garden behind the house.\n"
    "Share this article\nkupa rimo\nbeka sonu\n"
)


@pytest.fixture
def model(tmp_path: Path) -> Path:
    path = tmp_path / "own.lines"
    path.write_bytes(BUILT_IN.read_bytes())
    return path


def changed(at: int) -> Callable[[bytes], bytes]:
    return lambda data: data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "texts"
    made.mkdir()
    (made / "mill.txt").write_text(TEXT)
    return made


DAMAGE = {
    "empty": (lambda _: b"", "own.lines"),
    "cut": (lambda data: data[:-1], "wrong checksum"),
    "changed": (changed(5000), "wrong checksum"),
    "of another version": (changed(VERSION), "format version"),
    "of other features": (changed(FEATURES), "features, expected .*: train it again"),
}


@pytest.mark.parametrize("name", DAMAGE)
def test_a_model_that_cannot_be_used_is_refused_everywhere(
    model: Path, folder: Path, tmp_path: Path, name: str
) -> None:
    damage, message = DAMAGE[name]
    saring.strip(TEXT, model=model)  # what was read before is not used again
    model.write_bytes(damage(model.read_bytes()))
    for use in (
        lambda: saring.LineStripper(model=model),
        lambda: saring.strip(TEXT, model=model),
        lambda: saring.strip_batch([TEXT], model=model),
        lambda: saring.clean(folder, tmp_path / "out", strip_model=model),
    ):
        with pytest.raises(saring.ModelError, match=message) as caught:
            use()
        assert "own.lines" in str(caught.value)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("how", [["strip"], ["strip", "--show"], ["clean", "-o", "out"]])
def test_the_command_line_refuses_a_damaged_model_and_names_it(
    model: Path, folder: Path, tmp_path: Path, how: list[str]
) -> None:
    model.write_bytes(changed(5000)(model.read_bytes()))
    source = folder / "mill.txt"
    result = command(*how, "--strip-model", model, source, cwd=tmp_path)
    assert result.returncode != 0
    assert b"own.lines: wrong checksum" in result.stderr
    assert not (tmp_path / "out").exists()


def test_a_copy_of_the_built_in_model_decides_as_the_built_in_model(
    model: Path, folder: Path, tmp_path: Path
) -> None:
    kept = saring.strip(TEXT).text
    assert kept != TEXT
    own = pickle.loads(pickle.dumps(saring.LineStripper(model=model)))
    assert own.strip(TEXT).text == kept
    assert saring.strip(TEXT, model=model).lines == saring.strip(TEXT).lines
    assert saring.strip_batch([TEXT], model=model)["text"].to_pylist() == [kept]
    plain = command("strip", folder / "mill.txt")
    assert command("strip", "--strip-model", model, folder / "mill.txt").stdout == plain.stdout
    report = saring.clean(folder, tmp_path / "out", strip_model=model)
    assert (tmp_path / "out" / "mill.txt").read_bytes() == plain.stdout
    assert report.data["settings"]["strip_model"].endswith("own.lines")
