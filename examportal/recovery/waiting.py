"""The waiting of an approved case: telling every known address, the veto, and what is opened at the end."""

from datetime import datetime, timedelta

from examportal.accounts.proofs import service as proofs
from examportal.accounts.proofs.rules import Basis as ProofBasis
from examportal.accounts.proofs.rules import GuardedAct
from examportal.accounts.service import examiner_actor
from examportal.accounts.staff.service.sessions import staff_actor
from examportal.config import settings
from examportal.core import clock, tokens
from examportal.core.errors import LinkExpired
from examportal.db import db
from examportal.jobs import service as jobs
from examportal.journal.rules import NOBODY, WORKER, Actor, Event
from examportal.mail import service as post_office
from examportal.profile.rules import gets_messages
from examportal.recovery import access, letters, obstacles, queries
from examportal.recovery.deciding import tell_heads
from examportal.recovery.known import on_file, together
from examportal.recovery.models import CaseNotice, RecoveryCase
from examportal.recovery.rules import ENDED, OF_ACCESS, Kind, Known, NotNow, Obstacle, State, Told
from examportal.recovery.service import hold, move, record
from examportal.register import queries as register
from examportal.sms import service as sms
from examportal.throttle import service as throttle
from examportal.throttle.rules import Refuse

END = "recovery.end_waiting"
"""The kind of job that ends a waiting."""
LOOK_AGAIN = timedelta(hours=1)
"""How long to wait when a notice has not even been tried to deliver."""
_OPENS = {
    Kind.MAILBOX_DEAD: frozenset({GuardedAct.EMAIL}),
    Kind.KNOWS_NOTHING: frozenset({GuardedAct.EMAIL}),
    Kind.SECOND_STEP_LOST: frozenset({GuardedAct.EMAIL, GuardedAct.SECOND_STEP}),
    Kind.PESEL_WRONG: frozenset({GuardedAct.PESEL}),
    Kind.TWO_RECORDS: frozenset({GuardedAct.UNIFY}),
    Kind.NO_PESEL: frozenset({GuardedAct.PESEL, GuardedAct.DOCUMENT}),
}
"""What the proof of a case is good for."""


def announce(case_id: int) -> None:
    """Tell every known address and phone of an approval, and let the waiting begin; the worker's transaction is open.

    Nothing happens when the case is not just approved (any more).
    """
    case = hold(case_id)
    if State(case.state) is not State.APPROVED or _sent_back(case):
        return
    told, now = queries.told_in(case), clock.now()
    case.wait_until = now + _waiting()
    known = together(told.known, on_file(_person(case), now))
    count = _notify(case, known, case.wait_until)
    move(case, State.WAITING, Event.CASE_WAITS, WORKER, count=count)
    jobs.enqueue(END, case.id, due_at=case.wait_until)


def end_waiting(case_id: int) -> None:
    """Open what a case was approved for, when its time is over and nothing has come between.

    The time counts from the moment when every notice was at least tried to deliver: a worker that stood still must not
    take the chance of a veto away. What was true at the approval is looked at anew.
    """
    case = hold(case_id)
    if State(case.state) is not State.WAITING or case.ready_at is not None or case.wait_until is None:
        return
    due = _due(case, clock.now())
    if due is not None:
        jobs.enqueue(END, case.id, due_at=due)
    elif not _sent_back(case):
        open_up(case, queries.told_in(case), WORKER)


def open_up(case: RecoveryCase, told: Told, actor: Actor) -> None:
    """Let the choke point through for a case that is held and whose waiting is over; a link goes where there is one."""
    now = clock.now()
    until = now + timedelta(hours=settings().recovery_open_hours)
    acts = _OPENS[Kind(case.kind)] | ({GuardedAct.SECOND_STEP} if told.steps_lost else frozenset())
    proofs.end_of_case(case.number)
    proofs.prove_by_case(
        _person(case),
        case.number,
        acts,
        proposed_by=staff_actor(case.proposed_by or 0),
        approved_by=staff_actor(case.approved_by or 0),
        basis=ProofBasis(case.basis or ""),
        valid_from=now,
        valid_until=until,
    )
    case.ready_at = now
    record(Event.CASE_READY, case, actor)
    if Kind(case.kind) in OF_ACCESS:
        access.send(case, told, until, actor)


def open_again(case_id: int, actor: Actor) -> None:
    """Open once more what was not used in time; raises CaseUnknown, NotNow, OwnCase or Obstructed."""
    case, told = access.ready(case_id, actor)
    obstacles.check_way(case)
    open_up(case, told, actor)


def veto(token: str) -> None:
    """Stop a case by the link of a notice; pressed again it changes nothing. Raises what `check_veto` raises."""
    case = hold(check_veto(token).id)
    if State(check_veto(token).state) is State.VETOED:  # once more, behind the locks
        return
    queries.get_notice(token).used_at = clock.now()
    proofs.end_of_case(case.number)
    move(case, State.VETOED, Event.CASE_VETOED, NOBODY)
    tell_heads(case, letters.VETOED, NOBODY)


def check_veto(token: str) -> RecoveryCase:
    """Return the case that a link of veto may stop, or has stopped; raises LinkUnknown or LinkExpired."""
    case = queries.get_case(queries.get_notice(token).case_id)
    if State(case.state) in ENDED - {State.VETOED}:
        raise LinkExpired
    return case


def _notify(case: RecoveryCase, known: Known, until: datetime) -> int:
    examiner_id = _person(case)
    name, about = register.person_name(examiner_id), str(examiner_actor(examiner_id))
    for email in known.emails:
        token = _issue(case)
        letter = post_office.post(letters.notice(email, name, token, until), actor=WORKER, about=about)
        queries.get_notice(token).letter_id = letter.id
    numbers = [number for _, number in known.phones if sms.is_offered() and gets_messages(number)]
    for number in numbers:
        if not isinstance(throttle.count_event(sms.costs_of(about)), Refuse):
            sms.post(number, letters.message(_issue(case)), actor=WORKER, about=about, useful_until=until)
    return len(queries.notices_of(case.id))


def _issue(case: RecoveryCase) -> str:
    token = tokens.issue()
    db.session.add(CaseNotice(case_id=case.id, token_digest=tokens.digest(token), issued_at=clock.now()))
    db.session.flush()
    return token


def _due(case: RecoveryCase, now: datetime) -> datetime | None:
    """Return when to look again, None when the waiting is over; a clock that was set back makes it longer."""
    until = case.wait_until or now
    tried = queries.notices_tried(case.id, since=case.approved_at or now)
    if tried is None:
        return max(until, now + LOOK_AGAIN)
    case.wait_until = max([until, *(one + _waiting() for one in tried)])
    return case.wait_until if now < case.wait_until else None


def _sent_back(case: RecoveryCase) -> bool:
    """Let a case go back to where proofs are gathered when something stands in its way."""
    obstacle: Obstacle | None = obstacles.find(case)
    if obstacle is None:
        return False
    proofs.end_of_case(case.number)
    case.obstacle, case.wait_until, case.ready_at = str(obstacle), None, None
    move(case, State.GATHERING, Event.CASE_SENT_BACK, WORKER, reason=str(obstacle))
    return True


def _waiting() -> timedelta:
    return timedelta(hours=settings().recovery_waiting_hours)


def _person(case: RecoveryCase) -> int:
    if case.examiner_id is None:
        raise NotNow
    return case.examiner_id
