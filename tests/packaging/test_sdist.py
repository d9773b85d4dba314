"""The source distribution builds without a network; without lexbor there is one clear message."""

from __future__ import annotations

import os
import re
import subprocess
import tarfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the unpacked source distribution of dist/."""
    (archive,) = (ROOT / "dist").glob("saring-*.tar.gz")
    folder = tmp_path_factory.mktemp("sdist")
    with tarfile.open(archive) as tar:
        tar.extractall(folder, filter="data")
    (content,) = folder.iterdir()
    return content


def configure(source: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Configure without an installed lexbor and without a package index."""
    return subprocess.run(
        [
            *("cmake", "-G", "Ninja", "-S", source, "-B", source / "build" / "test"),
            *("-DSARING_BUILD_PYTHON=OFF", *options),
        ],
        env=os.environ
        | {
            "PKG_CONFIG": "false",
            "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
            "PIP_RETRIES": "0",
            "PIP_CONFIG_FILE": os.devnull,
        },
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_source_distribution_carries_lexbor_with_its_license(source: Path) -> None:
    result = configure(source)
    assert result.returncode == 0, result.stderr
    assert "lexbor: built from source, carried by the source distribution" in result.stdout
    assert "Apache License" in (source / "third_party/lexbor/LICENSE").read_text()
    assert (source / "third_party/lexbor/NOTICE").exists()


def test_the_source_distribution_carries_lmdb_with_its_license(source: Path) -> None:
    result = configure(source)
    assert result.returncode == 0, result.stderr
    assert "LMDB: built from source, carried by the source distribution" in result.stdout
    assert "OpenLDAP Public License" in (source / "third_party/lmdb/LICENSE").read_text()


def test_lexbor_in_a_folder_is_used(source: Path) -> None:
    (source / "third_party/lexbor").rename(source / "elsewhere")
    try:
        result = configure(source, f"-DSARING_LEXBOR_SOURCE={source / 'elsewhere'}")
    finally:
        (source / "elsewhere").rename(source / "third_party/lexbor")
    assert result.returncode == 0, result.stderr
    assert "lexbor: built from source, given by SARING_LEXBOR_SOURCE" in result.stdout


def test_a_folder_without_lexbor_is_named(source: Path, tmp_path: Path) -> None:
    result = configure(source, f"-DSARING_LEXBOR_SOURCE={tmp_path}")
    assert result.returncode != 0
    assert str(tmp_path) in result.stderr.replace("\n", "")


def test_without_any_lexbor_the_message_names_the_three_ways(source: Path) -> None:
    (source / "third_party/lexbor").rename(source / "elsewhere")
    try:
        result = configure(source, "-USARING_LEXBOR_SOURCE")
    finally:
        (source / "elsewhere").rename(source / "third_party/lexbor")
    assert result.returncode != 0
    message = re.sub(r"\s+", " ", result.stderr)
    assert "saring needs lexbor 3.1.0" in message
    assert "Install lexbor" in message
    assert "-DSARING_LEXBOR_SOURCE=FOLDER" in message
    assert "make the Python package index reachable for pip" in message
