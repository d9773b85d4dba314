"""Measures how often the encoding of undeclared bytes is found, by encoding and language.

Reads lines of ``label<TAB>text`` (labels like ``fra_Latn``), and joins lines of a language until
they have enough letters. Encodes the text in every encoding that is usual for the language, without
characters that the encoding lacks, and compares the decoded text with it. With ``--icu``, ICU's
detector (libicui18n) gets the same bytes.

Usage: ``zstd -dc ntrex.tsv.zst | tools/eval_encodings.py --letters 200 --texts 20``
"""

from __future__ import annotations

import argparse
import ctypes
import ctypes.util
import random
import sys
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator

from saring import _core
from saring._languages import LANGUAGE_MODEL

# Languages by encoding, under Python's names.
LANGUAGES = {
    "cp1252": "fra deu spa por ita nld swe dan nob fin isl cat glg eus afr ind eng",
    "cp1250": "pol ces slk hun slv hrv ron bos",
    "iso8859-2": "pol ces slk hun slv hrv",
    "cp1251": "rus ukr bul bel srp mkd",
    "koi8-r": "rus bul",
    "koi8-u": "ukr",
    "iso8859-5": "rus bul srp mkd bel ukr",
    "cp1253": "ell",
    "iso8859-7": "ell",
    "cp1254": "tur azj",
    "iso8859-9": "tur",
    "cp1255": "heb",
    "iso8859-8": "heb",
    "cp1256": "arb pes urd",
    "cp1257": "lit lvs est",
    "cp1258": "vie",
    "cp874": "tha",
    "gb18030": "zho_Hans zho_Hant",
    "big5hkscs": "zho_Hant",
    "cp932": "jpn",
    "euc-jp": "jpn",
    "cp949": "kor",
    "utf-16-le": "fra rus zho_Hans jpn kor arb eng hin tha",
    "utf-16-be": "fra rus zho_Hans jpn kor arb eng hin tha",
}
TONES = "\u0300\u0301\u0303\u0309\u0323"
PLAIN = {0x2019: "'", 0x2018: "'", 0x201C: '"', 0x201D: '"', 0x2013: "-", 0x2014: "-"}
ROMANIAN = str.maketrans("șțȘȚ", "şţŞŢ")


def written_in(text: str, name: str) -> str:
    """Return the text as people write it in an encoding, without characters that it lacks."""
    if name == "cp1258":
        text = "".join(map(_with_tones, text))
    elif name in ("cp1250", "iso8859-2"):
        text = text.translate(ROMANIAN)
    if name.startswith("iso8859"):
        text = text.translate(PLAIN)
    return text.encode(name, "ignore").decode(name)


def _with_tones(letter: str) -> str:
    parts = unicodedata.normalize("NFD", letter)
    if len(parts) < 3 and letter.encode("cp1258", "ignore"):
        return letter
    tones = "".join(part for part in parts if part in TONES)
    rest = "".join(part for part in parts if part not in TONES)
    return unicodedata.normalize("NFC", rest) + tones


def texts_of(lines: list[str], letters: int, count: int, rng: random.Random) -> Iterator[str]:
    """Yield texts of consecutive lines with at least so many letters."""
    for _ in range(count):
        at = rng.randrange(len(lines))
        text = ""
        while sum(map(str.isalpha, text)) < letters:
            text += lines[at % len(lines)] + "\n"
            at += 1
        yield text


def icu_detector() -> Callable[[bytes], str]:
    """Return ICU's detector: from bytes to the name of an encoding."""
    name = ctypes.util.find_library("icui18n")
    if name is None:
        sys.exit("eval_encodings: libicui18n is missing")
    library, version = ctypes.CDLL(name), name.rpartition(".")[2]

    def function(symbol: str, result: type | None, *arguments: type) -> Callable[..., int]:
        found = library[f"{symbol}_{version}"]
        found.restype, found.argtypes = result, arguments
        return found

    pointer, status = ctypes.c_void_p, ctypes.c_int32(0)
    detector = function("ucsdet_open", pointer, pointer)(ctypes.byref(status))
    set_text = function("ucsdet_setText", None, pointer, ctypes.c_char_p, ctypes.c_int32, pointer)
    detect = function("ucsdet_detect", pointer, pointer, pointer)
    get_name = function("ucsdet_getName", ctypes.c_char_p, pointer, pointer)

    def find(data: bytes) -> str:
        set_text(detector, data, len(data), ctypes.byref(status))
        match = detect(detector, ctypes.byref(status))
        label = get_name(match, ctypes.byref(status)).decode() if match else "windows-1252"
        try:
            return _core.check_encoding(label)
        except ValueError:
            return "windows-1252"

    return find


def decoded(data: bytes, name: str) -> str:
    """Return the bytes in an encoding, in NFC."""
    if name == "utf-8":
        text = data.decode(errors="replace")
    else:
        text = _core.StreamDecoder(name).decode(data, True).decode()
    return unicodedata.normalize("NFC", text)


def main() -> None:
    """Read the command line and print a table."""
    parser = argparse.ArgumentParser(description="Measure the detection of encodings.")
    parser.add_argument("--letters", type=int, default=200, help="of a text, at least (200)")
    parser.add_argument("--texts", type=int, default=20, help="by language and encoding (20)")
    parser.add_argument("--seed", type=int, default=1, help="(1)")
    parser.add_argument("--icu", action="store_true", help="ask ICU's detector too")
    arguments = parser.parse_args()
    lines: defaultdict[str, list[str]] = defaultdict(list)
    for line in sys.stdin:
        label, _, text = line.rstrip("\n").partition("\t")
        lines[label].append(text)
        lines[label[:3]].append(text)
    finders = {"saring": _core.EncodingFinder(LANGUAGE_MODEL).find}
    if arguments.icu:
        finders["ICU"] = icu_detector()
    rng = random.Random(arguments.seed)
    totals: Counter[str] = Counter()
    right: Counter[tuple[str, str]] = Counter()
    for name, languages in LANGUAGES.items():
        for language in languages.split():
            if language not in lines:
                continue
            for text in texts_of(lines[language], arguments.letters, arguments.texts, rng):
                data = written_in(text, name).encode(name)
                if data.isascii() and not name.startswith("utf"):
                    continue
                expected = unicodedata.normalize("NFC", data.decode(name))
                totals[name] += 1
                for who, find in finders.items():
                    is_right = decoded(data, find(data)) == expected
                    right[who, name] += is_right
                    if not is_right and who == "saring":
                        print(f"{language} in {name}: {find(data)}", file=sys.stderr)
    print("encoding\ttexts\t" + "\t".join(finders))
    for name, total in totals.items():
        print(
            f"{name}\t{total}\t" + "\t".join(f"{right[who, name] / total:.3f}" for who in finders)
        )
    everything = totals.total()
    shares = [sum(right[who, name] for name in totals) / everything for who in finders]
    print(f"all\t{everything}\t" + "\t".join(f"{share:.4f}" for share in shares))


if __name__ == "__main__":
    main()
