"""Posting a letter, and recording what became of it."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import cast

from sqlalchemy import Table, bindparam, insert, update

from examportal.config import settings
from examportal.core import clock
from examportal.db import at_once, db
from examportal.jobs import service as jobs
from examportal.jobs.rules import Outcome, Verdict
from examportal.journal import service as journal
from examportal.journal.rules import NOBODY, WORKER, Actor, Event
from examportal.mail import queries
from examportal.mail.letter import Letter
from examportal.mail.models import DeliveryAttempt, OutgoingLetter
from examportal.mail.pausing.service import keep_held
from examportal.mail.queries import DELIVER, Waiting
from examportal.mail.rules import domain_of, enhanced_status

# Of the tables, not through the mapper, and put together once: all this is done for every letter.
_NEW_ATTEMPT = insert(cast("Table", DeliveryAttempt.__table__))
_LETTER = cast("Table", OutgoingLetter.__table__)
_CHANGED_LETTER = update(_LETTER).where(_LETTER.c.id == bindparam("letter_id"))
_REASON_LENGTH = 60
_MESSAGE_ID_BYTES = 12


def post(
    letter: Letter,
    *,
    actor: Actor = NOBODY,
    about: str | None = None,
    due_at: datetime | None = None,
    useful_until: datetime | None = None,
) -> OutgoingLetter:
    """Put a letter into the outbox, inside the caller's transaction; the worker delivers it after the commit.

    One of many waits until `due_at`: see `mail.pacing`. One that somebody waits for before the screen is of use only
    until `useful_until`: it goes before all others, passes pauses of sending, and is given up when it comes too late.
    `about` is whom the letter concerns in the journal's form; then the person's own history tells of the letter.
    """
    domain = settings().mail_sender.rpartition("@")[2]
    outgoing = OutgoingLetter(
        number=letter.number,
        kind=letter.kind,
        recipient=letter.recipient,
        provider=domain_of(letter.recipient),
        subject=letter.subject,
        message_id=f"<{letter.number}.{secrets.token_hex(_MESSAGE_ID_BYTES)}@{domain}>",
        about=about,
        posted_at=clock.now(),
        useful_until=useful_until,
    )
    outgoing.seal({"text": letter.text, "html": letter.html})
    db.session.add(outgoing)
    db.session.flush()
    jobs.enqueue(DELIVER, outgoing.id, due_at=due_at, urgent=useful_until is not None)
    _record(Event.LETTER_POSTED, actor, outgoing)
    return outgoing


def withdraw(letter_id: int, actor: Actor) -> bool:
    """Take a letter out of the outbox that the worker has not delivered yet; False: it is too late for that."""
    letter = queries.find_undelivered_for_change(letter_id)
    if letter is None:
        return False
    letter.sealed = None
    letter.given_up_at = letter.withdrawn_at = clock.now()
    _record(Event.LETTER_WITHDRAWN, actor, letter)
    return True


def write_down_acceptance(letter_id: int, outcome: Outcome) -> None:
    """Record at once that a server has taken a letter, outside any transaction; what follows is settled with others.

    From here on no crash sends the letter again. One row in a table with one index, for it is done for each letter
    alone.
    """
    at_once(_NEW_ATTEMPT, _attempt(letter_id, outcome, clock.now()))


def settle_deliveries(outcomes: Mapping[int, Outcome]) -> None:
    """Record attempts, inside the worker's transaction; at the end of the road the body is wiped."""
    keep_held({letter_id: one.reason for letter_id, one in outcomes.items() if one.verdict is Verdict.HOLD})
    tried = [letter_id for letter_id, one in outcomes.items() if one.verdict is not Verdict.HOLD]
    accepted_at = {attempt.letter_id: attempt.attempted_at for attempt in queries.acceptances(tried)}
    now, attempts, ended, put_off = clock.now(), [], [], []
    for letter in queries.undelivered_for_change(tried):
        outcome, at = outcomes[letter.id], accepted_at.get(letter.id, now)
        if letter.id not in accepted_at:
            attempts.append(_attempt(letter.id, outcome, now))
        if outcome.verdict is Verdict.RETRY:
            put_off.append(_last_attempt(letter.id, outcome, at))
        else:
            ended.append(_last_attempt(letter.id, outcome, at) | _ending(outcome, at))
            _record_ending(letter, outcome)
    for statement, rows in ((_NEW_ATTEMPT, attempts), (_CHANGED_LETTER, ended), (_CHANGED_LETTER, put_off)):
        if rows:
            db.session.execute(statement, rows)


def _last_attempt(letter_id: int, outcome: Outcome, at: datetime) -> dict[str, object]:
    return {
        "letter_id": letter_id,
        "attempted_at": at,
        "reason": outcome.reason[:_REASON_LENGTH],
        "reply_code": outcome.code,
        "reply_text": outcome.note,
        "reply_status": enhanced_status(outcome.code, outcome.note),
        "server": outcome.peer or None,
    }


def _ending(outcome: Outcome, at: datetime) -> dict[str, object]:
    is_accepted = outcome.verdict is Verdict.DONE
    return {"sealed": None, "accepted_at": at if is_accepted else None, "given_up_at": None if is_accepted else at}


def _record_ending(letter: Waiting, outcome: Outcome) -> None:
    if outcome.verdict is Verdict.DONE:
        _record(Event.LETTER_ACCEPTED, WORKER, letter)
    else:
        _record(Event.LETTER_GIVEN_UP, WORKER, letter, reason=outcome.reason)


def _attempt(letter_id: int, outcome: Outcome, at: datetime) -> dict[str, object]:
    return {
        "letter_id": letter_id,
        "attempted_at": at,
        "verdict": str(outcome.verdict),
        "reason": outcome.reason[:_REASON_LENGTH],
        "reply_code": outcome.code,
        "reply_text": outcome.note,
    }


def _record(event: Event, actor: Actor, letter: OutgoingLetter | Waiting, *, reason: str | None = None) -> None:
    subject = letter.about or f"letter:{letter.id}"
    journal.record(event, actor, subject=subject, number=letter.number, kind=letter.kind, reason=reason)
