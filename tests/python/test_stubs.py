"""The committed stubs match the extension, and a type checker accepts them."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import saring
from saring import _core

ROOT = Path(__file__).resolve().parents[2]


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, capture_output=True, text=True, check=False
    )


def test_the_committed_stub_is_what_the_extension_gives() -> None:
    result = run("tools/gen_stubs.py", "--check")
    assert result.returncode == 0, result.stdout + result.stderr


def test_every_name_of_the_package_is_found_and_documented() -> None:
    for name in saring.__all__:
        value = getattr(saring, name)
        if name != "__version__":
            assert value.__doc__, f"saring.{name} has no docstring"


def test_every_name_of_the_extension_is_in_the_stub() -> None:
    stub = (ROOT / "python" / "saring" / "_core.pyi").read_text()
    for name in dir(_core):
        if not name.startswith("_"):
            assert re.search(rf"^(class |def )?{name}\b", stub, re.MULTILINE), name


def test_a_type_checker_accepts_the_first_lines_of_a_user(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(
        "import saring\n"
        "found: saring.Detection = saring.detect('Selamat pagi')\n"
        "label: str = found.lang\n"
        "kept: str = saring.strip(b'Selamat pagi').text\n"
        "try:\n"
        "    saring.detect('x', languages=['nonsense'])\n"
        "except saring.SaringError as error:\n"
        "    print(str(error))\n"
    )
    result = run("-m", "mypy", "--strict", "--no-incremental", str(program))
    assert result.returncode == 0, result.stdout
