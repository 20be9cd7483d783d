"""Every select on the staff's keys."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import ColumnElement, Row, Select, bindparam, exists, func, or_, select

from examportal.accounts.rules import CLOCK_DRIFT, SEEN_EVERY
from examportal.accounts.staff import rules
from examportal.accounts.staff.models import (
    HalfSignIn,
    OwnPermission,
    StaffInvitation,
    StaffMember,
    StaffSession,
    StaffSuspension,
)
from examportal.accounts.staff.rules import InvitationFacts, MemberFacts, MemberState, Permission, Role, keys_of
from examportal.accounts.steps import queries as steps
from examportal.core import tokens
from examportal.core.errors import LinkUnknown, Refusal
from examportal.db import db

_AFRESH = {"populate_existing": True}


class MemberUnknown(Refusal):
    """There is nobody of the staff with this id."""


@dataclass(frozen=True)
class OnDuty:
    """Who of the staff stands behind a session token."""

    member_id: int
    name: str
    role: Role
    permissions: frozenset[Permission]
    session_id: int
    seen_at: datetime


@dataclass(frozen=True)
class Colleague:
    """Somebody in the list of the staff; `differs` tells that their permissions are not those of the role."""

    member: StaffMember
    permissions: frozenset[Permission]
    differs: bool
    state: MemberState
    invited_until: datetime | None
    last_sign_in: datetime | None


def find_on_duty(token: str, now: datetime) -> OnDuty | None:
    """Find who is signed in with a session token: it runs, was seen lately, the keys are complete and not suspended.

    The cookie tells the moment of the last click exactly; the row only so that a cookie kept aside ends soon, too.
    """
    since, until = _clicked(now)
    asked = {"digest": tokens.digest(token), "now": now, "since": since, "until": until}
    rows = db.session.execute(_on_duty(), asked).all()
    if not rows:
        return None
    member_id, name, role, _, _, session_id, seen_at = rows[0]
    own = {row[3]: row[4] for row in rows if row[3] is not None}
    return OnDuty(member_id, name, Role(role), rules.permissions_of(Role(role), own), session_id, seen_at)


def running_sessions(member_id: int, now: datetime) -> Sequence[StaffSession]:
    """Return the browsers in which somebody is signed in, the one seen last first."""
    query = select(StaffSession).where(
        StaffSession.member_id == member_id,
        StaffSession.ended_at.is_(None),
        StaffSession.expires_at > now,
        StaffSession.seen_at.between(*_clicked(now)),
    )
    return db.session.scalars(query.order_by(StaffSession.seen_at.desc(), StaffSession.id.desc())).all()


def _clicked(now: datetime) -> tuple[datetime, datetime]:
    return now - rules.IDLE_LIMIT - SEEN_EVERY, now + CLOCK_DRIFT


@cache
def _on_duty() -> Select[int, str, str, str | None, bool, int, datetime]:
    """Put together once and kept: it is asked for every page of the staff. A row for each permission of one's own."""
    return (
        select(
            StaffMember.id,
            StaffMember.name,
            StaffMember.role,
            OwnPermission.permission,
            OwnPermission.given,
            StaffSession.id,
            StaffSession.seen_at,
        )
        .join(OwnPermission, OwnPermission.member_id == StaffMember.id, isouter=True)
        .join(StaffSession, StaffSession.member_id == StaffMember.id)
        .where(
            StaffSession.token_digest == bindparam("digest"),
            StaffSession.ended_at.is_(None),
            StaffSession.expires_at > bindparam("now"),
            StaffSession.seen_at.between(bindparam("since"), bindparam("until")),
            StaffMember.activated_at.is_not(None),
            ~_suspended(),
        )
    )


def has_run_out(token: str, now: datetime) -> bool:
    """Tell whether a session ended by its absolute limit, not by anybody's act."""
    query = select(StaffSession.id).where(
        StaffSession.token_digest == tokens.digest(token),
        StaffSession.ended_at.is_(None),
        StaffSession.expires_at <= now,
    )
    return db.session.scalar(query) is not None


def find_by_email(email: str) -> StaffMember | None:
    """Find somebody by the address, in whatever case it was typed."""
    return db.session.scalar(select(StaffMember).where(StaffMember.email == email.lower()))


def find_hash(email: str) -> tuple[int, str | None] | None:
    """Find the id and the stored hash for an address; one query for everybody."""
    query = select(StaffMember.id, StaffMember.password_hash).where(StaffMember.email == email.lower())
    row = db.session.execute(query).one_or_none()
    return (row[0], row[1]) if row else None


def get_member(member_id: int) -> StaffMember:
    """Return somebody of the staff; raises MemberUnknown."""
    member = db.session.get(StaffMember, member_id)
    if member is None:
        raise MemberUnknown
    return member


def get_member_for_change(member_id: int) -> StaffMember:
    """Return somebody of the staff, locked until the end of the transaction and read anew; raises MemberUnknown."""
    query = select(StaffMember).where(StaffMember.id == member_id).with_for_update()
    member = db.session.scalar(query, execution_options=_AFRESH)
    if member is None:
        raise MemberUnknown
    return member


def lock_with_administrators(*member_ids: int) -> None:
    """Lock these and every administrator, in the order of their ids: who is left is counted behind this."""
    whom = or_(StaffMember.id.in_(member_ids), StaffMember.role == Role.ADMINISTRATOR)
    query = select(StaffMember).where(whom).order_by(StaffMember.id).with_for_update()
    db.session.scalars(query, execution_options=_AFRESH).all()


def active_administrators() -> set[int]:
    """Return the ids of the administrators who can sign in and manage the staff."""
    taken_away = exists().where(
        OwnPermission.member_id == StaffMember.id,
        OwnPermission.permission == str(Permission.MANAGE_STAFF),
        ~OwnPermission.given,
    )
    query = select(StaffMember.id).where(
        StaffMember.role == Role.ADMINISTRATOR, StaffMember.activated_at.is_not(None), ~_suspended(), ~taken_away
    )
    return set(db.session.scalars(query))


def permissions_held(member: StaffMember) -> frozenset[Permission]:
    """Return what somebody may."""
    return rules.permissions_of(Role(member.role), _own_permissions([member.id]).get(member.id, {}))


def names_of(member_ids: Sequence[int]) -> dict[int, str]:
    """Return the names of some of the staff by id; unknown ids are left out."""
    query = select(StaffMember.id, StaffMember.name).where(StaffMember.id.in_(member_ids))
    return {row[0]: row[1] for row in db.session.execute(query)}


def is_anybody_there() -> bool:
    """Tell whether there is any staff at all."""
    return bool(db.session.scalar(select(exists().where(StaffMember.id.is_not(None)))))


def all_colleagues(now: datetime) -> list[Colleague]:
    """Return the whole staff by name, with how each stands."""
    return _as_colleagues(db.session.execute(_colleagues(now)).all())


def get_colleague(member_id: int, now: datetime) -> Colleague:
    """Return somebody as in the list; raises MemberUnknown."""
    rows = db.session.execute(_colleagues(now).where(StaffMember.id == member_id)).all()
    if not rows:
        raise MemberUnknown
    return _as_colleagues(rows)[0]


def member_facts(member: StaffMember, now: datetime) -> MemberFacts:
    """Return what the rules need of somebody."""
    running = select(StaffInvitation.id).where(
        StaffInvitation.member_id == member.id, StaffInvitation.used_at.is_(None), StaffInvitation.expires_at > now
    )
    return MemberFacts(
        member.activated_at,
        suspended=find_suspension(member.id) is not None,
        has_authenticator=steps.find_authenticator(keys_of(member.id)) is not None,
        is_invited=db.session.scalar(running.limit(1)) is not None,
    )


def find_suspension(member_id: int) -> StaffSuspension | None:
    """Find the suspension in force."""
    query = select(StaffSuspension).where(StaffSuspension.member_id == member_id, StaffSuspension.lifted_at.is_(None))
    return db.session.scalar(query)


def get_invitation(token: str) -> StaffInvitation:
    """Return an invitation by its token, read anew; raises LinkUnknown."""
    query = select(StaffInvitation).where(StaffInvitation.token_digest == tokens.digest(token))
    invitation = db.session.scalar(query, execution_options=_AFRESH)
    if invitation is None:
        raise LinkUnknown
    return invitation


def invitation_facts(invitation: StaffInvitation) -> InvitationFacts:
    """Return what the rules need of an invitation."""
    suspended = find_suspension(invitation.member_id) is not None
    return InvitationFacts(invitation.expires_at, invitation.used_at, suspended=suspended)


def find_half(token: str, now: datetime) -> HalfSignIn | None:
    """Find the half sign-in of a token that still runs, read anew."""
    query = select(HalfSignIn).where(
        HalfSignIn.token_digest == tokens.digest(token), HalfSignIn.ended_at.is_(None), HalfSignIn.expires_at > now
    )
    return db.session.scalar(query, execution_options=_AFRESH)


def _colleagues(now: datetime) -> Select[StaffMember, bool, datetime | None, datetime | None]:
    invited_until = (
        select(func.max(StaffInvitation.expires_at))
        .where(
            StaffInvitation.member_id == StaffMember.id,
            StaffInvitation.used_at.is_(None),
            StaffInvitation.expires_at > now,
        )
        .scalar_subquery()
    )
    signed_in = (
        select(func.max(StaffSession.started_at)).where(StaffSession.member_id == StaffMember.id).scalar_subquery()
    )
    return select(StaffMember, _suspended(), invited_until, signed_in).order_by(
        func.lower(StaffMember.name), StaffMember.id
    )


def _as_colleagues(rows: Sequence[Row[StaffMember, bool, datetime | None, datetime | None]]) -> list[Colleague]:
    own = _own_permissions([row[0].id for row in rows])
    colleagues = []
    for member, suspended, invited_until, last_sign_in in rows:
        role, state = Role(member.role), rules.state_of(member.activated_at, suspended=suspended)
        held = rules.permissions_of(role, own.get(member.id, {}))
        colleagues.append(Colleague(member, held, held != rules.MAY[role], state, invited_until, last_sign_in))
    return colleagues


def _own_permissions(member_ids: Sequence[int]) -> dict[int, dict[str, bool]]:
    query = select(OwnPermission.member_id, OwnPermission.permission, OwnPermission.given)
    found: dict[int, dict[str, bool]] = {}
    for member_id, permission, given in db.session.execute(query.where(OwnPermission.member_id.in_(member_ids))):
        found.setdefault(member_id, {})[permission] = given
    return found


def _suspended() -> ColumnElement[bool]:
    return exists().where(StaffSuspension.member_id == StaffMember.id, StaffSuspension.lifted_at.is_(None))
