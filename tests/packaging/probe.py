"""Runs saring from an installed wheel and reports which libraries it used.

test_wheel.py starts it with the Python of an empty virtual environment, directly or inside a mount
namespace that hides the system's copies of our libraries. Prints one JSON object.
"""

from __future__ import annotations

import ctypes
import json
import re
from pathlib import Path

# One sentence for each dictionary of ICU: Thai, Lao, Khmer, Burmese, Chinese, Japanese.
UNSPACED = (
    "ประเทศไทยมีประชากรมาก",
    "ປະເທດລາວມີແມ່ນ້ຳຫຼາຍສາຍ",
    "ប្រទេសកម្ពុជាមានទន្លេច្រើន",
    "မြန်မာနိုင်ငံတွင် မြစ်များစွာရှိသည်",
    "我们在北京大学学习中文",
    "日本語を毎日勉強しています",
)
# A sentence for some of the encodings that ICU stores in separate items.
ENCODED = {
    "windows-1251": "Старый мост через реку закроют на ремонт с понедельника.",
    "windows-1257": "Senasis tiltas per upę nuo pirmadienio bus uždarytas.",
    "gb18030": "河上的老桥从星期一起将关闭，因为工人要更换栏杆。",
    "euc-jp": "川にかかる古い橋は、月曜日から通れなくなります。",
    "euc-kr": "강을 가로지르는 오래된 다리가 월요일부터 폐쇄됩니다.",
}
HIDDEN = ("icuuc", "icudata", "icui18n", "re2", "simdjson")

ARTICLE = """Harga Beras di Pasar Induk Mulai Turun

Bandung - Harga beras di sejumlah pasar mulai turun sejak awal pekan ini, kata kepala dinas.

Baca juga: Petani Menunggu Hujan Pertama

Para pedagang berharap pasokan dari daerah tetap lancar sampai akhir tahun nanti.
"""


def mapped_libraries() -> list[str]:
    """Return the shared libraries mapped into this process."""
    lines = Path("/proc/self/maps").read_text().splitlines()
    paths = {line.split(maxsplit=5)[5] for line in lines if "/" in line}
    return sorted(p for p in paths if ".so" in p)


def visible_system_libraries() -> list[str]:
    """Return those of our libraries that can be loaded from outside the wheel."""
    found = []
    folders = [Path("/usr/lib/x86_64-linux-gnu"), Path("/usr/lib/aarch64-linux-gnu")]
    for folder in folders:
        for path in sorted(folder.glob("lib*.so.*")):
            name = re.match(r"lib([a-z0-9]+?)\.so\.", path.name)
            if name is None or name[1] not in HIDDEN:
                continue
            try:
                ctypes.CDLL(str(path))
            except OSError:
                continue
            found.append(path.name)
    return found


def main() -> None:
    """Use each part of the package once and print the results."""
    import saring
    from saring import text

    stripped = saring.strip(ARTICLE)
    article = saring.extract(f"<html><body><article><p>{ARTICLE}</p></article></body></html>")
    twins = saring.near_duplicates([ARTICLE, ARTICLE, "Sesuatu yang lain sama sekali."])
    languages = [
        saring.detect(t).lang
        for t in (ARTICLE, "The committee will publish its report on the budget next Tuesday.")
    ]
    used = mapped_libraries()
    print(
        json.dumps(
            {
                "version": saring.__version__,
                "file": saring.__file__,
                "languages": languages,
                "stripped": stripped.text,
                "article": article.text,
                "keep": list(twins.keep),
                "words": [[w.text for w in text.words(t)] for t in UNSPACED],
                "decoded": [
                    saring.extract(f"<p>{sentence}</p>".encode(name)).page_text.strip()
                    for name, sentence in ENCODED.items()
                ],
                "nfc": text.nfc("e\u0301"),
                "libraries": used,
                "visible": visible_system_libraries(),
            }
        )
    )


if __name__ == "__main__":
    main()
