"""Authenticator apps: offering one, taking it into use, accepting its codes. The caller holds the owner's row."""

from typing import Any, cast

from sqlalchemy import CursorResult, or_, update

from examportal.accounts.steps import codes, queries, rules
from examportal.accounts.steps.models import Authenticator
from examportal.accounts.steps.rules import NothingOffered, Owner
from examportal.core import clock
from examportal.db import db
from examportal.journal import service as journal
from examportal.journal.rules import Event, Result


def offer(owner: Owner) -> None:
    """Put a secret down for the QR code; one that was offered a moment ago stays, since it may have been scanned."""
    now = clock.now()
    offered = queries.find_offered_authenticator(owner)
    if offered is not None and rules.is_fresh(offered.offered_at, now):
        offered.offered_at = now
        return
    if offered is not None:
        offered.ended_at, offered.sealed = now, None
        db.session.flush()  # before the new one: one is offered at a time
    offered = Authenticator(**{owner.kind: owner.id}, offered_at=now)
    offered.seal({"secret": codes.new_secret()})
    db.session.add(offered)
    db.session.flush()


def offered_secret(owner: Owner) -> str:
    """Return the secret that is offered now; raises NothingOffered, also when the offer has waited too long."""
    return str(_offered_now(owner).unseal()["secret"])


def confirm(owner: Owner, typed: str) -> bool:
    """Take the offered authenticator into use when the code is one of it; the former one ends.

    Returns False after a wrong code, which leaves a trace. Raises NothingOffered.
    """
    now, offered = clock.now(), _offered_now(owner)
    step = codes.matching_step(offered.unseal()["secret"], codes.read(typed), now)
    if step is None:
        note_refused(owner)
        return False
    _end(queries.find_authenticator(owner))
    offered.confirmed_at, offered.last_step = now, step
    db.session.flush()
    journal.record(Event.AUTHENTICATOR_SET, owner.actor, subject=str(owner.actor))
    return True


def remove(owner: Owner) -> None:
    """Let the authenticator in use count no more; raises NothingOffered when there is none."""
    in_use = queries.find_authenticator(owner)
    if in_use is None:
        raise NothingOffered
    _end(in_use)
    journal.record(Event.AUTHENTICATOR_REMOVED, owner.actor, subject=str(owner.actor))


def accept(owner: Owner, code: str) -> bool:
    """Take a read code of the authenticator in use, once."""
    authenticator = queries.find_authenticator(owner)
    if authenticator is None:
        return False
    step = codes.matching_step(authenticator.unseal()["secret"], code, clock.now())
    if step is None:
        return False
    # In one statement, so that of two who bring one code only one is let in, whatever was locked before.
    unused = or_(Authenticator.last_step.is_(None), Authenticator.last_step < step)
    statement = update(Authenticator).where(Authenticator.id == authenticator.id, unused).values(last_step=step)
    return bool(cast("CursorResult[Any]", db.session.execute(statement)).rowcount)


def note_refused(owner: Owner) -> None:
    """Leave a trace of a wrong code."""
    journal.record(Event.SECOND_STEP, owner.actor, subject=str(owner.actor), result=Result.REFUSED)


def _offered_now(owner: Owner) -> Authenticator:
    offered = queries.find_offered_authenticator(owner)
    if offered is None or not rules.is_fresh(offered.offered_at, clock.now()):
        raise NothingOffered
    return offered


def _end(former: Authenticator | None) -> None:
    if former is not None:
        former.ended_at, former.sealed = clock.now(), None
        db.session.flush()  # before another one: one is in use at a time
