"""Setup reports its steps, repeats none, and says what is missing and how to get it."""

from __future__ import annotations

import os
import stat
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LIBRARIES = {
    "xxhash.h": "libxxhash-dev",
    "unicode/uscript.h": "libicu-dev",
    "unicode/dtfmtsym.h": "libicu-dev",
    "re2/re2.h": "libre2-dev",
    "simdjson.h": "libsimdjson-dev",
}


def run(*command: str, path: Path | None = None) -> subprocess.CompletedProcess[str]:
    environment = dict(os.environ)
    if path is not None:
        environment["PATH"] = f"{path}:{environment['PATH']}"
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


def write_program(path: Path, body: str) -> None:
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


def test_what_is_there_is_not_installed_again() -> None:
    result = run("tools/setup.sh", "system")
    assert result.returncode == 0, result.stderr
    assert "done already" in result.stdout or "not Debian" in result.stdout


def test_without_the_right_to_install_the_command_is_printed(tmp_path: Path) -> None:
    write_program(tmp_path / "id", "echo 1000")
    write_program(tmp_path / "sudo", "exit 1")
    write_program(
        tmp_path / "dpkg-query",
        "case \"$*\" in *libre2-dev*|*catch2*) exit 1;; esac\necho 'install ok installed'",
    )
    result = run("tools/setup.sh", "system", path=tmp_path)
    assert result.returncode == 1
    assert "sudo apt-get install libre2-dev catch2" in result.stderr


def test_an_unknown_step_shows_the_steps() -> None:
    result = run("tools/setup.sh", "nonsense")
    assert result.returncode == 2
    assert "tools/setup.sh system" in result.stdout


@pytest.mark.parametrize("header", LIBRARIES)
def test_a_missing_library_stops_the_configuration_and_is_named(
    header: str, tmp_path: Path
) -> None:
    # An include folder with all headers except one replaces the system's.
    include = tmp_path / "include"
    for other in LIBRARIES:
        if other != header:
            (include / other).parent.mkdir(parents=True, exist_ok=True)
            (include / other).touch()
    result = run(
        *("cmake", "-G", "Ninja", "-S", str(ROOT), "-B", str(tmp_path / "build")),
        "-DSARING_BUILD_PYTHON=OFF",
        "-DCMAKE_IGNORE_PATH=/usr/include;/usr/local/include",
        *("-DCMAKE_DISABLE_FIND_PACKAGE_re2=ON", "-DCMAKE_DISABLE_FIND_PACKAGE_simdjson=ON"),
        f"-DCMAKE_INCLUDE_PATH={include}",
    )
    assert result.returncode != 0
    assert f"install the package {LIBRARIES[header]}" in result.stderr
