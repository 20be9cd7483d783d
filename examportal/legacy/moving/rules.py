"""What becomes of an account of the old service when accounts move, and in which role. Plain Python."""

from collections import Counter
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from examportal.accounts.staff.rules import Role, read_address
from examportal.legacy.rules import Judged, OldAccount, Verdict

PAGE_LIFETIME = timedelta(days=60)
"""How long somebody can look what has become of the account."""
OFFERED = (Role.REGISTRAR, Role.CLERK, Role.AUDITOR)
"""Roles that a right of the old service can lead to; of several the first. Nobody becomes an administrator by one."""
FALLBACK = Role.CLERK
"""The role of whoever has only rights that lead to none."""


class Outcome(StrEnum):
    """What becomes of an account, in the order in which reasons are looked for."""

    STAYS = "stays"
    ADDRESS_MISSING = "address_missing"
    ADDRESS_UNUSABLE = "address_unusable"
    ALREADY_STAFF = "already_staff"
    ADDRESS_TWICE = "address_twice"
    MOVES = "moves"


@dataclass(frozen=True)
class Candidate:
    """An account of a file with its verdict; `moved_as` is its role when it was moved before."""

    account_id: int
    account: OldAccount
    judged: Judged
    moved_as: Role | None = None

    @property
    def address(self) -> str | None:
        """The address as the portal stores it, None when no letter can go there."""
        return read_address(self.account.email)


@dataclass(frozen=True)
class Move:
    """What becomes of one account; `role` is the one it moves with."""

    candidate: Candidate
    outcome: Outcome
    role: Role | None = None

    @property
    def is_done(self) -> bool:
        """Whether the account was moved before: then what becomes of it is what became of it."""
        return self.candidate.moved_as is not None


def plan(candidates: Sequence[Candidate], staff: AbstractSet[str], roles: Mapping[str, Role]) -> list[Move]:
    """Return what becomes of each account of a file.

    `staff` are the addresses of the portal's staff, `roles` the role that a right leads to. Two accounts with one
    address would be one person in the portal, or a mailbox that two people read: neither moves before somebody decides.
    """
    waiting = [one.address for one in candidates if one.moved_as is None and one.judged.verdict is Verdict.YES]
    often = {address for address, count in Counter(waiting).items() if count > 1}
    return [_move(one, staff, often, roles) for one in candidates]


def role_of(account: OldAccount, roles: Mapping[str, Role]) -> Role:
    """Return the role that an account moves with: only what it may edit counts, and of several roles the widest."""
    if account.is_administrator:
        return Role.ADMINISTRATOR
    found = {roles[right.name] for right in account.rights if right.edit and right.name in roles}
    return next((role for role in OFFERED if role in found), FALLBACK)


def _move(one: Candidate, staff: AbstractSet[str], often: AbstractSet[str | None], roles: Mapping[str, Role]) -> Move:
    if one.moved_as is not None:
        return Move(one, Outcome.MOVES, one.moved_as)
    if one.judged.verdict is Verdict.NO:
        return Move(one, Outcome.STAYS)
    if one.address is None:
        return Move(one, Outcome.ADDRESS_UNUSABLE if one.account.email else Outcome.ADDRESS_MISSING)
    if one.address in staff:
        return Move(one, Outcome.ALREADY_STAFF)
    if one.address in often:
        return Move(one, Outcome.ADDRESS_TWICE)
    return Move(one, Outcome.MOVES, role_of(one.account, roles))
