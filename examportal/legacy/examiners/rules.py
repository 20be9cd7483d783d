"""Who of an old service's examiners is invited, and why the others are not. Plain Python.

A row names a person by PESEL and one registry number. Both together are what a first sign-in asks for, so a row in
which they do not belong together is a question for the office, and nobody is written to.
"""

from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from examportal.accounts.rules import AccountState
from examportal.core.pesel import PeselFault


class Outcome(StrEnum):
    """What becomes of a row, in the order in which reasons are looked for: `INVITED`, or why not."""

    PESEL_MISSING = "pesel_missing"
    PESEL_LENGTH = "pesel_length"
    PESEL_CHECKSUM = "pesel_checksum"
    PESEL_BIRTH_DATE = "pesel_birth_date"
    NUMBER_MISSING = "number_missing"
    NOT_IN_REGISTER = "not_in_register"
    NUMBER_OF_ANOTHER = "number_of_another"
    NUMBER_UNKNOWN = "number_unknown"
    ALL_NUMBERS_REMOVED = "all_numbers_removed"
    SUSPENDED = "suspended"
    ACTIVE = "active"
    PENDING = "pending"
    INVITED_BEFORE = "invited_before"
    ADDRESS_MISSING = "address_missing"
    ADDRESS_UNUSABLE = "address_unusable"
    TWICE = "twice"
    INVITED = "invited"


class Note(StrEnum):
    """What somebody should know of a row whose person is invited."""

    ADDRESS_DIFFERS = "address_differs"
    ADDRESS_SHARED = "address_shared"


class Step(StrEnum):
    """Where the invitations of a file stand."""

    LISTED = "listed"
    SENDING = "sending"
    STOPPED = "stopped"
    ENDED = "ended"


class StopReason(StrEnum):
    """Why the invitations were stopped."""

    BY_HAND = "by_hand"
    REFUSALS = "refusals"


@dataclass(frozen=True, slots=True, repr=False)
class OldExaminer:
    """A row as it was read. `email` is usable or None; `typed` is what stood in its cell."""

    line: int
    pesel: str = ""
    fault: PeselFault | None = None
    registry_number: str = ""
    email: str | None = None
    typed: str = ""
    last_sign_in: date | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Person:
    """Who is in the register under a PESEL: all their numbers, removed ones too, and the register's address."""

    examiner_id: int
    numbers: AbstractSet[str]
    has_active: bool
    account: AccountState
    was_invited: bool = False
    email: str | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """A row with what becomes of it; `examiner_id` is None as long as nobody is meant for sure."""

    row: OldExaminer
    outcome: Outcome
    examiner_id: int | None = None
    note: Note | None = None


@dataclass(frozen=True)
class RoundFacts:
    """What tells where the invitations of a file stand."""

    ordered_at: datetime | None = None
    stopped_at: datetime | None = None
    ended_at: datetime | None = None


_IN_THE_WAY: Mapping[AccountState, Outcome] = {
    AccountState.SUSPENDED: Outcome.SUSPENDED,
    AccountState.ACTIVE: Outcome.ACTIVE,
    AccountState.PENDING: Outcome.PENDING,
}


def judge(row: OldExaminer, person: Person | None, holder: int | None) -> Judged:
    """Judge one row alone; `holder` is whose number it is, None when nobody has it."""
    fault = _fault_of_row(row)
    if fault is not None:
        return Judged(row, fault)
    if person is None:
        return Judged(row, Outcome.NOT_IN_REGISTER)
    if row.registry_number not in person.numbers:
        return Judged(row, Outcome.NUMBER_UNKNOWN if holder is None else Outcome.NUMBER_OF_ANOTHER)
    why = why_not_now(person) or _fault_of_address(row)
    if why is not None:
        return Judged(row, why, person.examiner_id)
    differs = person.email is not None and person.email.lower() != (row.email or "").lower()
    return Judged(row, Outcome.INVITED, person.examiner_id, Note.ADDRESS_DIFFERS if differs else None)


def why_not_now(person: Person | None) -> Outcome | None:
    """Return why somebody gets no invitation whatever their row says; asked again before the letter is written."""
    if person is None:
        return Outcome.NOT_IN_REGISTER
    if person.account is AccountState.SUSPENDED:
        return Outcome.SUSPENDED
    if not person.has_active:
        return Outcome.ALL_NUMBERS_REMOVED
    return _IN_THE_WAY.get(person.account) or (Outcome.INVITED_BEFORE if person.was_invited else None)


def settle(judged: Sequence[Judged]) -> list[Judged]:
    """Let one row of each person stand: that of the latest sign-in, of these the first. Mark shared addresses.

    Which row stands does not depend on their order, but for rows of the same day.
    """
    stand: dict[int, Judged] = {}
    for one in judged:
        if one.outcome is Outcome.INVITED and one.examiner_id is not None:
            before = stand.get(one.examiner_id)
            if before is None or _age(one) > _age(before):
                stand[one.examiner_id] = one
    standing = {one.row.line for one in stand.values()}
    shared = _shared(stand.values())
    return [_settled(one, standing, shared) for one in judged]


def step_of(facts: RoundFacts) -> Step:
    """Return where the invitations of a file stand."""
    if facts.ended_at:
        return Step.ENDED
    if facts.stopped_at:
        return Step.STOPPED
    return Step.SENDING if facts.ordered_at else Step.LISTED


def _fault_of_row(row: OldExaminer) -> Outcome | None:
    if row.fault is not None:
        return Outcome(row.fault.value)
    return None if row.registry_number else Outcome.NUMBER_MISSING


def _fault_of_address(row: OldExaminer) -> Outcome | None:
    if row.email is not None:
        return None
    return Outcome.ADDRESS_UNUSABLE if row.typed else Outcome.ADDRESS_MISSING


def _age(judged: Judged) -> date:
    return judged.row.last_sign_in or date.min


def _shared(standing: Collection[Judged]) -> set[str]:
    """Return the addresses to which several people would be written."""
    seen: set[str] = set()
    shared: set[str] = set()
    for one in standing:
        address = (one.row.email or "").lower()
        (shared if address in seen else seen).add(address)
    return shared


def _settled(one: Judged, standing: Collection[int], shared: Collection[str]) -> Judged:
    if one.outcome is not Outcome.INVITED:
        return one
    if one.row.line not in standing:
        return replace(one, outcome=Outcome.TWICE, note=None)
    return one if one.note or (one.row.email or "").lower() not in shared else replace(one, note=Note.ADDRESS_SHARED)
