"""The layer check passes on the project, and detects each kind of violation."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CHECK = ROOT / "tools" / "check_layers.py"


def run_check(root: Path) -> subprocess.CompletedProcess[str]:
    """Run the check over a project's root."""
    command = [sys.executable, str(CHECK), str(root)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def write(root: Path, path: str, content: str) -> None:
    """Write one file of a small project."""
    target = root / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(content)


@pytest.fixture
def small_project(tmp_path: Path) -> Path:
    """Return a small project in which everything follows the arrows."""
    write(tmp_path, "cpp/saring/base/hash.hpp", "#include <cstdint>\n")
    write(tmp_path, "cpp/saring/base/hash.cpp", "#include <xxhash.h>\n")
    write(tmp_path, "cpp/saring/text/words.hpp", '#include "saring/base/hash.hpp"\n')
    write(tmp_path, "cpp/saring/text/words_internal.hpp", "#include <unicode/ubrk.h>\n")
    write(tmp_path, "cpp/saring/lang/model.hpp", '#include "saring/text/words.hpp"\n')
    write(tmp_path, "cpp/saring/pipeline/records.cpp", "#include <simdjson.h>\n")
    write(
        tmp_path,
        "cpp/saring/pipeline/cleaner.hpp",
        '#include "saring/lang/model.hpp"\n#include "saring/text/words.hpp"\n',
    )
    write(
        tmp_path,
        "cpp/saring/lang/CMakeLists.txt",
        "saring_module(lang SOURCES model.cpp PUBLIC saring_text)\n",
    )
    write(tmp_path, "python/bindings/module.cpp", "#include <pybind11/pybind11.h>\n")
    write(tmp_path, "python/saring/__init__.py", "from saring.lang import detect\n")
    write(tmp_path, "python/saring/lang.py", "from saring import _core\n\ndetect = _core.detect\n")
    write(tmp_path, "python/saring/cli/main.py", "import rich\n\nfrom saring import detect\n")
    return tmp_path


def test_the_project_follows_the_arrows() -> None:
    result = run_check(ROOT)
    assert result.returncode == 0, result.stdout


def test_a_small_project_without_a_breach_passes(small_project: Path) -> None:
    result = run_check(small_project)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(
    ("path", "content", "expected"),
    [
        # A lower layer that looks up.
        ("cpp/saring/base/error.hpp", '#include "saring/text/words.hpp"\n', "base includes"),
        ("cpp/saring/text/lines.cpp", '#include "saring/lang/model.hpp"\n', "text includes"),
        ("cpp/saring/lang/spans.cpp", '#include "saring/pipeline/cleaner.hpp"\n', "lang includes"),
        # Siblings.
        ("cpp/saring/dedup/x.cpp", '#include "saring/lang/model.hpp"\n', "dedup includes"),
        ("cpp/saring/boilerplate/x.cpp", '#  include "saring/lang/model.hpp"\n', "boilerplate inc"),
        # An outside library away from its home, and in a public header.
        ("cpp/saring/lang/x.cpp", "#include <unicode/uscript.h>\n", "belongs to text alone"),
        ("cpp/saring/text/x.cpp", "#include <xxhash.h>\n", "belongs to base alone"),
        ("cpp/saring/dedup/x.cpp", "#include <re2/re2.h>\n", "belongs to boilerplate alone"),
        (
            "cpp/saring/lang/x.cpp",
            "#include <lexbor/html/parser.h>\n",
            "belongs to boilerplate alone",
        ),
        ("python/bindings/bind_x.cpp", "#include <simdjson.h>\n", "belongs to pipeline alone"),
        ("cpp/saring/lang/x.cpp", "#include <pybind11/pybind11.h>\n", "belongs to bindings alone"),
        ("cpp/saring/text/nfc.hpp", "#include <unicode/unorm2.h>\n", "a public header of text"),
        # What is internal to another module; a module without a place; two files of one name.
        ("cpp/saring/lang/x.cpp", '#include "saring/text/words_internal.hpp"\n', "is internal to"),
        ("cpp/saring/extra", "", "not known to the arrows"),
        ("cpp/saring/lang/hash.cpp", "", "has the name of"),
        (
            "cpp/saring/text/lines.hpp",
            '#include "saring/text/words_internal.hpp"\n',
            "a public header of text includes saring/text/words_internal.hpp",
        ),
        # Folders inside a module: deeper files are checked too.
        (
            "cpp/saring/lang/training/trainer.cpp",
            '#include "saring/dedup/x.hpp"\n',
            "lang includes saring/dedup/x.hpp",
        ),
        (
            "cpp/saring/lang/training/trainer.hpp",
            '#include "saring/lang/model_internal.hpp"\n',
            "a public header of lang",
        ),
        (
            "cpp/saring/lang/detector.cpp",
            '#include "saring/lang/training/trainer.hpp"\n',
            "lang includes saring/lang/training/trainer.hpp, from a folder that it may not use",
        ),
        (
            "cpp/saring/boilerplate/lines/shape.cpp",
            '#include "saring/boilerplate/html/tree.hpp"\n',
            "boilerplate/lines includes saring/boilerplate/html/tree.hpp, from a folder",
        ),
        (
            "cpp/saring/pipeline/x.cpp",
            '#include "saring/lang/training/trainer.hpp"\n',
            "which is for training only",
        ),
        # Linking against the arrows.
        (
            "cpp/saring/dedup/CMakeLists.txt",
            "saring_module(dedup SOURCES index.cpp\n  PUBLIC saring_text saring_lang)\n",
            "links saring_lang",
        ),
        # The GIL.
        (
            "python/bindings/bind_x.cpp",
            "py::gil_scoped_release release;\n",
            "gil_scoped_release can end a thread",
        ),
        ("python/bindings/x.hpp", "PyEval_RestoreThread(s);\n", "PyEval_RestoreThread can end"),
        # The Python package.
        ("python/saring/dedup.py", "from saring.lang import detect\n", "its sibling saring.lang"),
        ("python/saring/text.py", "from saring import lang\n", "text imports saring.lang"),
        ("python/saring/text.py", "from . import lang\n", "text imports saring.lang"),
        ("python/saring/text.py", "def f():\n    from .lang import x\n", "is above it"),
        ("python/saring/lang.py", "import saring.cli\n", "is above it"),
        ("python/saring/cleaning.py", "import saring.integrations.ray\n", "is above it"),
        ("python/saring/__init__.py", "import saring.integrations.ray\n", "loaded only on use"),
        ("python/saring/lang.py", "from saring import Detection\n", "from saring itself"),
        ("python/saring/dedup.py", "import numpy as np\n", "dedup imports numpy at its top"),
        ("python/saring/training/strip/folds.py", "import numpy\n", "training imports numpy"),
        ("python/saring/__init__.py", "import pandas\n", "the package imports pandas"),
        ("python/saring/__init__.py", "from saring.cli import main\n", "loaded only on use"),
        ("python/saring/strange.py", "import saring.lang\n", "has no layer"),
    ],
)
def test_a_breach_is_noticed(small_project: Path, path: str, content: str, expected: str) -> None:
    write(small_project, path if "." in path else f"{path}/x.cpp", content)
    result = run_check(small_project)
    assert result.returncode == 1
    assert path in result.stdout
    assert expected in result.stdout


@pytest.mark.parametrize(
    ("path", "content"),
    [
        # A folder of a module uses the files beside it, its own files, and its internal headers.
        (
            "cpp/saring/lang/training/trainer.cpp",
            '#include "saring/lang/model.hpp"\n#include "saring/lang/training/x_internal.hpp"\n',
        ),
        ("cpp/saring/lang/spans_internal.hpp", '#include "saring/lang/x_internal.hpp"\n'),
        ("python/bindings/bind_x.cpp", '#include "saring/lang/training/trainer.hpp"\n'),
        ("python/bindings/interrupts.cpp", "PyEval_RestoreThread(state);\n"),
        ("python/saring/lang.py", "def f():\n    import numpy\n"),
        ("python/saring/training/strip/stages.py", "import numpy\n"),
        ("python/saring/html.py", "from saring.boilerplate import Line\n"),
        (
            "python/saring/dedup.py",
            "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    import numpy\n",
        ),
    ],
)
def test_what_is_allowed_is_not_reported(small_project: Path, path: str, content: str) -> None:
    write(small_project, path, content)
    result = run_check(small_project)
    assert result.returncode == 0, result.stdout
