"""Simulate the cost of near-duplicates on Spark for a billion documents: docs/scale.md.

The sizes of the groups that share a key are drawn from power laws. The work on each group follows
`saring.integrations.spark.Skew`: all pairs of a small group, pivots of a large one, nothing if the
group is dropped. The other costs of a document, in shuffled bytes and seconds of a core, come from
`bench_spark.py`. Prints the tables of the page; they are the same in every run.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass

import numpy as np

from saring.integrations.spark import Skew

DRAWS = 2_000_000
SET_BYTES = 8 * 300  # a document of 300 words
PAIR_BYTES = 48  # a row of two ranks, in a shuffle
LARGEST = 100_000_000  # members of a group: a tenth of all documents


@dataclass(frozen=True)
class Cost:
    """The cost of one document: shuffled bytes, seconds of a core, and its keys in groups."""

    shuffled: float
    core_seconds: float
    grouped_keys: float


@dataclass(frozen=True)
class Groups:
    """For each key in the drawn groups: pairs, and members that are not compared."""

    pairs: float
    all_pairs: float
    dropped: float
    unfinished: float


def draw_sizes(exponent: float, rng: np.random.Generator) -> np.ndarray:
    """Return group sizes from 2 on: a share m^(1 - exponent) of groups has at least m members."""
    uniform = 1 - rng.random(DRAWS)
    return np.minimum(np.floor(2 * uniform ** (-1 / (exponent - 1))), LARGEST)


def work_on(sizes: np.ndarray, kept: float, skew: Skew) -> Groups:
    """Count the work of `Skew` on groups in which a share `kept` is similar to no other member."""
    small = sizes <= skew.pairwise
    dropped = sizes > skew.drop
    all_pairs = sizes * (sizes - 1) / 2
    wanted = kept * sizes + skew.pivots[0]
    pivots = np.minimum(wanted, sum(skew.pivots))
    split = np.minimum(pivots * sizes, all_pairs)
    pairs = np.where(small, all_pairs, np.where(dropped, 0, split))
    unfinished = ~small & ~dropped & (wanted > sum(skew.pivots))
    members = sizes.sum()
    return Groups(
        pairs=pairs.sum() / members,
        all_pairs=all_pairs.sum() / members,
        dropped=sizes[dropped].sum() / members,
        unfinished=sizes[unfinished].sum() / members,
    )


def main() -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--documents", type=float, default=1e9)
    parser.add_argument("--executors", type=int, default=100)
    parser.add_argument("--cores", type=int, default=4, help="of an executor")
    parser.add_argument("--network", type=float, default=200e6, help="bytes a second, an executor")
    parser.add_argument("--pairs-a-second", type=float, default=100_000, help="verified by a core")
    for search in ("exact", "minhash"):
        for name in ("bytes", "core-ms", "keys"):
            parser.add_argument(f"--{search}-{name}", type=float, default=MEASURED[search][name])
    a = parser.parse_args()
    skew, rng = Skew(), np.random.default_rng(1)
    cores = a.executors * a.cores
    print("| search | power law | kept | pairs a document | of all | TB | hours | dropped | cut |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|---:|")
    for search in ("exact", "minhash"):
        given = vars(a)
        cost = Cost(
            given[f"{search}_bytes"], given[f"{search}_core_ms"] / 1000, given[f"{search}_keys"]
        )
        for exponent in (3.5, 3.0, 2.5):
            sizes = draw_sizes(exponent, rng)
            for kept in (0.02, 1.0):
                found = work_on(sizes, kept, skew)
                pairs = cost.grouped_keys * found.pairs
                moved = a.documents * (cost.shuffled + pairs * (PAIR_BYTES + 2 * SET_BYTES))
                # Written once and read once.
                network = 2 * moved / (a.executors * a.network)
                work = a.documents * (cost.core_seconds + pairs / a.pairs_a_second) / cores
                print(
                    f"| {search} | {exponent} | {kept:.0%} | {pairs:,.2f} "
                    f"| {found.pairs / found.all_pairs:.2%} | {moved / 1e12:,.1f} "
                    f"| {(network + work) / 3600:,.1f} | {found.dropped:.2%} "
                    f"| {found.unfinished:.2%} |"
                )
    return 0


# Bytes come from `bench_spark.py`, without pairs and their sets. Seconds of a core are assumed.
# Each document is in one group, so pairs that share several keys count once.
MEASURED = {
    "exact": {"bytes": 7_600, "core-ms": 3.0, "keys": 1.0},
    "minhash": {"bytes": 900, "core-ms": 1.0, "keys": 1.0},
}


if __name__ == "__main__":
    raise SystemExit(main())
