"""What a case of recovery is, which way it goes, what its proofs are worth and whose hands it needs. Plain Python."""

import secrets
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from examportal.core.errors import Refusal

_GROUPS, _DIGITS = 3, 3


class NotNow(Refusal):
    """The case is not where this act belongs; somebody else may have moved it on."""


class AlreadyOpen(Refusal):
    """The person has an open case, `case_id`: another one is not opened beside it."""

    def __init__(self, case_id: int) -> None:
        super().__init__("a case is open")
        self.case_id = case_id


class NotEnough(Refusal):
    """The proofs together are worth too little."""


class OwnCase(Refusal):
    """One of the addresses of the case is the staff member's own: it is for others."""


class NotYours(Refusal):
    """Whoever opened or proposed does not approve, and whoever approved does not review."""


class NobodyElse(Refusal):
    """After this proposal nobody would be left who may approve it."""


class OthersThere(Refusal):
    """There is somebody else who may approve, so nobody does it alone."""


class NobodyMatched(Refusal):
    """It is not known yet whom in the register the case is about."""


class NothingToRecover(Refusal):
    """The person has no active account: whatever is missing is done without a proof."""


class NotByHand(Refusal):
    """What the case is for still needs a proof, or the person: nobody can say that it is done."""


class AddressMissing(Refusal):
    """It is not known where the link to a new password shall go."""


class Kind(StrEnum):
    """What somebody cannot do alone."""

    MAILBOX_DEAD = "mailbox_dead"
    KNOWS_NOTHING = "knows_nothing"
    SECOND_STEP_LOST = "second_step_lost"
    PESEL_WRONG = "pesel_wrong"
    TWO_RECORDS = "two_records"
    NO_PESEL = "no_pesel"


OF_ACCESS = frozenset({Kind.MAILBOX_DEAD, Kind.KNOWS_NOTHING, Kind.SECOND_STEP_LOST})
"""What ends with a link to a new password; after the others the desk makes the change itself."""


class Way(StrEnum):
    """How the case reached the office."""

    PUBLIC = "public"
    PHONE = "phone"
    COUNTER = "counter"


class State(StrEnum):
    """How far a case has come."""

    NEW = "new"
    GATHERING = "gathering"
    PROPOSED = "proposed"
    APPROVED = "approved"
    WAITING = "waiting"
    DONE = "done"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    VETOED = "vetoed"


class Basis(StrEnum):
    """On whose word a case was approved."""

    SECOND_CLERK = "second_clerk"
    BREAK_GLASS = "break_glass"


class Obstacle(StrEnum):
    """Why an approved case went back to where proofs are gathered."""

    NO_ACCOUNT = "no_account"
    SUSPENDED = "suspended"
    FROZEN = "frozen"
    JOINED = "joined"
    HANDS_GONE = "hands_gone"


class BreakGlass(StrEnum):
    """When one person of the office may approve alone."""

    ALONE = "alone"
    ALWAYS = "always"
    NEVER = "never"


_CLOSED = frozenset({State.REFUSED, State.WITHDRAWN})
MOVES: Mapping[State, AbstractSet[State]] = {
    State.NEW: _CLOSED | {State.GATHERING, State.DONE},
    State.GATHERING: _CLOSED | {State.PROPOSED, State.DONE, State.VETOED},
    State.PROPOSED: _CLOSED | {State.GATHERING, State.APPROVED, State.VETOED},
    State.APPROVED: _CLOSED | {State.GATHERING, State.WAITING, State.VETOED},
    State.WAITING: _CLOSED | {State.GATHERING, State.VETOED, State.DONE},
    State.DONE: frozenset(),
    State.REFUSED: frozenset(),
    State.WITHDRAWN: frozenset(),
    State.VETOED: frozenset(),
}
"""Where a case may go from each state. From an ended one leads only another case, which is then free to be opened.

A veto may come before the second approval of a case that was sent back: by the link of an earlier notice.
"""
ENDED = frozenset(state for state, ways in MOVES.items() if not ways)
BEFORE_PROPOSAL = frozenset({State.NEW, State.GATHERING})


def check_move(now: State, to: State) -> None:
    """Let a case go from one state to another; raises NotNow."""
    if to not in MOVES[now]:
        raise NotNow


@dataclass(frozen=True, kw_only=True)
class CaseRequest:
    """What was told when a case was opened.

    `claimed` is a PESEL, registry number or login number as it was typed; `examiner_id` says whom it is about where the
    office knows. `phone` is only what somebody says: nobody is ever called there. With `steps_lost` the codes and
    passkeys are gone as well.
    """

    kind: Kind
    way: Way
    claimed: str = ""
    name: str = ""
    new_email: str = ""
    phone: str = ""
    description: str = ""
    steps_lost: bool = False
    examiner_id: int | None = None

    def __repr__(self) -> str:
        """Keep the person out of logs."""
        return f"CaseRequest({self.kind}, …)"


@dataclass(frozen=True)
class Known:
    """What was on file about a person before the case: addresses, and phones (E.164), each phone with its source."""

    emails: tuple[str, ...] = ()
    phones: tuple[tuple[str, str], ...] = ()

    def __repr__(self) -> str:
        """Keep the person out of logs."""
        return "Known(…)"


@dataclass(frozen=True, kw_only=True)
class Told:
    """What the sealed document of a case holds; `answer` says why it was refused, withdrawn or how it was closed."""

    claimed: str = ""
    name: str = ""
    new_email: str = ""
    phone: str = ""
    description: str = ""
    steps_lost: bool = False
    known: Known = Known()
    reason: str = ""
    answer: str = ""

    def __repr__(self) -> str:
        """Keep the person out of logs."""
        return "Told(…)"

    def to_document(self) -> dict[str, Any]:
        """Return the JSON document to seal."""
        return asdict(self)

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> "Told":
        """Return the record of an unsealed document; of a forgotten one nothing is left."""
        known = document.get("known", {})
        phones = tuple((source, number) for source, number in known.get("phones", ()))
        return cls(**{**document, "known": Known(tuple(known.get("emails", ())), phones)})


@dataclass(frozen=True)
class Hands:
    """Through whose hands a case went, by ids of the staff; `concerned` are those who may be the person themselves."""

    opened_by: int | None
    proposed_by: int | None
    concerned: frozenset[int] = frozenset()


def approvers(hands: Hands, members: AbstractSet[int]) -> frozenset[int]:
    """Return who of those who handle cases may approve: nobody who opened or proposed it, nobody concerned."""
    return frozenset(members) - {hands.opened_by, hands.proposed_by} - hands.concerned


def check_concerned(hands: Hands, member_id: int) -> None:
    """Raise OwnCase when the case may be the member's own."""
    if member_id in hands.concerned:
        raise OwnCase


def check_approval(hands: Hands, member_id: int) -> None:
    """Let somebody approve; raises OwnCase or NotYours."""
    check_concerned(hands, member_id)
    if member_id in {hands.opened_by, hands.proposed_by}:
        raise NotYours


def may_break_glass(setting: str, members: AbstractSet[int], member_id: int) -> bool:
    """Tell whether somebody may approve alone: the only one who handles cases, unless the setting says otherwise."""
    alone = {BreakGlass.ALWAYS: True, BreakGlass.NEVER: False}.get(BreakGlass(setting), members == {member_id})
    return member_id in members and alone


def new_number() -> str:
    """Return a new number of a case such as `S-482-915-073`: drawn, so that none leads to the next."""
    drawn = [f"{secrets.randbelow(10**_DIGITS):0{_DIGITS}}" for _ in range(_GROUPS)]
    return "-".join(("S", *drawn))


def read_number(typed: str) -> str | None:
    """Return the number of a case as it was written down, whatever signs stand between its digits."""
    digits = "".join(sign for sign in typed if sign.isdecimal())
    if len(digits) != _GROUPS * _DIGITS or not digits.isascii():
        return None
    return "-".join(("S", *(digits[start : start + _DIGITS] for start in range(0, len(digits), _DIGITS))))
