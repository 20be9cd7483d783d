"""Recovery codes on paper: making a set, keeping it, accepting a code once. The caller holds the owner's row."""

from typing import Any, cast

from sqlalchemy import CursorResult, update

from examportal.accounts.steps import codes, queries, rules
from examportal.accounts.steps.models import RecoveryCode, RecoverySet
from examportal.accounts.steps.rules import NothingOffered, Owner
from examportal.core import clock
from examportal.db import db, keyring
from examportal.journal import service as journal
from examportal.journal.rules import Event


def issue(owner: Owner) -> None:
    """Make a new set of recovery codes, shown until it is kept; a set that is being shown stays as it is."""
    now = clock.now()
    shown = queries.find_unkept_codes(owner)
    if shown is not None and rules.is_fresh(shown.issued_at, now):
        shown.issued_at = now
        return
    if shown is not None:
        shown.ended_at, shown.sealed = now, None
        db.session.flush()  # before the new one: one set is shown at a time
    issued = RecoverySet(**{owner.kind: owner.id}, issued_at=now)
    written = [codes.new_recovery_code() for _ in range(rules.RECOVERY_CODES)]
    issued.seal({"codes": written})
    db.session.add(issued)
    db.session.flush()
    digests = [_digest(issued.id, codes.read(code)) for code in written]
    db.session.add_all([RecoveryCode(set_id=issued.id, code_digest=digest) for digest in digests])
    _record(Event.RECOVERY_CODES_ISSUED, owner)


def shown(owner: Owner) -> list[str]:
    """Return the codes that may be looked at now; raises NothingOffered, also when they have waited too long."""
    return list(_shown_now(owner).unseal()["codes"])


def keep(owner: Owner) -> None:
    """Put the shown set in force and the former one out; nobody can look at it again. Raises NothingOffered."""
    now, shown = clock.now(), _shown_now(owner)
    former = queries.find_codes_in_force(owner)
    if former is not None:
        former.ended_at = now
        db.session.flush()  # before the new one: one set is in force at a time
    shown.kept_at, shown.sealed = now, None
    _record(Event.RECOVERY_CODES_KEPT, owner)


def accept(owner: Owner, code: str) -> int | None:
    """Take a read code of the set in force, once; return how many are left, None when it is none of them."""
    in_force = queries.find_codes_in_force(owner)
    if in_force is None:
        return None
    fitting = (RecoveryCode.set_id == in_force.id) & (RecoveryCode.code_digest == _digest(in_force.id, code))
    statement = update(RecoveryCode).where(fitting, RecoveryCode.used_at.is_(None)).values(used_at=clock.now())
    if not cast("CursorResult[Any]", db.session.execute(statement)).rowcount:
        return None
    left = queries.codes_left(owner)
    _record(Event.RECOVERY_CODE_USED, owner, left=left)
    return left


def end(owner: Owner) -> None:
    """Let no code on paper count any more, neither those in force nor those that are shown."""
    now = clock.now()
    had_any = queries.find_codes_in_force(owner) is not None
    running = queries.theirs(RecoverySet, owner) & RecoverySet.ended_at.is_(None)
    db.session.execute(update(RecoverySet).where(running).values(ended_at=now, sealed=None))
    if had_any:
        _record(Event.RECOVERY_CODES_ENDED, owner)


def _shown_now(owner: Owner) -> RecoverySet:
    shown = queries.find_unkept_codes(owner)
    if shown is None or not rules.is_fresh(shown.issued_at, clock.now()):
        raise NothingOffered
    return shown


def _record(event: Event, owner: Owner, **details: Any) -> None:
    journal.record(event, owner.actor, subject=str(owner.actor), **details)


def _digest(set_id: int, code: str) -> str:
    return keyring().blind_index(f"recovery_code:{set_id}", code)
