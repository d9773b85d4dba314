"""Find the words that two texts share in the same order."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence


def shared_words(left: Sequence[str], right: Sequence[str]) -> tuple[bytearray, bytearray]:
    """Match the words of two texts.

    Parameters
    ----------
    left, right
        The words of each text.

    Returns
    -------
    tuple of bytearray
        For each text a 1 at every word that is matched with one of the other text and a 0 at every
        word that differs. Both have the same number of ones.

    Notes
    -----
    Patience diff (B. Cohen, 2003) without its recursion: words that occur once in each text are
    matched by a longest increasing subsequence. From each match, equal words are matched
    forwards and backwards. The time is O(n log n) for all texts, and few words are compared more
    than once. A text made of repetitions may show more differences than it has.
    """
    flags = bytearray(len(left)), bytearray(len(right))
    low = (0, 0)
    for high in _anchors(left, right):
        _match_between(left, right, low, high, flags)
        low = high
    _match_between(left, right, low, (len(left), len(right)), flags)
    return flags


def _anchors(left: Sequence[str], right: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Positions of words that are unique in both texts, increasing in both."""
    places = _unique(right)
    pairs = [(at, places[word]) for word, at in _unique(left).items() if word in places]
    # Patience sorting: `tails` holds the last position of the best sequence of each length.
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for at, (_, position) in enumerate(pairs):
        length = bisect_left(tails, position)
        tails[length : length + 1] = [position]
        ends[length : length + 1] = [at]
        before.append(ends[length - 1] if length else -1)
    chain = []
    at = ends[-1] if ends else -1
    while at >= 0:
        chain.append(pairs[at])
        at = before[at]
    return reversed(chain)


def _unique(words: Sequence[str]) -> dict[str, int]:
    """Return the position of each word that occurs once, in order."""
    places: dict[str, int] = {}
    for at, word in enumerate(words):
        places[word] = -1 if word in places else at
    return {word: at for word, at in places.items() if at >= 0}


def _match_between(
    left: Sequence[str],
    right: Sequence[str],
    low: tuple[int, int],
    high: tuple[int, int],
    flags: tuple[bytearray, bytearray],
) -> None:
    """Match equal words from both ends of two ranges, up to the first that differ."""
    (i, j), (i_end, j_end) = low, high
    while i < i_end and j < j_end and left[i] == right[j]:
        flags[0][i] = flags[1][j] = 1
        i += 1
        j += 1
    while i < i_end and j < j_end and left[i_end - 1] == right[j_end - 1]:
        i_end -= 1
        j_end -= 1
        flags[0][i_end] = flags[1][j_end] = 1
