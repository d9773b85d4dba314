"""The core installs as a C++ library: a program finds it by CMake, builds, and works."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# From `make setup`: the objects of the package, with which the library was also built.
BUILD = Path(os.environ.get("SARING_BUILD", ROOT / "build" / "python"))
ARTICLE = """Jembatan tua di kota itu ditutup mulai hari Senin karena pagarnya akan diganti.

Baca juga: Warga Menunggu Jalan Baru

Pekerjaan akan selesai sebelum musim hujan, kata kepala dinas kepada wartawan kemarin.
"""
OTHER = "The committee will publish its report on the budget of the city next Tuesday.\n"


def run(*command: str | Path) -> str:
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


def public_headers(folder: Path) -> set[str]:
    return {
        str(path.relative_to(folder))
        for path in folder.glob("saring/*/**/*.hpp")
        if not path.stem.endswith("_internal")
    }


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the installed library, moved after it was installed."""
    assert (BUILD / "cmake_install.cmake").exists(), f"`make setup` leaves {BUILD}"
    folder = tmp_path_factory.mktemp("library")
    run("cmake", "--install", BUILD, "--component", "library", "--prefix", folder / "first")
    return shutil.move(folder / "first", folder / "moved")


@pytest.fixture(scope="module")
def sieve(installed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the program of examples/cpp, built with the installed library."""
    build = tmp_path_factory.mktemp("example")
    run(
        *("cmake", "-G", "Ninja", "-S", ROOT / "examples" / "cpp", "-B", build),
        *(f"-DCMAKE_PREFIX_PATH={installed}", "-DCMAKE_BUILD_TYPE=Debug"),
    )
    run("cmake", "--build", build)
    return build / "sieve"


def test_the_umbrella_header_includes_every_public_header() -> None:
    text = (ROOT / "cpp/saring/saring.hpp").read_text()
    included = re.findall(r'#include "(.+)"', text)
    assert len(included) == len(set(included))
    assert set(included) == public_headers(ROOT / "cpp")


def test_only_public_headers_are_installed(installed: Path) -> None:
    there = {str(p.relative_to(installed / "include")) for p in installed.rglob("*.hpp")}
    assert there == public_headers(ROOT / "cpp") | {"saring/saring.hpp"}


def test_nothing_of_the_python_package_is_installed_with_the_library(installed: Path) -> None:
    assert not list(installed.rglob("*.py")) + list(installed.rglob("*.so"))


def test_licenses_of_what_is_linked_are_installed(installed: Path) -> None:
    licenses = installed / "share/saring/licenses"
    assert "Apache License" in (licenses / "LICENSE").read_text()
    assert "OpenLDAP Public License" in (licenses / "lmdb/LICENSE").read_text()


def test_no_path_of_this_machine_is_in_the_package_files(installed: Path) -> None:
    for path in installed.rglob("*.cmake"):
        assert str(ROOT) not in path.read_text(), path


def test_the_example_detects_strips_and_finds_copies(sieve: Path, tmp_path: Path) -> None:
    for name, text in (("a.txt", ARTICLE), ("b.txt", OTHER), ("c.txt", ARTICLE)):
        (tmp_path / name).write_text(text)
    out = run(sieve, *(tmp_path / name for name in ("a.txt", "b.txt", "c.txt")))
    answers = re.findall(r"^== .*/(\w)\.txt: (.+)$", out, flags=re.MULTILINE)
    assert answers == [("a", "ind_Latn"), ("b", "eng_Latn"), ("c", "a copy")]
    assert "Jembatan tua" in out
    assert "Pekerjaan akan selesai" in out
    assert "Baca juga" not in out


def test_another_version_is_refused(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "CMakeLists.txt").write_text(
        "cmake_minimum_required(VERSION 3.25)\nproject(p LANGUAGES CXX)\n"
        "find_package(saring 0.9 REQUIRED)\n"
    )
    result = subprocess.run(
        ["cmake", "-S", tmp_path, "-B", tmp_path / "b", f"-DCMAKE_PREFIX_PATH={installed}"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode != 0
    assert "saring" in result.stderr
