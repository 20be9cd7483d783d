"""The second step: offering and confirming an authenticator, checking codes, recovery codes."""

from typing import Any, cast

from sqlalchemy import CursorResult, or_, update

from examportal.accounts.staff import codes, letters, queries, rules
from examportal.accounts.staff.models import Authenticator, RecoveryCode, RecoverySet, StaffMember
from examportal.accounts.staff.service.sessions import end_all, record, staff_actor
from examportal.core import clock
from examportal.core.errors import Refusal
from examportal.db import db, keyring
from examportal.journal import service as journal
from examportal.journal.rules import Event, Result
from examportal.mail import service as post_office
from examportal.mail.letter import Letter


class NothingOffered(Refusal):
    """There is no authenticator to confirm or there are no codes to keep: done in another window, or too long ago."""


def offer_authenticator(member_id: int) -> None:
    """Put a secret down for the QR code; one that was offered a moment ago stays, since it may have been scanned."""
    now = clock.now()
    offered = queries.find_offered_authenticator(member_id)
    if offered is not None and rules.is_fresh(offered.offered_at, now):
        offered.offered_at = now
        return
    if offered is not None:
        offered.ended_at, offered.sealed = now, None
        db.session.flush()  # before the new one: one is offered at a time
    offered = Authenticator(member_id=member_id, offered_at=now)
    offered.seal({"secret": codes.new_secret()})
    db.session.add(offered)
    db.session.flush()


def offered_secret(member_id: int) -> str:
    """Return the secret that is offered now; raises NothingOffered, also when the offer has waited too long."""
    return str(_offered_now(member_id).unseal()["secret"])


def confirm_authenticator(member_id: int, typed: str) -> bool:
    """Take the offered authenticator into use when the code is one of it; the former one ends.

    Returns False after a wrong code, which leaves a trace. The caller holds the member's row. Raises NothingOffered.
    """
    now, offered = clock.now(), _offered_now(member_id)
    step = codes.matching_step(offered.unseal()["secret"], codes.read(typed), now)
    if step is None:
        note_refused(member_id)
        return False
    former = queries.find_authenticator(member_id)
    if former is not None:
        former.ended_at, former.sealed = now, None
        db.session.flush()  # before the new one: one is in use at a time
    offered.confirmed_at, offered.last_step = now, step
    db.session.flush()
    record(Event.AUTHENTICATOR_SET, member_id)
    return True


def accept(member: StaffMember, typed: str) -> bool:
    """Take a code of the authenticator or a recovery code, each once; the caller holds the member's row.

    A recovery code is told by letter. A wrong code leaves a trace.
    """
    code = codes.read(typed)
    if _accept_of_app(member.id, code) if codes.is_of_app(code) else _accept_recovery_code(member, code):
        return True
    note_refused(member.id)
    return False


def issue_codes(member_id: int) -> None:
    """Make a new set of recovery codes, shown until it is kept; a set that is being shown stays as it is."""
    now = clock.now()
    shown = queries.find_unkept_codes(member_id)
    if shown is not None and rules.is_fresh(shown.issued_at, now):
        shown.issued_at = now
        return
    if shown is not None:
        shown.ended_at, shown.sealed = now, None
        db.session.flush()  # before the new one: one set is shown at a time
    issued = RecoverySet(member_id=member_id, issued_at=now)
    written = [codes.new_recovery_code() for _ in range(rules.RECOVERY_CODES)]
    issued.seal({"codes": written})
    db.session.add(issued)
    db.session.flush()
    digests = [_digest(issued.id, codes.read(code)) for code in written]
    db.session.add_all([RecoveryCode(set_id=issued.id, code_digest=digest) for digest in digests])
    record(Event.RECOVERY_CODES_ISSUED, member_id)


def shown_codes(member_id: int) -> list[str]:
    """Return the codes that may be looked at now; raises NothingOffered, also when they have waited too long."""
    return list(_shown_now(member_id).unseal()["codes"])


def keep_codes(member_id: int) -> None:
    """Put the shown set in force and the former one out; nobody can look at it again. Raises NothingOffered."""
    now, shown = clock.now(), _shown_now(member_id)
    former = queries.find_codes_in_force(member_id)
    if former is not None:
        former.ended_at = now
        db.session.flush()  # before the new one: one set is in force at a time
    shown.kept_at, shown.sealed = now, None
    record(Event.RECOVERY_CODES_KEPT, member_id)


def change_authenticator(member_id: int, typed: str, session_token: str) -> bool:
    """Let somebody who is signed in go over to the offered authenticator; other browsers are signed out.

    Returns False after a wrong code. Raises NothingOffered.
    """
    member = queries.get_member_for_change(member_id)
    if not confirm_authenticator(member_id, typed):
        return False
    end_all(member_id, staff_actor(member_id), but=session_token)
    _tell(member, letters.keys_changed(member.email, member.name, "authenticator"))
    return True


def change_codes(member_id: int) -> None:
    """Let somebody who is signed in go over to the codes that are shown; raises NothingOffered."""
    member = queries.get_member_for_change(member_id)
    keep_codes(member_id)
    _tell(member, letters.keys_changed(member.email, member.name, "codes"))


def change_password(member_id: int, stored: str, password_hash: str, session_token: str) -> bool:
    """Replace the own password; other browsers are signed out.

    `stored` is the hash that the present password was compared with; False when that is no longer the present one.
    """
    member = queries.get_member_for_change(member_id)
    if member.password_hash != stored:
        return False
    member.password_hash, member.password_set_at = password_hash, clock.now()
    record(Event.PASSWORD_CHANGED, member_id)
    end_all(member_id, staff_actor(member_id), but=session_token)
    _tell(member, letters.keys_changed(member.email, member.name, "password"))
    return True


def note_refused(member_id: int) -> None:
    """Leave a trace of a wrong code."""
    me = staff_actor(member_id)
    journal.record(Event.SECOND_STEP, me, subject=str(me), result=Result.REFUSED)


def _offered_now(member_id: int) -> Authenticator:
    offered = queries.find_offered_authenticator(member_id)
    if offered is None or not rules.is_fresh(offered.offered_at, clock.now()):
        raise NothingOffered
    return offered


def _shown_now(member_id: int) -> RecoverySet:
    shown = queries.find_unkept_codes(member_id)
    if shown is None or not rules.is_fresh(shown.issued_at, clock.now()):
        raise NothingOffered
    return shown


def _accept_of_app(member_id: int, code: str) -> bool:
    authenticator = queries.find_authenticator(member_id)
    if authenticator is None:
        return False
    step = codes.matching_step(authenticator.unseal()["secret"], code, clock.now())
    if step is None:
        return False
    # In one statement, so that of two who bring one code only one is let in, whatever was locked before.
    unused = or_(Authenticator.last_step.is_(None), Authenticator.last_step < step)
    return _changed(update(Authenticator).where(Authenticator.id == authenticator.id, unused).values(last_step=step))


def _accept_recovery_code(member: StaffMember, code: str) -> bool:
    in_force = queries.find_codes_in_force(member.id)
    if in_force is None:
        return False
    fitting = (RecoveryCode.set_id == in_force.id) & (RecoveryCode.code_digest == _digest(in_force.id, code))
    unused = RecoveryCode.used_at.is_(None)
    if not _changed(update(RecoveryCode).where(fitting, unused).values(used_at=clock.now())):
        return False
    left = queries.codes_left(member.id)
    record(Event.RECOVERY_CODE_USED, member.id, left=left)
    _tell(member, letters.recovery_code_used(member.email, member.name, left))
    return True


def _tell(member: StaffMember, letter: Letter) -> None:
    me = staff_actor(member.id)
    post_office.post(letter, actor=me, about=str(me))


def _digest(set_id: int, code: str) -> str:
    return keyring().blind_index(f"recovery_code:{set_id}", code)


def _changed(statement: Any) -> bool:
    """Run an update of at most one row and tell whether it found it."""
    return bool(cast("CursorResult[Any]", db.session.execute(statement)).rowcount)
