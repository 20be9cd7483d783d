"""The worker's part of a change set: the words and marks by which its people are found.

They are written after the change set is applied, some people in each short transaction: together with it they would
double the time for which everybody else waits. Until then new people are found by PESEL and number, and those whose
contact was corrected by what it was before.
"""

from collections.abc import Callable

from examportal.db import release, transaction
from examportal.jobs.rules import Outcome, Verdict
from examportal.register.changes import queries
from examportal.register.marks import service as marks
from examportal.register.words import service as words

WRITE_WORDS = "register.write_words"
"""The kind of job that writes down by what the people are found whom a change set has entered or corrected."""
PEOPLE = 1000
"""People of whom this is done in one transaction."""


def write_words(change_set_id: int) -> Outcome:
    """Write down the words of new people that have none yet, and the marks of all; called outside any transaction.

    Broken off at any moment it is begun anew: words that are there stay, marks are written once more.
    """
    for write_some in (_write_words, _write_marks):
        _write_all(change_set_id, write_some)
    return Outcome(Verdict.DONE)


def _write_all(change_set_id: int, write_some: Callable[[int, int], int | None]) -> None:
    last: int | None = 0
    while last is not None:
        release()
        with transaction():
            last = write_some(change_set_id, last)


def _write_words(change_set_id: int, after: int) -> int | None:
    """Return the last of the people whose words were written, None once there are none left."""
    people = queries.some_without_words(change_set_id, after, PEOPLE)
    words.enter(people)
    return people[-1] if people else None


def _write_marks(change_set_id: int, after: int) -> int | None:
    """Return the last of the people whose marks were written, None once there are none left."""
    people = queries.some_entered_or_corrected(change_set_id, after, PEOPLE)
    marks.write(people)
    return people[-1] if people else None
