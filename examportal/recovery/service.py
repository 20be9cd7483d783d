"""Opening a case, saying whom it is about, and ending it without a change; every step leaves a line in the journal."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from examportal.accounts.guarded import has_active_account
from examportal.accounts.proofs import service as proofs
from examportal.accounts.service import examiner_actor
from examportal.core import clock
from examportal.db import db
from examportal.journal import service as journal
from examportal.journal.rules import Actor, Event
from examportal.recovery import queries, rules
from examportal.recovery.known import on_file
from examportal.recovery.models import RecoveryCase
from examportal.recovery.rules import (
    BEFORE_PROPOSAL,
    ENDED,
    OF_ACCESS,
    AlreadyOpen,
    CaseRequest,
    Hands,
    Kind,
    NotByHand,
    NotNow,
    State,
    Told,
)
from examportal.register import queries as register
from examportal.register.entries.queries import PersonUnknown

STAFF = "staff"


def open_case(told: CaseRequest, actor: Actor) -> RecoveryCase:
    """Open a case and return it; whom it is about is looked up by the PESEL or number that was told.

    Nothing about that person is returned to whoever tells. Of somebody whose case is open already the office is led
    there (AlreadyOpen); a stranger's word opens one more case, about nobody yet, for the answer must be the same.
    Raises PersonUnknown when `told.examiner_id` is nobody's.
    """
    case = RecoveryCase(number=_free_number(), kind=str(told.kind), way=str(told.way), state=str(State.NEW))
    case.opened_at, case.opened_by = clock.now(), actor.id if actor.kind == STAFF else None
    meant = told.examiner_id or _meant_by(told.claimed)
    opened = Told(
        claimed=told.claimed,
        name=told.name,
        new_email=told.new_email,
        phone=told.phone,
        description=told.description,
        steps_lost=told.steps_lost or told.kind is Kind.SECOND_STEP_LOST,
    )
    if meant is not None:
        running = _lock_person(meant)
        if running is not None and actor.kind == STAFF:
            raise AlreadyOpen(running.id)
        if running is None:
            case.examiner_id, opened = meant, replace(opened, known=on_file(meant, case.opened_at))
    case.seal(opened.to_document())
    db.session.add(case)
    db.session.flush()
    record(Event.CASE_OPENED, case, actor, kind=case.kind, way=case.way)
    return case


def match(case_id: int, examiner_id: int, actor: Actor) -> None:
    """Say whom a case is about; proofs are for that person from then on.

    Raises CaseUnknown, NotNow, PersonUnknown, AlreadyOpen, or OwnCase.
    """
    running = _lock_person(examiner_id)
    case = queries.get_for_change(queries.get_case(case_id).id)
    if State(case.state) not in BEFORE_PROPOSAL or queries.proofs_of(case.id):
        raise NotNow
    if running is not None and running.id != case.id:
        raise AlreadyOpen(running.id)
    case.examiner_id = examiner_id
    told = replace(queries.told_in(case), known=on_file(examiner_id, case.opened_at))
    case.seal(told.to_document())
    check_hands(case, told, actor)
    db.session.flush()
    record(Event.CASE_MATCHED, case, actor)


def refuse(case_id: int, answer: str, actor: Actor) -> None:
    """End a case because it was not proved, or is not what it was said to be; raises CaseUnknown or NotNow."""
    end(hold(case_id), State.REFUSED, answer, Event.CASE_REFUSED, actor)


def withdraw(case_id: int, answer: str, actor: Actor) -> None:
    """End a case because the person wants it no more, or it was told twice; raises CaseUnknown or NotNow."""
    end(hold(case_id), State.WITHDRAWN, answer, Event.CASE_WITHDRAWN, actor)


def close(case_id: int, answer: str, actor: Actor) -> None:
    """End a case in which the desk has done by hand what was needed, and say what.

    Where a proof is needed, that is after the waiting; where there is no active account, nothing needs one. Raises
    CaseUnknown, NotNow or NotByHand.
    """
    case = hold(case_id)
    if case.ready_at is None or Kind(case.kind) in OF_ACCESS:
        unguarded = case.examiner_id is not None and not has_active_account(case.examiner_id)
        if State(case.state) not in BEFORE_PROPOSAL or not unguarded:
            raise NotByHand
    end(case, State.DONE, answer, Event.CASE_DONE, actor)


def end(case: RecoveryCase, to: State, answer: str, event: Event, actor: Actor) -> None:
    """End a case that is held, with what is to be said of it."""
    proofs.end_of_case(case.number)
    move(case, to, event, actor)
    case.seal(replace(queries.told_in(case), answer=answer).to_document())


def hold(case_id: int) -> RecoveryCase:
    """Return a case locked, behind the lock of its person; raises CaseUnknown, or NotNow when that is another now."""
    about = queries.get_case(case_id).examiner_id
    if about is not None:
        register.get_for_change(about)
    case = queries.get_for_change(case_id)
    if case.examiner_id != about:
        raise NotNow
    return case


def begin(case_id: int, actor: Actor, *allowed: State) -> tuple[RecoveryCase, Told]:
    """Return a case that is held, and what was told, for an act of the office; a new one is being worked on from now.

    Raises CaseUnknown, NotNow when it is in none of the `allowed` states, or OwnCase.
    """
    case = hold(case_id)
    told = queries.told_in(case)
    check_hands(case, told, actor)
    if State(case.state) not in allowed:
        raise NotNow
    if State(case.state) is State.NEW:
        case.state = str(State.GATHERING)
    return case, told


def hands_of(case: RecoveryCase, told: Told) -> Hands:
    """Return through whose hands a case went, and who of the staff may be the person."""
    addresses = [told.new_email, *told.known.emails]
    return Hands(case.opened_by, case.proposed_by, queries.members_at(addresses))


def check_hands(case: RecoveryCase, told: Told, actor: Actor) -> None:
    """Raise OwnCase when somebody would handle what may be the own case."""
    if actor.id is not None:
        rules.check_concerned(hands_of(case, told), actor.id)


def move(case: RecoveryCase, to: State, event: Event, actor: Actor, **details: Any) -> None:
    """Let a case that is held go on, and write it down; raises NotNow."""
    rules.check_move(State(case.state), to)
    case.state = str(to)
    if to in ENDED:
        case.ended_at, case.ended_by = clock.now(), str(actor)
    record(event, case, actor, **details)


def record(event: Event, case: RecoveryCase, actor: Actor, **details: Any) -> None:
    """Write down what happened in a case, under the person as far as it is known."""
    subject = str(examiner_actor(case.examiner_id)) if case.examiner_id is not None else f"case:{case.id}"
    journal.record(event, actor, subject=subject, case=case.number, **details)


def _meant_by(claimed: str) -> int | None:
    found = register.find_by_login_or_number(claimed) if claimed else None
    return (found.unified_into or found.id) if found else None


def _lock_person(examiner_id: int) -> RecoveryCase | None:
    """Lock whom a case is about and return the open case, if any; raises PersonUnknown."""
    person = register.find_for_change(examiner_id)
    if person is None or person.unified_into is not None:
        raise PersonUnknown
    return queries.find_open(examiner_id)


def _free_number(draw: Callable[[], str] = rules.new_number) -> str:
    number = draw()
    while queries.is_taken(number):
        number = draw()
    return number
