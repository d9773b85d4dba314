#!/usr/bin/env python3
"""Write Serbian in Latin letters from Serbian in Cyrillic ones, as text to train on.

The two alphabets of Serbian map letter by letter (Vuk's and Gaj's), and there is more text in
Cyrillic.

Example
-------
    python tools/lang/serbian_latin.py DATA/lid/train/srp_Cyrl.txt.zst more/
    saring train-lang DATA/lid/train DATA/lid/train_extra more/ -o lang.saring
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

CYRILLIC = "абвгдђежзијклљмнњопрстћуфхцчџш"
LATIN = [*"abvgdđežzijkl", "lj", "m", "n", "nj", *"oprstćufhcč", "dž", "š"]
TABLE = {ord(c): x for c, x in zip(CYRILLIC, LATIN, strict=True)}
TABLE |= {ord(c.upper()): x.capitalize() for c, x in zip(CYRILLIC, LATIN, strict=True)}


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("source", type=Path, metavar="FILE", help="srp_Cyrl.txt or .txt.zst")
    parser.add_argument("out", type=Path, metavar="OUT", help="the folder to write srp_Latn.txt to")
    args = parser.parse_args()
    data = args.source.read_bytes()
    if args.source.suffix == ".zst":
        import zstandard

        data = zstandard.ZstdDecompressor().decompressobj().decompress(data)
    args.out.mkdir(parents=True, exist_ok=True)
    text = data.decode("utf-8").translate(TABLE)
    (args.out / "srp_Latn.txt").write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
