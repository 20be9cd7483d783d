"""The worker's part of a change set: the words by which new people are found.

They are written after the change set is applied, some people in each short transaction: together with it they would
double the time for which everybody else waits. Until then new people are found by PESEL and number.
"""

from examportal.db import release, transaction
from examportal.jobs.rules import Outcome, Verdict
from examportal.register.changes import queries
from examportal.register.words import service as words

WRITE_WORDS = "register.write_words"
"""The kind of job that writes down the words of the people whom a change set has entered."""
PEOPLE = 1000
"""People whose words are written in one transaction."""


def write_words(change_set_id: int) -> Outcome:
    """Write down the words of new people that have none yet; called outside any transaction.

    Broken off at any moment it is begun anew and does what is left.
    """
    last: int | None = 0
    while last is not None:
        release()
        with transaction():
            last = _write_some(change_set_id, last)
    return Outcome(Verdict.DONE)


def _write_some(change_set_id: int, after: int) -> int | None:
    """Return the last of the people whose words were written, None once there are none left."""
    people = queries.some_without_words(change_set_id, after, PEOPLE)
    words.enter(people)
    return people[-1] if people else None
