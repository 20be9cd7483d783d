"""The worker's part of the move: an invitation, or a few letters, in each short transaction."""

from examportal.accounts.staff.service.members import NotAllowed
from examportal.db import release, transaction
from examportal.jobs.rules import Outcome, Verdict
from examportal.legacy.moving import queries, service

_AT_A_TIME = 100


def move(file_id: int) -> Outcome:
    """Write the invitations of the accounts that move; called outside any transaction.

    When whoever ordered them may not invite any more, the rest waits for somebody who may.
    """
    while True:
        waiting = queries.waiting_moves(file_id, _AT_A_TIME)
        release()
        if not waiting:
            return Outcome(Verdict.DONE)
        for move_id in waiting:
            try:
                with transaction():
                    service.invite(move_id)
            except NotAllowed:
                return Outcome(Verdict.DONE)


def tell(file_id: int) -> Outcome:
    """Write the letters about what becomes of accounts; called outside any transaction."""
    more = True
    while more:
        with transaction():
            more = service.post_some_letters(file_id)
    return Outcome(Verdict.DONE)
