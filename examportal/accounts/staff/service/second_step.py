"""The second step of the staff: accepting a code, changing app, codes and password, each told by letter."""

from examportal.accounts.staff import letters, queries
from examportal.accounts.staff.models import StaffMember
from examportal.accounts.staff.rules import keys_of
from examportal.accounts.staff.service.sessions import end_all, record, staff_actor
from examportal.accounts.steps import apps, codes, recovery
from examportal.core import clock
from examportal.journal.rules import Event
from examportal.mail import service as post_office
from examportal.mail.letter import Letter


def accept(member: StaffMember, typed: str) -> bool:
    """Take a code of the authenticator or a recovery code, each once; the caller holds the member's row.

    A recovery code is told by letter. A wrong code leaves a trace.
    """
    owner, code = keys_of(member.id), codes.read(typed)
    if codes.is_of_app(code):
        accepted = apps.accept(owner, code)
    else:
        left = recovery.accept(owner, code)
        accepted = left is not None
        if left is not None:
            tell(member, letters.recovery_code_used(member.email, member.name, left))
    if not accepted:
        apps.note_refused(owner)
    return accepted


def change_authenticator(member_id: int, typed: str, session_token: str) -> bool:
    """Let somebody who is signed in go over to the offered authenticator; other browsers are signed out.

    Returns False after a wrong code. Raises NothingOffered.
    """
    member = queries.get_member_for_change(member_id)
    if not apps.confirm(keys_of(member_id), typed):
        return False
    end_all(member_id, staff_actor(member_id), but=session_token)
    tell(member, letters.keys_changed(member.email, member.name, "authenticator"))
    return True


def change_codes(member_id: int) -> None:
    """Let somebody who is signed in go over to the codes that are shown; raises NothingOffered."""
    member = queries.get_member_for_change(member_id)
    recovery.keep(keys_of(member_id))
    tell(member, letters.keys_changed(member.email, member.name, "codes"))


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
    tell(member, letters.keys_changed(member.email, member.name, "password"))
    return True


def tell(member: StaffMember, letter: Letter) -> None:
    """Post somebody a letter about the own keys."""
    me = staff_actor(member.id)
    post_office.post(letter, actor=me, about=str(me))
