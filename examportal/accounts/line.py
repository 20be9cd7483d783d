"""How many sign-ins a process takes up at the same time, so that a flood of them leaves other pages quick.

A hash takes a core for as long as several pages do. So as many are taken up as there are cores, the rest wait in a
line before anything is counted, asked of the database or hashed, and of a line too long for the server's threads the
last are told to come back.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock, Semaphore

from examportal.config import settings
from examportal.db import release

RETRY_SECONDS = 5
"""When to try again: the longest line that there is has passed by then."""


class _Line:
    """Those who are served and those who wait, first come, first served."""

    def __init__(self, served: int) -> None:
        self._lock, self._length = Lock(), 0
        self._turns = Semaphore(served)

    def enter(self, longest: int) -> bool:
        """Stand in the line unless it is too long already, wait for a turn and take it; tell whether one was taken."""
        with self._lock:
            if self._length >= longest:
                return False
            self._length += 1
        self._turns.acquire()
        return True

    def leave(self) -> None:
        """Let the next one have the turn."""
        self._turns.release()
        with self._lock:
            self._length -= 1


_LINE = _Line(os.cpu_count() or 1)
_NO_END = 1_000_000_000


@contextmanager
def place(*, whatever_length: bool = False) -> Iterator[bool]:
    """Wait for a turn and hold it until a password is compared; yield False when the line is too long.

    For whoever has not shown anything yet. Known devices wait `whatever_length` the line has: they are few, each has
    limits of its own, and a flood must not keep their owners out.
    """
    release()  # whoever waits holds no connection to the database
    taken = _LINE.enter(_NO_END if whatever_length else settings().sign_ins_at_once)
    try:
        yield taken
    finally:
        if taken:
            _LINE.leave()
