"""Posting a letter, and recording what became of it."""

import secrets
from datetime import datetime

from examportal.config import settings
from examportal.core import clock
from examportal.db import db
from examportal.jobs import service as jobs
from examportal.jobs.rules import Outcome, Verdict
from examportal.journal import service as journal
from examportal.journal.rules import NOBODY, WORKER, Actor, Event
from examportal.mail import queries
from examportal.mail.letter import Letter
from examportal.mail.models import DeliveryAttempt, OutgoingLetter
from examportal.mail.pausing.service import keep_held
from examportal.mail.queries import DELIVER
from examportal.mail.rules import domain_of, enhanced_status

_REASON_LENGTH = 60
_MESSAGE_ID_BYTES = 12


def post(
    letter: Letter, *, actor: Actor = NOBODY, about: str | None = None, due_at: datetime | None = None
) -> OutgoingLetter:
    """Put a letter into the outbox, inside the caller's transaction; the worker delivers it after the commit.

    One of many waits until `due_at`: see `mail.pacing`.
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
    )
    outgoing.seal({"text": letter.text, "html": letter.html})
    db.session.add(outgoing)
    db.session.flush()
    jobs.enqueue(DELIVER, outgoing.id, due_at=due_at)
    _record(Event.LETTER_POSTED, actor, outgoing)
    return outgoing


def withdraw(letter_id: int, actor: Actor) -> bool:
    """Take a letter out of the outbox that the worker has not delivered yet; False: it is too late for that."""
    letter = queries.find_undelivered(letter_id, for_change=True)
    if letter is None:
        return False
    letter.sealed = None
    letter.given_up_at = letter.withdrawn_at = clock.now()
    _record(Event.LETTER_WITHDRAWN, actor, letter)
    return True


def settle_delivery(letter_id: int, outcome: Outcome) -> None:
    """Record an attempt, inside the worker's transaction; at the end of the road the body is wiped."""
    if outcome.verdict is Verdict.HOLD:
        keep_held(outcome, letter_id)
        return
    letter = queries.find_undelivered(letter_id, for_change=True)
    if letter is None:
        return
    now = clock.now()
    letter.attempted_at, letter.reason = now, outcome.reason[:_REASON_LENGTH]
    letter.reply_code, letter.reply_text, letter.server = outcome.code, outcome.note, outcome.peer or None
    letter.reply_status = enhanced_status(outcome.code, outcome.note)
    attempt = DeliveryAttempt(
        letter_id=letter.id,
        attempted_at=now,
        verdict=str(outcome.verdict),
        reason=letter.reason,
        reply_code=outcome.code,
        reply_text=outcome.note,
    )
    db.session.add(attempt)
    if outcome.verdict is Verdict.RETRY:
        return
    letter.sealed = None
    if outcome.verdict is Verdict.DONE:
        letter.accepted_at = now
        _record(Event.LETTER_ACCEPTED, WORKER, letter)
    else:
        letter.given_up_at = now
        _record(Event.LETTER_GIVEN_UP, WORKER, letter, reason=outcome.reason)


def _record(event: Event, actor: Actor, letter: OutgoingLetter, *, reason: str | None = None) -> None:
    subject = letter.about or f"letter:{letter.id}"
    journal.record(event, actor, subject=subject, number=letter.number, kind=letter.kind, reason=reason)
