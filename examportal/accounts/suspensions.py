"""Closing a person's way into the portal, by an "it was not me" link, and opening it again.

A notice goes to whoever may be the true owner; the link in it lets that reader close the way in, until somebody of the
board has looked or (`accounts.freezing`) a new password is set by a letter. It opens nothing and signs nobody in.
"""

from datetime import datetime
from typing import Any

from examportal.accounts import queries, rules
from examportal.accounts.devices import keeping
from examportal.accounts.freezing import freeze
from examportal.accounts.models import Objection, Suspension
from examportal.accounts.rules import Consequence, ObjectionFacts
from examportal.accounts.service import end_all_sessions, examiner_actor
from examportal.accounts.support_codes import keeping as support_codes
from examportal.core import clock, tokens
from examportal.core.errors import Refusal
from examportal.db import db
from examportal.journal import hindsight
from examportal.journal import service as journal
from examportal.journal.rules import NOBODY, Actor, Event
from examportal.register import queries as register

OBJECTION = "objection"
"""The ground of a suspension that the reader of a notice asked for."""


class NotSuspended(Refusal):
    """There is no suspension to lift."""


def issue_objection(
    examiner_id: int, email: str, *, before_activation: bool, notice: str | None = None
) -> tuple[str, datetime]:
    """Return the token of an "it was not me" link for a notice to an address, and when it ends.

    `notice` is what a notice about an active account tells; None: it is about a registration.
    With `before_activation` it works only until the account is active: an address that was merely typed in must not
    keep a switch over an account whose owner has proved another one.
    """
    now = clock.now()
    token, expires_at = tokens.issue(), now + rules.OBJECTION_LIFETIME
    db.session.add(
        Objection(
            examiner_id=examiner_id,
            email=email,
            before_activation=before_activation,
            notice=notice,
            token_digest=tokens.digest(token),
            issued_at=now,
            expires_at=expires_at,
        )
    )
    return token, expires_at


def check_objection(objection: Objection) -> None:
    """Let an "it was not me" link through; raises LinkUsed or LinkExpired."""
    account = queries.find_account(objection.examiner_id)
    is_active = account is not None and account.activated_at is not None
    overtaken = objection.before_activation and is_active
    rules.check_objection(ObjectionFacts(objection.expires_at, objection.used_at, overtaken), hindsight.latest())


def consequence_of(objection: Objection) -> Consequence:
    """Return what pressing the button of an "it was not me" link does."""
    account = queries.find_account(objection.examiner_id)
    to_current = account is not None and account.email == objection.email
    return rules.consequence_of(objection.notice, to_current_address=to_current)


def object_to(token: str) -> Consequence:
    """Do what an "it was not me" link is for; raises LinkUnknown, LinkUsed or LinkExpired.

    Where two addresses contradict each other the person's way in is closed until the board has looked; otherwise the
    account is frozen until its address has led to a new password.
    """
    examiner_id = queries.get_objection(token).examiner_id
    register.get_for_change(examiner_id)
    objection = queries.get_objection(token)  # once more, behind the lock
    check_objection(objection)
    objection.used_at = clock.now()
    consequence = consequence_of(objection)
    journal.record(Event.OBJECTION, NOBODY, subject=str(examiner_actor(examiner_id)), kind=objection.notice)
    if queries.is_suspended(examiner_id):
        return Consequence.SUSPENDED
    if consequence is Consequence.FROZEN:
        freeze(queries.get_account(examiner_id), NOBODY, told_at=objection.issued_at)
    else:
        suspend(examiner_id, OBJECTION, NOBODY)
    return consequence


def suspend(examiner_id: int, ground: str, actor: Actor) -> None:
    """Close a person's way in and end all sessions; the caller holds the person's row."""
    db.session.add(Suspension(examiner_id=examiner_id, ground=ground, actor=str(actor), suspended_at=clock.now()))
    account = queries.find_account(examiner_id)
    ended = 0
    if account is not None:
        ended = end_all_sessions(account.id)
        keeping.end_trust(account.id)
        support_codes.end_of(account)
    journal.record(Event.SUSPENSION, actor, subject=str(examiner_actor(examiner_id)), ground=ground, sessions=ended)


def restore(examiner_id: int, actor: Actor, **details: Any) -> None:
    """Open a person's way in again; raises NotSuspended."""
    register.get_for_change(examiner_id)
    suspension = queries.find_suspension(examiner_id)
    if suspension is None:
        raise NotSuspended
    suspension.lifted_at = clock.now()
    journal.record(Event.SUSPENSION_LIFTED, actor, subject=str(examiner_actor(examiner_id)), **details)
