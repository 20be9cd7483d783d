"""What the pages of cases show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from examportal.accounts.guarded import has_active_account
from examportal.accounts.staff.presence import OnDutyHere
from examportal.accounts.staff.queries import names_of
from examportal.config import settings
from examportal.core import clock
from examportal.core import pesel as pesels
from examportal.recovery import queries, rules, service, words
from examportal.recovery.models import CaseProof, RecoveryCase
from examportal.recovery.proving import service as proving
from examportal.recovery.proving.rules import ProofKind, points_of
from examportal.recovery.rules import BEFORE_PROPOSAL, OF_ACCESS, Kind, State, Told
from examportal.register.entries import queries as entries
from examportal.register.entries.rules import ListedPerson

AT_ONCE = 50
_LONGEST_LOGIN = 10
"""Digits that are no PESEL, whatever slip was made."""


@dataclass(frozen=True)
class Line:
    """A case in the list; `person` is None while it is not known whom it is about, or when the record was joined."""

    case: RecoveryCase
    person: ListedPerson | None


@dataclass(frozen=True)
class Noted:
    """A proof of a case in words."""

    row: CaseProof
    label: str
    note: str


@dataclass(frozen=True)
class CaseView:
    """A case as its page shows it; what was typed as a PESEL is masked."""

    case: RecoveryCase
    told: Told
    person: ListedPerson | None
    names: Mapping[int, str]
    proofs: Sequence[Noted]
    kinds: Sequence[ProofKind]

    @property
    def points(self) -> int:
        """What the proofs are worth together."""
        return points_of((one.row.kind, one.row.points) for one in self.proofs)

    @property
    def offered(self) -> list[ProofKind]:
        """Which kinds of proof may still be noted."""
        noted = {one.row.kind for one in self.proofs}
        return [kind for kind in self.kinds if kind.in_use and kind.code not in noted]

    @property
    def state(self) -> State:
        """How far it has come."""
        return State(self.case.state)

    @property
    def is_open(self) -> bool:
        """Whether it has not ended."""
        return self.case.ended_at is None

    @property
    def is_gathering(self) -> bool:
        """Whether proofs may still be noted."""
        return self.state in BEFORE_PROPOSAL

    @property
    def of_access(self) -> bool:
        """Whether it ends with a link to a new password."""
        return Kind(self.case.kind) in OF_ACCESS

    @property
    def claimed(self) -> str:
        """What was told as PESEL or number; eleven digits are shown masked, right or wrong."""
        typed = pesels.normalise(self.told.claimed)
        return pesels.mask(typed) if typed.isdigit() and len(typed) > _LONGEST_LOGIN else self.told.claimed

    def name_of(self, member_id: int | None) -> str:
        """Return who of the staff it was."""
        return self.names.get(member_id or 0, "–")


def listed(after: int) -> tuple[list[Line], int | None]:
    """Return open cases, and after which the next page begins; None on the last one."""
    found = queries.open_cases(after, AT_ONCE + 1)
    return lines(found[:AT_ONCE]), found[AT_ONCE - 1].id if len(found) > AT_ONCE else None


def ended(before: int | None) -> tuple[list[Line], int | None]:
    """Return ended cases, and before which the next page begins; None on the last one."""
    found = queries.ended_cases(before, AT_ONCE + 1)
    return lines(found[:AT_ONCE]), found[AT_ONCE - 1].id if len(found) > AT_ONCE else None


def lines(cases: Sequence[RecoveryCase]) -> list[Line]:
    """Return cases with the people whom they are about."""
    found = entries.listed([case.examiner_id for case in cases if case.examiner_id is not None])
    people = {one.examiner_id: one for one in found}
    return [Line(case, people.get(case.examiner_id or 0)) for case in cases]


def view_of(case_id: int) -> CaseView:
    """Return a case as its page shows it; raises CaseUnknown."""
    case = queries.get_case(case_id)
    (line,) = lines([case])
    proofs, kinds = queries.proofs_of(case.id), proving.kinds()
    labels = {kind.code: kind.label for kind in kinds}
    noted = [Noted(row, labels.get(row.kind, row.kind), row.unseal().get("note", "")) for row in proofs]
    hands = {case.opened_by, case.proposed_by, case.approved_by, case.reviewed_by, *(row.noted_by for row in proofs)}
    names = names_of(sorted(one for one in hands if one))
    return CaseView(case, queries.told_in(case), line.person, names, noted, kinds)


def facts_of(shown: CaseView, here: OnDutyHere) -> dict[str, Any]:
    """Return what the page needs beside the case itself."""
    hands, members = service.hands_of(shown.case, shown.told), queries.handlers()
    examiner_id = shown.case.examiner_id
    setting = settings().recovery_break_glass
    return {
        "kinds": words.KINDS,
        "ways": words.WAYS,
        "states": words.STATES,
        "obstacles": words.OBSTACLES,
        "sources": words.SOURCES,
        "own": here.member_id in hands.concerned,
        "me": here.member_id,
        "guarded": examiner_id is not None and has_active_account(examiner_id),
        "threshold": settings().recovery_points,
        "waiting_hours": settings().recovery_waiting_hours,
        "may_approve": here.member_id in rules.approvers(hands, members),
        "alone": rules.may_break_glass(setting, members, here.member_id),
        "link": queries.newest_link(shown.case.id),
        "notices": len(queries.notices_of(shown.case.id)),
        "now": clock.now(),
    }
