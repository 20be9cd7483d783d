"""Bringing a file in, and the worker's part of its invitations: a few rows in each short transaction."""

from datetime import timedelta

from examportal.accounts.staff.service.sessions import staff_actor
from examportal.core import clock
from examportal.db import release, transaction
from examportal.jobs.handlers import Handler
from examportal.jobs.rules import Outcome, Verdict
from examportal.journal.rules import COMMAND
from examportal.legacy.examiners import service
from examportal.legacy.examiners.reader import ExaminersFile

_STORED_AT_A_TIME = 1000
_AT_A_STRETCH = timedelta(minutes=1)
"""The invitations let other work have the hand after this long, well within the lease of their job."""


def bring_in(file: ExaminersFile, name: str, member_id: int | None) -> int:
    """Judge and list a file and return its id; opens its own transactions, so call it outside any."""
    judged = service.judge(file)
    release()
    with transaction():
        file_id = service.start(name, member_id).id
    for place in range(0, len(judged), _STORED_AT_A_TIME):
        sealed = [service.sealed_row(file_id, one) for one in judged[place : place + _STORED_AT_A_TIME]]
        with transaction():
            service.add_rows(sealed)
    with transaction():
        service.end_list(file_id, judged, COMMAND if member_id is None else staff_actor(member_id))
    return file_id


def work(file_id: int) -> Outcome:
    """Post invitations as long as more may go; called outside any transaction. What is left is put down anew."""
    end = clock.now() + _AT_A_STRETCH
    more = True
    while more and clock.now() < end:
        with transaction():
            more = service.post_some(file_id)
    return Outcome(Verdict.DONE)


def forget_old(_ref: int) -> Outcome:
    """Wipe the rows of old files, some at a time."""
    more = True
    while more:
        with transaction():
            more = service.forget_some()
    return Outcome(Verdict.DONE)


HANDLER = Handler(work, service.settle)
