"""Proposing and approving: two people of the office, or one who is alone, says why, and is looked at the next day."""

from dataclasses import replace
from datetime import timedelta

from examportal.accounts.staff import queries as staff
from examportal.config import settings
from examportal.core import clock
from examportal.jobs import service as jobs
from examportal.journal.rules import Actor, Event
from examportal.mail import service as post_office
from examportal.recovery import letters, queries, rules
from examportal.recovery.models import RecoveryCase
from examportal.recovery.obstacles import check_way
from examportal.recovery.proving.service import check_enough
from examportal.recovery.rules import (
    OF_ACCESS,
    AddressMissing,
    Basis,
    Kind,
    NobodyElse,
    NobodyMatched,
    NotNow,
    NotYours,
    OthersThere,
    State,
    Told,
)
from examportal.recovery.service import begin, check_hands, hands_of, hold, move, record

ANNOUNCE = "recovery.announce"
"""The kind of job that tells of an approval and lets the waiting begin."""


def propose(case_id: int, new_email: str, actor: Actor, *, steps_lost: bool) -> None:
    """Propose that a case goes the way it asks for, with this address for the link.

    Raises CaseUnknown, NotNow, NobodyMatched, AddressMissing, NotEnough, OwnCase, NobodyElse, or Obstructed.
    """
    case, told = begin(case_id, actor, State.GATHERING)
    if case.examiner_id is None:
        raise NobodyMatched
    kind = Kind(case.kind)
    if kind in OF_ACCESS and kind is not Kind.SECOND_STEP_LOST and not new_email:
        raise AddressMissing
    check_enough(case)
    told = replace(told, new_email=new_email, steps_lost=steps_lost or kind is Kind.SECOND_STEP_LOST, reason="")
    case.seal(told.to_document())
    check_hands(case, told, actor)
    case.proposed_by, case.proposed_at = actor.id, clock.now()
    case.approved_by = case.approved_at = case.basis = case.obstacle = None
    check_way(case)
    members, me = queries.handlers(), actor.id or 0
    alone = rules.may_break_glass(settings().recovery_break_glass, members, me)
    if not rules.approvers(hands_of(case, told), members) and not alone:
        raise NobodyElse
    move(case, State.PROPOSED, Event.CASE_PROPOSED, actor)


def take_back(case_id: int, actor: Actor) -> None:
    """Let a proposal be none; raises CaseUnknown, NotNow or OwnCase."""
    case, _ = begin(case_id, actor, State.PROPOSED)
    move(case, State.GATHERING, Event.CASE_TAKEN_BACK, actor)


def approve(case_id: int, seen: str, actor: Actor) -> None:
    """Approve what somebody else has proposed; `seen` is the `stamp_of` the proposal on the page.

    Raises CaseUnknown, NotNow, OwnCase, NotYours, NotEnough, or Obstructed.
    """
    case, told = _proposed(case_id, seen, actor)
    rules.check_approval(hands_of(case, told), actor.id or 0)
    _approve(case, Basis.SECOND_CLERK, actor)
    move(case, State.APPROVED, Event.CASE_APPROVED, actor)


def approve_alone(case_id: int, reason: str, seen: str, actor: Actor) -> None:
    """Approve with nobody else there, for a reason: the heads are told, and somebody else looks at it the next day.

    Raises CaseUnknown, NotNow, OwnCase, OthersThere, NotEnough, or Obstructed.
    """
    case, told = _proposed(case_id, seen, actor)
    if not rules.may_break_glass(settings().recovery_break_glass, queries.handlers(), actor.id or 0):
        raise OthersThere
    _approve(case, Basis.BREAK_GLASS, actor)
    case.review_due_on, case.reviewed_at, case.reviewed_by = clock.today() + timedelta(days=1), None, None
    case.seal(replace(told, reason=reason).to_document())
    move(case, State.APPROVED, Event.CASE_APPROVED_ALONE, actor)
    tell_heads(case, letters.ALONE, actor)


def review(case_id: int, actor: Actor) -> None:
    """Say that one has looked at what somebody approved alone; raises CaseUnknown, NotNow or NotYours."""
    case = hold(case_id)
    if case.review_due_on is None or case.reviewed_at is not None:
        raise NotNow
    if case.approved_by == actor.id:
        raise NotYours
    case.reviewed_at, case.reviewed_by = clock.now(), actor.id
    record(Event.CASE_REVIEWED, case, actor)


def stamp_of(case: RecoveryCase) -> str:
    """Return what tells one proposal of a case from another."""
    return case.proposed_at.isoformat() if case.proposed_at is not None else ""


def tell_heads(case: RecoveryCase, what: str, actor: Actor) -> None:
    """Write to every administrator and to the office's own address about a case."""
    heads = {member.email: member.name for member in map(staff.get_member, sorted(staff.active_administrators()))}
    for email, name in ({settings().board_email: settings().board_name} | heads).items():
        post_office.post(letters.to_office(email, name, what, case), actor=actor)


def _proposed(case_id: int, seen: str, actor: Actor) -> tuple[RecoveryCase, Told]:
    case, told = begin(case_id, actor, State.PROPOSED)
    if seen != stamp_of(case):
        raise NotNow
    check_enough(case)
    return case, told


def _approve(case: RecoveryCase, basis: Basis, actor: Actor) -> None:
    case.approved_by, case.approved_at, case.basis = actor.id, clock.now(), str(basis)
    check_way(case)
    jobs.enqueue(ANNOUNCE, case.id)
