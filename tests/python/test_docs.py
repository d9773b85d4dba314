"""Every example in the README and the documentation runs and gives the output that the page shows.

Blocks marked ``python`` are run one after another, in one namespace per page. If a block is an
interactive session (``>>>``), its output is compared with the page. In other blocks, a comment
after an expression is compared with the value if the comment begins with a literal
(``d.lang  # 'ind_Latn': ISO 639-3``). Blocks marked ``console`` contain shell commands after ``$``.
The lines under a command are its output; ``...`` there matches anything. Blocks that must not run
(``make test``, ``pip install``) are marked ``sh`` or ``text``. Each page starts in a new folder
with a copy of ``examples/``.
"""

from __future__ import annotations

import ast
import contextlib
import doctest
import importlib
import io
import os
import pkgutil
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import saring
from saring.boilerplate import ROLES

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(
    [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")],
    key=lambda page: page.relative_to(ROOT).as_posix(),
)
MODULES = sorted(
    info.name
    for info in pkgutil.walk_packages(saring.__path__, "saring.")
    if not info.name.endswith("__main__")
)
FENCE = re.compile(
    r"^(?P<indent> *)```(?P<kind>\w+)[^\n]*\n(?P<body>.*?)^(?P=indent)```", re.M | re.S
)
OPTIONS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


@dataclass(frozen=True)
class Block:
    """One fenced block: its kind, its text, and the line of the page where the text begins."""

    kind: str
    body: str
    line: int


def blocks(page: Path) -> Iterator[Block]:
    content = page.read_text(encoding="utf-8")
    for match in FENCE.finditer(content):
        indent = match["indent"]
        body = "".join(x.removeprefix(indent) for x in match["body"].splitlines(keepends=True))
        yield Block(match["kind"], body, content.count("\n", 0, match.start("body")) + 1)


def run_session(block: Block, namespace: dict[str, object], page: Path) -> None:
    """Run a block of ``>>>`` lines and compare the output."""
    name = f"{page.name}:{block.line}"
    test = doctest.DocTestParser().get_doctest(block.body, {}, name, str(page), block.line - 1)
    test.globs = namespace
    said: list[str] = []
    runner = doctest.DocTestRunner(optionflags=OPTIONS)
    runner.run(test, out=said.append, clear_globs=False)
    assert runner.failures == 0, "".join(said)


def run_python(block: Block, namespace: dict[str, object], page: Path) -> None:
    if re.search(r"^>>> ", block.body, re.M):
        run_session(block, namespace, page)
        return
    padded = "\n" * (block.line - 1) + block.body
    lines = padded.splitlines()
    for statement in ast.parse(padded, str(page)).body:
        if not isinstance(statement, ast.Expr):
            module = ast.Module([statement], [])
            exec(compile(module, str(page), "exec"), namespace)
            continue
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            value = eval(compile(ast.Expression(statement.value), str(page), "eval"), namespace)
        rest = lines[(statement.end_lineno or 0) - 1].encode()[statement.end_col_offset or 0 :]
        for shown in literal_of(rest.decode()):
            where = f"{page.name}:{statement.lineno}"
            if value is not None:
                assert value == shown, f"{where}: {value!r}, shown as {shown!r}"
            elif printed.getvalue():
                assert str(shown) in printed.getvalue(), f"{where}: shown as {shown!r}"


def literal_of(comment: str) -> list[object]:
    """Return the literal that a comment begins with, if it begins with one.

    It reaches to the end, or to a comma, a colon or a semicolon.
    """
    text = re.sub(r"^\s*#\s*", "", comment)
    for end in (len(text), *(match.start() for match in re.finditer(r"[,:;]", text))):
        with contextlib.suppress(ValueError, SyntaxError):
            return [ast.literal_eval(text[:end].strip())]
    return []


def commands(body: str) -> Iterator[tuple[str, str]]:
    """Yield each command of a console block with the output shown under it."""
    command, output = "", ""
    continued = False
    for line in body.splitlines():
        if continued:
            command += "\n" + line
        elif line.startswith("$ "):
            if command:
                yield command, output
            command, output = line[2:], ""
        else:
            output += line + "\n"
        continued = line.endswith("\\")
    if command:
        yield command, output


def run_console(block: Block, folder: Path, page: Path) -> None:
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "LC_ALL": "C.UTF-8",
        "NO_COLOR": "1",
        "COLUMNS": "100",
    }
    for command, expected in commands(block.body):
        result = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", command],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        where = f"{page.name}:{block.line}: $ {command}"
        assert result.returncode == 0, f"{where}\n{result.stdout}{result.stderr}"
        if expected.strip():
            said = result.stdout or result.stderr
            same = doctest.OutputChecker().check_output(expected.strip(), said.strip(), OPTIONS)
            assert same, f"{where}\nshown:\n{expected}\nsaid:\n{said}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_the_examples_of_a_page_run(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if (ROOT / "examples").is_dir():
        shutil.copytree(ROOT / "examples", tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    namespace: dict[str, object] = {"__name__": "__main__"}
    for block in blocks(page):
        if block.kind == "python":
            run_python(block, namespace, page)
        elif block.kind == "console":
            run_console(block, tmp_path, page)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_the_links_of_a_page_lead_somewhere(page: Path) -> None:
    content = FENCE.sub("", page.read_text(encoding="utf-8"))
    for target in re.findall(r"\]\(([^)\s]+)\)", content):
        if re.match(r"[a-z]+:|#", target):
            continue
        path = (page.parent / target.split("#")[0]).resolve()
        assert path.exists(), f"{page.name} points to {target}, which is not there"


@pytest.mark.parametrize("name", ["saring", *MODULES])
def test_the_examples_of_docstrings_run(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    module = importlib.import_module(name)
    said: list[str] = []
    runner = doctest.DocTestRunner(optionflags=OPTIONS)
    for test in doctest.DocTestFinder(exclude_empty=True).find(module):
        runner.run(test, out=said.append)
    assert runner.failures == 0, "".join(said)


def test_the_glossary_has_every_role() -> None:
    page = (ROOT / "docs/glossary.md").read_text(encoding="utf-8")
    assert tuple(re.findall(r"^\| `(\w+)` \| .* \| .* \|$", page, re.M)) == ROLES
