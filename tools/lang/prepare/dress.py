"""Make variants of lines: without accents, Japanese without kana, and in Latin script.

People leave out accents, Japanese headlines and labels often have no kana, and many languages are
also written in Latin letters. Such lines are rare in the training text, so they are made here.
"""

import hashlib
import random
import re
from collections.abc import Iterable, Iterator

from quality.variants import plain

UNACCENTED_SHARE = 32  # one in so many lines that have accents
WITHOUT_KANA_SHARE = 4  # one in so many Japanese lines
MAX_RUNS = 4  # of Chinese characters in a line without kana
MIN_RUN = 2  # characters
_HAN = re.compile(rf"[\u4e00-\u9fff々〆]{{{MIN_RUN},}}")
_NO_CHANCE = random.Random(0)


def unaccented(lines: Iterable[str]) -> Iterator[str]:
    """Yield a share of the lines, chosen by their hash, without accents, hooks and strokes.

    Lines that have none are left out.
    """
    for line in lines:
        if line.isascii() or _number(line) % UNACCENTED_SHARE != 0:
            continue
        bare = plain(line, _NO_CHANCE)
        if bare != line:
            yield bare


def without_kana(lines: Iterable[str]) -> Iterator[str]:
    """Yield the runs of Chinese characters of a share of the Japanese lines, a few to a line.

    Half of the lines have a space between the runs.
    """
    for line in lines:
        if _number(line) % WITHOUT_KANA_SHARE != 0:
            continue
        runs = _HAN.findall(line)
        chance = random.Random(_number(line))
        while runs:
            count = chance.randint(1, MAX_RUNS)
            yield chance.choice(("", " ")).join(runs[:count])
            runs = runs[count:]


def _number(line: str) -> int:
    return int.from_bytes(hashlib.blake2b(line.encode(), digest_size=8).digest(), "little")
