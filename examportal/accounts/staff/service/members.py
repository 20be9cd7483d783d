"""Who belongs to the staff: inviting, roles, suspending, taking keys back.

Whatever takes an administrator away is decided behind a lock on all of them: two who remove each other at the same
moment must not both succeed.
"""

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from datetime import datetime

from sqlalchemy import delete, insert

from examportal.accounts.staff import letters, queries, rules
from examportal.accounts.staff.models import (
    OwnPermission,
    StaffInvitation,
    StaffMember,
    StaffSuspension,
)
from examportal.accounts.staff.rules import MemberState, Permission, Role
from examportal.accounts.staff.service import sessions
from examportal.accounts.staff.service.sessions import staff_actor
from examportal.accounts.steps import ending
from examportal.core import clock, tokens
from examportal.core.errors import Refusal, Suspended
from examportal.db import db
from examportal.journal import service as journal
from examportal.journal.rules import Actor, Event
from examportal.mail import service as post_office
from examportal.mail.letter import Letter

LinkLetter = Callable[[str, str, str, datetime], Letter]


class AlreadyActive(Refusal):
    """The keys are complete: there is nothing to invite to."""


class AlreadyInvited(Refusal):
    """Somebody with this address is there already."""


class NotSuspended(Refusal):
    """There is no suspension to lift."""


class NotActive(Refusal):
    """The keys are not complete, so there is nothing to take back."""


class ChangedMeanwhile(Refusal):
    """Somebody else has changed the permissions since they were shown."""


class NotAllowed(Refusal):
    """Whoever acts may not, or no longer: the role was changed or the keys were taken back a moment ago."""


def invite(email: str, name: str, role: Role, actor: Actor) -> StaffMember:
    """Take somebody into the staff and post the invitation; raises AlreadyInvited or NotAllowed."""
    _lock(actor)
    if queries.find_by_email(email) is not None:
        raise AlreadyInvited
    member = StaffMember(email=email.lower(), name=name, role=role, invited_at=clock.now())
    db.session.add(member)
    db.session.flush()
    subject = str(staff_actor(member.id))
    journal.record(Event.STAFF_INVITED, actor, subject=subject, role=role)
    _post_invitation(member, letters.invitation, actor)
    return member


def invite_or_remind(email: str, name: str, role: Role, actor: Actor) -> StaffMember:
    """Invite somebody, or whoever is invited already once more, under the name and role that are given now.

    Raises AlreadyActive, Suspended or NotAllowed.
    """
    found = queries.find_by_email(email)
    if found is None:
        return invite(email, name, role, actor)
    member = _invited(found.id, actor)
    member.name = name
    _give_role(member, role, actor)
    journal.record(Event.STAFF_INVITED, actor, subject=str(staff_actor(member.id)), role=role)
    _post_invitation(member, letters.invitation, actor)
    return member


def remind(member_id: int, actor: Actor) -> StaffMember:
    """Post another invitation; earlier links keep working.

    Raises MemberUnknown, AlreadyActive, Suspended or NotAllowed.
    """
    member = _invited(member_id, actor)
    _post_invitation(member, letters.invitation, actor)
    return member


def change_role(member_id: int, role: Role, actor: Actor) -> StaffMember:
    """Give somebody another role with the permissions it brings, at once.

    Raises MemberUnknown, LastAdministrator or NotAllowed.
    """
    _lock(actor, member_id)
    member = queries.get_member(member_id)
    if member.role == role:
        return member
    rules.check_somebody_is_left(queries.active_administrators(), member_id)
    journal.record(Event.STAFF_ROLE_CHANGED, actor, subject=str(staff_actor(member_id)), before=member.role, after=role)
    _give_role(member, role, actor)
    return member


def change_permissions(
    member_id: int, wanted: AbstractSet[Permission], seen: AbstractSet[Permission], actor: Actor
) -> StaffMember:
    """Let somebody do exactly what is `wanted`, whatever the role brings; felt at their next request.

    `seen` is what they could do when the choice was made. Raises MemberUnknown, ChangedMeanwhile,
    PermissionsIncomplete, LastAdministrator or NotAllowed.
    """
    _lock(actor, member_id)
    member = queries.get_member(member_id)
    if queries.permissions_held(member) != seen:
        raise ChangedMeanwhile
    if wanted == seen:
        return member
    own = rules.differences(Role(member.role), wanted)
    if Permission.MANAGE_STAFF not in wanted:
        rules.check_somebody_is_left(queries.active_administrators(), member_id)
    _keep_permissions(member, own, actor)
    return member


def suspend(member_id: int, actor: Actor) -> StaffMember:
    """Close somebody's way in and end all sessions.

    Raises MemberUnknown, Suspended, LastAdministrator or NotAllowed.
    """
    _lock(actor, member_id)
    member = queries.get_member(member_id)
    if queries.find_suspension(member_id) is not None:
        raise Suspended
    rules.check_somebody_is_left(queries.active_administrators(), member_id)
    db.session.add(StaffSuspension(member_id=member_id, actor=str(actor), suspended_at=clock.now()))
    journal.record(Event.SUSPENSION, actor, subject=str(staff_actor(member_id)))
    sessions.end_all(member_id, actor)
    return member


def restore(member_id: int, actor: Actor) -> StaffMember:
    """Open somebody's way in again; raises MemberUnknown, NotSuspended or NotAllowed."""
    _lock(actor, member_id)
    member = queries.get_member(member_id)
    suspension = queries.find_suspension(member_id)
    if suspension is None:
        raise NotSuspended
    suspension.lifted_at = clock.now()
    journal.record(Event.SUSPENSION_LIFTED, actor, subject=str(staff_actor(member_id)))
    return member


def take_keys_back(member_id: int, actor: Actor) -> StaffMember:
    """Void password, authenticator and recovery codes, and post a link to new ones.

    All of them, and a letter: so that new ones are set up by whoever reads the mailbox, not by whoever has found out
    the old password. Raises MemberUnknown, NotActive, Suspended or NotAllowed; by the web also LastAdministrator.
    """
    _lock(actor, member_id)
    member = queries.get_member(member_id)
    if queries.find_suspension(member_id) is not None:
        raise Suspended
    if member.activated_at is None:
        raise NotActive
    if actor.id is not None:  # whoever sits at the shell can always invite anew
        rules.check_somebody_is_left(queries.active_administrators(), member_id)
    member.activated_at = member.password_hash = member.password_set_at = None
    ending.end_all(rules.keys_of(member_id))
    journal.record(Event.STAFF_KEYS_RESET, actor, subject=str(staff_actor(member_id)))
    sessions.end_all(member_id, actor)
    _post_invitation(member, letters.keys_reset, actor)
    return member


def _lock(actor: Actor, *member_ids: int) -> None:
    """Lock the administrators, whom it concerns and who acts; raises NotAllowed.

    Commands have no id: they run under the authority of the shell.
    """
    queries.lock_with_administrators(*member_ids, *([] if actor.id is None else [actor.id]))
    if actor.id is None:
        return
    me = queries.get_member(actor.id)
    state = rules.state_of(me.activated_at, suspended=queries.find_suspension(me.id) is not None)
    if state is not MemberState.ACTIVE or Permission.MANAGE_STAFF not in queries.permissions_held(me):
        raise NotAllowed


def _give_role(member: StaffMember, role: Role, actor: Actor) -> None:
    """Give the role and what it brings: a difference from the former role says nothing about the new one."""
    _keep_permissions(member, {}, actor)
    member.role = role


def _keep_permissions(member: StaffMember, own: Mapping[str, bool], actor: Actor) -> None:
    before = queries.permissions_held(member)
    after = rules.permissions_of(Role(member.role), own)
    db.session.execute(delete(OwnPermission).where(OwnPermission.member_id == member.id))
    if own:
        rows = [{"member_id": member.id, "permission": each, "given": given} for each, given in own.items()]
        db.session.execute(insert(OwnPermission), rows)
    if after != before:
        was, now = rules.permissions_text(before), rules.permissions_text(after)
        journal.record(
            Event.STAFF_PERMISSIONS_CHANGED, actor, subject=str(staff_actor(member.id)), before=was, after=now
        )


def _invited(member_id: int, actor: Actor) -> StaffMember:
    _lock(actor, member_id)
    member = queries.get_member(member_id)
    if queries.find_suspension(member_id) is not None:
        raise Suspended
    if member.activated_at is not None:
        raise AlreadyActive
    return member


def _post_invitation(member: StaffMember, compose: LinkLetter, actor: Actor) -> None:
    now = clock.now()
    token, expires_at = tokens.issue(), now + rules.INVITATION_LIFETIME
    db.session.add(
        StaffInvitation(member_id=member.id, token_digest=tokens.digest(token), issued_at=now, expires_at=expires_at)
    )
    letter = compose(member.email, member.name, token, expires_at)
    post_office.post(letter, actor=actor, about=str(staff_actor(member.id)))
