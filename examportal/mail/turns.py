"""Whose turn it is to end a letter: of all letters of a worker, one at a time is sent and not yet written down."""

from threading import Condition
from time import monotonic
from types import TracebackType
from typing import Self

PATIENCE_SECONDS = 1.0
"""How long a server may think about a letter before others go on.

A server that hangs must not hold the others; nor has it, most likely, taken the letter.
"""


class Turns:
    """A lock from "the whole letter is sent" to "its acceptance is written down", so that a crash meets one letter."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._holder: Turn | None = None
        self._overdue_at = 0.0
        self._is_kept = False

    def take(self, turn: "Turn") -> None:
        """Wait for the others, at most until the one before is overdue."""
        with self._changed:
            while self._holder is not None and (self._is_kept or monotonic() < self._overdue_at):
                self._changed.wait(PATIENCE_SECONDS if self._is_kept else self._overdue_at - monotonic())
            self._holder, self._is_kept = turn, False
            self._overdue_at = monotonic() + PATIENCE_SECONDS

    def keep(self, turn: "Turn") -> None:
        """Let nobody go on before the turn is given back, however long that takes."""
        with self._changed:
            self._is_kept = self._is_kept or self._holder is turn

    def give_back(self, turn: "Turn") -> None:
        """Let the next one go on."""
        with self._changed:
            if self._holder is turn:
                self._holder, self._is_kept = None, False
                self._changed.notify()


class Turn:
    """One letter's turn; whether it was taken or not, it is given back at the end of the `with`."""

    def __init__(self, turns: Turns) -> None:
        self._turns = turns

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._turns.give_back(self)

    def take(self) -> None:
        """Wait until the letter may be ended; see Turns."""
        self._turns.take(self)

    def keep(self) -> None:
        """Have everybody wait until the end of the `with`: the server has taken the letter."""
        self._turns.keep(self)
