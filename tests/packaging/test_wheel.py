"""The wheel in dist/ has all it needs: it runs where none of its libraries is installed."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from elftools.elf.elffile import ELFFile
from probe import ARTICLE, ENCODED, UNSPACED

from saring import text

ROOT = Path(__file__).resolve().parents[2]
PROBE = Path(__file__).with_name("probe.py")
SMOKE = Path(__file__).with_name("smoke.py")
OURS = ("icuuc", "icudata", "icui18n", "re2", "simdjson")
MEBIBYTE = 1 << 20
# The libraries of every Linux by the manylinux rules, and the loader itself.
SYSTEM = re.compile(r"(libc|libm|libdl|libpthread|librt|libstdc\+\+|libgcc_s|ld-linux.*)\.so\..*")

# Mounts /dev/null over every copy of our libraries outside the wheel, then executes the command.
HIDE = r"""
set -eu
for folder in /lib /usr/lib /usr/local/lib; do
  [ -d "$folder" ] || continue
  find "$folder" -xdev -type f \
    \( -name 'libicu*.so*' -o -name 'libre2.so*' -o -name 'libsimdjson.so*' \) \
    -exec mount --bind /dev/null {} \;
done
exec "$@"
"""


@pytest.fixture(scope="session")
def wheel() -> Path:
    """Return the one wheel in dist/, or the one that SARING_WHEEL names."""
    named = os.environ.get("SARING_WHEEL")
    if named:
        return Path(named)
    wheels = sorted((ROOT / "dist").glob("saring-*.whl"))
    assert len(wheels) == 1, f"`make wheel` leaves one wheel in dist/, found {wheels}"
    return wheels[0]


@pytest.fixture(scope="session")
def shared_objects(wheel: Path) -> dict[str, bytes]:
    """Return the shared libraries in the wheel, by path."""
    with zipfile.ZipFile(wheel) as archive:
        names = [n for n in archive.namelist() if re.search(r"\.so(\.|$)", n)]
        return {name: archive.read(name) for name in names}


@pytest.fixture(scope="session")
def empty_venv(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the Python of a virtual environment with only the wheel."""
    folder = tmp_path_factory.mktemp("wheel") / "venv"
    # A copied environment of the same base Python. pip runs from outside and is not installed.
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    python = folder / "bin" / "python"
    subprocess.run(
        [
            sys.executable,
            "-m",
            "pip",
            "--python",
            python,
            "install",
            "--no-index",
            "--no-deps",
            wheel,
        ],
        check=True,
        capture_output=True,
    )
    return python


def run_probe(command: list[str | Path], folder: Path) -> dict[str, Any]:
    """Run the probe without the variables of this environment."""
    result = subprocess.run(
        command,
        cwd=folder,
        env={"PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    report: dict[str, Any] = json.loads(result.stdout)
    return report


def check_answers(report: dict[str, Any], python: Path) -> None:
    """Assert that the probe got real answers, only from the wheel's environment."""
    site = str(python.parent.parent)
    assert report["file"].startswith(site)
    assert report["languages"] == ["ind_Latn", "eng_Latn"]
    assert "Baca juga" not in report["stripped"]
    assert "Para pedagang berharap" in report["stripped"]
    assert "pasokan" in report["article"]
    assert report["keep"] == [True, False, True]
    # The trimmed data divides scripts without spaces like the full data.
    assert report["words"] == [[w.text for w in text.words(t)] for t in UNSPACED]
    assert all(len(words) > 2 for words in report["words"])
    assert report["decoded"] == list(ENCODED.values())
    assert report["nfc"] == "\u00e9"
    for path in report["libraries"]:
        name = Path(path).name
        if any(re.match(rf"lib{ours}\b", name) for ours in OURS):
            assert path.startswith(site), f"{name} comes from {path}, not from the wheel"


def can_hide() -> list[str] | None:
    """Return the command that makes a private mount table, or None if that is forbidden."""
    unshare = shutil.which("unshare")
    if unshare is None:
        return None
    for flags in (["-m"], ["-r", "-m"]):
        probe = [unshare, *flags, "sh", "-c", "mount --bind /dev/null /etc/passwd"]
        if subprocess.run(probe, capture_output=True, check=False).returncode == 0:
            return [unshare, *flags]
    return None


def test_the_wheel_names_its_platform_and_stays_small(wheel: Path) -> None:
    assert "manylinux" in wheel.name, "auditwheel has not repaired it"
    assert wheel.stat().st_size < 32 * MEBIBYTE


def test_the_data_of_icu_is_trimmed(shared_objects: dict[str, bytes]) -> None:
    sizes = [len(data) for name, data in shared_objects.items() if "libicudata" in name]
    assert len(sizes) == 1
    assert sizes[0] < 5 * MEBIBYTE


def test_every_library_needed_is_inside_or_on_every_linux(
    shared_objects: dict[str, bytes],
) -> None:
    inside = {Path(name).name for name in shared_objects}
    for name, data in shared_objects.items():
        dynamic = ELFFile(io.BytesIO(data)).get_section_by_name(".dynamic")
        needed = {tag.needed for tag in dynamic.iter_tags("DT_NEEDED")}
        missing = {n for n in needed - inside if not SYSTEM.fullmatch(n)}
        assert not missing, f"{name} needs {missing}"


def test_no_library_is_carried_that_saring_does_not_name(shared_objects: dict[str, bytes]) -> None:
    carried = {Path(name).name for name in shared_objects if ".libs/" in name}
    assert carried
    assert not {n for n in carried if not re.match(rf"lib({'|'.join(OURS)})\b", n)}


def test_the_wheel_carries_models_types_and_license(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    assert "saring/py.typed" in names
    assert "saring/_core.pyi" in names
    assert "saring/data/lang.saring" in names
    licenses = {n.split("/licenses/")[1] for n in names if ".dist-info/licenses/" in n}
    assert {"LICENSE", "lexbor/LICENSE", "lexbor/NOTICE", "lmdb/LICENSE"} <= licenses
    for library in ("libicu", "libre2", "libsimdjson"):
        assert any(n.startswith(library) and n.endswith("/copyright") for n in licenses)
    assert not [n for n in names if n.endswith((".cpp", ".hpp", ".a"))]


def test_the_wheel_runs_in_an_empty_environment(empty_venv: Path, tmp_path: Path) -> None:
    check_answers(run_probe([empty_venv, PROBE], tmp_path), empty_venv)


def test_each_part_runs_without_any_extra(empty_venv: Path, tmp_path: Path) -> None:
    result = subprocess.run(
        [empty_venv, SMOKE], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
    assert ": right" in result.stdout


def test_the_command_detects_and_strips_plain_text_without_any_extra(
    empty_venv: Path, tmp_path: Path
) -> None:
    (tmp_path / "text.txt").write_text(ARTICLE)
    saring = empty_venv.parent / "saring"
    for command, expected in (("detect", "ind_Latn"), ("strip", "Para pedagang")):
        result = subprocess.run(
            [saring, command, "text.txt"],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert result.returncode == 0, result.stderr
        assert expected in result.stdout


def test_the_wheel_runs_with_the_system_libraries_hidden(empty_venv: Path, tmp_path: Path) -> None:
    private = can_hide()
    if private is None:
        pytest.skip(
            "no private mount table may be made here: only the mapped libraries were checked"
        )
    report = run_probe([*private, "sh", "-c", HIDE, "sh", empty_venv, PROBE], tmp_path)
    assert report["visible"] == [], "the system's copies were not hidden"
    check_answers(report, empty_venv)


def test_a_missing_extra_is_named(empty_venv: Path, tmp_path: Path) -> None:
    result = subprocess.run(
        [empty_venv.parent / "saring", "clean", "x", "-o", "y"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode != 0
    assert "saring[cli]" in result.stderr
    assert "Traceback" not in result.stderr
