"""Why a text was labelled with one language and not with another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from saring._visible import html_text, visible

_ROWS = 30  # of words in the table
_FEATURES = 4  # per word in the table
_STRONG = 4.0  # nats with the darkest colour
# Distinct for colour-blind readers too; text stays readable on light and dark pages.
_WINNER_RGB = "38,132,255"
_RUNNER_UP_RGB = "255,140,0"
_WITHOUT_WORD = {"scripts": "(scripts)", "prior": "(prior)", "others": "(other languages)"}


class Contribution(NamedTuple):
    """The contribution of one feature to the scores of the two best languages.

    Attributes
    ----------
    start, end : int
        Its word, in code points: ``text[start:end]``; of a pair, the second word.
    kind : str
        ``"word"``, ``"n-gram"``, ``"pair"`` of adjacent words; without a word ``"scripts"``
        (their shares of the letters), ``"prior"``, and ``"others"`` (normalisation over the other
        languages).
    feature : str
        Case-folded; in an n-gram ``_`` is the start or the end of the word.
    stage : int
        1, or 2 for the second-stage classifier, which re-ranks close languages.
    winner, runner_up : float
        In nats of log probability.
    """

    start: int
    end: int
    kind: str
    feature: str
    stage: int
    winner: float
    runner_up: float

    @property
    def difference(self) -> float:
        """The winner's part minus the runner-up's."""
        return self.winner - self.runner_up


class WordContribution(NamedTuple):
    """The summed contribution of one word, ``text[start:end]``, in nats, and its features."""

    start: int
    end: int
    word: str
    winner: float
    runner_up: float
    parts: tuple[Contribution, ...]

    @property
    def difference(self) -> float:
        """The winner's part minus the runner-up's."""
        return self.winner - self.runner_up


@dataclass(frozen=True, slots=True)
class Explanation:
    """What each word contributed to the winner and to the runner-up; prints as a table.

    Attributes
    ----------
    winner, runner_up : str
        Labels. If no other language is possible, the runner-up is ``"und"`` and there are no parts.
    parts : list of Contribution
        In text order; their differences sum to `difference`.
    text : str
        The explained text.
    """

    winner: str
    runner_up: str
    parts: list[Contribution]
    text: str

    @property
    def difference(self) -> float:
        """Log-odds of the detector, log(P(winner) / P(runner-up)), in nats."""
        return sum(part.difference for part in self.parts)

    @property
    def words(self) -> list[WordContribution]:
        """The contributions of words, summed by word, in text order."""
        out = []
        of_words = (part for part in self.parts if part.kind not in _WITHOUT_WORD)
        for (start, end), group in groupby(of_words, key=lambda part: part[:2]):
            parts = tuple(group)
            sums = (sum(x.winner for x in parts), sum(x.runner_up for x in parts))
            out.append(WordContribution(start, end, self.text[start:end], *sums, parts))
        return out

    def _rows(self) -> Iterator[tuple[str, float, float, str]]:
        """Yield name, sums and strongest features: words by strength, then the rest."""
        for word in sorted(self.words, key=lambda x: -abs(x.difference)):
            yield word.word, word.winner, word.runner_up, _strongest(word.parts)
        for part in self.parts:
            if part.kind in _WITHOUT_WORD:
                yield _WITHOUT_WORD[part.kind], part.winner, part.runner_up, ""

    def __str__(self) -> str:
        if not self.parts:
            return visible(f"{self.winner}: no other language is possible")
        rows = list(self._rows())
        words = len(self.words)
        shown = rows[:_ROWS] + rows[max(words, _ROWS) :]
        lines = [f"{'':20} {self.winner:>9} {self.runner_up:>9} {'':>9}"]
        lines += [
            f"{x[:20]:20} {a:9.2f} {b:9.2f} {a - b:+9.2f}  {f}".rstrip() for x, a, b, f in shown
        ]
        if words > _ROWS:
            lines.append(f"… {words - _ROWS} more words")
        winner = sum(part.winner for part in self.parts)
        runner_up = sum(part.runner_up for part in self.parts)
        lines.append(f"{'sum, in nats':20} {winner:9.2f} {runner_up:9.2f} {self.difference:+9.2f}")
        return visible("\n".join(lines), lines=True)

    def _repr_html_(self) -> str:
        if not self.parts:
            return f"<div>{html_text(str(self))}</div>"
        pieces, at = [], 0
        for word in self.words:
            pieces.append(html_text(self.text[at : word.start]))
            pieces.append(_highlighted(word))
            at = word.end
        pieces.append(html_text(self.text[at:]))
        winner, runner_up = html_text(self.winner), html_text(self.runner_up)
        head = (
            f'<b style="{_background(_WINNER_RGB, 0.5)}">{winner}</b> against '
            f'<b style="{_background(_RUNNER_UP_RGB, 0.5)}">{runner_up}</b>: '
            f"{self.difference:+.2f} nats"
        )
        cells = "".join(
            f"<tr><td>{html_text(name)}</td><td>{a:.2f}</td><td>{b:.2f}</td><td>{a - b:+.2f}</td>"
            f"<td>{html_text(features)}</td></tr>"
            for name, a, b, features in self._rows()
        )
        return (
            f'<div><p>{head}</p><p style="white-space:pre-wrap">{"".join(pieces)}</p>'
            f"<details><summary>words and n-grams</summary><table><tr><th></th>"
            f"<th>{winner}</th><th>{runner_up}</th><th>difference</th><th></th></tr>"
            f"{cells}</table></details></div>"
        )


def _strongest(parts: tuple[Contribution, ...]) -> str:
    ranked = sorted(parts, key=lambda x: -abs(x.difference))
    shown = [f"{x.feature}{'²' * (x.stage == 2)} {x.difference:+.2f}" for x in ranked[:_FEATURES]]
    return ", ".join(shown) + (", …" if len(ranked) > _FEATURES else "")


def _background(rgb: str, strength: float) -> str:
    return f"background:rgba({rgb},{strength:.2f});color:inherit"


def _highlighted(word: WordContribution) -> str:
    gain = max(-1.0, min(1.0, word.difference / _STRONG))
    style = _background(_WINNER_RGB if gain > 0 else _RUNNER_UP_RGB, abs(gain) * 0.5)
    tip = html_text(f"{word.difference:+.2f}: {_strongest(word.parts)}")
    return f'<span style="{style}" title="{tip}">{html_text(word.word)}</span>'
