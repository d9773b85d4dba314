"""Short signatures of texts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from saring import _core
from saring._dedup_options import NORMALIZE, normalize_names


@dataclass(frozen=True)
class MinHasher:
    """Make short signatures of texts that estimate their Jaccard similarity.

    Signatures are comparable if all parameters here, ``saring._core.SHINGLE_VERSION`` and
    ``MINHASH_VERSION`` are equal.

    Parameters
    ----------
    num_perm : int, default 128
        Values in a signature, 1 to 4096. The standard error of an estimate is about
        ``sqrt(J * (1 - J) / num_perm)``.
    seed : int, default 1
        Seed of the permutation, 0 to 2**64 - 1.
    ngram_size : int, default 5
        Words in an n-gram, 1 to 64.
    normalize : names, default ("case", "punctuation")
        Differences that do not count; see `near_duplicates`.

    Notes
    -----
    One-permutation hashing with optimal densification (Shrivastava 2017): one pass over the
    n-grams, for any `num_perm`.

    Examples
    --------
    >>> import saring.dedup
    >>> hasher = saring.dedup.MinHasher(num_perm=64)
    >>> signatures = hasher.sign(["satu dua tiga", "SATU, dua, tiga", "empat lima"])
    >>> signatures.jaccard(0, 1)
    1.0
    >>> memoryview(signatures).shape
    (3, 64)
    """

    num_perm: int = 128
    seed: int = 1
    ngram_size: int = 5
    normalize: str | Iterable[str] = NORMALIZE

    def __post_init__(self) -> None:
        object.__setattr__(self, "normalize", tuple(normalize_names(self.normalize)))
        self._sign([], num_threads=1)

    def _sign(self, texts: Iterable[str | bytes | None], *, num_threads: int) -> _core.Signatures:
        names = list(self.normalize)
        return _core.minhash_sign(
            texts, self.num_perm, self.seed, self.ngram_size, names, num_threads
        )

    def sign(
        self, texts: Iterable[str | bytes | None], *, num_threads: int = 0
    ) -> _core.Signatures:
        """Make the signatures of texts.

        Parameters
        ----------
        texts : iterable of str, bytes or None, or any Arrow array
            n texts.
        num_threads : int, default 0
            0 for all cores.

        Returns
        -------
        Signatures
            A buffer of n x num_perm uint32 (``numpy.asarray`` reads it without a copy), with
            ``jaccard(left, right)`` by position.
        """
        return self._sign(texts, num_threads=num_threads)
