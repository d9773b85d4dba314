"""Why a text was taken for one language and not for another."""

from __future__ import annotations

import html
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Explanation:
    """Which words spoke for the winner and which for the runner-up.

    Attributes
    ----------
    winner, runner_up : str
        Labels.
    words : list of tuple
        ``(start, end, word, known, for_winner, for_runner_up)``: offsets in code points; whether
        the word was known as a whole or read through its n-grams; scores in nats. The differences
        sum to the difference of the two labels' scores.
    """

    winner: str
    runner_up: str
    words: list[tuple[int, int, str, bool, float, float]]
    text: str

    @property
    def difference(self) -> float:
        """The winner's score less the runner-up's, in nats."""
        return sum(w[4] - w[5] for w in self.words)

    def __str__(self) -> str:
        rows = sorted(self.words, key=lambda w: -abs(w[4] - w[5]))[:20]
        lines = [f"{'word':24} {self.winner:>10} {self.runner_up:>10} {'difference':>10}"]
        lines += [f"{w[2][:24]:24} {w[4]:10.2f} {w[5]:10.2f} {w[4] - w[5]:10.2f}" for w in rows]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        parts, at = [], 0
        for start, end, word, _, winner, runner_up in self.words:
            gain = max(-1.0, min(1.0, (winner - runner_up) / 5))
            colour = "46,160,67" if gain > 0 else "218,54,51"
            parts.append(html.escape(self.text[at:start]))
            parts.append(
                f'<span style="background:rgba({colour},{abs(gain) * 0.6:.2f})" '
                f'title="{winner:.2f} : {runner_up:.2f}">{html.escape(word)}</span>'
            )
            at = end
        parts.append(html.escape(self.text[at:]))
        head = f"<b>{self.winner}</b> against <b>{self.runner_up}</b>"
        return f"<div>{head}<div style='white-space:pre-wrap'>{''.join(parts)}</div></div>"
