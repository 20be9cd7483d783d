"""Signing the staff in: password, second step, and the first time the set-up on the way.

The password goes in three steps, as at the examiners' door: count the attempt, compare outside any transaction, record.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy import update

from examportal.accounts import browsers, passwords
from examportal.accounts.browsers import Running
from examportal.accounts.staff import queries, rules
from examportal.accounts.staff.models import HalfSignIn, StaffInvitation, StaffMember
from examportal.accounts.staff.rules import Step
from examportal.accounts.staff.service import second_step, sessions
from examportal.accounts.staff.service.sessions import record, staff_actor
from examportal.accounts.steps import apps, recovery
from examportal.accounts.steps import queries as steps
from examportal.accounts.steps.rules import SET_UP_LIFETIME, NothingOffered
from examportal.core import clock
from examportal.core.errors import Refusal
from examportal.db import db, release
from examportal.journal import hindsight
from examportal.journal import service as journal
from examportal.journal.rules import NOBODY, Event, Result
from examportal.throttle.service import Attempt

_SCOPE = "staff"


class HalfEnded(Refusal):
    """The half sign-in is over: its time, another browser, a suspension."""


@dataclass(frozen=True)
class Compared:
    """The result of a comparison: whom it concerns, and the hash that was right."""

    member_id: int | None
    stored: str | None = field(repr=False)
    fits: bool
    fresh_hash: str | None = field(repr=False)


@dataclass(frozen=True)
class Outcome:
    """What comes next, with the token for the browser's cookie when there is one.

    `codes_left` is told after a recovery code was used.
    """

    step: Step
    token: str | None = None
    codes_left: int | None = None


@dataclass(frozen=True)
class Standing:
    """Where the half sign-in of a browser stands."""

    member_id: int
    step: Step


def attempt_of(email: str, address: str | None) -> Attempt:
    """Return what is counted before anything is compared."""
    return Attempt(email.lower(), address, scope=_SCOPE)


def compare(email: str, password: str) -> Compared:
    """Read and compare; computes exactly one hash for everybody (and one more when parameters were raised)."""
    found = queries.find_hash(email)
    release()  # no read transaction stays open while the hash is computed
    member_id, stored = found or (None, None)
    fits = passwords.verify(stored, password)
    fresh = passwords.hash_password(password) if fits and stored and passwords.needs_rehash(stored) else None
    return Compared(member_id, stored, fits=fits, fresh_hash=fresh)


def enter_half(compared: Compared) -> Outcome:
    """Record the result and let the browser on to the second step, or to the set-up where it stopped."""
    member, step = _way_now(compared)
    if member is None or step is Step.REFUSED:
        subject = str(staff_actor(compared.member_id)) if compared.member_id is not None else None
        journal.record(Event.SIGN_IN, NOBODY, subject=subject, result=Result.REFUSED)
        return Outcome(Step.REFUSED)
    member.password_hash = compared.fresh_hash or member.password_hash
    record(Event.FIRST_STEP, member.id)
    return _lead_on(member, step)


def set_password_by_link(token: str, password_hash: str) -> Outcome:
    """Set the password with the link of an invitation and lead on; the link works until the set-up is complete.

    Raises LinkUnknown, LinkUsed, LinkReplaced or LinkExpired.
    """
    member = queries.get_member_for_change(queries.get_invitation(token).member_id)
    check_invitation(queries.get_invitation(token))  # once more, behind the lock
    member.password_hash, member.password_set_at = password_hash, clock.now()
    record(Event.PASSWORD_CHANGED, member.id)
    return _lead_on(member, rules.step_after_password(queries.member_facts(member, clock.now())))


def check_invitation(invitation: StaffInvitation) -> None:
    """Let an invitation through; raises LinkUsed, LinkReplaced or LinkExpired."""
    rules.check_invitation(queries.invitation_facts(invitation), hindsight.latest())


def standing_of(half_token: str) -> Standing:
    """Return whose half sign-in runs and where it stands; raises HalfEnded."""
    half = queries.find_half(half_token, clock.now())
    if half is None:
        raise HalfEnded
    has_authenticator = steps.find_authenticator(rules.keys_of(half.member_id)) is not None
    passed_code = half.second_step_at is not None
    return Standing(half.member_id, rules.step_of_half(has_authenticator=has_authenticator, passed_code=passed_code))


def pass_code(half_token: str, typed: str, former: Running) -> Outcome:
    """Take the code of the second step; Step.REFUSED when it is wrong or was used. Raises HalfEnded.

    `former` is what runs in this browser: it ends where another session begins.
    """
    return pass_step(half_token, lambda member: second_step.accept(member, typed), former)


def pass_step(half_token: str, accept: Callable[[StaffMember], bool], former: Running) -> Outcome:
    """Take the second step, whatever it is: `accept` compares, behind the member's lock. Otherwise as `pass_code`."""
    half, member = hold(half_token)
    left_before = steps.codes_left(rules.keys_of(member.id))
    if not accept(member):
        return Outcome(Step.REFUSED)
    half.second_step_at = clock.now()
    left = steps.codes_left(rules.keys_of(member.id))
    told = left if left < left_before else None
    if rules.step_after_code(member.activated_at) is Step.SIGNED_IN:
        return Outcome(Step.SIGNED_IN, _come_in(half, member, former), told)
    half.expires_at = clock.now() + SET_UP_LIFETIME
    recovery.issue(rules.keys_of(member.id))
    return Outcome(Step.RECOVERY_CODES)


def confirm_first_authenticator(half_token: str, typed: str) -> bool:
    """Take the first code of a new authenticator and make the recovery codes; False when it is wrong.

    Raises HalfEnded, or NothingOffered when another window was quicker.
    """
    half, member = hold(half_token)
    if steps.find_authenticator(rules.keys_of(member.id)) is not None:
        raise NothingOffered
    if not apps.confirm(rules.keys_of(member.id), typed):
        return False
    half.second_step_at = clock.now()
    half.expires_at = clock.now() + SET_UP_LIFETIME
    recovery.issue(rules.keys_of(member.id))
    return True


def finish_set_up(half_token: str, former: Running) -> str:
    """Complete the set-up: codes are kept, the keys are active, links used up; return the session's token.

    Raises HalfEnded, or NothingOffered when there are no codes to keep.
    """
    half, member = hold(half_token)
    if half.second_step_at is None or member.activated_at is not None:
        raise NothingOffered
    recovery.keep(rules.keys_of(member.id))
    member.activated_at = clock.now()
    unused = (StaffInvitation.member_id == member.id) & StaffInvitation.used_at.is_(None)
    db.session.execute(update(StaffInvitation).where(unused).values(used_at=clock.now()))
    record(Event.ACTIVATION, member.id)
    return _come_in(half, member, former)


def hold(half_token: str) -> tuple[HalfSignIn, StaffMember]:
    """Lock whoever stands behind a half sign-in that still runs; raises HalfEnded."""
    half = queries.find_half(half_token, clock.now())
    if half is None:
        raise HalfEnded
    member = queries.get_member_for_change(half.member_id)
    half = queries.find_half(half_token, clock.now())  # once more, behind the lock
    if half is None:
        raise HalfEnded
    return half, member


def _way_now(compared: Compared) -> tuple[StaffMember | None, Step]:
    """Decide on what is true now, behind the lock; a stranger and a wrong password go the same short way."""
    if compared.member_id is None or not compared.fits:
        return None, Step.REFUSED
    member = queries.get_member_for_change(compared.member_id)
    if member.password_hash != compared.stored:
        return member, Step.REFUSED
    return member, rules.step_after_password(queries.member_facts(member, clock.now()))


def _lead_on(member: StaffMember, step: Step) -> Outcome:
    """Open the half sign-in that leads to a step."""
    if step is Step.AUTHENTICATOR:
        apps.offer(rules.keys_of(member.id))
        return Outcome(step, sessions.start_half(member, SET_UP_LIFETIME))
    return Outcome(step, sessions.start_half(member, rules.HALF_LIFETIME))


def _come_in(half: HalfSignIn, member: StaffMember, former: Running) -> str:
    browsers.end(former)
    half.ended_at = clock.now()
    return sessions.start(member)
