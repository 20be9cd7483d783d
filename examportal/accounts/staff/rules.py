"""Pure rules of the staff's keys: roles and what they may do, which step comes next, whether a link still works."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from email_validator import EmailNotValidError, validate_email

from examportal.accounts.steps.rules import Kind, Owner
from examportal.core import errors
from examportal.journal.rules import Actor

LONGEST_NAME = 200
MIN_PASSWORD = 15
IDLE_LIMIT = timedelta(minutes=15)
ABSOLUTE_LIMIT = timedelta(hours=8)
INVITATION_LIFETIME = timedelta(hours=72)
HALF_LIFETIME = timedelta(minutes=10)


class Role(StrEnum):
    """What somebody of the staff is there for; each has exactly one."""

    ADMINISTRATOR = "administrator"
    REGISTRAR = "registrar"
    CLERK = "clerk"
    AUDITOR = "auditor"


class Permission(StrEnum):
    """What a page of the staff may ask for."""

    MANAGE_STAFF = "manage_staff"
    LOAD_REGISTER = "load_register"
    CORRECT_REGISTER = "correct_register"
    SEE_PEOPLE = "see_people"
    HELP_PEOPLE = "help_people"
    HANDLE_CASES = "handle_cases"
    READ_JOURNAL = "read_journal"
    MANAGE_LETTERS = "manage_letters"
    EDIT_LETTERS = "edit_letters"
    EDIT_TERMS = "edit_terms"
    MOVE_ACCOUNTS = "move_accounts"


MAY: Mapping[Role, AbstractSet[Permission]] = {
    Role.ADMINISTRATOR: frozenset(Permission),
    Role.REGISTRAR: frozenset(
        {
            Permission.LOAD_REGISTER,
            Permission.CORRECT_REGISTER,
            Permission.SEE_PEOPLE,
            Permission.HELP_PEOPLE,
            Permission.HANDLE_CASES,
            Permission.MANAGE_LETTERS,
        }
    ),
    Role.CLERK: frozenset({Permission.SEE_PEOPLE, Permission.HELP_PEOPLE, Permission.HANDLE_CASES}),
    Role.AUDITOR: frozenset({Permission.SEE_PEOPLE, Permission.READ_JOURNAL}),
}
"""The permissions that each role brings; somebody's own set may differ from them: see `permissions_of`."""

NEEDS: Mapping[Permission, Permission] = {
    Permission.CORRECT_REGISTER: Permission.SEE_PEOPLE,
    Permission.HELP_PEOPLE: Permission.SEE_PEOPLE,
    Permission.HANDLE_CASES: Permission.SEE_PEOPLE,
    Permission.MANAGE_LETTERS: Permission.SEE_PEOPLE,
}
"""What is of no use without another permission: acts on pages that only this one opens."""


class MemberState(StrEnum):
    """How somebody of the staff stands."""

    INVITED = "invited"
    ACTIVE = "active"
    SUSPENDED = "suspended"


class Step(StrEnum):
    """What comes next for whoever has shown something."""

    REFUSED = "refused"
    AUTHENTICATOR = "authenticator"
    CODE = "code"
    RECOVERY_CODES = "recovery_codes"
    SIGNED_IN = "signed_in"


@dataclass(frozen=True)
class MemberFacts:
    """What the rules need of somebody of the staff."""

    activated_at: datetime | None
    suspended: bool
    has_authenticator: bool
    is_invited: bool


@dataclass(frozen=True)
class InvitationFacts:
    """What the rules need of the link of an invitation."""

    expires_at: datetime
    used_at: datetime | None
    suspended: bool


class LastAdministrator(errors.Refusal):
    """Nobody would be left who can let others in."""


class PermissionsIncomplete(errors.Refusal):
    """A permission was given without the one that it needs."""


def keys_of(member_id: int) -> Owner:
    """Return somebody of the staff as the owner of second steps."""
    return Owner(Kind.MEMBER, member_id, Actor("staff", member_id))


def permissions_of(role: Role, own: Mapping[str, bool]) -> frozenset[Permission]:
    """Return what somebody may: the role's permissions and `own`, in which they differ (True: given, False: taken).

    The one place that decides it. A difference in a permission that the portal no longer knows is passed over.
    """
    return frozenset(each for each in Permission if own.get(each, each in MAY[role]))


def differences(role: Role, wanted: AbstractSet[Permission]) -> dict[str, bool]:
    """Return in what a set differs from the role's: the `own` of `permissions_of`; raises PermissionsIncomplete."""
    if any(each in wanted and needed not in wanted for each, needed in NEEDS.items()):
        raise PermissionsIncomplete
    return {each: each in wanted for each in Permission if (each in wanted) != (each in MAY[role])}


def permissions_text(permissions: AbstractSet[Permission]) -> str:
    """Return a set as the journal and a form keep it."""
    return ",".join(sorted(permissions))


def staff_ids(actors: Iterable[str | None]) -> list[int]:
    """Return the ids of the staff among actors as they are stored (`staff:3`), each once, in rising order."""
    ids = {actor.removeprefix("staff:") for actor in actors if actor is not None and actor.startswith("staff:")}
    return sorted(int(one) for one in ids if one.isdecimal())


def read_address(typed: str) -> str | None:
    """Return an e-mail address in the form that is stored, None when it is no address."""
    try:
        found = validate_email(typed.replace(" ", ""), check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        return None
    return found.normalized.lower()


def state_of(activated_at: datetime | None, *, suspended: bool) -> MemberState:
    """Return how somebody stands; a suspension covers whatever is below it."""
    if suspended:
        return MemberState.SUSPENDED
    return MemberState.ACTIVE if activated_at else MemberState.INVITED


def step_after_password(member: MemberFacts) -> Step:
    """Return what follows the right password.

    Without an authenticator the way leads on only while an invitation runs: a password alone sets up nothing for ever.
    """
    if member.suspended:
        return Step.REFUSED
    if member.has_authenticator:
        return Step.CODE
    return Step.AUTHENTICATOR if member.is_invited else Step.REFUSED


def step_of_half(*, has_authenticator: bool, passed_code: bool) -> Step:
    """Return where a half sign-in stands."""
    if not has_authenticator:
        return Step.AUTHENTICATOR
    return Step.RECOVERY_CODES if passed_code else Step.CODE


def step_after_code(activated_at: datetime | None) -> Step:
    """Return what follows the right code: who has not kept the recovery codes yet does that first."""
    return Step.SIGNED_IN if activated_at else Step.RECOVERY_CODES


def check_invitation(link: InvitationFacts, now: datetime) -> None:
    """Let the link of an invitation through, or raise the LinkUsed, LinkReplaced or LinkExpired that it is."""
    if link.used_at is not None:
        raise errors.LinkUsed
    if link.suspended:
        raise errors.LinkReplaced
    if now >= link.expires_at:
        raise errors.LinkExpired


def check_somebody_is_left(administrators: AbstractSet[int], leaving: int) -> None:
    """Raise LastAdministrator when `leaving` is the only active administrator who manages the staff."""
    if administrators == {leaving}:
        raise LastAdministrator
