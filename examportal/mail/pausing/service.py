"""Pausing and resuming, and keeping letters where they are meanwhile.

The worker that comes to a letter of a paused provider has its job held, with others that wait behind it: no attempt is
counted, and the time after which letters are given up begins anew when they are let go.
"""

from collections.abc import Collection, Mapping

from sqlalchemy.exc import IntegrityError

from examportal.core import clock
from examportal.core.errors import Refusal
from examportal.db import db, transaction
from examportal.jobs import service as jobs
from examportal.jobs.rules import Outcome, Verdict
from examportal.journal import service as journal
from examportal.journal.rules import Actor, Event
from examportal.mail.pausing import queries
from examportal.mail.pausing.models import SendingPause
from examportal.mail.queries import DELIVER
from examportal.mail.rules import domain_of

LET_GO = "mail.let_go"
"""The kind of job that lets the letters of a pause go on; it runs once more for those a worker was just holding."""

TOGETHER = 1000
"""Letters held or let go in one transaction."""


class AlreadyPaused(Refusal):
    """Somebody else has paused this before."""


class NotPaused(Refusal):
    """This pause has ended before."""


def pause(provider: str, reason: str, actor: Actor) -> SendingPause:
    """Stop sending to a provider, or with an empty one to everybody; what a server is just taking is still sent.

    Raises AlreadyPaused.
    """
    row = SendingPause(provider=provider, reason=reason, paused_at=clock.now(), paused_by=str(actor))
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:
        raise AlreadyPaused from None
    journal.record(Event.SENDING_PAUSED, actor, provider=provider or None)
    return row


def resume(pause_id: int, actor: Actor) -> SendingPause:
    """End a pause; raises NotPaused."""
    row = queries.find_in_force_for_change(pause_id)
    if row is None:
        raise NotPaused
    row.resumed_at, row.resumed_by = clock.now(), str(actor)
    jobs.enqueue(LET_GO, row.id)
    journal.record(Event.SENDING_RESUMED, actor, provider=row.provider or None)
    return row


def hold_back(providers: Collection[str]) -> Mapping[str, Outcome]:
    """Return what becomes of letters to those of some providers to which sending is paused; the others' may go."""
    pauses = {pause.provider: Outcome(Verdict.HOLD, pause.hold) for pause in queries.all_in_force()}
    of_all = pauses.get(queries.ALL)
    return {provider: held for provider in providers if (held := of_all or pauses.get(provider))}


def is_held_back(recipient: str) -> bool:
    """Tell whether a letter to an address would wait for the end of a pause."""
    return bool(hold_back([domain_of(recipient)]))


def keep_held(holds: Mapping[int, str]) -> None:
    """Have others held that wait behind letters (id → name of the hold); let go those whose pause has ended meanwhile.

    Inside the transaction that holds the jobs of the letters: the pause is locked, so one of both happens.
    """
    for hold in sorted(set(holds.values())):
        found = queries.find_in_force_for_change(int(hold.partition(":")[2]))
        if found is None:
            jobs.let_go_of(DELIVER, [letter_id for letter_id, held in holds.items() if held == hold])
        else:
            jobs.hold_due(DELIVER, queries.some_due(found.provider, clock.now(), TOGETHER), found.hold)


def let_go(pause_id: int) -> Outcome:
    """Let the letters of a pause that has ended go on, some at a time."""
    while True:
        with transaction():
            if jobs.let_go(f"pause:{pause_id}", TOGETHER) < TOGETHER:
                return Outcome(Verdict.DONE)
