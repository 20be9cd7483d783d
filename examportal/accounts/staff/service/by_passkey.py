"""Passkeys of the staff: added and removed (told by letter), as the second step, and as the whole sign-in."""

from examportal.accounts import browsers
from examportal.accounts.browsers import Running
from examportal.accounts.staff import letters, queries
from examportal.accounts.staff.models import StaffMember
from examportal.accounts.staff.rules import MemberState, Step, keys_of, state_of
from examportal.accounts.staff.service import sessions, sign_in
from examportal.accounts.staff.service.second_step import tell
from examportal.accounts.staff.service.sign_in import Outcome
from examportal.accounts.steps import passkeys
from examportal.accounts.steps.passkeys import Shown
from examportal.accounts.steps.rules import Kind, NewKey, Use
from examportal.journal import service as journal
from examportal.journal.rules import NOBODY, Event, Result


def add(member_id: int, made: NewKey, name: str) -> None:
    """Keep a new passkey; raises KeyTaken or TooManyKeys."""
    member = queries.get_member_for_change(member_id)
    passkeys.add(keys_of(member_id), made, name)
    tell(member, letters.keys_changed(member.email, member.name, "passkey_added"))


def remove(member_id: int, passkey_id: int) -> None:
    """Let a passkey count no more; raises KeyUnknown."""
    member = queries.get_member_for_change(member_id)
    passkeys.remove(keys_of(member_id), passkey_id)
    tell(member, letters.keys_changed(member.email, member.name, "passkey_removed"))


def pass_key(half_token: str, shown: Shown | None, former: Running) -> Outcome:
    """Take a passkey in place of a code, as `sign_in.pass_code` does; raises HalfEnded."""
    return sign_in.pass_step(half_token, lambda member: _accept(member, shown), former)


def come_in(shown: Shown | None, former: Running) -> Outcome:
    """Sign in whoever has shown a passkey with PIN or finger; Step.REFUSED for everybody else.

    `former` is what runs in this browser: it ends where another session begins.
    """
    member = queries.get_member_for_change(shown.owner_id) if shown and shown.kind is Kind.MEMBER else None
    if member is None or not _is_active(member) or not _accept(member, shown):
        subject = str(keys_of(member.id).actor) if member is not None else None
        journal.record(Event.SIGN_IN, NOBODY, subject=subject, result=Result.REFUSED)
        return Outcome(Step.REFUSED)
    browsers.end(former)
    return Outcome(Step.SIGNED_IN, sessions.start(member))


def _is_active(member: StaffMember) -> bool:
    suspended = queries.find_suspension(member.id) is not None
    return state_of(member.activated_at, suspended=suspended) is MemberState.ACTIVE


def _accept(member: StaffMember, shown: Shown | None) -> bool:
    use = passkeys.accept(keys_of(member.id), shown)
    if use is Use.COPIED:
        tell(member, letters.keys_changed(member.email, member.name, "passkey_copied"))
    return use is Use.ACCEPTED
