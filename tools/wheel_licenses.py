"""Add the licenses of a wheel's libraries to the wheel, besides saring's.

``wheel_licenses.py WHEEL``: its shared libraries come from Debian packages. The license of a
package is ``/usr/share/doc/PACKAGE/copyright``.

``wheel_licenses.py --from FOLDER WHEEL``: libraries of vcpkg are linked into it. The license of a
library is ``FOLDER/PORT/copyright``.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
from pathlib import Path


def package_of(library: str) -> str:
    """Return the Debian package of a library in the wheel, ``libre2-1a2b3c4d.so.9.0.0``."""
    name = re.sub(r"-[0-9a-f]{8}(?=\.so)", "", library)
    major = re.sub(r"(\.so\.\d+).*", r"\1", name)
    found = subprocess.run(
        ["dpkg", "--search", f"*/{major}*"], capture_output=True, text=True, check=False
    ).stdout
    packages = {line.split(":")[0] for line in found.splitlines()}
    runtime = sorted(package for package in packages if not package.endswith("-dev"))
    if not runtime:
        raise SystemExit(f"wheel_licenses: no Debian package has {major}, so no license is known")
    return runtime[0]


def licenses_of_debian(content: Path) -> dict[str, Path]:
    """Return the license of each Debian package whose library is in an unpacked wheel."""
    packages = {package_of(path.name) for path in content.glob("saring.libs/*.so*")}
    return {name: Path(f"/usr/share/doc/{name}/copyright") for name in packages}


def licenses_of_vcpkg(folder: Path) -> dict[str, Path]:
    """Return the license of each library that vcpkg installed; its own scripts are in no wheel."""
    found = {path.parent.name: path for path in folder.glob("*/copyright")}
    libraries = {name: path for name, path in found.items() if not name.startswith("vcpkg-")}
    if not libraries:
        raise SystemExit(f"wheel_licenses: {folder} has no PORT/copyright")
    return libraries


def main() -> None:
    """Rewrite the wheel."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--from", dest="folder", type=Path)
    parser.add_argument("wheel", type=Path)
    arguments = parser.parse_args()
    wheel: Path = arguments.wheel
    with tempfile.TemporaryDirectory() as folder:
        run = [sys.executable, "-m", "wheel"]
        subprocess.run([*run, "unpack", "--dest", folder, wheel], check=True, capture_output=True)
        (content,) = Path(folder).iterdir()
        (licenses,) = content.glob("*.dist-info/licenses")
        from_vcpkg = arguments.folder is not None
        found = licenses_of_vcpkg(arguments.folder) if from_vcpkg else licenses_of_debian(content)
        for name, path in sorted(found.items()):
            target = licenses / name / "copyright"
            target.parent.mkdir(exist_ok=True)
            target.write_bytes(path.read_bytes())
        wheel.unlink()
        subprocess.run(
            [*run, "pack", "--dest-dir", wheel.parent, content], check=True, capture_output=True
        )


if __name__ == "__main__":
    main()
