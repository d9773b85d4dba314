"""Uses each part of an installed saring once, without any other package: ``python smoke.py``.

The release runs it on every wheel, on systems and Pythons on which the other tests do not run.
A wrong answer fails an assertion.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import saring

INDONESIAN = """Harga Beras di Pasar Induk Mulai Turun

Bandung - Harga beras di sejumlah pasar mulai turun sejak awal pekan ini, kata kepala dinas.

Baca juga: Petani Menunggu Hujan Pertama

Para pedagang berharap pasokan dari daerah tetap lancar sampai akhir tahun nanti.
"""
ENGLISH = "The committee will publish its report on the budget of the city next Tuesday."


def main() -> None:
    """Run all of it."""
    assert [saring.detect(t).lang for t in (INDONESIAN, ENGLISH)] == ["ind_Latn", "eng_Latn"]
    stripped = saring.strip(INDONESIAN).text
    assert "Baca juga" not in stripped
    assert "Para pedagang" in stripped
    assert list(saring.near_duplicates([INDONESIAN, INDONESIAN, ENGLISH]).keep) == [
        True,
        False,
        True,
    ]
    page = f"<html><body><nav>Menu</nav><article><p>{ENGLISH}</p></article></body></html>"
    assert ENGLISH in saring.extract(page).page_text
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "text.txt"
        path.write_text(INDONESIAN, encoding="utf-8")
        run = [sys.executable, "-m", "saring", "detect", str(path)]
        out = subprocess.run(run, capture_output=True, text=True, check=True).stdout
    assert "ind_Latn" in out, out
    print(f"saring {saring.__version__} on Python {sys.version.split()[0]}: right")


if __name__ == "__main__":
    main()
