"""What a run tells of itself while it goes on."""

from typing import Protocol

from saring.io.records import Problem


class Observer(Protocol):
    """Receives news of a run, in the thread that called `saring.clean`; calls must return soon."""

    def stage(self, name: str, total: int) -> None:
        """Announce a step: ``"reading"`` (total in bytes), ``"comparing"``, ``"writing"``."""

    def advance(self, done: int, documents: int) -> None:
        """Report progress of the step: `done` of its total, and documents so far."""

    def problem(self, problem: Problem) -> None:
        """Report a record that was set aside or repaired."""


class SilentObserver:
    """Says nothing."""

    def stage(self, name: str, total: int) -> None:
        """Do nothing."""

    def advance(self, done: int, documents: int) -> None:
        """Do nothing."""

    def problem(self, problem: Problem) -> None:
        """Do nothing."""
