"""What a long job reports while it works."""

from typing import Any, Protocol


class Observer(Protocol):
    """Receives news in the thread that called; its methods must return soon."""

    def stage(self, name: str, total: int) -> None:
        """Announce a step: its name and size.

        `clean`: ``"sampling"`` (in bytes), ``"counting"`` (in bytes; where it makes a profile of
        the sites), ``"reading"`` (in bytes), ``"comparing"``, ``"writing"`` (in documents);
        `train_language_model`, `train_line_model`: ``"loading"`` (in bytes), ``"training"``,
        ``"scoring"``.
        """

    def advance(self, done: int, documents: int) -> None:
        """Report progress of the step: `done` of its total, and documents or lines so far."""

    def problem(self, problem: Any) -> None:
        """Report a record that was quarantined or repaired (`saring.io.records.Problem`)."""

    def note(self, text: str) -> None:
        """Tell something of the run as a whole."""


class SilentObserver:
    """Says nothing."""

    def stage(self, name: str, total: int) -> None:
        """Do nothing."""

    def advance(self, done: int, documents: int) -> None:
        """Do nothing."""

    def problem(self, problem: Any) -> None:
        """Do nothing."""

    def note(self, text: str) -> None:
        """Do nothing."""
