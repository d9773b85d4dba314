"""Add the licenses of the libraries that a wheel carries: ``wheel_licenses.py WHEEL``.

The libraries come from Debian packages, each of which has its license in
``/usr/share/doc/PACKAGE/copyright``. They go into the folder of the wheel's own license.
"""

from __future__ import annotations

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


def main() -> None:
    """Rewrite the wheel."""
    wheel = Path(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        run = [sys.executable, "-m", "wheel"]
        subprocess.run([*run, "unpack", "--dest", folder, wheel], check=True, capture_output=True)
        (content,) = Path(folder).iterdir()
        (licenses,) = content.glob("*.dist-info/licenses")
        for package in sorted({package_of(p.name) for p in content.glob("saring.libs/*.so*")}):
            target = licenses / package / "copyright"
            target.parent.mkdir(exist_ok=True)
            target.write_bytes(Path(f"/usr/share/doc/{package}/copyright").read_bytes())
        wheel.unlink()
        subprocess.run(
            [*run, "pack", "--dest-dir", wheel.parent, content], check=True, capture_output=True
        )


if __name__ == "__main__":
    main()
