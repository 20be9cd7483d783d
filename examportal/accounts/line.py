"""How many sign-ins a process takes up at the same time, so that a flood of them leaves it threads for everything else.

A hash takes a core for as long as several pages do, and a server has few threads: 200 sign-ins at once would hold all
of them for seconds, and whoever is signed in would wait behind. So beyond a few, the rest are told to try again.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from examportal.config import settings

RETRY_SECONDS = 5
"""When to try again: the longest line that there is has passed by then."""


class _Line:
    """How many are in it now."""

    def __init__(self) -> None:
        self._lock, self._length = Lock(), 0

    def enter(self, longest: int) -> bool:
        """Take a place unless there are so many already; tell whether one was taken."""
        with self._lock:
            taken = self._length < longest
            self._length += taken
            return taken

    def leave(self) -> None:
        """Give the place back."""
        with self._lock:
            self._length -= 1


_LINE = _Line()


@contextmanager
def place() -> Iterator[bool]:
    """Hold a place until a password is compared; yield False when there is none, and then compare nothing.

    For whoever has not shown anything yet. Known devices need none: they are few, each has limits of its own, and a
    flood must not keep their owners out.
    """
    taken = _LINE.enter(settings().sign_ins_at_once)
    try:
        yield taken
    finally:
        if taken:
            _LINE.leave()
