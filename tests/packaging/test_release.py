"""The parts of a release agree: Pythons, licenses, and one place for the version."""

from __future__ import annotations

import base64
import hashlib
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())


def digest(path: Path) -> str:
    """Return the checksum of a file in the form of RECORD."""
    sha256 = hashlib.sha256(path.read_bytes()).digest()
    return "sha256=" + base64.urlsafe_b64encode(sha256).decode().rstrip("=")


def write_wheel(folder: Path) -> Path:
    """Write a wheel with only its own license."""
    source = folder / "p-1.dist-info"
    (source / "licenses").mkdir(parents=True)
    (source / "licenses" / "LICENSE").write_text("ours")
    (source / "METADATA").write_text("Metadata-Version: 2.1\nName: p\nVersion: 1\n")
    (source / "WHEEL").write_text("Wheel-Version: 1.0\nRoot-Is-Purelib: false\nTag: py3-none-any\n")
    files = [path for path in source.rglob("*") if path.is_file()]
    rows = [f"{path.relative_to(folder)},{digest(path)},\n" for path in files]
    (source / "RECORD").write_text("".join(rows) + "p-1.dist-info/RECORD,,\n")
    wheel = folder / "p-1-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for path in source.rglob("*"):
            archive.write(path, path.relative_to(folder))
    return wheel


def add_licenses(*arguments: Path | str) -> subprocess.CompletedProcess[str]:
    script = ROOT / "tools" / "wheel_licenses.py"
    return subprocess.run(
        [sys.executable, script, *arguments], capture_output=True, text=True, check=False
    )


def test_wheels_are_built_for_each_python_that_is_named() -> None:
    named = {
        match[1].replace(".", "")
        for entry in PROJECT["project"]["classifiers"]
        if (match := re.search(r":: (3\.\d+)$", entry))
    }
    built = PROJECT["tool"]["cibuildwheel"]["build"].split()
    assert named == {"311", "312", "313", "314"}
    assert {f"cp{version}-*" for version in named} <= set(built)


def test_the_extra_all_names_extras_that_exist() -> None:
    extras = PROJECT["project"]["optional-dependencies"]
    (all_of_them,) = extras["all"]
    names = set(re.fullmatch(r"saring\[(.+)\]", all_of_them)[1].split(","))
    assert names <= set(extras)
    assert {"cli", "pandas", "polars", "datasets", "notebook"} <= names


def test_licenses_of_static_libraries_come_into_the_wheel(tmp_path: Path) -> None:
    wheel = write_wheel(tmp_path)
    share = tmp_path / "share"
    for port in ("icu", "re2", "vcpkg-cmake"):
        (share / port).mkdir(parents=True)
        (share / port / "copyright").write_text(f"of {port}")
    result = add_licenses("--from", share, wheel)
    assert result.returncode == 0, result.stderr
    with zipfile.ZipFile(wheel) as archive:
        licenses = {
            name.split("/licenses/")[1]: archive.read(name).decode()
            for name in archive.namelist()
            if "/licenses/" in name
        }
    assert licenses == {
        "LICENSE": "ours",
        "icu/copyright": "of icu",
        "re2/copyright": "of re2",
    }


def test_a_folder_without_licenses_is_an_error(tmp_path: Path) -> None:
    result = add_licenses("--from", tmp_path / "nothing", write_wheel(tmp_path))
    assert result.returncode != 0
    assert "copyright" in result.stderr


@pytest.mark.parametrize("script", ["wheel_libraries.sh", "build_wheel.sh", "build_sdist.sh"])
def test_the_scripts_are_well_formed(script: str) -> None:
    result = subprocess.run(["bash", "-n", ROOT / "tools" / script], check=False)
    assert result.returncode == 0
