"""Makes lines without language, of many kinds, from a seed.

Every kind is a function from a random generator to one line. ``TUNE`` lists the kinds on which the
detector's rules were chosen, ``HELD`` (``noise_fresh.py``) the kinds that are only measured.
Wrongly decoded and shuffled lines are made from sentences that were written for this script.

    python tools/lang/noise.py [SEED [LINES]]   # prints kind<TAB>line
"""

from __future__ import annotations

import sys
from random import Random

import noise_codes  # noqa: F401 (registers its kinds)
import noise_fresh  # noqa: F401
import noise_signs  # noqa: F401
from noise_base import HELD, TUNE, Kind


def lines(seed: int, count: int, kinds: dict[str, Kind]) -> dict[str, list[str]]:
    """Return ``count`` lines of each kind.

    Parameters
    ----------
    seed : int
        The same seed gives the same lines; each kind has its own generator.
    count : int
        Lines per kind.
    kinds : dict of str to callable
        ``TUNE``, ``HELD`` or both.
    """
    out = {}
    for name, make in kinds.items():
        random = Random(f"{seed} {name}")
        out[name] = [make(random) for _ in range(count)]
    return out


def main() -> None:
    """Print lines of every kind."""
    numbers_given = [int(x) for x in sys.argv[1:]]
    seed, count = (numbers_given + [1, 5][len(numbers_given) :])[:2]
    for kind, made in lines(seed, count, TUNE | HELD).items():
        for line in made:
            print(kind, line.replace("\n", " "), sep="\t")


if __name__ == "__main__":
    main()
