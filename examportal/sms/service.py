"""Posting a text message, sending it, and recording what became of it."""

from collections.abc import Mapping
from datetime import datetime

from examportal.config import settings
from examportal.core import clock
from examportal.db import db, release
from examportal.jobs import service as jobs
from examportal.jobs.handlers import Handler
from examportal.jobs.rules import Outcome, Verdict
from examportal.journal import service as journal
from examportal.journal.rules import WORKER, Actor, Event
from examportal.sms import gateway, queries, rules
from examportal.sms.models import TextMessage
from examportal.sms.queries import SEND
from examportal.throttle.rules import Limit


def is_offered() -> bool:
    """Tell whether the board has a gateway."""
    return bool(settings().sms_url)


def costs_of(person: str) -> Mapping[Limit, str]:
    """Return what each message to somebody counts against, whatever it is for; see `throttle.service.count_event`."""
    told = settings()
    return {rules.of_person(told.sms_per_person): person, rules.of_board(told.sms_per_day): ""}


def post(number: str, text: str, *, actor: Actor, about: str, useful_until: datetime) -> None:
    """Put a message to a number (E.164) down, inside the caller's transaction; the worker sends it after the commit.

    It goes before all letters to many, and is given up when it would come too late. `about` is whom it concerns in the
    journal's form. The caller has counted the costs before.
    """
    message = TextMessage(about=about, posted_at=clock.now(), useful_until=useful_until)
    message.seal({"number": number, "text": text})
    db.session.add(message)
    db.session.flush()
    jobs.enqueue(SEND, message.id, urgent=True)
    journal.record(Event.SMS_POSTED, actor, subject=about)


def send(message_id: int) -> Outcome:
    """Hand a message to the gateway, outside any transaction; what has ended is left alone."""
    message = queries.find_unsent(message_id)
    if message is None:
        return Outcome(Verdict.DONE, "ended_before")
    if message.useful_until <= clock.now():
        return Outcome(Verdict.GIVE_UP, "too_late")
    there = gateway.read_url(settings().sms_url)
    if there is None:
        return Outcome(Verdict.GIVE_UP, "no_gateway")
    said, mark = message.unseal(), message.row_key
    release()  # a gateway may take long to answer
    return gateway.hand_over(there, said["number"], said["text"], mark)


def settle(message_id: int, outcome: Outcome) -> None:
    """Record an attempt, inside the worker's transaction; at the end number and text are wiped."""
    message = queries.find_unsent(message_id, for_change=True)
    if message is None:
        return
    message.reason = outcome.reason or None
    if outcome.verdict is Verdict.RETRY:
        return
    message.sealed = None
    if outcome.verdict is Verdict.DONE:
        message.accepted_at = clock.now()
        journal.record(Event.SMS_ACCEPTED, WORKER, subject=message.about)
    else:
        message.given_up_at = clock.now()
        journal.record(Event.SMS_GIVEN_UP, WORKER, subject=message.about, reason=outcome.reason)


HANDLER = Handler(send, settle)
